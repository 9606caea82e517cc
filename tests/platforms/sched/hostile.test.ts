import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Programme } from '../../../src/model/programme.ts';
import type { Session } from '../../../src/model/session.ts';
import { parseHtml } from '../../../src/platforms/html.ts';
import { assemble } from '../../../src/platforms/sched/assemble.ts';
import { fixture, fixturePage, ORIGIN, pageOf, requestFor } from './pages.ts';

const key = (number: number): string => String(number).padStart(32, '0');

/** What no reading takes on any machine: a guard against hanging, not a measure. */
const HANGS = 60_000;

function times(count: number, make: (number: number) => string): string {
  return Array.from({ length: count }, (_, number) => make(number)).join('');
}

/** A session of the listing, and what follows it. */
function named(after: string, number = 1): string {
  return `<span class="event"><a class="name" id="${key(number)}" href="event/a${number}">Talk ${number}</a></span>${after}`;
}

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
    ['nested by tags that only look closed', `${'<div/>'.repeat(200_000)}${'<path/>'.repeat(200_000)}`],
    ['a tag of attributes', `<a ${times(200_000, (number) => `a${number} `)}>`],
    ['tags that are never closed', `${'<a b="'.repeat(200_001)}${'<a '.repeat(200_000)}`],
    ['a million elements', '<p>'.repeat(1_000_000)],
    [
      'formatting that every paragraph opens again',
      `<p>${times(500, (number) => `<b x${number}>`)}</p>${'<p>x</p>'.repeat(5_000)}`,
    ],
    ['an address and a row of dots', named(`<div class="tip-description">http://x${'.'.repeat(200_000)}a</div>`)],
    [
      'a description of descriptions',
      `<meta name="twitter:description" content="${' - See the full schedule of events happening '.repeat(20_000)}">${named('')}`,
    ],
    [
      'a listing in one container',
      `<div class="sched-container">${times(3_000, (number) => `${named('', number)}<div class="tip-description">x</div>`)}</div>`,
    ],
    ['a calendar of beginnings', `BEGIN:VCALENDAR\n${'BEGIN:VEVENT\n'.repeat(100_000)}`],
    ['a calendar of entities', fixture('all.ics').replace('See&nbsp', `${'&amp\\;'.repeat(100_000)}&nbsp`)],
  ])(
    'nor does it take long for what is %s',
    (_, text) => {
      const start = performance.now();
      check(text, `${ORIGIN}/`, 200);
      expect(performance.now() - start).toBeLessThan(HANGS);
    },
    HANGS,
  );
});

describe('an ordinary page', () => {
  it('may hold thousands of icons and hundreds of paragraphs that nobody closed', () => {
    const page = `${'<svg><path d="M0 0"/><g/></svg>'.repeat(5_100)}${'<p>x'.repeat(10_000)}`;
    expect(parseHtml(page)?.('path')).toHaveLength(5_100);
  });

  it.each([
    ['side by side', '<h2><a href="speaker/joe">Joe Rope</a></h2><h2><a href="speaker/ann">Ann Sail</a></h2>'],
    [
      'in boxes',
      '<div><h2><a href="speaker/joe">Joe Rope</a></h2></div><div><h2><a href="speaker/ann">Ann Sail</a></h2></div>',
    ],
  ])('may name its people in headings %s', (_, headings) => {
    const page = pageOf(
      `${ORIGIN}/list/descriptions/`,
      named(`<div class="sched-event-details"><div>${headings}</div></div>`),
    );
    const [session] = assemble(requestFor(), [page]).sessions;
    expect(session?.people.map(({ name, speakerKey }) => [name, speakerKey])).toEqual([
      ['Joe Rope', 'joe'],
      ['Ann Sail', 'ann'],
    ]);
  });

  it('may hold two links in one heading: the first has what follows it', () => {
    const two = `<div><a class="name" id="${key(1)}" href="event/a1">A</a><a class="name" id="${key(2)}" href="event/a2">B</a></div>`;
    const page = pageOf(`${ORIGIN}/list/descriptions/`, `${two}<div class="tip-description">About A</div>`);
    expect(assemble(requestFor(), [page]).sessions.map(({ abstract }) => abstract)).toEqual(['About A', null]);
  });

  it('is read in spite of halves of surrogate pairs', () => {
    const page = pageOf(`${ORIGIN}/list/descriptions/`, named('<div class="tip-description">\uDC00\uDC00</div>'));
    expect(assemble(requestFor(), [page]).sessions.map(({ abstract }) => abstract)).toEqual(['\uFFFD\uFFFD']);
  });

  it('may hold all its sessions in one container, each with its own details', () => {
    const sessions = [1, 2, 3].map(
      (number) => `${named('', number)}<div class="tip-description">About ${number}</div>`,
    );
    const page = pageOf(`${ORIGIN}/list/descriptions/`, `<div class="sched-container">${sessions.join('')}</div>`);
    expect(assemble(requestFor(), [page]).sessions.map(({ abstract }) => abstract)).toEqual([
      'About 1',
      'About 2',
      'About 3',
    ]);
  });
});
