import { on } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { UnreadableFile } from '../contents.ts';
import type { InspectionTools } from '../inspection-tools.ts';
import type { Programs } from '../inspector.ts';
import { PICTURE_WIDTH } from '../inspector.ts';
import { type ProgramEnd, type ProgramOptions, runProgram, textUpTo } from '../run-program.ts';
import { requireRoom } from '../scratch.ts';
import type { PdfText } from './pdf-text.ts';
import { createPpmReader, MAX_PICTURE_BYTES, MAX_PICTURE_HEIGHT } from './ppm.ts';

type Tools = InspectionTools & {
  readonly programs: Programs & Record<'pdfinfo' | 'pdftotext' | 'pdftoppm', string>;
};

/** The facts that pdfinfo prints are some hundred bytes; a title may be long. */
const MAX_FACTS = 1024 ** 2;

/** Pages that may be drawn before the first of them is taken: each is a file of some 400 kB, and 7 MB at most. */
const MAX_AHEAD = 32;

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

/** Draws pages 1 to `last` by pdftoppm; returns what could not be drawn, or null. */
export async function drawWithPoppler(path: string, last: number, tools: Tools): Promise<string | null> {
  const missed: number[] = [];
  let next = 1;
  while (next <= last && missed.length < MAX_STUMBLES) {
    const drawing: Drawing = { path, first: next, last, drawn: next - 1 };
    try {
      await draw(drawing, tools);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      return `Pictures end at page ${drawing.drawn} of ${last}: ${error.message}`;
    }
    next = drawing.drawn + 1;
    if (next > last) break;
    missed.push(next);
    next += 1;
  }
  if (next <= last) return `Pictures end at page ${next - 1} of ${last}: too many pages cannot be drawn.`;
  return missed.length === 0 ? null : `No picture could be made of page ${missed.join(', ')}.`;
}

interface Drawing {
  readonly path: string;
  readonly first: number;
  readonly last: number;
  /** The last page that was drawn so far. */
  drawn: number;
}

/**
 * One run of pdftoppm. It writes each page into a file, which takes half the processor time of a pipe, says which one it has written, and is paused
 * while it is too far ahead. Not at a resolution (`-r`): a page of ten metres would not fit into memory; and of a page a thousand times as high as
 * wide only the upper part: it would be a file of 700 MB. A page that did not become a picture ends the run; a full disk is thrown.
 */
async function draw(drawing: Drawing, tools: Tools): Promise<void> {
  const { path, first, last } = drawing;
  const directory = await mkdtemp(join(tools.scratch, 'pages-'));
  const read = createPpmReader();
  const range = ['-f', String(first), '-l', String(last)];
  const scale = ['-scale-to-x', String(PICTURE_WIDTH), '-scale-to-y', '-1', '-H', String(MAX_PICTURE_HEIGHT)];
  const command = [
    tools.programs.pdftoppm,
    '-q',
    '-progress',
    ...range,
    ...scale,
    path,
    join(directory, 'page'),
  ] as const;
  try {
    await runProgram(command, options(tools), async (program) => {
      program.stdout.resume();
      const lines = Object.assign(createInterface({ input: program.stderr }), {
        pause: program.pause,
        resume: program.resume,
      });
      const bounds = { close: ['close'], highWaterMark: MAX_AHEAD, lowWaterMark: 1 };
      for await (const [line] of on(lines, 'line', bounds) as AsyncIterable<[string]>) {
        // `3 37 /tmp/x/page-03.ppm`: the page, the last one, and the file.
        const [, page, name] = /^(\d+) \d+ .*\/(page-\d+\.ppm)$/.exec(line) ?? [];
        if (page === undefined || name === undefined) continue;
        const picture = read(join(directory, name));
        if (picture === null) {
          // pdftoppm does not tell that the disk is full: it writes what goes in, and draws on.
          await requireRoom(directory, MAX_PICTURE_BYTES);
          program.end();
          return;
        }
        await tools.pictures.drawn(Number(page), picture);
        rmSync(join(directory, name));
        drawing.drawn = Number(page);
      }
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
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

function options({ limits, programs, scratch, timeLeft, leftBehind }: Tools): ProgramOptions {
  return { limits, prlimit: programs.prlimit, directory: scratch, timeLeft, leftBehind };
}
