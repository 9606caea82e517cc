import type { Database } from 'better-sqlite3';

/** A stored file as the database describes it. */
export interface FileToVerify {
  readonly sha256: string;
  readonly extension: string;
  readonly bytes: number;
  /** One link it came from, for the message. */
  readonly url: string | null;
}

/** What `deckhand verify` asks of the database; reads only. */
export function createIntegrity(database: Database) {
  return {
    /** One sentence a defect: pages, indexes, full-text indexes (SQLite 3.44 and later ask those too), references. */
    problems(): string[] {
      const broken = database
        .prepare<[], { integrity_check: string }>('PRAGMA integrity_check')
        .all()
        .map((row) => row.integrity_check)
        .filter((message) => message !== 'ok');
      const dangling = database
        .prepare<[], { table: string; rowid: number; parent: string }>('PRAGMA foreign_key_check')
        .all()
        .map((row) => `row ${row.rowid} of ${row.table} refers to a row of ${row.parent} that is not there`);
      return [...broken, ...dangling];
    },
    files: (): FileToVerify[] =>
      database
        .prepare<[], FileToVerify>(
          `SELECT f.sha256, f.extension, f.bytes,
             (SELECT l.url FROM deck_versions v JOIN links l ON l.id = v.link_id WHERE v.file_id = f.id ORDER BY v.id LIMIT 1) AS url
           FROM files f ORDER BY f.id`,
        )
        .all(),
    /** Pictures of slides, with one conference that has the file. */
    pictures: (): { path: string; conference: string | null }[] =>
      database
        .prepare<[], { path: string; conference: string | null }>(
          `SELECT p.path, (SELECT min(c.slug) FROM deck_versions v JOIN links l ON l.id = v.link_id JOIN sessions s ON s.id = l.session_id
              JOIN conferences c ON c.id = s.conference_id WHERE v.file_id = p.file_id) AS conference
           FROM pictures p ORDER BY p.path`,
        )
        .all(),
    /** Capture records that the index names, with their place. */
    captures: (): { warc: string; offset: number; length: number; sha256: string; url: string }[] =>
      database
        .prepare<[], { warc: string; offset: number; length: number; sha256: string; url: string }>(
          'SELECT warc, "offset", length, sha256, url FROM captures ORDER BY warc, "offset"',
        )
        .all(),
  };
}
