import type { Database } from 'better-sqlite3';
import type { BrokenReference } from './integrity.ts';
import { backUp } from './migrate.ts';
import { createSearchTexts, type TextTable } from './search-texts.ts';

/** Where the time of a run is told by what it left behind. */
const INSTANTS: Readonly<Record<string, string>> = { held_programmes: 'held_at' };

/**
 * What `deckhand verify --repair` changes in the database. Each method is one transaction, and changes nothing but what it says. Call `backUp`
 * before the first. What a method throws is SQLite's own.
 */
export function createMending(database: Database, backups: string, now: () => number) {
  const conferenceOf = database.prepare<[number], { slug: string }>(
    'SELECT c.slug FROM appearances a JOIN sessions s ON s.id = a.session_id JOIN conferences c ON c.id = s.conference_id WHERE a.id = ?',
  );
  const change = (work: () => void): void => database.transaction(work).immediate();
  const setState = database.prepare(
    `UPDATE links SET
       state = CASE WHEN EXISTS (SELECT 1 FROM deck_versions v WHERE v.link_id = links.id) THEN 'stored' ELSE 'due' END,
       next_check_at = CASE WHEN EXISTS (SELECT 1 FROM deck_versions v WHERE v.link_id = links.id) THEN next_check_at ELSE @at END
     WHERE id = @linkId`,
  );
  return {
    /** A copy of the database as it is; returns its path. */
    backUp: (): string => backUp(database, backups, 'before-repair', now()),
    /** Makes every index of a table again; full-text indexes are not meant. */
    reindex: (): void => void database.exec('REINDEX'),
    /** Makes a full-text index again from its text (https://sqlite.org/fts5.html#the_rebuild_command). */
    rebuild(table: string): void {
      // Without its version the table cannot be opened, not even to make it again. The number is that of FTS5's format.
      database.unsafeMode(true);
      try {
        change(() => database.exec(`INSERT OR IGNORE INTO "${table}_config" (k, v) VALUES ('version', 4)`));
      } finally {
        database.unsafeMode(false);
      }
      change(() => database.exec(`INSERT INTO "${table}" ("${table}") VALUES ('rebuild')`));
    },
    rewriteTexts: (table: TextTable): number => createSearchTexts(database).rewrite(table),
    /** Removes a row that is nothing without the row it refers to. Returns the conference of an appearance, which has to be read again. */
    removeRow({ table, rowid }: BrokenReference): string | null {
      const conference = table === 'appearances' ? (conferenceOf.get(rowid)?.slug ?? null) : null;
      change(() => database.prepare(`DELETE FROM "${table}" WHERE rowid = ?`).run(rowid));
      return conference;
    },
    /** Makes a row refer to nothing. */
    clearReference: ({ table, column, rowid }: BrokenReference): void =>
      change(() => database.prepare(`UPDATE "${table}" SET "${column}" = NULL WHERE rowid = ?`).run(rowid)),
    /** A run that is not there any more, as far as what it did tells of it. */
    standInRun: ({ table, column, rowid }: BrokenReference): void =>
      change(() =>
        database
          .prepare(
            `INSERT OR IGNORE INTO runs (id, command, started_at, ended_at)
             SELECT "${column}", 'unknown', "${INSTANTS[table] ?? 'at'}", "${INSTANTS[table] ?? 'at'}" FROM "${table}" WHERE rowid = ?`,
          )
          .run(rowid),
      ),
    /** Gives a link the state that its versions say; without any it is due at `at`. */
    settleLink: (linkId: number, at: string): void => change(() => setState.run({ linkId, at })),
    correctSize: (sha256: string, bytes: number): void =>
      change(() => database.prepare('UPDATE files SET bytes = ? WHERE sha256 = ?').run(bytes, sha256)),
    /** Removes a file that no link has, with its slides; nothing where a link has it. */
    dropFile: (sha256: string): void =>
      change(() =>
        database
          .prepare('DELETE FROM files WHERE sha256 = ? AND id NOT IN (SELECT file_id FROM deck_versions)')
          .run(sha256),
      ),
    /** What was kept of a page is lost: the next reading asks for it without conditions, and keeps it whatever it says. */
    giveUpCapture: (id: number): void =>
      change(() =>
        database
          .prepare("UPDATE captures SET etag = NULL, last_modified = NULL, stable_sha256 = '' WHERE id = ?")
          .run(id),
      ),
  };
}
