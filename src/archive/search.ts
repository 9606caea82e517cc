import type { Database } from 'better-sqlite3';
import { UsageError } from '../model/failure.ts';
import { searchable } from './searchable.ts';

/** One session that answers a question, best first. */
export interface SessionHit {
  readonly conference: string;
  readonly key: string;
  readonly day: string | null;
  readonly title: string;
  readonly speakers: string | null;
  readonly level: string | null;
  readonly state: string;
  readonly url: string | null;
  /** The part of title, people or abstract that answers, found words between `[` and `]`. */
  readonly snippet: string;
  /** Path of the current version of each stored file, below the data directory. */
  readonly decks: readonly string[];
}

/** Weights of title, speakers, companies and abstract: a word in the title says more than one in the abstract. */
const WEIGHTS = '10.0, 6.0, 4.0, 1.0';

/**
 * Sessions found by words: every word must occur, `"a phrase"` as it stands, `stor*` by its beginning, `-word` not at all. Letter case and
 * accents do not matter. Throws a `UsageError` that points at what cannot be understood.
 */
export function searchSessions(
  database: Database,
  question: string,
  options: { readonly conference: string | null; readonly limit: number },
): SessionHit[] {
  const match = toMatch(question);
  const rows = database
    .prepare<{ match: string; conference: string | null; limit: number }, Omit<SessionHit, 'decks'> & { id: number }>(
      `SELECT s.id, o.conference, o.key, o.day, o.title, o.speakers, o.level, o.state, o.url, hit.snippet
       FROM (SELECT rowid AS id, bm25(sessions_fts, ${WEIGHTS}) AS score, snippet(sessions_fts, -1, '[', ']', ' … ', 24) AS snippet
               FROM sessions_fts WHERE sessions_fts MATCH @match) hit
       JOIN sessions s ON s.id = hit.id
       JOIN conferences c ON c.id = s.conference_id
       JOIN session_overview o ON o.conference = c.slug AND o.key = s.key
       WHERE @conference IS NULL OR c.slug = @conference
       ORDER BY hit.score, s.id LIMIT @limit`,
    )
    .all({ match, conference: options.conference, limit: options.limit });
  const decks = database.prepare<[string, string], { path: string }>(
    'SELECT path FROM deck_overview WHERE conference = ? AND session_key = ? AND is_current = 1 ORDER BY path',
  );
  return rows.map(({ id: _id, ...hit }) => ({
    ...hit,
    decks: decks.all(hit.conference, hit.key).map((deck) => deck.path),
  }));
}

const TERM = /(-?)(?:"([^"]*)"|([^\s"]+))/gy;

/** The FTS5 expression of a question; https://sqlite.org/fts5.html#full_text_query_syntax. */
export function toMatch(question: string): string {
  const wanted: string[] = [];
  const unwanted: string[] = [];
  let position = 0;
  while (position < question.length) {
    const blank = /\s+/y;
    blank.lastIndex = position;
    position += blank.exec(question)?.[0].length ?? 0;
    if (position >= question.length) break;
    TERM.lastIndex = position;
    const term = TERM.exec(question);
    if (term === null) throw misunderstood(question, position, 'a quotation mark that is never closed');
    const phrase = toPhrase(term[2] ?? term[3] ?? '', term[2] === undefined);
    if (phrase === null) throw misunderstood(question, position, 'nothing here is a word');
    (term[1] === '-' ? unwanted : wanted).push(phrase);
    position += term[0].length;
  }
  if (wanted.length === 0) {
    throw new UsageError(
      'bad_query',
      unwanted.length === 0
        ? 'Say what to look for, as in: deckhand search "service mesh".'
        : 'Say at least one word to look for besides those to leave out.',
    );
  }
  return [wanted.join(' AND '), ...unwanted].join(' NOT ');
}

/** Quoted, so that nothing in it is an operator; null where it holds no letter or digit. */
function toPhrase(text: string, mayBePrefix: boolean): string | null {
  const isPrefix = mayBePrefix && text.length > 1 && text.endsWith('*');
  const words = isPrefix ? text.slice(0, -1) : text;
  if (!/[\p{L}\p{N}]/u.test(words)) return null;
  return `"${searchable(words).trim().replaceAll('"', '""')}"${isPrefix ? ' *' : ''}`;
}

function misunderstood(question: string, position: number, what: string): UsageError {
  return new UsageError(
    'bad_query',
    `The question cannot be understood: ${what}.\n  ${question}\n  ${' '.repeat(position)}^`,
  );
}
