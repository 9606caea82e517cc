import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { takeWriterLock } from '../../src/archive/lock.ts';
import { deckhand } from '../setup/command-line.ts';
import { asNobody, NOBODY } from '../setup/nobody.ts';
import { stockThreeConferences } from '../setup/three-conferences.ts';
import { trialDirectory } from '../setup/trial-archive.ts';

const BIN = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));
/** Where even root may write nothing (Linux); elsewhere a place below a device. */
const UNWRITABLE = process.platform === 'linux' ? '/sys/deckhand.sqlite' : '/dev/null/deckhand.sqlite';

function stocked(): { data: string; place: string; file: string } {
  const data = trialDirectory();
  stockThreeConferences(data);
  const place = trialDirectory();
  return { data, place, file: join(place, 'copy.sqlite') };
}

function change(data: string, sql: string): void {
  const database = new SqliteDatabase(join(data, 'archive.sqlite'));
  database.exec(sql);
  database.close();
}

function titles(file: string): unknown[] {
  const database = new SqliteDatabase(file, { readonly: true });
  try {
    return database.prepare('SELECT DISTINCT title FROM sessions').pluck().all();
  } finally {
    database.close();
  }
}

describe('`snapshot`', () => {
  it('says what it made, in words and in JSON', async () => {
    const { data, place, file } = stocked();
    const { code, stdout } = await deckhand(['snapshot', 'copy.sqlite', '--data', data], { workingDirectory: place });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\/\S+\/copy\.sqlite: \d+ kB, 1\d\d rows in 21 tables, checked, in \d+ s\n$/);
    const report = JSON.parse((await deckhand(['snapshot', file, '--data', data, '--json'])).stdout) as Record<
      string,
      unknown
    >;
    expect(report).toMatchObject({ file, replaced: true, bytes: statSync(file).size, seconds: expect.any(Number) });
    expect(report['tables']).toContainEqual({ name: 'conferences', rows: 3 });
    expect(readdirSync(place)).toEqual(['copy.sqlite']);
  });

  it('takes no lock, and waits for none', async () => {
    const { data, file } = stocked();
    const lock = takeWriterLock(data, 'archive', '2018-05-02T09:00:00Z');
    expect((await deckhand(['snapshot', file, '--data', data, '--quiet'])).stdout).toBe('');
    lock.release();
    expect(titles(file)).toContain('Persistent storage');
  });

  it('replaces an older snapshot in one step: who has it open keeps what it reads', async () => {
    const { data, file } = stocked();
    await deckhand(['snapshot', file, '--data', data]);
    chmodSync(file, 0o640);
    const reader = new SqliteDatabase(file, { readonly: true });
    onTestFinished(() => void reader.close());
    reader.prepare('SELECT count(*) FROM sessions').get();
    change(data, "UPDATE sessions SET title = 'Changed'");
    expect((await deckhand(['snapshot', file, '--data', data])).code).toBe(0);
    expect(titles(file)).toEqual(['Changed']);
    expect(reader.prepare("SELECT count(*) AS n FROM sessions WHERE title = 'Changed'").get()).toEqual({ n: 0 });
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it('can be read from a directory in which its reader may write nothing', async () => {
    const { data, place, file } = stocked();
    await deckhand(['snapshot', file, '--data', data]);
    chmodSync(file, 0o444);
    chmodSync(place, 0o555);
    try {
      asNobody(() => {
        expect(() => writeFileSync(join(place, 'x'), '')).toThrow(/EACCES/);
        expect(titles(file)).toContain('Persistent storage');
      });
      if (spawnSync('sqlite3', ['--version']).status !== 0) return;
      const user = process.getuid?.() === 0 ? { uid: NOBODY } : {};
      const output = execFileSync('sqlite3', [file, 'SELECT count(*) FROM session_overview'], {
        ...user,
        encoding: 'utf8',
      });
      expect(output).toBe('11\n');
    } finally {
      chmodSync(place, 0o755);
    }
  });

  it('--dry-run says what it would do and writes nothing', async () => {
    const { data, place, file } = stocked();
    const { stdout } = await deckhand(['snapshot', file, '--data', data, '--dry-run']);
    expect(stdout).toMatch(/copy\.sqlite would be made: about \d+ kB\n$/);
    expect(readdirSync(place)).toEqual([]);
    expect((await deckhand(['snapshot', join(data, 'archive.sqlite'), '--data', data, '--dry-run'])).code).toBe(2);
  });

  describe('refuses, and leaves alone,', () => {
    it.each<[string, (given: ReturnType<typeof stocked>) => string, string]>([
      ['the archive itself', ({ data }) => join(data, 'archive.sqlite'), 'own_archive'],
      [
        'its lock, also while there is none',
        ({ data }) => {
          rmSync(join(data, 'lock.sqlite'), { force: true });
          return join(data, 'lock.sqlite');
        },
        'own_archive',
      ],
      ['its write-ahead log', ({ data }) => join(data, 'archive.sqlite-wal'), 'reserved_name'],
      [
        'a symbolic link to the archive',
        ({ data, file }) => {
          symlinkSync(join(data, 'archive.sqlite'), file);
          return file;
        },
        'own_archive',
      ],
      [
        'a second link to the archive',
        ({ data, file }) => {
          linkSync(join(data, 'archive.sqlite'), file);
          return file;
        },
        'own_archive',
      ],
      [
        'the archive by way of a linked directory',
        ({ data, place }) => {
          symlinkSync(data, join(place, 'linked'));
          return join(place, 'linked', 'archive.sqlite');
        },
        'own_archive',
      ],
      [
        'the archive of another directory',
        ({ place }) => {
          stockThreeConferences(place);
          return join(place, 'archive.sqlite');
        },
        'other_archive',
      ],
      [
        'an archive that was restored from a snapshot',
        ({ data, place }) => {
          const restored = join(place, 'restored');
          mkdirSync(join(restored, 'decks'), { recursive: true });
          execFileSync(process.execPath, ['--no-warnings', BIN, 'snapshot', join(place, 's.sqlite'), '--data', data]);
          writeFileSync(join(restored, 'archive.sqlite'), readFileSync(join(place, 's.sqlite')));
          return join(restored, 'archive.sqlite');
        },
        'other_archive',
      ],
      ['a directory', ({ place }) => place, 'not_a_file'],
      [
        'a symbolic link that leads nowhere',
        ({ place, file }) => {
          symlinkSync(join(place, 'nowhere'), file);
          return file;
        },
        'dangling_link',
      ],
      ['a place in a directory that is not there', ({ place }) => join(place, 'none', 'copy.sqlite'), 'no_directory'],
    ])('%s, even with --force', async (_, make, expected) => {
      const given = stocked();
      // An open writer, so that there is a log.
      const writer = new SqliteDatabase(join(given.data, 'archive.sqlite'));
      onTestFinished(() => void writer.close());
      writer.exec('UPDATE sessions SET title = title');
      const target = make(given);
      const before = existsSync(target) && statSync(target).isFile() ? readFileSync(target) : null;
      const { code, stdout } = await deckhand(['snapshot', target, '--data', given.data, '--force', '--json']);
      expect([code, (JSON.parse(stdout) as { error: { code: string } }).error.code]).toEqual([2, expected]);
      if (before !== null) expect(readFileSync(target).equals(before)).toBe(true);
    });

    it('a file that is no snapshot, unless --force is said', async () => {
      const { data, file } = stocked();
      writeFileSync(file, 'Dear diary');
      expect(await deckhand(['snapshot', file, '--data', data])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('is no snapshot of Deckhand'),
      });
      expect(readFileSync(file, 'utf8')).toBe('Dear diary');
      expect((await deckhand(['snapshot', file, '--data', data, '--force'])).code).toBe(0);
      expect(titles(file)).toContain('Persistent storage');
    });

    it('a snapshot that another program is writing to, unless --force is said', async () => {
      const { data, place, file } = stocked();
      await deckhand(['snapshot', file, '--data', data]);
      writeFileSync(`${file}-journal`, 'what was there before');
      expect((await deckhand(['snapshot', file, '--data', data])).stderr).toMatch(
        /copy\.sqlite-journal lies beside it/,
      );
      expect((await deckhand(['snapshot', file, '--data', data, '--force'])).code).toBe(0);
      expect(readdirSync(place)).toEqual(['copy.sqlite']);
    });

    it('a place that cannot be written, as such', async () => {
      const { data } = stocked();
      const { code, stderr } = await deckhand(['snapshot', UNWRITABLE, '--data', data]);
      expect(stderr).toMatch(process.platform === 'linux' ? /^deckhand: \/sys cannot be written/ : /no directory/);
      expect(code).toBe(process.platform === 'linux' ? 8 : 2);
    });
  });

  it('of an archive whose search is damaged fails, and leaves the older snapshot', async () => {
    const { data, place, file } = stocked();
    await deckhand(['snapshot', file, '--data', data]);
    const before = readFileSync(file);
    change(data, "INSERT INTO slides_fts (slides_fts) VALUES ('delete-all')");
    const { code, stderr } = await deckhand(['snapshot', file, '--data', data]);
    expect(stderr).toMatch(/The copy fails its check: .*slides_fts.*"deckhand verify"/);
    expect(code).toBe(7);
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(place)).toEqual(['copy.sqlite']);
  });

  it('that is killed leaves the older snapshot, and the next one sweeps up', async () => {
    const { data, place, file } = stocked();
    await deckhand(['snapshot', file, '--data', data]);
    const before = readFileSync(file);
    change(
      data,
      `INSERT INTO slides (file_id, number, text)
       WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
       SELECT 1, i, 'anchor ' || hex(randomblob(300)) FROM n`,
    );
    const running = spawn(process.execPath, ['--no-warnings', BIN, 'snapshot', file, '--data', data], {
      stdio: 'ignore',
    });
    const exited = once(running, 'exit');
    const halves = (): string[] => readdirSync(place).filter((name) => name.includes('.half-'));
    while (halves().length === 0 && running.exitCode === null) await wait(2);
    running.kill('SIGKILL');
    await exited;
    expect(halves()).not.toEqual([]);
    expect(readFileSync(file).equals(before)).toBe(true);

    // Halves of a process that lives and of another machine's are not ours; that machine's from last week is nobody's.
    const living: ChildProcess = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
    onTestFinished(() => void living.kill());
    const others = [`copy.sqlite.half-${hostname()}-${living.pid ?? 0}`, 'copy.sqlite.half-elsewhere-7'];
    for (const name of [...others, 'copy.sqlite.half-elsewhere-8']) writeFileSync(join(place, name), 'half');
    utimesSync(join(place, 'copy.sqlite.half-elsewhere-8'), 0, 0);
    expect((await deckhand(['snapshot', file, '--data', data])).code).toBe(0);
    expect(readdirSync(place).toSorted()).toEqual(['copy.sqlite', ...others].toSorted());
    const copy = new SqliteDatabase(file, { readonly: true });
    expect(copy.prepare("SELECT count(*) AS n FROM slides_fts WHERE slides_fts MATCH 'anchor'").get()).toEqual({
      n: 19_001,
    });
    copy.close();
  });

  it('follows a symbolic link to an older snapshot, and keeps the link', async () => {
    const { data, place, file } = stocked();
    await deckhand(['snapshot', file, '--data', data]);
    symlinkSync(file, join(place, 'latest.sqlite'));
    change(data, "UPDATE sessions SET title = 'Changed'");
    expect((await deckhand(['snapshot', join(place, 'latest.sqlite'), '--data', data])).code).toBe(0);
    expect(titles(file)).toEqual(['Changed']);
    expect(readdirSync(place).toSorted()).toEqual(['copy.sqlite', 'latest.sqlite']);
  });
});
