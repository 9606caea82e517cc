import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PlanItem } from '../../src/jobs/target.ts';
import { MOORING, smallTrial } from '../reports/night-of.ts';
import { dumpOf } from '../setup/trial-archive.ts';
import { FILES } from '../sites/faults.ts';
import { harbour } from '../sites/harbour/conference.ts';
import { HARBOUR, linkState, type Trial, trialConference } from './trial-conference.ts';

const STOPPING = 'Stopping%20at%2080%25.pdf';
const DAY = 24 * 3_600_000;

const asksOfFiles = (trial: Trial): string[] => trial.asked().filter((line) => FILES.test(line.split(' ')[0] ?? ''));

describe('`reload`', () => {
  it('asks for every page anew and for every deck again, conditionally, and a second one changes nothing', async () => {
    const trial = await smallTrial();
    await trial.run('nightly');
    trial.asked();
    trial.clock.advance(DAY);
    const report = await trial.json('reload', HARBOUR);
    expect(report).toMatchObject({
      ...{ command: `reload ${HARBOUR}`, exitCode: 0, notes: [] },
      conferences: [{ read: true, added: 0, changed: 0, decks: { unchanged: 2, stored: 0, new_version: 0 }, bytes: 0 }],
    });
    expect(trial.asked().map((line) => line.slice(-4))).toEqual([' 200', ' 200', ' 304', ' 304']);

    const before = trial.rows('SELECT state, failures FROM links');
    const versions = trial.rows('SELECT * FROM deck_versions');
    const decided = dumpOf(trial.rows).replace(/^attempts\n[\s\S]*?^captures$/m, '');
    await trial.run('reload', HARBOUR);
    expect(trial.rows('SELECT state, failures FROM links')).toEqual(before);
    expect(trial.rows('SELECT * FROM deck_versions')).toEqual(versions);
    expect(dumpOf(trial.rows).replace(/^attempts\n[\s\S]*?^captures$/m, '')).toBe(decided);
  });

  it('asks again, due or not, for what was not there, failed, was behind a wall or is gone', async () => {
    const trial = await smallTrial();
    const lift = trial.site.fault(MOORING, { kind: 'status', status: 404 });
    const mend = trial.site.fault(/Stopping/, { kind: 'status', status: 500 });
    await trial.run('nightly');
    expect([linkState(trial, 'mooring-stateful-workloads.pdf'), linkState(trial, STOPPING)]).toEqual([
      'not_yet',
      'failed',
    ]);
    lift();
    mend();
    const after = await trial.json('reload', HARBOUR);
    expect(after).toMatchObject({ exitCode: 0, conferences: [{ decks: { stored: 2 }, waiting: 0 }] });
  });

  it('asks again for a link that was given up, and takes what is there now', async () => {
    // Two years after the event what is not there is gone.
    const trial = await smallTrial();
    await trial.run('crawl', HARBOUR);
    trial.clock.advance(700 * DAY);
    const lift = trial.site.fault(MOORING, { kind: 'status', status: 404 });
    await trial.run('nightly');
    expect(linkState(trial, 'mooring-stateful-workloads.pdf')).toBe('gone');
    trial.asked();
    trial.clock.advance(40 * DAY);
    await trial.run('nightly');
    expect(asksOfFiles(trial)).toEqual([]);
    expect(await trial.json('reload', HARBOUR)).toMatchObject({ conferences: [{ decks: { gone: 1, unchanged: 1 } }] });
    lift();
    expect(await trial.json('reload', HARBOUR)).toMatchObject({
      conferences: [{ decks: { stored: 1, unchanged: 1 } }],
    });
    expect(linkState(trial, 'mooring-stateful-workloads.pdf')).toBe('stored');
  });

  it('keeps the old version beside the new one, on disk as well', async () => {
    const trial = await smallTrial();
    await trial.run('nightly');
    const replaced = Buffer.from('%PDF-1.4\n% the slides as they were given\n%%EOF\n');
    trial.site.switches.programme = (sessions) =>
      sessions.map((session) => ({
        ...session,
        files: session.files.map((file) =>
          file.name.startsWith('mooring') ? { ...file, body: () => replaced } : file,
        ),
      }));
    expect(await trial.json('reload', HARBOUR)).toMatchObject({
      conferences: [{ changed: 0, decks: { new_version: 1, unchanged: 1 } }],
    });
    const versions = trial.rows(
      "SELECT version, is_current, path FROM deck_overview WHERE url LIKE '%mooring%' ORDER BY version",
    );
    expect(versions.map(({ version, is_current: current }) => [version, current])).toEqual([
      [1, 0],
      [2, 1],
    ]);
    expect(versions.every(({ path }) => existsSync(join(trial.data, String(path))))).toBe(true);
  });

  it('cut off by a budget leaves the rest due, and `nightly` goes on', async () => {
    const trial = await smallTrial();
    await trial.run('nightly');
    expect(await trial.json('reload', HARBOUR, '--max-files', '1')).toMatchObject({ exitCode: 9 });
    trial.asked();
    await trial.run('nightly');
    expect(asksOfFiles(trial)).toHaveLength(1);
  });

  it('reads the page of each session again where they were read before', async () => {
    const trial = await trialConference({ conference: { ...harbour, sessions: harbour.sessions.slice(0, 2) } });
    await trial.crawl('--deep');
    trial.asked();
    await trial.run('reload', HARBOUR, '--max-files', '0');
    expect(trial.asked().filter((line) => line.startsWith('/event/'))).toHaveLength(2);
  });

  it('--dry-run counts every link that is wanted, asks nothing and writes nothing', async () => {
    const trial = await smallTrial();
    await trial.run('nightly');
    trial.asked();
    const before = dumpOf(trial.rows);
    const { plan } = await trial.json<{ plan: PlanItem[] }>('reload', HARBOUR, '--dry-run');
    expect(plan).toEqual([
      {
        conference: HARBOUR,
        platform: 'sched',
        address: `${trial.site.origin}/`,
        lastReadAt: expect.stringMatching(/^2024-05-22T02:00/),
        linksDue: 2,
      },
    ]);
    expect((await trial.run('reload', HARBOUR, '--dry-run')).stdout).toMatch(
      /^conference +platform +address +last read +links due\nharbourconf-2024 +sched +http:\S+ +2024-05-22T\S+ +2\n$/,
    );
    expect(trial.asked()).toEqual([]);
    expect(dumpOf(trial.rows)).toBe(before);
  });

  it.each<[string, RegExp]>([
    [
      'kubecon-eu-2018',
      /^deckhand: kubecon-eu-2018 is not in this archive yet\. "deckhand archive kubecon-eu-2018" reads it\.\n$/,
    ],
    ['harbourconf-2042', /^deckhand: There is no conference "harbourconf-2042"\. Did you mean harbourconf-2024\?/],
    [
      'https://x.example/',
      /^deckhand: https:\/\/x\.example\/ is an address, and this takes the name of a conference\./,
    ],
  ])('of %s is refused', async (name, said) => {
    const trial = await smallTrial();
    const { code, stderr } = await trial.run('reload', name);
    expect(code).toBe(2);
    expect(stderr).toMatch(said);
  });

  it('needs an archive, and makes none', async () => {
    const trial = await trialConference();
    expect(await trial.run('reload', 'kubecon-eu-2018')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no archive in '),
    });
    expect(existsSync(join(trial.data, 'archive.sqlite'))).toBe(false);
  });
});
