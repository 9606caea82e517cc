import { describe, expect, it } from 'vitest';
import {
  judgeProgramme,
  type ListedSession,
  MAX_GONE_SHARE,
  MIN_ALL_GONE,
  MIN_GONE,
  type Verdict,
} from '../../src/jobs/suspicion.ts';
import type { Doubt, Programme } from '../../src/model/programme.ts';
import { programme, session } from '../setup/programme.ts';

/** Sessions `s1` to `s<count>`, all on one day unless told. */
function known(count: number, day = '2018-05-02'): ListedSession[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `s${index + 1}`,
    aliases: new Set([`s${index + 1}`, `alias-${index + 1}`]),
    days: [day],
  }));
}

/** A programme that lists `s1` to `s<count>`. */
function listing(count: number, given: Partial<Programme> = {}): Programme {
  return programme(
    Array.from({ length: count }, (_, index) => session({ key: `s${index + 1}` })),
    given,
  );
}

function doubt(reason: Doubt['reason'], message: string): Doubt {
  return { reason, url: 'https://trial18.sched.com/list/descriptions/', message };
}

const onDay = (day: string): Partial<Programme> => ({ scope: { kind: 'days', days: [day] } });

describe('a programme becomes the archive’s', () => {
  it.each<[string, Programme, readonly ListedSession[]]>([
    ['when it is the first', listing(3), []],
    ['when nothing is gone', listing(40), known(40)],
    ['when sessions were added', listing(60), known(40)],
    ['when 40 % are gone', listing(60), known(100)],
    ['when few are gone, though they are most of a small one', listing(5), known(14)],
    ['when two placeholders are gone', programme([session({ key: 'new' })]), known(2)],
    ['when a whole small day is gone', programme([session({ key: 'new' })], onDay('2018-05-02')), known(3)],
    [
      'when all go by another of their ids',
      programme(known(40).map((_, index) => session({ key: `alias-${index + 1}` }))),
      known(40),
    ],
    ['when what is gone lies on a day that it does not cover', listing(5, onDay('2018-05-03')), known(40)],
    ['when it covers no session but those it lists', listing(1, { scope: { kind: 'sessions' } }), known(400)],
    [
      'when sessions without a day are gone from one day',
      listing(5, onDay('2018-05-02')),
      known(40).map((one) => ({ ...one, days: [] })),
    ],
  ])('%s', (_, read, stored) => {
    expect(judgeProgramme(read, stored)).toEqual<Verdict>({ kind: 'good' });
  });
});

describe('a programme is held back', () => {
  it.each<[string, Programme, readonly ListedSession[], string]>([
    ['without sessions', listing(0), [], 'The page has no sessions.'],
    [
      'without sessions because of a wall, which is then what it says',
      listing(0, { doubts: [doubt('bot_check', 'A bot check answered.'), doubt('no_sessions', 'No sessions.')] }),
      known(3),
      'A bot check answered. No sessions.',
    ],
    [
      'of another conference, whatever it lists',
      listing(40, {
        doubts: [doubt('missing_days', 'A day is missing.'), doubt('other_conference', 'It is of Other 2019.')],
      }),
      known(40),
      'It is of Other 2019.',
    ],
    ['that lost more than 40 %', listing(59), known(100), '41 of 100 known sessions are gone from the page.'],
    [
      'without any of a few that are known',
      programme([session({ key: 'new' })]),
      known(3),
      '3 of 3 known sessions are gone from the page.',
    ],
    ['that lost just enough of a small one', listing(4), known(14), '10 of 14 known sessions are gone from the page.'],
    [
      'of one day that lost most of that day',
      listing(2, onDay('2018-05-02')),
      [
        ...known(20),
        ...known(80, '2018-05-03').map((one) => ({ ...one, key: `b-${one.key}`, aliases: new Set<string>() })),
      ],
      '18 of 20 known sessions are gone from the page.',
    ],
  ])('%s', (_, read, stored, reason) => {
    expect(judgeProgramme(read, stored)).toEqual<Verdict>({ kind: 'held', reason });
  });
});

it('a programme with a doubt is taken as far as it goes, and a person is told', () => {
  const read = listing(40, { scope: { kind: 'sessions' }, doubts: [doubt('bot_check', 'A bot check answered.')] });
  expect(judgeProgramme(read, known(40))).toEqual<Verdict>({ kind: 'limited', reason: 'A bot check answered.' });
});

it('the limits are 40 %, ten sessions, and three where none is left', () => {
  expect([MAX_GONE_SHARE, MIN_GONE, MIN_ALL_GONE]).toEqual([0.4, 10, 3]);
});
