import SqliteDatabase, { type Database } from 'better-sqlite3';
import { ATTACHED } from './decks.ts';
import { brokenSearchTables } from './search-index.ts';
import { createSearchTexts, type TextTable } from './search-texts.ts';

/** A stored file as the database describes it. */
export interface FileToVerify {
  readonly sha256: string;
  readonly extension: string;
  readonly bytes: number;
  /** False for one that no link has: its links were deleted. */
  readonly used: boolean;
}

/** A link that gave a file, and what is to be expected of asking it again. */
export interface FileSource {
  readonly linkId: number;
  readonly url: string;
  readonly conference: string;
  /** False where the link gave other content since. */
  readonly isCurrent: boolean;
  /** A person fetched the file: the link never gave it to us. */
  readonly isAttached: boolean;
}

/** A row that refers to a row that is not there. */
export interface BrokenReference {
  readonly table: string;
  readonly rowid: number;
  readonly column: string;
  readonly parent: string;
  /** The id that is not there. */
  readonly parentId: number | null;
  /** Of a version: its link. */
  readonly linkId: number | null;
}

/** A link that says something else than its versions. */
export interface Contradiction {
  readonly linkId: number;
  readonly url: string;
  readonly state: string;
  readonly versions: number;
}

/** A picture of a slide, the file it was made of, and one conference that has the file. */
export interface PictureToVerify {
  readonly path: string;
  readonly sha256: string;
  readonly conference: string | null;
}

/** A capture record that the index names, with its place. */
export interface CaptureToVerify {
  readonly id: number;
  readonly warc: string;
  readonly offset: number;
  readonly length: number;
  readonly url: string;
  /** An earlier repair found that it cannot be read. */
  readonly given_up: 0 | 1;
}

/** What SQLite says of a database: of its pages, of a row that breaks a rule of its table, of an index, of a full-text table. `what` is the name of the latter two. */
export interface PageProblem {
  readonly kind: 'database' | 'row' | 'index' | 'search';
  readonly what: string;
}

/** What `deckhand verify` asks of the database; reads only, and each answer is of one instant. */
export function createIntegrity(database: Database) {
  const references = (): BrokenReference[] => {
    const columns = database.prepare<[string, number], { column: string }>(
      'SELECT "from" AS "column" FROM pragma_foreign_key_list(?) WHERE id = ?',
    );
    return database
      .prepare<[], { table: string; rowid: number; parent: string; fkid: number }>('PRAGMA foreign_key_check')
      .all()
      .map(({ fkid, ...row }) => {
        const column = columns.get(row.table, fkid)?.column ?? '';
        const value = database
          .prepare<[number], { id: number }>(`SELECT "${column}" AS id FROM "${row.table}" WHERE rowid = ?`)
          .get(row.rowid);
        const linkId = row.table === 'deck_versions' ? (versionLink.get(row.rowid)?.linkId ?? null) : null;
        return { ...row, column, parentId: value?.id ?? null, linkId };
      });
  };
  const versionLink = database.prepare<[number], { linkId: number }>(
    'SELECT link_id AS linkId FROM deck_versions WHERE id = ?',
  );
  const file = database.prepare('SELECT 1 FROM files WHERE sha256 = ?');
  const picture = database.prepare('SELECT 1 FROM pictures WHERE path = ?');
  const capture = database.prepare('SELECT 1 FROM captures WHERE id = ?');
  const pages = (): PageProblem[] => pageProblems(database.name);
  return {
    pages,
    references,
    /** One sentence a defect of pages, indexes, full-text indexes (as far as SQLite looks at them unasked) and references. */
    problems: (): string[] => [...pages().map((problem) => problem.what), ...references().map(referenceSentence)],
    /** Names of the full-text tables that are damaged or do not agree with the text they index. */
    search: (): string[] => brokenSearchTables(database.name),
    /** Rows of each table whose text for the search is not what their words of today make it. */
    staleTexts: (): Record<TextTable, number> => createSearchTexts(database).stale(),
    /** A link is `stored` exactly where it has a version. */
    contradictions: (): Contradiction[] =>
      database
        .prepare<[], Contradiction>(
          `SELECT * FROM (
             SELECT l.id AS linkId, l.url, l.state, (SELECT count(*) FROM deck_versions v WHERE v.link_id = l.id) AS versions FROM links l)
           WHERE (state = 'stored') <> (versions > 0) ORDER BY linkId`,
        )
        .all(),
    files: (): FileToVerify[] =>
      database
        .prepare<[], Omit<FileToVerify, 'used'> & { used: number }>(
          `SELECT f.sha256, f.extension, f.bytes, EXISTS (SELECT 1 FROM deck_versions v WHERE v.file_id = f.id) AS used
           FROM files f ORDER BY f.id`,
        )
        .all()
        .map((file) => ({ ...file, used: file.used === 1 })),
    /** The links that gave a file, those that give it still first. */
    sources: (sha256: string): FileSource[] =>
      database
        .prepare<
          { sha256: string; attached: string },
          Omit<FileSource, 'isCurrent' | 'isAttached'> & { isCurrent: number; isAttached: number }
        >(
          `SELECT l.id AS linkId, l.url, c.slug AS conference,
             max(v.version) = (SELECT max(w.version) FROM deck_versions w WHERE w.link_id = l.id) AS isCurrent,
             EXISTS (SELECT 1 FROM attempts a WHERE a.link_id = l.id AND a.at = v.fetched_at AND a.detail LIKE @attached || '%') AS isAttached
           FROM files f JOIN deck_versions v ON v.file_id = f.id JOIN links l ON l.id = v.link_id
             JOIN sessions s ON s.id = l.session_id JOIN conferences c ON c.id = s.conference_id
           WHERE f.sha256 = @sha256 GROUP BY l.id ORDER BY isCurrent DESC, l.id`,
        )
        .all({ sha256, attached: ATTACHED })
        .map((source) => ({ ...source, isCurrent: source.isCurrent === 1, isAttached: source.isAttached === 1 })),
    /** Pictures of slides, with the file they were made of. */
    pictures: (): PictureToVerify[] =>
      database
        .prepare<[], PictureToVerify>(
          `SELECT p.path, f.sha256, (SELECT min(c.slug) FROM deck_versions v JOIN links l ON l.id = v.link_id JOIN sessions s ON s.id = l.session_id
              JOIN conferences c ON c.id = s.conference_id WHERE v.file_id = p.file_id) AS conference
           FROM pictures p JOIN files f ON f.id = p.file_id ORDER BY p.path`,
        )
        .all(),
    captures: (): CaptureToVerify[] =>
      database
        .prepare<[], CaptureToVerify>(
          `SELECT id, warc, "offset", length, url, stable_sha256 = '' AS given_up FROM captures ORDER BY warc, "offset"`,
        )
        .all(),
    /** Whether a row is still there: a run may remove it, with what it names, while the disk is looked at. */
    has: {
      file: (sha256: string): boolean => file.get(sha256) !== undefined,
      picture: (path: string): boolean => picture.get(path) !== undefined,
      capture: (id: number): boolean => capture.get(id) !== undefined,
    },
  };
}

/**
 * What SQLite's own check says, on a connection of its own: FTS5 keeps pieces of an index in a connection, and one that saw the index before another connection
 * wrote to it calls a whole index malformed (seen with SQLite 3.54.1).
 */
function pageProblems(path: string): PageProblem[] {
  const database = new SqliteDatabase(path, { readonly: true });
  const check = (table: string | null): PageProblem[] => {
    const found: string[] = [];
    const rows = database.prepare<[], { integrity_check: string }>(
      `PRAGMA integrity_check${table === null ? '' : `("${table}")`}`,
    );
    try {
      // What it says of the trees of pages is one row of several lines, under a heading.
      for (const row of rows.iterate()) found.push(...row.integrity_check.split('\n'));
    } catch (error) {
      // It gives up where it cannot go on: what it said before is true.
      if (!(error instanceof SqliteDatabase.SqliteError) || error.code !== 'SQLITE_CORRUPT') throw error;
      found.push(error.message);
    }
    return found.filter((message) => message !== 'ok' && !message.startsWith('***')).map(problemOf);
  };
  try {
    return check(null);
  } catch (error) {
    // A full-text table that cannot even be opened ends the check of everything.
    const broken = isOfSearch(error) ? brokenSearchTables(path) : [];
    if (broken.length === 0) throw error;
    const tables = database
      .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0")
      .all();
    return [
      ...tables.flatMap(({ name }) => check(name)),
      ...broken.map((what): PageProblem => ({ kind: 'search', what })),
    ];
  } finally {
    database.close();
  }
}

function isOfSearch(error: unknown): boolean {
  return error instanceof SqliteDatabase.SqliteError && ['SQLITE_ERROR', 'SQLITE_CORRUPT_VTAB'].includes(error.code);
}

/** A broken reference in words. */
export function referenceSentence({ rowid, table, parent }: BrokenReference): string {
  return `row ${rowid} of ${table} refers to a row of ${parent} that is not there`;
}

/**
 * SQLite's words for what can be made again from the tables: an index (https://sqlite.org/src/file/src/pragma.c, "missing from index") or a
 * full-text index, and for a row that was written by somebody who switched the rules off. Anything else is damage of the pages.
 */
function problemOf(message: string): PageProblem {
  const index =
    /(?:^wrong # of entries in|missing from|^non-unique entry in|^rowid not at end-of-record for row .* of) index (\w+)$/.exec(
      message,
    )?.[1];
  if (index !== undefined) return { kind: 'index', what: index };
  const search = /fts5.*?table (?:main\.)?"?(\w+)/i.exec(message)?.[1];
  if (search !== undefined) return { kind: 'search', what: search };
  const isRow = /^(?:NULL value|CHECK constraint failed|[\w-]+ value) in \w+/.test(message);
  return { kind: isRow ? 'row' : 'database', what: message };
}
