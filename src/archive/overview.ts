import type { Database } from 'better-sqlite3';
import { TEXT_STATES, type TextState } from '../model/vocabulary.ts';

/** How complete and how fresh one conference is. Sizes in bytes. */
export interface ConferenceStatus {
  readonly conference: string;
  readonly name: string;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly addedAt: string;
  readonly lastReadAt: string | null;
  readonly sessions: number;
  readonly cancelled: number;
  readonly withdrawn: number;
  /** Sessions one would expect slides of: no breaks, meetings, cancelled or withdrawn ones. */
  readonly talks: number;
  /** Those of them with at least one stored deck. */
  readonly talksWithDeck: number;
  /** Links whose file is wanted, and what became of them. */
  readonly links: number;
  readonly stored: number;
  readonly due: number;
  readonly notYet: number;
  readonly failed: number;
  readonly walls: number;
  readonly unavailable: number;
  readonly gone: number;
  /** Different stored files, every version. */
  readonly files: number;
  readonly bytes: number;
  /** Those files by what is known of their text; `waiting` were not looked into yet. */
  readonly texts: Readonly<Record<TextState | 'waiting', number>>;
  /** Pages and slides of those files. */
  readonly slides: number;
  /** Why the newest programme is held back, or null. */
  readonly heldBecause: string | null;
  /** The newest try that was no good reading, how many there were in a row, and why; null and 0 after a good one. */
  readonly lastFailedAt: string | null;
  readonly readFailures: number;
  readonly lastProblem: string | null;
}

/** A row of the view `missing_decks`. */
export interface MissingDeck {
  readonly conference: string;
  readonly session_key: string;
  readonly title: string;
  readonly link_url: string | null;
  readonly reason: string;
  readonly attempts: number;
  readonly last_attempt_at: string | null;
  readonly next_check_at: string | null;
}

export function createOverview(database: Database) {
  const links = (condition: string): string =>
    `(SELECT count(*) FROM links l JOIN sessions s ON s.id = l.session_id
       WHERE s.conference_id = c.id AND l.state <> 'ignored' AND l.removed_at IS NULL AND ${condition})`;
  const talks = `s.kind NOT IN ('break', 'meeting') AND s.state = 'scheduled'`;
  const sessions = (condition: string): string =>
    `(SELECT count(*) FROM sessions s WHERE s.conference_id = c.id AND ${condition})`;
  const files = (what: string): string =>
    `(SELECT ${what} FROM files f WHERE f.id IN (
       SELECT v.file_id FROM deck_versions v JOIN links l ON l.id = v.link_id JOIN sessions s ON s.id = l.session_id WHERE s.conference_id = c.id))`;
  const status = database.prepare<{ slug: string | null }, Omit<ConferenceStatus, 'texts'> & { texts: string }>(
    `SELECT c.slug AS conference, c.name, c.starts_on AS startsOn, c.ends_on AS endsOn, c.added_at AS addedAt, c.last_read_at AS lastReadAt,
       c.last_failed_at AS lastFailedAt, c.read_failures AS readFailures, c.last_problem AS lastProblem,
       ${sessions('true')} AS sessions,
       ${sessions("s.state = 'cancelled'")} AS cancelled,
       ${sessions("s.state = 'withdrawn'")} AS withdrawn,
       ${sessions(talks)} AS talks,
       ${sessions(`${talks} AND EXISTS (SELECT 1 FROM links l JOIN deck_versions v ON v.link_id = l.id WHERE l.session_id = s.id AND l.kind = 'slides' AND l.removed_at IS NULL)`)} AS talksWithDeck,
       ${links('true')} AS links,
       ${links("l.state = 'stored'")} AS stored,
       ${links("l.state = 'due'")} AS due,
       ${links("l.state = 'not_yet'")} AS notYet,
       ${links("l.state = 'failed'")} AS failed,
       ${links("l.state = 'wall'")} AS walls,
       ${links("l.state = 'unavailable'")} AS unavailable,
       ${links("l.state = 'gone'")} AS gone,
       ${files('count(*)')} AS files,
       ${files('coalesce(sum(f.bytes), 0)')} AS bytes,
       json_object(${TEXT_STATES.map((state) => `'${state}', ${files(`count(*) FILTER (WHERE f.text_state = '${state}')`)}`).join(', ')},
         'waiting', ${files('count(*) FILTER (WHERE f.text_state IS NULL)')}) AS texts,
       ${files('coalesce(sum((SELECT count(*) FROM slides d WHERE d.file_id = f.id)), 0)')} AS slides,
       (SELECT h.reason FROM held_programmes h WHERE h.conference_id = c.id) AS heldBecause
     FROM conferences c WHERE @slug IS NULL OR c.slug = @slug ORDER BY c.starts_on, c.slug`,
  );
  const missing = database.prepare<{ slug: string | null }, MissingDeck>(
    'SELECT * FROM missing_decks WHERE @slug IS NULL OR conference = @slug ORDER BY conference, session_key, link_url',
  );
  return {
    status: (slug: string | null): ConferenceStatus[] =>
      status.all({ slug }).map((row) => ({ ...row, texts: JSON.parse(row.texts) as ConferenceStatus['texts'] })),
    missing: (slug: string | null): MissingDeck[] => missing.all({ slug }),
  };
}
