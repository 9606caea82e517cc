import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { UnreadableFile } from './contents.ts';
import type { InspectionLimits } from './limits.ts';

/** What a program is run with. */
export interface ProgramOptions {
  readonly limits: Pick<InspectionLimits, 'programMs' | 'programBytes'>;
  /** Milliseconds that are left for the file, when they are fewer than a program may have. */
  readonly timeLeft: () => number;
  /** Is told when a program was cut off that may have started others: they may still run. */
  readonly leftBehind: () => void;
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
  /** Ends it at once. */
  readonly end: () => void;
}

/** A program was told to end by somebody else: a service or a machine is being stopped. Nothing is known of the file. */
export class ProgramStopped extends Error {}

/** What ends a process from outside; what ends it from within, or for its memory, is another signal. */
export const STOPS: readonly (NodeJS.Signals | null)[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];

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
 * streams. What `use` throws ends the program. Throws an `UnreadableFile` with state `timed_out` when it takes too long, and `ProgramStopped`.
 */
export async function runProgram<T>(
  command: readonly [path: string, ...args: string[]],
  options: ProgramOptions,
  use: (program: RunningProgram) => Promise<T>,
): Promise<ProgramEnd & { readonly result: T }> {
  const milliseconds = Math.max(1, Math.min(options.limits.programMs, options.timeLeft()));
  const [path, ...args] = limited(command, options);
  const child = spawn(path ?? '', args, {
    cwd: options.directory,
    // A locale that knows UTF-8, and a home in which nothing is kept.
    env: { PATH: process.env['PATH'], HOME: options.directory, LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    options.leftBehind();
    child.kill('SIGKILL');
    // Not once its output ends: what it started (soffice starts soffice.bin) may live on and hold that open.
    const end = (): void => late.reject(tooLate(command[0], milliseconds));
    exited.then(end, end);
  }, milliseconds);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (said.length < MAX_SAID) said = (said + text).slice(0, MAX_SAID);
  });
  const running: RunningProgram = {
    stdout: child.stdout,
    stderr: child.stderr,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    end: () => void child.kill('SIGKILL'),
  };
  const closed = once(child, 'close') as Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  const used = use(running);
  try {
    const [result, [code, signal]] = await Promise.race([Promise.all([used, closed]), late.promise]);
    if (STOPS.includes(signal)) throw new ProgramStopped(`${command[0]} was ended by ${signal}.`);
    return { result, code, said };
  } catch (error) {
    child.kill('SIGKILL');
    child.stdout.destroy();
    await Promise.allSettled([used, exited]);
    throw error;
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

function tooLate(path: string, milliseconds: number): UnreadableFile {
  const name = path.split('/').at(-1) ?? path;
  return new UnreadableFile('timed_out', `${name} took longer than ${Math.round(milliseconds / 1000)} s.`);
}
