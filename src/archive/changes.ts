import type { Database } from 'better-sqlite3';
import type { ChangedFile, ChangedLink, ChangeEvent } from './change-event.ts';
import { FILE_PATH } from './file-path.ts';

/** Which events are meant. */
export interface ChangeScope {
  /** Slugs; empty for all conferences. */
  readonly conferences: readonly string[];
  /** From this instant on; null for all that came before, too. */
  readonly from: string | null;
  /** Before this instant; null for no end. */
  readonly before: string | null;
}

/** SQL: a condition on the sessions of conferences by slug, JSON or NULL for all. */
const OF_CONFERENCES =
  '(@slugs IS NULL OR s.conference_id IN (SELECT id FROM conferences WHERE slug IN (SELECT value FROM json_each(@slugs))))';

/** SQL: the sessions of the export that is open on this connection. */
export const OF_SELECTION = 's.id IN (SELECT id FROM temp.selected_sessions)';

/** SQL: the run that stored a version `v`. */
const RUN_OF_VERSION = `coalesce((SELECT a.run_id FROM attempts a
  WHERE a.link_id = v.link_id AND a.at = v.fetched_at AND a.outcome IN ('stored', 'new_version') ORDER BY a.id LIMIT 1), 0)`;

/**
 * SQL: the link from which the first file `v` of a link `l` was moved. It is of the same session, had given the same content, and the last that was
 * told of it was that it is gone. This is read from history alone, so that what is told of a night stays what it was.
 */
const MOVED_FROM = `(SELECT o.id FROM links o
   JOIN deck_versions w ON w.link_id = o.id AND w.file_id = v.file_id AND w.fetched_at <= v.fetched_at
  WHERE v.version = 1 AND o.session_id = l.session_id AND o.id <> l.id
    AND (SELECT g.after IS NULL FROM changes g
          WHERE g.session_id = l.session_id AND g.link_id = o.id AND g.field = 'link' AND g.at <= v.fetched_at
          ORDER BY g.id DESC LIMIT 1)
  ORDER BY w.fetched_at DESC, o.id DESC LIMIT 1)`;

/** SQL: what readings told. A link that is gone is told with what it gave last. */
const READINGS = `SELECT h.at, h.run_id, h.session_id, h.link_id, 0 AS source, h.id AS place,
    CASE
      WHEN h.field = 'session' THEN 'session_added'
      WHEN h.field = 'link' THEN iif(h.after IS NULL, 'link_removed', 'link_added')
      WHEN h.field = 'state' AND h.after = 'withdrawn' THEN 'session_withdrawn'
      WHEN h.field = 'state' AND h.before = 'withdrawn' THEN 'session_returned'
      ELSE 'session_changed'
    END AS kind,
    h.field, h.before, h.after, NULL AS moved_from,
    CASE WHEN h.field = 'link' AND h.after IS NULL THEN
      (SELECT w.id FROM deck_versions w WHERE w.link_id = h.link_id AND w.fetched_at <= h.at ORDER BY w.version DESC LIMIT 1)
    END AS version_id
  FROM changes h JOIN sessions s ON s.id = h.session_id
  WHERE h.field <> 'deck' AND h.at >= @from AND h.at < @before AND h.run_id >= @run`;

/** SQL: what downloads told; the rows of `changes` on decks say no more than these. */
const DOWNLOADS = `SELECT v.fetched_at, ${RUN_OF_VERSION} AS run_id, l.session_id, l.id, 1, v.id,
    CASE WHEN v.version > 1 THEN 'deck_replaced' WHEN ${MOVED_FROM} IS NULL THEN 'deck_added' ELSE 'deck_moved' END,
    NULL,
    CASE WHEN v.version > 1
      THEN (SELECT f.sha256 FROM deck_versions w JOIN files f ON f.id = w.file_id WHERE w.link_id = l.id AND w.version = v.version - 1)
      ELSE (SELECT o.url FROM links o WHERE o.id = ${MOVED_FROM})
    END,
    CASE WHEN v.version > 1 THEN (SELECT f.sha256 FROM files f WHERE f.id = v.file_id) ELSE l.url END,
    ${MOVED_FROM}, v.id
  FROM deck_versions v JOIN links l ON l.id = v.link_id JOIN sessions s ON s.id = l.session_id
  WHERE v.fetched_at >= @from AND v.fetched_at < @before AND run_id >= @run`;

type Row = Omit<ChangeEvent, 'link' | 'file'> &
  Omit<ChangedFile, 'sha256'> & {
    readonly sha256: string | null;
    readonly linkId: number | null;
    readonly linkUrl: ChangedLink['url'];
    readonly linkKind: ChangedLink['kind'];
    readonly linkLabel: ChangedLink['label'];
  };

function statementOf(database: Database, sessions: string) {
  return database.prepare<[Record<string, unknown>], Row>(
    `WITH event AS (${READINGS} AND ${sessions} UNION ALL ${DOWNLOADS} AND ${sessions})
     SELECT e.at, e.run_id AS runId, c.slug AS conference, c.name AS conferenceName, c.url AS conferenceUrl, s.key AS sessionKey, s.title,
       s.url AS sessionUrl, e.kind, iif(e.kind = 'session_changed', e.field, NULL) AS field, e.before, e.after, e.moved_from AS movedFrom,
       l.id AS linkId, l.url AS linkUrl, l.kind AS linkKind, l.label AS linkLabel,
       f.sha256, f.bytes, v.published_name AS name, ${FILE_PATH} AS path, v.version,
       (SELECT min(w.version) FROM deck_versions w WHERE w.link_id = v.link_id AND w.file_id = v.file_id AND w.version < v.version) AS firstVersion
     FROM event e
     JOIN sessions s ON s.id = e.session_id
     JOIN conferences c ON c.id = s.conference_id
     LEFT JOIN links l ON l.id = e.link_id
     LEFT JOIN deck_versions v ON v.id = e.version_id
     LEFT JOIN files f ON f.id = v.file_id
     ORDER BY e.at, e.source, e.place`,
  );
}

/** Instants are compared as text: these are before and after all of them. */
const EVER = { from: '', before: ':', run: -1 } as const;

/**
 * What happened in the archive, oldest first: changes of sessions and links, and files that came. `newest` gives the events of the last
 * runs that brought any, so many that each of the `entries` newest pairs of conference and run is whole.
 */
export function createChanges(database: Database) {
  const last = database.prepare<[Record<string, unknown>], { at: string | null }>(
    `SELECT max(at) AS at FROM (
       SELECT max(h.at) AS at FROM changes h JOIN sessions s ON s.id = h.session_id WHERE h.at < @before AND ${OF_CONFERENCES}
       UNION ALL
       SELECT max(v.fetched_at) FROM deck_versions v JOIN links l ON l.id = v.link_id JOIN sessions s ON s.id = l.session_id
       WHERE v.fetched_at < @before AND ${OF_CONFERENCES})`,
  );
  return {
    between: ({ conferences, from, before }: ChangeScope): ChangeEvent[] =>
      statementOf(database, OF_CONFERENCES)
        .all({ slugs: list(conferences), from: from ?? EVER.from, before: before ?? EVER.before, run: EVER.run })
        .map(eventOf),
    /** When the last thing before an instant happened; null for never. */
    lastBefore: (instant: string, conferences: readonly string[]): string | null =>
      last.get({ before: instant, slugs: list(conferences) })?.at ?? null,
    newest: (entries: number, conferences: readonly string[] = []): ChangeEvent[] =>
      newestEvents(database, entries, OF_CONFERENCES, { slugs: list(conferences) }),
    /** When the archive was begun: the one thing that tells it from every other. Null before its first run. */
    birth: (): string | null => birthOf(database),
  };
}

/** When the first run of the archive began; null where there was none. */
export function birthOf(database: Database): string | null {
  return database.prepare<[], string | null>('SELECT started_at FROM runs ORDER BY id LIMIT 1').pluck().get() ?? null;
}

/** The events of the newest runs of the sessions of an SQL condition on `s`. */
export function newestEvents(
  database: Database,
  entries: number,
  sessions: string,
  values: Readonly<Record<string, unknown>> = {},
): ChangeEvent[] {
  const oldest = database
    .prepare<[Record<string, unknown>], number | null>(
      `SELECT min(run) FROM (
         SELECT h.run_id AS run, s.conference_id FROM changes h JOIN sessions s ON s.id = h.session_id WHERE h.field <> 'deck' AND ${sessions}
         UNION
         SELECT ${RUN_OF_VERSION}, s.conference_id FROM deck_versions v JOIN links l ON l.id = v.link_id JOIN sessions s ON s.id = l.session_id
         WHERE ${sessions}
         ORDER BY run DESC LIMIT @entries)`,
    )
    .pluck()
    .get({ ...values, entries });
  if (oldest === null || oldest === undefined) return [];
  return statementOf(database, sessions)
    .all({ ...EVER, ...values, run: oldest })
    .map(eventOf);
}

function list(values: readonly string[]): string | null {
  return values.length === 0 ? null : JSON.stringify(values);
}

function eventOf({
  linkId,
  linkUrl,
  linkKind,
  linkLabel,
  sha256,
  bytes,
  name,
  path,
  version,
  firstVersion,
  ...event
}: Row): ChangeEvent {
  return {
    ...event,
    link: linkId === null ? null : { id: linkId, url: linkUrl, kind: linkKind, label: linkLabel },
    file: sha256 === null ? null : { sha256, bytes, name, path, version, firstVersion },
  };
}
