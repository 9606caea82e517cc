import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { z } from 'zod';
import { asStorageError, LockedError } from '../model/failure.ts';
import { makeDataDirectory } from './directory.ts';
import { bornAt, isAlive } from './processes.ts';

/** Who holds the archive; written beside the lock for the message of a second run. */
const Holder = z.object({
  pid: z.number(),
  host: z.string(),
  command: z.string(),
  since: z.string(),
  /** Tells the holder from a later process that was given its number. */
  born: z.string().nullable().default(null),
});
export type Holder = z.infer<typeof Holder>;

/** A held lock. */
export interface WriterLock {
  release(): void;
}

/**
 * How long a run tries, in milliseconds. Two that begin in the same instant stand in each other's way (each has its shared lock before either
 * has the exclusive one), and without a second try both would be turned away.
 */
const TRY_FOR_MS = 100;

/**
 * Takes the one writer's lock of a data directory, or throws a `LockedError` that names who has it. The lock is an open
 * `BEGIN EXCLUSIVE` on a database of its own: the system frees it when the process dies, however it dies, and it needs no
 * heartbeat that a long synchronous query would stop.
 */
export function takeWriterLock(directory: string, command: string, now: string): WriterLock {
  const holderPath = join(directory, 'lock.json');
  let database: Database | null = null;
  try {
    makeDataDirectory(directory);
    database = new SqliteDatabase(join(directory, 'lock.sqlite'), { timeout: TRY_FOR_MS });
    try {
      database.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      if (isBusy(error)) throw new LockedError(lockedMessage(directory, readHolder(holderPath)));
      throw error;
    }
    const { pid } = process;
    const holder: Holder = { pid, host: hostname(), command, since: now, born: bornAt(pid) };
    writeFileSync(`${holderPath}.new`, JSON.stringify(holder));
    renameSync(`${holderPath}.new`, holderPath);
    const held = database;
    return {
      release: () => {
        removeQuietly(holderPath);
        held.close(); // Which also ends the transaction, where nothing can be written any more as well.
      },
    };
  } catch (error) {
    if (database?.inTransaction === true) removeQuietly(`${holderPath}.new`);
    database?.close();
    throw asStorageError(error, directory);
  }
}

/** Whether somebody holds the lock, or was killed while holding it; to ask takes no lock, not even for a moment. */
export function mayBeWritten(directory: string): boolean {
  return existsSync(join(directory, 'lock.json'));
}

/** What stays misleads nobody: it is read only while the lock is held, and believed only of a process that lives. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A disk that can be read only, by now.
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

/**
 * Null where nobody can be named: between taking the lock and writing the file there is none, or that of an earlier run that was killed.
 * Whose process is dead, or whose number another process has by now, does not hold the lock.
 */
function readHolder(path: string): Holder | null {
  try {
    const holder = Holder.parse(JSON.parse(readFileSync(path, 'utf8')));
    if (holder.host !== hostname()) return holder;
    const isSame = holder.born === null || holder.born === bornAt(holder.pid);
    return isSame && isAlive(holder.pid) ? holder : null;
  } catch {
    return null;
  }
}

function lockedMessage(directory: string, holder: Holder | null): string {
  const who =
    holder === null
      ? 'Another run'
      : `"deckhand ${holder.command}" (process ${holder.pid} on ${holder.host}, since ${holder.since})`;
  return `${who} is writing to ${directory}. Wait for it to end, or name another directory with --data.`;
}
