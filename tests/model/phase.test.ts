import { describe, expect, it } from 'vitest';
import { type Phase, pauseAfter, phaseOf } from '../../src/model/phase.ts';

const NIGHTS = 24 * 3_600_000;

describe('a conference of 2 to 4 May 2018', () => {
  const event = { startsOn: '2018-05-02', endsOn: '2018-05-04' };
  it.each<[string, Phase]>([
    ['2017-11-01T02:00:00Z', 'announced'],
    ['2018-04-17T23:59:59Z', 'announced'],
    ['2018-04-18T00:00:00Z', 'running'],
    ['2018-05-03T02:00:00Z', 'running'],
    ['2018-06-04T00:00:00Z', 'running'],
    ['2018-06-04T00:00:01Z', 'settling'],
    ['2018-11-01T00:00:00Z', 'settling'],
    ['2018-11-01T00:00:01Z', 'archived'],
    ['2026-11-25T02:00:00Z', 'archived'],
  ])('is at %s %s', (at, phase) => expect(phaseOf(event, Date.parse(at))).toBe(phase));
});

describe('a conference', () => {
  const now = Date.parse('2018-05-03T02:00:00Z');
  it.each<[string, { startsOn: string | null; endsOn: string | null }, Phase]>([
    ['without dates', { startsOn: null, endsOn: null }, 'announced'],
    ['whose dates are nonsense', { startsOn: 'soon', endsOn: 'later' }, 'announced'],
    ['with its first day only', { startsOn: '2018-05-02', endsOn: null }, 'running'],
    ['with its last day only', { startsOn: null, endsOn: '2018-05-04' }, 'running'],
    ['with its last day only, far away', { startsOn: null, endsOn: '2018-07-04' }, 'announced'],
    ['of long ago with its first day only', { startsOn: '2012-05-02', endsOn: null }, 'archived'],
  ])('%s', (_, days, phase) => expect(phaseOf(days, now)).toBe(phase));
});

it('after failures in a row there are 1, 2, 4, 8, 16, then 30 nights of rest', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 100].map((failures) => Math.ceil(pauseAfter(failures) / NIGHTS))).toEqual([
    1, 2, 4, 8, 16, 30, 30, 30,
  ]);
});
