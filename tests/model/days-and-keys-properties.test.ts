import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarDay, dayAfter, daySpan } from '../../src/model/day-span.ts';
import { settleKeys, usedKeys } from '../../src/model/identity.ts';
import { slug } from '../../src/model/text.ts';
import {
  instantAtOffset,
  isZone,
  momentInZone,
  momentOfText,
  momentOfWall,
  offsetBetween,
  wallAtOffset,
} from '../../src/model/zone.ts';
import { anyText } from '../setup/any-text.ts';
import { FUZZ } from '../setup/page-fuzzer.ts';
import { person, session, slot } from '../setup/programme.ts';

const RUNS = { numRuns: 400, seed: FUZZ.seed };
const text = anyText();

describe('days and times', () => {
  const day = fc
    .date({ min: new Date('1000-01-01'), max: new Date('2999-12-30'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const wall = fc
    .tuple(day, fc.integer({ min: 0, max: 86_399 }))
    .map(([date, seconds]) => `${date}T${new Date(seconds * 1000).toISOString().slice(11, 19)}`);
  const offset = fc.integer({ min: -48, max: 56 }).map((quarters) => {
    const minutes = Math.abs(quarters * 15);
    return `${quarters < 0 ? '-' : '+'}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  });

  it('of any text are those of the calendar, or none', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect([one, null]).toContain(calendarDay(one));
        const span = daySpan(one);
        if (typeof span !== 'string') expect(span.from <= span.to).toBe(true);
        for (const answer of [momentInZone(one, other), momentOfWall(one, other), momentOfText(one)])
          if (answer !== null) expect(instantAtOffset(answer.local, answer.offset)).toBe(answer.instant);
        expect(isZone(one)).toBe(momentInZone('2018-05-02T09:00:00Z', one) !== null && /^[A-Z]/iu.test(one));
        expect(
          [wallAtOffset(one, other), instantAtOffset(one, other), offsetBetween(one, other)].every(
            (all) => all === null || all.length > 5,
          ),
        ).toBe(true);
      }),
      RUNS,
    );
  });

  it('follow each other', () => {
    fc.assert(
      fc.property(day, (one) => {
        const next = dayAfter(one) ?? '';
        expect(Date.parse(next) - Date.parse(one)).toBe(86_400_000);
        expect(daySpan(`${one}..${next}`)).toEqual({ from: one, to: next });
      }),
      RUNS,
    );
  });

  it('come back from an offset as they were', () => {
    fc.assert(
      fc.property(wall, offset, (local, ahead) => {
        const instant = instantAtOffset(local, ahead);
        // Three hours before the year 1000 there is no text for it.
        if (instant === null || !/^[12]\d{3}-/u.test(instant)) return;
        expect(wallAtOffset(instant, ahead)).toBe(local);
        expect(offsetBetween(local, instant)).toBe(ahead);
        expect(momentOfText(`${local}${ahead}`)).toEqual({ instant, local, offset: ahead });
      }),
      RUNS,
    );
  });
});

describe('keys of sessions without ids', () => {
  const title = fc.constantFrom('Coffee Break', 'Lunch', 'Storage for Containers', 'Storage', '');
  const read = fc.record({
    key: fc.constantFrom('a', 'b', 'a-2', '__proto__'),
    title,
    name: fc.constantFrom('Joy Zhang', ''),
    start: fc.constantFrom('2018-05-02T09:00:00', '2018-05-02', ''),
  });
  const sessions = fc.array(
    read.map(({ key, title: named, name, start }) =>
      session({
        key,
        title: named,
        people: name === '' ? [] : [person(name)],
        slots: start === '' ? [] : [slot(start)],
      }),
    ),
    { maxLength: 12 },
  );
  const knownOf = (all: readonly { key: string; title: string }[]) =>
    all.map(({ key, title: named }) => ({ key, title: named, people: [], starts: [] }));

  it('are unique, of as many sessions as were read, in their order', () => {
    fc.assert(
      fc.property(sessions, sessions, (known, incoming) => {
        const settled = settleKeys(knownOf(settleKeys([], known)), incoming);
        expect(settled.map(({ title: named }) => named)).toEqual(incoming.map(({ title: named }) => named));
        expect(new Set(settled.map(({ key }) => key)).size).toBe(incoming.length);
      }),
      RUNS,
    );
  });

  it('stay at the next reading of the same', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{3,9}( [a-z]{3,9}){2,4}$/), { maxLength: 9 }), (titles) => {
        const first = settleKeys(
          [],
          titles.map((one) => session({ key: slug(one), title: one })),
        );
        expect(
          settleKeys(knownOf(first), first.toReversed())
            .toReversed()
            .map(({ key }) => key),
        ).toEqual(first.map(({ key }) => key));
      }),
      { numRuns: 100, seed: FUZZ.seed },
    );
  });

  it('are the wish with the least number that is free', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'a-2', 'b')), (wishes) => {
        const keys = usedKeys();
        const given = wishes.map((wish) => keys.free(wish));
        expect(new Set(given).size).toBe(wishes.length);
        expect(given[0]).toBe(wishes[0]);
      }),
      RUNS,
    );
  });
});
