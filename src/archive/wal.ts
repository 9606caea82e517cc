import { statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { holderOfLog } from './log-holder.ts';

/** When the write-ahead log is too long, and what is done about it. */
export interface LogLimits {
  /** Growth in bytes after which a checkpoint waits for readers. */
  readonly bytes: number;
  /** How long the writer waits for them, in milliseconds. */
  readonly patienceMs: number;
}

/**
 * SQLite empties the log by itself, but only in a moment in which nobody reads: with readers that overlap for ever it would grow for ever
 * (https://sqlite.org/wal.html#avoiding_excessively_large_wal_files). A night's run writes less than 64 MB, so most never wait.
 */
export const LOG_LIMITS: LogLimits = { bytes: 64 * 1024 ** 2, patienceMs: 5_000 };

/** How long the end of a run waits for readers, in milliseconds: what they keep in the log, the next run brings home. */
const PATIENCE_AT_END_MS = 1_000;

/**
 * How long one checkpoint waits, in milliseconds; then the next begins. SQLite settles at first for which of the five marks it waits, and waits on when readers that
 * came later have taken one of them over: among readers that overlap, a single long wait is in vain.
 */
const TRY_MS = 100;

/** A log that was emptied keeps a quarter of the limit as room on the disk: it is soon written again. */
const ROOM_KEPT = 4;

/**
 * Whether the log has grown enough for a checkpoint that waits for readers. `outlastedAt` is the size at which they last outlasted
 * us: until the log is longer by the whole limit again, no second wait follows. A log that is shorter was emptied since.
 */
export function judgeLog(
  size: number,
  outlastedAt: number | null,
  limit: number,
): { readonly due: boolean; readonly outlastedAt: number | null } {
  const since = outlastedAt !== null && size >= outlastedAt ? outlastedAt : null;
  return { due: size >= (since ?? 0) + limit, outlastedAt: since };
}

/** The write-ahead log of an archive that is being written. */
export interface WriteAheadLog {
  /** To be called after a committed write: keeps the log short. May wait for readers; throws SQLite's errors. */
  tend(): void;
  /** A sentence about the first reader that outlasted the writer's patience; null while there was none. */
  longReader(): string | null;
  /** Brings what is in the log into the archive's file, as far as readers allow. Never throws: what is committed is safe in either. */
  finish(): void;
}

/** @param path Of the archive's file. */
export function createWriteAheadLog(
  database: Database,
  path: string,
  busyTimeoutMs: number,
  limits: LogLimits = LOG_LIMITS,
): WriteAheadLog {
  database.pragma(`journal_size_limit = ${Math.floor(limits.bytes / ROOM_KEPT)}`);
  let outlastedAt: number | null = null;
  let longReader: string | null = null;

  /** Returns whether the log is empty by now. TRUNCATE is RESTART that also cuts the file, so that its size tells how much is in it. */
  const empty = (patienceMs: number): boolean => {
    database.pragma(`busy_timeout = ${TRY_MS}`);
    try {
      for (let waited = 0; waited < patienceMs; waited += TRY_MS) {
        const [result] = database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
        if (result?.busy === 0) return true;
      }
      return false;
    } finally {
      database.pragma(`busy_timeout = ${busyTimeoutMs}`);
    }
  };

  return {
    tend: () => {
      if (database.inTransaction) return;
      const size = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
      const verdict = judgeLog(size, outlastedAt, limits.bytes);
      outlastedAt = verdict.outlastedAt;
      if (!verdict.due) return;
      const isEmpty = empty(limits.patienceMs);
      outlastedAt = isEmpty ? null : size;
      if (!isEmpty) longReader ??= sentence(holderOfLog(database, path), path, size, limits);
    },
    longReader: () => longReader,
    finish: () => {
      try {
        empty(PATIENCE_AT_END_MS);
      } catch {
        // No room for it in the archive's file, or no right: the next run tries again.
      }
    },
  };
}

function sentence(holder: string | null, path: string, size: number, { patienceMs }: LogLimits): string {
  return `${holder ?? 'Another program'} has read ${path} in one transaction for more than ${patienceMs / 1000} s. Until it ends, what runs write is added to ${path}-wal (${Math.ceil(size / 1024 ** 2)} MB). End it, or let it read a copy that "deckhand snapshot" makes.`;
}
