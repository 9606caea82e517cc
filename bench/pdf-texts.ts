/**
 * `node bench/pdf-texts.ts [number]`: fetches PDFs of Debian's documentation packages (Latin with ligatures, Japanese, Chinese, Korean), reads them with
 * both engines, and holds the words of every page against `pdftotext`. Then it stores their pages in a real archive and asks for 日本語 and 文書: every
 * page that has the word has to be found. Says so where the PDFs cannot be fetched, and ends with exit code 2.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInspectionPool } from '../src/decks/inspection/inspection-pool.ts';
import { INSPECTOR_VERSION, type Inspection } from '../src/decks/inspection/inspector.ts';
import { INSPECTION_LIMITS } from '../src/decks/inspection/limits.ts';
import { findPrograms } from '../src/decks/inspection/programs.ts';
import { slideText } from '../src/decks/inspection/slide-text.ts';
import { fetchDebianPdfs } from './debian-pdfs.ts';
import { archiveOfFiles } from './files-archive.ts';

const WORDS = ['日本語', '文書', '中文', '文档', '한국어', '한글'];

const work = mkdtempSync(join(tmpdir(), 'deckhand-bench-'));
let status = 0;
try {
  const files = fetchDebianPdfs(join(work, 'debian'), Number(process.argv[2] ?? 200));
  process.stdout.write(`${files.length} PDFs of Debian's documentation\n`);
  await measure(files);
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
  status = 2;
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = status;

async function measure(files: readonly string[]): Promise<void> {
  const references = files.map(referenceOf);
  const found = new Map<string, Inspection[]>();
  for (const [engine, env] of [
    ['poppler', process.env],
    ['pdfjs', {}],
  ] as const) {
    const inspections = await inspectAll(files, env, engine);
    found.set(engine, inspections);
    report(files, references, inspections);
  }
  search(files, found.get('poppler') ?? []);
}

async function inspectAll(
  files: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  engine: string,
): Promise<Inspection[]> {
  // Text alone: pictures are measured by bench/inspect.ts.
  const limits = { ...INSPECTION_LIMITS, pictures: 0 };
  const inspector = createInspectionPool({ processes: availableParallelism(), programs: findPrograms(env), limits });
  const started = performance.now();
  const inspections = await Promise.all(
    files.map((path, index) => {
      const directory = join(work, `${engine}-${index}`);
      mkdirSync(directory);
      return inspector.inspect({ path, extension: 'pdf' }, directory);
    }),
  );
  await inspector.close();
  const pages = inspections.reduce((sum, { slides }) => sum + slides.length, 0);
  process.stdout.write(`${engine}: ${pages} pages in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  return inspections;
}

/** What `pdftotext` says of each page. */
function referenceOf(path: string): string[] {
  const text = execFileSync('pdftotext', ['-q', '-enc', 'UTF-8', path, '-'], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  return text.split('\f').slice(0, -1).map(slideText);
}

function report(files: readonly string[], references: readonly string[][], found: readonly Inspection[]): void {
  const states = Object.groupBy(found, ({ state }) => state);
  const shares = files.map((_, index) => shareOf(references[index] ?? [], found[index]));
  const sorted = shares.filter((share) => share !== null).toSorted((a, b) => a - b);
  const mean = sorted.reduce((sum, share) => sum + share, 0) / sorted.length;
  const summary = Object.entries(states).map(([state, of]) => `${of?.length} ${state}`);
  process.stdout.write(
    `  states: ${summary.join(', ')}; words on the right page: mean ${mean.toFixed(3)}, 5th percentile ${(sorted[Math.floor(sorted.length * 0.05)] ?? 0).toFixed(3)}, least ${(sorted[0] ?? 0).toFixed(3)}\n`,
  );
  for (const [index, share] of shares.entries()) {
    if (share !== null && share < 0.9)
      process.stdout.write(`  ${share.toFixed(3)} ${files[index]?.split('/').at(-1)} ${found[index]?.detail ?? ''}\n`);
  }
}

/** The share of the reference's words that stand on the same page; null where it has none. */
function shareOf(reference: readonly string[], found: Inspection | undefined): number | null {
  let all = 0;
  let same = 0;
  for (const [index, page] of reference.entries()) {
    const here = counts(found?.slides[index]?.text ?? '');
    for (const [word, count] of counts(page)) {
      all += count;
      same += Math.min(count, here.get(word) ?? 0);
    }
  }
  return all === 0 ? null : same / all;
}

/** Words in lower case; Chinese, Japanese and Korean letter by letter, for they have no blanks between words. */
function counts(text: string): Map<string, number> {
  const words = text
    .toLowerCase()
    .match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|[\p{L}\p{M}\p{N}]+/gu);
  const result = new Map<string, number>();
  for (const word of words ?? []) result.set(word, (result.get(word) ?? 0) + 1);
  return result;
}

function search(files: readonly string[], found: readonly Inspection[]): void {
  const archive = archiveOfFiles(
    join(work, 'archive'),
    files.map((path) => ({ name: path, sha256: createHash('sha256').update(readFileSync(path)).digest('hex') })),
  );
  for (const [index, { slides, ...rest }] of found.entries()) {
    archive.save(index, { ...rest, slides, version: INSPECTOR_VERSION });
  }
  for (const word of WORDS) {
    const holding = found.flatMap(({ slides }) => slides).filter(({ text }) => text.includes(word)).length;
    const { slides } = archive.archive.search(word, { conference: null, limit: 100_000, lists: ['slides'] });
    process.stdout.write(`search ${word}: ${slides.length} pages found, ${holding} pages have it\n`);
  }
  archive.close();
}
