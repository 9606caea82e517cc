import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { shippedMigrations } from '../../src/archive/migrate.ts';
import { findPrograms } from '../../src/decks/inspection/programs.ts';
import { BIN, gone } from '../setup/child.ts';
import { deckhand } from '../setup/command-line.ts';
import { partsIn, scratchIn } from '../setup/end-state.ts';
import { makeOlderArchive } from '../setup/older-archive.ts';
import { trialDirectory } from '../setup/trial-archive.ts';
import { FILES } from '../sites/faults.ts';
import { harbour } from '../sites/harbour/conference.ts';
import { altered } from '../sites/sched/programme-changes.ts';
import { type Site, startSite } from '../sites/sched/site.ts';
import { PHASES, type Phase, type Trial } from './kill-phases.ts';

/** In how many sequences the run that recovers is killed too: one in so many, once or twice. */
const AGAIN = 3;

/** poppler where it is installed, and no LibreOffice: a hundred runs of it would take minutes and prove no more. */
function programs(): Record<string, string> {
  const directory = mkdtempSync(join(tmpdir(), 'deckhand-programs-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const found = findPrograms(process.env);
  for (const name of ['pdfinfo', 'pdftotext', 'pdftoppm', 'prlimit'] as const) {
    if (found[name] !== null) symlinkSync(found[name], join(directory, name));
  }
  mkdirSync(join(directory, 'tmp'));
  return { PATH: directory, TMPDIR: join(directory, 'tmp'), NODE_COMPILE_CACHE: join(directory, 'cache') };
}

/** A fixed sequence of chances: mulberry32 (https://gist.github.com/tommyettinger/46a874533244883189143505d203312c), even in its low bits. */
function chances(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Rows enough that a copy of the archive takes a while, and that change nothing of what it says. */
function pad(data: string): void {
  const database = new SqliteDatabase(join(data, 'archive.sqlite'));
  database.exec(`INSERT INTO attempts (link_id, run_id, at, outcome, http_status, detail)
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
    SELECT (SELECT min(id) FROM links), 1, '2024-05-20T00:00:00Z', 'failed', 500, 'filler ' || hex(randomblob(100)) FROM n`);
  database.close();
}

/** A replica, what each phase begins with there, and what it comes to undisturbed. */
async function makeWorkshop(seed: number) {
  const site: Site = await startSite(harbour, {
    programme: altered('1cQb1', { descriptionHtml: 'No link to another host.' }),
    pageValidators: true,
    latencyMs: 3,
    now: () => Date.parse('2024-05-20T00:00:00Z'),
  });
  onTestFinished(() => site.close());
  const env = programs();
  const random = chances(seed);
  const templates = new Map<string, string>();
  const expected = new Map<string, unknown>();
  const older = shippedMigrations().slice(0, -1);

  /** The beginning of a phase, in directories of its own. */
  const begin = (phase: Phase, version: number): Trial => {
    const data = trialDirectory();
    const copy = join(trialDirectory(), 'copy.sqlite');
    const template = templates.get(phase.from === 'older' ? `older ${version}` : (phase.from ?? ''));
    if (template !== undefined) cpSync(template, data, { recursive: true });
    const oldCopy = templates.get('old copy');
    if (phase.name === 'snapshot' && oldCopy !== undefined) cpSync(oldCopy, copy);
    return { data, copy, site };
  };
  const versionFor = (phase: Phase): number => (phase.from === 'older' ? 1 + random(older.length) : 0);
  const run = async (phase: Phase, trial: Trial): Promise<void> => {
    const ended = await deckhand(phase.command(trial), { env });
    expect(ended, `${phase.name}: ${ended.stdout}`).toMatchObject({ code: 0 });
  };
  const keyOf = (phase: Phase, version: number): string => `${phase.name} ${version}`;

  for (const phase of PHASES) {
    const versions = phase.from === 'older' ? older.map(({ number }) => number) : [0];
    for (const version of versions) {
      if (phase.from === 'older') {
        const directory = trialDirectory();
        const newest = templates.get('inspect') ?? '';
        for (const part of ['decks', 'captures', 'pictures']) {
          cpSync(join(newest, part), join(directory, part), { recursive: true });
        }
        makeOlderArchive(join(newest, 'archive.sqlite'), directory, version);
        templates.set(`older ${version}`, directory);
      }
      const trial = begin(phase, version);
      await run(phase, trial);
      expected.set(keyOf(phase, version), phase.end(trial));
      templates.set(phase.name, trial.data);
      if (phase.name === 'inspect') {
        const copy = join(trialDirectory(), 'old.sqlite');
        expect((await deckhand(['snapshot', copy, '--data', trial.data])).code).toBe(0);
        templates.set('old copy', copy);
        pad(trial.data);
      }
    }
  }
  return {
    site,
    env,
    random,
    begin,
    run,
    versionFor,
    expected: (phase: Phase, version: number) => expected.get(keyOf(phase, version)),
  };
}

type Workshop = Awaited<ReturnType<typeof makeWorkshop>>;

/** Kills one run, when it has come to some point. Returns what was left half-done, or null where the run was quicker. */
async function killOne(shop: Workshop, phase: Phase, trial: Trial): Promise<readonly string[] | null> {
  const { site, env, random } = shop;
  // One deck stops in the middle, so that the kill finds it half-way.
  const mend = site.fault(FILES, { kind: 'stalled', bytes: 700 }, { skip: random(10), times: 1 });
  const before = existsSync(trial.copy) ? readFileSync(trial.copy) : null;
  const from = site.requests.length;
  const chance = random(24);
  const running = spawn(process.execPath, ['--no-warnings', BIN, ...phase.command(trial)], { stdio: 'ignore', env });
  const isOver = (): boolean => running.exitCode !== null || running.signalCode !== null;
  while (!isOver() && !phase.hasBegun(trial, chance, site.requests.length - from)) await wait(1);
  await wait(random(phase.withinMs));
  running.kill('SIGKILL');
  await gone(running);
  mend();
  if (running.signalCode !== 'SIGKILL') return null;
  expect(phase.afterKill?.(trial, before) ?? true).toBe(true);
  return phase.halves(trial);
}

/** Kills runs one after the other in one place, lets the last one end, and compares. Returns what each kill met. */
async function killAndRecover(shop: Workshop, phase: Phase): Promise<readonly (readonly string[])[]> {
  const version = shop.versionFor(phase);
  const trial = shop.begin(phase, version);
  const met: (readonly string[])[] = [];
  const times = shop.random(AGAIN) === 0 ? 2 + shop.random(2) : 1;
  for (let time = 0; time < times; time += 1) {
    const halves = await killOne(shop, phase, trial);
    if (halves !== null) met.push(halves);
  }
  // Not in the instant of the kill: whatever looked into a file takes its scratch along when it sees that the run is gone.
  const temporary = shop.env['TMPDIR'] ?? '';
  await expect.poll(() => readdirSync(temporary, { recursive: true }), { timeout: 30_000 }).toEqual([]);
  await shop.run(phase, trial);
  expect(phase.end(trial)).toEqual(shop.expected(phase, version));
  expect([partsIn(trial.data), scratchIn(trial.data)]).toEqual([0, 0]);
  const verified = JSON.parse((await deckhand(['verify', '--data', trial.data, '--json'])).stdout) as unknown;
  expect(verified).toMatchObject({ defects: [] });
  for (const directory of [trial.data, join(trial.copy, '..')]) rmSync(directory, { recursive: true });
  return met;
}

describe('a run that is killed', () => {
  it('at any point of its work, once or several times in a row, comes to the same end as one that is left alone', async () => {
    const met = new Map<string, string[]>(PHASES.map(({ name }) => [name, []]));
    const kills = new Map<string, number>(PHASES.map(({ name }) => [name, 0]));
    /** Goes on beyond the number until the kills have met what they are meant for: when they come is chance. */
    const isLeft = ({ name, kills: wanted, met: expected }: Phase): boolean => {
      const done = kills.get(name) ?? 0;
      return done < wanted || (done < 3 * wanted && !expected.every((half) => met.get(name)?.includes(half)));
    };
    const left = (): Phase | undefined => PHASES.find(isLeft);
    const work = async (seed: number): Promise<void> => {
      const shop = await makeWorkshop(seed);
      for (let phase = left(); phase !== undefined; phase = left()) {
        for (const halves of await killAndRecover(shop, phase)) {
          kills.set(phase.name, (kills.get(phase.name) ?? 0) + 1);
          met.get(phase.name)?.push(...halves);
        }
      }
    };
    await Promise.all([work(20_180_502), work(20_180_503)]);

    const total = [...kills.values()].reduce((sum, count) => sum + count, 0);
    expect(total).toBeGreaterThanOrEqual(100);
    // Otherwise the kills never met what they are meant for, and this test would prove less than it says.
    for (const { name, kills: wanted, met: expected } of PHASES) {
      const halves = met.get(name) ?? [];
      const counts = expected.map((half) => `${half}: ${halves.filter((each) => each === half).length}`).join(', ');
      expect(kills.get(name), name).toBeGreaterThanOrEqual(wanted);
      for (const half of expected) expect(halves, `${name}: ${kills.get(name)} kills, ${counts}`).toContain(half);
    }
  }, 600_000);
});
