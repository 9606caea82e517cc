/**
 * `node bench/inspect.ts [rounds] [directory]`: pages a second of the inspector against bare `pdftotext` and `pdftoppm` on the same PDFs, one process a
 * core, in turn, as a ratio; the same by processor time, which a busy machine does not change; then the memory of the program and of all its
 * processes. Takes the PDFs of the directory, else those of
 * DECKHAND_CORPUS, else makes some.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createInspectionPool } from '../src/decks/inspection/inspection-pool.ts';
import { INSPECTION_LIMITS } from '../src/decks/inspection/limits.ts';
import { findPrograms, hasPoppler } from '../src/decks/inspection/programs.ts';
import { deckFor } from '../tests/setup/decks.ts';
import { memoryOf } from './process-memory.ts';

const rounds = Number(process.argv[2] ?? 3);
const work = mkdtempSync(join(tmpdir(), 'deckhand-bench-'));
const corpus = process.env['DECKHAND_CORPUS'];
const programs = findPrograms(process.env);
if (!hasPoppler(programs)) throw new Error('this benchmark needs poppler-utils');
const cores = availableParallelism();

function pdfsOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.pdf') && !name.includes('LFS-POINTER'))
    .map((name) => join(directory, name))
    .toSorted();
}

function made(): string[] {
  return Array.from({ length: 20 }, (_, deck) => {
    const slides = Array.from(
      { length: 30 },
      (_, slide) => `Deck ${deck}, slide ${slide}\n${'some words on it\n'.repeat(8)}`,
    );
    const path = join(work, `made-${deck}.pdf`);
    writeFileSync(path, deckFor('made.pdf', slides));
    return path;
  });
}

const named = process.argv[3];
const files = named !== undefined ? pdfsOf(named) : corpus === undefined ? made() : pdfsOf(join(corpus, 'decks'));

/** Runs the files through `one`, as many at a time as there are cores, and returns seconds. */
async function timed(one: (path: string, index: number) => Promise<void>): Promise<number> {
  const waiting = files.entries();
  const started = performance.now();
  await Promise.all(
    Array.from({ length: cores }, async () => {
      for (const [index, path] of waiting) await one(path, index);
    }),
  );
  return (performance.now() - started) / 1000;
}

async function program(path: string, ...args: string[]): Promise<void> {
  await once(spawn(path, args, { stdio: 'ignore' }), 'exit');
}

/** Processor seconds of this process, and of its children that have ended with all theirs. In hundredths, as Linux counts. */
function processorSeconds(): { readonly own: number; readonly children: number } {
  // Fields 14 to 17 of proc_pid_stat(5), counted behind the name in brackets.
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ').map(Number) ?? [];
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
  return { own: (user + system) / 100, children: (childUser + childSystem) / 100 };
}

const { pdftotext, pdftoppm } = programs;
const inspector = createInspectionPool({ processes: cores, programs, limits: INSPECTION_LIMITS });
let pages = 0;
let peak = 0;
const watch = setInterval(() => {
  peak = Math.max(peak, memoryOf(process.pid) - process.memoryUsage.rss() / 1024 ** 2);
}, 50);
let bareProcessor = 0;
let ownDuringBare = 0;
const begun = processorSeconds();
const ours: number[] = [];
const bare: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  pages = 0;
  ours.push(
    await timed(async (path, index) => {
      const directory = join(work, `ours-${round}-${index}`);
      mkdirSync(directory);
      const found = await inspector.inspect({ path, extension: 'pdf' }, directory);
      pages += found.pages ?? 0;
    }),
  );
  const before = processorSeconds();
  bare.push(
    await timed(async (path, index) => {
      await program(pdftotext, '-q', path, join(work, `bare-${index}.txt`));
      await program(
        pdftoppm,
        '-q',
        '-jpeg',
        '-scale-to-x',
        '480',
        '-scale-to-y',
        '-1',
        path,
        join(work, `bare-${index}`),
      );
    }),
  );
  const after = processorSeconds();
  bareProcessor += after.children - before.children;
  ownDuringBare += after.own - before.own;
}
clearInterval(watch);
const rss = process.memoryUsage.rss() / 1024 ** 2;
await inspector.close();
// Until the system has told us that the killed processes are gone, their time is not ours.
await wait(500);
const ended = processorSeconds();
const ourProcessor = ended.children - begun.children - bareProcessor + (ended.own - begun.own - ownDuringBare);
rmSync(work, { recursive: true, force: true });

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
for (const [name, seconds] of [
  ['inspector (text, WebP)', ours],
  ['pdftotext + pdftoppm -jpeg', bare],
] as const) {
  const each = seconds.map((value) => value.toFixed(1)).join(', ');
  process.stdout.write(`${name.padEnd(27)} ${(pages / median(seconds)).toFixed(0)} pages/s (${each} s)\n`);
}
const ratio = median(ours.map((seconds, round) => (bare[round] ?? Number.NaN) / seconds));
process.stdout.write(
  `${files.length} files, ${pages} pages, ${cores} cores: ratio ${ratio.toFixed(2)} (aim: at least 0.8)\n`,
);
const each = (seconds: number): string => ((seconds * 1000) / (pages * rounds)).toFixed(1);
process.stdout.write(
  `processor time: ${each(ourProcessor)} ms a page against ${each(bareProcessor)}: ratio ${(bareProcessor / ourProcessor).toFixed(2)}\n`,
);
process.stdout.write(
  `memory: the program ${rss.toFixed(0)} MB, its processes together at most ${peak.toFixed(0)} MB\n`,
);
