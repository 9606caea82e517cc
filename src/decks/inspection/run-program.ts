import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { UnreadableFile } from './contents.ts';
import type { InspectionLimits } from './limits.ts';

/** What a program is run with. */
export interface ProgramOptions {
  readonly limits: Pick<InspectionLimits, 'programMs' | 'programBytes'>;
  /** Path of prlimit; null where there is none, and the program's memory has no bound but the machine's. */
  readonly prlimit: string | null;
  /** Working directory: also where a program finds no file of ours by chance. */
  readonly directory: string;
}

/** A program that runs. */
export interface RunningProgram {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Stops it where it is, until `resume`: for a program that would get too far ahead of us. Its time goes on. */
  readonly pause: () => void;
  readonly resume: () => void;
}

/** How a program ended. */
export interface ProgramEnd {
  /** Null when a signal ended it. */
  readonly code: number | null;
  /** The beginning of what it said on stderr. */
  readonly said: string;
}

const MAX_SAID = 4_096;

/**
 * Runs a program on hostile input: with limits on time, CPU and address space, without our environment, and with its output handed to `use` as
 * streams. What `use` throws ends the program. Throws an `UnreadableFile` with state `timed_out` when it takes too long.
 */
export async function runProgram<T>(
  command: readonly [path: string, ...args: string[]],
  options: ProgramOptions,
  use: (program: RunningProgram) => Promise<T>,
): Promise<ProgramEnd & { readonly result: T }> {
  const [path, ...args] = limited(command, options);
  const child = spawn(path ?? '', args, {
    cwd: options.directory,
    // A locale that knows UTF-8, and a home in which nothing is kept.
    env: { PATH: process.env['PATH'], HOME: options.directory, LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, options.limits.programMs);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (said.length < MAX_SAID) said = (said + text).slice(0, MAX_SAID);
  });
  const running: RunningProgram = {
    stdout: child.stdout,
    stderr: child.stderr,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
  };
  const ended = once(child, 'close') as Promise<[number | null]>;
  try {
    const [result, [code]] = await Promise.all([use(running), ended]);
    if (late) throw tooLate(command[0], options);
    return { result, code, said };
  } catch (error) {
    child.kill('SIGKILL');
    child.stdout.destroy();
    await ended.catch(() => undefined);
    throw late ? tooLate(command[0], options) : error;
  } finally {
    clearTimeout(timer);
  }
}

/** The whole output as text; an `UnreadableFile` where it is longer than `maxBytes`. */
export function textUpTo(maxBytes: number): (program: RunningProgram) => Promise<string> {
  return async ({ stdout }) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of stdout as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        throw new UnreadableFile('damaged', `The file breaks a limit: its text has more than ${maxBytes} bytes.`);
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  };
}

function limited(command: readonly string[], { limits, prlimit }: ProgramOptions): readonly string[] {
  if (prlimit === null) return command;
  const seconds = Math.ceil(limits.programMs / 1000);
  // CPU time as well: it ends a program whose parent was killed and that nobody waits for any more.
  return [prlimit, `--as=${limits.programBytes}`, `--cpu=${seconds}`, '--core=0', '--', ...command];
}

function tooLate(path: string, { limits }: ProgramOptions): UnreadableFile {
  const name = path.split('/').at(-1) ?? path;
  return new UnreadableFile('timed_out', `${name} took longer than ${Math.round(limits.programMs / 1000)} s.`);
}
