import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openArchive } from '../../src/archive/archive.ts';
import { takeWriterLock } from '../../src/archive/lock.ts';
import { bornAt } from '../../src/archive/processes.ts';
import { deckhandProcess, startChild } from '../setup/child.ts';
import { asNobody } from '../setup/nobody.ts';
import { reader } from '../setup/readers.ts';
import { stockThreeConferences } from '../setup/three-conferences.ts';
import { trialDirectory } from '../setup/trial-archive.ts';

/** How often runs that begin at once are tried. */
const ROUNDS = 60;
const SINCE = '2018-05-02T09:00:00Z';
const source = (file: string): string => JSON.stringify(new URL(`../../src/archive/${file}`, import.meta.url).href);

/** An archive with slides enough that to copy it takes some time. */
function largeArchive(): string {
  const data = trialDirectory();
  stockThreeConferences(data);
  const database = new SqliteDatabase(join(data, 'archive.sqlite'));
  database.exec(`INSERT INTO slides (file_id, number, text)
    WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)
    SELECT 1, i, 'anchor ' || hex(randomblob(300)) FROM n`);
  database.close();
  return data;
}

/** A second run, which is turned away and says by whom. */
async function expectTurnedAway(data: string, pid: number, command: string): Promise<void> {
  const { code, stderr } = await deckhandProcess(['inspect', '--data', data]);
  expect(stderr).toMatch(
    new RegExp(
      `^deckhand: "deckhand ${command}" \\(process ${pid} on ${hostname()}, since 2018-05-02T09:00:00(?:\\.000)?Z\\) is writing to `,
    ),
  );
  expect(code).toBe(6);
}

describe('a second run', () => {
  it('that begins in the very same instant is turned away, and only that one', async () => {
    const data = trialDirectory();
    const takers = [1, 2, 3].map(() => startChild({ file: './lock-taker.ts' }, data));
    for (const taker of takers) expect(await taker.line()).toBe('ready');
    const winners: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const instant = Date.now() + 4;
      for (const taker of takers) taker.say(`take ${instant}`);
      const said = await Promise.all(takers.map((taker) => taker.line()));
      winners.push(said.filter((line) => line === 'won').length);
      for (const line of said) expect(line).toMatch(/^won$|is writing to /);
      // Whoever is named is the winner, if anybody is: never the one of an earlier round.
      const winner = takers[said.indexOf('won')]?.pid;
      for (const line of said) {
        const named = /\(process (\d+) on/.exec(line ?? '')?.[1];
        if (named !== undefined) expect(Number(named)).toBe(winner);
      }
      for (const taker of takers) taker.say('drop');
      for (const taker of takers) expect(await taker.line()).toBe('dropped');
    }
    expect(winners).toEqual(Array.from({ length: ROUNDS }, () => 1));
  });

  it('is not turned away by one that is in the middle of the same step', async () => {
    const data = trialDirectory();
    takeWriterLock(data, 'earlier', SINCE).release();
    // Another run has its shared lock, and not yet the exclusive one, for 20 ms at a time.
    const other = await reader(join(data, 'lock.sqlite'), { holdMs: 20, sql: 'SELECT 1 FROM sqlite_schema' });
    let won = 0;
    for (let time = 0; time < 10; time += 1) {
      try {
        takeWriterLock(data, 'trial', SINCE).release();
        won += 1;
      } catch (error) {
        expect(error).toMatchObject({ exit: 'locked' });
      }
    }
    expect(won).toBeGreaterThan(0);
    await other.stop();
  });

  it('is turned away while the first migrates, however long; when that is killed, the next one begins at once', async () => {
    const data = trialDirectory();
    stockThreeConferences(data);
    // As opening an archive does it, and with a migration that comes to no end in this test.
    const first = startChild(
      {
        source: `import { openDatabase } from ${source('database.ts')};
        import { takeWriterLock } from ${source('lock.ts')};
        import { migrate, shippedMigrations } from ${source('migrate.ts')};
        const [data] = process.argv.slice(1);
        takeWriterLock(data, 'crawl slow-2018', '${SINCE}');
        const database = openDatabase(data, 'write');
        const shipped = shippedMigrations();
        const sql = \`CREATE TABLE half (n INTEGER) STRICT; INSERT INTO half SELECT 1;
          INSERT INTO half WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n\`;
        console.log('migrating');
        migrate(database, data + '/archive.sqlite', { backups: data + '/backups', now: Date.now,
          migrations: [...shipped, { number: shipped.length + 1, name: 'slow', sql }] });`,
      },
      data,
    );
    expect(await first.line()).toBe('migrating');
    // In the middle of the migration: its backup is whole.
    await expect
      .poll(() => readdirSync(join(data, 'backups')).some((name) => name.endsWith('.sqlite')), { timeout: 10_000 })
      .toBe(true);
    for (let time = 0; time < 2; time += 1) {
      await expectTurnedAway(data, first.pid, 'crawl slow-2018');
      await wait(300);
    }
    await first.kill();
    expect(existsSync(join(data, 'lock.json'))).toBe(true);
    openArchive({ directory: data, mode: 'write' }).close();
    expect(existsSync(join(data, 'lock.json'))).toBe(false);
  });

  it('is turned away while the first copies its archive, and after that', async () => {
    const data = largeArchive();
    const place = trialDirectory();
    const first = startChild(
      {
        source: `import { openArchive } from ${source('archive.ts')};
        const [data, copy] = process.argv.slice(1);
        const archive = openArchive({ directory: data, mode: 'write', command: 'forget x', now: () => Date.parse('${SINCE}') });
        console.log('copying');
        for (let n = 0; n < 5; n += 1) archive.snapshot(copy + n);
        console.log('copied');
        setInterval(() => archive.directory, 1000);`,
      },
      data,
      join(place, 'copy'),
    );
    expect(await first.line()).toBe('copying');
    await expectTurnedAway(data, first.pid, 'forget x');
    expect(await first.line()).toBe('copied');
    await expectTurnedAway(data, first.pid, 'forget x');
    // Another process's snapshot opens the same files, and closes them again.
    expect((await deckhandProcess(['snapshot', join(place, 'other'), '--data', data])).code).toBe(0);
    await expectTurnedAway(data, first.pid, 'forget x');
    await first.kill();
    takeWriterLock(data, 'next', SINCE).release();
  });
});

describe('the file that names the holder', () => {
  /** Holds the lock as a run does that was stopped before it could write its name. */
  const heldBySomebody = (): string => {
    const data = trialDirectory();
    const database = new SqliteDatabase(join(data, 'lock.sqlite'));
    database.exec('BEGIN EXCLUSIVE');
    onTestFinished(() => void database.close());
    return data;
  };
  const self = { pid: process.pid, host: hostname(), command: 'nightly', since: SINCE, born: bornAt(process.pid) };
  const named = /^"deckhand nightly" \(process \d+ on \S+, since 2018-05-02T09:00:00Z\) is writing to /;
  const unnamed = /^Another run is writing to \S+\. Wait for it to end, or name another directory with --data\.$/;
  // The largest number that Linux gives to a process is 4,194,304.
  it.each<[string, unknown, RegExp]>([
    ['is believed of a process that lives', self, named],
    ['is believed of one on another machine', { ...self, host: 'elsewhere', pid: 7, born: '7' }, named],
    ['is believed where a system does not say when a process began', { ...self, born: null }, named],
    ['is not believed of a dead process', { ...self, pid: 4_194_305 }, unnamed],
    [
      'is not believed of a process that was given the number later',
      { ...self, born: '1' },
      process.platform === 'linux' ? unnamed : named,
    ],
    ['is not believed when it is something else', { holder: 'me' }, unnamed],
    ['is not believed when it is empty', '', unnamed],
  ])('%s', (_, holder, message) => {
    const data = heldBySomebody();
    writeFileSync(join(data, 'lock.json'), holder === '' ? '' : JSON.stringify(holder));
    expect(() => takeWriterLock(data, 'crawl', SINCE)).toThrow(message);
  });

  it('may be missing', () => {
    expect(() => takeWriterLock(heldBySomebody(), 'crawl', SINCE)).toThrow(unnamed);
  });

  it('of a dead owner hinders nobody and is replaced', () => {
    const data = trialDirectory();
    writeFileSync(join(data, 'lock.json'), JSON.stringify({ ...self, command: 'long ago' }));
    const lock = takeWriterLock(data, 'crawl', SINCE);
    expect(readFileSync(join(data, 'lock.json'), 'utf8')).toContain('"command":"crawl"');
    lock.release();
    expect(readdirSync(data)).toEqual(['lock.sqlite']);
  });
});

describe('a directory in which nothing may be written', () => {
  it.each(['before there is a lock', 'after there was one'])('is named, %s', (when) => {
    const data = trialDirectory();
    if (when === 'after there was one') takeWriterLock(data, 'earlier', SINCE).release();
    chmodSync(data, 0o555);
    onTestFinished(() => chmodSync(data, 0o755));
    asNobody(() => {
      expect(() => takeWriterLock(data, 'crawl', SINCE)).toThrow(
        expect.objectContaining({
          exit: 'no_space',
          message: expect.stringMatching(
            `^${data} cannot be written \\(\\w+\\)\\. Make it writable for this user, or name another with --data\\.$`,
          ) as string,
        }),
      );
    });
    expect(readdirSync(data)).toEqual(when === 'after there was one' ? ['lock.sqlite'] : []);
    // Nothing of the attempt is left that would turn the next one away.
    chmodSync(data, 0o755);
    takeWriterLock(data, 'next', SINCE).release();
  });
});
