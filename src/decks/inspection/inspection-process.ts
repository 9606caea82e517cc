/**
 * The process that looks into files, one after another, on orders of `inspection-pool.ts`; its argument is the path of a directory for scratch. It
 * is expendable: whatever a file does to it, the run that ordered it goes on.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import process from 'node:process';
import { inspectFile } from './inspect-file.ts';
import type { FileToInspect, Inspection, Programs } from './inspector.ts';
import type { InspectionLimits } from './limits.ts';
import { createPictureWriter } from './pictures.ts';
import { ProgramStopped } from './run-program.ts';

/** One file to look into. */
export interface InspectionOrder {
  readonly file: FileToInspect;
  /** Where its pictures go. */
  readonly directory: string;
  readonly programs: Programs;
  readonly limits: InspectionLimits;
}

/** What came of it: an inspection, or an error that is not about the file. */
export type InspectionAnswer =
  /** `spent`: a program of this process may still run. */
  | { readonly inspection: Inspection; readonly spent: boolean }
  /** A program was told to end by somebody else. */
  | { readonly stopped: string }
  /** `path`: of the file or directory that it is about, where the system names one. */
  | { readonly error: { readonly code: string | null; readonly path: string | null; readonly message: string } };

/** Of a file's time, what remains for handing over what was found before it was over. */
const SPARE = 0.1;

/** For files that programs leave behind. Made here, so that no instant is left in which nobody would remove it. */
const [, , scratch = ''] = process.argv;

process.on('message', (order: InspectionOrder) => {
  // When the run was killed in this very instant, nobody takes it: no error, which would end us here, but the end below.
  void answer(order).then((result) => process.send?.(result, undefined, undefined, () => {}));
});

// The run was killed: so are we, and every program that we started (they are of our process group).
process.on('disconnect', end);
if (!process.connected) end();

function end(): void {
  try {
    // First the programs: a page that one of them writes meanwhile would keep the directory there.
    process.on('SIGTERM', () => {});
    if (process.platform !== 'win32') process.kill(-process.pid, 'SIGTERM');
    // Nobody else will, and pages of a large file are hundreds of megabytes.
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  } finally {
    process.kill(process.platform === 'win32' ? process.pid : -process.pid, 'SIGKILL');
  }
}

async function answer({ file, directory, programs, limits }: InspectionOrder): Promise<InspectionAnswer> {
  const until = performance.now() + limits.fileMs * (1 - SPARE);
  let spent = false;
  try {
    if (!existsSync(scratch)) mkdirSync(scratch, { mode: 0o700 });
    const inspection = await inspectFile(file, {
      programs,
      limits,
      pictures: createPictureWriter(directory),
      scratch,
      timeLeft: () => until - performance.now(),
      leftBehind: () => {
        spent = true;
      },
    });
    return { inspection, spent };
  } catch (error) {
    if (error instanceof ProgramStopped) return { stopped: error.message };
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    const path = error instanceof Error && 'path' in error ? String(error.path) : null;
    return { error: { code, path, message: error instanceof Error ? (error.stack ?? error.message) : String(error) } };
  }
}
