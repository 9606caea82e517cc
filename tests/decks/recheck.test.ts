import * as fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { DeckOutcome } from '../../src/decks/outcome.ts';
import { afterAttempt, afterMove, missing, placeOf, REASKED, type WaitingLink } from '../../src/decks/recheck.ts';
import { ATTEMPT_OUTCOMES, type AttemptOutcome, LINK_STATES } from '../../src/model/vocabulary.ts';

const ENDS_ON = '2018-05-04';
const validators = { etag: null, lastModified: null };
const said = { status: null, detail: 'A sentence.' };
const file = {
  sha256: 'ab',
  bytes: 1,
  mediaType: 'application/pdf',
  extension: 'pdf',
  path: 'decks/x',
  publishedName: null,
};

const OUTCOMES: Readonly<Record<AttemptOutcome, DeckOutcome>> = {
  stored: { kind: 'stored', ...said, ...validators, file },
  new_version: { kind: 'new_version', ...said, ...validators, file },
  unchanged: { kind: 'unchanged', ...said, ...validators },
  not_yet: { kind: 'not_yet', ...said },
  gone: { kind: 'gone', ...said },
  wall: { kind: 'wall', ...said },
  unavailable: { kind: 'unavailable', ...said, reason: 'it is a folder' },
  too_large: { kind: 'too_large', ...said, bytes: null },
  failed: { kind: 'failed', ...said, refused: false },
};
const REFUSED: DeckOutcome = { kind: 'failed', ...said, refused: true };

interface Before {
  readonly now: string;
  readonly stored?: boolean;
  readonly failures?: number;
  readonly endsOn?: string | null;
  readonly place?: number;
}

/** State, failures, next check. */
function after(outcome: DeckOutcome, { now, stored = false, failures = 0, endsOn = ENDS_ON, place = 0 }: Before) {
  const link = afterAttempt(outcome, { now: Date.parse(now), endsOn, failures, stored, place });
  return `${link.state} ${link.failures} ${link.nextCheckAt ?? 'never'}`;
}

it('has an outcome for every word of the vocabulary', () => {
  expectTypeOf<DeckOutcome['kind']>().toEqualTypeOf<AttemptOutcome>();
  expect(Object.keys(OUTCOMES).toSorted()).toEqual([...ATTEMPT_OUTCOMES].toSorted());
});

describe('after an attempt', () => {
  it.each<readonly [string, DeckOutcome, Before, string]>([
    [
      'a deck stored before the event ends is asked again a day after it',
      OUTCOMES.stored,
      { now: '2018-05-01T02:00:00Z' },
      'stored 0 2018-05-06T00:00:00Z',
    ],
    ['then after a week', OUTCOMES.unchanged, { now: '2018-05-06T02:00:00Z' }, 'stored 0 2018-05-12T00:00:00Z'],
    ['then after 30 days', OUTCOMES.unchanged, { now: '2018-05-12T02:00:00Z' }, 'stored 0 2018-06-04T00:00:00Z'],
    ['then after 180 days', OUTCOMES.new_version, { now: '2018-06-04T02:00:00Z' }, 'stored 0 2018-11-01T00:00:00Z'],
    ['and then never of itself', OUTCOMES.unchanged, { now: '2018-11-01T02:00:00Z' }, 'stored 0 never'],
    [
      'decks are spread over the nights',
      OUTCOMES.unchanged,
      { now: '2018-05-06T02:00:00Z', place: 0.5 },
      'stored 0 2018-05-13T12:00:00Z',
    ],
    [
      'a spread deck is asked once in each round',
      OUTCOMES.unchanged,
      { now: '2018-05-13T12:00:01Z', place: 0.5 },
      'stored 0 2018-06-07T12:00:00Z',
    ],
    [
      'a deck of an event without dates is asked again after a month',
      OUTCOMES.stored,
      { now: '2018-05-01T02:00:00Z', endsOn: null },
      'stored 0 2018-05-31T02:00:00Z',
    ],
    [
      'and not all of them in one night',
      OUTCOMES.stored,
      { now: '2018-05-01T02:00:00Z', endsOn: null, place: 0.5 },
      'stored 0 2018-06-03T14:00:00Z',
    ],
    [
      'success ends a row of failures',
      OUTCOMES.stored,
      { now: '2018-05-01T02:00:00Z', failures: 3 },
      'stored 0 2018-05-06T00:00:00Z',
    ],

    [
      'a missing deck is asked for nightly before the event',
      OUTCOMES.not_yet,
      { now: '2018-04-20T02:13:00Z' },
      'not_yet 0 2018-04-20T22:13:00Z',
    ],
    [
      'nightly until 30 days after it',
      OUTCOMES.not_yet,
      { now: '2018-06-03T02:00:00Z' },
      'not_yet 0 2018-06-03T22:00:00Z',
    ],
    ['then weekly', OUTCOMES.not_yet, { now: '2018-06-05T02:00:00Z' }, 'not_yet 0 2018-06-11T22:00:00Z'],
    [
      'weekly where the dates are unknown',
      OUTCOMES.not_yet,
      { now: '2018-06-03T02:00:00Z', endsOn: null },
      'not_yet 0 2018-06-09T22:00:00Z',
    ],
    ['a deck that is gone is not asked for', OUTCOMES.gone, { now: '2019-01-01T02:00:00Z' }, 'gone 0 never'],
    ['a wall is looked at weekly', OUTCOMES.wall, { now: '2018-05-05T02:00:00Z' }, 'wall 0 2018-05-11T22:00:00Z'],
    ['a wall is left alone after 180 days', OUTCOMES.wall, { now: '2018-11-02T02:00:00Z' }, 'wall 0 never'],
    [
      'a link without a file is looked at weekly',
      OUTCOMES.unavailable,
      { now: '2018-05-05T02:00:00Z' },
      'unavailable 0 2018-05-11T22:00:00Z',
    ],

    [
      'a failure is retried the next night',
      OUTCOMES.failed,
      { now: '2018-05-05T02:00:00Z' },
      'failed 1 2018-05-05T22:00:00Z',
    ],
    [
      'the second one after two nights',
      OUTCOMES.failed,
      { now: '2018-05-05T02:00:00Z', failures: 1 },
      'failed 2 2018-05-06T22:00:00Z',
    ],
    [
      'the fifth after sixteen',
      OUTCOMES.failed,
      { now: '2018-05-01T02:00:00Z', failures: 4 },
      'failed 5 2018-05-16T22:00:00Z',
    ],
    [
      'and at most after thirty',
      OUTCOMES.failed,
      { now: '2018-05-01T02:00:00Z', failures: 99 },
      'failed 100 2018-05-30T22:00:00Z',
    ],
    [
      'a server that asks us to slow down costs the link nothing',
      REFUSED,
      { now: '2018-05-05T02:00:00Z', failures: 2 },
      'failed 2 2018-05-05T22:00:00Z',
    ],
    [
      'a file that is too large is looked at after a month',
      OUTCOMES.too_large,
      { now: '2018-05-01T02:00:00Z' },
      'failed 1 2018-05-31T02:00:00Z',
    ],

    [
      'a stored deck that vanished stays stored',
      OUTCOMES.gone,
      { now: '2018-05-06T02:00:00Z', stored: true },
      'stored 0 2018-05-12T00:00:00Z',
    ],
    [
      'a stored deck behind a new wall stays stored',
      OUTCOMES.wall,
      { now: '2018-05-06T02:00:00Z', stored: true },
      'stored 0 2018-05-12T00:00:00Z',
    ],
    [
      'a stored deck that failed stays stored and is retried',
      OUTCOMES.failed,
      { now: '2018-05-06T02:00:00Z', stored: true },
      'stored 1 2018-05-06T22:00:00Z',
    ],
  ])('%s', (_, outcome, before, expected) => {
    expect(after(outcome, before)).toBe(expected);
  });

  it('the next check lies in the future, and what is stored stays stored', () => {
    const context = fc.record({
      now: fc.integer({ min: Date.UTC(2017), max: Date.UTC(2030) }),
      endsOn: fc.constantFrom(null, ENDS_ON, '2024-02-29', 'soon'),
      failures: fc.nat({ max: 1000 }),
      stored: fc.boolean(),
      place: fc.nat().map(placeOf),
    });
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(OUTCOMES), REFUSED), context, (outcome, before) => {
        const link = afterAttempt(outcome, before);
        expect(LINK_STATES).toContain(link.state);
        if (before.stored) expect(link.state).toBe('stored');
        if (link.nextCheckAt !== null) expect(Date.parse(link.nextCheckAt)).toBeGreaterThan(before.now - 1000);
        expect(link.failures).toBeLessThanOrEqual(before.failures + 1);
      }),
    );
  });
});

describe('a missing file', () => {
  it.each([
    ['before the event is not there yet', '2018-04-01', ENDS_ON, false, 'not_yet'],
    ['on the 180th day is not there yet', '2018-10-31', ENDS_ON, false, 'not_yet'],
    ['later is gone', '2018-11-02', ENDS_ON, false, 'gone'],
    ['of an event without dates is not there yet', '2018-11-02', null, false, 'not_yet'],
    ['that was there before is gone', '2018-04-01', ENDS_ON, true, 'gone'],
  ] as const)('%s', (_, now, endsOn, stored, kind) => {
    expect(missing({ now: Date.parse(now), endsOn, stored })).toBe(kind);
  });
});

it('spreads the decks of a conference evenly over a round', () => {
  const nights = Array.from({ length: 7 }, () => 0);
  for (let id = 1; id <= 700; id += 1) {
    const night = Math.floor(placeOf(id) * 7);
    nights[night] = (nights[night] ?? 0) + 1;
  }
  expect(Math.min(...nights)).toBeGreaterThan(95);
  expect(REASKED.map(({ days }) => days)).toEqual([1, 7, 30, 180]);
});

describe('when the event moves', () => {
  const now = Date.parse('2018-05-20T02:00:00Z');
  const link = { failures: 0, nextCheckAt: '2018-06-04T00:00:00Z' } as const;
  it.each<readonly [string, WaitingLink, string | null, string | null]>([
    [
      'a stored deck is asked for after the new days',
      { ...link, state: 'stored' },
      '2018-09-04',
      '2018-09-06T00:00:00Z',
    ],
    ['earlier ones as well', { ...link, state: 'stored' }, '2018-05-19', '2018-05-21T00:00:00Z'],
    ['or never again', { ...link, state: 'stored' }, '2016-05-04', null],
    [
      'also where it was never to be asked for again',
      { ...link, state: 'stored', nextCheckAt: null },
      '2018-09-04',
      '2018-09-06T00:00:00Z',
    ],
    [
      'what was given up has a new beginning',
      { ...link, state: 'gone', nextCheckAt: null },
      '2018-09-04',
      '2018-05-20T02:00:00Z',
    ],
    ['unless that is long ago too', { ...link, state: 'gone', nextCheckAt: null }, '2016-09-04', null],
    [
      'what is due stays due',
      { ...link, state: 'stored', nextCheckAt: '2018-05-20T00:00:00Z' },
      '2018-09-04',
      '2018-05-20T00:00:00Z',
    ],
    ['what failed has its pause', { ...link, state: 'stored', failures: 2 }, '2018-09-04', '2018-06-04T00:00:00Z'],
    ['what waits for its file keeps its turn', { ...link, state: 'not_yet' }, '2018-09-04', '2018-06-04T00:00:00Z'],
    [
      'nothing follows from days that are not known any more',
      { ...link, state: 'stored' },
      null,
      '2018-06-04T00:00:00Z',
    ],
  ])('%s', (_, before, endsOn, expected) => {
    expect(afterMove(before, { now, endsOn, place: 0 })).toBe(expected);
  });
});
