import { isDeepStrictEqual } from 'node:util';
import type { Database } from 'better-sqlite3';
import { isWanted } from '../model/download-policy.ts';
import type { Link } from '../model/link.ts';
import type { Appearance, Slot } from '../model/session.ts';
import { nameKey } from '../model/text.ts';
import type { LinkState, SessionState } from '../model/vocabulary.ts';
import type { ChangeField } from './differences.ts';
import type { SessionRecord } from './merge.ts';
import { createSearchTexts } from './search-texts.ts';
import type { StoredLink, StoredSession } from './session-records.ts';

/** Writes the rows of one conference's sessions; every method writes only what differs. Use it inside one transaction. */
export function createSessionWriter(
  database: Database,
  scope: { conferenceId: number; runId: number; at: string; reporting: boolean },
) {
  const { conferenceId, at } = scope;
  const statements = prepare(database);
  const texts = createSearchTexts(database);
  const speakers = loadSpeakers(database, conferenceId);

  const told = new Set<number>();
  const renamed = new Set<number>();

  return {
    /** Sessions of which a change was recorded. */
    told: told as ReadonlySet<number>,

    insert(key: string, record: SessionRecord): number {
      const { lastInsertRowid } = statements.insertSession.run({
        ...sessionColumns(record),
        conferenceId,
        key,
        state: stateOf(record),
        at,
      });
      const id = Number(lastInsertRowid);
      writeSlots(id, [], record.slots);
      writePeople(id, [], record.people);
      writeTags(id, [], record.tags);
      texts.write(id, record);
      return id;
    },

    /** Returns whether a row was written. */
    update(stored: StoredSession, record: SessionRecord, state: SessionState): boolean {
      const own = stored.state !== state || !isDeepStrictEqual(sessionColumns(stored.record), sessionColumns(record));
      if (own) {
        statements.updateSession.run({
          ...sessionColumns(record),
          id: stored.id,
          state,
          withdrawnAt: state === 'withdrawn' ? at : null,
        });
      }
      const slots = writeSlots(stored.id, stored.record.slots, record.slots);
      const people = writePeople(stored.id, stored.record.people, record.people);
      const tags = writeTags(stored.id, stored.record.tags, record.tags);
      if (own || people) texts.write(stored.id, record);
      return own || slots || people || tags;
    },

    /** Once all sessions are written: a person who is called otherwise now is found by that name on the sessions that were not written, too. */
    settle(): void {
      for (const speakerId of renamed) texts.writeOf(speakerId);
    },

    alias(sessionId: number, alias: string): void {
      statements.insertAlias.run(conferenceId, alias, sessionId);
    },

    addLink(sessionId: number, link: Link, state: LinkState): number {
      const due = state === 'due' ? at : null;
      return Number(statements.insertLink.run({ ...link, sessionId, state, due, at }).lastInsertRowid);
    },

    /**
     * Returns whether a row was written. Canonical address and versions stay. A link that was ignored may be wanted by now, and the other way
     * round; one that comes back is asked for again, because what was taken away is often put back with other content.
     */
    updateLink(stored: StoredLink, link: Link): boolean {
      const same =
        stored.url === link.url &&
        stored.label === link.label &&
        stored.kind === link.kind &&
        stored.origin === link.origin &&
        stored.removedAt === null;
      const wanted = isWanted(link);
      const returns = stored.removedAt !== null && stored.state !== 'ignored';
      const becomesDue = wanted && (stored.state === 'ignored' || returns);
      const becomesIgnored = !wanted && stored.state !== 'ignored' && stored.state !== 'stored';
      if (becomesDue) statements.makeDue.run(at, stored.id);
      if (becomesIgnored) statements.ignore.run(stored.id);
      if (!same)
        statements.updateLink.run({
          id: stored.id,
          url: link.url,
          label: link.label,
          kind: link.kind,
          origin: link.origin,
        });
      return !same || becomesDue || becomesIgnored;
    },

    removeLink(linkId: number): void {
      statements.removeLink.run(at, linkId);
    },

    change(
      sessionId: number,
      linkId: number | null,
      field: ChangeField,
      before: string | null,
      after: string | null,
    ): void {
      if (!scope.reporting) return;
      told.add(sessionId);
      statements.insertChange.run(scope.runId, sessionId, linkId, at, field, before, after);
    },
  };

  function writeSlots(sessionId: number, before: readonly Slot[], after: readonly Slot[]): boolean {
    if (isDeepStrictEqual(before, after)) return false;
    statements.deleteSlots.run(sessionId);
    after.forEach((slot, index) => statements.insertSlot.run({ ...slot, sessionId, position: index + 1 }));
    return true;
  }

  function writePeople(sessionId: number, before: readonly Appearance[], after: readonly Appearance[]): boolean {
    if (isDeepStrictEqual(before, after)) return false;
    statements.deleteAppearances.run(sessionId);
    after.forEach((person, index) => {
      const speakerId = speakerOf(person);
      statements.insertAppearance.run(sessionId, speakerId, index + 1, person.role, person.jobTitle, person.company);
    });
    return true;
  }

  function speakerOf(person: Appearance): number {
    const normalised = nameKey(person.name);
    const key = person.speakerKey ?? `name:${normalised}`;
    // A person known by name alone may have an id from now on; one with an id is never taken for another of that name.
    const known = speakers.get(key) ?? speakers.get(`name:${normalised}`);
    if (known === undefined) {
      const values = { key, name: person.name, bio: person.bio, url: person.url };
      const id = Number(statements.insertSpeaker.run({ ...values, conferenceId, normalised }).lastInsertRowid);
      speakers.set(key, { id, ...values });
      return id;
    }
    const updated: Speaker = {
      ...known,
      key: person.speakerKey ?? known.key,
      name: person.name,
      bio: person.bio ?? known.bio,
      url: person.url ?? known.url,
    };
    if (known.name !== updated.name) renamed.add(known.id);
    if (!isDeepStrictEqual(known, updated)) {
      statements.updateSpeaker.run({ ...updated, normalised });
      speakers.delete(known.key);
      speakers.set(updated.key, updated);
    }
    return known.id;
  }

  function writeTags(sessionId: number, before: readonly string[], after: readonly string[]): boolean {
    if (isDeepStrictEqual(before, after)) return false;
    statements.deleteTags.run(sessionId);
    for (const tag of after) statements.insertTag.run(sessionId, tag);
    return true;
  }
}

export type SessionWriter = ReturnType<typeof createSessionWriter>;

interface Speaker {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly bio: string | null;
  readonly url: string | null;
}

function loadSpeakers(database: Database, conferenceId: number): Map<string, Speaker> {
  const rows = database
    .prepare<[number], Speaker>('SELECT id, key, name, bio, url FROM speakers WHERE conference_id = ?')
    .all(conferenceId);
  return new Map(rows.map((speaker) => [speaker.key, speaker]));
}

function stateOf(record: SessionRecord): SessionState {
  return record.cancelled ? 'cancelled' : 'scheduled';
}

function sessionColumns(record: SessionRecord) {
  return {
    url: record.url,
    title: record.title,
    publishedTitle: record.publishedTitle,
    kind: record.kind,
    availability: record.availability,
    level: record.level,
    publishedLevel: record.publishedLevel,
    track: record.track,
    language: record.language,
    abstract: record.abstract,
    knownFields: JSON.stringify(record.knownFields),
  };
}

function prepare(database: Database) {
  return {
    insertSession: database.prepare(
      `INSERT INTO sessions (conference_id, key, url, title, published_title, kind, state, availability, level, published_level, track, language, abstract, known_fields, first_seen_at)
       VALUES (@conferenceId, @key, @url, @title, @publishedTitle, @kind, @state, @availability, @level, @publishedLevel, @track, @language, @abstract, @knownFields, @at)`,
    ),
    updateSession: database.prepare(
      `UPDATE sessions SET url = @url, title = @title, published_title = @publishedTitle, kind = @kind, state = @state, availability = @availability, level = @level,
         published_level = @publishedLevel, track = @track, language = @language, abstract = @abstract, known_fields = @knownFields, withdrawn_at = @withdrawnAt
       WHERE id = @id`,
    ),
    insertAlias: database.prepare(
      'INSERT OR IGNORE INTO session_aliases (conference_id, alias, session_id) VALUES (?, ?, ?)',
    ),
    deleteSlots: database.prepare('DELETE FROM slots WHERE session_id = ?'),
    insertSlot: database.prepare(
      `INSERT INTO slots (session_id, position, starts_at, ends_at, local_start, local_end, utc_offset, room)
       VALUES (@sessionId, @position, @startsAt, @endsAt, @localStart, @localEnd, @utcOffset, @room)`,
    ),
    deleteAppearances: database.prepare('DELETE FROM appearances WHERE session_id = ?'),
    insertAppearance: database.prepare(
      'INSERT INTO appearances (session_id, speaker_id, position, role, job_title, company) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    insertSpeaker: database.prepare(
      'INSERT INTO speakers (conference_id, key, name, normalised_name, bio, url) VALUES (@conferenceId, @key, @name, @normalised, @bio, @url)',
    ),
    updateSpeaker: database.prepare(
      'UPDATE speakers SET key = @key, name = @name, normalised_name = @normalised, bio = @bio, url = @url WHERE id = @id',
    ),
    deleteTags: database.prepare('DELETE FROM tags WHERE session_id = ?'),
    insertTag: database.prepare('INSERT INTO tags (session_id, name) VALUES (?, ?)'),
    insertLink: database.prepare(
      `INSERT INTO links (session_id, url, canonical_url, label, kind, origin, state, next_check_at, first_seen_at)
       VALUES (@sessionId, @url, @canonicalUrl, @label, @kind, @origin, @state, @due, @at)`,
    ),
    updateLink: database.prepare(
      'UPDATE links SET url = @url, label = @label, kind = @kind, origin = @origin, removed_at = NULL WHERE id = @id',
    ),
    makeDue: database.prepare(
      `UPDATE links SET state = CASE state WHEN 'stored' THEN 'stored' ELSE 'due' END, failures = 0, next_check_at = ? WHERE id = ?`,
    ),
    ignore: database.prepare("UPDATE links SET state = 'ignored', next_check_at = NULL WHERE id = ?"),
    removeLink: database.prepare('UPDATE links SET removed_at = ? WHERE id = ?'),
    insertChange: database.prepare(
      'INSERT INTO changes (run_id, session_id, link_id, at, field, before, after) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
  };
}
