import { statSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openArchive } from '../../src/archive/archive.ts';
import { oldReader, readLocks } from '../../src/archive/log-holder.ts';
import { judgeLog, LOG_LIMITS } from '../../src/archive/wal.ts';
import { reader } from '../setup/readers.ts';
import { AT, trialDirectory } from '../setup/trial-archive.ts';

describe('the write-ahead log', () => {
  it.each<[string, number, number | null, { due: boolean; outlastedAt: number | null }]>([
    ['that is not there yet is left alone', 0, null, { due: false, outlastedAt: null }],
    ['below the limit is left to SQLite', 63, null, { due: false, outlastedAt: null }],
    ['that reached the limit is to be emptied', 64, null, { due: true, outlastedAt: null }],
    ['that grew far in one transaction as well', 1000, null, { due: true, outlastedAt: null }],
    ['whose readers were more patient is left alone', 64, 64, { due: false, outlastedAt: 64 }],
    ['until it grew by the limit again', 127, 64, { due: false, outlastedAt: 64 }],
    ['and is then tried once more', 128, 64, { due: true, outlastedAt: 64 }],
    ['that SQLite emptied meanwhile begins anew', 16, 64, { due: false, outlastedAt: null }],
    ['that was emptied and grew again is due as at first', 64, 100, { due: true, outlastedAt: null }],
  ])('%s', (_, size, outlastedAt, expected) => {
    expect(judgeLog(size, outlastedAt, 64)).toEqual(expected);
  });

  it('is waited for at 64 MB, for 5 s', () => {
    expect(LOG_LIMITS).toEqual({ bytes: 67_108_864, patienceMs: 5_000 });
  });
});

describe('who holds up the log', () => {
  // As Linux 6 writes it, with another file's lock, a waiting one, and locks of other kinds.
  const text = [
    '1: POSIX  ADVISORY  READ 300 fe:00:77 124 124',
    '2: POSIX  ADVISORY  READ 300 fe:00:77 128 128',
    '3: POSIX  ADVISORY  READ 300 fe:00:76 1073741826 1073742335',
    '4: POSIX  ADVISORY  WRITE 400 fe:00:77 120 120',
    '4: -> POSIX  ADVISORY  WRITE 500 fe:00:77 124 124',
    '5: FLOCK  ADVISORY  WRITE 600 00:1a:77 0 EOF',
    '6: OFDLCK ADVISORY  READ -1 00:1a:77 0 0',
    '7: POSIX  ADVISORY  READ 700 08:11:77 126 126',
    '8: POSIX  ADVISORY  READ 800 08:11:78 125 125',
    '',
  ].join('\n');

  it('is found among the locks of the system', () => {
    expect(readLocks(text, 77)).toEqual([
      { pid: 300, mark: 1 },
      { pid: 700, mark: 3 },
    ]);
    expect(readLocks('', 77)).toEqual([]);
  });

  it.each<[string, [number, number][], number | null]>([
    ['is nobody where nobody else reads', [[1, 2]], null],
    [
      'is nobody where all others began just now',
      [
        [1, 2],
        [8, 2],
        [9, 2],
      ],
      null,
    ],
    [
      'reads up to another mark than who began just now',
      [
        [1, 2],
        [8, 2],
        [9, 1],
      ],
      9,
    ],
    [
      'may have read the file before anything was in the log',
      [
        [1, 2],
        [9, 0],
      ],
      9,
    ],
    ['may be the only one that the system tells of', [[9, 3]], 9],
  ])('%s', (_, locks, expected) => {
    expect(
      oldReader(
        locks.map(([pid, mark]) => ({ pid, mark })),
        1,
      ),
    ).toBe(expected);
  });
});

/** A small log, so that a test fills it at once. The patience is spent only where a reader never ends. */
const SMALL = { bytes: 400_000, patienceMs: 1_000 };

function writingArchive(logLimits = SMALL): {
  path: string;
  write: () => void;
  archive: ReturnType<typeof openArchive>;
  wal: () => number;
} {
  const directory = trialDirectory();
  const archive = openArchive({ directory, mode: 'create', now: () => Date.parse(AT), logLimits });
  onTestFinished(() => archive.close());
  const path = join(directory, 'archive.sqlite');
  const run = archive.runs.start('test', AT);
  let n = 0;
  return {
    path,
    archive,
    // A row of 20 kB, another each time.
    write: () =>
      archive.runs.end(
        run,
        0,
        {
          filler: String((n += 1))
            .repeat(20_000)
            .slice(0, 20_000),
        },
        AT,
      ),
    wal: () => statSync(`${path}-wal`).size,
  };
}

describe('a run beside readers', () => {
  it('whose transactions overlap for ever keeps the log short, and nothing fails', async () => {
    const { path, write, archive, wal } = writingArchive({ ...SMALL, patienceMs: 20_000 });
    // Each of three holds a transaction for 60 ms and begins the next at once: there is no moment without one.
    const readers = await Promise.all([0, 20, 40].map((delay) => reader(path, { holdMs: 60, delayMs: delay })));
    let largest = 0;
    for (let index = 0; index < 300; index += 1) {
      write();
      largest = Math.max(largest, wal());
    }
    expect(archive.longReader()).toBeNull();
    expect(largest).toBeLessThan(2 * SMALL.bytes);
    for (const one of readers) {
      const { reads, error } = await one.stop();
      expect(error).toBe('');
      expect(reads).toBeGreaterThan(0);
    }
  });

  it('of which one reads on and on says which, waits no second time for the same, and fails neither', async () => {
    const { path, write, archive, wal } = writingArchive();
    const long = await reader(path, { holdMs: 600_000 });
    const short = await reader(path, { holdMs: 20 });
    const begun = wal();
    while (archive.longReader() === null) write();
    const size = wal();
    expect(size).toBeLessThan(begun + 2 * SMALL.bytes);
    const told = archive.longReader() ?? '';
    if (process.platform === 'linux')
      expect(told).toContain(
        `"node reader.ts" (process ${long.pid}) has read ${path} in one transaction for more than 1 s.`,
      );
    else expect(told).toMatch(/^Another program has read /);
    expect(told).toMatch(
      /Until it ends, what runs write is added to \S+archive\.sqlite-wal \(1 MB\)\. End it, or let it read a copy that "deckhand snapshot" makes\.$/,
    );

    // The wait is one statement of SQLite: where it does not happen, many writes cost what they cost.
    for (let index = 0; index < 5; index += 1) write();
    expect(wal()).toBeGreaterThan(size);
    expect((await long.stop()).error).toBe('');
    expect((await short.stop()).error).toBe('');
    while (wal() > size) write();
    for (let index = 0; index < 60; index += 1) write();
    expect(wal()).toBeLessThan(2 * SMALL.bytes);
    expect(archive.longReader()).toBe(told);
  });

  it('leaves an empty log behind, also where somebody has the archive open', () => {
    const { path, write, archive, wal } = writingArchive();
    const analyst = new SqliteDatabase(path, { readonly: true });
    onTestFinished(() => void analyst.close());
    analyst.prepare('SELECT count(*) FROM runs').get();
    write();
    archive.close();
    expect(wal()).toBe(0);
    expect(analyst.prepare('SELECT count(*) AS n FROM runs').get()).toEqual({ n: 1 });
  });

  it('that somebody reads to the end ends all the same, and loses nothing', () => {
    const { path, write, archive, wal } = writingArchive();
    const analyst = new SqliteDatabase(path, { readonly: true });
    onTestFinished(() => void analyst.close());
    analyst.exec('BEGIN');
    analyst.prepare('SELECT count(*) FROM runs').get();
    write();
    archive.close();
    expect(wal()).toBeGreaterThan(0);
    analyst.exec('COMMIT');
    expect(analyst.prepare('SELECT count(*) AS n FROM runs WHERE counts LIKE \'{"filler":"111%\'').get()).toEqual({
      n: 1,
    });
  });
});
