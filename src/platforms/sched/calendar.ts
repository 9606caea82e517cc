import { load } from 'cheerio';
import ICAL from 'ical.js';
import { calendarDay } from '../../model/day-span.ts';
import { tidy } from '../../model/text.ts';
import { momentOfWall } from '../../model/zone.ts';
import { eventOf, idsOf } from './addresses.ts';
import { linesOf } from './prose.ts';
import { BLANK, type Entry, type Frame } from './reading.ts';

/** What changes at every export although nothing changed: DTSTAMP is the moment of the export, on every entry. */
export const VOLATILE = /^DTSTAMP[:;].*$/gmu;

/** Whether a text is a calendar. */
export function isCalendar(text: string): boolean {
  return /^\uFEFF?\s*BEGIN:VCALENDAR\b/iu.test(text);
}

/** Whether a calendar is one of Sched's. */
export function isSchedCalendar(text: string): boolean {
  return isCalendar(text) && /^PRODID:.*\bSched\.(?:com|org)\b/imu.test(text);
}

/** What the calendar as a whole says: `X-WR-CALNAME` is the event's sub-domain, `PRODID` holds its name. */
export function calendarFrame(text: string): Frame {
  const host = /^URL:(https?:\/\/[^\s/]+)/imu.exec(text)?.[1];
  const named = /^X-WR-CALNAME:([a-z0-9-]+)\s*$/imu.exec(text)?.[1]?.toLowerCase() ?? null;
  const name = tidy(/^PRODID:-\/\/Sched\.(?:com|org) (.*)\/\/[A-Z]{2}\s*$/imu.exec(text)?.[1] ?? '');
  return {
    event: eventOf(host) ?? named,
    name: name === '' ? null : name,
    place: null,
    startsOn: null,
    endsOn: null,
    days: [],
    types: [],
  };
}

/**
 * Sessions of `/all.ics`: title, UTC times, room with the city behind it, the type in capitals, a description without its
 * tags. No people, no files. Each entry is parsed by itself, so that a broken one costs nothing but itself. `isWhole` is
 * whether every entry was read, down to the calendar's end: of any other, what is missing may still be there.
 */
export function readCalendar(text: string): { entries: Entry[]; warnings: string[]; isWhole: boolean } {
  const entries: Entry[] = [];
  const warnings: string[] = [];
  let broken = 0;
  // Split, not matched from begin to end: a hostile file of begins alone would take time by the square of its length.
  for (const piece of text
    .replace(/\r\n?/gu, '\n')
    .split(/^BEGIN:VEVENT$/mu)
    .slice(1)) {
    const end = piece.search(/^END:VEVENT$/mu);
    const block = `BEGIN:VEVENT${end < 0 ? piece : piece.slice(0, end)}END:VEVENT`;
    const entry = end < 0 ? null : entryOf(block);
    if (entry === null) broken += 1;
    else entries.push(entry);
  }
  if (broken > 0) warnings.push(`${broken} entries of the calendar could not be read.`);
  const isCut = !text.trimEnd().toUpperCase().endsWith('END:VCALENDAR');
  if (isCut) warnings.push('The calendar is cut off before its end.');
  return { entries, warnings, isWhole: broken === 0 && !isCut };
}

function entryOf(block: string): Entry | null {
  let event: ICAL.Component;
  try {
    event = new ICAL.Component(ICAL.parse(block) as unknown[]);
    const ids = idsOf(value(event, 'uid'), value(event, 'url'));
    const publishedTitle = decoded(value(event, 'summary')).trim();
    if (publishedTitle === '' || (ids.md5 === null && ids.short === null)) return null;
    const start = timeOf(event, 'dtstart');
    const end = timeOf(event, 'dtend');
    const location = tidy(decoded(value(event, 'location')));
    // Joined categories hold flags as well (`U: UPDATED, 1: PROGRAMS`): then none of them is the type.
    const categories = (event.getFirstProperty('categories')?.getValues() ?? []).map((one) => tidy(String(one)));
    return {
      ...BLANK,
      ...ids,
      publishedTitle,
      localStart: start.local,
      localEnd: end.local,
      startsAt: start.instant,
      endsAt: end.instant,
      room: location === '' ? null : location,
      abstract: linesOf(decoded(value(event, 'description')).split('\n')),
      type: categories.length === 1 ? (categories[0] ?? null) : null,
    };
  } catch {
    return null;
  }
}

function value(event: ICAL.Component, name: string): string {
  const found = event.getFirstPropertyValue(name);
  return found === null || found === undefined ? '' : String(found);
}

/** A calendar's time: an instant (`...Z`, or a wall time in a zone it names), a wall time, or a date. */
function timeOf(event: ICAL.Component, name: string): { instant: string | null; local: string | null } {
  const text = value(event, name);
  if (calendarDay(text) !== null) return { instant: null, local: text };
  const [, wall, utc] = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(Z?)$/u.exec(text) ?? [];
  if (wall === undefined) return { instant: null, local: null };
  if (utc === 'Z') return { instant: text, local: null };
  const zone = event.getFirstProperty(name)?.getParameter('tzid');
  const moment = typeof zone === 'string' ? momentOfWall(wall, zone) : null;
  return { instant: moment?.instant ?? null, local: wall };
}

const ENTITY = /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});/giu;

/** Stands between entities that are decoded together; no entity is more than one of these characters. */
const BETWEEN = '|\n|';

/** Texts keep their HTML entities after the calendar's own escapes are undone: `&nbsp\;` is `&nbsp;` is a space. */
function decoded(text: string): string {
  const entities = [...new Set(text.match(ENTITY))];
  if (entities.length === 0) return text;
  // One document for all: a hostile text has a million different ones.
  const characters = load(entities.join(BETWEEN), null, false).root().text().split(BETWEEN);
  const known = new Map(entities.map((entity, index) => [entity, characters[index] ?? entity]));
  return text.replace(ENTITY, (entity) => known.get(entity) ?? entity);
}

/** The end that the locations of a calendar have in common, `Pittsburgh, PA, United States`. */
export interface Place {
  readonly name: string;
  /** Whether somebody says that it is the place; else the locations alone suggest it. */
  readonly isStated: boolean;
}

/**
 * The place behind the rooms of a calendar: LOCATION is a room and then its address or, for most, the city of the event
 * (`Westmoreland, Pittsburgh, PA, United States`). It is what the page says of the place, or the end that begins with the stated city;
 * without either, the longest end of two parts or more that at least half of the entries share, over more than one room. `B.B. King's,
 * Deck 2, Midship` stays whole.
 */
export function commonPlace(
  locations: readonly string[],
  stated: { readonly place: string | null; readonly city: string | null },
): Place | null {
  const { place, city } = stated;
  if (place !== null && locations.some((location) => location.endsWith(`, ${place}`)))
    return { name: place, isStated: true };
  const ends = new Map<string, { count: number; readonly rooms: Set<string> }>();
  for (const location of locations) {
    const parts = location.split(', ');
    for (let from = Math.max(0, parts.length - 3); from < parts.length; from += 1) {
      const name = parts.slice(from).join(', ');
      const end = ends.get(name) ?? { count: 0, rooms: new Set() };
      end.count += 1;
      if (from > 0) end.rooms.add(parts.slice(0, from).join(', '));
      ends.set(name, end);
    }
  }
  const shared = [...ends]
    .filter(([, { count }]) => count * 2 >= locations.length)
    .toSorted(([a], [b]) => b.length - a.length);
  const ofCity = shared.find(([name]) => city !== null && (name === city || name.startsWith(`${city}, `)));
  if (ofCity !== undefined) return { name: ofCity[0], isStated: true };
  const suggested = shared.find(([name, { rooms }]) => name.includes(', ') && rooms.size > 1);
  return suggested === undefined ? null : { name: suggested[0], isStated: false };
}

/**
 * The room of a calendar's location; null where it is the place alone. A room elsewhere in town has its address behind it
 * instead of the city: where the place is known, what follows the first comma is that address. The room is known for sure
 * where a stated place was cut off; else it is an offer, for the city may still stand behind it.
 */
export function roomOf(location: string | null, place: Place | null): { room: string | null; isSure: boolean } {
  if (location === null || place === null) return { room: location, isSure: false };
  if (location === place.name) return { room: null, isSure: place.isStated };
  if (location.endsWith(`, ${place.name}`))
    return { room: location.slice(0, -place.name.length - 2), isSure: place.isStated };
  return { room: location.split(', ', 1)[0] ?? location, isSure: false };
}
