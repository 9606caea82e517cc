import type { Database } from 'better-sqlite3';
import { isWanted } from '../model/download-policy.ts';
import type { KnownSession } from '../model/identity.ts';
import type { Link } from '../model/link.ts';
import { type ConferenceFacts, covers, type Programme } from '../model/programme.ts';
import type { Session } from '../model/session.ts';
import type { SessionField } from '../model/vocabulary.ts';
import { type ChangeField, differences } from './differences.ts';
import { mergeSession, type SessionRecord } from './merge.ts';
import { loadSessions, type StoredLink, type StoredSession } from './session-records.ts';
import { createSessionWriter, type SessionWriter } from './session-writer.ts';
import { unifyPeople } from './unify-people.ts';

/** A programme to be made the archive's. */
export interface ProgrammeToSave {
  readonly conferenceId: number;
  readonly runId: number;
  readonly programme: Programme;
  readonly parserVersion: number;
  /** Captures it was read from; their validators are stored with it. */
  readonly captures: readonly number[];
  /** `all`: these are the pages of the programme now. `same`: only the addresses among them get a new capture. */
  readonly pages: 'all' | 'all_but_details' | 'same';
  /** False for a correction (our parser changed): what differs is not reported as a change. A first read never is. */
  readonly reporting: boolean;
  /** ISO-8601 UTC. */
  readonly at: string;
}

/** What saving did. All numbers are sessions, but for the two that say links. */
export interface SaveReport {
  readonly listed: number;
  readonly added: number;
  /** Of which a change was recorded; for a correction, of which a row was written. */
  readonly changed: number;
  readonly withdrawn: number;
  readonly linksAdded: number;
  readonly linksRemoved: number;
  readonly first: boolean;
}

/** What deciding about a programme needs to know of the archive. */
export function knownSessions(
  database: Database,
  conferenceId: number,
): (KnownSession & { aliases: ReadonlySet<string>; days: readonly string[] })[] {
  return loadSessions(database, conferenceId)
    .filter((session) => session.state !== 'withdrawn')
    .map((session) => ({
      key: session.key,
      aliases: session.aliases,
      title: session.record.title,
      people: session.record.people.map((person) => person.name),
      starts: session.record.slots.map((slot) => slot.localStart).filter((start) => start !== null),
      days: daysOf(session),
    }));
}

/**
 * Makes a programme the archive's: sessions, people, slots, tags, links, changes, the conference's facts, and the captures
 * whose validators make the next reading conditional, in one transaction. Writes only what differs; nothing that the programme does
 * not cover is touched, and nothing is ever deleted.
 */
export function saveProgramme(database: Database, save: ProgrammeToSave): SaveReport {
  return database.transaction(() => apply(database, save)).immediate();
}

function apply(database: Database, save: ProgrammeToSave): SaveReport {
  const { conferenceId, programme, at } = save;
  const first = saveFacts(database, save);
  const writer = createSessionWriter(database, {
    conferenceId,
    runId: save.runId,
    at,
    reporting: save.reporting && !first,
  });
  const forgotten = new Set(
    database
      .prepare<[], { name: string }>("SELECT name FROM tombstones WHERE kind = 'link'")
      .all()
      .map((row) => row.name),
  );
  const stored = loadSessions(database, conferenceId);
  const find = finder(stored);
  const report = {
    listed: programme.sessions.length,
    added: 0,
    changed: 0,
    withdrawn: 0,
    linksAdded: 0,
    linksRemoved: 0,
    first,
  };

  const present = new Set<number>();
  const fresh = new Set<string>();
  for (const session of unifyPeople(programme.sessions)) {
    const links = distinct(session.links).filter((link) => !forgotten.has(link.canonicalUrl));
    const known = find(session);
    if (known === undefined) {
      // Two entries of one id: the first is the session.
      if ([session.key, ...session.aliases].some((alias) => fresh.has(alias))) continue;
      for (const alias of [session.key, ...session.aliases]) fresh.add(alias);
      const id = writer.insert(session.key, mergeSession(null, session));
      for (const alias of [session.key, ...session.aliases]) writer.alias(id, alias);
      writer.change(id, null, 'session', null, session.title);
      report.added += 1;
      report.linksAdded += links.length;
      for (const link of links) writer.addLink(id, link, isWanted(link) ? 'due' : 'ignored');
      continue;
    }
    if (present.has(known.id)) continue;
    present.add(known.id);
    const record = mergeSession(known.record, session);
    const written = writer.update(known, record, record.cancelled ? 'cancelled' : 'scheduled');
    for (const alias of [session.key, ...session.aliases]) if (!known.aliases.has(alias)) writer.alias(known.id, alias);
    if (known.state === 'withdrawn')
      writer.change(known.id, null, 'state', 'withdrawn', record.cancelled ? 'cancelled' : 'scheduled');
    for (const { field, before, after } of differences(known.record, record)) {
      if (known.state === 'withdrawn' && field === 'state') continue;
      // Learning of a field for the first time is no change of the conference.
      if (isNews(known.record, record, FIELD_OF_CHANGE[field])) continue;
      writer.change(known.id, null, field, before, after);
    }
    const { added, removed, touched } = writeLinks(writer, known, record, links, session.knows);
    report.linksAdded += added;
    report.linksRemoved += removed;
    if (save.reporting ? writer.told.has(known.id) : written || touched) report.changed += 1;
  }

  for (const session of stored) {
    if (present.has(session.id) || session.state === 'withdrawn' || !covers(programme.scope, daysOf(session))) continue;
    writer.update(session, session.record, 'withdrawn');
    writer.change(session.id, null, 'state', session.state, 'withdrawn');
    report.withdrawn += 1;
  }
  writer.settle();
  savePages(database, save);
  return report;
}

function finder(stored: readonly StoredSession[]): (session: Session) => StoredSession | undefined {
  const byId = new Map<string, StoredSession>();
  for (const session of stored) for (const alias of session.aliases) byId.set(alias, session);
  for (const session of stored) byId.set(session.key, session);
  return (session) => [session.key, ...session.aliases].map((id) => byId.get(id)).find((found) => found !== undefined);
}

function daysOf(session: StoredSession): string[] {
  return session.record.slots
    .map((slot) => (slot.localStart ?? slot.startsAt)?.slice(0, 10))
    .filter((day) => day !== undefined);
}

/** The field whose source can say that the link is gone. */
function fieldOf(link: Pick<Link, 'kind' | 'origin'>): SessionField {
  if (link.origin === 'description') return 'abstract';
  return link.origin === 'field' && link.kind === 'video' ? 'video' : 'attachments';
}

/** The field that a kind of change belongs to; the rest (`session`, `link`, `deck`) are told by other rules. */
const FIELD_OF_CHANGE: Readonly<Partial<Record<ChangeField, SessionField>>> = {
  title: 'title',
  kind: 'kind',
  state: 'state',
  availability: 'availability',
  level: 'level',
  track: 'track',
  abstract: 'abstract',
  time: 'slots',
  room: 'room',
  speakers: 'people',
  job_titles: 'people',
  companies: 'people',
};

function isNews(before: SessionRecord, after: SessionRecord, field: SessionField | undefined): boolean {
  return field !== undefined && !before.knownFields.includes(field) && after.knownFields.includes(field);
}

/**
 * The links that a reading may take away: those of the fields it knows. Only a session's own page (which knows `video`) has the full
 * list of its files, so what that page gave, a listing does not take away.
 */
function isKnownToBeGone(link: StoredLink, before: SessionRecord, knows: readonly SessionField[]): boolean {
  const field = fieldOf(link);
  if (!knows.includes(field)) return false;
  return field !== 'attachments' || knows.includes('video') || !before.knownFields.includes('video');
}

function writeLinks(
  writer: SessionWriter,
  known: StoredSession,
  record: SessionRecord,
  incoming: readonly Link[],
  knows: readonly SessionField[],
): { added: number; removed: number; touched: boolean } {
  const result = { added: 0, removed: 0, touched: false };
  const byCanonical = new Map(known.links.map((link) => [link.canonicalUrl, link]));
  const present = new Set(incoming.map((link) => link.canonicalUrl));
  for (const link of incoming) {
    const stored = byCanonical.get(link.canonicalUrl);
    const isChange = !isNews(known.record, record, fieldOf(link));
    if (stored === undefined) {
      const id = writer.addLink(known.id, link, isWanted(link) ? 'due' : 'ignored');
      if (isChange) writer.change(known.id, id, 'link', null, link.url);
      result.added += 1;
      result.touched = true;
      continue;
    }
    if (stored.removedAt !== null) writer.change(known.id, stored.id, 'link', null, link.url);
    if (writer.updateLink(stored, link)) result.touched = true;
  }
  for (const link of known.links) {
    if (present.has(link.canonicalUrl) || link.removedAt !== null || !isKnownToBeGone(link, known.record, knows))
      continue;
    writer.removeLink(link.id);
    writer.change(known.id, link.id, 'link', link.url, null);
    result.removed += 1;
    result.touched = true;
  }
  return result;
}

/** A file that a session names twice is one link. */
function distinct(links: readonly Link[]): Link[] {
  return [...new Map(links.toReversed().map((link) => [link.canonicalUrl, link])).values()].toReversed();
}

/** Returns whether this is the first programme of the conference. */
function saveFacts(database: Database, save: ProgrammeToSave): boolean {
  type Row = Record<string, string | null> & { stated: string; last_read_at: string | null };
  const row = database
    .prepare<[number], Row>(
      `SELECT name, url, city, country, venue, time_zone AS timeZone, starts_on AS startsOn, ends_on AS endsOn, stated, last_read_at
       FROM conferences WHERE id = ?`,
    )
    .get(save.conferenceId);
  if (row === undefined) throw new Error(`no conference ${save.conferenceId}`);
  const stated = JSON.parse(row.stated) as Partial<ConferenceFacts>;
  const facts = { ...save.programme.conference, ...stated };
  const values = Object.fromEntries(
    (['name', 'url', 'city', 'country', 'venue', 'timeZone', 'startsOn', 'endsOn'] as const).map((name) => [
      name,
      facts[name] ?? row[name] ?? null,
    ]),
  );
  database
    .prepare(
      `UPDATE conferences SET name = @name, url = @url, city = @city, country = @country, venue = @venue, time_zone = @timeZone,
         starts_on = @startsOn, ends_on = @endsOn, parser_version = @parserVersion, last_read_at = @at WHERE id = @id`,
    )
    .run({ ...values, parserVersion: save.parserVersion, at: save.at, id: save.conferenceId });
  return row.last_read_at === null;
}

function savePages(database: Database, save: ProgrammeToSave): void {
  const find = database.prepare<[number], { url: string }>('SELECT url FROM captures WHERE id = ?');
  const upsert = database.prepare(
    `INSERT INTO programme_pages (conference_id, capture_id, url) VALUES (?, ?, ?)
     ON CONFLICT (conference_id, url) DO UPDATE SET capture_id = excluded.capture_id WHERE capture_id <> excluded.capture_id`,
  );
  const urls = new Set<string>();
  for (const id of save.captures) {
    const url = find.get(id)?.url;
    if (url === undefined) continue;
    urls.add(url);
    upsert.run(save.conferenceId, id, url);
  }
  if (save.pages === 'same' || urls.size === 0) return;
  const pages = database
    .prepare<[number], { id: number; url: string; detail: number }>(
      'SELECT p.id, p.url, c.detail FROM programme_pages p JOIN captures c ON c.id = p.capture_id WHERE p.conference_id = ?',
    )
    .all(save.conferenceId);
  const remove = database.prepare('DELETE FROM programme_pages WHERE id = ?');
  for (const page of pages) {
    if (urls.has(page.url) || (page.detail === 1 && save.pages === 'all_but_details')) continue;
    remove.run(page.id);
  }
}
