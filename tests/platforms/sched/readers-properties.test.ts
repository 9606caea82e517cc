import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarDay } from '../../../src/model/day-span.ts';
import { UsageError } from '../../../src/model/failure.ts';
import { agendaItems } from '../../../src/platforms/agenda/agenda-items.ts';
import { agendaText } from '../../../src/platforms/agenda/agenda-text.ts';
import { checkedParameters as agendaParameters } from '../../../src/platforms/agenda/parameters.ts';
import { dayOf, eventOf, idsOf, selectionOf, webAddress } from '../../../src/platforms/sched/addresses.ts';
import {
  calendarFrame,
  commonPlace,
  isCalendar,
  isSchedCalendar,
  readCalendar,
  roomOf,
} from '../../../src/platforms/sched/calendar.ts';
import { languageOf, levelOfFields, levelOfNames, tagsOfFields } from '../../../src/platforms/sched/custom-fields.ts';
import { cityAndCountry } from '../../../src/platforms/sched/frame.ts';
import { checkedParameters } from '../../../src/platforms/sched/parameters.ts';
import { addressesIn, linesOf } from '../../../src/platforms/sched/prose.ts';
import { Offsets, slotOf } from '../../../src/platforms/sched/times.ts';
import { parseClock, parseDateRange, parseSpan, parseWhen } from '../../../src/platforms/sched/when.ts';
import { anyText } from '../../setup/any-text.ts';
import { FUZZ } from '../../setup/page-fuzzer.ts';

const RUNS = { numRuns: 300, seed: FUZZ.seed };
const text = anyText();
const LOCAL = /^\d{4}-\d\d-\d\d(?:T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)?$/;

function isLocal(local: string | null): boolean {
  return local === null || (LOCAL.test(local) && calendarDay(local.slice(0, 10)) !== null);
}

describe('times as Sched writes them', () => {
  const clock = fc.constantFrom('9:30am', '12:00 pm', '00:00', '23:59', '24:00', '8am', '13pm', '');
  const date = fc.constantFrom(
    'Thursday September 17, 2026',
    'Feb 30, 2026',
    'December 31, 2999',
    'Dec 31, 9999',
    'Jan 1, 0000',
    'Oct 22 - 26, 2017',
    '2026-02-31',
    '2018-05-02',
  );
  const when = fc.oneof(
    text,
    fc
      .tuple(date, clock, fc.constantFrom(' - ', '–', ' '), clock)
      .map(([day, from, dash, to]) => `${day} ${from}${dash}${to}`),
  );

  it('are days and times of the calendar, or none', () => {
    fc.assert(
      fc.property(when, fc.oneof(date, text), (one, day) => {
        for (const found of [parseWhen(one), parseSpan(day, one), parseSpan('2018-05-02', one)]) {
          expect(isLocal(found?.localStart ?? null)).toBe(true);
          expect(isLocal(found?.localEnd ?? null)).toBe(true);
        }
        const range = parseDateRange(one);
        if (range !== null) expect(range.startsOn <= range.endsOn).toBe(true);
        expect(parseClock(one) ?? '00:00:00').toMatch(/^\d\d:\d\d:\d\d$/);
      }),
      {
        ...RUNS,
        examples: [
          ['9:00', '2026-02-31'],
          ['11pm - 1am', '9999-12-31'],
          ['11pm - 1am', '0000-00-00'],
          ['December 31, 9999 11:00pm - 1:00am', ''],
        ],
      },
    );
  });

  it('and the offsets that they teach are those of clocks on earth, whatever the order of the sessions', () => {
    const time = fc.constantFrom(
      null,
      '2018-05-02T11:00:00',
      '2018-05-02T09:00:00',
      '2018-11-02T09:00:00',
      '2018-05-02',
      '2018-05-02T99:00:00',
    );
    const instant = fc.constantFrom(
      null,
      '2018-05-02T09:00:00Z',
      '2018-05-02T07:07:00Z',
      '2018-11-02T08:00:00Z',
      'x',
      '2018-05-02T09:00:00',
    );
    const times = fc.record({ localStart: time, localEnd: time, startsAt: instant, endsAt: instant });
    fc.assert(
      fc.property(
        fc.array(times, { maxLength: 12 }),
        fc.constantFrom(null, 'Europe/Copenhagen'),
        times,
        (known, zone, asked) => {
          const offsets = new Offsets(known, zone);
          const slot = slotOf(asked, null, offsets);
          expect(slotOf(asked, null, new Offsets(known.toReversed(), zone))).toEqual(slot);
          expect(slot?.utcOffset ?? '+00:00').toMatch(/^[+-]\d\d:\d\d$/);
        },
      ),
      RUNS,
    );
  });
});

describe('addresses', () => {
  it('of any text are an event, ids, a day, a view and a web address, or none of it', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(eventOf(one) ?? 'a').toMatch(/^[a-z0-9][a-z0-9-]*$/);
        const { md5, short } = idsOf(one, other, `event/${one}`);
        expect(md5 ?? '0'.repeat(32)).toMatch(/^[0-9a-f]{32}$/);
        expect(short ?? 'a').toMatch(/^[A-Za-z0-9]+$/);
        expect(calendarDay(dayOf(one) ?? '2018-05-02')).not.toBeNull();
        expect(['all', 'day', 'some']).toContain(selectionOf([one, other]).kind);
        const address = webAddress(one, 'https://h.sched.com');
        if (address !== null) expect(webAddress(address, 'https://h.sched.com')).toBe(address);
        const found = addressesIn(one);
        expect(found.join('').length).toBeLessThanOrEqual(one.length);
        for (const each of found) expect(each).toMatch(/^https?:\/\//iu);
      }),
      RUNS,
    );
  });

  it('of parameters are checked: they are right and stay so, or are refused in words', () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.record({ origin: text, event: text, url: text, day: text }, { requiredKeys: [] }),
      fc.webUrl().map((origin) => ({ origin })),
      fc.webUrl().map((url) => ({ url })),
    );
    fc.assert(
      fc.property(value, (one) => {
        for (const check of [checkedParameters, agendaParameters]) {
          try {
            expect(check(check(one))).toEqual(check(one));
          } catch (error) {
            expect(error).toBeInstanceOf(UsageError);
          }
        }
      }),
      RUNS,
    );
  });
});

describe('a calendar', () => {
  const line = fc.oneof(
    text,
    fc
      .tuple(
        fc.constantFrom(
          'UID',
          'SUMMARY',
          'DTSTART',
          'DTEND',
          'LOCATION',
          'CATEGORIES',
          'DESCRIPTION',
          'URL',
          'DTSTART;TZID=x',
          'RRULE',
          'X-WR-CALNAME',
          'PRODID',
        ),
        text,
      )
      .map(([name, value]) => `${name}:${value}`),
    fc.constantFrom(
      'BEGIN:VEVENT',
      'END:VEVENT',
      'BEGIN:X',
      'END:X',
      `UID:${'0'.repeat(32)}`,
      'DTSTART:20180502T090000Z',
      'DTSTART:20261399T996199Z',
      'DTSTART;VALUE=DATE:20260231',
    ),
  );
  const calendar = fc
    .array(line, { maxLength: 30 })
    .map((lines) => `BEGIN:VCALENDAR\r\n${lines.join('\r\n')}\r\nEND:VCALENDAR`);

  it('of any lines has entries with an id, a title and times of the calendar', () => {
    fc.assert(
      fc.property(calendar, (one) => {
        expect(isCalendar(one)).toBe(true);
        expect(typeof isSchedCalendar(one)).toBe('boolean');
        expect((calendarFrame(one).name ?? '').length).toBeLessThan(one.length);
        const { entries, warnings } = readCalendar(one);
        expect(warnings.length).toBeLessThanOrEqual(2);
        for (const { md5, short, publishedTitle, localStart, startsAt } of entries) {
          expect(md5 ?? short).not.toBeNull();
          expect(publishedTitle).not.toBe('');
          expect(isLocal(localStart)).toBe(true);
          expect(isLocal(startsAt?.replace(/Z$/, '') ?? null)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('has rooms that are the beginnings of their locations', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 9 }), fc.option(text), fc.option(text), (locations, place, city) => {
        const common = commonPlace(locations, { place, city });
        for (const location of locations) expect(location.startsWith(roomOf(location, common).room ?? '')).toBe(true);
      }),
      RUNS,
    );
  });
});

describe('what is told of a session beside its title', () => {
  it('is levels, a language, tags, lines and places of any texts', () => {
    const field = fc.record({
      label: fc.oneof(text, fc.constantFrom('Level', 'Language', '__proto__')),
      values: fc.array(fc.oneof(text, fc.constantFrom('Yes', 'English', 'constructor')), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(field, { maxLength: 5 }), fc.array(text), (fields, names) => {
        expect(languageOf(fields) ?? 'en').toMatch(/^[a-z]{2}$/);
        const told = fields.flatMap(({ label, values }) => [label, ...values]);
        for (const tag of tagsOfFields(fields)) expect(told).toContain(tag);
        expect(levelOfFields(fields)?.publishedLevel ?? 'x').not.toBe('');
        expect(levelOfNames(names)?.level).not.toBeNull();
        expect((linesOf(names) ?? 'none').split('\n')).not.toContain('');
        const { city, country } = cityAndCountry(names.join(', '));
        expect([city, country]).not.toContain('');
      }),
      RUNS,
    );
  });
});

describe('an agenda', () => {
  it('of any lines has items with a title, and lines of a page that are no longer than it', () => {
    fc.assert(
      fc.property(fc.array(anyText(8), { maxLength: 12 }), (lines) => {
        for (const { title, startTime } of agendaItems(lines)) {
          expect(title.trim()).not.toBe('');
          expect(startTime ?? '09:00').toMatch(/^\d\d:\d\d$/);
        }
        const page = lines.map((line) => `<p>${line}<td>`).join('');
        expect(agendaText(page).join('\n').length).toBeLessThanOrEqual(4 * page.length + 10);
      }),
      RUNS,
    );
  });
});
