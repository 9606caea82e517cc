import type { Page } from '../../model/client.ts';
import { type Doubt, type MissedPage, missedPages, type Programme, type Scope } from '../../model/programme.ts';
import type { Session } from '../../model/session.ts';
import { isZone, wallAtOffset } from '../../model/zone.ts';
import type { ReadRequest } from '../platform.ts';
import { eventOf } from './addresses.ts';
import { commonPlace, roomOf } from './calendar.ts';
import { cityAndCountry, NO_FRAME } from './frame.ts';
import type { SchedParameters } from './parameters.ts';
import { type Entry, type Frame, type Reading, type Unread, VIEW_ORDER, type View } from './reading.ts';
import { type Group, sessionOf } from './session.ts';
import { Offsets } from './times.ts';
import { readPage } from './view.ts';

/** The pages of one event, each read for itself. */
export interface Readings {
  /** Pages with sessions of this event, the best view first. */
  readonly read: readonly Reading[];
  readonly unread: readonly Unread[];
  /** Pages of another event. */
  readonly foreign: readonly (Reading | Unread)[];
}

/** Puts pages in order, whatever their kinds and order were. */
export function sorted(parameters: SchedParameters, pages: readonly (Reading | Unread)[]): Readings {
  const expected = parameters.event ?? eventOf(parameters.origin);
  const isForeign = ({ frame }: Reading | Unread): boolean =>
    expected !== null && frame.event !== null && frame.event !== expected;
  const own = pages.filter((page) => !isForeign(page));
  return {
    read: own
      .filter((page) => page.view !== null)
      .toSorted((a, b) => VIEW_ORDER.indexOf(a.view) - VIEW_ORDER.indexOf(b.view)),
    unread: own.filter((page) => page.view === null),
    foreign: pages.filter(isForeign),
  };
}

/** The programme that pages make together. Pure and total. */
export function assemble(request: ReadRequest<SchedParameters>, pages: readonly Page[]): Programme {
  const { parameters } = request;
  return programmeOf(
    request,
    sorted(
      parameters,
      pages.map((page) => readPage(page, parameters.origin)),
    ),
  );
}

/** The programme of pages that have been read, joined by the sessions' ids. `unanswered` are those that gave no page at all. */
export function programmeOf(
  request: ReadRequest<SchedParameters>,
  readings: Readings,
  unanswered: readonly MissedPage[] = [],
): Programme {
  const { read, unread } = readings;
  const stated = {
    place: [...read, ...unread].map(({ frame }) => frame.place).find((place) => place !== null) ?? null,
    city: request.facts.city ?? null,
  };
  const located = read.map((reading) => (reading.view === 'calendar' ? withRooms(reading, stated) : reading));
  const groups = groupsOf(located);
  const zone = request.facts.timeZone ?? null;
  const offsets = new Offsets(groups.map(timesOf), zone !== null && isZone(zone) ? zone : null);
  const surroundings = { origin: request.parameters.origin, titles: request.titles, offsets };
  const types = new Map(located.flatMap((reading) => typeNames(reading)).map((type) => [type.toUpperCase(), type]));
  const sessions = groups.flatMap((group): Session[] => {
    const session = sessionOf(group, surroundings);
    // The calendar writes types in capitals.
    return session === null ? [] : [{ ...session, track: types.get(session.track ?? '') ?? session.track }];
  });
  const doubts = doubtsOf(readings);
  const doubted = new Set(doubts.map(({ url }) => url));
  return {
    conference: factsOf(request, readings),
    sessions,
    scope: scopeOf(read),
    identity: 'stable',
    doubts,
    warnings: [
      ...new Set([...read.flatMap((reading) => reading.warnings), ...offsets.warnings, ...unreadWarnings(readings)]),
    ],
    missed: missedPages([...unread.filter((page) => isMissed(page) && !doubted.has(page.url)), ...unanswered]),
    unusable: [...unread.filter(isMissed), ...read.filter(isPartOfCalendar)].map(({ url }) => url),
  };
}

/**
 * Local days that the best view should show and does not: its menu has them, and the calendar, where there is one, has
 * sessions of them that no page lists. Some views show the current day alone (seen on `/list/simple` in 2026).
 */
export function missingDays(read: readonly Reading[]): string[] {
  const lists = read.filter(isList);
  const menu = new Set(lists.filter(({ selection }) => selection.kind === 'all').flatMap(({ frame }) => frame.days));
  const best = lists[0]?.view;
  const shown = new Set(lists.filter(({ view }) => view === best).flatMap(daysShown));
  const days = [...menu].filter((day) => !shown.has(day)).toSorted();
  // A calendar in pieces cannot say that a day is empty.
  const calendar = read.filter(isWholeCalendar).flatMap(({ entries }) => entries);
  if (calendar.length === 0) return days;
  const listed = new Set(lists.flatMap(({ entries }) => entries.map(({ md5 }) => md5)));
  const unlisted = calendar.filter(({ md5 }) => !listed.has(md5));
  const possible = new Set(unlisted.flatMap(({ startsAt }) => (startsAt === null ? [] : daysAround(startsAt))));
  return days.filter((day) => possible.has(day));
}

/** The local days that an instant lies on somewhere on earth, between 12 hours behind UTC and 14 before it. */
function daysAround(instant: string): string[] {
  return ['-12:00', '+00:00', '+14:00'].flatMap((offset) => wallAtOffset(instant, offset)?.slice(0, 10) ?? []);
}

/** Views that list the sessions of the event on pages, best first. */
export function isList(reading: Reading): boolean {
  return reading.view === 'listing' || reading.view === 'print' || reading.view === 'simple';
}

/** A calendar lists every session, if it could be read to its end. */
function isWholeCalendar({ view, selection }: Reading): boolean {
  return view === 'calendar' && selection.kind === 'all';
}

/** The sessions of the pages, joined by their ids, in the order of the best view. */
function groupsOf(readings: readonly Reading[]): Group[] {
  const groups = new Map<string, Group>();
  const order = new Set<Group>();
  const listed = readings.some((reading) => reading.view !== 'event_page');
  const add = (view: View, entry: Entry): void => {
    const ids = [entry.md5, entry.short].filter((id) => id !== null);
    const known = ids.map((id) => groups.get(id)).find((group) => group !== undefined);
    // A session's page that is left over from an earlier reading does not bring the session back.
    if (known === undefined && view === 'event_page' && listed) return;
    const group = known ?? {};
    group[view] ??= entry;
    order.add(group);
    for (const id of ids) groups.set(id, group);
  };
  const all = readings.flatMap(({ view, entries }) => entries.map((entry) => ({ view, entry })));
  const pages = all.filter(({ view }) => view === 'event_page');
  const lists = all.filter(({ view }) => view !== 'event_page');
  // Entries with both ids first: they tell that a short id and a long one are the same session.
  for (const { view, entry } of lists) if (entry.md5 !== null && entry.short !== null) add(view, entry);
  for (const { view, entry } of lists) if (entry.md5 === null || entry.short === null) add(view, entry);
  for (const { view, entry } of pages) add(view, entry);
  return [...order];
}

function timesOf(group: Group): Entry {
  const local = VIEW_ORDER.map((view) => group[view]).find((entry) => entry !== undefined && entry.localStart !== null);
  const utc = [group.calendar, group.event_page].find((entry) => entry !== undefined && entry.startsAt !== null);
  const some = local ?? utc ?? VIEW_ORDER.map((view) => group[view]).find((entry) => entry !== undefined);
  return { ...(some as Entry), startsAt: utc?.startsAt ?? null, endsAt: utc?.endsAt ?? null };
}

function withRooms(reading: Reading, stated: Parameters<typeof commonPlace>[1]): Reading {
  const place = commonPlace(
    reading.entries.flatMap((entry) => entry.room ?? []),
    stated,
  );
  const entries = reading.entries.map((entry): Entry => {
    const { room, isSure } = roomOf(entry.room, place);
    return { ...entry, room, knows: isSure ? ['room'] : [] };
  });
  return { ...reading, entries };
}

function typeNames({ view, frame, entries }: Reading): string[] {
  return view === 'calendar' ? [] : [...entries.flatMap((entry) => entry.type ?? []), ...frame.types];
}

/** What the pages say of the conference; stated facts win. */
function factsOf(
  { facts, parameters }: ReadRequest<SchedParameters>,
  { read, unread }: Readings,
): Programme['conference'] {
  const frames: Frame[] = [...read, ...unread].map((one) => one.frame);
  const frame = <K extends keyof Frame>(key: K): Frame[K] =>
    frames.map((one) => one[key]).find((value) => value !== null) ?? NO_FRAME[key];
  const { city, country } = cityAndCountry(frame('place'));
  return {
    name: facts.name ?? frame('name'),
    url: facts.url ?? `${parameters.origin}/`,
    city: facts.city ?? city,
    country: facts.country ?? country,
    venue: facts.venue ?? null,
    timeZone: facts.timeZone ?? null,
    startsOn: facts.startsOn ?? frame('startsOn'),
    endsOn: facts.endsOn ?? frame('endsOn'),
  };
}

/** A whole view or the whole calendar lists every session; pages of days those of the days; a selection and single pages none. */
function scopeOf(read: readonly Reading[]): Scope {
  if (read.some(isWholeCalendar)) return { kind: 'conference' };
  const lists = read.filter(isList);
  if (lists.some((reading) => reading.selection.kind === 'all' && missingDays([reading]).length === 0))
    return { kind: 'conference' };
  const days = new Set(lists.filter((reading) => reading.selection.kind !== 'some').flatMap(daysShown));
  const menu = lists.flatMap((reading) => reading.frame.days);
  if (days.size === 0) return { kind: 'sessions' };
  return menu.length > 0 && menu.every((day) => days.has(day))
    ? { kind: 'conference' }
    : { kind: 'days', days: [...days].toSorted() };
}

/** The local days of which a page shows all sessions. */
function daysShown({ selection, entries }: Reading): string[] {
  if (selection.kind === 'some') return [];
  if (selection.kind === 'day') return [selection.day];
  return entries.flatMap((entry) => entry.localStart?.slice(0, 10) ?? []);
}

function doubtsOf({ read, unread, foreign }: Readings): Doubt[] {
  const doubts: Doubt[] = foreign.slice(0, 1).map(({ url, frame }) => ({
    reason: 'other_conference',
    url,
    message: `The page is of another event, "${frame.event ?? ''}".`,
  }));
  const missing = missingDays(read);
  const listed = read.some(isList);
  const list = unread.filter((page) => !isSessionPage(page.url));
  const wall = list.find(isWall);
  if (wall !== undefined && (!listed || missing.length > 0)) doubts.push(doubtOf(wall, wall.message));
  else if (missing.length > 0) {
    doubts.push({
      reason: 'missing_days',
      url: read.find(isList)?.url ?? null,
      message: `The listing does not show ${missing.join(', ')}, which its menu has.`,
    });
  } else if (!listed && read.every((reading) => reading.view !== 'event_page') && foreign.length === 0) {
    // A calendar saved by a person is a source of its own, and a server that failed tonight is asked again tomorrow: the
    // calendar bridges both. A schedule without any list is neither.
    const failed = list.find((page) => page.reason === 'no_sessions') ?? list.find((page) => page.reason === 'absent');
    if (failed !== undefined || read.length === 0) {
      doubts.push(doubtOf(failed ?? list[0], (failed ?? list[0])?.message ?? 'No page holds sessions.'));
    }
  }
  // A wall in the midst of a deep reading: nobody is let in before a person has seen to it.
  const walledSession = doubts.length > 0 ? undefined : unread.find((page) => isSessionPage(page.url) && isWall(page));
  if (walledSession !== undefined) doubts.push(doubtOf(walledSession, walledSession.message));
  return doubts;
}

function isWall({ reason }: Unread): boolean {
  return reason === 'bot_check' || reason === 'login';
}

/** A calendar that broke off, or of which not every entry could be read. */
function isPartOfCalendar({ view, selection }: Reading): boolean {
  return view === 'calendar' && selection.kind === 'some';
}

/** Whether there is a page that could not be read: one that is not there, or is empty, is not missed. */
function isMissed(page: Unread): boolean {
  return page.reason === 'broken' || isWall(page);
}

function doubtOf(page: Unread | undefined, message: string): Doubt {
  const reason = page?.reason === 'bot_check' || page?.reason === 'login' ? page.reason : 'no_sessions';
  return { reason, url: page?.url ?? null, message };
}

/** Pages without sessions that lost nothing, because others were read. */
function unreadWarnings({ read, unread }: Readings): string[] {
  if (read.length === 0) return [];
  return unread
    .filter((page) => page.reason === 'no_sessions' || (page.reason === 'absent' && isSessionPage(page.url)))
    .map((page) => `${page.url}: ${page.message}`);
}

function isSessionPage(url: string): boolean {
  return /\/event\/[A-Za-z0-9]+/u.test(url);
}
