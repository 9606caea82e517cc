import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { migrate, shippedMigrations } from '../../src/archive/migrate.ts';

/**
 * Makes in `directory` the archive that an older Deckhand, of schema `version`, would have made of the content of `archive`: by the shipped
 * migrations up to that version, and the rows of each table as far as its columns were there.
 */
export function makeOlderArchive(archive: string, directory: string, version: number): void {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'archive.sqlite');
  const database = new SqliteDatabase(path);
  database.pragma('journal_mode = WAL');
  migrate(database, path, {
    backups: join(directory, 'backups'),
    now: Date.now,
    migrations: shippedMigrations().slice(0, version),
  });
  database.prepare('ATTACH ? AS newer').run(archive);
  database.pragma('foreign_keys = OFF');
  const columnsOf = (schema: string, table: string): string[] =>
    database
      .prepare<[string, string], { name: string }>('SELECT name FROM pragma_table_info(?, ?)')
      .all(table, schema)
      .map(({ name }) => name);
  const tables = database
    .prepare<[], { name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%\\_fts%' ESCAPE '\\'",
    )
    .all();
  for (const { name } of tables) {
    // No slide was ever stored by version 1, whose tables of slides were made anew.
    if (version === 1 && name === 'slides') continue;
    const known = columnsOf('newer', name);
    const columns = columnsOf('main', name)
      .filter((column) => known.includes(column))
      .map((column) => `"${column}"`)
      .join(', ');
    database.exec(`INSERT INTO main."${name}" (${columns}) SELECT ${columns} FROM newer."${name}"`);
  }
  database.close();
}
