import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Answered,
  answered,
  begun,
  connectionsOf,
  gapOf,
  isBusy,
  MAX_PARK_MS,
  MAX_RETRY_AFTER_MS,
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
} from '../../src/fetch/pace.ts';

const NOW = Date.UTC(2018, 4, 2, 9);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const usual = policyFor(false, {});

function server(purposes: readonly Purpose[], changes: Partial<ServerState> = {}): ServerState {
  return { ...purposes.reduce(withPurpose, restored(null, NOW)), ...changes };
}

function answer(status: number | null, changes: Partial<Answered> = {}): Answered {
  return { startedAt: NOW, status, connectMs: 0, firstByteMs: 10, retryAfterMs: null, ...changes };
}

/** The state after these answers in a row, each at the moment the pace allows. */
function after(state: ServerState, statuses: readonly number[]): ServerState {
  return statuses.reduce((current, status) => {
    const now = Math.max(NOW, current.nextAllowedAt, current.parkedUntil ?? 0);
    return answered(started(current, usual, now), usual, answer(status, { startedAt: now }), now);
  }, state);
}

describe('the gap between two starts', () => {
  it.each<[string, readonly Purpose[], Partial<ServerState>, number, number]>([
    ['a schedule', ['schedule'], {}, 1000, 1],
    ['files', ['file'], {}, 500, 2],
    ['a server that is both', ['file', 'schedule'], {}, 1000, 1],
    ['a slow server: twice its time to the first byte', ['file'], { firstByteMs: 3000 }, 6000, 2],
    ['a very slow server: of at most ten seconds', ['file'], { firstByteMs: 45_000 }, 20_000, 2],
    ['a server with a Crawl-delay', ['file'], { crawlDelayMs: 10_000 }, 10_000, 1],
    ['a Crawl-delay below the floor', ['schedule'], { crawlDelayMs: 100 }, 1000, 1],
    ['a server that refused twice', ['schedule'], { slowDown: 4 }, 4000, 1],
    ['a slow-down, bounded by two minutes', ['schedule'], { slowDown: 32, crawlDelayMs: 10_000 }, 120_000, 1],
    ['a Crawl-delay longer than that bound', ['schedule'], { slowDown: 2, crawlDelayMs: 200_000 }, 200_000, 1],
  ])('of %s', (_name, purposes, changes, gap, connections) => {
    const state = server(purposes, changes);
    expect(gapOf(state, usual)).toBe(gap);
    expect(connectionsOf(state, usual)).toBe(connections);
    expect(turnOf(started(state, usual, NOW), NOW)).toEqual({ kind: 'wait', until: NOW + gap });
  });

  it.each([
    ['faster, elsewhere: the floor stays', false, { ms: 0, connections: 8 }, 1000, 1],
    ['slower, elsewhere', false, { ms: 3000, connections: 1 }, 3000, 1],
    ['faster, on this machine', true, { ms: 0, connections: 8 }, 0, 8],
    ['slower, on this machine', true, { ms: 3000 }, 3000, 1],
    ['nothing, on this machine: the floor holds there too', true, {}, 1000, 1],
    ['no connection at all: one', true, { connections: 0 }, 1000, 1],
  ])('of an operator who wants it %s', (_name, loopback, wish, gap, connections) => {
    const policy = policyFor(loopback, wish);
    expect(gapOf(server(['schedule']), policy)).toBe(gap);
    expect(connectionsOf(server(['schedule']), policy)).toBe(connections);
  });

  it('of files on one connection, where the operator wants one', () => {
    expect(connectionsOf(server(['file']), policyFor(false, { connections: 1 }))).toBe(1);
  });

  it('grows with an answer that began late, counted from its start', () => {
    const state = started(server(['schedule']), usual, NOW);
    const slow = answered(state, usual, answer(200, { firstByteMs: 4000 }), NOW + 4100);
    expect(turnOf(slow, NOW + 4100)).toEqual({ kind: 'wait', until: NOW + 8000 });
  });

  it.each([
    ['at once, before the gap is over', 100, 500],
    ['at the end of the gap: at least as long again', 500, 1000],
    ['then', 1000, 2000],
    ['after five seconds', 5000, 10_000],
    ['after ten, of which twice is the most', 10_000, 20_000],
    ['after fifteen', 15_000, 20_000],
  ])('grows while the first byte is still to come, looked at %s', (_name, elapsed, until) => {
    const silent = started(server(['file']), usual, NOW);
    expect(turnOf(silent, NOW + elapsed)).toEqual({ kind: 'wait', until: NOW + until });
    expect(turnOf(silent, NOW + 20_000)).toEqual({ kind: 'now' });
    const loopback = policyFor(true, { ms: 500 });
    expect(turnOf(started(server(['file']), loopback, NOW), NOW + 15_000)).toEqual({ kind: 'now' });
  });

  it.each([
    ['a quick one on a connection that is open', 0, 20, 500],
    ['a connection that took long to make', 300, 20, 800],
    ['a slow one', 0, 600, 1200],
    ['both', 300.4, 600, 1501],
  ])(
    'is known at the first byte of %s, counted from when the server got the request',
    (_name, connectMs, firstByteMs, until) => {
      const silent = started(server(['file']), usual, NOW);
      const first = { startedAt: NOW, connectMs, firstByteMs };
      const answering = begun(silent, usual, first);
      expect(turnOf(answering, NOW + 501)).toEqual(
        until > 501 ? { kind: 'wait', until: NOW + until } : { kind: 'now' },
      );
      const over = answered(silent, usual, answer(200, first), NOW + 501);
      expect(over.nextAllowedAt).toBe(NOW + until);
    },
  );

  it('leaves no connection over where as many requests are under way as may be', () => {
    const one = started(server(['file']), usual, NOW);
    const two = started(one, usual, NOW + 500);
    expect(
      [one, two, withPurpose(one, 'schedule'), withCrawlDelay(one, 9000)].map((state) => isBusy(state, usual)),
    ).toEqual([false, true, true, true]);
    expect(isBusy(answered(two, usual, answer(200), NOW + 600), usual)).toBe(false);
  });

  it.each<[string, (state: ServerState) => ServerState, number]>([
    ['a Crawl-delay that the answer told of', (state) => withCrawlDelay(state, 7000), 7000],
    ['a schedule on the server of the files', (state) => withPurpose(state, 'schedule'), 1000],
    ['nothing new', (state) => state, 500],
  ])('holds behind the request before too, of %s', (_name, learn, until) => {
    const asked = answered(started(server(['file']), usual, NOW), usual, answer(200), NOW + 20);
    expect(turnOf(spaced(learn(asked), usual), NOW + 20)).toEqual({ kind: 'wait', until: NOW + until });
    expect(turnOf(spaced(learn(server(['file'])), usual), NOW)).toEqual({ kind: 'now' });
  });

  it('takes the longest Crawl-delay of a domain, up to five minutes', () => {
    const both = withCrawlDelay(withCrawlDelay(server(['schedule']), 9000), 3000);
    expect(both.crawlDelayMs).toBe(9000);
    expect(withCrawlDelay(both, Number.POSITIVE_INFINITY).crawlDelayMs).toBe(300_000);
  });
});

describe('a refusal', () => {
  it.each([
    ['429', 429, null, 20 * SECOND],
    ['503', 503, null, 20 * SECOND],
    ['429 with Retry-After', 429, 45 * SECOND, 45 * SECOND],
    ['503 with a Retry-After below our own gap', 503, 0, 2 * SECOND],
    ['429 with the longest Retry-After that is waited for', 429, 2 * MINUTE, 2 * MINUTE],
  ])('%s makes everybody wait', (_name, status, retryAfterMs, wait) => {
    const state = answered(server(['schedule']), usual, answer(status, { retryAfterMs }), NOW);
    expect(turnOf(state, NOW)).toEqual({ kind: 'wait', until: NOW + wait });
  });

  it('waits twice as long each time, doubles the gap, and the fifth in a row parks', () => {
    let state = server(['schedule']);
    const waits: number[] = [];
    for (let count = 0; count < 4; count += 1) {
      state = answered(state, usual, answer(429), NOW);
      waits.push((state.nextAllowedAt - NOW) / SECOND);
    }
    expect(waits).toEqual([20, 40, 80, 120]);
    expect(gapOf(state, usual)).toBe(16 * SECOND);
    expect(turnOf(answered(state, usual, answer(429), NOW), NOW)).toEqual({
      kind: 'parked',
      until: NOW + HOUR,
      reason: 'it answered 429, 5 times in a row',
    });
  });

  it('is forgotten by a proper answer, and the slow-down goes over little by little', () => {
    const refused = after(server(['file']), [429, 429, 429]);
    expect(refused.slowDown).toBe(8);
    const one = after(refused, [200]);
    expect([one.refusals, gapOf(one, usual)]).toEqual([0, 3600]);
    const many = after(
      refused,
      Array.from({ length: 20 }, () => 200),
    );
    expect([many.slowDown, connectionsOf(many, usual)]).toEqual([1, 2]);
  });

  it('is neither forgotten nor counted by an error of the server or by silence', () => {
    const refused = after(server(['schedule']), [429, 429]);
    for (const status of [500, null]) {
      expect(answered(refused, usual, answer(status), NOW)).toMatchObject({ refusals: 2, slowDown: 4 });
    }
  });

  it('that asks for more than two minutes parks at once, for as long as it asks, up to a week', () => {
    const hour = answered(server(['schedule']), usual, answer(503, { retryAfterMs: 3 * HOUR }), NOW);
    expect(turnOf(hour, NOW)).toMatchObject({
      kind: 'parked',
      until: NOW + 3 * HOUR,
      reason: 'it answered 503, asking for 10800 s',
    });
    const ever = answered(server(['schedule']), usual, answer(503, { retryAfterMs: 1e12 }), NOW);
    expect(turnOf(ever, NOW)).toMatchObject({ until: NOW + MAX_RETRY_AFTER_MS });
  });

  it('after a parking parks again at once, twice as long each time, up to a day', () => {
    let state = after(server(['schedule']), [429, 429, 429, 429, 429]);
    const hours: number[] = [];
    for (let count = 0; count < 6; count += 1) {
      const now = state.parkedUntil ?? 0;
      expect(turnOf(state, now).kind).toBe('now');
      state = answered(state, usual, answer(429), now);
      hours.push(((state.parkedUntil ?? 0) - now) / HOUR);
    }
    expect(hours).toEqual([2, 4, 8, 16, 24, 24]);
    expect(MAX_PARK_MS).toBe(24 * HOUR);
    expect(after(state, [200])).toMatchObject({ parkings: 0, parkedUntil: null, reason: null });
  });

  it('of a request that was under way when the server was parked does not park it longer', () => {
    const parked = after(server(['file']), [429, 429, 429, 429, 429]);
    const again = answered(parked, usual, answer(429), (parked.parkedUntil ?? 0) - HOUR + 1);
    expect([again.parkedUntil, again.parkings]).toEqual([parked.parkedUntil, 1]);
  });
});

describe('an answer to what was asked before a refusal', () => {
  const asked = started(started(server(['file']), usual, NOW), usual, NOW + 500);
  const late = answer(200, { startedAt: NOW });

  it.each([
    [429, 1],
    [502, 0],
  ])('does not lift the parking of a %d, however good it is', (status, refusals) => {
    const parked = answered(asked, usual, answer(status, { startedAt: NOW + 500, retryAfterMs: HOUR }), NOW + 600);
    const then = answered(parked, usual, late, NOW + MINUTE);
    expect(turnOf(then, NOW + MINUTE)).toMatchObject({ kind: 'parked', until: NOW + 600 + HOUR });
    expect([then.parkings, then.refusals]).toEqual([refusals, refusals]);
  });

  it('does not bring back the speed either; one that was asked afterwards does', () => {
    const refused = answered(asked, usual, answer(503, { startedAt: NOW + 500 }), NOW + 600);
    const then = answered(refused, usual, late, NOW + 700);
    expect([then.refusals, then.slowDown]).toEqual([1, 2]);
    expect(answered(then, usual, answer(200, { startedAt: NOW + 21_000 }), NOW + 21_010)).toMatchObject({
      refusals: 0,
      slowDown: 1.8,
    });
  });
});

describe('a Retry-After beside', () => {
  it.each<[string, number, number, { kind: string; until?: number }]>([
    ['a redirect is waited for', 302, 30 * SECOND, { kind: 'wait', until: NOW + 30 * SECOND }],
    ['a 403 too', 403, 90 * SECOND, { kind: 'wait', until: NOW + 90 * SECOND }],
    ['a 403 that asks for a day: two minutes', 403, 24 * HOUR, { kind: 'wait', until: NOW + 2 * MINUTE }],
    ['a 404 is about the file alone', 404, 30 * SECOND, { kind: 'wait', until: NOW + SECOND }],
    ['a 500 too', 500, 30 * SECOND, { kind: 'wait', until: NOW + 30 * SECOND }],
    ['a 502 that asks for hours parks', 502, 3 * HOUR, { kind: 'parked', until: NOW + 3 * HOUR }],
    ['a 200 means nothing', 200, 30 * SECOND, { kind: 'wait', until: NOW + SECOND }],
  ])('%s', (_name, status, retryAfterMs, turn) => {
    const state = answered(server(['schedule']), usual, answer(status, { retryAfterMs }), NOW);
    expect(turnOf(state, NOW)).toMatchObject(turn);
    expect([state.refusals, state.parkings]).toEqual([0, 0]);
  });
});

describe('the stored state of a server', () => {
  it.each([
    [NOW, NOW],
    [NOW + 1, NOW + SECOND],
    [NOW + 999, NOW + SECOND],
    [NOW + SECOND, NOW + SECOND],
  ])('is never earlier than meant, though the archive knows whole seconds alone (%d: %d)', (meant, kept) => {
    const state = { ...server(['file']), nextAllowedAt: meant, parkedUntil: meant };
    expect(remembered(state)).toEqual({ nextAllowedAt: kept, parkedUntil: kept, parkings: 0, reason: null });
  });

  it('holds a parking over the end of a run', () => {
    const stored = { nextAllowedAt: 0, parkedUntil: NOW + HOUR, parkings: 1, reason: 'it answered 429' };
    expect(turnOf(restored(stored, NOW), NOW)).toEqual({
      kind: 'parked',
      until: NOW + HOUR,
      reason: 'it answered 429',
    });
    expect(turnOf(restored(stored, NOW + HOUR), NOW + HOUR)).toEqual({ kind: 'now' });
  });

  it('from a clock that was years ahead does not silence a server for years', () => {
    const stored = { nextAllowedAt: NOW + 1e12, parkedUntil: NOW + 1e12, parkings: 1, reason: null };
    const state = restored(stored, NOW);
    expect(state.parkedUntil).toBeNull();
    expect(state.nextAllowedAt).toBe(NOW + 5 * MINUTE);
  });
});

it('no sequence of answers lets two requests start closer than the floor', () => {
  const status = fc.constantFrom(200, 304, 404, 429, 500, 503, null);
  const event = fc.record({
    status,
    firstByteMs: fc.nat(20_000),
    retryAfterMs: fc.option(fc.nat(200_000)),
    took: fc.nat(5000),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      let state = server(['schedule']);
      let now = NOW;
      let last = Number.NEGATIVE_INFINITY;
      for (const { took, ...heard } of events) {
        const turn = turnOf(state, now);
        if (turn.kind !== 'now') now = turn.until;
        const next = turnOf(state, now);
        if (next.kind !== 'now') now = next.until;
        expect(now - last).toBeGreaterThanOrEqual(1000);
        last = now;
        state = started(state, usual, now);
        now += took;
        state = answered(state, usual, { ...heard, startedAt: last, connectMs: 0 }, now);
        expect((state.parkedUntil ?? 0) - now).toBeLessThanOrEqual(MAX_RETRY_AFTER_MS);
      }
    }),
  );
});
