/**
 * `node bench/nightly.ts [conferences] [sessions]` (after `npm run build`): what `deckhand nightly` costs on an archive of so many replica
 * conferences (20 of 120 sessions and 40 decks each, unless told) when all of them are due and nothing changed: requests, bytes, processor time.
 * With a third argument, the path of a scrape in the corpus, they are replicas of that edition.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import SqliteDatabase from 'better-sqlite3';
import type { RunReport } from '../src/jobs/run.ts';

const BIN = fileURLToPath(new URL('../dist/src/cli/bin.js', import.meta.url));
const [conferences = '20', sessions = '120', corpus = ''] = process.argv.slice(2);
/** The aim, in seconds of processor time, whatever the pace. */
const AIM = 5;

interface Ran {
  readonly report: RunReport;
  readonly seconds: number;
  /** User and system, of the process and all that it started and waited for. */
  readonly cpu: number;
}

/** A command as a process of its own; a shell between tells by `times` what its children took, to the hundredth of a second. */
async function deckhand(data: string, ...args: readonly string[]): Promise<Ran> {
  const started = performance.now();
  const command = [process.execPath, BIN, ...args, '--data', data, '--json', '--quiet'];
  const child = spawn('sh', ['-c', '"$@" >"$OUT"; times >"$TIMES"', 'sh', ...command], {
    env: { ...process.env, OUT: join(data, 'out.json'), TIMES: join(data, 'times') },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await once(child, 'exit');
  const seconds = (performance.now() - started) / 1000;
  const [, ofChildren = ''] = readFileSync(join(data, 'times'), 'utf8').trim().split('\n');
  const cpu = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, m, s]) => sum + Number(m) * 60 + Number(s),
    0,
  );
  const report = JSON.parse(readFileSync(join(data, 'out.json'), 'utf8')) as RunReport;
  return { report, seconds, cpu };
}

/** As if the last reading were a day old and no deck had been asked for since the event. */
function makeDue(data: string, decks: boolean): void {
  const database = new SqliteDatabase(join(data, 'archive.sqlite'));
  const yesterday = new Date(Date.now() - 25 * 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z');
  database.prepare('UPDATE conferences SET last_read_at = ?').run(yesterday);
  if (decks) database.prepare("UPDATE links SET next_check_at = ? WHERE state = 'stored'").run(yesterday);
  database.prepare('UPDATE server_state SET robots = ?, next_allowed_at = NULL').run('{}');
  database.close();
}

async function asked(sites: ChildProcess): Promise<{ requests: number; kinds: Record<string, number> }> {
  sites.send('asked');
  const [answer] = (await once(sites, 'message')) as [{ requests: number; kinds: Record<string, number> }];
  return answer;
}

function tell(what: string, { report, seconds, cpu }: Ran, kinds: Record<string, number>): void {
  const named = Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`);
  process.stdout.write(
    `${what.padEnd(42)} exit ${report.exitCode}, ${report.requests} requests (${named.join(', ')}), ${report.bytes} bytes, ${seconds.toFixed(1)} s, CPU ${cpu.toFixed(2)} s\n`,
  );
}

const data = mkdtempSync(join(tmpdir(), 'deckhand-bench-'));
const sites = fork(fileURLToPath(new URL('./nightly-sites.ts', import.meta.url)), [conferences, sessions, corpus]);
try {
  const [{ origins }] = (await once(sites, 'message')) as [{ origins: string[] }];
  for (const [index, origin] of origins.entries()) {
    const { report } = await deckhand(
      data,
      ...['archive', origin, '--as', `replica-${index}`, '--platform', 'sched', '--zone', 'Europe/Copenhagen'],
      ...['--pace', '0', '--connections', '4'],
    );
    if (report.exitCode !== 0) throw new Error(`replica-${index} was not archived: ${JSON.stringify(report.notes)}`);
  }
  await asked(sites);
  const cases = [
    ['nothing is due', false, false, ['--pace', '0']],
    ['programmes are due, --pace 0', true, false, ['--pace', '0']],
    ['programmes and all decks are due, --pace 0', true, true, ['--pace', '0', '--connections', '4']],
    ['programmes are due, usual pace', true, false, []],
  ] as const;
  let worst = 0;
  for (const [what, due, decks, flags] of cases) {
    if (due) makeDue(data, decks);
    const ran = await deckhand(data, 'nightly', ...flags);
    tell(what, ran, (await asked(sites)).kinds);
    worst = Math.max(worst, ran.cpu);
  }
  process.stdout.write(`most CPU ${worst.toFixed(2)} s (aim: under ${AIM} s)\n`);
} finally {
  sites.disconnect();
  rmSync(data, { recursive: true, force: true });
}
