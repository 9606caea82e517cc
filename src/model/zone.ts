/**
 * Local wall time and UTC. Three forms of text are used throughout: an instant `2018-05-02T09:00:00Z`, a wall-clock time
 * `2018-05-02T11:00:00` and an offset `+02:00`. Nothing here throws: what cannot be read or does not exist is null.
 */
import { Temporal } from 'temporal-polyfill';

/** A moment told in every way that the archive tells it. */
export interface Moment {
  readonly instant: string;
  readonly local: string;
  readonly offset: string;
}

/** The offsets in use on earth, in minutes (Baker Island to Kiribati). */
const OFFSET_RANGE = { least: -12 * 60, most: 14 * 60 } as const;

/** Whether the IANA database knows a zone of this name. A bare offset (`+02:00`) is no zone: it knows no summer time. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/u.test(name)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/** What the clocks of a zone show at an instant. */
export function momentInZone(instant: string, zone: string): Moment | null {
  try {
    return momentOf(Temporal.Instant.from(instant).toZonedDateTimeISO(zone));
  } catch {
    return null;
  }
}

/**
 * When the clocks of a zone show a wall time. A time that occurs twice (the clocks are set back) is the first of the two,
 * one that does not occur (set forward) is read by the offset before the change, as RFC 5545, 3.3.5 says.
 */
export function momentOfWall(local: string, zone: string): Moment | null {
  try {
    if (!isWallTime(local)) return null;
    return momentOf(Temporal.PlainDateTime.from(local).toZonedDateTime(zone, { disambiguation: 'compatible' }));
  } catch {
    return null;
  }
}

/** When a clock that is `offset` ahead of UTC shows a wall time. */
export function instantAtOffset(local: string, offset: string): string | null {
  const ahead = minutesOf(offset);
  const wall = wallSeconds(local);
  return ahead === null || wall === null ? null : instantText(wall - ahead * 60);
}

/** What a clock that is `offset` ahead of UTC shows at an instant. */
export function wallAtOffset(instant: string, offset: string): string | null {
  const ahead = minutesOf(offset);
  const seconds = instantSeconds(instant);
  return ahead === null || seconds === null ? null : instantText(seconds + ahead * 60).slice(0, 19);
}

/**
 * How far a wall time is ahead of an instant that is said to be the same moment. Null where no clock on earth is that far
 * off, or not by whole quarters of an hour: then the two are not the same moment.
 */
export function offsetBetween(local: string, instant: string): string | null {
  const wall = wallSeconds(local);
  const seconds = instantSeconds(instant);
  if (wall === null || seconds === null) return null;
  const minutes = (wall - seconds) / 60;
  if (minutes % 15 !== 0 || minutes < OFFSET_RANGE.least || minutes > OFFSET_RANGE.most) return null;
  return offsetText(minutes);
}

/** Splits a time with an offset, `2026-03-24T11:15:00+0100` (Sched writes no colon) or `...Z`. */
export function momentOfText(text: string): Moment | null {
  const [, wall = '', zone = ''] =
    /^\s*(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})\s*$/iu.exec(text) ?? [];
  if (wall === '') return null;
  const local = wall.length === 16 ? `${wall}:00` : wall;
  const offset = /^z$/iu.test(zone) ? '+00:00' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const instant = instantAtOffset(local, offset);
  return instant === null ? null : { instant, local, offset };
}

function momentOf(zoned: Temporal.ZonedDateTime): Moment {
  return {
    instant: zoned.toInstant().toString({ smallestUnit: 'second' }),
    local: zoned.toPlainDateTime().toString({ smallestUnit: 'second' }),
    offset: offsetText(Math.round(zoned.offsetNanoseconds / 60e9)),
  };
}

/** Years 1000 to 2999: beyond them the text form has another length. */
function isWallTime(text: string): boolean {
  return /^[12]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/u.test(text);
}

/** Seconds since the epoch as if the wall time were UTC. Dates that the calendar does not have (30 February) are null. */
function wallSeconds(local: string): number | null {
  if (!isWallTime(local)) return null;
  const milliseconds = Date.parse(`${local}Z`);
  if (Number.isNaN(milliseconds)) return null;
  return instantText(milliseconds / 1000).startsWith(local) ? milliseconds / 1000 : null;
}

function instantSeconds(instant: string): number | null {
  return instant.endsWith('Z') ? wallSeconds(instant.slice(0, -1)) : null;
}

function instantText(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

function minutesOf(offset: string): number | null {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):(\d{2})$/u.exec(offset) ?? [];
  if (sign === undefined) return null;
  const size = Number(hours) * 60 + Number(minutes);
  return size > 24 * 60 ? null : sign === '-' ? -size : size;
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const text = `${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
  return `${minutes < 0 ? '-' : '+'}${text}`;
}
