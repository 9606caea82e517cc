import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Programme } from '../../../src/model/programme.ts';
import type { Session } from '../../../src/model/session.ts';
import { assemble } from '../../../src/platforms/sched/assemble.ts';
import { fixture, fixturePage, ORIGIN, pageOf, requestFor } from './pages.ts';

const key = (number: number): string => String(number).padStart(32, '0');

describe('the order of pages', () => {
  it('does not matter', () => {
    const pages = (['listing.html', 'simple.html', 'print.html', 'event-page.html', 'all.ics'] as const).map((name) =>
      fixturePage(name),
    );
    const byKey = (programme: Programme): Session[] =>
      programme.sessions.toSorted((a, b) => a.key.localeCompare(b.key));
    const expected = byKey(assemble(requestFor(), pages));
    fc.assert(
      fc.property(fc.shuffledSubarray(pages, { minLength: pages.length }), (shuffled) => {
        expect(byKey(assemble(requestFor(), shuffled))).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });
});

describe('any text', () => {
  const names = [
    'listing.html',
    'listing-2016.html',
    'simple.html',
    'print.html',
    'event-page.html',
    'all.ics',
  ] as const;
  const check = (text: string, url: string, status: number): void => {
    Programme.parse(assemble(requestFor(), [pageOf(url, text, { status })]));
  };

  it('makes a programme or a doubt, never an error', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.oneof(fc.webUrl(), fc.string()),
        fc.integer({ min: 200, max: 599 }),
        check,
      ),
      { numRuns: 200 },
    );
  });

  it('nor does a schedule with pieces cut out and put elsewhere', () => {
    const cut = fc.tuple(fc.constantFrom(...names), fc.nat(8000), fc.nat(400), fc.nat(8000), fc.string());
    fc.assert(
      fc.property(cut, ([name, from, length, to, noise]) => {
        const text = fixture(name);
        const piece = text.slice(from, from + length);
        const rest = text.slice(0, from) + text.slice(from + length);
        check(rest.slice(0, to) + piece + noise + rest.slice(to), `${ORIGIN}/`, 200);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    [
      'nested too deep for any parser',
      `${'<div>'.repeat(200_000)}<a class="name" id="${key(1)}" href="event/2Aa01">Deep</a>`,
    ],
    ['a calendar of beginnings', `BEGIN:VCALENDAR\n${'BEGIN:VEVENT\n'.repeat(100_000)}`],
    ['a calendar of entities', fixture('all.ics').replace('See&nbsp', `${'&amp\\;'.repeat(100_000)}&nbsp`)],
  ])('nor does it take long for what is %s', (_, text) => {
    const start = performance.now();
    check(text, `${ORIGIN}/`, 200);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
