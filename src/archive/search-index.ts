import SqliteDatabase, { type Database } from 'better-sqlite3';
import { NoSpaceError } from '../model/failure.ts';

/** What an FTS5 table keeps for itself; its text is another table's (https://sqlite.org/fts5.html#appendix_a). */
const SHADOWS = ['data', 'idx', 'docsize', 'config'] as const;

/**
 * Names of the full-text tables of a database that are damaged, or do not agree with the text they index. Nothing is written to the database:
 * FTS5's own check (https://sqlite.org/fts5.html#the_integrity_check_command) is an INSERT, and `PRAGMA integrity_check` compares an index with no text
 * that is another table's. So a twin of each table is made in the temporary schema of a connection that only reads: the index copied, the text looked up in
 * the original, all in one transaction, so that a run may write meanwhile. The copy is as large as the index; SQLite keeps it in a file without a name in the
 * system's temporary directory, which is gone with the connection. Throws a `NoSpaceError` where that directory is full.
 */
export function brokenSearchTables(path: string): string[] {
  const database = new SqliteDatabase(path, { readonly: true });
  try {
    // Only so can the twin be filled; the database itself was opened to read.
    database.unsafeMode(true);
    return database
      .prepare<[], { name: string; sql: string }>(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE % USING fts5%' ORDER BY name",
      )
      .all()
      .filter((table) => !agrees(database, table))
      .map((table) => table.name);
  } finally {
    database.close();
  }
}

function agrees(database: Database, { name, sql }: { name: string; sql: string }): boolean {
  const content = /\bcontent\s*=\s*"(\w+)"/.exec(sql)?.[1];
  if (content === undefined) throw new Error(`${name} indexes no table`);
  const twin = sql
    .replace(/^CREATE VIRTUAL TABLE \w+/, `CREATE VIRTUAL TABLE temp.twin_${name}`)
    .replace(/\bcontent\s*=\s*"\w+"/, `content = "twin_${content}"`);
  database.exec('BEGIN');
  try {
    database.exec(`CREATE TEMP VIEW twin_${content} AS SELECT * FROM main.${content}; ${twin}`);
    for (const shadow of SHADOWS) {
      database.exec(`DELETE FROM temp.twin_${name}_${shadow};
        INSERT INTO temp.twin_${name}_${shadow} SELECT * FROM main.${name}_${shadow}`);
    }
    database.exec(`INSERT INTO temp.twin_${name} (twin_${name}, rank) VALUES ('integrity-check', 1)`);
    return true;
  } catch (error) {
    if (!(error instanceof SqliteDatabase.SqliteError)) throw error;
    if (error.code === 'SQLITE_FULL' || error.code.startsWith('SQLITE_IOERR_WRITE')) {
      throw new NoSpaceError(
        "The full-text index is compared in a temporary file, for which there is no room. Free some space in the system's temporary directory, or name another with SQLITE_TMPDIR.",
        { cause: error },
      );
    }
    // SQLITE_CORRUPT_VTAB says so; SQLITE_ERROR is what is left where a table of the index is gone.
    if (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_ERROR') return false;
    throw error;
  } finally {
    if (database.inTransaction) database.exec('ROLLBACK');
  }
}
