import type { Part, Tally } from '../model/client.ts';
import type { Clock } from '../model/clock.ts';
import { FetchError } from '../model/failure.ts';
import { checkedUrl } from './addresses.ts';
import { decodeText } from './charset.ts';
import { ACCEPT_ENCODING } from './decoding.ts';
import { type Exchange, type ExchangeAnswer, type ExchangeLimits, PAGE_LIMITS } from './exchange.ts';
import type { Log } from './log.ts';
import { type Purpose, REFUSALS_UNTIL_PARKED } from './pace.ts';
import { createTurns, type FirstByte } from './queue.ts';
import { isRefusal, retryDelayMs } from './retry.ts';
import { retryAfterMs } from './retry-after.ts';
import { createRobotsGate, ROBOTS_MAX_BYTES } from './robots.ts';
import { serverOf } from './server-key.ts';
import type { ServerStore } from './server-store.ts';

export interface RequestsOptions {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly servers: ServerStore;
  readonly userAgent: string;
  readonly allowedAddresses: readonly string[];
  readonly pace?: { readonly ms?: number; readonly connections?: number };
  readonly signal?: AbortSignal;
  readonly windingDown?: AbortSignal;
  /** Throws to end the run before a request is made. */
  readonly spend: () => void;
  readonly count: (bytes: number) => void;
  readonly log?: Log;
}

/** What one hop asks. */
interface Ask {
  readonly purpose: Purpose;
  readonly limits: ExchangeLimits;
  readonly part?: Part;
  /** Whose request this is. */
  readonly tally?: Tally | undefined;
  /**
   * Headers besides User-Agent, made anew for each attempt: a part may have grown meanwhile. `failure` is how the
   * attempt before ended.
   */
  readonly headers: (failure: FetchError | null) => Readonly<Record<string, string>>;
}

/** One hop at a time, politely: address and robots.txt checked, paced, attempts repeated. Redirects are the caller's. */
export interface Requests {
  /**
   * Any status is an answer, 429 and 503 included once the item was refused often enough. Throws a `FetchError`, or what
   * the part throws.
   */
  ask(url: URL, ask: Ask): Promise<ExchangeAnswer>;
}

export function createRequests(options: RequestsOptions): Requests {
  const { exchange, clock, servers, userAgent, allowedAddresses, pace, signal, windingDown, spend, count, log } =
    options;
  const waits = AbortSignal.any([signal, windingDown].filter((one) => one !== undefined));
  const turns = createTurns({
    clock,
    servers,
    ...(pace === undefined ? {} : { pace }),
    ...(signal === undefined ? {} : { signal }),
    ...(windingDown === undefined ? {} : { windingDown }),
  });

  const sendOnce = async (
    url: URL,
    ask: Ask,
    failure: FetchError | null,
    first: (byte: FirstByte) => void,
  ): Promise<ExchangeAnswer> => {
    const { limits, part } = ask;
    const before = part?.bytes ?? 0;
    spend();
    if (ask.tally !== undefined) ask.tally.requests += 1;
    let received = 0;
    const startedAt = clock.now();
    try {
      const answer = await exchange.send(
        {
          method: 'GET',
          url: url.href,
          headers: { 'user-agent': userAgent, ...ask.headers(failure) },
          limits,
          allowedAddresses,
        },
        { first, ...(part === undefined ? {} : { part }), ...(signal === undefined ? {} : { signal }) },
      );
      const { status, timings } = answer;
      const sentAt = Math.round(startedAt + timings.connectMs);
      log?.debug({ url: withoutLogin(url), status, sentAt, ms: Math.round(timings.totalMs) }, 'asked');
      if (answer.body.kind === 'bytes') received = answer.body.raw.length;
      return answer;
    } finally {
      const grown = (part?.bytes ?? 0) - before;
      // A part that was started again is shorter than it was or holds nothing of before; either way all of it is new.
      count(received + (grown >= 0 ? grown : (part?.bytes ?? 0)));
    }
  };

  const attempts = async (url: URL, ask: Ask): Promise<ExchangeAnswer> => {
    let failure: FetchError | null = null;
    let refusals = 0;
    for (let attempt = 1; ; attempt += 1) {
      let end: { answer: ExchangeAnswer } | { error: FetchError };
      try {
        const previous: FetchError | null = failure;
        const send = (first: (byte: FirstByte) => void): Promise<ExchangeAnswer> => sendOnce(url, ask, previous, first);
        const answer: ExchangeAnswer = await turns.take(url, ask.purpose, send, heardFrom(clock));
        if (isRefusal(answer.status)) {
          // One page that always says 503 while others answer would be asked for ever: the server is never parked.
          refusals += 1;
          log?.warn({ url: withoutLogin(url), status: answer.status, refusals }, 'the server asks us to slow down');
          if (refusals > REFUSALS_UNTIL_PARKED) return answer;
          attempt -= 1;
          continue;
        }
        end = { answer };
      } catch (error) {
        if (!(error instanceof FetchError)) throw error;
        end = { error };
      }
      const outcome = 'answer' in end ? { status: end.answer.status } : { error: end.error };
      const delay = retryDelayMs(attempt, outcome, clock.random());
      if (delay === null) {
        if ('error' in end) throw end.error;
        return end.answer;
      }
      failure = 'error' in end ? end.error : null;
      await rest(delay);
    }
  };

  const rest = async (ms: number): Promise<void> => {
    try {
      await clock.sleep(ms, waits);
    } catch (error) {
      throw new FetchError('stopped', 'Stopped while waiting to try again', { cause: error });
    }
  };

  const robots = createRobotsGate({
    servers,
    clock,
    userAgent,
    domainOf: serverOf,
    slowTo: (url, crawlDelayMs) => turns.slowTo(url, crawlDelayMs),
    ask: async (url, purpose, tally) => {
      const limits = { ...PAGE_LIMITS, maxBytes: 4 * ROBOTS_MAX_BYTES };
      checkedUrl(url.href, allowedAddresses);
      const headers = { accept: 'text/plain,*/*;q=0.8', 'accept-encoding': ACCEPT_ENCODING };
      const answer = await attempts(url, { purpose, limits, tally, headers: () => headers });
      // RFC 9309, 2.2: UTF-8, whatever the header says.
      const text = answer.body.kind === 'bytes' ? decodeText(answer.body.decoded, 'text/plain; charset=utf-8') : '';
      return { status: answer.status, location: answer.headers['location'], text };
    },
  });

  return {
    async ask(url, ask) {
      checkedUrl(url.href, allowedAddresses);
      await robots.check(url, ask.purpose, ask.tally);
      return attempts(url, ask);
    },
  };
}

function withoutLogin(url: URL): string {
  return url.origin + url.pathname + url.search;
}

function heardFrom(clock: Clock) {
  return ({ status, headers, timings }: ExchangeAnswer) => ({
    status,
    connectMs: timings.connectMs,
    firstByteMs: timings.firstByteMs,
    retryAfterMs: retryAfterMs(headers['retry-after'], clock.now(), headers['date']),
  });
}
