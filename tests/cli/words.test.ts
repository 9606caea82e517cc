import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { table } from '../../src/cli/output.ts';
import { parseBytes, parseCount, parseDuration, showDuration } from '../../src/cli/quantities.ts';
import { reportText } from '../../src/cli/report-text.ts';
import { drawProgress, progressLine } from '../../src/cli/terminal-progress.ts';
import type { ProgressState } from '../../src/jobs/progress.ts';
import type { ConferenceReport, RunReport } from '../../src/jobs/run.ts';
import { counted, showBytes } from '../../src/model/amounts.ts';

const idle: ProgressState = {
  conference: null,
  activity: null,
  done: 0,
  total: null,
  sessions: 0,
  decks: 0,
  bytes: 0,
  inspected: 0,
  toInspect: 0,
};

describe('the progress line', () => {
  const kubecon = { ...idle, conference: 'kubecon-eu-2018' };
  it.each<[string, ProgressState, number, number, string]>([
    ['reading', { ...kubecon, activity: 'reading' }, 500, 0, 'kubecon-eu-2018  reading  0 bytes'],
    [
      'reading pages of sessions',
      { ...kubecon, activity: 'reading', sessions: 359, done: 20, total: 359, bytes: 2e6 },
      20_000,
      2e6,
      'kubecon-eu-2018  359 sessions  pages 20 of 359  2.0 MB  100 kB/s  6 min left',
    ],
    [
      'downloading',
      { ...kubecon, activity: 'downloading', sessions: 359, done: 57, total: 219, bytes: 12e6 },
      30_000,
      12e6,
      'kubecon-eu-2018  359 sessions  decks 57 of 219  12 MB  400 kB/s  85 s left',
    ],
    [
      'downloading and looking into what came',
      { ...kubecon, activity: 'downloading', done: 57, total: 219, bytes: 12e6, inspected: 49, toInspect: 57 },
      30_000,
      12e6,
      'kubecon-eu-2018  decks 57 of 219  read 49 of 57  12 MB  400 kB/s  85 s left',
    ],
    [
      'just begun, when nobody can tell',
      { ...kubecon, activity: 'downloading', done: 1, total: 219, bytes: 1e5 },
      900,
      1e5,
      'kubecon-eu-2018  decks 1 of 219  100 kB',
    ],
    [
      'done',
      { ...kubecon, activity: 'downloading', done: 219, total: 219, bytes: 5e8 },
      6e5,
      5e8,
      'kubecon-eu-2018  decks 219 of 219  500 MB  833 kB/s',
    ],
    [
      'verifying',
      { ...idle, activity: 'verifying', done: 3, total: 9, bytes: 3e3 },
      1_500,
      3e3,
      'files 3 of 9  3.0 kB  2.0 kB/s',
    ],
  ])('while %s', (_, state, elapsed, bytes, line) => {
    expect(progressLine(state, elapsed, bytes)).toBe(line);
  });

  it('is drawn over itself, no wider than the terminal, at most ten times a second, and wiped at the end', () => {
    const written: string[] = [];
    let now = 1_000;
    const drawn = drawProgress({ write: (text) => written.push(text), columns: 30 }, () => now);
    for (; now <= 1_250; now += 50) drawn.listener({ ...kubecon, activity: 'downloading', done: 1, total: 219 });
    expect(written).toEqual([
      '\r\u001B[2Kkubecon-eu-2018  decks 1 of 2',
      ...Array<string>(2).fill('\r\u001B[2Kkubecon-eu-2018  decks 1 of 2'),
    ]);
    drawn.clear();
    expect(written.at(-1)).toBe('\r\u001B[2K');
  });
});

describe('a quantity', () => {
  it.each<[string, number]>([
    ['0', 0],
    ['500', 500],
    ['20MB', 20e6],
    ['20 mb', 20e6],
    ['1.5GB', 1.5e9],
    ['1GiB', 1024 ** 3],
    ['4KiB', 4096],
    ['7k', 7000],
  ])('%j is %d bytes', (text, bytes) => expect(parseBytes(text)).toBe(bytes));

  it.each<[string, number]>([
    ['90', 90_000],
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['1.5 h', 5_400_000],
    ['5min', 300_000],
  ])('%j is %d milliseconds', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['', 'many', '-1', '1e9', '5 parsecs', '1,000', 'NaN', '0x10', '5MBs'])('%j is none', (text) => {
    expect(() => parseBytes(text)).toThrow(InvalidArgumentError);
    expect(() => parseDuration(text)).toThrow(InvalidArgumentError);
  });

  it.each(['', ' ', '-1', '1.5', 'ten', '9007199254740993'])('%j is no count', (text) => {
    expect(() => parseCount(0)(text)).toThrow(InvalidArgumentError);
  });

  it.each<[number, string]>([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1_000, '1.0 kB'],
    [9_949, '9.9 kB'],
    [1_234_567, '1.2 MB'],
    [999_999_999, '1000 MB'],
    [5e12, '5.0 TB'],
    [5e16, '50000 TB'],
  ])('%d bytes are shown as %s', (bytes, text) => expect(showBytes(bytes)).toBe(text));

  it.each<[number, string]>([
    [0, '0 s'],
    [89.4, '89 s'],
    [90, '2 min'],
    [3_600, '60 min'],
    [12_000, '3 h 20 min'],
  ])('%d seconds are shown as %s', (seconds, text) => expect(showDuration(seconds)).toBe(text));

  it.each<[number, string]>([
    [0, '0 sessions'],
    [1, '1 session'],
    [1_234, '1,234 sessions'],
  ])('%d is counted as %s', (number, text) => expect(counted(number, 'session')).toBe(text));
});

const decks = {
  stored: 0,
  unchanged: 0,
  new_version: 0,
  not_yet: 0,
  gone: 0,
  wall: 0,
  unavailable: 0,
  too_large: 0,
  failed: 0,
};

const quietNight: ConferenceReport = {
  conference: 'kubecon-eu-2018',
  sessions: 359,
  added: 0,
  changed: 0,
  withdrawn: 0,
  linksAdded: 0,
  linksRemoved: 0,
  decks,
  bytes: 0,
  inspected: { ok: 0, empty: 0, encrypted: 0, damaged: 0, unsupported: 0, timed_out: 0 },
  slides: 0,
  read: true,
  waiting: 0,
  requests: 0,
  seconds: 0,
};

const longRun: RunReport = {
  command: 'archive kubecon-eu-2018',
  startedAt: '2018-05-02T09:00:00Z',
  endedAt: '2018-05-02T09:02:00Z',
  seconds: 120,
  exit: 'ok',
  exitCode: 0,
  requests: 223,
  bytes: 5e8,
  conferences: [],
  notes: [],
};

describe('a report', () => {
  const conference = (given: Partial<ConferenceReport>): ConferenceReport => ({ ...quietNight, ...given });
  const report = (conferences: readonly ConferenceReport[], given: Partial<RunReport> = {}): RunReport => ({
    ...longRun,
    conferences,
    ...given,
  });
  const total = '223 requests, 500 MB in 2 min; exit 0 (ok)';

  it.each<[string, ConferenceReport[], string[]]>([
    [
      'of a first night',
      [conference({ added: 359, bytes: 5e8, decks: { ...decks, stored: 219 } })],
      ['kubecon-eu-2018', '  359 sessions, 359 new', '  decks: 219 stored (500 MB)', total],
    ],
    ['of a quiet night', [conference({})], ['kubecon-eu-2018', '  359 sessions, nothing changed', total]],
    [
      'of a lively night',
      [
        conference({
          changed: 3,
          withdrawn: 1,
          bytes: 2e6,
          decks: {
            ...decks,
            new_version: 1,
            unchanged: 7,
            not_yet: 2,
            gone: 1,
            wall: 1,
            unavailable: 1,
            too_large: 1,
            failed: 2,
          },
        }),
      ],
      [
        'kubecon-eu-2018',
        '  359 sessions, 3 changed, 1 withdrawn',
        '  decks: 1 new version, 7 unchanged, 2 not there yet, 1 gone, 1 behind a wall, 1 not to be had, 1 too large, 2 failed (2.0 MB)',
        total,
      ],
    ],
    [
      'of a download, which read no programme',
      [conference({ sessions: 0, decks: { ...decks, unchanged: 4 } })],
      ['kubecon-eu-2018', '  decks: 4 unchanged', total],
    ],
    [
      'of a conference that could not be read, with decks that are still to come',
      [conference({ read: false, waiting: 3 })],
      ['kubecon-eu-2018', '  359 sessions, not read this time', '  decks: 3 will be asked for again', total],
    ],
    [
      'of several',
      [
        conference({
          added: 359,
          bytes: 5e8,
          decks: { ...decks, stored: 219, failed: 2 },
          waiting: 5,
          requests: 223,
          seconds: 240,
        }),
        conference({ conference: 'demo', sessions: 23, requests: 2, seconds: 1.3 }),
      ],
      [
        'conference       sessions  new  changed  decks  waiting  failed  size     requests  time',
        'kubecon-eu-2018       359  359        0    219        5       2  500 MB        223  4 min',
        'demo                   23    0        0      0        0       0  0 bytes         2  1 s',
        total,
      ],
    ],
    [
      'of many, of which one has news',
      [
        ...Array.from({ length: 11 }, (_, n) => conference({ conference: `c${n}`, waiting: n })),
        conference({ changed: 1 }),
      ],
      [
        'conference       sessions  new  changed  decks  waiting  failed  size     requests  time',
        'kubecon-eu-2018       359    0        1      0        0       0  0 bytes         0  0 s',
        'and 11 conferences without news, 55 decks waiting',
        total,
      ],
    ],
    ['of nothing', [], [total]],
  ])('%s', (_, conferences, lines) => {
    expect(reportText(report(conferences), false)).toBe(lines.join('\n'));
  });

  it('says what needs a person with an exclamation mark, and with --quiet nothing else', () => {
    const noted = report([conference({})], {
      exit: 'partial',
      exitCode: 3,
      notes: [
        { exit: 'ok', conference: null, message: 'A wall.', person: true },
        { exit: 'partial', conference: null, message: 'One deck failed.', person: false },
      ],
    });
    expect(reportText(noted, false)).toBe(
      'kubecon-eu-2018\n  359 sessions, nothing changed\n- One deck failed.\n! A wall.\n223 requests, 500 MB in 2 min; exit 3 (partial)',
    );
    expect(reportText(noted, true)).toBe('! A wall.');
    expect(reportText(report([conference({})]), true)).toBe('');
  });
});

describe('one screen', () => {
  const many = (count: number, given: (n: number) => Partial<ConferenceReport>): ConferenceReport[] =>
    Array.from({ length: count }, (_, n) => ({ ...quietNight, conference: `kubecon-region-${2000 + n}`, ...given(n) }));
  const screen = (conferences: ConferenceReport[], notes: RunReport['notes'] = []): string[] =>
    reportText({ ...longRun, conferences, notes }, false).split('\n');

  it('holds 40 conferences with news, and a line has 100 characters at most', () => {
    const lines = screen(
      many(40, () => ({
        sessions: 1359,
        added: 1359,
        changed: 12,
        bytes: 5e9,
        waiting: 219,
        requests: 1223,
        seconds: 9_999,
      })),
    );
    expect(lines).toHaveLength(42);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });

  it('holds those with news of 40, and the others in one line', () => {
    expect(screen(many(40, (n) => ({ changed: n < 3 ? 1 : 0 })))).toHaveLength(6);
  });

  it('holds a night on which 200 decks failed', () => {
    const notes = Array.from({ length: 200 }, (_, n) => ({
      ...{ exit: 'partial' as const, conference: 'x', message: `Deck ${n} failed.`, person: false },
    }));
    const lines = screen(
      many(1, () => ({})),
      notes,
    );
    expect(lines.slice(2, 4)).toEqual(['- Deck 0 failed.', '- Deck 1 failed.']);
    expect(lines.at(-2)).toBe('- and 189 more; all of them are in reports/latest.json of the data directory.');
    expect(lines).toHaveLength(15);
    // A mail leaves out nothing that is to be done.
    const mail = reportText({ ...longRun, notes: notes.map((note) => ({ ...note, person: true })) }, true);
    expect(mail.split('\n')).toHaveLength(200);
  });
});

it('a table has its numbers to the right and nothing for null', () => {
  expect(
    table(
      ['name', 'n', 'x'],
      [
        ['a', 5, null],
        ['bcdef', 1000, 'y'],
      ],
    ),
  ).toBe('name      n  x\na         5\nbcdef  1000  y');
});
