import type { InspectionTools } from '../inspection-tools.ts';
import type { Inspection, Program, Programs } from '../inspector.ts';
import { hasPoppler, POPPLER } from '../programs.ts';
import type { PdfText } from './pdf-text.ts';
import { drawWithPdfjs, readWithPdfjs } from './pdfjs.ts';
import { drawWithPoppler, readWithPoppler } from './poppler.ts';

/** What a PDF lost where poppler is not installed: those of its programs that are missing, or a file would be due for ever where one is. */
export function wantedForPdf(programs: Programs): readonly Program[] {
  return POPPLER.filter((program) => programs[program] === null);
}

/**
 * The text of every page, by poppler where it is installed, else by pdfjs. Throws an `UnreadableFile`: `encrypted` where it wants a password,
 * `damaged` where no page can be read, `timed_out`.
 */
export function readPdf(path: string, tools: InspectionTools): Promise<PdfText> {
  return hasPoppler(tools.programs)
    ? readWithPoppler(path, { ...tools, programs: tools.programs })
    : readWithPdfjs(path, tools);
}

/** Draws the first pages, as many as the limits allow; returns what could not be drawn as one sentence, or null. */
export async function drawPdf(path: string, pages: number, tools: InspectionTools): Promise<Inspection['detail']> {
  const last = Math.min(pages, tools.limits.pictures);
  const problem = hasPoppler(tools.programs)
    ? await drawWithPoppler(path, last, { ...tools, programs: tools.programs })
    : await drawWithPdfjs(path, last, tools);
  return problem ?? (last < pages ? `Pictures were made of the first ${last} of ${pages} pages.` : null);
}
