/**
 * The process that looks into files, one after another, on orders of `inspection-pool.ts`. It is expendable: whatever a file does to it, the
 * run that ordered it goes on.
 */
import process from 'node:process';
import { inspectFile } from './inspect-file.ts';
import type { FileToInspect, Inspection, Programs } from './inspector.ts';
import type { InspectionLimits } from './limits.ts';
import { createPictureWriter } from './pictures.ts';

/** One file to look into. */
export interface InspectionOrder {
  readonly file: FileToInspect;
  /** Where its pictures go. */
  readonly directory: string;
  readonly scratch: string;
  readonly programs: Programs;
  readonly limits: InspectionLimits;
}

/** What came of it: an inspection, or an error that is not about the file. */
export type InspectionAnswer =
  | { readonly inspection: Inspection }
  | { readonly error: { readonly code: string | null; readonly message: string } };

process.on('message', (order: InspectionOrder) => {
  void answer(order).then((result) => process.send?.(result));
});

// The run was killed: so are we, and every program that we started (they are of our process group).
process.on('disconnect', () => process.kill(process.platform === 'win32' ? process.pid : -process.pid, 'SIGKILL'));

async function answer({ file, directory, scratch, programs, limits }: InspectionOrder): Promise<InspectionAnswer> {
  try {
    const pictures = createPictureWriter(directory);
    return { inspection: await inspectFile(file, { programs, limits, pictures, scratch }) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    return { error: { code, message: error instanceof Error ? (error.stack ?? error.message) : String(error) } };
  }
}
