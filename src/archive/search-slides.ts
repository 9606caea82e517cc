import type { Database } from 'better-sqlite3';
import { FILE_PATH } from './file-path.ts';
import { matchExpression } from './match-expression.ts';
import type { Question } from './question.ts';
import type { SessionFilter } from './search-filter.ts';
import { type Needle, type SnippetPart, snippetOf, snippetText } from './snippet.ts';

/** One slide that answers a question, best first. */
export interface SlideHit {
  readonly conference: string;
  /** Key, title, speakers and address of the first session that the slide's file belongs to. */
  readonly sessionKey: string;
  readonly title: string;
  readonly speakers: string | null;
  readonly url: string | null;
  /** Counted from 1, of `pages` in the file. */
  readonly number: number;
  readonly pages: number | null;
  /** Where the snippet is from: what the slide shows, or what the speaker was to say. */
  readonly in: 'text' | 'notes';
  /** One line, found words between `[` and `]`. */
  readonly snippet: string;
  /** The same in pieces, for whoever marks found words otherwise. */
  readonly parts: readonly SnippetPart[];
  /** Path of the deck below the data directory. */
  readonly path: string;
  /** Paths of other files of the session that have this slide under the same number: a deck is often offered as PDF and as PowerPoint. */
  readonly alsoIn: readonly string[];
  /** Path of the slide's picture below the data directory, or null. */
  readonly picture: string | null;
}

/** The slides that answer a question. */
export interface SlideAnswer {
  readonly hits: readonly SlideHit[];
  /** Whether more slides match than were ranked: then only the newest `RANKED_AT_MOST` were. */
  readonly more: boolean;
}

/**
 * How many matching slides are ranked; of more, those that were stored last. Ranking reads the length of every matching slide, which for a
 * word on a quarter of a million slides is 80 to 130 ms; 20,000 of them are 11 ms.
 */
export const RANKED_AT_MOST = 20_000;

/**
 * Up to this many sessions the slides of their files are listed first and the index is asked about these alone. Of more it is cheaper to
 * look where each ranked slide belongs, best first, until there are enough.
 */
const FEW_SESSIONS = 2000;

/** In how many files a session offers one deck, at most: PDF, PowerPoint and Keynote. More of them are told one by one. */
const FILES_OF_A_DECK = 3;

/** The share of words from which on two slides of the same number are one. */
const ALIKE = 0.8;

/** Weights of text and notes: what the audience saw says more of a slide than what was said about it. */
const WEIGHTS = '3.0, 1.0';

/** Newest stored version of a link that is still on its session. */
const CURRENT = `v.version = (SELECT max(w.version) FROM deck_versions w WHERE w.link_id = v.link_id) AND l.removed_at IS NULL`;

const DETAILS = `SELECT c.slug AS conference, s.key AS sessionKey, s.title,
    (SELECT group_concat(person, '; ') FROM (
       SELECT p.name || coalesce(' (' || a.company || ')', '') AS person
         FROM appearances a JOIN speakers p ON p.id = a.speaker_id
        WHERE a.session_id = s.id ORDER BY a.position)) AS speakers,
    s.url, d.number, f.pages,
    ${FILE_PATH} AS path,
    (SELECT p.path FROM pictures p WHERE p.file_id = f.id AND p.number = d.number) AS picture,
    d.text, d.notes
  FROM slides d
  JOIN files f ON f.id = d.file_id
  JOIN sessions s ON s.id = @session
  JOIN conferences c ON c.id = s.conference_id
  WHERE d.id = @slide`;

type Row = Omit<SlideHit, 'in' | 'snippet' | 'parts' | 'alsoIn'> & {
  readonly text: string;
  readonly notes: string | null;
};

/** Slides that answer the words of a question, on current files of the sessions that its fields let through; none without words. */
export function searchSlides(
  database: Database,
  question: Question,
  options: { readonly filter: SessionFilter; readonly needles: readonly Needle[]; readonly limit: number },
): SlideAnswer {
  const { filter, needles, limit } = options;
  const match = matchExpression(question.wanted, question.unwanted);
  if (match === null) return { hits: [], more: false };
  const sessions = filter.where === '1' ? null : someSessions(database, filter);
  if (sessions?.length === 0) return { hits: [], more: false };
  const few = sessions !== null && sessions.length <= FEW_SESSIONS ? only(sessions) : null;
  let ranking = rank(database, match, few);
  const candidates = limit * FILES_OF_A_DECK;
  let places = placesOf(database, ranking.slides, few ?? filter, candidates);
  if (sessions !== null && few === null && ranking.more && places.length < candidates) {
    // The newest are not those that the fields mean: the others are looked through as well.
    ranking = rank(database, match, filter);
    places = placesOf(database, ranking.slides, filter, candidates);
  }
  const row = database.prepare<{ slide: number; session: number }, Row>(DETAILS);
  const found = places.map((place) => row.get(place)).filter((each) => each !== undefined);
  return { hits: together(found, limit).map((slide) => hitOf(slide, needles)), more: ranking.more };
}

/** Ids of the sessions that a filter lets through; one more than are few where there are more. */
function someSessions(database: Database, filter: SessionFilter): number[] {
  return database
    .prepare<[Record<string, unknown>], number>(
      `SELECT s.id FROM sessions s WHERE ${filter.where} LIMIT ${FEW_SESSIONS + 1}`,
    )
    .pluck()
    .all(filter.values);
}

/** A filter that need not be worked out again. */
function only(sessions: readonly number[]): SessionFilter {
  return { where: 's.id IN (SELECT value FROM json_each(@only))', values: { only: JSON.stringify(sessions) } };
}

/** Ids of the newest slides that match, of all or of the sessions of a filter, best first, and whether there are more than these. */
function rank(
  database: Database,
  match: string,
  filter: SessionFilter | null,
): { readonly slides: readonly number[]; readonly more: boolean } {
  const scope = filter === null ? '' : scopeOf(database, filter);
  const rows = database
    .prepare<[Record<string, unknown>], number>(
      `SELECT id FROM (SELECT rowid AS id, bm25(slides_fts, ${WEIGHTS}) AS score FROM slides_fts
         WHERE slides_fts MATCH @match ${scope} ORDER BY rowid DESC LIMIT ${RANKED_AT_MOST + 1})
       ORDER BY score, id`,
    )
    .pluck()
    .all({ ...filter?.values, match });
  if (rows.length <= RANKED_AT_MOST) return { slides: rows, more: false };
  const oldest = rows.reduce((least, id) => Math.min(least, id));
  return { slides: rows.filter((id) => id !== oldest), more: true };
}

/** A condition on the rows of the index: slides of current files of the sessions that the filter lets through. */
function scopeOf(database: Database, filter: SessionFilter): string {
  const slides = `SELECT d.id FROM sessions s JOIN links l ON l.session_id = s.id JOIN deck_versions v ON v.link_id = l.id
    JOIN slides d ON d.file_id = v.file_id WHERE ${CURRENT} AND ${filter.where}`;
  const span = database
    .prepare<[Record<string, unknown>], { first: number | null; last: number | null }>(
      `SELECT min(id) AS first, max(id) AS last FROM (${slides})`,
    )
    .get(filter.values);
  // A conference's slides were stored one after the other: the index skips to them. The plus keeps SQLite from asking it once a slide.
  return `AND rowid BETWEEN ${span?.first ?? 0} AND ${span?.last ?? -1} AND +rowid IN (${slides})`;
}

/** The first slides of a ranking that stand in a current file, each with the first session that has it and that the filter lets through. */
function placesOf(database: Database, ranked: readonly number[], filter: SessionFilter, limit: number) {
  const firstSessions = database.prepare<[Record<string, unknown>], { slide: number; session: number }>(
    `SELECT d.id AS slide, min(s.id) AS session
     FROM json_each(@ids) r
     CROSS JOIN slides d ON d.id = r.value
     JOIN deck_versions v ON v.file_id = d.file_id
     JOIN links l ON l.id = v.link_id
     JOIN sessions s ON s.id = l.session_id
     WHERE ${CURRENT} AND ${filter.where}
     GROUP BY d.id`,
  );
  const places: { slide: number; session: number }[] = [];
  // Few at first, since most slides of most archives are current; ever more where the filter turns nearly all of them away.
  for (let start = 0, count = 2 * limit; start < ranked.length && places.length < limit; start += count, count *= 2) {
    const ids = ranked.slice(start, start + count);
    const sessions = new Map(
      firstSessions.all({ ...filter.values, ids: JSON.stringify(ids) }).map(({ slide, session }) => [slide, session]),
    );
    for (const slide of ids) {
      const session = sessions.get(slide);
      if (session !== undefined) places.push({ slide, session });
    }
  }
  return places.slice(0, limit);
}

/** The first slides, each once: what other files of the session have of it is told with it. */
function together(rows: readonly Row[], limit: number): readonly (Row & Pick<SlideHit, 'alsoIn'>)[] {
  const slides: (Row & { readonly words: ReadonlySet<string>; readonly alsoIn: string[] })[] = [];
  const byPlace = new Map<string, typeof slides>();
  for (const row of rows) {
    const words = new Set(row.text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu));
    const place = `${row.conference}\n${row.sessionKey}\n${row.number}`;
    const here = byPlace.get(place) ?? [];
    const twin = here.find((slide) => slide.path !== row.path && areAlike(slide.words, words));
    if (twin !== undefined) {
      twin.alsoIn.push(row.path);
    } else if (slides.length < limit) {
      const slide = { ...row, words, alsoIn: [] };
      slides.push(slide);
      byPlace.set(place, [...here, slide]);
    }
  }
  return slides.map(({ words: _, ...slide }) => slide);
}

/** Programs that write the same slide differ in page numbers and in where words are split, in little else. */
function areAlike(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return some.intersection(others).size >= ALIKE * some.union(others).size;
}

function hitOf({ text, notes, ...row }: Row & Pick<SlideHit, 'alsoIn'>, needles: readonly Needle[]): SlideHit {
  const shown = snippetOf(text, needles);
  const said = notes === null ? null : snippetOf(notes, needles);
  const isSaid = said !== null && said.terms > shown.terms;
  const { parts } = isSaid ? said : shown;
  return { ...row, in: isSaid ? 'notes' : 'text', snippet: snippetText(parts), parts };
}
