import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { type Archive, openArchive } from '../../src/archive/archive.ts';
import type { ProgrammeToSave, SaveReport } from '../../src/archive/programmes.ts';
import type { Programme } from '../../src/model/programme.ts';

/** A directory of its own, gone when the test is. */
export function trialDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'deckhand-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A real archive with one conference, `trial-2018`, and ways to look at its rows. */
export interface TrialArchive {
  readonly directory: string;
  readonly archive: Archive;
  readonly conferenceId: number;
  readonly runId: number;
  save(programme: Programme, given?: Partial<ProgrammeToSave>): SaveReport;
  /** Rows of any query, read on a connection of its own as an analyst would. */
  rows(sql: string): Record<string, unknown>[];
  /** Makes the archive what a test needs that no method does, on a connection of its own. */
  write(sql: string): void;
  /** Everything in the archive but when it was read, as text: equal texts are equal archives. */
  dump(): string;
}

export const AT = '2018-05-02T09:00:00Z';

export function trialArchive(): TrialArchive {
  const directory = trialDirectory();
  const archive = openArchive({ directory, mode: 'create', now: () => Date.parse(AT) });
  onTestFinished(() => archive.close());
  const conference = archive.conferences.remember(
    {
      slug: 'trial-2018',
      name: 'Trial 2018',
      series: 'trial',
      platform: 'sched',
      parameters: { origin: 'https://trial18.sched.com' },
      stated: {},
      titles: { people: 'after_dash' },
      addedBy: 'operator',
    },
    AT,
  );
  const runId = archive.runs.start('test', AT);
  const rows = (sql: string): Record<string, unknown>[] => {
    const database = new SqliteDatabase(join(directory, 'archive.sqlite'), { readonly: true });
    try {
      return database.prepare<[], Record<string, unknown>>(sql).all();
    } finally {
      database.close();
    }
  };
  return {
    directory,
    archive,
    conferenceId: conference.id,
    runId,
    save: (programme, given = {}) =>
      archive.programmes.save({
        conferenceId: conference.id,
        runId,
        programme,
        parserVersion: 1,
        captures: [],
        pages: 'all',
        reporting: true,
        at: AT,
        ...given,
      }),
    rows,
    write: (sql) => {
      const database = new SqliteDatabase(join(directory, 'archive.sqlite'));
      database.exec(sql);
      database.close();
    },
    dump: () => dumpOf(rows),
  };
}

/** What of a conference tells of the tries to read it, not of the conference. */
const OF_TRIES: ReadonlySet<string> = new Set(['last_read_at', 'last_failed_at', 'read_failures', 'last_problem']);

/** A row of `conferences` without what the tries to read it left on it. */
export function untried(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([column]) => !OF_TRIES.has(column)));
}

/** Every row of every table, without the runs themselves and what became of tries to read. */
export function dumpOf(rows: (sql: string) => Record<string, unknown>[]): string {
  const tables = rows(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%\\_fts%' ESCAPE '\\' AND name NOT IN ('runs', 'server_state') ORDER BY name",
  ).map((row) => String(row['name']));
  return tables
    .map((table) => {
      const content = rows(`SELECT * FROM ${table} ORDER BY id`).map((row) => JSON.stringify(untried(row)));
      return `${table}\n${content.join('\n')}`;
    })
    .join('\n');
}
