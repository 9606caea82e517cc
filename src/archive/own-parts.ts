import { realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { UsageError } from '../model/failure.ts';
import { ARCHIVE_FILE } from './database.ts';

/** Files of a data directory that are the archive, and those that SQLite keeps beside it. */
const FILES = [
  ...['', '-wal', '-shm', '-journal'].map((suffix) => `${ARCHIVE_FILE}${suffix}`),
  'lock.sqlite',
  'lock.json',
] as const;

/** Directories of it whose every file is the archive's. */
const DIRECTORIES = ['decks', 'captures', 'pictures'] as const;

/**
 * Throws a `UsageError` where a path that somebody wants to have written belongs to the archive of the data directory, by whatever symbolic
 * or hard links it leads there: the archive must not be overwritten, and a strange file among its own would be taken for damage.
 */
export function refuseOwnPart(data: string, path: string): void {
  const place = realPlace(path);
  const standing = statOf(path);
  const own =
    FILES.find((name) => {
      const known = statOf(join(data, name));
      const isSame = known !== null && known.dev === standing?.dev && known.ino === standing.ino;
      return isSame || place === join(realPlace(data), name);
    }) ?? DIRECTORIES.find((name) => isWithin(realPlace(join(data, name)), place));
  if (own === undefined) return;
  throw new UsageError('own_archive', `${path} belongs to the archive itself (${own}). Name another place.`);
}

function isWithin(directory: string, place: string): boolean {
  const way = relative(directory, place);
  return way !== '..' && !way.startsWith(`..${sep}`);
}

/** Null for what is not there or cannot be looked at: whoever writes it will be told. */
function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

/** The path without symbolic links, as far as it is there. */
function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPlace(parent), basename(path));
  }
}
