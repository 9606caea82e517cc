import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPrograms } from '../../src/decks/inspection/programs.ts';
import { deckhand } from '../setup/command-line.ts';
import { trialDirectory } from '../setup/trial-archive.ts';
import { FILES } from '../sites/faults.ts';
import { harbour } from '../sites/harbour/conference.ts';
import { altered } from '../sites/sched/programme-changes.ts';
import { type Site, startSite } from '../sites/sched/site.ts';

const BIN = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));
const KILLS = 20;

/** What the archive comes to, without the marks that tell one run from another. */
function endState(data: string): unknown {
  const database = new SqliteDatabase(join(data, 'archive.sqlite'), { readonly: true });
  const all = (sql: string): unknown[] => database.prepare<[]>(sql).all();
  const state = {
    conference: all('SELECT slug, name, city, time_zone, starts_on, ends_on FROM conferences'),
    sessions: all('SELECT * FROM session_overview ORDER BY key'),
    people: all('SELECT * FROM people_overview ORDER BY name'),
    links: all(
      'SELECT canonical_url, label, kind, origin, state, failures, removed_at FROM links ORDER BY canonical_url, session_id',
    ),
    decks: all(
      'SELECT session_key, url, sha256, bytes, media_type, path, version, is_current FROM deck_overview ORDER BY session_key, url',
    ),
    changes: all('SELECT field, before, after FROM changes'),
    files: all('SELECT sha256, pages, title, author, text_state, inspector_version FROM files ORDER BY sha256'),
    slides: all(
      'SELECT f.sha256, d.number, d.text, d.notes FROM slides d JOIN files f ON f.id = d.file_id ORDER BY f.sha256, d.number',
    ),
    pictures: all('SELECT path, width, height FROM pictures ORDER BY path'),
    pages: all(
      'SELECT p.url, c.status, c.sha256 FROM programme_pages p JOIN captures c ON c.id = p.capture_id ORDER BY p.url',
    ),
  };
  database.close();
  return state;
}

/** poppler where it is installed, and no LibreOffice: forty runs of it would take minutes and prove no more. */
function programs(): { PATH: string; TMPDIR: string } {
  const directory = mkdtempSync(join(tmpdir(), 'deckhand-programs-'));
  const found = findPrograms(process.env);
  for (const name of ['pdfinfo', 'pdftotext', 'pdftoppm', 'prlimit'] as const) {
    if (found[name] !== null) symlinkSync(found[name], join(directory, name));
  }
  return { PATH: directory, TMPDIR: mkdtempSync(join(directory, 'tmp-')) };
}

describe('a run that is killed', () => {
  const env = programs();
  afterAll(() => rmSync(env.PATH, { recursive: true, force: true }));
  let site: Site;
  const command = (data: string): string[] => [
    ...['archive', site.origin, '--as', 'harbourconf-2024', '--platform', 'sched', '--zone', 'Europe/Copenhagen'],
    ...['--data', data, '--allow-host', new URL(site.filesOrigin).host, '--pace', '0', '--connections', '3', '--json'],
  ];
  const begin = (data: string): ChildProcess =>
    spawn(process.execPath, ['--no-warnings', BIN, ...command(data)], { stdio: 'ignore', env });

  beforeAll(async () => {
    const programme = altered('1cQb1', { descriptionHtml: 'No link to another host.' });
    site = await startSite(harbour, {
      programme,
      pageValidators: true,
      latencyMs: 3,
      now: () => Date.parse('2024-05-20T00:00:00Z'),
    });
  });
  afterAll(() => site.close());

  it(`${KILLS} times at random instants, comes to the same end as one that is left alone`, async () => {
    const undisturbed = trialDirectory();
    expect((await deckhand(command(undisturbed), { env })).code).toBe(0);
    const expected = endState(undisturbed);
    const requests = site.requests.length;

    // A fixed sequence of instants: after so many requests, and then some milliseconds more.
    let seed = 20180502;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed % below;
    };
    let partsLeft = 0;
    let scratchLeft = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const data = trialDirectory();
      // One deck stops in the middle, so that the kill finds it half-way.
      const mend = site.fault(FILES, { kind: 'stalled', bytes: 700 }, { skip: random(10), times: 1 });
      const from = site.requests.length;
      const running = begin(data);
      const after = random(requests + 1);
      while (running.exitCode === null && site.requests.length - from < after) await wait(1);
      await wait(random(25));
      running.kill('SIGKILL');
      if (running.exitCode === null && running.signalCode === null) await once(running, 'exit');
      mend();
      // Not in the instant of the kill: whatever looked into a file takes its scratch along when it sees that the run is gone.
      await expect.poll(() => namesIn(env.TMPDIR), { timeout: 5_000 }).toEqual([]);
      partsLeft += partsIn(data);
      scratchLeft += scratchIn(data);

      expect((await deckhand(command(data), { env })).code).toBe(0);
      expect(endState(data)).toEqual(expected);
      expect([partsIn(data), scratchIn(data)]).toEqual([0, 0]);
      const verified = JSON.parse((await deckhand(['verify', '--data', data, '--json'])).stdout) as unknown;
      expect(verified).toMatchObject({ defects: [] });
    }
    // Otherwise the kills never met a download or an inspection, and this test would prove less than it says.
    expect(partsLeft).toBeGreaterThan(0);
    expect(scratchLeft).toBeGreaterThan(0);
  }, 180_000);
});

function partsIn(data: string): number {
  return namesIn(join(data, 'decks', '.parts')).filter((name) => name.endsWith('.part')).length;
}

/** Directories of pictures that nobody finished. */
function scratchIn(data: string): number {
  return namesIn(join(data, 'pictures', '.scratch')).length;
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
