import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from 'better-sqlite3';
import { UsageError } from '../model/failure.ts';

/** "Deck" in ASCII: what tells our database from any other (https://sqlite.org/pragma.html#pragma_application_id). */
export const APPLICATION_ID = 0x4465636b;

/** One numbered SQL file; number n takes a database from `user_version` n - 1 to n. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

const MIGRATIONS_DIRECTORY = fileURLToPath(new URL('./migrations/', import.meta.url));

/** The migrations that ship with this version, in order. Throws when their numbers have a gap: that is a packaging bug. */
export function shippedMigrations(directory: string = MIGRATIONS_DIRECTORY): readonly Migration[] {
  const migrations = readdirSync(directory)
    .filter((name) => /^\d{4}-[a-z-]+\.sql$/.test(name))
    .toSorted()
    .map((name) => ({ number: Number(name.slice(0, 4)), name, sql: readFileSync(join(directory, name), 'utf8') }));
  migrations.forEach((migration, index) => {
    if (migration.number !== index + 1) throw new Error(`migration ${migration.name} is out of order`);
  });
  return migrations;
}

/** What a migration run did. `backup` is the path of the copy made before, null for a new or current database. */
export interface MigrationReport {
  readonly from: number;
  readonly to: number;
  readonly backup: string | null;
}

/**
 * Refuses what is not ours and what is newer than we are; throws a `UsageError` that says what to do. A file without
 * tables and without an application id is new, so it is nobody's yet.
 */
export function checkIdentity(database: Database, path: string, newest: number): { version: number; isNew: boolean } {
  const applicationId = database.pragma('application_id', { simple: true }) as number;
  const version = database.pragma('user_version', { simple: true }) as number;
  const tables = database.prepare<[], { n: number }>('SELECT count(*) AS n FROM sqlite_schema').get()?.n ?? 0;
  const isNew = applicationId === 0 && version === 0 && tables === 0;
  if (!isNew && applicationId !== APPLICATION_ID) {
    throw new UsageError(
      'not_our_database',
      `${path} is an SQLite database of another program. Name another directory with --data, or move the file away.`,
    );
  }
  if (version > newest) {
    throw new UsageError(
      'newer_database',
      `${path} was written by a newer Deckhand (schema ${version}; this one knows ${newest}). Upgrade Deckhand, or restore a copy from its backups directory.`,
    );
  }
  return { version, isNew };
}

/** Copies a database as it is into a directory, under a name that says why (`archive-v3-20180502T090000Z.sqlite`), and returns the copy's path. */
export function backUp(database: Database, backups: string, why: string, now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  let backup = join(backups, `archive-${why}-${stamp}.sqlite`);
  // Two in a second: neither is written over.
  for (let n = 2; existsSync(backup); n += 1) backup = join(backups, `archive-${why}-${stamp}-${n}.sqlite`);
  copyWhole(database, backup);
  return backup;
}

/** What a copy is called until it is whole: one that was killed half-way must not look like a backup. */
const HALF = '.half';

/**
 * Copies the database to `path`, which is there whole or not at all. Only who holds the writer's lock may call this: it sweeps away what killed
 * runs left half-made.
 */
function copyWhole(database: Database, path: string): void {
  const directory = dirname(path);
  mkdirSync(directory, { recursive: true });
  for (const name of readdirSync(directory)) {
    if (name.endsWith(HALF) || name.endsWith(`${HALF}-journal`)) rmSync(join(directory, name), { force: true });
  }
  const half = `${path}${HALF}`;
  try {
    database.prepare('VACUUM INTO ?').run(half);
    renameSync(half, path);
  } catch (error) {
    // On a full disk the half copy is in the way of everything else.
    rmSync(half, { force: true });
    rmSync(`${half}-journal`, { force: true });
    throw error;
  }
}

/**
 * Brings a database to the newest version: first a copy of it into `backups`, then each missing migration in a transaction
 * of its own that also sets `user_version`. A process killed half-way leaves the last whole version, and the next run goes on
 * from there.
 */
export function migrate(
  database: Database,
  path: string,
  options: { readonly backups: string; readonly now: () => number; readonly migrations?: readonly Migration[] },
): MigrationReport {
  const migrations = options.migrations ?? shippedMigrations();
  const { version: from, isNew } = checkIdentity(database, path, migrations.length);
  const due = migrations.filter((migration) => migration.number > from);
  if (due.length === 0) return { from, to: from, backup: null };

  let backup: string | null = null;
  if (!isNew) {
    backup = backUp(database, options.backups, `v${from}`, options.now());
  }
  for (const migration of due) {
    database
      .transaction(() => {
        database.exec(migration.sql);
        database.pragma(`application_id = ${APPLICATION_ID}`);
        database.pragma(`user_version = ${migration.number}`);
      })
      .immediate();
  }
  return { from, to: migrations.length, backup };
}
