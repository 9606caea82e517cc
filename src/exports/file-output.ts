import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
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
 * that exists is replaced only with `force`, and something that is no file never. Returns the file's size in bytes. Throws a `UsageError` or
 * a `NoSpaceError` that names the path.
 */
export async function writeFileOutput(
  path: string,
  force: boolean,
  work: (output: ExportOutput) => Promise<void>,
): Promise<number> {
  await refuseTaken(path, force);
  const unfinished = `${path}.new`;
  const handle = await opened(unfinished);
  try {
    const output = buffered((bytes) => written(handle, bytes, path));
    await work(output);
    await output.flush();
    await handle.sync();
    await handle.close();
    await refuseTaken(path, force);
    await rename(unfinished, path);
    return output.bytes;
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function refuseTaken(path: string, force: boolean): Promise<void> {
  const there = await stat(path).catch(() => null);
  if (there === null) return;
  if (there.isDirectory())
    throw new UsageError('bad_output', `${path} is a directory. Name a file in it with --output.`);
  if (!there.isFile()) throw new UsageError('bad_output', `${path} is no file. For a pipe give no --output.`);
  if (force) return;
  throw new UsageError('output_exists', `${path} is there already. --force replaces it; --output names another file.`);
}

async function opened(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'w');
  } catch (error) {
    throw asOutputError(error, path.replace(/\.new$/, ''));
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
