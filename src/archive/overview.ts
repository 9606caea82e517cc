import type { Database } from 'better-sqlite3';
import { FAILURES_UNTIL_TOLD } from '../model/phase.ts';
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
  /** Those of the failed ones that a person has to look at: too large, or failed three times in a row. */
  readonly failing: number;
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

/** What is counted of a conference, by its names in the answer. */
const COUNTS = [
  ...['sessions', 'cancelled', 'withdrawn', 'talks', 'talksWithDeck', 'links', 'stored', 'due', 'notYet', 'failed'],
  ...['failing', 'walls', 'unavailable', 'gone', 'files', 'bytes', 'slides'],
] as const;

const TALK = `s.kind NOT IN ('break', 'meeting') AND s.state = 'scheduled'`;
const HAS_DECK = `EXISTS (SELECT 1 FROM links l JOIN deck_versions v ON v.link_id = l.id WHERE l.session_id = s.id AND l.kind = 'slides' AND l.removed_at IS NULL)`;
const LAST_OUTCOME = '(SELECT a.outcome FROM attempts a WHERE a.link_id = l.id ORDER BY a.id DESC LIMIT 1)';

/** Each table is gone through once, whatever the number of conferences: this is asked after every run. */
const STATUS = `
  WITH chosen AS (SELECT * FROM conferences WHERE @slug IS NULL OR slug = @slug),
  of_sessions AS (
    SELECT s.conference_id, count(*) AS sessions, count(*) FILTER (WHERE s.state = 'cancelled') AS cancelled,
      count(*) FILTER (WHERE s.state = 'withdrawn') AS withdrawn, count(*) FILTER (WHERE ${TALK}) AS talks,
      count(*) FILTER (WHERE ${TALK} AND ${HAS_DECK}) AS talksWithDeck
    FROM chosen c JOIN sessions s ON s.conference_id = c.id GROUP BY s.conference_id),
  of_links AS (
    SELECT s.conference_id, count(*) AS links, ${[
      ['stored', 'stored'],
      ['due', 'due'],
      ['not_yet', 'notYet'],
      ['failed', 'failed'],
      ['wall', 'walls'],
      ['unavailable', 'unavailable'],
      ['gone', 'gone'],
    ]
      .map(([state, name]) => `count(*) FILTER (WHERE l.state = '${state}') AS ${name}`)
      .join(', ')},
      count(*) FILTER (WHERE l.state = 'failed' AND (l.failures >= ${FAILURES_UNTIL_TOLD} OR ${LAST_OUTCOME} = 'too_large')) AS failing
    FROM chosen c JOIN sessions s ON s.conference_id = c.id JOIN links l ON l.session_id = s.id
    WHERE l.state <> 'ignored' AND l.removed_at IS NULL GROUP BY s.conference_id),
  stored AS (
    SELECT DISTINCT s.conference_id, v.file_id FROM chosen c JOIN sessions s ON s.conference_id = c.id
      JOIN links l ON l.session_id = s.id JOIN deck_versions v ON v.link_id = l.id),
  of_files AS (
    SELECT t.conference_id, count(*) AS files, sum(f.bytes) AS bytes,
      ${TEXT_STATES.map((state) => `count(*) FILTER (WHERE f.text_state = '${state}') AS ${state}`).join(', ')},
      count(*) FILTER (WHERE f.text_state IS NULL) AS waiting, sum((SELECT count(*) FROM slides d WHERE d.file_id = f.id)) AS slides
    FROM stored t JOIN files f ON f.id = t.file_id GROUP BY t.conference_id)
  SELECT c.slug AS conference, c.name, c.starts_on AS startsOn, c.ends_on AS endsOn, c.added_at AS addedAt, c.last_read_at AS lastReadAt,
    c.last_failed_at AS lastFailedAt, c.read_failures AS readFailures, c.last_problem AS lastProblem,
    ${COUNTS.map((name) => `coalesce(${name}, 0) AS ${name}`).join(', ')},
    json_object(${[...TEXT_STATES, 'waiting'].map((state) => `'${state}', coalesce(${state}, 0)`).join(', ')}) AS texts,
    (SELECT h.reason FROM held_programmes h WHERE h.conference_id = c.id) AS heldBecause
  FROM chosen c LEFT JOIN of_sessions a ON a.conference_id = c.id LEFT JOIN of_links b ON b.conference_id = c.id
    LEFT JOIN of_files d ON d.conference_id = c.id
  ORDER BY c.starts_on, c.slug`;

export function createOverview(database: Database) {
  const status = database.prepare<{ slug: string | null }, Omit<ConferenceStatus, 'texts'> & { texts: string }>(STATUS);
  const missing = database.prepare<{ slug: string | null }, MissingDeck>(
    'SELECT * FROM missing_decks WHERE @slug IS NULL OR conference = @slug ORDER BY conference, session_key, link_url',
  );
  return {
    status: (slug: string | null): ConferenceStatus[] =>
      status.all({ slug }).map((row) => ({ ...row, texts: JSON.parse(row.texts) as ConferenceStatus['texts'] })),
    missing: (slug: string | null): MissingDeck[] => missing.all({ slug }),
  };
}
