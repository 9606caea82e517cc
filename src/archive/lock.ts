import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { z } from 'zod';
import { asStorageError, LockedError } from '../model/failure.ts';

/** Who holds the archive; written beside the lock for the message of a second run. */
const Holder = z.object({ pid: z.number(), host: z.string(), command: z.string(), since: z.string() });
export type Holder = z.infer<typeof Holder>;

/** A held lock. */
export interface WriterLock {
  release(): void;
}

/**
 * Takes the one writer's lock of a data directory, or throws a `LockedError` that names who has it. The lock is an open
 * `BEGIN EXCLUSIVE` on a database of its own: the system frees it when the process dies, however it dies, and it needs no
 * heartbeat that a long synchronous query would stop.
 */
export function takeWriterLock(directory: string, command: string, now: string): WriterLock {
  const path = join(directory, 'lock.sqlite');
  const holderPath = join(directory, 'lock.json');
  try {
    mkdirSync(directory, { recursive: true });
    const database = new SqliteDatabase(path, { timeout: 0 });
    try {
      database.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      database.close();
      if (isBusy(error)) throw new LockedError(lockedMessage(directory, readHolder(holderPath)));
      throw error;
    }
    const holder: Holder = { pid: process.pid, host: hostname(), command, since: now };
    writeFileSync(`${holderPath}.new`, JSON.stringify(holder));
    renameSync(`${holderPath}.new`, holderPath);
    return {
      release: () => {
        rmSync(holderPath, { force: true });
        database.exec('ROLLBACK');
        database.close();
      },
    };
  } catch (error) {
    throw asStorageError(error, directory);
  }
}

/** Whether somebody holds the lock, or was killed while holding it; to ask takes no lock, not even for a moment. */
export function mayBeWritten(directory: string): boolean {
  return existsSync(join(directory, 'lock.json'));
}

function isBusy(error: unknown): boolean {
  return error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

function readHolder(path: string): Holder | null {
  try {
    return Holder.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null; // Between taking the lock and writing the file: the message does without a name.
  }
}

function lockedMessage(directory: string, holder: Holder | null): string {
  const who =
    holder === null
      ? 'Another run'
      : `"deckhand ${holder.command}" (process ${holder.pid} on ${holder.host}, since ${holder.since})`;
  return `${who} is writing to ${directory}. Wait for it to end, or name another directory with --data.`;
}
