import type { ExportSession } from '../archive/export-records.ts';
import type { Slot } from '../model/session.ts';
import { momentOfWall, offsetBetween } from '../model/zone.ts';
import { lineOf, proseOf, titleOf } from './printable.ts';
import { linksOf, type PublishedLink } from './published-links.ts';
import { uuidOf } from './stable-id.ts';
import type { Timing, When } from './timing.ts';
import { webAddress } from './web-address.ts';

/** An event of schedule.xml and what its day is ordered and framed by. */
export interface ScheduleEvent {
  readonly room: string;
  /** `xs:dateTime` with an offset; the end is the start where none is told. */
  readonly starts: string;
  readonly ends: string;
  /** Milliseconds since the epoch. */
  readonly startsAt: number;
  readonly endsAt: number;
  /** In the form of the builder: `@_` before the name of an attribute. */
  readonly element: Readonly<Record<string, unknown>>;
}

/**
 * A slot as an `event` element. The schema wants a room, a start with an offset and a duration of every event: what is not told is an empty
 * room, midnight, UTC, 00:00. The elements stand in the order of frab's own files.
 */
export function scheduleEvent(
  session: ExportSession,
  slot: Slot,
  index: number,
  { start, end }: Timing,
  id: number,
): ScheduleEvent {
  const room = lineOf(slot.room);
  const starts = dateTimeOf(start, session.conference.timeZone);
  // An end that is a day alone says nothing of the hours.
  const ends = end === null || end.kind === 'day' ? starts : dateTimeOf(end, session.conference.timeZone);
  const startsAt = Date.parse(starts);
  const endsAt = Date.parse(ends);
  const url = webAddress(session.url);
  const language = lineOf(session.language);
  const { slug } = session.conference;
  return {
    room,
    starts,
    ends,
    startsAt,
    endsAt,
    element: {
      '@_id': id,
      '@_guid': index === 0 ? uuidOf(slug, session.key) : uuidOf(slug, session.key, index + 1),
      ...(url === null ? {} : { url }),
      date: starts,
      start: starts.slice(11, 16),
      duration: durationOf(endsAt - startsAt),
      room,
      title: titleOf(session),
      track: lineOf(session.track),
      type: session.kind,
      ...(language === '' ? {} : { language }),
      abstract: proseOf(session.abstract),
      persons: {
        person: session.people.map(({ key, name }) => ({
          '@_guid': uuidOf(slug, 'person', key),
          '#text': lineOf(name),
        })),
      },
      links: { link: linksOf(session, ['video', 'code', 'transcript', 'other']).map(reference) },
      attachments: { attachment: linksOf(session, ['slides', 'paper']).map(reference) },
    },
  };
}

function reference({ kind, url, label }: PublishedLink): Readonly<Record<string, string>> {
  return { '@_href': url, '@_type': kind, '#text': label === '' ? url : label };
}

/** What is told, made an `xs:dateTime` with an offset as the schema wants: a day begins at midnight on site, a time in no known zone is UTC's. */
function dateTimeOf(when: When, zone: string | null): string {
  if (when.kind === 'instant') return `${when.local}${when.offset}`;
  return when.kind === 'wall' ? `${when.local}+00:00` : midnight(when.local, zone);
}

/** The beginning of a day in a zone, of UTC's where that is not known. */
export function midnight(day: string, zone: string | null): string {
  const local = `${day}T00:00:00`;
  const moment = zone === null ? null : momentOfWall(local, zone);
  const known = moment !== null && moment.local === local && offsetBetween(local, moment.instant) !== null;
  return `${local}${known ? moment.offset : '+00:00'}`;
}

const HOUR = 60;
const DAY = 24 * HOUR;
const LONGEST = 100 * DAY - 1;

/** `00:35`; from a day on `1:02:30`, days first, as pretalx writes it. */
function durationOf(milliseconds: number): string {
  const minutes = Math.min(Math.floor(milliseconds / 60_000), LONGEST);
  const clock = `${two(Math.floor((minutes % DAY) / HOUR))}:${two(minutes % HOUR)}`;
  return minutes < DAY ? clock : `${Math.floor(minutes / DAY)}:${clock}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
