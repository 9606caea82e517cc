import { FetchError, type FetchFailure } from '../model/failure.ts';

/** Requests that one item may cost before we give up on it for now. Refusals (429, 503) do not count. */
const MAX_ATTEMPTS = 3;

/** Before the second attempt; doubled before each further one. A server that just fell over needs more than a second. */
const RETRY_BASE_MS = 2_000;

const WORTH_RETRYING: ReadonlySet<FetchFailure> = new Set(['unreachable', 'timed_out', 'cut_short', 'malformed']);

/** How an attempt ended, as far as another one depends on it. */
export type AttemptEnd = { readonly status: number } | { readonly error: unknown };

/**
 * Milliseconds to wait before the next attempt, or null to take what came. `attempt` counts from 1; `random` in [0, 1)
 * spreads the wait from half to one and a half times, so that many clients do not come back at the same moment.
 */
export function retryDelayMs(attempt: number, end: AttemptEnd, random: number): number | null {
  if (attempt >= MAX_ATTEMPTS || !isWorthRetrying(end)) return null;
  return RETRY_BASE_MS * 2 ** (attempt - 1) * (0.5 + random);
}

/** 429 and 503: the server asks us to slow down, which is no failure of the item. */
export function isRefusal(status: number): boolean {
  return status === 429 || status === 503;
}

function isWorthRetrying(end: AttemptEnd): boolean {
  if ('error' in end) return end.error instanceof FetchError && WORTH_RETRYING.has(end.error.code);
  // 501 and 505 are answers about what the server can do, not about its state.
  return end.status >= 500 && end.status !== 501 && end.status !== 505 && !isRefusal(end.status);
}
