import { calendarDay, dayAfter } from '../../model/day-span.ts';

/** Dates and times as Sched writes them, in English, by the 12-hour or the 24-hour clock. */

/** Wall-clock times `2026-09-17T09:07:00`, or the date alone where no time was published. */
export interface When {
  readonly localStart: string;
  readonly localEnd: string | null;
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

const DATE = String.raw`(?:[A-Za-z]+,? )??([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})`;
const CLOCK = String.raw`(\d{1,2}(?::\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?| ?[ap]\.?m\.?))`;
const WHEN = new RegExp(`^${DATE}(?:,? (?:at )?${CLOCK}(?: ?[-–—] ?(?:${DATE},? )?${CLOCK})?)?`, 'iu');

/**
 * `Thursday September 17, 2026 09:07 - 09:17 CEST`, `Sunday October 22, 2017 9:30am - 10:30am`. A session over midnight
 * repeats the date (`Thursday July 5, 2018 08:00 - Friday July 6, 2018 00:00`); where it does not and the end is before
 * the start, the end is on the next day. The zone's abbreviation is not read: CST is one zone in Taipei and another in Chicago.
 */
export function parseWhen(text: string): When | null {
  const found = WHEN.exec(text.replace(/\s+/gu, ' ').trim());
  if (found === null) return null;
  const [, month, day, year, from, toMonth, toDay, toYear, to] = found;
  const date = isoDate(year, month, day);
  if (date === null) return null;
  const start = parseClock(from ?? '');
  if (start === null) return { localStart: date, localEnd: null };
  const end = parseClock(to ?? '');
  const endDate = toDay === undefined ? date : isoDate(toYear, toMonth, toDay);
  if (end === null || endDate === null) return { localStart: `${date}T${start}`, localEnd: null };
  return { localStart: `${date}T${start}`, localEnd: endAfter(date, start, endDate, end) };
}

/** `08:00 – 18:00` on a day; null for a day that the calendar does not have. */
export function parseSpan(day: string, text: string): When | null {
  if (calendarDay(day) === null) return null;
  const [from, to] = text.split(/[-–—]/u, 2).map((part) => parseClock(part.trim()));
  if (from === null || from === undefined) return { localStart: day, localEnd: null };
  return {
    localStart: `${day}T${from}`,
    localEnd: to === null || to === undefined ? null : endAfter(day, from, day, to),
  };
}

/** `9:30am`, `12:10 pm`, `09:07`, `8am` to `09:30:00`; null for what is no time of day. */
export function parseClock(text: string): string | null {
  const [, hours = '', minutes = '00', half] =
    /^(\d{1,2})(?::(\d{2}))?(?::\d{2})?(?: ?([ap])\.?m\.?)?$/iu.exec(text.trim()) ?? [];
  if (hours === '' || Number(minutes) > 59) return null;
  let hour = Number(hours);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  } else if (!text.includes(':')) return null;
  return hour > 23 ? null : `${String(hour).padStart(2, '0')}:${minutes}:00`;
}

/** First and last day of `Oct 22 - 26, 2017`, `Oct 30 - Nov 2, 2018`, `Dec 30, 2018 - Jan 2, 2019`, `Oct 22, 2017`. */
export function parseDateRange(text: string): { startsOn: string; endsOn: string } | null {
  const [, month, day, year, toMonth, toDay, toYear] =
    /^([A-Za-z]{3,9}) (\d{1,2})(?:, (\d{4}))?(?: ?[-–—] ?(?:([A-Za-z]{3,9}) )?(\d{1,2}))?(?:, (\d{4}))?$/u.exec(
      text.trim(),
    ) ?? [];
  const startsOn = isoDate(year ?? toYear, month, day);
  const endsOn = toDay === undefined ? startsOn : isoDate(toYear ?? year, toMonth ?? month, toDay);
  return startsOn === null || endsOn === null || endsOn < startsOn ? null : { startsOn, endsOn };
}

function isoDate(year: string | undefined, month: string | undefined, day: string | undefined): string | null {
  const number = MONTHS.indexOf((month ?? '').slice(0, 3).toLowerCase()) + 1;
  if (number === 0 || year === undefined || day === undefined) return null;
  return calendarDay(`${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`);
}

function endAfter(date: string, start: string, endDate: string, end: string): string | null {
  const day = endDate === date && end < start ? dayAfter(date) : endDate;
  return day === null ? null : `${day}T${end}`;
}
