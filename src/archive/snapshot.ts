import { closeSync, openSync, readSync } from 'node:fs';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { DamagedError } from '../model/failure.ts';
import { createIntegrity } from './integrity.ts';
import { APPLICATION_ID } from './migrate.ts';
import { readSchema } from './schema.ts';

/** What a finished copy holds. */
export interface SnapshotContents {
  /** Rows of all tables. */
  readonly rows: number;
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
}

/**
 * Copies the archive as it is at one instant into a new file: whatever a run commits meanwhile is not in it, and the run does not wait. The copy
 * is no write-ahead log's any more, so that it opens where nothing may be written, and it is checked and analysed. Throws SQLite's errors, and a
 * `DamagedError` for a copy that fails its checks.
 */
export function createSnapshots(database: Database) {
  return (path: string): SnapshotContents => {
    database.prepare('VACUUM INTO ?').run(path);
    const copy = new SqliteDatabase(path);
    try {
      copy.pragma('journal_mode = DELETE');
      // Readers' questions get the plans that the data deserve; nobody analyses the archive itself, which changes.
      copy.exec('ANALYZE');
      const problems = [...createIntegrity(copy).problems(), ...searchProblems(copy)];
      if (problems.length > 0) {
        throw new DamagedError(
          `The copy fails its check: ${problems.slice(0, 3).join('; ')}. "deckhand verify" looks whether the archive itself is damaged; an older snapshot was left as it is.`,
        );
      }
      const tables = readSchema(copy)
        .filter((table) => table.kind === 'table')
        .map(({ name }) => ({
          name,
          rows: copy.prepare<[], { n: number }>(`SELECT count(*) AS n FROM "${name}"`).get()?.n ?? 0,
        }));
      return { rows: tables.reduce((sum, table) => sum + table.rows, 0), tables };
    } finally {
      copy.close();
    }
  };
}

/** A sentence for each full-text table that does not agree with the text it indexes: https://sqlite.org/fts5.html#the_integrity_check_command. */
function searchProblems(copy: Database): string[] {
  return readSchema(copy)
    .filter((table) => table.kind === 'search')
    .flatMap(({ name }) => {
      try {
        copy.exec(`INSERT INTO "${name}" ("${name}", rank) VALUES ('integrity-check', 1)`);
        return [];
      } catch (error) {
        if (error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_CORRUPT')) {
          return [`${name} does not agree with the text it indexes`];
        }
        throw error;
      }
    });
}

/** What a file is that stands where a snapshot is to be written. */
export type Standing = 'snapshot' | 'archive' | 'foreign';

/**
 * Tells a snapshot from an archive and from everything else, without changing it: a snapshot is ours, keeps no write-ahead log
 * (bytes 18 and 19 of the header, https://sqlite.org/fileformat2.html) and is analysed, which no archive and no backup of one is.
 */
export function standingOf(path: string): Standing {
  const header = Buffer.alloc(100);
  const file = openSync(path, 'r');
  try {
    readSync(file, header, 0, 100, 0);
  } finally {
    closeSync(file);
  }
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0' || header.readUInt32BE(68) !== APPLICATION_ID) {
    return 'foreign';
  }
  if (header[18] !== 1 || header[19] !== 1) return 'archive';
  try {
    const database = new SqliteDatabase(path, { readonly: true });
    try {
      const analysed = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'").get();
      return analysed === undefined ? 'archive' : 'snapshot';
    } finally {
      database.close();
    }
  } catch {
    return 'foreign'; // Ours by its header, and not readable: nothing that we would overwrite unasked.
  }
}
