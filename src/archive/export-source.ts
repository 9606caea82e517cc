import type { Database, Statement } from 'better-sqlite3';
import type { Slot } from '../model/session.ts';
import type { ChangeEvent } from './change-event.ts';
import { birthOf, newestEvents, OF_SELECTION } from './changes.ts';
import type { ExportConference, ExportFile, ExportLink, ExportPerson, ExportSession } from './export-records.ts';
import { type ExportSelection, select } from './export-selection.ts';
import { type ExportRow, type ExportTable, type ExportValue, TABLE_DEFINITIONS } from './export-tables.ts';
import { FILE_PATH } from './file-path.ts';

/** One captured page of a selected conference: where its record lies. */
export interface ExportCapture {
  readonly conference: string;
  readonly url: string;
  readonly at: string;
  /** Path below the data directory. */
  readonly warc: string;
  /** Bytes. */
  readonly offset: number;
  readonly length: number;
}

/** The selected part of the archive, as it was when the export was opened. */
export interface ArchiveExport {
  /** The data directory, which the paths of files and captures are relative to. */
  readonly directory: string;
  conferences(): Iterable<ExportConference>;
  sessions(): Iterable<ExportSession>;
  /** Rows of a table, session by session in the order of `sessions`; `columnsOf` names what they hold. */
  rows(table: ExportTable): Iterable<ExportRow>;
  /** Every captured page of the selected conferences, in the order they were received. */
  captures(): Iterable<ExportCapture>;
  /** What happened to the selected sessions in the newest runs, oldest first: enough for so many pairs of conference and run. */
  news(entries: number): ChangeEvent[];
  /** When the first run of the archive began; null where there was none. */
  readonly birth: string | null;
  /** How many sessions are selected, withdrawn ones included. */
  readonly sessionCount: number;
  /** Ends the transaction; nothing can be read afterwards. */
  close(): void;
}

const CONFERENCE = `c.id, c.slug, c.name, c.series, c.url, c.city, c.country, c.venue, c.time_zone AS timeZone,
  c.starts_on AS startsOn, c.ends_on AS endsOn, c.last_read_at AS lastReadAt`;

type ConferenceRow = ExportConference & { readonly id: number };
type SessionRow = Omit<ExportSession, 'conference' | 'slots' | 'people' | 'tags' | 'links' | 'removedLinks'> & {
  readonly id: number;
  readonly conferenceId: number;
};
type LinkRow = Omit<ExportLink, 'files'> & { readonly id: number; readonly removed: 0 | 1 };
type FileRow = Omit<ExportFile, 'isCurrent'>;

/**
 * Opens an export: one read transaction, so that all of it is of one moment whatever a run writes meanwhile (a reader of a WAL database sees the
 * state at its first read). Sessions are read one by one; memory holds the ids of the selection only on SQLite's side. Close it, whatever
 * happens. Throws a `UsageError` for a selection that names what is not there.
 */
export function openExport(database: Database, directory: string, selection: ExportSelection): ArchiveExport {
  database.exec('BEGIN DEFERRED');
  try {
    select(database, selection);
    const session = createSessionReader(database);
    const count = database.prepare<[], { n: number }>('SELECT count(*) AS n FROM temp.selected_sessions').get();
    return {
      directory,
      sessionCount: count?.n ?? 0,
      *conferences() {
        for (const { id: _, ...conference } of conferencesOf(database).iterate()) yield conference;
      },
      *sessions() {
        const conferences = new Map(
          conferencesOf(database)
            .all()
            .map(({ id, ...conference }) => [id, conference] as const),
        );
        for (const { id, conferenceId } of idsOf(database)) {
          const conference = conferences.get(conferenceId);
          if (conference !== undefined) yield session(id, conference);
        }
      },
      *rows(table) {
        const { sql, columns } = TABLE_DEFINITIONS[table];
        const booleans = columns.filter(({ type }) => type === 'boolean').map(({ name }) => name);
        const statement = database.prepare<[number], Record<string, Exclude<ExportValue, boolean>>>(sql);
        for (const { id } of idsOf(database)) {
          for (const row of statement.iterate(id)) yield withBooleans(row, booleans);
        }
      },
      *captures() {
        yield* database
          .prepare<[], ExportCapture>(
            `SELECT c.slug AS conference, p.final_url AS url, p.at, p.warc, p."offset", p.length
             FROM temp.selected_conferences k JOIN conferences c ON c.id = k.id JOIN captures p ON p.conference_id = c.id ORDER BY k.place, p.id`,
          )
          .iterate();
      },
      news: (entries) => newestEvents(database, entries, OF_SELECTION),
      birth: birthOf(database),
      close: () => void database.exec('ROLLBACK'),
    };
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function conferencesOf(database: Database): Statement<[], ConferenceRow> {
  return database.prepare<[], ConferenceRow>(
    `SELECT ${CONFERENCE} FROM temp.selected_conferences k JOIN conferences c ON c.id = k.id ORDER BY k.place`,
  );
}

/** The selected sessions in order. */
function* idsOf(database: Database): Generator<{ id: number; conferenceId: number }> {
  yield* database
    .prepare<[], { id: number; conferenceId: number }>(
      `SELECT x.id, s.conference_id AS conferenceId FROM temp.selected_sessions x JOIN sessions s ON s.id = x.id ORDER BY x.place`,
    )
    .iterate();
}

function withBooleans(row: Record<string, ExportValue>, names: readonly string[]): ExportRow {
  for (const name of names) row[name] = row[name] === null ? null : row[name] === 1;
  return row;
}

/** Reads one session with everything that hangs on it: seven small queries, each by an index. */
function createSessionReader(database: Database) {
  const one = database.prepare<[number], SessionRow>(
    `SELECT s.id, s.conference_id AS conferenceId, s.key, s.url, s.title, s.published_title AS publishedTitle, s.kind, s.state, s.availability, s.level,
       s.published_level AS publishedLevel, s.track, s.language, s.abstract, s.first_seen_at AS firstSeenAt, s.withdrawn_at AS withdrawnAt,
       (SELECT count(DISTINCT h.run_id) FROM changes h WHERE h.session_id = s.id AND h.field <> 'session') AS revision,
       (SELECT max(h.at) FROM changes h WHERE h.session_id = s.id AND h.field <> 'session') AS changedAt
     FROM sessions s WHERE s.id = ?`,
  );
  const slots = database.prepare<[number], Slot>(
    `SELECT starts_at AS startsAt, ends_at AS endsAt, local_start AS localStart, local_end AS localEnd, utc_offset AS utcOffset, room
     FROM slots WHERE session_id = ? ORDER BY position`,
  );
  const people = database.prepare<[number], ExportPerson>(
    `SELECT p.key, p.name, a.role, a.job_title AS jobTitle, a.company, p.bio, p.url
     FROM appearances a JOIN speakers p ON p.id = a.speaker_id WHERE a.session_id = ? ORDER BY a.position`,
  );
  const tags = database.prepare<[number], { name: string }>('SELECT name FROM tags WHERE session_id = ? ORDER BY id');
  const links = database.prepare<[number], LinkRow>(
    'SELECT id, url, label, kind, origin, state, removed_at IS NOT NULL AS removed FROM links WHERE session_id = ? ORDER BY id',
  );
  const files = database.prepare<[number], FileRow>(
    `SELECT v.version, f.sha256, f.bytes, f.media_type AS mediaType, f.extension,
       ${FILE_PATH} AS path,
       v.published_name AS publishedName, v.fetched_at AS fetchedAt, f.pages, f.title, f.author, f.text_state AS textState
     FROM deck_versions v JOIN files f ON f.id = v.file_id WHERE v.link_id = ? ORDER BY v.version DESC`,
  );
  return (id: number, conference: ExportConference): ExportSession => {
    const row = one.get(id);
    if (row === undefined) throw new Error(`session ${id} is selected and not there`);
    const { id: _, conferenceId: __, ...facts } = row;
    const all = links.all(id).map(({ id: linkId, removed, ...link }) => ({
      isRemoved: removed === 1,
      link: {
        ...link,
        files: files.all(linkId).map((file, index) => ({ ...file, isCurrent: index === 0 && removed === 0 })),
      },
    }));
    return {
      conference,
      ...facts,
      slots: slots.all(id),
      people: people.all(id),
      tags: tags.all(id).map(({ name }) => name),
      links: all.filter(({ isRemoved }) => !isRemoved).map(({ link }) => link),
      removedLinks: all.filter(({ isRemoved, link }) => isRemoved && link.files.length > 0).map(({ link }) => link),
    };
  };
}
