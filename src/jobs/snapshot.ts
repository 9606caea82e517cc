import { chmodSync, existsSync, lstatSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ARCHIVE_FILE } from '../archive/database.ts';
import { refuseOwnPart } from '../archive/own-parts.ts';
import { isAlive } from '../archive/processes.ts';
import { type SnapshotContents, standingOf } from '../archive/snapshot.ts';
import { syncDirectory } from '../decks/durable.ts';
import { FULL_FOR_SQLITE, NoSpaceError, UsageError } from '../model/failure.ts';
import { look } from './start.ts';

/** What is to be copied, and where to. */
export interface SnapshotOptions {
  /** The data directory. */
  readonly data: string;
  /** Absolute path of the copy. */
  readonly file: string;
  /** Also over a file that is no snapshot. */
  readonly force: boolean;
  /** Looks whether it could be done; writes nothing. */
  readonly dryRun: boolean;
}

/** A snapshot that was made; `contents` is null for one that was only planned. */
export interface SnapshotReport {
  /** Where it lies, symbolic links followed. */
  readonly file: string;
  /** Whether a file stood there before. */
  readonly replaced: boolean;
  /** Of the copy; of the archive for one that was only planned. */
  readonly bytes: number;
  readonly contents: SnapshotContents | null;
}

/** A half-made copy whose maker is not of this machine is nobody's after this long, in milliseconds. */
const ABANDONED_AFTER = 24 * 3_600_000;

/** What SQLite keeps beside a database that is being written. */
const SIDE_FILES = ['-wal', '-journal', '-shm'] as const;

/**
 * Makes a consistent copy of the archive, without a lock, while a run writes or not. The copy is made under a name of its own beside the target, checked,
 * synced and then renamed: readers see the old snapshot or the new one, never a half. Throws a `UsageError` before anything is written where
 * the target is the archive, another archive, or (without `force`) a file that is no snapshot; a `DamagedError` or a `NoSpaceError`.
 */
export async function takeSnapshot(options: SnapshotOptions): Promise<SnapshotReport> {
  return look(options.data, async (archive) => {
    const target = await targetOf(options);
    const replaced = existsSync(target);
    if (options.dryRun) {
      const { size } = statSync(join(options.data, ARCHIVE_FILE));
      return { file: target, replaced, bytes: size, contents: null };
    }
    const half = `${target}.half-${hostname()}-${process.pid}`;
    try {
      sweep(target);
      const contents = archive.snapshot(half);
      await sync(half);
      const { size } = statSync(half);
      if (replaced) {
        chmodSync(half, statSync(target).mode & 0o777);
        // Left beside the new copy, what belongs to the old file would be read into it.
        for (const side of SIDE_FILES) rmSync(`${target}${side}`, { force: true });
      }
      renameSync(half, target);
      await syncDirectory(dirname(target));
      return { file: target, replaced, bytes: size, contents };
    } catch (error) {
      throw asTargetError(error, dirname(target));
    } finally {
      remove(half);
    }
  });
}

/** The path that is really written, when it may be. */
async function targetOf({ data, file, force }: SnapshotOptions): Promise<string> {
  const directory = dirname(file);
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(
      'no_directory',
      `There is no directory ${directory} to put the snapshot into. Make it, or name another place.`,
    );
  }
  if (/-(?:wal|shm|journal)$/.test(file)) {
    throw new UsageError('reserved_name', `${file} is a name that SQLite keeps for itself. Name another file.`);
  }
  const isThere = lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  if (isThere && !existsSync(file)) {
    throw new UsageError(
      'dangling_link',
      `${file} is a symbolic link that leads nowhere. Remove it, or name another file.`,
    );
  }
  const target = isThere ? realpathSync(file) : join(realpathSync(directory), basename(file));
  const standing = statSync(target, { throwIfNoEntry: false });
  refuseOwnPart(data, file);
  if (standing === undefined) return target;
  if (!standing.isFile()) {
    throw new UsageError('not_a_file', `${file} is a directory or a device. Name the file that the snapshot shall be.`);
  }
  if (standing.size === 0) return target;
  const kind = isInDataDirectory(target) ? 'archive' : standingOf(target);
  if (kind === 'archive') {
    throw new UsageError(
      'other_archive',
      `${file} is an archive or a backup of one, no snapshot: it is not overwritten. Name another file, or move it away.`,
    );
  }
  if (force) return target;
  // Before the file is judged: with a journal beside it, it cannot even be read.
  const side = SIDE_FILES.find((suffix) => suffix !== '-shm' && existsSync(`${target}${suffix}`));
  if (side !== undefined) {
    throw new UsageError(
      'snapshot_in_use',
      `Another program is writing to ${file}, or was killed while it did: ${basename(target)}${side} lies beside it. End that program, or say --force.`,
    );
  }
  if (kind === 'foreign') {
    throw new UsageError(
      'not_a_snapshot',
      `${file} is no snapshot of Deckhand's: it is not overwritten. Name another file, or say --force.`,
    );
  }
  return target;
}

/** An archive that was restored from a snapshot looks like one; the company it keeps tells. */
function isInDataDirectory(target: string): boolean {
  if (basename(target) !== ARCHIVE_FILE) return false;
  return ['lock.sqlite', 'decks', 'captures'].some((name) => existsSync(join(dirname(target), name)));
}

/** Removes what killed runs left beside the target: half copies whose maker is dead. */
function sweep(target: string): void {
  const prefix = `${basename(target)}.half-`;
  for (const name of readdirSync(dirname(target))) {
    if (!name.startsWith(prefix)) continue;
    const path = join(dirname(target), name);
    const [, host, pid] = /^(.*)-(\d+)(?:-journal)?$/.exec(name.slice(prefix.length)) ?? [];
    if (host === undefined) continue;
    const abandoned = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > ABANDONED_AFTER;
    // Our own number was given to a dead one before.
    const isDead = Number(pid) === process.pid || !isAlive(Number(pid));
    if (abandoned || (host === hostname() && isDead)) rmSync(path, { force: true });
  }
}

function remove(half: string): void {
  rmSync(half, { force: true });
  rmSync(`${half}-journal`, { force: true });
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const FULL = new Set(['ENOSPC', 'EDQUOT', ...FULL_FOR_SQLITE]);
const FORBIDDEN = new Set([
  'EROFS',
  'EACCES',
  'EPERM',
  'SQLITE_CANTOPEN',
  'SQLITE_READONLY',
  'SQLITE_READONLY_DIRECTORY',
]);

/** What went wrong with the disk of the copy, in words about it; anything else, such as damage of the archive, as it is. */
function asTargetError(error: unknown, directory: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (FULL.has(code)) {
    return new NoSpaceError(
      `The disk that holds ${directory} is full. Free some space and run the command again; an older snapshot is as it was.`,
      { cause: error },
    );
  }
  if (FORBIDDEN.has(code)) {
    return new NoSpaceError(
      `${directory} cannot be written (${code}). Make it writable for this user, or name another place for the snapshot.`,
      { cause: error },
    );
  }
  return error;
}
