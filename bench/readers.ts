/**
 * `node bench/readers.ts [rounds] [readers]`: a run beside ten readers with heavy queries against the same run alone, in turn, as a ratio of times; and how long
 * the write-ahead log became. The readers want the processor too: on a machine with fewer cores than readers most of the ratio is that, not waiting. To tell the
 * two apart, the same run is timed beside as many processes that ask the same of a copy of the archive.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { harbour } from '../tests/sites/harbour/conference.ts';
import { altered } from '../tests/sites/sched/programme-changes.ts';
import { startSite } from '../tests/sites/sched/site.ts';

const rounds = Number(process.argv[2] ?? 3);
const readers = Number(process.argv[3] ?? 10);
const work = mkdtempSync(join(tmpdir(), 'deckhand-bench-'));
const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const BIN = file('../src/cli/bin.ts');
const READER = file('../tests/setup/reader.ts');

/** Seconds of work for SQLite, over what the views show. */
const HEAVY = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
  SELECT count(*) FROM session_overview a JOIN session_overview b JOIN n WHERE a.title || b.title || n.i LIKE '%harbour%'`;

const site = await startSite(harbour, {
  programme: altered('1cQb1', { descriptionHtml: 'No link to another host.' }),
});

function command(verb: string, data: string): string[] {
  return [
    ...['--no-warnings', BIN, verb, site.origin, '--as', 'harbourconf-2024', '--platform', 'sched'],
    ...['--zone', 'Europe/Copenhagen', '--data', data, '--allow-host', new URL(site.filesOrigin).host],
    ...['--pace', '0', '--json', '--quiet'],
  ];
}

/** Runs the command line to its end; returns its seconds. */
async function timed(verb: string, data: string): Promise<number> {
  const begun = performance.now();
  const child = spawn(process.execPath, command(verb, data), {
    // Without LibreOffice, which would take most of the time.
    env: { PATH: '/nowhere' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`${verb} ended with ${child.exitCode}`);
  return (performance.now() - begun) / 1000;
}

async function startReader(data: string): Promise<ChildProcess> {
  const args = ['--no-warnings', READER, join(data, 'archive.sqlite'), '0', HEAVY];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child;
}

const crawled = join(work, 'crawled');
await timed('crawl', crawled);
let largest = 0;

/** One run of `archive`, beside readers of the archive at `read`, if any. */
async function round(read: 'none' | 'copy' | 'same', name: string): Promise<number> {
  const data = join(work, name);
  cpSync(crawled, data, { recursive: true });
  const wal = `${join(data, 'archive.sqlite')}-wal`;
  const watch = setInterval(() => {
    if (read === 'same') largest = Math.max(largest, statSync(wal, { throwIfNoEntry: false })?.size ?? 0);
  }, 20);
  const place = read === 'same' ? data : crawled;
  const children = await Promise.all(Array.from({ length: read === 'none' ? 0 : readers }, () => startReader(place)));
  const seconds = await timed('archive', data);
  clearInterval(watch);
  for (const child of children) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  return seconds;
}

const alone: number[] = [];
const besideCopy: number[] = [];
const beside: number[] = [];
for (let index = 0; index < rounds; index += 1) {
  alone.push(await round('none', `alone-${index}`));
  besideCopy.push(await round('copy', `copy-${index}`));
  beside.push(await round('same', `same-${index}`));
}
await site.close();
rmSync(work, { recursive: true, force: true });

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
for (const [name, seconds] of [
  ['alone', alone],
  ['beside readers of a copy', besideCopy],
  ['beside readers', beside],
] as const) {
  const each = seconds.map((value) => value.toFixed(1)).join(', ');
  process.stdout.write(`${name.padEnd(25)} ${median(seconds).toFixed(1)} s (${each} s)\n`);
}
const ratio = (of: readonly number[]): string =>
  median(beside.map((seconds, index) => seconds / (of[index] ?? Number.NaN))).toFixed(2);
process.stdout.write(
  `${readers} readers, ${availableParallelism()} cores: ratio ${ratio(alone)} to the run alone, ${ratio(besideCopy)} to one that only shares the processor with them\n`,
);
process.stdout.write(`write-ahead log: at most ${(largest / 1024 ** 2).toFixed(1)} MB\n`);
