import type { Page } from '../../model/client.ts';
import type { Doubt, Programme, Scope } from '../../model/programme.ts';
import type { Session } from '../../model/session.ts';
import { isZone } from '../../model/zone.ts';
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
  readonly foreign: readonly { readonly url: string; readonly event: string }[];
}

/** Reads pages of any kind, in any order. */
export function readPages(parameters: SchedParameters, pages: readonly Page[]): Readings {
  const read: Reading[] = [];
  const unread: Unread[] = [];
  const foreign: { url: string; event: string }[] = [];
  const expected = parameters.event ?? eventOf(parameters.origin);
  for (const page of pages) {
    const result = readPage(page, parameters.origin);
    const { event } = result.frame;
    if (expected !== null && event !== null && event !== expected) foreign.push({ url: page.url, event });
    else if (result.view === null) unread.push(result);
    else read.push(result);
  }
  return { read: read.toSorted((a, b) => VIEW_ORDER.indexOf(a.view) - VIEW_ORDER.indexOf(b.view)), unread, foreign };
}

/** The programme that pages make together, joined by the sessions' ids. Pure and total. */
export function assemble(request: ReadRequest<SchedParameters>, pages: readonly Page[]): Programme {
  const readings = readPages(request.parameters, pages);
  const { read } = readings;
  const place = request.facts.city === undefined ? statedPlace(read) : (statedPlace(read) ?? null);
  const located = read.map((reading) => (reading.view === 'calendar' ? withRooms(reading, place) : reading));
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
  return {
    conference: factsOf(request, readings),
    sessions,
    scope: scopeOf(read),
    identity: 'stable',
    doubts: doubtsOf(readings),
    warnings: [
      ...new Set([...read.flatMap((reading) => reading.warnings), ...offsets.warnings, ...unreadWarnings(readings)]),
    ],
  };
}

/** Local days that the listing should show and does not, going by its own menu; see `read.ts`. */
export function missingDays(read: readonly Reading[]): string[] {
  const whole = read.filter((reading) => isList(reading) && reading.selection.kind === 'all');
  const menu = new Set(whole.flatMap((reading) => reading.frame.days));
  const best = read.find(isList)?.view;
  const shown = new Set(read.filter((reading) => reading.view === best).flatMap(daysShown));
  return [...menu].filter((day) => !shown.has(day)).toSorted();
}

/** Views that list the sessions of the event on pages, best first. */
export function isList(reading: Reading): boolean {
  return reading.view === 'listing' || reading.view === 'print' || reading.view === 'simple';
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

function statedPlace(read: readonly Reading[]): string | null {
  return read.map((reading) => reading.frame.place).find((place) => place !== null) ?? null;
}

function withRooms(reading: Reading, place: string | null): Reading {
  const common = commonPlace(
    reading.entries.flatMap((entry) => entry.room ?? []),
    [place],
  );
  return { ...reading, entries: reading.entries.map((entry) => ({ ...entry, room: roomOf(entry.room, common) })) };
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

/** A whole view or the calendar lists every session; pages of days those of the days; a selection and single pages none. */
function scopeOf(read: readonly Reading[]): Scope {
  if (read.some((reading) => reading.view === 'calendar')) return { kind: 'conference' };
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
  const doubts: Doubt[] = foreign.slice(0, 1).map(({ url, event }) => ({
    reason: 'other_conference',
    url,
    message: `The page is of another event, "${event}".`,
  }));
  const missing = missingDays(read);
  const listed = read.some(isList);
  const list = unread.filter((page) => !isSessionPage(page.url));
  const wall = list.find((page) => page.reason === 'bot_check' || page.reason === 'login');
  if (wall !== undefined && (!listed || missing.length > 0)) doubts.push(doubtOf(wall, wall.message));
  else if (missing.length > 0) {
    const url = read.find(isList)?.frame.event ?? null;
    doubts.push({
      reason: 'missing_days',
      url: url === null ? null : `https://${url}.sched.com/`,
      message: `The listing does not show ${missing.join(', ')}, which its menu has.`,
    });
  } else if (!listed && read.every((reading) => reading.view !== 'event_page') && foreign.length === 0) {
    const failed = list.find((page) => page.reason !== 'absent') ?? list[0];
    // A calendar saved by a person is a source of its own; a schedule without any list is not.
    if (failed !== undefined || read.length === 0)
      doubts.push(doubtOf(failed, failed?.message ?? 'No page holds sessions.'));
  }
  return doubts;
}

function doubtOf(page: Unread | undefined, message: string): Doubt {
  const reason = page?.reason === 'bot_check' || page?.reason === 'login' ? page.reason : 'no_sessions';
  return { reason, url: page?.url ?? null, message };
}

/** Pages without sessions that lost nothing, because others were read; a session's own page is only missed. */
function unreadWarnings({ read, unread }: Readings): string[] {
  if (read.length === 0) return [];
  return unread
    .filter((page) => page.reason !== 'absent' || isSessionPage(page.url))
    .map((page) => `${page.url}: ${page.message}`);
}

function isSessionPage(url: string): boolean {
  return /\/event\/[A-Za-z0-9]+/u.test(url);
}
