import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import type { RunReport } from '../../../src/jobs/run.ts';
import type { Trial } from '../../cli/trial-conference.ts';

/** Changes rows as somebody does who knows nothing of the rules: no foreign keys, and the full-text tables' own tables within reach. */
export function change({ data }: Pick<Trial, 'data'>, sql: string): void {
  const database = new SqliteDatabase(join(data, 'archive.sqlite'));
  try {
    database.pragma('foreign_keys = OFF');
    database.unsafeMode(true);
    database.exec(sql);
  } finally {
    database.close();
  }
}

/** Flips one bit of a file below the data directory. */
export function flip({ data }: Pick<Trial, 'data'>, path: string, at = 100): void {
  const bytes = readFileSync(join(data, path));
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(join(data, path), bytes);
}

/** Path of the newest stored file of the link whose address has these words. */
export function pathOf({ rows }: Pick<Trial, 'rows'>, words: string): string {
  return String(
    rows(`SELECT path FROM deck_overview WHERE url LIKE '%${words}%' ORDER BY version DESC`).at(0)?.['path'],
  );
}

/** Every file below directories of the data directory, with its length. */
export function filesBelow({ data }: Pick<Trial, 'data'>, ...directories: string[]): string[] {
  return directories.flatMap((directory) =>
    readdirSync(join(data, directory), { recursive: true, encoding: 'utf8' })
      .map((name) => `${directory}/${name}`)
      .filter((name) => statSync(join(data, name)).isFile())
      .map((name) => `${name} ${statSync(join(data, name)).size}`)
      .toSorted(),
  );
}

/**
 * What analysts and readers see of an archive, as text: everything but its own log of attempts and runs, the ids of rows that were made again, and when a link
 * is asked next.
 */
export function seen(trial: Pick<Trial, 'rows' | 'data'>): string {
  const questions = [
    'SELECT * FROM session_overview ORDER BY conference, key',
    'SELECT conference, session_key, kind, label, url, sha256, bytes, media_type, pages, path, is_current FROM deck_overview ORDER BY url, session_key, path',
    'SELECT conference, session_key, number, text, notes, path, picture FROM slide_overview ORDER BY path, session_key, number',
    'SELECT * FROM missing_decks ORDER BY session_key',
    'SELECT * FROM people_overview ORDER BY name',
    'SELECT * FROM recent_changes',
    'SELECT * FROM session_texts ORDER BY id',
    'SELECT session_id, name FROM tags ORDER BY session_id, name',
    'SELECT url, sha256, warc FROM captures ORDER BY id',
    "SELECT rowid FROM sessions_fts WHERE sessions_fts MATCH 'harbour OR tide OR persistent' ORDER BY rowid",
    "SELECT count(*) FROM slides_fts WHERE slides_fts MATCH 'the OR and OR storage'",
    'SELECT state, url FROM links ORDER BY id',
  ];
  const rows = questions.flatMap((sql) => [sql, ...trial.rows(sql).map((row) => JSON.stringify(row))]);
  return [...rows, ...filesBelow(trial, 'decks', 'pictures')].join('\n');
}

interface Found {
  readonly kind: string;
  readonly what: string;
  readonly message: string;
}

/** What `verify` found: exit code and kinds, each once. */
export async function verified(trial: Trial): Promise<{ code: number; kinds: string[]; defects: readonly Found[] }> {
  const { code, stdout } = await trial.run('verify', '--json');
  const { defects } = JSON.parse(stdout) as { defects: readonly Found[] };
  return { code, kinds: [...new Set(defects.map(({ kind }) => kind))].toSorted(), defects };
}

export interface RepairDocument extends RunReport {
  readonly repair: {
    readonly backup: string | null;
    readonly repairs: readonly {
      whats: readonly string[];
      step: string;
      outcome: 'mended' | 'left';
      message: string;
    }[];
    readonly before: { readonly defects: readonly Found[] };
    readonly after: { readonly defects: readonly Found[] } | null;
  };
}

/** `verify --repair`, which may ask the replica's servers. */
export function repaired(trial: Trial, ...flags: string[]): Promise<RepairDocument> {
  return trial.json<RepairDocument>('verify', '--repair', ...hosts(trial), ...flags);
}

export function hosts({ site }: Trial): string[] {
  return ['--allow-host', new URL(site.filesOrigin).host];
}
