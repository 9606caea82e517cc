import { UnreadableFile } from '../contents.ts';
import type { Programs } from '../inspector.ts';
import { PICTURE_WIDTH } from '../inspector.ts';
import type { InspectionTools, PdfText } from './pdf.ts';
import { readPpm } from './ppm.ts';
import { type ProgramEnd, type ProgramOptions, runProgram, textUpTo } from '../run-program.ts';

type Tools = InspectionTools & {
  readonly programs: Programs & Record<'pdfinfo' | 'pdftotext' | 'pdftoppm', string>;
};

/** The facts that pdfinfo prints are some hundred bytes; a title may be long. */
const MAX_FACTS = 1024 ** 2;

/** A page that ends pdftoppm is left out and the next one begun, so often: each costs a start of the program. */
const MAX_STUMBLES = 20;

/** The text of a PDF by poppler's pdfinfo and pdftotext; errors as `readPdf`. */
export async function readWithPoppler(path: string, tools: Tools): Promise<PdfText> {
  const { programs, limits } = tools;
  const info = await runProgram([programs.pdfinfo, '-enc', 'UTF-8', path], options(tools), textUpTo(MAX_FACTS));
  const pages = Number(/^Pages:\s+(\d+)/m.exec(info.result)?.[1] ?? 0);
  if (info.code !== 0 || pages === 0) throw unreadable(info);
  if (pages > limits.pages) {
    throw new UnreadableFile('damaged', `The file breaks a limit: it says that it has ${pages} pages.`);
  }
  const text = await runProgram(
    [programs.pdftotext, '-q', '-enc', 'UTF-8', '-eol', 'unix', path, '-'],
    options(tools),
    textUpTo(limits.textBytes),
  );
  if (text.code !== 0) throw unreadable(text);
  // A form feed ends each page.
  const texts = text.result.split('\f');
  return {
    title: fact(info.result, 'Title'),
    author: fact(info.result, 'Author'),
    pages: Array.from({ length: pages }, (_, index) => texts[index] ?? ''),
  };
}

/** Draws pages 1 to `last` by pdftoppm, straight from its output; returns what could not be drawn, or null. */
export async function drawWithPoppler(path: string, last: number, tools: Tools): Promise<string | null> {
  const missed: number[] = [];
  let next = 1;
  while (next <= last && missed.length < MAX_STUMBLES) {
    const range = ['-f', String(next), '-l', String(last)];
    const scale = ['-scale-to-x', String(PICTURE_WIDTH), '-scale-to-y', '-1'];
    try {
      // Not at a resolution (-r): a page of ten metres would not fit into memory.
      await runProgram([tools.programs.pdftoppm, '-q', ...range, ...scale, path], options(tools), async (stdout) => {
        for await (const picture of readPpm(stdout)) {
          if (next > last) throw new UnreadableFile('damaged', 'pdftoppm drew more pages than there are.');
          await tools.pictures.drawn(next, picture);
          next += 1;
        }
      });
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      return `Pictures end at page ${next - 1} of ${last}: ${error.message}`;
    }
    if (next <= last) {
      missed.push(next);
      next += 1;
    }
  }
  if (next <= last) return `Pictures end at page ${next - 1} of ${last}: too many pages cannot be drawn.`;
  return missed.length === 0 ? null : `No picture could be made of page ${missed.join(', ')}.`;
}

/** An empty title prints as `Title:` and blanks. */
function fact(info: string, name: string): string | null {
  const value = new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(info)?.[1]?.trim() ?? '';
  return value === '' ? null : value;
}

function unreadable({ said, code }: ProgramEnd): UnreadableFile {
  if (/incorrect password|encrypt/i.test(said)) return new UnreadableFile('encrypted', 'The file wants a password.');
  // 127 + a signal, or none at all: prlimit or the kernel ended it.
  const why = /out of memory|bad_alloc/i.test(said) || code === null ? 'it takes too much memory' : firstLine(said);
  return new UnreadableFile('damaged', `No page of the file can be read: ${why}.`);
}

function firstLine(said: string): string {
  return (
    said
      .split('\n')[0]
      ?.replace(/\.?\s*$/, '')
      .slice(0, 200) || 'it has none'
  );
}

function options({ limits, programs, scratch }: Tools): ProgramOptions {
  return { limits, prlimit: programs.prlimit, directory: scratch };
}
