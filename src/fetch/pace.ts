import type { StoredServer } from './server-store.ts';

/**
 * When the next request to a server may start, as a pure function of the server's state and the time. Nothing here
 * waits, asks or remembers.
 */

/** What a request is for. Schedules are made for each request by the platform; files come from a store. */
export type Purpose = 'schedule' | 'file';

/** Milliseconds between the starts of two requests: what a person clicking through a programme would not exceed. */
const FLOOR_MS: Readonly<Record<Purpose, number>> = { schedule: 1_000, file: 500 };

/** Requests in flight at one time. */
const CONNECTIONS: Readonly<Record<Purpose, number>> = { schedule: 1, file: 2 };

/** A server that takes long to begin an answer is working hard: twice that time passes between starts, of at most this. */
const MAX_FIRST_BYTE_MS = 10_000;

/** A Crawl-delay above five minutes is a way of saying no that robots.txt has better words for. */
const MAX_CRAWL_DELAY_MS = 300_000;

/** Refusals (429, 503) in a row until a server is parked; one is enough for a server that was parked before. */
export const REFUSALS_UNTIL_PARKED = 5;

/** Wait after the first refusal without Retry-After, doubled by each more. 20 s is what Sched's readers found to be enough (15 "almost worked"). */
const REFUSED_WAIT_MS = 20_000;

/** The longest wait within a run; a server that asks for more is parked, so that the run can end. */
const MAX_WAIT_MS = 120_000;

/** First parking, doubled up to the second number by each more without a proper answer in between. */
const PARK_MS = 3_600_000;
export const MAX_PARK_MS = 24 * 3_600_000;

/** A server that names a time is obeyed up to a week; beyond it a number is more likely a mistake. */
export const MAX_RETRY_AFTER_MS = 7 * 24 * 3_600_000;

/** The gap is doubled by each refusal up to 32 times, and comes down by a tenth with each proper answer. */
const MAX_SLOW_DOWN = 32;
const RECOVERY = 0.9;

/** All that a pace depends on; plain data, times in milliseconds since the epoch. */
export interface ServerState extends StoredServer {
  /** 1 is full speed; 4 makes the gap four times as long. */
  readonly slowDown: number;
  /** In a row. */
  readonly refusals: number;
  readonly crawlDelayMs: number;
  /** Of the last answer. */
  readonly firstByteMs: number;
  /** What it has been asked for so far: a server that is both is treated by the stricter rule. */
  readonly purposes: readonly Purpose[];
  /** When the server got the last request; the gap is counted from there. */
  readonly lastSentAt: number;
  /** Requests under way. */
  readonly running: readonly Running[];
  /** When it last refused or was parked; answers to what was asked before say nothing about its patience since. */
  readonly refusedAt: number;
}

interface Running {
  readonly startedAt: number;
  /** The first byte of its answer is there, or does not count. */
  readonly begun: boolean;
}

/** The floor for one server, after the operator's wishes. */
export interface PacePolicy {
  readonly floorMs: Readonly<Record<Purpose, number>>;
  readonly connections: Readonly<Record<Purpose, number>>;
  /** The server is on this machine and the operator set its pace: its first byte is not counted. */
  readonly exact: boolean;
}

/** The operator may be slower than the floor everywhere, and faster on this machine only. */
export function policyFor(
  loopback: boolean,
  wish: { readonly ms?: number; readonly connections?: number },
): PacePolicy {
  const { ms, connections } = wish;
  const floor = (purpose: Purpose): number =>
    ms === undefined ? FLOOR_MS[purpose] : loopback ? ms : Math.max(ms, FLOOR_MS[purpose]);
  const open = (purpose: Purpose): number =>
    connections === undefined
      ? CONNECTIONS[purpose]
      : Math.max(1, loopback ? connections : Math.min(connections, CONNECTIONS[purpose]));
  return {
    floorMs: { schedule: floor('schedule'), file: floor('file') },
    connections: { schedule: open('schedule'), file: open('file') },
    exact: loopback && ms !== undefined,
  };
}

/** Whether a server can have been parked until then; a time that is further ahead than any parking was stored by a clock that was wrong. */
export function isParkingTime(until: number, now: number): boolean {
  return until <= now + MAX_RETRY_AFTER_MS + 1_000;
}

/** The state of a server at the begin of a run. Times too far ahead were stored by a clock that was wrong. */
export function restored(stored: StoredServer | null, now: number): ServerState {
  return {
    nextAllowedAt: Math.min(stored?.nextAllowedAt ?? 0, now + MAX_CRAWL_DELAY_MS),
    parkedUntil: stored?.parkedUntil == null || !isParkingTime(stored.parkedUntil, now) ? null : stored.parkedUntil,
    parkings: stored?.parkings ?? 0,
    reason: stored?.reason ?? null,
    slowDown: 1,
    refusals: 0,
    crawlDelayMs: 0,
    firstByteMs: 0,
    purposes: [],
    lastSentAt: Number.NEGATIVE_INFINITY,
    running: [],
    refusedAt: Number.NEGATIVE_INFINITY,
  };
}

/** What the next run must know. Whole seconds, as every instant in the archive, and never earlier than meant. */
export function remembered({ nextAllowedAt, parkedUntil, parkings, reason }: ServerState): StoredServer {
  const second = (ms: number): number => Math.ceil(ms / 1000) * 1000;
  return {
    nextAllowedAt: second(nextAllowedAt),
    parkedUntil: parkedUntil === null ? null : second(parkedUntil),
    parkings,
    reason,
  };
}

/** The server will (also) be asked for this. */
export function withPurpose(state: ServerState, purpose: Purpose): ServerState {
  return state.purposes.includes(purpose) ? state : { ...state, purposes: [...state.purposes, purpose] };
}

/** A robots.txt of the server asks for this many milliseconds; of several the longest counts. */
export function withCrawlDelay(state: ServerState, milliseconds: number): ServerState {
  const crawlDelayMs = Math.max(state.crawlDelayMs, Math.min(milliseconds, MAX_CRAWL_DELAY_MS));
  return crawlDelayMs === state.crawlDelayMs ? state : { ...state, crawlDelayMs };
}

/** Requests that may be in flight. One at a time where the server asked for a delay or refused lately. */
export function connectionsOf(state: ServerState, policy: PacePolicy): number {
  if (state.slowDown > 1 || state.parkings > 0) return 1;
  if (state.crawlDelayMs > 0 && !policy.exact) return 1;
  return Math.min(...purposesOf(state).map((purpose) => policy.connections[purpose]));
}

/** Whether as many requests are under way as may be; they may be more where the server was faster a moment ago. */
export function isBusy(state: ServerState, policy: PacePolicy): boolean {
  return state.running.length >= connectionsOf(state, policy);
}

/** Milliseconds between two starts. */
export function gapOf(state: ServerState, policy: PacePolicy): number {
  const patience = policy.exact ? 0 : 2 * Math.min(state.firstByteMs, MAX_FIRST_BYTE_MS);
  const base = Math.max(...purposesOf(state).map((purpose) => policy.floorMs[purpose]), state.crawlDelayMs, patience);
  return Math.max(base, Math.min(base * state.slowDown, MAX_WAIT_MS));
}

/** At least the gap behind the last request, which may have been made before the gap was known to be so long. */
export function spaced(state: ServerState, policy: PacePolicy): ServerState {
  return { ...state, nextAllowedAt: Math.max(state.nextAllowedAt, state.lastSentAt + gapOf(state, policy)) };
}

export type Turn =
  | { readonly kind: 'now' }
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'parked'; readonly until: number; readonly reason: string };

/**
 * Whether the next request may start, as far as time decides it. While a first byte is still to come, its time is at least
 * what has passed since the start; twice that must pass, so the next moment worth a look is as far away again.
 */
export function turnOf(state: ServerState, now: number): Turn {
  if (state.parkedUntil !== null && state.parkedUntil > now) {
    return { kind: 'parked', until: state.parkedUntil, reason: state.reason ?? 'it asked us to stop' };
  }
  const silent = state.running.filter(({ begun }) => !begun);
  const until = Math.max(
    state.nextAllowedAt,
    ...silent.map(({ startedAt }) => startedAt + 2 * Math.min(now - startedAt, MAX_FIRST_BYTE_MS)),
  );
  return until > now ? { kind: 'wait', until } : { kind: 'now' };
}

/** A request starts. */
export function started(state: ServerState, policy: PacePolicy, now: number): ServerState {
  const running = [...state.running, { startedAt: now, begun: policy.exact }];
  return spaced({ ...state, running, lastSentAt: now }, policy);
}

/** What the first byte of an answer tells. */
export interface Begun {
  readonly startedAt: number;
  /** Until the request was on its way: the server sees it only then, and counts the gap from there. */
  readonly connectMs: number;
  /** From there to the first byte of the answer. */
  readonly firstByteMs: number;
}

/** What an answer tells about the server's patience. */
export interface Answered extends Begun {
  /** Null where there was no answer. */
  readonly status: number | null;
  readonly retryAfterMs: number | null;
}

/** The first byte of an answer came; the rest may take its time. */
export function begun(state: ServerState, policy: PacePolicy, first: Begun): ServerState {
  const index = state.running.findIndex((one) => one.startedAt === first.startedAt && !one.begun);
  const running = state.running.map((one, at) => (at === index ? { ...one, begun: true } : one));
  const known = spaced(sent({ ...state, firstByteMs: first.firstByteMs }, first), policy);
  return { ...known, running, firstByteMs: state.firstByteMs };
}

/** An answer came, or none. */
export function answered(state: ServerState, policy: PacePolicy, answer: Answered, now: number): ServerState {
  const ended = { ...state, running: without(state.running, answer.startedAt) };
  if (answer.status === 429 || answer.status === 503) return refused(ended, policy, answer, now);
  const heard = answer.status === null ? ended : { ...ended, firstByteMs: answer.firstByteMs };
  const proper = answer.status !== null && answer.status < 500;
  // A download that began before the server refused others, and ends after it, does not lift the refusal.
  const next = proper && answer.startedAt >= state.refusedAt ? recovered(heard) : heard;
  return obeyed(spaced(sent(next, answer), policy), answer, now);
}

/**
 * A Retry-After beside another status than 429 and 503 (RFC 9110, 10.2.3 knows it with redirects; 500 and 502 carry it too) is a
 * wait, no refusal. Only a server that is itself in trouble is believed more than two minutes. What a 404 asks for is about a file that is not
 * there: four hundred of them would hold up a run for half a day.
 */
function obeyed(state: ServerState, answer: Answered, now: number): ServerState {
  const { status, retryAfterMs } = answer;
  if (status === null || status < 300 || status === 404 || status === 410 || retryAfterMs === null) return state;
  if (status < 500 || retryAfterMs <= MAX_WAIT_MS) {
    return { ...state, nextAllowedAt: Math.max(state.nextAllowedAt, now + Math.min(retryAfterMs, MAX_WAIT_MS)) };
  }
  const until = now + Math.min(retryAfterMs, MAX_RETRY_AFTER_MS);
  return {
    ...state,
    refusedAt: now,
    parkedUntil: Math.max(state.parkedUntil ?? 0, until),
    reason: reasonOf(answer, 1),
  };
}

/** The same, from the moment that the server really got that request. */
function sent(state: ServerState, { startedAt, connectMs }: Begun): ServerState {
  return { ...state, lastSentAt: Math.max(state.lastSentAt, startedAt + Math.ceil(connectMs)) };
}

function without(running: readonly Running[], startedAt: number): readonly Running[] {
  const index = running.findIndex((one) => one.startedAt === startedAt);
  return index === -1 ? running : running.toSpliced(index, 1);
}

function recovered(state: ServerState): ServerState {
  const slowDown = state.slowDown * RECOVERY;
  return {
    ...state,
    refusals: 0,
    parkings: 0,
    parkedUntil: null,
    reason: null,
    slowDown: slowDown < 1.05 ? 1 : slowDown,
  };
}

function refused(state: ServerState, policy: PacePolicy, answer: Answered, now: number): ServerState {
  const refusals = state.refusals + 1;
  const slower = { ...state, refusals, refusedAt: now, slowDown: Math.min(state.slowDown * 2, MAX_SLOW_DOWN) };
  const asked = answer.retryAfterMs === null ? null : Math.min(answer.retryAfterMs, MAX_RETRY_AFTER_MS);
  const parks = refusals >= (state.parkings > 0 ? 1 : REFUSALS_UNTIL_PARKED) || (asked ?? 0) > MAX_WAIT_MS;
  if (parks) {
    // A request that was in flight when the server was parked must not lengthen the parking once more.
    const running = state.parkedUntil !== null && state.parkedUntil > now;
    const own = Math.min(PARK_MS * 2 ** state.parkings, MAX_PARK_MS);
    const until = now + ((asked ?? 0) > MAX_WAIT_MS ? (asked ?? 0) : own);
    return {
      ...slower,
      parkings: running ? state.parkings : state.parkings + 1,
      parkedUntil: running ? Math.max(state.parkedUntil ?? 0, asked === null ? 0 : now + asked) : until,
      reason: reasonOf(answer, refusals),
    };
  }
  const own = Math.min(REFUSED_WAIT_MS * 2 ** (refusals - 1), MAX_WAIT_MS);
  const wait = Math.max(asked ?? own, gapOf(slower, policy));
  return { ...slower, nextAllowedAt: Math.max(state.nextAllowedAt, now + wait) };
}

function reasonOf(answer: Answered, refusals: number): string {
  const asked = answer.retryAfterMs === null ? '' : `, asking for ${Math.round(answer.retryAfterMs / 1000)} s`;
  return `it answered ${answer.status}${refusals > 1 ? `, ${refusals} times in a row` : ''}${asked}`;
}

function purposesOf(state: ServerState): readonly Purpose[] {
  return state.purposes.length === 0 ? ['schedule'] : state.purposes;
}
