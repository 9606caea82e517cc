import { existsSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Archive, openArchive } from '../../src/archive/archive.ts';
import { programme, session } from '../setup/programme.ts';
import { trialArchive, trialDirectory } from '../setup/trial-archive.ts';

function opened(): { directory: string; archive: Archive } {
  const trial = trialArchive();
  const { directory } = trial;
  trial.save(programme([session({ key: 'a', title: 'Anchors' }), session({ key: 'b', title: 'Buoys' })]));
  const archive = openArchive({ directory, mode: 'read' });
  onTestFinished(() => archive.close());
  return { directory, archive };
}

const rows = (archive: Archive, sql: string, parameters: Record<string, string | number> = {}): unknown[] => [
  ...archive.query(sql, parameters).rows,
];

describe('a query', () => {
  it('gives its columns, also two of one name, and every digit of an integer', () => {
    const { archive } = opened();
    const { columns, rows: answer } = archive.query(
      'SELECT key, title AS key, 9007199254740993 AS n FROM sessions ORDER BY key',
    );
    expect(columns).toEqual(['key', 'key', 'n']);
    expect([...answer]).toEqual([
      ['a', 'Anchors', 9007199254740993n],
      ['b', 'Buoys', 9007199254740993n],
    ]);
  });

  it('takes values by name', () => {
    const { archive } = opened();
    expect(rows(archive, 'SELECT title FROM sessions WHERE key = :key', { key: 'b', other: 1 })).toEqual([['Buoys']]);
    expect(rows(archive, 'SELECT 1', { key: 'b' })).toEqual([[1n]]);
  });

  it.each<[string, string, RegExp]>([
    [
      'a wrong word',
      'SELECT title\nFORM sessions',
      /^SQLite: near "sessions": syntax error\.\n {2}FORM sessions\n {7}\^$/,
    ],
    [
      'a column that is not there',
      'SELECT titel FROM sessions',
      /no such column: titel\.(?: Did you mean \w+\?)?\n {2}SELECT titel FROM sessions\n {9}\^/,
    ],
    [
      'a table that is nearly there',
      'SELECT * FROM sesions',
      /^SQLite: no such table: sesions\. Did you mean sessions\?\n/,
    ],
    [
      'a wrong question of the full text',
      "SELECT * FROM sessions_fts WHERE sessions_fts MATCH 'a AND'",
      /^SQLite: fts5: syntax error near ""/,
    ],
    [
      'a failure after the first row',
      "SELECT json(CASE key WHEN 'a' THEN '1' ELSE '{' END) FROM sessions ORDER BY key",
      /^SQLite: malformed JSON\.$/,
    ],
    ['several statements', 'SELECT 1; SELECT 2', /^One statement at a time/],
    ['no statement', '-- nothing', /^There is no statement/],
    ['a value that is missing', 'SELECT :since', /--param since=VALUE/],
    ['one value of two that is missing', 'SELECT :given, :since', /--param since=VALUE/],
    ['a parameter without a name', 'SELECT ?', /write :name instead of \?/],
  ])('with %s says so in words of SQLite, and where', (_, sql, words) => {
    const { archive } = opened();
    expect(() => rows(archive, sql, sql.includes(':given') ? { given: 1 } : {})).toThrow(
      expect.objectContaining({ exit: 'usage', message: expect.stringMatching(words) }),
    );
  });

  it('that would write is refused, whatever way it takes', () => {
    const { directory, archive } = opened();
    const copy = join(trialDirectory(), 'copy.sqlite');
    const other = join(trialDirectory(), 'other.sqlite');
    const made = new SqliteDatabase(other);
    made.exec('CREATE TABLE notes (text)');
    made.close();
    // Turned off, it must make no difference: it is a second wall.
    rows(archive, 'PRAGMA query_only = OFF');
    rows(archive, `ATTACH '${other}' AS other`);
    for (const sql of [
      "UPDATE sessions SET title = 'x'",
      'DELETE FROM sessions',
      'DROP TABLE sessions',
      'CREATE TABLE x (a)',
      'CREATE TEMP TABLE x (a)',
      "INSERT INTO other.notes VALUES ('x')",
      "INSERT INTO sessions_fts (sessions_fts) VALUES ('rebuild')",
      `VACUUM INTO '${copy}'`,
      'PRAGMA user_version = 1',
      'PRAGMA journal_mode = DELETE',
      'PRAGMA wal_checkpoint(TRUNCATE)',
      'ANALYZE',
      'REINDEX',
    ]) {
      expect(() => rows(archive, sql), sql).toThrow(expect.objectContaining({ code: 'read_only' }));
    }
    expect(() => rows(archive, `ATTACH '${copy}' AS new`)).toThrow(/unable to open database/);
    expect(() => rows(archive, "SELECT load_extension('x')")).toThrow(/not authorized/);
    expect(existsSync(copy)).toBe(false);
    const reader = new SqliteDatabase(join(directory, 'archive.sqlite'), { readonly: true });
    expect(reader.prepare('SELECT count(*) AS n FROM sessions').get()).toEqual({ n: 2 });
    reader.close();
  });

  it('is only for an archive that is opened to read', () => {
    expect(() => trialArchive().archive.query('SELECT 1')).toThrow(/opened to read/);
  });
});
