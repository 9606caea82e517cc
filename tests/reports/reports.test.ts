import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { execute } from '../../src/cli/execute.ts';
import { settingsOf } from '../../src/cli/options.ts';
import type { RunReport } from '../../src/jobs/run.ts';
import { replaceFile, saveReport } from '../../src/reports/report-file.ts';
import { HARBOUR, type Trial } from '../cli/trial-conference.ts';
import { trialDirectory } from '../setup/trial-archive.ts';
import { emptied } from '../sites/sched/programme-changes.ts';
import { samplesOf } from './exposition.ts';
import { configure, MOORING, smallTrial } from './night-of.ts';

const STAMP = /^20240522T0200\d\dZ/;
const DAY = 24 * 3_600_000;

const reportsOf = ({ data }: Trial): string[] => readdirSync(join(data, 'reports')).toSorted();
const read = ({ data }: Trial, name: string): unknown => JSON.parse(readFileSync(join(data, 'reports', name), 'utf8'));

describe('the report of a run', () => {
  it('is the same on standard output, in reports/ and in the table `runs`', async () => {
    const trial = await smallTrial();
    trial.site.fault(MOORING, { kind: 'status', status: 403 });
    const report = await trial.json('nightly');
    const [added = '', nightly = '', ...others] = reportsOf(trial);
    expect([added.replace(STAMP, ''), nightly.replace(STAMP, '')]).toEqual(['-add.json', '-nightly.json']);
    expect(others).toEqual(['deckhand.prom', 'feed.atom', 'latest.json']);
    expect(read(trial, nightly)).toEqual(report);
    expect(read(trial, 'latest.json')).toEqual(report);

    const [row = {}] = trial.rows('SELECT * FROM runs ORDER BY id DESC');
    const { command, startedAt, endedAt, exitCode, requests, bytes, conferences, notes } = report;
    expect(row).toMatchObject({ command, started_at: startedAt, ended_at: endedAt, exit_code: exitCode });
    expect(JSON.parse(String(row['counts']))).toEqual({ requests, bytes, conferences, notes });
    expect(notes).toMatchObject([{ person: true }]);
  });

  it('is written when the run is interrupted, too', async () => {
    const trial = await smallTrial();
    const running = trial.json('crawl', HARBOUR);
    trial.signals.emit('SIGINT');
    expect(await running).toMatchObject({ exit: 'interrupted', exitCode: 130 });
    expect(read(trial, 'latest.json')).toMatchObject({ command: `crawl ${HARBOUR}`, exitCode: 130 });
  });

  it('that cannot be written costs the run nothing but its exit code', async () => {
    const trial = await smallTrial();
    rmSync(join(trial.data, 'reports'), { recursive: true });
    writeFileSync(join(trial.data, 'reports'), 'a file in the way');
    const report = await trial.json('nightly');
    expect(report).toMatchObject({ exit: 'no_space', exitCode: 8, conferences: [{ added: 23, decks: { stored: 2 } }] });
    expect(report.notes.map(({ message, person }) => [message, person])).toEqual([
      [
        `The metrics were not written to ${trial.data}/reports/deckhand.prom: a file stands in the place of its directory. The setting "metrics" names the file.`,
        true,
      ],
    ]);
  });
});

describe('the directory of reports', () => {
  const report = (command: string, startedAt: string): RunReport => ({
    ...{ command, startedAt, endedAt: startedAt, seconds: 0, exit: 'ok', exitCode: 0, requests: 0, bytes: 0 },
    conferences: [],
    notes: [],
  });

  it('keeps two reports of one second apart', () => {
    const data = trialDirectory();
    for (const link of ['1', '2', '3']) saveReport(data, report(`attach ${link}`, '2026-11-25T02:00:00Z'));
    expect(readdirSync(join(data, 'reports')).toSorted()).toEqual([
      '20261125T020000Z-attach-2.json',
      '20261125T020000Z-attach-3.json',
      '20261125T020000Z-attach.json',
      'latest.json',
    ]);
  });

  it('keeps the newest 400 of each command, and leaves alone what is not its own', () => {
    const data = trialDirectory();
    const directory = join(data, 'reports');
    mkdirSync(directory);
    const named = (day: number, verb: string): string => {
      const date = new Date(Date.UTC(2025, 0, day)).toISOString().slice(0, 10).replaceAll('-', '');
      return `${date}T020000Z-${verb}.json`;
    };
    for (let day = 1; day <= 400; day += 1) {
      writeFileSync(join(directory, named(day, 'nightly')), '');
      writeFileSync(join(directory, named(day, 'attach')), '');
    }
    writeFileSync(join(directory, 'notes.json'), '');
    saveReport(data, report('nightly', '2026-11-25T02:00:00Z'));
    const names = readdirSync(directory);
    expect(names.filter((name) => name.endsWith('-nightly.json'))).toHaveLength(400);
    expect(names.filter((name) => name.endsWith('-attach.json'))).toHaveLength(400);
    expect(names).not.toContain(named(1, 'nightly'));
    expect(names).toEqual(expect.arrayContaining([named(2, 'nightly'), 'notes.json', 'latest.json']));
  });

  it('never shows half a file: who reads the old one reads on in it, and what fails leaves nothing behind', () => {
    const directory = trialDirectory();
    const path = join(directory, 'latest.json');
    replaceFile(path, 'the old one');
    const reader = openSync(path, 'r');
    replaceFile(path, 'the new one');
    expect(readFileSync(reader, 'utf8')).toBe('the old one');
    closeSync(reader);
    expect(readFileSync(path, 'utf8')).toBe('the new one');

    mkdirSync(join(directory, 'taken'));
    expect(() => replaceFile(join(directory, 'taken'), 'x')).toThrow(/EISDIR/);
    expect(readdirSync(directory).toSorted()).toEqual(['latest.json', 'taken']);
  });
});

describe('the metrics', () => {
  it('say what the archive says', async () => {
    const trial = await smallTrial();
    trial.site.fault(MOORING, { kind: 'status', status: 403 });
    const report = await trial.json('nightly');
    trial.clock.advance(DAY);
    trial.site.switches.programme = emptied;
    const second = await trial.json('nightly');
    const samples = samplesOf(readFileSync(join(trial.data, 'reports', 'deckhand.prom'), 'utf8'));

    const { conferences } = await trial.json<{ conferences: Record<string, number | string>[] }>('status');
    const [standing = {}] = conferences;
    const of = (name: string): number | undefined =>
      samples.get(`deckhand_conference_${name}{conference="${HARBOUR}"}`);
    const link = (state: string): number | undefined =>
      samples.get(`deckhand_conference_links{conference="${HARBOUR}",state="${state}"}`);
    const run = (name: string): number | undefined => samples.get(`deckhand_run_${name}{command="nightly"}`);
    expect({
      last: of('last_read_timestamp_seconds'),
      next: of('next_read_timestamp_seconds'),
      counts: ['sessions', 'talks', 'talks_with_deck', 'files', 'file_bytes', 'read_failures', 'held', 'overdue'].map(
        of,
      ),
      links: ['stored', 'due', 'not_yet', 'failed', 'wall', 'unavailable', 'gone'].map(link),
      runs: ['exit_code', 'needs_person', 'requests', 'received_bytes', 'end_timestamp_seconds'].map(run),
    }).toEqual({
      last: Date.parse(String(standing['lastReadAt'])) / 1000,
      next: Date.parse(String(standing['nextReadAt'])) / 1000,
      counts: [
        standing['sessions'],
        standing['talks'],
        standing['talksWithDeck'],
        standing['files'],
        standing['bytes'],
        1,
        1,
        0,
      ],
      links: [1, 0, 0, 0, 1, 0, 0],
      runs: [4, 1, second.requests, second.bytes, Date.parse(second.endedAt) / 1000],
    });
    expect(standing).toMatchObject({ sessions: 23, files: 1, bytes: report.conferences[0]?.bytes });
    expect(samples.get('deckhand_run_exit_code{command="add"}')).toBe(0);
  });

  it('name a server that is left alone, until when', async () => {
    const trial = await smallTrial();
    trial.site.fault(/./, { kind: 'refused', status: 503, retryAfter: '172800' });
    await trial.run('nightly');
    const samples = samplesOf(readFileSync(join(trial.data, 'reports', 'deckhand.prom'), 'utf8'));
    const until = samples.get(
      `deckhand_server_parked_until_timestamp_seconds{domain="${new URL(trial.site.origin).host}"}`,
    );
    expect(until).toBeGreaterThan(trial.clock.now() / 1000 + 172_000);
    expect(samples.has(`deckhand_conference_last_read_timestamp_seconds{conference="${HARBOUR}"}`)).toBe(false);
  });

  it('are written where the configuration says', async () => {
    const trial = await smallTrial();
    const elsewhere = join(trialDirectory(), 'dh.prom');
    configure(trial, { metrics: elsewhere });
    await trial.run('crawl', HARBOUR);
    expect(samplesOf(readFileSync(elsewhere, 'utf8')).size).toBeGreaterThan(10);
  });

  it.each<[string, string, RegExp]>([
    ['whose directory is not there', '/nowhere/at/all/dh.prom', /its directory is not there\./],
    ['that is a directory', '.', /(a directory stands in its place|may not write there)/],
    ['where nobody may write', '/sys/dh.prom', /(may not write there|its directory is not there)/],
  ])('at a path %s are a note that names the setting, in the saved report as well', async (_, metrics, why) => {
    const trial = await smallTrial();
    configure(trial, { metrics });
    const report = await trial.json('crawl', HARBOUR);
    expect(report).toMatchObject({ exit: 'no_space', exitCode: 8, conferences: [{ added: 23 }] });
    expect(report.notes[0]?.message).toMatch(why);
    expect(report.notes[0]?.message).toMatch(
      /^The metrics were not written to \/\S+: .* The setting "metrics" names the file\.$/,
    );
    expect(read(trial, 'latest.json')).toEqual(report);
  });

  it('show a bug', async () => {
    const trial = await smallTrial();
    const { data, clock, signals } = trial;
    const silent = { write: () => undefined };
    const io = { stdout: silent, stderr: silent, env: {}, workingDirectory: data, signals, clock };
    const running = execute(io, settingsOf({ data, quiet: true }, io), {
      command: 'nightly',
      mode: 'write',
      job: () => Promise.reject(new TypeError('x is not a function')),
    });
    await expect(running).rejects.toThrow('x is not a function');
    const samples = samplesOf(readFileSync(join(data, 'reports', 'deckhand.prom'), 'utf8'));
    expect(samples.get('deckhand_run_exit_code{command="nightly"}')).toBe(1);
    expect(samples.get('deckhand_run_needs_person{command="nightly"}')).toBe(1);
  });
});

it('a run that could not begin leaves the reports of others alone', async () => {
  const trial = await smallTrial();
  const before = reportsOf(trial);
  expect((await trial.run('crawl', 'nonsense')).code).toBe(2);
  expect(reportsOf(trial)).toEqual(before);
  expect(existsSync(join(trial.data, 'lock.json'))).toBe(false);
});
