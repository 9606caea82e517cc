import { once } from 'node:events';
import { resolve } from 'node:path';
import { buffered, writeFileOutput } from '../exports/file-output.ts';
import type { ExportOutput } from '../exports/format.ts';
import { UsageError } from '../model/failure.ts';
import type { Io } from './io.ts';

/** Where an export goes: a file, absolute, or standard output. */
export type Destination = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'stdout' };

/** The reader of a pipe went away (`| head`): it has what it wanted. */
class ReaderGone extends Error {}

/** The destination that `--output` names; throws a `UsageError` where the format cannot be sent there. */
export function destinationOf(
  io: Io,
  format: { readonly name: string; readonly extension: string; readonly binary?: boolean },
  flags: { readonly output?: string; readonly json?: true },
): Destination {
  const { output = '-' } = flags;
  if (output === '') throw new UsageError('bad_output', '--output has to name a file, or "-" for standard output.');
  if (output !== '-') return { kind: 'file', path: resolve(io.workingDirectory, output) };
  const example = `as in: --output export.${format.extension}`;
  if (flags.json === true) {
    throw new UsageError('output_needed', `With --json the export itself has to go to a file, ${example}`);
  }
  if (format.binary === true && (io.stdout.isTTY === true || io.pipe === undefined)) {
    throw new UsageError('output_needed', `${format.name} is no text for a terminal. Name a file, ${example}`);
  }
  return { kind: 'stdout' };
}

/** Sends an export there; returns its size in bytes. */
export async function send(
  io: Io,
  destination: Destination,
  force: boolean,
  work: (output: ExportOutput) => Promise<void>,
): Promise<number> {
  if (destination.kind === 'file') return writeFileOutput(destination.path, force, work);
  return io.pipe === undefined ? sendText(io, work) : sendToPipe(io.pipe, work);
}

async function sendText(io: Io, work: (output: ExportOutput) => Promise<void>): Promise<number> {
  const output = buffered(async (bytes) => void io.stdout.write(Buffer.from(bytes).toString('utf8')));
  await work(output);
  await output.flush();
  return output.bytes;
}

/** Waits where the reader is slower than the archive; a reader that went away ends the export, which is no failure. */
async function sendToPipe(pipe: NodeJS.WritableStream, work: (output: ExportOutput) => Promise<void>): Promise<number> {
  let failure: Error | null = null;
  // It stays: the stream may tell of a failed write after the last of them.
  pipe.on('error', (error: Error) => {
    failure = 'code' in error && error.code === 'EPIPE' ? new ReaderGone() : error;
  });
  const output = buffered(async (bytes) => {
    if (failure === null && !pipe.write(bytes)) await once(pipe, 'drain').catch(() => {});
    if (failure !== null) throw failure;
  });
  try {
    await work(output);
    await output.flush();
  } catch (error) {
    if (!(error instanceof ReaderGone)) throw error;
  }
  return output.bytes;
}
