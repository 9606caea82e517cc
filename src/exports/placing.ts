import { createHash } from 'node:crypto';
import { constants, createReadStream, type Stats } from 'node:fs';
import { copyFile, link, lstat, mkdir, open, rename, rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** One stored file on its way into a tree of files. */
export interface Placing {
  /** Below the export's directory, with `/`. */
  readonly path: string;
  /** The same with digits of its SHA-256: where the name is taken by something else. */
  readonly otherPath: string;
  /** Below the data directory. */
  readonly source: string;
  readonly sha256: string;
  readonly bytes: number;
  /** When it was fetched, milliseconds since the epoch: what a copy's time of modification is set to. */
  readonly modifiedAt: number;
  /** Other versions of the same link: one of them under this name may be replaced, for the archive keeps it. */
  readonly replaces: readonly { readonly sha256: string; readonly bytes: number }[];
}

/** What became of a file. */
export interface Placed {
  readonly outcome: 'copied' | 'linked' | 'unchanged' | 'replaced' | 'missing' | 'taken';
  /** Where it lies: `path` or `otherPath`. For `missing` and `taken` it lies nowhere. */
  readonly path: string;
  /** Bytes copied. */
  readonly bytes: number;
}

interface Place {
  /** Of the export. */
  readonly directory: string;
  /** The data directory. */
  readonly store: string;
  readonly by: 'copy' | 'link';
}

/**
 * Puts a file where it belongs unless it lies there already. Whole or not at all: it is made beside its name and renamed. What somebody else put under the
 * name stays, and the file goes to `otherPath`; where that is taken too the outcome is `taken`.
 */
export async function placeFile(placing: Placing, place: Place): Promise<Placed> {
  const blob = join(place.store, placing.source);
  const stored = await lstatOrNull(blob);
  if (stored === null) return { outcome: 'missing', path: placing.path, bytes: 0 };
  for (const path of [placing.path, placing.otherPath]) {
    const target = join(place.directory, path);
    const there = await lstatOrNull(target);
    if (there !== null && (await isSame({ target, there, blob, stored, placing })))
      return { outcome: 'unchanged', path, bytes: 0 };
    if (there !== null && !(await isOlderVersion(target, there, placing))) continue;
    const made = await make(blob, target, placing, place.by);
    return {
      outcome: there === null ? made : 'replaced',
      path,
      bytes: made === 'copied' ? placing.bytes : 0,
    };
  }
  return { outcome: 'taken', path: placing.path, bytes: 0 };
}

/** The stored file itself, a copy that still has the size, the time and the ends it was made with, or whatever has the same content. */
async function isSame(of: {
  readonly target: string;
  readonly there: Stats;
  readonly blob: string;
  readonly stored: Stats;
  readonly placing: Placing;
}): Promise<boolean> {
  const { target, there, blob, stored, placing } = of;
  if (there.ino === stored.ino && there.dev === stored.dev) return true;
  if (!there.isFile() || there.size !== placing.bytes) return false;
  // File systems keep times to two seconds at worst (FAT). Two decks of one size may have been fetched within them: their ends tell.
  const isOfThatTime = Math.abs(there.mtimeMs - placing.modifiedAt) <= 2000;
  if (isOfThatTime && (await endsOf(target)).equals(await endsOf(blob))) return true;
  return (await sha256Of(target)) === placing.sha256;
}

/** So much of a file is read at its beginning and at its end. */
const END_BYTES = 64 * 1024;

async function endsOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const ends = [0, Math.max(0, size - END_BYTES)].map(async (position) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(END_BYTES), 0, END_BYTES, position);
      return buffer.subarray(0, bytesRead);
    });
    return Buffer.concat(await Promise.all(ends));
  } finally {
    await file.close();
  }
}

async function isOlderVersion(target: string, there: Stats, { replaces }: Placing): Promise<boolean> {
  const alike = there.isFile() ? replaces.filter(({ bytes }) => bytes === there.size) : [];
  if (alike.length === 0) return false;
  const sha256 = await sha256Of(target);
  return alike.some((version) => version.sha256 === sha256);
}

async function make(blob: string, target: string, { modifiedAt, sha256 }: Placing, by: 'copy' | 'link') {
  await mkdir(dirname(target), { recursive: true });
  const unfinished = join(dirname(target), `.deckhand-${sha256.slice(0, 16)}.new`);
  await rm(unfinished, { force: true });
  const linked = by === 'link' && (await linkedTo(blob, unfinished));
  if (!linked) {
    // A clone where the file system has them (Btrfs, XFS, APFS): no space and no time, and still a file of its own.
    await copyFile(blob, unfinished, constants.COPYFILE_FICLONE);
    await utimes(unfinished, new Date(modifiedAt), new Date(modifiedAt));
  }
  await rename(unfinished, target);
  return linked ? ('linked' as const) : ('copied' as const);
}

/** False where there can be no hard link: another file system, one without them, or too many of one file. */
async function linkedTo(blob: string, path: string): Promise<boolean> {
  try {
    await link(blob, path);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS'].includes(code)) return false;
    throw error;
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function lstatOrNull(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  }
}
