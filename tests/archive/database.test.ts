import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openArchive } from '../../src/archive/archive.ts';
import { openDatabase } from '../../src/archive/database.ts';
import { APPLICATION_ID, migrate, shippedMigrations } from '../../src/archive/migrate.ts';
import {
  ATTEMPT_OUTCOMES,
  AVAILABILITIES,
  LEVELS,
  LINK_KINDS,
  LINK_ORIGINS,
  LINK_STATES,
  ROLES,
  SESSION_KINDS,
  SESSION_STATES,
  TEXT_STATES,
} from '../../src/model/vocabulary.ts';
import { trialArchive, trialDirectory } from '../setup/trial-archive.ts';

const now = (): number => Date.parse('2026-01-02T03:04:05Z');

describe('the database', () => {
  it('bears our application id, the newest version, WAL and foreign keys', () => {
    const directory = trialDirectory();
    const database = openDatabase(directory, 'create', now);
    const pragma = (name: string): unknown => database.pragma(name, { simple: true });
    expect([pragma('application_id'), pragma('user_version'), pragma('journal_mode'), pragma('foreign_keys')]).toEqual([
      APPLICATION_ID,
      shippedMigrations().length,
      'wal',
      1,
    ]);
    database.close();
    expect(existsSync(join(directory, 'backups'))).toBe(false);
  });

  it('is made only by whoever may make it', () => {
    const directory = trialDirectory();
    for (const mode of ['read', 'write'] as const) {
      expect(() => openArchive({ directory, mode })).toThrow(
        expect.objectContaining({ code: 'no_archive', exit: 'usage' }),
      );
    }
    expect(readdirSync(directory)).toEqual([]);
  });

  it('says how to read where SQLite cannot make its file beside the archive', () => {
    const directory = trialDirectory();
    openArchive({ directory, mode: 'create', now }).close();
    // A link that leads nowhere: as on a disk that is mounted to be read only, also for root.
    const unmakeable = (place: string): void => symlinkSync('/nowhere/at/all', join(place, 'archive.sqlite-shm'));
    unmakeable(directory);
    const copy = trialDirectory();
    expect(() => openArchive({ directory, mode: 'read' })).toThrow(
      expect.objectContaining({
        exit: 'no_space',
        message: expect.stringMatching(/"deckhand snapshot <directory>\/archive\.sqlite"/) as string,
      }),
    );
    rmSync(join(directory, 'archive.sqlite-shm'));
    const archive = openArchive({ directory, mode: 'read' });
    archive.snapshot(join(copy, 'archive.sqlite'));
    archive.close();
    unmakeable(copy);
    openArchive({ directory: copy, mode: 'read' }).close();
  });

  it('refuses a file that is no database, and a database of another program, and leaves both as they were', () => {
    const text = trialDirectory();
    writeFileSync(join(text, 'archive.sqlite'), 'Dear diary, this is certainly no database of any kind.');
    const foreign = trialDirectory();
    const other = new SqliteDatabase(join(foreign, 'archive.sqlite'));
    other.exec('CREATE TABLE diary (day TEXT)');
    other.close();
    for (const directory of [text, foreign]) {
      const before = readFileSync(join(directory, 'archive.sqlite'));
      for (const mode of ['create', 'write', 'read'] as const) {
        expect(() => openDatabase(directory, mode, now)).toThrow(expect.objectContaining({ code: 'not_our_database' }));
      }
      expect(readFileSync(join(directory, 'archive.sqlite'))).toEqual(before);
    }
  });

  it('refuses a database of a newer version and says so', () => {
    const directory = trialDirectory();
    const database = openDatabase(directory, 'create', now);
    database.pragma('user_version = 999');
    database.close();
    expect(() => openDatabase(directory, 'write', now)).toThrow(
      /written by a newer Deckhand \(schema 999; this one knows \d+\)/,
    );
  });

  it('migrates in steps, each whole or not at all, after a backup', () => {
    const directory = trialDirectory();
    openDatabase(directory, 'create', now).close();
    const path = join(directory, 'archive.sqlite');
    const database = new SqliteDatabase(path);
    const shipped = shippedMigrations();
    const next = shipped.length + 1;
    const good = { number: next, name: `${next}.sql`, sql: 'CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT' };
    const bad = {
      number: next + 1,
      name: `${next + 1}.sql`,
      sql: 'CREATE TABLE half (id INTEGER); CREATE TABLE half (id INTEGER)',
    };
    const backups = join(directory, 'backups');
    expect(() => migrate(database, path, { backups, now, migrations: [...shipped, good, bad] })).toThrow(/half/);
    expect(database.pragma('user_version', { simple: true })).toBe(next);
    expect(migrate(database, path, { backups, now: () => now() + 1000, migrations: [...shipped, good] })).toEqual({
      from: next,
      to: next,
      backup: null,
    });
    expect(readdirSync(backups)).toEqual([`archive-v${shipped.length}-20260102T030405Z.sqlite`]);
    const copy = new SqliteDatabase(join(backups, readdirSync(backups)[0] ?? ''), { readonly: true });
    expect(copy.pragma('user_version', { simple: true })).toBe(shipped.length);
    copy.close();
    database.close();
  });

  it('leaves no half of a backup that was killed, and none in the way of the next', () => {
    const directory = trialDirectory();
    openDatabase(directory, 'create', now).close();
    const path = join(directory, 'archive.sqlite');
    const database = new SqliteDatabase(path);
    const shipped = shippedMigrations();
    const name = `archive-v${shipped.length}-20260102T030405Z.sqlite`;
    const backups = join(directory, 'backups');
    mkdirSync(backups);
    // From a run that was killed in the same second, and from another before it.
    for (const half of [`${name}.half`, `${name}.half-journal`, 'archive-v1-20250102T030405Z.sqlite.half']) {
      writeFileSync(join(backups, half), 'SQLite format 3\0, and no more');
    }
    writeFileSync(join(backups, name), 'an older copy of the same version');
    const next = {
      number: shipped.length + 1,
      name: 'next',
      sql: 'CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT',
    };
    migrate(database, path, { backups, now, migrations: [...shipped, next] });
    database.close();
    // Nor is an older copy of the same second written over.
    const second = name.replace('.sqlite', '-2.sqlite');
    expect(readdirSync(backups)).toEqual([second, name]);
    const copy = new SqliteDatabase(join(backups, second), { readonly: true });
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
    copy.close();
  });

  it('allows in each column the words of the vocabulary and no others', () => {
    const sql = shippedMigrations()
      .map((migration) => migration.sql)
      .join('\n');
    const checks = new Set(
      [...sql.matchAll(/CHECK \((\w+) IN \(([^)]*)\)\)/g)].map(
        (match) => `${match[1]}: ${match[2]?.replaceAll("'", '')}`,
      ),
    );
    const expected = {
      kind: SESSION_KINDS,
      state: SESSION_STATES,
      availability: AVAILABILITIES,
      level: LEVELS,
      role: ROLES,
      origin: LINK_ORIGINS,
      outcome: ATTEMPT_OUTCOMES,
      text_state: TEXT_STATES,
    };
    for (const [column, words] of Object.entries(expected)) expect(checks).toContain(`${column}: ${words.join(', ')}`);
    expect(checks).toContain(`kind: ${LINK_KINDS.join(', ')}`);
    expect(checks).toContain(`state: ${LINK_STATES.join(', ')}`);
  });

  it.skipIf(spawnSync('sqlite3', ['--version']).status !== 0)(
    'can be read by the sqlite3 of Debian 12 while a run has it open',
    () => {
      const trial = trialArchive();
      const sql = "SELECT name FROM sqlite_schema WHERE type = 'view'";
      for (const { name } of trial.rows(sql)) {
        const output = execFileSync(
          'sqlite3',
          [join(trial.directory, 'archive.sqlite'), `SELECT count(*) FROM ${String(name)}`],
          { encoding: 'utf8' },
        );
        expect(output).toBe('0\n');
      }
    },
  );
});

describe('an error of the database', () => {
  it.each([
    ['SQLITE_FULL', 'no_space', /disk .* is full/],
    ['SQLITE_READONLY', 'no_space', /cannot be written/],
    ['SQLITE_CORRUPT_VTAB', 'damaged', /is damaged/],
    ['SQLITE_BUSY', 'locked', /Another program holds .*archive\.sqlite/],
  ])('%s is told as %s', (code, exit, message) => {
    const trial = trialArchive();
    const error = trial.archive.explain(new SqliteDatabase.SqliteError('as SQLite says it', code)) as Error & {
      exit: string;
    };
    expect(error.exit).toBe(exit);
    expect(error.message).toMatch(message);
  });

  it('that is none is left as it is', () => {
    const error = new TypeError('a bug');
    expect(trialArchive().archive.explain(error)).toBe(error);
  });
});

describe('the writer’s lock', () => {
  it('turns a second run away and names the first', () => {
    const directory = trialDirectory();
    const first = openArchive({ directory, mode: 'create', command: 'archive kubecon-eu-2018', now });
    expect(() => openArchive({ directory, mode: 'write', command: 'crawl x' })).toThrow(
      new RegExp(`"deckhand archive kubecon-eu-2018" \\(process ${process.pid} on .*, since 2026-01-02T03:04:05`),
    );
    openArchive({ directory, mode: 'read' }).close();
    first.close();
    openArchive({ directory, mode: 'write' }).close();
  });

  it('is freed by the system when its holder is killed', async () => {
    const directory = trialDirectory();
    mkdirSync(directory, { recursive: true });
    const source = `import { takeWriterLock } from ${JSON.stringify(new URL('../../src/archive/lock.ts', import.meta.url).href)};
      takeWriterLock(${JSON.stringify(directory)}, 'nightly', 'now'); process.stdout.write('held'); setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['--input-type=module-typescript', '-e', source]);
    await once(holder.stdout, 'data');
    expect(() => openArchive({ directory, mode: 'create' })).toThrow(/deckhand nightly/);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    openArchive({ directory, mode: 'create' }).close();
  });
});
