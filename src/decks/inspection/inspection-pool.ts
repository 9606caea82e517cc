import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import PQueue from 'p-queue';
import { asStorageError, NoSpaceError } from '../../model/failure.ts';
import type { InspectionAnswer, InspectionOrder } from './inspection-process.ts';
import { type FileToInspect, type Inspection, type Inspector, nothingFound, type Programs } from './inspector.ts';
import type { InspectionLimits } from './limits.ts';
import { STOPS } from './run-program.ts';

export interface InspectionPoolOptions {
  /** Files looked into at a time, each in a process of its own. */
  readonly processes: number;
  readonly programs: Programs;
  readonly limits: InspectionLimits;
}

/** How often a process at work is asked for its memory, in milliseconds: zlib and canvases fill a gigabyte in some 500. */
const WATCH_MS = 100;

/** A process is replaced after so many files: what a library leaks stays small. */
const FILES_PER_PROCESS = 200;

/** And earlier where it has kept so much, in bytes as resident. */
const KEPT_BYTES = 400 * 1024 ** 2;

/** What the JavaScript of a process may take of its memory: the rest is for buffers and canvases. */
const HEAP_SHARE = 0.6;

/**
 * An inspector in child processes. They are started when there is a file, used again for the next, and killed with everything that they started
 * when a file breaks its limits: then the file is marked, and a new one is started. What a process that had other files before does not survive
 * is tried once more in a new one: it may have died of those.
 */
export function createInspectionPool({ processes, programs, limits }: InspectionPoolOptions): Inspector {
  const queue = new PQueue({ concurrency: processes });
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  let closed = false;

  const take = (): Worker => {
    // One may have died since its last file.
    for (let worker = idle.pop(); worker !== undefined; worker = idle.pop()) {
      if (worker.isFit()) return worker;
      drop(worker);
    }
    const worker = startWorker(limits);
    all.add(worker);
    return worker;
  };
  const giveBack = (worker: Worker): void => {
    if (!closed && worker.isFit()) idle.push(worker);
    else drop(worker);
  };
  const drop = (worker: Worker): void => {
    all.delete(worker);
    worker.kill();
  };
  const inspect = async (file: FileToInspect, directory: string): Promise<Inspection> => {
    if (closed) throw new InspectionStopped('The inspector is closed.');
    const worker = take();
    try {
      return await worker.inspect(file, directory, programs);
    } catch (error) {
      if (!(error instanceof UsedUp)) throw error;
    } finally {
      giveBack(worker);
    }
    return inspect(file, directory);
  };
  return {
    inspect: (file, directory) => queue.add(() => inspect(file, directory)),
    async close() {
      closed = true;
      for (const worker of all) drop(worker);
      await queue.onIdle();
    },
  };
}

/** The inspector was closed, or told to end with the machine, while a file was looked into; nothing is known of the file. */
export class InspectionStopped extends Error {}

/** A process that had other files before did not survive this one. */
class UsedUp extends Error {}

interface Worker {
  inspect(file: FileToInspect, directory: string, programs: Programs): Promise<Inspection>;
  /** It may be given another file. */
  isFit(): boolean;
  kill(): void;
}

function startWorker(limits: InspectionLimits): Worker {
  const scratch = join(tmpdir(), `deckhand-inspect-${randomUUID()}`);
  // The built program has the process beside it as .js, the sources as .ts.
  const script = fileURLToPath(import.meta.url).replace(/inspection-pool(\.[jt]s)$/, 'inspection-process$1');
  const child = fork(script, [scratch], {
    // A group of its own: Ctrl-C reaches the run alone, and a kill reaches everything that was started for a file.
    detached: true,
    execArgv: [`--max-old-space-size=${Math.floor((limits.residentBytes * HEAP_SHARE) / 1024 ** 2)}`],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  let said = '';
  // It has listeners while it has a file; what is said of it afterwards is no news.
  child.on('error', () => {});
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000);
  });
  let files = 0;
  let kept = 0;
  let killed = false;
  const kill = (): void => {
    if (killed) return;
    killed = true;
    killGroup(child);
    try {
      rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // Scratch is not worth a run.
    }
  };
  const isAlive = (): boolean => child.exitCode === null && child.signalCode === null && child.connected;
  return {
    kill,
    isFit: () => !killed && isAlive() && files < FILES_PER_PROCESS && kept < KEPT_BYTES,
    inspect: (file, directory, programs) =>
      new Promise<Inspection>((resolve, reject) => {
        files += 1;
        const finish = (act: () => void): void => {
          clearTimeout(timer);
          clearInterval(watch);
          child.off('message', onMessage).off('exit', onExit).off('error', onError);
          act();
        };
        const giveUp = (state: 'timed_out' | 'damaged', detail: string): void =>
          finish(() => {
            kill();
            if (state === 'damaged' && files > 1) reject(new UsedUp(detail));
            else resolve(nothingFound(state, detail));
          });
        const timer = setTimeout(
          () => giveUp('timed_out', `The file took longer than ${Math.round(limits.fileMs / 1000)} s.`),
          limits.fileMs,
        );
        const watch = setInterval(() => {
          kept = residentBytes(child.pid);
          if (kept > limits.residentBytes) giveUp('damaged', tooMuchMemory(limits));
        }, WATCH_MS);
        const onMessage = (answer: InspectionAnswer): void =>
          finish(() => {
            kept = residentBytes(child.pid);
            if ('inspection' in answer) {
              if (answer.spent) kill();
              resolve(answer.inspection);
              return;
            }
            if ('stopped' in answer) {
              reject(new InspectionStopped(answer.stopped));
              return;
            }
            const { code, path, message } = answer.error;
            const isScratch = path?.startsWith(scratch) === true;
            if (isScratch && code !== null && code !== 'ENOSPC') reject(noTemporaryDirectory(code));
            else {
              const error = Object.assign(new Error(message), code === null ? {} : { code });
              reject(asStorageError(error, isScratch ? tmpdir() : directory));
            }
          });
        const onExit = (_code: number | null, signal: NodeJS.Signals | null): void => {
          if (killed) finish(() => reject(new InspectionStopped('The inspection was stopped.')));
          else if (STOPS.includes(signal)) finish(() => reject(new InspectionStopped(`The inspection got ${signal}.`)));
          else if (/heap out of memory|allocation failed/i.test(said)) giveUp('damaged', tooMuchMemory(limits));
          else giveUp('damaged', `Reading the file ends the process that reads it: ${lastLine(said)}.`);
        };
        const onError = (error: Error): void => finish(() => reject(error));
        child.on('message', onMessage).on('exit', onExit).on('error', onError);
        const order: InspectionOrder = { file, directory, programs, limits };
        // Where it cannot be told, it has ended: that comes as its exit.
        child.send(order, () => {});
      }),
  };
}

function noTemporaryDirectory(code: string): NoSpaceError {
  return new NoSpaceError(
    `The temporary directory ${tmpdir()} cannot be written (${code}). Make it so, or name another in TMPDIR.`,
  );
}

function tooMuchMemory({ residentBytes: bytes }: InspectionLimits): string {
  return `The file breaks a limit: it takes more than ${Math.round(bytes / 1024 ** 2)} MiB of memory.`;
}

/** By the kernel's word, where it gives one; elsewhere the heap's limit alone holds. */
function residentBytes(pid: number | undefined): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

function lastLine(said: string): string {
  return said.trim().split('\n').at(-1)?.replace(/\.$/, '').slice(0, 200) || 'it says nothing';
}
