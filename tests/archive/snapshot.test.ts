import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openArchive } from '../../src/archive/archive.ts';
import { type Standing, standingOf } from '../../src/archive/snapshot.ts';
import { programme, session } from '../setup/programme.ts';
import { stockThreeConferences } from '../setup/three-conferences.ts';
import { trialArchive, trialDirectory } from '../setup/trial-archive.ts';

/** A copy of the archive in a directory of its own. */
function copied(directory: string): string {
  const path = join(trialDirectory(), 'copy.sqlite');
  const archive = openArchive({ directory, mode: 'read' });
  archive.snapshot(path);
  archive.close();
  return path;
}

describe('a snapshot', () => {
  it('holds what is committed, and nothing of a transaction under way, while a writer goes on', () => {
    const trial = trialArchive();
    const { directory } = trial;
    trial.save(programme([session({ key: 'a' })]));
    const writer = new SqliteDatabase(join(directory, 'archive.sqlite'));
    onTestFinished(() => void writer.close());
    writer.pragma('wal_autocheckpoint = 0');
    writer.exec("UPDATE sessions SET title = 'committed in the log' WHERE key = 'a'");
    writer.exec("BEGIN IMMEDIATE; UPDATE sessions SET title = 'not committed' WHERE key = 'a'");
    const copy = new SqliteDatabase(copied(directory), { readonly: true });
    writer.exec('COMMIT');
    expect(copy.prepare('SELECT title FROM sessions').all()).toEqual([{ title: 'committed in the log' }]);
    copy.close();
    expect(writer.prepare('SELECT title FROM sessions').all()).toEqual([{ title: 'not committed' }]);
  });

  it('is the archive row by row, analysed, and no write-ahead log’s', () => {
    const directory = trialDirectory();
    stockThreeConferences(directory);
    const archive = new SqliteDatabase(join(directory, 'archive.sqlite'), { readonly: true });
    const copy = new SqliteDatabase(copied(directory), { readonly: true });
    const tables = archive
      .prepare<[], { name: string }>(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')",
      )
      .all()
      .filter(({ name }) => !name.startsWith('sqlite_'));
    expect(tables.length).toBeGreaterThan(20);
    for (const { name } of tables) {
      const all = (database: SqliteDatabase.Database): unknown[] =>
        database.prepare(`SELECT rowid AS rowid_, * FROM ${name} ORDER BY rowid`).all();
      expect(all(copy)).toEqual(all(archive));
    }
    const pragma = (name: string): unknown => copy.pragma(name, { simple: true });
    expect([pragma('journal_mode'), pragma('application_id'), pragma('user_version')]).toEqual([
      'delete',
      archive.pragma('application_id', { simple: true }),
      archive.pragma('user_version', { simple: true }),
    ]);
    expect(copy.prepare("SELECT count(*) AS n FROM sqlite_stat1 WHERE tbl = 'sessions'").get()).not.toEqual({ n: 0 });
    expect(copy.prepare("SELECT rowid FROM slides_fts WHERE slides_fts MATCH 'sidecar'").all()).toHaveLength(1);
    copy.close();
    archive.close();
  });

  it('can be restored as an archive', () => {
    const directory = trialDirectory();
    stockThreeConferences(directory);
    const restored = trialDirectory();
    const reading = openArchive({ directory, mode: 'read' });
    reading.snapshot(join(restored, 'archive.sqlite'));
    reading.close();
    const archive = openArchive({ directory: restored, mode: 'write' });
    expect(archive.conferences.all().map(({ slug }) => slug)).toContain('lantern-2018');
    archive.close();
  });

  it.each<[string, (directory: string) => string, Standing]>([
    ['a snapshot', copied, 'snapshot'],
    ['an archive', (directory) => join(directory, 'archive.sqlite'), 'archive'],
    [
      'a backup',
      (directory) => {
        const path = join(directory, 'backup.sqlite');
        const database = new SqliteDatabase(join(directory, 'archive.sqlite'), { readonly: true });
        database.prepare('VACUUM INTO ?').run(path);
        database.close();
        return path;
      },
      'archive',
    ],
    [
      'a database of another program',
      (directory) => {
        const database = new SqliteDatabase(join(directory, 'diary.sqlite'));
        database.exec('CREATE TABLE diary (day); ANALYZE');
        database.close();
        return join(directory, 'diary.sqlite');
      },
      'foreign',
    ],
    [
      'a short text',
      (directory) => {
        writeFileSync(join(directory, 'text'), 'Dear diary');
        return join(directory, 'text');
      },
      'foreign',
    ],
  ])('is told from %s', (_, make, standing) => {
    const directory = trialDirectory();
    stockThreeConferences(directory);
    expect(standingOf(make(directory))).toBe(standing);
  });
});
