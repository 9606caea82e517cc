import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';

/** What an archive comes to, without the marks that tell one run from another. */
export function endState(data: string): unknown {
  const database = new SqliteDatabase(join(data, 'archive.sqlite'), { readonly: true });
  const all = (sql: string): unknown[] => database.prepare<[]>(sql).all();
  const state = {
    conference: all('SELECT slug, name, city, time_zone, starts_on, ends_on FROM conferences'),
    sessions: all('SELECT * FROM session_overview ORDER BY key'),
    people: all('SELECT * FROM people_overview ORDER BY name'),
    links: all(
      'SELECT canonical_url, label, kind, origin, state, failures, removed_at FROM links ORDER BY canonical_url, session_id',
    ),
    decks: all(
      'SELECT session_key, url, sha256, bytes, media_type, path, version, is_current FROM deck_overview ORDER BY session_key, url',
    ),
    changes: all('SELECT field, before, after FROM changes'),
    files: all('SELECT sha256, pages, title, author, text_state, inspector_version FROM files ORDER BY sha256'),
    slides: all(
      'SELECT f.sha256, d.number, d.text, d.notes FROM slides d JOIN files f ON f.id = d.file_id ORDER BY f.sha256, d.number',
    ),
    pictures: all('SELECT path, width, height FROM pictures ORDER BY path'),
    pages: all(
      'SELECT p.url, c.status, c.sha256 FROM programme_pages p JOIN captures c ON c.id = p.capture_id ORDER BY p.url',
    ),
  };
  database.close();
  return state;
}

/** Every row of every table but the full-text ones, and what the database consists of. */
export function wholeContent(path: string): unknown {
  const database = new SqliteDatabase(path, { readonly: true });
  const schema = database
    .prepare<[], { name: string; type: string }>(
      "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name",
    )
    .all();
  const tables = schema.filter(({ name, type }) => type === 'table' && !name.includes('_fts') && name !== 'runs');
  const rows = tables.map(({ name }) => database.prepare(`SELECT * FROM "${name}" ORDER BY 1, 2`).raw().all());
  const version: unknown = database.pragma('user_version', { simple: true });
  database.close();
  return { version, schema, rows };
}

/** Downloads that nobody finished. */
export function partsIn(data: string): number {
  return namesIn(join(data, 'decks', '.parts')).filter((name) => name.endsWith('.part')).length;
}

/** Directories of pictures that nobody finished. */
export function scratchIn(data: string): number {
  return namesIn(join(data, 'pictures', '.scratch')).length;
}

/** Names of the entries of a directory; none where there is no such directory. */
export function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
