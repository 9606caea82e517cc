import PQueue from 'p-queue';
import type { Clock } from '../model/clock.ts';
import { toInstant } from '../model/clock.ts';
import { FetchError } from '../model/failure.ts';
import {
  type Answered,
  answered,
  type Begun,
  begun,
  isBusy,
  type PacePolicy,
  type Purpose,
  policyFor,
  remembered,
  restored,
  type ServerState,
  spaced,
  started,
  turnOf,
  withCrawlDelay,
  withPurpose,
} from './pace.ts';
import { isLoopback, serverOf } from './server-key.ts';
import type { ServerStore, StoredServer } from './server-store.ts';

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

/** The same, at the first byte of the answer. */
export type FirstByte = Omit<Begun, 'startedAt'>;

/** Waiting for one's turn at a server. */
export interface Turns {
  /**
   * Runs `request` when the server's queue and pace allow. It calls `first` at the first byte of its answer: until then the next
   * turn at that server is put off. `heard` is read from what it returns; a request that throws was not answered. Throws a
   * `FetchError`: `parked` for a server that must be left alone, `stopped` after an abort.
   */
  take<T>(
    url: URL,
    purpose: Purpose,
    request: (first: (byte: FirstByte) => void) => Promise<T>,
    heard: (result: T) => Heard,
  ): Promise<T>;
  /** A robots.txt of that server asks for this many milliseconds between requests. */
  slowTo(url: URL, crawlDelayMs: number): void;
}

interface Server {
  readonly key: string;
  /** One at a time waits for its turn, so that what changes meanwhile holds for all behind it. */
  readonly queue: PQueue;
  readonly policy: PacePolicy;
  state: ServerState;
  /** What the store knows. */
  stored: StoredServer | null;
  /** Wakes who waits for a connection to become free. */
  freed: () => void;
}

/** p-queue gives the order; when a request starts, and beside how many others, is decided by `pace.ts` alone. */
export function createTurns({ clock, servers, pace = {}, signal, windingDown }: TurnsOptions): Turns {
  const waits = AbortSignal.any([signal, windingDown].filter((one) => one !== undefined));
  const known = new Map<string, Server>();

  const serverAt = (url: URL): Server => {
    const key = serverOf(url);
    const found = known.get(key);
    if (found !== undefined) return found;
    const stored = servers.load(key);
    const server: Server = {
      key,
      queue: new PQueue({ concurrency: 1 }),
      policy: policyFor(isLoopback(url), pace),
      state: restored(stored, clock.now()),
      stored,
      freed: () => undefined,
    };
    known.set(key, server);
    return server;
  };

  /** What the next run must know is stored at once: this one may be killed at any moment. */
  const update = (server: Server, state: ServerState): void => {
    server.state = state;
    server.freed();
    const { stored } = server;
    const next = remembered(state);
    const told = next.parkedUntil !== (stored?.parkedUntil ?? null) || next.parkings !== (stored?.parkings ?? 0);
    const later = state.nextAllowedAt > clock.now() && next.nextAllowedAt > (stored?.nextAllowedAt ?? 0);
    if (!told && !later) return;
    servers.save(server.key, next);
    server.stored = next;
  };

  const untilFreed = async (server: Server): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = (): void => resolve();
    server.freed = stop;
    waits.addEventListener('abort', stop, { once: true });
    await promise;
    waits.removeEventListener('abort', stop);
  };

  /** Resolves with the start, milliseconds. The turn is taken before anybody else can see it free: no await in between. */
  const takeTurn = async (server: Server): Promise<number> => {
    for (;;) {
      if (waits.aborted) throw stopped(waits);
      const now = clock.now();
      const turn = turnOf(server.state, now);
      if (turn.kind === 'parked') {
        const message = `${server.key} is left alone until ${toInstant(turn.until)}: ${turn.reason}`;
        throw new FetchError('parked', message, { until: turn.until });
      }
      if (isBusy(server.state, server.policy)) {
        await untilFreed(server);
      } else if (turn.kind === 'now') {
        const before = server.state;
        try {
          update(server, started(before, server.policy, now));
        } catch (error) {
          // A start that could not be stored (a full disk) is none: it would count as under way, and hold up the others, for ever.
          server.state = before;
          throw error;
        }
        return now;
      } else {
        await clock.sleep(turn.until - now, waits).catch((error: unknown) => {
          throw waits.aborted ? stopped(waits) : error;
        });
      }
    }
  };

  return {
    async take(url, purpose, request, heard) {
      const server = serverAt(url);
      update(server, spaced(withPurpose(server.state, purpose), server.policy));
      const startedAt = await inTurn(server, signal, () => takeTurn(server));
      // To remember the start took a moment as well.
      const late = clock.now() - startedAt;
      const report = ({ connectMs, ...answer }: Heard): void => {
        const facts = { ...answer, startedAt, connectMs: late + connectMs };
        update(server, answered(server.state, server.policy, facts, clock.now()));
      };
      const first = ({ connectMs, firstByteMs }: FirstByte): void => {
        const facts = { startedAt, connectMs: late + connectMs, firstByteMs };
        update(server, begun(server.state, server.policy, facts));
      };
      const result = await request(first).catch((error: unknown) => {
        report({ status: null, connectMs: 0, firstByteMs: 0, retryAfterMs: null });
        throw error;
      });
      report(heard(result));
      return result;
    },
    slowTo(url, crawlDelayMs) {
      const server = serverAt(url);
      update(server, spaced(withCrawlDelay(server.state, crawlDelayMs), server.policy));
    },
  };
}

/** Waits in the server's queue; an abort takes out who has not come up yet. */
async function inTurn(server: Server, signal: AbortSignal | undefined, take: () => Promise<number>): Promise<number> {
  try {
    return await server.queue.add(take, signal === undefined ? {} : { signal });
  } catch (error) {
    if (signal?.aborted === true && error === signal.reason) throw stopped(signal);
    throw error;
  }
}

function stopped(signal: AbortSignal): FetchError {
  return new FetchError('stopped', 'Stopped before the request was made', { cause: signal.reason });
}
