import { mkdir, rm } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { sizeOf } from '../../durable.ts';
import { UnreadableFile } from '../contents.ts';
import type { InspectionTools } from '../inspection-tools.ts';
import { runProgram, textUpTo } from '../run-program.ts';
import { requireRoom } from '../scratch.ts';

/** Hidden slides too: page n of the PDF has to be slide n (LibreOffice leaves them out by default). */
const FILTER = 'pdf:impress_pdf_Export:{"ExportHiddenSlides":{"type":"boolean","value":"true"}}';

/** Its profile has some 5 MB, a large deck as PDF 50 MB. */
const ROOM_BYTES = 64 * 1024 ** 2;

/** What soffice says fits into this, in bytes. */
const MAX_OUTPUT = 1024 ** 2;

/**
 * Turns a presentation into a PDF by LibreOffice and returns the PDF's path, below the scratch directory. Throws an `UnreadableFile`, and `ENOSPC`
 * where the disk is full. One profile directory a process: two LibreOffices that share one refuse to work.
 */
export async function toPdf(path: string, soffice: string, tools: InspectionTools): Promise<string> {
  const directory = join(tools.scratch, 'office');
  await rm(join(directory, 'pdf'), { recursive: true, force: true });
  await mkdir(join(directory, 'pdf'), { recursive: true });
  const { said } = await runProgram(
    [
      soffice,
      '--headless',
      '--norestore',
      '--nolockcheck',
      `-env:UserInstallation=file://${join(directory, 'profile')}`,
      '--convert-to',
      FILTER,
      '--outdir',
      join(directory, 'pdf'),
      path,
    ],
    { ...tools, prlimit: tools.programs.prlimit, directory },
    textUpTo(MAX_OUTPUT),
  );
  const pdf = join(directory, 'pdf', `${basename(path, extname(path))}.pdf`);
  // It ends with code 0 whether it could read the file or not.
  if ((await sizeOf(pdf)) !== null) return pdf;
  await requireRoom(directory, ROOM_BYTES);
  if (/password|encrypt/i.test(said)) throw new UnreadableFile('encrypted', 'The file wants a password.');
  throw new UnreadableFile('damaged', 'LibreOffice cannot read the file.');
}
