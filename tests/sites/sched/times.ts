import { Temporal } from 'temporal-polyfill';
import type { Clock } from './conference.ts';

/** `2018-05-02T09:00` on site as an instant. */
export function instantOf(local: string, zone: string): Temporal.Instant {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toInstant();
}

/** `20180502T070000Z`, as calendars write it. */
export function calendarTime(instant: Temporal.Instant): string {
  return instant.round('second').toString().replaceAll(/[-:]/g, '');
}

/** `2026-03-24T11:15:00+0100`: Sched's JSON-LD has no colon in its offset. */
export function offsetTime(local: string, zone: string): string {
  const moment = Temporal.PlainDateTime.from(local).toZonedDateTime(zone);
  return `${moment.toPlainDateTime().toString({ smallestUnit: 'second' })}${moment.offset.replace(':', '')}`;
}

/** `09:07`, or `9:07am`. */
export function clockTime(local: string, clock: Clock): string {
  const time = local.slice(11, 16);
  if (clock === '24h') return time;
  const hour = Number(time.slice(0, 2));
  return `${hour % 12 === 0 ? 12 : hour % 12}${time.slice(2)}${hour < 12 ? 'am' : 'pm'}`;
}

/** The same, right-aligned in seven characters as headings have it on the 12-hour clock: ` 9:30am`. */
export function headingTime(local: string, clock: Clock): string {
  return clock === '24h' ? clockTime(local, clock) : clockTime(local, clock).padStart(7);
}

/** `Thursday September 17, 2026 10:50 - 11:15`; over midnight the date is repeated. */
export function span(start: string, end: string, clock: Clock): string {
  const until = start.slice(0, 10) === end.slice(0, 10) ? '' : `${longDate(end)} `;
  return `${longDate(start)} ${clockTime(start, clock)} - ${until}${clockTime(end, clock)}`;
}

/** `Sunday` and `October 22`. */
export function weekdayAndDate(day: string): { weekday: string; date: string } {
  return { weekday: part(day, { weekday: 'long' }), date: part(day, { month: 'long', day: 'numeric' }) };
}

/** `Sep 17 - 18, 2026`, `Apr 30 - May 4, 2018`. */
export function dateRange(from: string, until: string): string {
  const [first, last] = [from, until].map((day) => part(day, { month: 'short', day: 'numeric' }));
  const sameMonth = from.slice(0, 7) === until.slice(0, 7);
  return `${first} - ${sameMonth ? Number(until.slice(8)) : last}, ${until.slice(0, 4)}`;
}

/** What the zone is called on that day, `CEST`; only some locales of `Intl` know the letters. */
export function zoneAbbreviation(day: string, zone: string): string {
  return remembered(`${day} ${zone}`, () => {
    const moment = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: '12:00' });
    const names = ['en-GB', 'en-US', 'en-AU', 'en-IN'].map(
      (locale) =>
        new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'short' })
          .formatToParts(moment.epochMilliseconds)
          .find(({ type }) => type === 'timeZoneName')?.value,
    );
    return names.find((name) => name !== undefined && !/^(GMT|UTC)[+-]/.test(name)) ?? names[0] ?? zone;
  });
}

function longDate(local: string): string {
  return `${part(local, { weekday: 'long' })} ${part(local, { month: 'long', day: 'numeric' })}, ${local.slice(0, 4)}`;
}

function part(local: string, options: Intl.DateTimeFormatOptions): string {
  const day = local.slice(0, 10);
  return remembered(`${day} ${JSON.stringify(options)}`, () =>
    new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' }).format(Date.parse(`${day}T12:00:00Z`)),
  );
}

/** A formatter of `Intl` takes longer to make than the rest of a session's block. */
const formatted = new Map<string, string>();

function remembered(key: string, make: () => string): string {
  const known = formatted.get(key);
  if (known !== undefined) return known;
  const text = make();
  formatted.set(key, text);
  return text;
}
