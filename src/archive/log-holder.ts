import { readFileSync, statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { commandOf } from './processes.ts';

/** A process that holds a lock on one of the five marks up to which readers read. */
export interface ReadLock {
  readonly pid: number;
  /** 0 to 4. */
  readonly mark: number;
}

/** Where the locks of the marks lie in the `-shm` file, in bytes: https://sqlite.org/walformat.html#wal_locks. */
const FIRST_MARK = 123;
const LAST_MARK = 127;

/** The read locks on the file with an inode, from the text of /proc/locks: https://man7.org/linux/man-pages/man5/proc_locks.5.html. */
export function readLocks(text: string, inode: number): ReadLock[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, node, byte] = /^\d+: POSIX +\S+ +\S+ +(\d+) +[0-9a-f]+:[0-9a-f]+:(\d+) +(\d+) /.exec(line) ?? [];
    const at = Number(byte);
    if (Number(node) !== inode || at < FIRST_MARK || at > LAST_MARK) return [];
    return [{ pid: Number(pid), mark: at - FIRST_MARK }];
  });
}

/** The process that holds up the log: one that reads up to an older mark than `self`, whose transaction began just now. Null for none. */
export function oldReader(locks: readonly ReadLock[], self: number): number | null {
  const own = locks.find(({ pid }) => pid === self)?.mark;
  return locks.find(({ pid, mark }) => pid !== self && mark !== own)?.pid ?? null;
}

/**
 * Who keeps the log from being emptied, as `"sqlite3" (process 4711)`: asked after a checkpoint that waited in vain. Null where the system
 * does not say (only Linux does, and it does not tell of another container's processes).
 *
 * The `-shm` file must not be opened to learn more: when a process closes a file, the system takes all its locks on it away, also those that SQLite
 * holds (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
 */
export function holderOfLog(database: Database, path: string): string | null {
  try {
    const { ino } = statSync(`${path}-shm`);
    const locks = database.transaction(() => {
      database.prepare('SELECT 1 FROM sqlite_schema').get();
      return readLocks(readFileSync('/proc/locks', 'latin1'), ino);
    })();
    const pid = oldReader(locks, process.pid);
    if (pid === null) return null;
    const command = commandOf(pid);
    return command === null ? `Process ${pid}` : `"${command}" (process ${pid})`;
  } catch {
    return null;
  }
}
