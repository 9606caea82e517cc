import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { filesOf, HARBOUR, linkState, messages, trialConference } from '../cli/trial-conference.ts';
import { deckFor } from '../setup/decks.ts';
import { dumpOf } from '../setup/trial-archive.ts';
import type { Fault } from '../sites/faults.ts';
import { altered, type ProgrammeChange } from '../sites/sched/programme-changes.ts';

const DAY_MS = 24 * 3_600_000;
const KEYNOTE = '/harbourconf2024/4e/The%20Harbour%20That%20Never%20Sleeps.pdf';
const MOORING = '/harbourconf2024/61/mooring-stateful-workloads.pdf';

describe('a deck', () => {
  it('that is not there yet is looked for until half a year after the event, and then it is gone', async () => {
    const trial = await trialConference();
    trial.site.fault(KEYNOTE, { kind: 'status', status: 404 });
    expect(await trial.archive()).toMatchObject({ exitCode: 0, conferences: [{ decks: { stored: 14, not_yet: 1 } }] });
    expect(linkState(trial, KEYNOTE)).toBe('not_yet');
    trial.clock.advance(DAY_MS);
    expect(await trial.json('download', ...filesOf(trial))).toMatchObject({
      exitCode: 0,
      conferences: [{ decks: { not_yet: 1 } }],
    });
    trial.clock.advance(200 * DAY_MS);
    expect(await trial.json('download', ...filesOf(trial))).toMatchObject({
      exitCode: 0,
      conferences: [{ decks: { gone: 1 } }],
    });
    expect(linkState(trial, KEYNOTE)).toBe('gone');
    trial.asked();
    trial.clock.advance(200 * DAY_MS);
    await trial.json('download', ...filesOf(trial));
    expect(trial.asked()).not.toContain(`${KEYNOTE} 404`);
  });

  it('that appears after all is stored', async () => {
    const trial = await trialConference();
    const mend = trial.site.fault(KEYNOTE, { kind: 'status', status: 404 });
    await trial.archive();
    mend();
    trial.clock.advance(DAY_MS);
    await trial.json('download', ...filesOf(trial));
    expect(linkState(trial, KEYNOTE)).toBe('stored');
  });

  it.each<[string, Fault, string, number, RegExp]>([
    [
      'that is a web page',
      { kind: 'web_page' },
      'failed',
      3,
      /was not stored\. A web page came in the place of the file\.$/,
    ],
    [
      'that is a web page called a PDF',
      { kind: 'web_page', asFile: true },
      'failed',
      3,
      /A web page came in the place of the file\.$/,
    ],
    ['that breaks off each time', { kind: 'cut', bytes: 300 }, 'failed', 3, /was not stored\. (?!http)/],
    ['whose server fails', { kind: 'status', status: 500 }, 'failed', 3, /\(HTTP 500\)\.$/],
    [
      'behind a wall',
      { kind: 'status', status: 403 },
      'wall',
      0,
      /in a browser and run: deckhand attach http\S+ FILE$/,
    ],
  ])('%s is not stored, and the others are', async (_, fault, state, exitCode, said) => {
    const trial = await trialConference();
    trial.site.fault(MOORING, fault);
    const report = await trial.archive();
    expect(report).toMatchObject({ exitCode, conferences: [{ decks: { stored: 14 } }] });
    expect(messages(report)).toMatch(said);
    expect(linkState(trial, MOORING)).toBe(state);
    expect(trial.rows('SELECT count(*) AS n FROM deck_overview')).toEqual([{ n: 14 }]);
    // What was said once of a wall is not said every night.
    trial.clock.advance(8 * DAY_MS);
    expect((await trial.json('download', ...filesOf(trial))).notes).toHaveLength(exitCode === 0 ? 0 : 1);
  });

  it.each<[string, Fault, string]>([
    ['is stored for both', { kind: 'dragging', ms: 400 }, 'stored'],
    ['is whole though it breaks off for the second', { kind: 'cut', bytes: 700 }, 'failed'],
  ])('on which two conferences have a link %s', async (_, second, state) => {
    const trial = await trialConference();
    trial.site.fault(MOORING, second, { skip: 1 });
    trial.site.fault(MOORING, { kind: 'dragging', ms: 600 }, { times: 1 });
    const place = ['--platform', 'sched', '--zone', 'Europe/Copenhagen', ...filesOf(trial)];
    await trial.crawl();
    await trial.json('crawl', trial.site.origin, '--as', 'colocated-2024', ...place);
    const database = new SqliteDatabase(join(trial.data, 'archive.sqlite'));
    database.prepare('UPDATE links SET next_check_at = NULL WHERE url NOT LIKE ?').run(`%${MOORING}`);
    database.close();
    const report = await trial.json('download', ...filesOf(trial));
    expect(report).toMatchObject({ exitCode: state === 'stored' ? 0 : 3 });
    expect(trial.rows(`SELECT state FROM links WHERE url LIKE '%${MOORING}' ORDER BY id`)).toEqual([
      { state: 'stored' },
      { state },
    ]);
    expect(await trial.json('verify')).toMatchObject({ defects: [] });
  });

  it('that breaks off once is asked for again', async () => {
    const trial = await trialConference();
    trial.site.fault(MOORING, { kind: 'cut', bytes: 700 }, { times: 1 });
    expect(await trial.archive()).toMatchObject({ exitCode: 0, conferences: [{ decks: { stored: 15 } }] });
    expect(trial.asked().filter((line) => line.startsWith(MOORING))).toHaveLength(2);
  });

  it('that was replaced is a new version beside the old one, and a change', async () => {
    const trial = await trialConference();
    await trial.archive();
    const [before] = trial.rows("SELECT sha256, path FROM deck_overview WHERE url LIKE '%4e/%'");
    const body = deckFor('keynote-2.pdf', ['The Harbour That Never Sleeps, second edition']);
    trial.site.fault(KEYNOTE, { kind: 'replaced', body });
    trial.clock.advance(4 * DAY_MS);
    const report = await trial.json('download', ...filesOf(trial));
    expect(report).toMatchObject({
      exitCode: 0,
      conferences: [{ decks: { new_version: 1, unchanged: 14, stored: 0 } }],
    });
    const versions = trial.rows(
      "SELECT version, is_current, sha256, path FROM deck_overview WHERE url LIKE '%4e/%' ORDER BY version",
    );
    expect(versions).toMatchObject([
      { version: 1, is_current: 0, ...before },
      { version: 2, is_current: 1 },
    ]);
    for (const { path } of versions) expect(existsSync(join(trial.data, String(path)))).toBe(true);
    expect(trial.rows('SELECT title, field, before, after FROM recent_changes')).toEqual([
      {
        title: 'The Harbour That Never Sleeps',
        field: 'deck',
        before: versions[0]?.['sha256'],
        after: versions[1]?.['sha256'],
      },
    ]);
  });

  it('on two sessions is asked for once and stored once', async () => {
    const shared: ProgrammeChange = (sessions) => {
      const [first] = sessions.flatMap(({ files: own }) => own);
      return first === undefined ? sessions : altered('1cQb9', { files: [first] })(sessions);
    };
    const trial = await trialConference({ site: { programme: shared } });
    expect(await trial.archive()).toMatchObject({ exitCode: 0, conferences: [{ decks: { stored: 16 } }] });
    expect(trial.asked().filter((line) => line.startsWith(KEYNOTE))).toEqual([`${KEYNOTE} 200`]);
    const rows = trial.rows("SELECT session_key, path FROM deck_overview WHERE url LIKE '%4e/%'");
    expect(new Set(rows.map((row) => row['session_key'])).size).toBe(2);
    expect(new Set(rows.map((row) => row['path'])).size).toBe(1);
  });

  it('with the bytes of another is one file on disk', async () => {
    const trial = await trialConference();
    await trial.archive();
    const paths = trial.rows("SELECT path FROM deck_overview WHERE url LIKE '%buoy%'").map((row) => row['path']);
    expect(paths).toHaveLength(2);
    expect(new Set(paths).size).toBe(1);
  });
});

describe('a budget', () => {
  it.each([
    ['--max-files', '4', '--max-files is used up; the rest stays due.'],
    ['--max-bytes', '30kB', '--max-bytes is used up; the rest stays due.'],
    ['--max-time', '4s', '--max-time is over; the rest stays due.'],
  ])('(%s %s) ends the run with the rest due, and the next run finishes', async (flag, value, said) => {
    const trial = await trialConference();
    const report = await trial.archive(flag, value);
    expect(report).toMatchObject({ exit: 'budget', exitCode: 9 });
    expect(report.notes.map(({ message }) => message)).toEqual([said]);
    const stored = report.conferences[0]?.decks.stored ?? 0;
    expect(stored).toBeGreaterThan(0);
    expect(stored).toBeLessThan(15);
    expect(trial.rows("SELECT count(*) AS n FROM links WHERE state = 'due'")).toEqual([{ n: 15 - stored }]);
    expect(await trial.archive()).toMatchObject({ exitCode: 0, conferences: [{ decks: { stored: 15 - stored } }] });
  });

  it('that is spent before the programme was read leaves the archive as it was', async () => {
    const trial = await trialConference();
    expect(await trial.archive('--max-time', '0s')).toMatchObject({ exitCode: 9, requests: 0 });
    expect(await trial.archive()).toMatchObject({ exitCode: 0, conferences: [{ decks: { stored: 15 } }] });
  });
});

describe('a dry run', () => {
  it('says what would be read, asks for nothing and makes nothing', async () => {
    const trial = await trialConference();
    const plan = await trial.json<{ plan: unknown[] }>('archive', trial.site.origin, '--as', HARBOUR, '--dry-run');
    expect(plan.plan).toEqual([
      {
        conference: HARBOUR,
        platform: 'to be recognised',
        address: `${trial.site.origin}/`,
        lastReadAt: null,
        linksDue: 0,
      },
    ]);
    expect(trial.site.requests).toEqual([]);
    expect(readdirSync(trial.data)).toEqual([]);
  });

  it('of a stored conference names what is due', async () => {
    const trial = await trialConference();
    await trial.crawl();
    trial.asked();
    const before = dumpOf(trial.rows);
    expect((await trial.json<{ plan: unknown[] }>('archive', HARBOUR, '--dry-run')).plan).toMatchObject([
      { conference: HARBOUR, platform: 'sched', linksDue: 15 },
    ]);
    expect((await trial.json<{ due: unknown[] }>('download', '--dry-run')).due).toHaveLength(15);
    expect(trial.asked()).toEqual([]);
    expect(dumpOf(trial.rows)).toBe(before);
  });
});
