import { Temporal } from 'temporal-polyfill';
import { momentInZone } from '../model/zone.ts';
import { type CalendarProperty, componentLines } from './ics-lines.ts';

/** Years that a definition of a zone covers, both included. */
export interface Years {
  readonly from: number;
  readonly to: number;
}

/** The last zone with seconds in its offset (Monrovia) gave them up in 1972; a `UTC-OFFSET` with seconds is lost on most readers. */
const FIRST_YEAR = 1973;
/** A definition lists every change of the clocks; a conference whose dates are a slip must not make it endless. */
const MOST_YEARS = 50;

/** Years that have to be covered, with one before and one behind, within what can be. */
export function coveredYears(years: readonly number[]): Years {
  const from = Math.max(Math.min(...years) - 1, FIRST_YEAR);
  return { from, to: Math.max(from, Math.min(Math.max(...years) + 1, from + MOST_YEARS)) };
}

/** The wall time in the zone, where it tells this instant and no other within those years; else null. */
export function wallInZone(instant: string, zone: string, years: Years): string | null {
  const local = momentInZone(instant, zone)?.local ?? null;
  const year = Number(local?.slice(0, 4));
  return local === null || year < years.from || year > years.to || isTwice(local, zone) ? null : local;
}

/**
 * Whether the clocks show it twice, when they are set back. RFC 5545, 3.3.5 means the first of the two, and ical.js (Thunderbird) reads the
 * second: neither can be told by its wall time.
 */
function isTwice(local: string, zone: string): boolean {
  const wall = Temporal.PlainDateTime.from(local);
  const [first, second] = (['earlier', 'later'] as const).map((disambiguation) =>
    wall.toZonedDateTime(zone, { disambiguation }),
  );
  return first !== undefined && second !== undefined && !first.equals(second);
}

/**
 * A VTIMEZONE (RFC 5545, 3.6.5) from the zone data of the runtime: what is in force when the years begin, and one observance for each change
 * of the clocks up to their end. `zone` has to be one that the runtime knows.
 */
export function zoneLines(zone: string, years: Years): string {
  const begin = Temporal.PlainDateTime.from({ year: years.from, month: 1, day: 1 }).toZonedDateTime(zone);
  const end = Temporal.PlainDateTime.from({ year: years.to + 1, month: 1, day: 1 }).toZonedDateTime(zone);
  const before = begin.getTimeZoneTransition('previous');
  let observances =
    before === null || before.year < FIRST_YEAR - 3
      ? observance('1970-01-01T00:00:00', begin.offset, begin.offset)
      : observanceAt(before);
  let next = begin.getTimeZoneTransition('next');
  while (next !== null && Temporal.ZonedDateTime.compare(next, end) < 0) {
    observances += observanceAt(next);
    next = next.getTimeZoneTransition('next');
  }
  return componentLines('VTIMEZONE', [['tzid', {}, 'text', zone]], observances);
}

function observanceAt(change: Temporal.ZonedDateTime): string {
  const before = change.subtract({ nanoseconds: 1 }).offset;
  // An observance begins at what the clocks showed that were still the old ones.
  const onset = change.toInstant().toZonedDateTimeISO(before).toPlainDateTime().toString({ smallestUnit: 'second' });
  return observance(onset, before, change.offset);
}

/** Set forward is daylight saving, back is standard time. The word is for people; programs go by the offsets. */
function observance(onset: string, from: string, to: string): string {
  const properties: CalendarProperty[] = [
    ['dtstart', {}, 'date-time', onset],
    ['tzoffsetfrom', {}, 'utc-offset', from],
    ['tzoffsetto', {}, 'utc-offset', to],
  ];
  return componentLines(minutes(to) > minutes(from) ? 'DAYLIGHT' : 'STANDARD', properties);
}

function minutes(offset: string): number {
  const size = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6));
  return offset.startsWith('-') ? -size : size;
}
