import { type FileHandle, lstat, open, realpath, rename, rm, stat, unlink } from 'node:fs/promises';
import { type Standing, standingOf } from '../archive/snapshot.ts';
import { UsageError } from '../model/failure.ts';
import type { ExportOutput } from './format.ts';
import { asOutputError } from './output-error.ts';

/** Small writes are gathered to this many bytes. */
const BUFFER_BYTES = 256 * 1024;

/** An output that can be waited for. */
export interface BufferedOutput extends ExportOutput {
  /** Bytes so far. */
  readonly bytes: number;
  /** Hands on what was gathered. */
  flush(): Promise<void>;
}

/** Gathers small pieces, so that a row is not a system call; `take` is given them one after the other. */
export function buffered(take: (bytes: Uint8Array) => Promise<void>): BufferedOutput {
  let pieces: Uint8Array[] = [];
  let waiting = 0;
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (waiting === 0) return;
    const whole = Buffer.concat(pieces);
    pieces = [];
    waiting = 0;
    await take(whole);
  };
  return {
    get bytes() {
      return bytes;
    },
    flush,
    async write(chunk) {
      const piece = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      pieces.push(piece);
      waiting += piece.byteLength;
      bytes += piece.byteLength;
      if (waiting >= BUFFER_BYTES) await flush();
    },
  };
}

/**
 * Writes a file through `work`: whole or not at all. It grows as `<path>.new` and takes its name in the end; when `work` fails nothing is left. A file
 * that exists is replaced only with `force` (through a symbolic link, the file that it leads to); something that is no file, or an archive, never.
 * Returns the file's size in bytes. Throws a `UsageError` or a `NoSpaceError` that names the path.
 */
export async function writeFileOutput(
  named: string,
  force: boolean,
  work: (output: ExportOutput) => Promise<void>,
): Promise<number> {
  const path = await realpath(named).catch(() => named);
  await refuseTaken(path, force);
  const unfinished = `${path}.new`;
  const handle = await opened(unfinished, path);
  const own = await handle.stat();
  const isOurs = async (): Promise<boolean> => {
    const there = await lstat(unfinished).catch(() => null);
    return own.ino === there?.ino && own.dev === there.dev;
  };
  try {
    const output = buffered((bytes) => written(handle, bytes, path));
    await work(output);
    await output.flush();
    await handle.sync();
    await handle.close();
    await refuseTaken(path, force);
    if (!(await isOurs())) {
      throw new UsageError(
        'output_exists',
        `Another export writes ${path} at this moment. Let it end, or name another.`,
      );
    }
    await rename(unfinished, path);
    return output.bytes;
  } catch (error) {
    await handle.close().catch(() => {});
    if (await isOurs()) await rm(unfinished, { force: true });
    throw error;
  }
}

async function refuseTaken(path: string, force: boolean): Promise<void> {
  const there = await stat(path).catch(() => null);
  if (there === null) return;
  if (there.isDirectory())
    throw new UsageError('bad_output', `${path} is a directory. Name a file in it with --output.`);
  if (!there.isFile()) throw new UsageError('bad_output', `${path} is no file. For a pipe give no --output.`);
  if (!force) {
    throw new UsageError(
      'output_exists',
      `${path} is there already. --force replaces it; --output names another file.`,
    );
  }
  if (standing(path) === 'archive') {
    throw new UsageError(
      'other_archive',
      `${path} is an archive or a backup of one: it is not overwritten. Name another file with --output.`,
    );
  }
}

function standing(path: string): Standing {
  try {
    return standingOf(path);
  } catch (error) {
    throw asOutputError(error, path);
  }
}

/**
 * A file of our own: what a killed export left there is removed first, and so is a symbolic link, which would lead to a file of
 * somebody else.
 */
async function opened(unfinished: string, path: string): Promise<FileHandle> {
  try {
    await unlink(unfinished).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    return await open(unfinished, 'wx');
  } catch (error) {
    throw asOutputError(error, path);
  }
}

async function written(handle: FileHandle, bytes: Uint8Array, path: string): Promise<void> {
  try {
    for (let done = 0; done < bytes.byteLength; ) {
      done += (await handle.write(bytes, done, bytes.byteLength - done)).bytesWritten;
    }
  } catch (error) {
    throw asOutputError(error, path);
  }
}
