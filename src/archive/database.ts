import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { asStorageError, DamagedError, LockedError, NoSpaceError, UsageError } from '../model/failure.ts';
import { makeDataDirectory } from './directory.ts';
import { checkIdentity, migrate, shippedMigrations } from './migrate.ts';

/** The archive's file name inside the data directory. */
export const ARCHIVE_FILE = 'archive.sqlite';

/** How long a statement waits for another connection's short lock before it gives up, in milliseconds. */
export const BUSY_TIMEOUT_MS = 10_000;

/** Throws a `UsageError` that names the directory when there is no archive in it. */
export function requireArchive(directory: string): void {
  if (existsSync(join(directory, ARCHIVE_FILE))) return;
  throw new UsageError(
    'no_archive',
    `There is no archive in ${directory}. "deckhand archive <conference>" makes one; --data names another directory.`,
  );
}

/**
 * Opens the archive of a data directory.
 * - `create`: makes directory and file when they are missing, and migrates.
 * - `write`: the file must be there; migrates.
 * - `read`: the file must be there and of this version; nothing is written and no lock is needed.
 *
 * Throws a `UsageError` (no archive there, not ours, newer than we are), a `DamagedError` or a `NoSpaceError`.
 */
export function openDatabase(
  directory: string,
  mode: 'create' | 'write' | 'read',
  now: () => number = Date.now,
): Database {
  const path = join(directory, ARCHIVE_FILE);
  if (mode !== 'create') requireArchive(directory);
  let database: Database | null = null;
  try {
    if (mode === 'create') makeDataDirectory(directory);
    database = new SqliteDatabase(path, { readonly: mode === 'read', timeout: BUSY_TIMEOUT_MS });
    database.pragma('foreign_keys = ON');
    if (mode === 'read') {
      const newest = shippedMigrations().length;
      const { version } = checkIdentity(database, path, newest);
      if (version < newest) {
        throw new UsageError(
          'older_database',
          `${path} is of an older version (schema ${version}; this Deckhand has ${newest}). Run "deckhand nightly" once: it upgrades the archive and keeps a backup.`,
        );
      }
      return database;
    }
    // WAL lets analysts read while a run writes; FULL keeps a committed deck through a power cut as well.
    checkIdentity(database, path, shippedMigrations().length);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    migrate(database, path, { backups: join(directory, 'backups'), now });
    return database;
  } catch (error) {
    database?.close();
    const cannotOpen = error instanceof SqliteDatabase.SqliteError && error.code === 'SQLITE_CANTOPEN';
    if (mode === 'read' && cannotOpen && isReadable(path)) {
      throw new NoSpaceError(
        `${path} cannot be read where nothing can be written: SQLite keeps a file beside it. Make ${directory} writable for this user, or read a copy: who may write there makes it with "deckhand snapshot <directory>/${ARCHIVE_FILE}", and --data names that directory.`,
        { cause: error },
      );
    }
    throw asArchiveError(error, directory);
  }
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * What an error of the database means to whoever runs the program: no space, damage, or another program in the way. Anything
 * else is returned as it is.
 */
export function asArchiveError(error: unknown, directory: string): unknown {
  const path = join(directory, ARCHIVE_FILE);
  const code = error instanceof SqliteDatabase.SqliteError ? error.code : '';
  if (code === 'SQLITE_NOTADB') {
    return new UsageError(
      'not_our_database',
      `${path} is not an SQLite database. Name another directory with --data, or move the file away.`,
      {
        cause: error,
      },
    );
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_IOERR_READ' || code === 'SQLITE_IOERR_SHORT_READ') {
    return new DamagedError(
      `${path} is damaged (${code}). Restore a copy from ${join(directory, 'backups')}, or run "deckhand verify".`,
      {
        cause: error,
      },
    );
  }
  if (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED') {
    return new LockedError(
      `Another program holds ${path} (an open transaction, in sqlite3 perhaps). End it and run again; nothing is lost.`,
    );
  }
  return asStorageError(error, directory);
}
