import type { Inspection, Program, Programs } from '../inspector.ts';
import type { InspectionLimits } from '../limits.ts';
import { drawWithPdfjs, readWithPdfjs } from './pdfjs.ts';
import { drawWithPoppler, readWithPoppler } from './poppler.ts';
import type { PictureWriter } from '../pictures.ts';
import { hasPoppler, POPPLER } from '../programs.ts';

/** What readers of a file have at hand. */
export interface InspectionTools {
  readonly programs: Programs;
  readonly limits: InspectionLimits;
  readonly pictures: PictureWriter;
  /** For files that programs leave behind; removed with the process. */
  readonly scratch: string;
  /** Milliseconds that are left for the file: what is found by then is kept. */
  readonly timeLeft: () => number;
  /** Says that a program may still run: this process is to take no other file. */
  readonly leftBehind: () => void;
}

/** The text of a PDF. */
export interface PdfText {
  readonly title: string | null;
  readonly author: string | null;
  /** As the program gives it, page by page. */
  readonly pages: readonly string[];
}

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
