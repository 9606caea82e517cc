import PQueue from 'p-queue';
import type { Clock } from '../model/clock.ts';
import { toInstant } from '../model/clock.ts';
import { FetchError } from '../model/failure.ts';
import {
  type Answered,
  answered,
  connectionsOf,
  type PacePolicy,
  type Purpose,
  policyFor,
  restored,
  type ServerState,
  started,
  turnOf,
  withCrawlDelay,
  withPurpose,
} from './pace.ts';
import { isLoopback, serverOf } from './server-key.ts';
import type { ServerStore } from './server-store.ts';

/** The queue reports to the store at once when a wait is longer than this; shorter ones are stored at the end. */
const WORTH_STORING_MS = 60_000;

export interface TurnsOptions {
  readonly clock: Clock;
  readonly servers: ServerStore;
  readonly pace?: { readonly ms?: number; readonly connections?: number };
  /** Ends what waits and what runs. */
  readonly signal?: AbortSignal;
  /** Ends what waits for its turn; what runs goes on. */
  readonly windingDown?: AbortSignal;
}

/** What a request that had its turn reports about the server. */
export type Heard = Omit<Answered, 'startedAt'>;

/** Waiting for one's turn at a server. */
export interface Turns {
  /**
   * Runs `request` when the server's queue and pace allow. `heard` is read from what it returns; a request that throws
   * was not answered. Throws a `FetchError`: `parked` for a server that must be left alone, `stopped` after an abort.
   */
  take<T>(url: URL, purpose: Purpose, request: () => Promise<T>, heard: (result: T) => Heard): Promise<T>;
  /** A robots.txt of that server asks for this many milliseconds between requests. */
  slowTo(url: URL, crawlDelayMs: number): void;
  /** Stores what the next run must know. */
  close(): void;
}

interface Server {
  readonly queue: PQueue;
  readonly policy: PacePolicy;
  state: ServerState;
}

/** p-queue gives order and concurrency; when a request starts is decided by `pace.ts` alone. */
export function createTurns({ clock, servers, pace = {}, signal, windingDown }: TurnsOptions): Turns {
  const waits = AbortSignal.any([signal, windingDown].filter((one) => one !== undefined));
  const known = new Map<string, Server>();

  const serverAt = (url: URL): Server => {
    const key = serverOf(url);
    const found = known.get(key);
    if (found !== undefined) return found;
    const server: Server = {
      queue: new PQueue({ concurrency: 1 }),
      policy: policyFor(isLoopback(url), pace),
      state: restored(servers.load(key), clock.now()),
    };
    known.set(key, server);
    return server;
  };

  const update = (url: URL, server: Server, state: ServerState): void => {
    const before = server.state;
    server.state = state;
    server.queue.concurrency = connectionsOf(state, server.policy);
    const told = before.parkedUntil !== state.parkedUntil || before.parkings !== state.parkings;
    const far = state.nextAllowedAt > clock.now() + WORTH_STORING_MS && state.nextAllowedAt !== before.nextAllowedAt;
    if (told || far) servers.save(serverOf(url), stored(state));
  };

  /** Resolves with the start, milliseconds. The turn is taken before anybody else can see it free: no await in between. */
  const takeTurn = async (url: URL, server: Server): Promise<number> => {
    for (;;) {
      if (waits.aborted) throw stopped(waits);
      const now = clock.now();
      const turn = turnOf(server.state, now);
      if (turn.kind === 'now') {
        server.state = started(server.state, server.policy, now);
        return now;
      }
      if (turn.kind === 'parked') {
        const message = `${serverOf(url)} is left alone until ${toInstant(turn.until)}: ${turn.reason}`;
        throw new FetchError('parked', message, { until: turn.until });
      }
      await clock.sleep(turn.until - now, waits).catch((error: unknown) => {
        throw waits.aborted ? stopped(waits) : error;
      });
    }
  };

  return {
    async take(url, purpose, request, heard) {
      const server = serverAt(url);
      update(url, server, withPurpose(server.state, purpose));
      const turn = async () => {
        const startedAt = await takeTurn(url, server);
        const report = (answer: Heard): void =>
          update(url, server, answered(server.state, server.policy, { startedAt, ...answer }, clock.now()));
        try {
          const result = await request();
          report(heard(result));
          return result;
        } catch (error) {
          report({ status: null, firstByteMs: 0, retryAfterMs: null });
          throw error;
        }
      };
      try {
        return await server.queue.add(turn, signal === undefined ? {} : { signal });
      } catch (error) {
        if (signal?.aborted === true && error === signal.reason) throw stopped(signal);
        throw error;
      }
    },
    slowTo(url, crawlDelayMs) {
      const server = serverAt(url);
      update(url, server, withCrawlDelay(server.state, crawlDelayMs));
    },
    close() {
      const now = clock.now();
      for (const [key, { state }] of known) {
        if (state.nextAllowedAt > now) servers.save(key, stored(state));
      }
    },
  };
}

function stored({ nextAllowedAt, parkedUntil, parkings, reason }: ServerState) {
  return { nextAllowedAt, parkedUntil, parkings, reason };
}

function stopped(signal: AbortSignal): FetchError {
  return new FetchError('stopped', 'Stopped before the request was made', { cause: signal.reason });
}
