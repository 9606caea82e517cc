/**
 * `node bench/search.ts [slides...]` (default: 100000 1000000): fills an archive of its own with that many synthetic slides through the real
 * code, then asks it questions of several kinds through the real search, each twice as often as it is counted. Prints rate, size, opening
 * time, and the median and 95th percentile of each kind, and how all of that grew from one size to the next.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Archive, openArchive } from '../src/archive/archive.ts';
import { ARCHIVE_FILE, openDatabase } from '../src/archive/database.ts';
import { table } from '../src/cli/output.ts';
import { chanceOf, FREQUENT, fill, type Synthetic } from './search-archive.ts';

/** Different questions of each kind. */
const QUESTIONS = 60;
/** Two words on more slides than this are another kind of question. */
const RARE = 5000;
const LIMIT = 20;

/** Milliseconds, but for rate (slides a second) and size (MB). */
type Measures = Readonly<Record<string, number>>;

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100_000, 1_000_000];
const columns = sizes.map((size) => {
  const directory = mkdtempSync(join(tmpdir(), 'deckhand-bench-'));
  try {
    return measure(directory, size);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

const rows = Object.keys(columns[0] ?? {}).map((name) => {
  const values = columns.map((column) => column[name] ?? Number.NaN);
  const growth = (values.at(-1) ?? Number.NaN) / (values[0] ?? Number.NaN);
  return [name, ...values.map((value) => shown(value)), ...(sizes.length > 1 ? [`${shown(growth)} x`] : [])];
});
const headings = [
  '',
  ...sizes.map((size) => `${size.toLocaleString('en')} slides`),
  ...(sizes.length > 1 ? ['growth'] : []),
];
process.stdout.write(`${table(headings, rows)}\n`);

function measure(directory: string, size: number): Measures {
  const writer = openArchive({ directory, mode: 'create' });
  const made = fill(writer, size);
  writer.close();
  const megabytes = statSync(join(directory, ARCHIVE_FILE)).size / 1e6;
  const opening = Array.from({ length: 20 }, () =>
    timed(() => {
      openArchive({ directory, mode: 'read' }).close();
    }),
  );
  const measures: Record<string, number> = {
    'slides a second': made.slides / made.seconds,
    MB: megabytes,
    'bytes a slide': (megabytes * 1e6) / made.slides,
    'opening, median ms': percentile(opening, 0.5),
  };
  const kinds = questionsOf(directory, made);
  const archive = openArchive({ directory, mode: 'read' });
  for (const [kind, questions] of Object.entries(kinds)) {
    for (const question of questions) ask(archive, question);
    const times = questions.map((question) => timed(() => ask(archive, question)));
    measures[`${kind}, median ms`] = percentile(times, 0.5);
    measures[`${kind}, 95 % ms`] = percentile(times, 0.95);
  }
  archive.close();
  const database = openDatabase(directory, 'read');
  const plain = database.prepare(
    'SELECT rowid FROM slides_fts WHERE slides_fts MATCH ? ORDER BY bm25(slides_fts, 3.0, 1.0) LIMIT 20',
  );
  measures[`"${FREQUENT}" ranked in full, ms`] = percentile(
    Array.from({ length: 9 }, () => timed(() => plain.all(FREQUENT))),
    0.5,
  );
  database.close();
  return measures;
}

function ask(archive: Archive, question: string): void {
  archive.search(question, { conference: null, limit: LIMIT });
}

/** Questions that have answers, from the words of slides taken at random. */
function questionsOf(
  directory: string,
  { words, companies, conferences }: Synthetic,
): Record<string, readonly string[]> {
  const database = openDatabase(directory, 'read');
  const chance = chanceOf(7);
  const rank = new Map(words.map((word, index) => [word, index]));
  const last = database.prepare<[], number>('SELECT max(id) FROM slides').pluck().get() ?? 0;
  const text = database.prepare<[number], string>('SELECT text FROM slides WHERE id = ?').pluck();
  const count = database.prepare<[string], number>('SELECT count(*) FROM slides_fts WHERE slides_fts MATCH ?').pluck();
  /** Words of one slide, none of them so frequent as "the". */
  const slide = (): string[] => {
    const found = text.get(1 + Math.floor(chance() * last)) ?? '';
    return found
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => (rank.get(word) ?? 0) > 30);
  };
  const pick = (list: readonly string[]): string => list[Math.floor(chance() * list.length)] ?? '';
  const make = (one: () => string | null): string[] => {
    const questions = new Set<string>();
    while (questions.size < QUESTIONS) {
      const question = one();
      if (question !== null) questions.add(question);
    }
    return [...questions];
  };
  const pair = (): string | null => {
    const [one = '', two = ''] = slide();
    return two !== '' && one !== two && (count.get(`${one} ${two}`) ?? 0) <= RARE ? `${one} ${two}` : null;
  };
  const word = (): string | null => slide()[0] ?? null;
  const withWord = (field: () => string) => () => {
    const one = word();
    return one === null ? null : `${field()} ${one}`;
  };
  const phrase = (): string | null => {
    const lines = (text.get(1 + Math.floor(chance() * last)) ?? '').toLowerCase().split('\n');
    const [one, two] = pick(lines).split(' ');
    return two === undefined || !rank.has(one ?? '') || !rank.has(two) ? null : `"${one} ${two}"`;
  };
  const levels = ['beginner', 'intermediate', 'advanced', 'any'];
  const kinds = {
    'one word': make(word),
    [`two words, at most ${RARE.toLocaleString('en')} slides`]: make(pair),
    phrase: make(phrase),
    'company: and a word': make(withWord(() => `company:${pick(companies)}`)),
    'conference: and a word': make(withWord(() => `conference:${pick(conferences)}`)),
    'level: and a word': make(withWord(() => `level:${pick(levels)}`)),
    'two fields and two words': make(() => {
      const words = pair();
      return words === null ? null : `level:${pick(levels)} track:storage ${words}`;
    }),
    'Japanese, Chinese, Korean': [
      '日本語',
      '文書',
      '对象存储',
      '可观测性',
      'ストレージ',
      '쿠버네티스',
      '네트워크',
    ].flatMap((one) =>
      ['', ' "管理"', ' -入門', ' 本語', ' 分散*', ' -性能', ' 监视', ' 服务', ' 관리'].map((rest) => one + rest),
    ),
    [`"${FREQUENT}", on a quarter of all`]: Array.from({ length: QUESTIONS }, (_, index) => `${FREQUENT} -x${index}`),
    [`"${FREQUENT}" and a word`]: make(withWord(() => FREQUENT)),
    [`"${FREQUENT}" and company:`]: make(() => `company:${pick(companies)} ${FREQUENT}`),
    'beginning of three letters': make(() => {
      const one = word();
      return one === null || one.length < 4 ? null : `${one.slice(0, 3)}*`;
    }),
  };
  database.close();
  return kinds;
}

function timed(action: () => void): number {
  const started = performance.now();
  action();
  return performance.now() - started;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function shown(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value < 10 ? 1 : 0);
}
