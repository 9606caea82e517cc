import { Temporal } from 'temporal-polyfill';
import type { ExportConference, ExportPerson, ExportSession } from '../archive/export-records.ts';
import { calendarDay } from '../model/day-span.ts';
import type { Slot } from '../model/session.ts';
import { isZone } from '../model/zone.ts';
import type { StreamFormat } from './format.ts';
import { type CalendarProperty, componentLines, contentLine, newerText } from './ics-lines.ts';
import { coveredYears, wallInZone, type Years, zoneLines } from './ics-zone.ts';
import { distinct, lineOf, proseOf, titleOf } from './printable.ts';
import { linksOf, mediaTypeOf } from './published-links.ts';
import { uuidOf } from './stable-id.ts';
import { dayOf, type Timing, timingOf, type When } from './timing.ts';
import { webAddress } from './web-address.ts';

/**
 * iCalendar (RFC 5545, with NAME of RFC 7986): one event a slot. Cancelled and withdrawn sessions are in it with STATUS CANCELLED, so that
 * a calendar that took them before strikes them out. What has no date at all is left out: an event has to begin somewhere.
 */
export const ics: StreamFormat = {
  name: 'ics',
  description: 'a calendar (iCalendar): one event for each slot of a session',
  extension: 'ics',
  mediaType: 'text/calendar; charset=utf-8',
  async write(source, output) {
    const conferences = [...source.conferences()];
    const defined = new Map<string, DefinedZone>();
    await output.write(headOf(conferences));
    for (const session of source.sessions()) {
      for (const [index, slot] of session.slots.entries()) {
        const timing = timingOf(slot, session.conference.timeZone);
        if (timing === null) continue;
        const name = zoneOf(session.conference, timing);
        let zone = name === null ? null : (defined.get(name) ?? null);
        if (name !== null && zone === null) {
          zone = { name, years: yearsOf(name, conferences, timing) };
          defined.set(name, zone);
          // Before the first event that needs it: no more than that has to be known of the sessions that follow.
          await output.write(zoneLines(name, zone.years));
        }
        await output.write(componentLines('VEVENT', eventOf(session, slot, index, timing, zone)));
      }
    }
    await output.write('END:VCALENDAR\r\n');
  },
};

/** A zone whose definition stands in the calendar, and the years it covers. */
interface DefinedZone {
  readonly name: string;
  readonly years: Years;
}

function headOf(conferences: readonly ExportConference[]): string {
  const [only, ...more] = conferences;
  const name = only === undefined || more.length > 0 ? 'Deckhand' : lineOf(only.name) || only.slug;
  const url = only === undefined || more.length > 0 ? null : webAddress(only.url);
  const properties: CalendarProperty[] = [
    ['version', {}, 'text', '2.0'],
    ['prodid', {}, 'text', '-//Deckhand//deckhand export ics//EN'],
    ['calscale', {}, 'text', 'GREGORIAN'],
    newerText('name', name),
    // What Google and Apple read instead of NAME.
    newerText('x-wr-calname', name),
    ...(url === null ? [] : [['url', {}, 'uri', url] as const]),
  ];
  return `BEGIN:VCALENDAR\r\n${properties.map(contentLine).join('')}`;
}

/** The conference's zone, where the slot's times can be told in it. UTC is no zone to define: its times are written with a Z. */
function zoneOf({ timeZone }: ExportConference, { start }: Timing): string | null {
  if (start.kind !== 'instant' || timeZone === null || !isZone(timeZone)) return null;
  return /^(?:Etc\/)?(?:UTC|GMT|UCT|Zulu|Universal|Greenwich)$/iu.test(timeZone) ? null : timeZone;
}

/** Of all conferences in that zone, since a calendar may define it once only; of the first event, where no conference tells its days. */
function yearsOf(zone: string, conferences: readonly ExportConference[], first: Timing): Years {
  const days = conferences
    .flatMap(({ timeZone, startsOn, endsOn }) => (timeZone === zone ? [startsOn, endsOn] : []))
    .flatMap((day) => calendarDay(day) ?? []);
  return coveredYears((days.length > 0 ? days : [dayOf(first.start)]).map((day) => Number(day.slice(0, 4))));
}

function eventOf(
  session: ExportSession,
  slot: Slot,
  index: number,
  { start, end }: Timing,
  zone: DefinedZone | null,
): CalendarProperty[] {
  const changed = session.changedAt ?? session.firstSeenAt;
  const { venue, city, country } = session.conference;
  const place = distinct([slot.room, venue, city, country]).join(', ');
  const url = webAddress(session.url);
  const categories = distinct([session.track, session.level, ...session.tags]);
  const description = descriptionOf(session);
  return [
    ['uid', {}, 'text', uidOf(session, index)],
    // RFC 5545, 3.8.7.2: in a calendar without METHOD it is when the event was last revised, which the archive knows.
    ['dtstamp', {}, 'date-time', changed],
    ['created', {}, 'date-time', session.firstSeenAt],
    ['last-modified', {}, 'date-time', changed],
    ['sequence', {}, 'integer', session.revision],
    timeProperty('dtstart', start, zone),
    ...(end === null ? [] : [timeProperty('dtend', end.kind === 'day' ? dayAfter(end) : end, zone)]),
    ['status', {}, 'text', session.state === 'scheduled' ? 'CONFIRMED' : 'CANCELLED'],
    ['summary', {}, 'text', titleOf(session)],
    ...textProperty('location', place),
    ...(url === null ? [] : [['url', {}, 'uri', url] as const]),
    ...(categories.length === 0 ? [] : [['categories', {}, 'text', ...categories] as const]),
    ...textProperty('description', description),
    ...linksOf(session, ['slides']).map((link): CalendarProperty => {
      const type = mediaTypeOf(link);
      return ['attach', type === null ? {} : { fmttype: type }, 'uri', link.url];
    }),
  ];
}

/** Keys that can stand in a UID as they are: those of all platforms. Others (slugs in other scripts) are hashed. */
const PLAIN_KEY = /^[\w.~-]{1,100}$/u;

/**
 * `<key>@<conference>.deckhand`, and `<key>+2@...` for the second slot: the session and the position of its slot, never what may change, so
 * that a session that moves to another hour moves in the calendar that took it.
 */
function uidOf({ conference, key }: ExportSession, index: number): string {
  const isPlain = PLAIN_KEY.test(key) && PLAIN_KEY.test(conference.slug);
  const name = isPlain ? key : uuidOf(conference.slug, key);
  const host = isPlain ? `${conference.slug}.deckhand` : 'deckhand';
  return `${name}${index === 0 ? '' : `+${index + 1}`}@${host}`;
}

/** A date; a time in a zone that is defined; UTC; or, where nobody knows the zone, the "floating" time that the clocks show on site. */
function timeProperty(name: string, when: When, zone: DefinedZone | null): CalendarProperty {
  if (when.kind === 'day') return [name, {}, 'date', when.local];
  if (when.kind === 'wall') return [name, {}, 'date-time', when.local];
  const local = zone === null ? null : wallInZone(when.instant, zone.name, zone.years);
  if (zone === null || local === null) return [name, {}, 'date-time', when.instant];
  return [name, { tzid: zone.name }, 'date-time', local];
}

/** The end of an event of whole days is the first day that is no part of it. */
function dayAfter(when: When): When {
  return { kind: 'day', local: Temporal.PlainDate.from(when.local).add({ days: 1 }).toString() };
}

function textProperty(name: string, text: string): CalendarProperty[] {
  return text === '' ? [] : [[name, {}, 'text', text]];
}

/** Abstract, people, and the addresses of slides and videos: few calendars show what is attached. */
function descriptionOf(session: ExportSession): string {
  const people = session.people.map(personLine).join('\n');
  const links = linksOf(session, ['slides', 'video']).map(
    ({ kind, url }) => `${kind === 'slides' ? 'Slides' : 'Video'}: ${url}`,
  );
  return [proseOf(session.abstract), people, links.join('\n')].filter((part) => part !== '').join('\n\n');
}

/** `Jane Doe, Engineer, Acme (moderator)`. */
function personLine({ name, jobTitle, company, role }: ExportPerson): string {
  const words = distinct([name, jobTitle, company]).join(', ');
  return role === 'speaker' || role === 'other' ? words : `${words} (${role})`;
}
