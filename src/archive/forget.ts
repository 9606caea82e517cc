import type { Database } from 'better-sqlite3';
import { prepared } from './prepared.ts';

/** What was removed from the database; the files named are nobody's any more and are to be deleted from disk. */
export interface Forgotten {
  readonly links: number;
  readonly sessions: number;
  readonly files: readonly { readonly sha256: string; readonly extension: string }[];
  /** Addresses of the links, whose downloads may lie unfinished. */
  readonly urls: readonly string[];
  /** Capture files, below the data directory, that held nothing else. */
  readonly warcs: readonly string[];
}

/** Removal on request: rows go, and a tombstone keeps the next reading from bringing them back. */
export function createForgetting(database: Database) {
  const bury = database.prepare('INSERT OR IGNORE INTO tombstones (kind, name, at) VALUES (?, ?, ?)');
  const orphans = prepared<[], { sha256: string; extension: string }>(
    database,
    'DELETE FROM files WHERE id NOT IN (SELECT file_id FROM deck_versions) RETURNING sha256, extension',
  );
  return {
    /** Every link of this canonical address, on whatever session. */
    link(canonicalUrl: string, at: string): Forgotten {
      return database
        .transaction(() => {
          bury.run('link', canonicalUrl, at);
          const urls = database
            .prepare<[string], { url: string }>('DELETE FROM links WHERE canonical_url = ? RETURNING url')
            .all(canonicalUrl)
            .map((row) => row.url);
          return { links: urls.length, sessions: 0, files: orphans().all(), urls, warcs: [] };
        })
        .immediate();
    },
    conference(slug: string, at: string): Forgotten {
      return database
        .transaction(() => {
          bury.run('conference', slug, at);
          const sessions = database
            .prepare<[string], { n: number }>(
              'SELECT count(*) AS n FROM sessions s JOIN conferences c ON c.id = s.conference_id WHERE c.slug = ?',
            )
            .get(slug);
          const urls = database
            .prepare<[string], { url: string }>(
              'SELECT l.url FROM links l JOIN sessions s ON s.id = l.session_id JOIN conferences c ON c.id = s.conference_id WHERE c.slug = ?',
            )
            .all(slug)
            .map((row) => row.url);
          const warcs = database
            .prepare<[string], { warc: string }>(
              'SELECT DISTINCT k.warc FROM captures k JOIN conferences c ON c.id = k.conference_id WHERE c.slug = ?',
            )
            .all(slug)
            .map((row) => row.warc);
          database.prepare('DELETE FROM conferences WHERE slug = ?').run(slug);
          return { links: urls.length, sessions: sessions?.n ?? 0, files: orphans().all(), urls, warcs };
        })
        .immediate();
    },
  };
}
