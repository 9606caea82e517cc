/**
 * `node bench/hostile.ts`: files that ask for more than they are, each looked into with the limits of a real run and with both engines: what it is
 * marked as, the time, and the most memory of this program and of the processes that read.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInspectionPool } from '../src/decks/inspection/inspection-pool.ts';
import { INSPECTION_LIMITS } from '../src/decks/inspection/limits.ts';
import { findPrograms } from '../src/decks/inspection/programs.ts';
import { deckFor } from '../tests/setup/decks.ts';
import { encryptedPdf, flatPages, pageTreeCycle, pdfOfSize, streamBomb } from '../tests/setup/hostile-pdfs.ts';
import { pptxEntries } from '../tests/setup/office.ts';
import { zipBomb } from '../tests/setup/zip-file.ts';
import { memoryOf } from './process-memory.ts';

const BOMBED = { title: 'T', author: 'A', slides: [{ heading: 'One', body: ['two'], notes: '' }] };

const FILES: readonly (readonly [what: string, name: string, make: () => Uint8Array])[] = [
  ['an ordinary deck', 'deck.pdf', () => deckFor('deck.pdf', ['Words', 'More words'])],
  ['nothing', 'empty.pdf', () => Buffer.alloc(0)],
  ['a web page called PDF', 'page.pdf', () => Buffer.from('<!doctype html><html><body>404</body></html>')],
  ['a password', 'encrypted.pdf', encryptedPdf],
  ['cut off after 200 bytes', 'cut.pdf', () => deckFor('deck.pdf', ['Words', 'More words']).subarray(0, 200)],
  ['its end is missing', 'end.pdf', () => withoutEnd(deckFor('deck.pdf', ['Words', 'More words']))],
  ['a circle of pages', 'circle.pdf', pageTreeCycle],
  ['400 MB in a stream', 'bomb.pdf', () => streamBomb(400)],
  ['20,000 pages in a flat tree', 'pages.pdf', () => flatPages(20_000)],
  ['a page of 200 inches', 'giant.pdf', () => pdfOfSize(14_400, 14_400, ['giant'])],
  ['a page 700 times as high as wide', 'strip.pdf', () => pdfOfSize(20, 14_000, ['x'])],
  ['1 GB of slide in a PPTX', 'bomb.pptx', () => zipBomb(pptxEntries(BOMBED), 'ppt/slides/slide1.xml', 1024 ** 3)],
  ['the same, saying 100 bytes', 'liar.pptx', () => zipBomb(pptxEntries(BOMBED), 'ppt/slides/slide1.xml', 100)],
];

const work = mkdtempSync(join(tmpdir(), 'deckhand-bench-'));
for (const [engine, env] of [
  ['poppler', process.env],
  ['pdfjs', {}],
] as const) {
  process.stdout.write(
    `\n${engine.padEnd(34)} ${'state'.padEnd(12)} ${'seconds'.padStart(7)}  program  processes  why\n`,
  );
  const inspector = createInspectionPool({ processes: 1, programs: findPrograms(env), limits: INSPECTION_LIMITS });
  for (const [what, name, make] of FILES) {
    const path = join(work, name);
    writeFileSync(path, make());
    const directory = join(work, `${engine}-${name}`);
    mkdirSync(directory);
    const peak = { program: 0, processes: 0 };
    const watch = setInterval(() => {
      const own = process.memoryUsage.rss() / 1024 ** 2;
      peak.program = Math.max(peak.program, own);
      peak.processes = Math.max(peak.processes, memoryOf(process.pid) - own);
    }, 20);
    const started = performance.now();
    const found = await inspector.inspect({ path, extension: name.split('.').at(-1) ?? '' }, directory);
    clearInterval(watch);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const memory = `${peak.program.toFixed(0).padStart(4)} MB  ${peak.processes.toFixed(0).padStart(6)} MB`;
    process.stdout.write(
      `${what.padEnd(34)} ${found.state.padEnd(12)} ${seconds.padStart(7)}  ${memory}  ${found.detail ?? `${found.pages} pages, ${found.pictures.length} pictures`}\n`,
    );
    rmSync(directory, { recursive: true, force: true });
  }
  await inspector.close();
}
rmSync(work, { recursive: true, force: true });

function withoutEnd(file: Buffer): Buffer {
  return file.subarray(0, file.lastIndexOf('startxref'));
}
