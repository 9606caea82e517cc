import type { Database } from 'better-sqlite3';
import { closest, distance } from 'fastest-levenshtein';
import type { DaySpan } from '../model/day-span.ts';
import { UsageError } from '../model/failure.ts';
import type { Level, SessionKind } from '../model/vocabulary.ts';
import { sessionIdsFor } from './search.ts';

/**
 * Which conferences and sessions are exported. Each part narrows the selection; within a part any of its values will do, and a
 * part without values leaves all.
 */
export interface ExportSelection {
  /** Slugs. */
  readonly conferences: readonly string[];
  readonly series: readonly string[];
  /** A session counts to every day on which one of its slots begins. */
  readonly days: readonly DaySpan[];
  readonly levels: readonly Level[];
  readonly kinds: readonly SessionKind[];
  /** As published; letter case does not matter. */
  readonly tracks: readonly string[];
  /** A question as `deckhand search` takes it; null for none. */
  readonly question: string | null;
  /** Keys of sessions, or any other id the platform ever used for them. */
  readonly keys: readonly string[];
  /** Only sessions with a stored file of kind slides. */
  readonly hasDeck: boolean;
}

/** The selection that leaves nothing out. */
export const EVERYTHING: ExportSelection = {
  conferences: [],
  series: [],
  days: [],
  levels: [],
  kinds: [],
  tracks: [],
  question: null,
  keys: [],
  hasDeck: false,
};

/** Local start of the first slot, or its instant where no local time is known: what sessions are put in order by. */
const BEGINS = 'coalesce(t.local_start, t.starts_at)';

/**
 * Writes the ids of a selection, in the order of every export, into the temporary tables `selected_conferences` and
 * `selected_sessions` of this connection: conferences by first day and slug, sessions by first slot, title and key, those without a
 * date last. Nothing is written to the archive itself. Throws a `UsageError` for a series, track or key that is not there.
 */
export function select(database: Database, selection: ExportSelection): void {
  const series = knownNames(database, 'series', selection.series);
  database.exec(`
    CREATE TEMP TABLE selected_conferences (place INTEGER PRIMARY KEY, id INTEGER NOT NULL);
    CREATE TEMP TABLE selected_sessions (place INTEGER PRIMARY KEY, id INTEGER NOT NULL)`);
  database
    .prepare(
      `INSERT INTO temp.selected_conferences (place, id)
       SELECT row_number() OVER (ORDER BY starts_on IS NULL, starts_on, slug), id FROM conferences
       WHERE (@slugs IS NULL OR slug IN (SELECT value FROM json_each(@slugs)))
         AND (@series IS NULL OR series IN (SELECT value FROM json_each(@series)))`,
    )
    .run({ slugs: list(selection.conferences), series: list(series) });
  const tracks = knownNames(database, 'track', selection.tracks);
  refuseUnknownKeys(database, selection.keys);
  const found = selection.question === null ? null : JSON.stringify(sessionIdsFor(database, selection.question));
  database
    .prepare(
      `INSERT INTO temp.selected_sessions (place, id)
       SELECT row_number() OVER (ORDER BY k.place, ${BEGINS} IS NULL, ${BEGINS}, s.title, s.key), s.id
       FROM temp.selected_conferences k
       JOIN sessions s ON s.conference_id = k.id
       LEFT JOIN slots t ON t.session_id = s.id AND t.position = 1
       WHERE (@levels IS NULL OR s.level IN (SELECT value FROM json_each(@levels)))
         AND (@kinds IS NULL OR s.kind IN (SELECT value FROM json_each(@kinds)))
         AND (@tracks IS NULL OR s.track IN (SELECT value FROM json_each(@tracks)))
         AND (@days IS NULL OR EXISTS (
           SELECT 1 FROM slots d JOIN json_each(@days) j
           WHERE d.session_id = s.id AND substr(coalesce(d.local_start, d.starts_at), 1, 10) BETWEEN j.value ->> 'from' AND j.value ->> 'to'))
         AND (@found IS NULL OR s.id IN (SELECT value FROM json_each(@found)))
         AND (@keys IS NULL OR s.key IN (SELECT value FROM json_each(@keys))
           OR s.id IN (SELECT a.session_id FROM session_aliases a WHERE a.alias IN (SELECT value FROM json_each(@keys))))
         AND (@hasDeck = 0 OR EXISTS (SELECT 1 FROM links l JOIN deck_versions v ON v.link_id = l.id
           WHERE l.session_id = s.id AND l.kind = 'slides' AND l.removed_at IS NULL))`,
    )
    .run({
      levels: list(selection.levels),
      kinds: list(selection.kinds),
      tracks: list(tracks),
      days: list(selection.days),
      found,
      keys: list(selection.keys),
      hasDeck: Number(selection.hasDeck),
    });
}

function list(values: readonly unknown[]): string | null {
  return values.length === 0 ? null : JSON.stringify(values);
}

const KNOWN = {
  series: 'SELECT DISTINCT series AS name FROM conferences WHERE series IS NOT NULL ORDER BY 1',
  track: `SELECT DISTINCT s.track AS name FROM sessions s JOIN temp.selected_conferences k ON k.id = s.conference_id
    WHERE s.track IS NOT NULL ORDER BY 1`,
} as const;

/** Names beyond this number tell a person nothing. */
const MOST_NAMES = 20;

/**
 * The names as the archive spells them, whatever their letter case. A slip of the finger gives a `UsageError`, not an export without
 * a row.
 */
function knownNames(database: Database, what: keyof typeof KNOWN, wanted: readonly string[]): string[] {
  if (wanted.length === 0) return [];
  const known = database
    .prepare<[], { name: string }>(KNOWN[what])
    .all()
    .map(({ name }) => name);
  const spelled = (name: string): string[] => known.filter((other) => other.toLowerCase() === name.toLowerCase());
  const unknown = wanted.find((name) => spelled(name).length === 0);
  if (unknown === undefined) return wanted.flatMap(spelled);
  const there = `--${what} ${unknown}: there is none of that name here.`;
  if (known.length === 0) throw new UsageError(`unknown_${what}`, `${there} No conference selected has any.`);
  const near = closest(unknown, known);
  const meant = distance(unknown.toLowerCase(), near.toLowerCase()) <= Math.max(3, unknown.length / 3);
  const names = known.slice(0, MOST_NAMES).join(', ') + (known.length > MOST_NAMES ? ', …' : '');
  throw new UsageError(`unknown_${what}`, `${there}${meant ? ` Did you mean ${near}?` : ''} There are: ${names}.`);
}

function refuseUnknownKeys(database: Database, keys: readonly string[]): void {
  const known = database.prepare<{ key: string }, { found: number }>(
    `SELECT EXISTS (SELECT 1 FROM sessions s JOIN temp.selected_conferences k ON k.id = s.conference_id WHERE s.key = @key)
       OR EXISTS (SELECT 1 FROM session_aliases a JOIN temp.selected_conferences k ON k.id = a.conference_id WHERE a.alias = @key) AS found`,
  );
  const unknown = keys.filter((key) => known.get({ key })?.found !== 1);
  if (unknown.length === 0) return;
  throw new UsageError(
    'unknown_key',
    `--key ${unknown.join(' ')}: no session of the selected conferences has ${unknown.length === 1 ? 'this id' : 'these ids'}. "deckhand search --json" and the column "key" of "deckhand export csv" show them.`,
  );
}
