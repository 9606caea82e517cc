import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Night } from '../../src/jobs/night.ts';
import { added, configure, MOORING, nights, smallTrial } from '../reports/night-of.ts';
import { dumpOf } from '../setup/trial-archive.ts';
import { FILES, HTML_PAGES } from '../sites/faults.ts';
import { harbour } from '../sites/harbour/conference.ts';
import { emptied } from '../sites/sched/programme-changes.ts';
import { type Site, startSite } from '../sites/sched/site.ts';
import { filesOf, HARBOUR, messages, type Trial, trialConference } from './trial-conference.ts';

const EVERYTHING = /./;
const DAY = 24 * 3_600_000;

/** A conference of the year after, which was read on the same night as HarbourConf. */
async function withFjordcamp(trial: Trial): Promise<Site> {
  const sessions = harbour.sessions.slice(0, 3).map((session) => ({
    ...session,
    files: [],
    descriptionHtml: '<br>',
    start: session.start.replace('2024-05', '2025-06'),
    end: session.end.replace('2024-05', '2025-06'),
  }));
  const fjordcamp = { ...harbour, name: 'Fjordcamp 2025', startsOn: '2025-06-14', endsOn: '2025-06-15', sessions };
  const site = await startSite(fjordcamp, { pageValidators: true });
  onTestFinished(() => site.close());
  await trial.run('add', site.origin, '--as', 'fjordcamp-2025', '--platform', 'sched', '--zone', 'Europe/Oslo');
  return site;
}

describe('`nightly`', () => {
  it('reads what was added, and the next night only what is due by its phase', async () => {
    const trial = await added(await trialConference());
    const fjord = await withFjordcamp(trial);
    const first = await trial.run('nightly');
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(
      /^conference +sessions +new +changed +decks +waiting +failed +size +requests +time\nfjordcamp-2025 +3 +3 +0 +0 +0 +0 +0 bytes +3 +\d+ s\nharbourconf-2024 +23 +23 +0 +15 +0 +0 +\d+ kB +19 +\d+ s\n22 requests, \d+ kB in \d+ s; exit 0 \(ok\)\n$/,
    );
    expect(first.stdout.split('\n').every((line) => line.length <= 100)).toBe(true);

    trial.asked();
    const before = fjord.requests.length;
    trial.clock.advance(DAY);
    const second = await trial.json('nightly');
    expect(second).toMatchObject({ exitCode: 0, notes: [], conferences: [{ conference: HARBOUR, added: 0 }] });
    expect(trial.asked()).toEqual(['/list/descriptions/ 304', '/all.ics 304']);
    expect(fjord.requests).toHaveLength(before);

    trial.clock.advance(6 * DAY);
    const seventh = await trial.json('nightly');
    expect(seventh.conferences.map(({ conference }) => conference)).toEqual([HARBOUR, 'fjordcamp-2025']);
  });

  it('says when nothing is due, and what comes next', async () => {
    const trial = await smallTrial();
    await trial.run('nightly');
    trial.asked();
    expect(await trial.run('nightly')).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^Nothing is due\. The next conference to be read is harbourconf-2024, from 2024-05-22T22:00:\d\dZ\.\n0 requests, 0 bytes in 0 s; exit 0 \(ok\)\n$/,
      ),
      stderr: '',
    });
    expect(trial.asked()).toEqual([]);
  });

  it('needs an archive, and makes none', async () => {
    const trial = await trialConference();
    const { code, stdout, stderr } = await trial.run('nightly', '--quiet');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^deckhand: There is no archive in /);
    expect(existsSync(join(trial.data, 'archive.sqlite'))).toBe(false);
  });

  it('does not read a server that is left alone, which needs nobody', async () => {
    const trial = await smallTrial();
    const mend = trial.site.fault(EVERYTHING, { kind: 'refused', status: 503, retryAfter: '172800' });
    await trial.run('nightly', '--quiet');
    mend();
    trial.asked();
    trial.clock.advance(DAY);
    const report = await trial.json('nightly');
    expect(report).toMatchObject({ exit: 'limited', notes: [{ person: false }] });
    expect(messages(report)).toMatch(
      /^harbourconf-2024 was not read: 127\.0\.0\.1:\d+ is left alone until 2024-05-24T/,
    );
    expect(trial.asked()).toEqual([]);
  });
});

describe('`nightly --dry-run`', () => {
  it('says what would be done and why, asks nothing and writes nothing', async () => {
    const trial = await smallTrial();
    await withFjordcamp(trial);
    trial.site.fault(MOORING, { kind: 'status', status: 404 });
    await trial.run('nightly');
    const before = dumpOf(trial.rows);
    const runs = trial.rows('SELECT count(*) AS n FROM runs');
    trial.asked();
    trial.clock.advance(DAY);

    const night = await trial.json<Night>('nightly', '--dry-run');
    expect(night).toEqual({
      items: [
        {
          conference: HARBOUR,
          task: 'read',
          count: 1,
          reason: 'running: read every night, last on 2024-05-22',
          requests: 2,
          waits: null,
        },
        { conference: HARBOUR, task: 'download', count: 1, reason: '1 not there yet', requests: 1, waits: null },
      ],
      robots: [trial.site.filesOrigin, trial.site.origin].toSorted(),
      requests: 5,
      next: { conference: 'fjordcamp-2025', at: expect.stringMatching(/^2024-05-28T22:/) },
    });
    const { stdout } = await trial.run('nightly', '--dry-run');
    expect(stdout).toMatch(
      /^conference +task +why +requests\nharbourconf-2024 +read +running: read every night, last on 2024-05-22 +2\nharbourconf-2024 +download 1 file +1 not there yet +1\n5 requests, robots\.txt of 2 servers among them\. The next conference to be read is fjordcamp-2025, from 2024-05-28T22:\S+Z\.\n$/,
    );
    expect(trial.asked()).toEqual([]);
    expect(dumpOf(trial.rows)).toBe(before);
    expect(trial.rows('SELECT count(*) AS n FROM runs')).toEqual(runs);

    // What was planned is what is asked.
    await trial.run('nightly');
    expect(trial.asked()).toHaveLength(3);
  });

  it('puts off what --max-files does not allow', async () => {
    const trial = await added(await trialConference());
    await trial.crawl();
    const { items } = await trial.json<Night>('nightly', '--dry-run', '--max-files', '4');
    expect(items.map(({ task, count, waits }) => [task, count, waits])).toEqual([
      ['download', 4, null],
      ['download', 11, '--max-files is used up'],
    ]);
    const { stdout } = await trial.run('nightly', '--dry-run', '--max-files', '4');
    expect(stdout).toMatch(/\nharbourconf-2024 +\(download 11 files\) +--max-files is used up +0\n/);
    const report = await trial.json('nightly', '--max-files', '4', ...filesOf(trial));
    expect(report).toMatchObject({ exit: 'budget', conferences: [{ decks: { stored: 4 }, waiting: 11 }] });
  });
});

describe('`nightly --quiet`', () => {
  it('says nothing on good nights', async () => {
    const trial = await smallTrial();
    for (const ended of await nights(trial, 3)) expect(ended).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('tells of a deck that fails when it has failed three times in a row, and then no more', async () => {
    const trial = await smallTrial();
    trial.site.fault(MOORING, { kind: 'status', status: 500 });
    const ended = await nights(trial, 12);
    expect(ended.every(({ stderr }) => stderr === '')).toBe(true);
    // Asked again after 1, 2, 4 and 8 nights: on the 1st, 2nd, 4th and 8th.
    expect(ended.map(({ code }) => code)).toEqual([3, 3, 0, 3, 0, 0, 0, 3, 0, 0, 0, 0]);
    const told = ended.map(({ stdout }) => stdout);
    expect(told.filter((text) => text !== '')).toEqual([told[3]]);
    expect(told[3]).toMatch(
      /^! harbourconf-2024, "Mooring [^"]*": http:\S+\/61\/mooring\S* was not stored\. .*500.*\n$/,
    );
    expect((await trial.run('status', '--quiet')).stdout).toBe(
      `! ${HARBOUR}: 1 download failed again and again; "deckhand missing ${HARBOUR}" lists them.\n`,
    );
  });

  it('tells in one sentence of a whole server that fails', async () => {
    const trial = await added(await trialConference());
    trial.site.fault(FILES, { kind: 'status', status: 500 });
    const ended = await nights(trial, 4);
    expect(ended.slice(0, 3).map(({ stdout }) => stdout)).toEqual(['', '', '']);
    expect(ended[3]?.stdout).toMatch(
      /^! harbourconf-2024: 15 files were not stored in three tries each, or are too large, such as http:\S+\. "deckhand missing harbourconf-2024" lists them, with the reasons\.\n$/,
    );
  });

  it('tells of a wall once', async () => {
    const trial = await smallTrial();
    trial.site.fault(MOORING, { kind: 'status', status: 403 });
    const ended = await nights(trial, 10);
    expect(ended.map(({ code }) => code)).toEqual(Array<number>(10).fill(0));
    expect(ended[0]?.stdout).toMatch(/^! harbourconf-2024, "Mooring .* run: deckhand attach http:\S+ FILE\n$/);
    expect(ended.slice(1).map(({ stdout }) => stdout)).toEqual(Array<string>(9).fill(''));
  });

  it('tells of a programme that is held back each time it is read, until it is good or accepted', async () => {
    const trial = await smallTrial();
    await trial.run('nightly');
    trial.clock.advance(DAY);
    trial.site.switches.programme = emptied;
    const [first, second] = await nights(trial, 2);
    expect(first).toMatchObject({ code: 4, stderr: '' });
    expect(first?.stdout).toMatch(
      /^! harbourconf-2024 is held back: The page holds no sessions\..*accept harbourconf-2024\n$/,
    );
    expect(second).toEqual(first);
    trial.site.switches.programme = (sessions) => sessions;
    trial.clock.advance(DAY);
    expect(await trial.run('nightly', '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('tells of a conference that could not be read for four nights, with the reason', async () => {
    const trial = await smallTrial();
    await trial.run('nightly');
    trial.clock.advance(DAY);
    trial.site.fault((path) => !FILES.test(path), { kind: 'reset' });
    const ended = await nights(trial, 5);
    expect(ended.map(({ code }) => code)).toEqual([3, 3, 3, 3, 3]);
    expect(ended.slice(0, 3).map(({ stdout }) => stdout)).toEqual(['', '', '']);
    expect(ended[4]?.stdout).toMatch(
      /^! harbourconf-2024 has not been read since 2024-05-22T02:00:\d\dZ\. harbourconf-2024 was not read: .*\n$/,
    );
  });

  it('tells of a bot check in front of the schedule', async () => {
    const trial = await smallTrial();
    trial.site.fault(HTML_PAGES, { kind: 'bot_check' });
    const [ended] = await nights(trial, 1);
    expect(ended).toMatchObject({ code: 4, stderr: '' });
    expect(ended?.stdout).toMatch(/^! harbourconf-2024 was read in part: A bot check .* --from saved\.html\n$/);
  });

  it('with --json prints the whole document all the same, and nothing beside it', async () => {
    const trial = await smallTrial();
    const { code, stdout, stderr } = await trial.run('nightly', '--quiet', '--json');
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ command: 'nightly', conferences: [{ added: 23 }], notes: [] });
  });

  it('one failing conference costs the others nothing', async () => {
    const trial = await smallTrial();
    const fjord = await withFjordcamp(trial);
    fjord.fault(EVERYTHING, { kind: 'reset' });
    trial.site.fault(MOORING, { kind: 'status', status: 500 });
    const report = await trial.json('nightly');
    expect(report).toMatchObject({ exit: 'partial', exitCode: 3 });
    expect(report.conferences).toMatchObject([
      { conference: 'fjordcamp-2025', read: false, sessions: 0 },
      { conference: HARBOUR, sessions: 23, decks: { stored: 1, failed: 1 } },
    ]);
    expect(report.notes.map(({ person }) => person)).not.toContain(true);
  });
});

it('a night with the log level of the configuration logs to stderr, unless it is to be quiet', async () => {
  const trial = await smallTrial();
  configure(trial, { logLevel: 'debug' });
  trial.clock.advance(DAY);
  expect((await trial.run('nightly')).stderr).toMatch(/^\{"level":20,/);
  trial.clock.advance(DAY);
  expect((await trial.run('nightly', '--quiet')).stderr).toBe('');
});
