import type { Database } from 'better-sqlite3';
import { FILE_PATH } from './file-path.ts';
import { anyOf, matchExpression } from './match-expression.ts';
import type { Question } from './question.ts';
import type { SessionFilter } from './search-filter.ts';
import { type Needle, type Snippet, type SnippetPart, snippetOf, snippetText } from './snippet.ts';

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
  /** The part of abstract, title or people that answers, found words between `[` and `]`. */
  readonly snippet: string;
  /** The same in pieces, for whoever marks found words otherwise. */
  readonly parts: readonly SnippetPart[];
  /** Path of the current version of each file that the session offers, in its order, below the data directory. */
  readonly decks: readonly string[];
}

/** Weights of title, speakers, companies and abstract: a word in the title says more than one in the abstract. */
const WEIGHTS = '10.0, 6.0, 4.0, 1.0';

type Row = Omit<SessionHit, 'snippet' | 'parts' | 'decks'> & { readonly abstract: string | null };

/** Sessions that answer a question: ranked by its words, or by time where it has fields alone. */
export function searchSessions(
  database: Database,
  question: Question,
  options: { readonly filter: SessionFilter; readonly needles: readonly Needle[]; readonly limit: number },
): SessionHit[] {
  const row = database.prepare<[number], Row>(
    `SELECT o.conference, o.key, o.day, o.title, o.speakers, o.level, o.state, o.url, s.abstract
     FROM sessions s JOIN conferences c ON c.id = s.conference_id
     JOIN session_overview o ON o.conference = c.slug AND o.key = s.key
     WHERE s.id = ?`,
  );
  const decks = database
    .prepare<[number], string>(
      `SELECT DISTINCT ${FILE_PATH}
       FROM links l
       JOIN deck_versions v ON v.link_id = l.id AND v.version = (SELECT max(w.version) FROM deck_versions w WHERE w.link_id = l.id)
       JOIN files f ON f.id = v.file_id
       WHERE l.session_id = ? AND l.removed_at IS NULL ORDER BY l.id`,
    )
    .pluck();
  return sessionIdsOf(database, question, options).flatMap((id) => {
    const found = row.get(id);
    if (found === undefined) return [];
    const { abstract, ...hit } = found;
    const { parts } = bestSnippet([abstract, hit.title, hit.speakers], options.needles);
    return [{ ...hit, snippet: snippetText(parts), parts, decks: decks.all(id) }];
  });
}

/** Ids of the sessions that answer a question, in the order of the answer; a negative limit is none. */
export function sessionIdsOf(
  database: Database,
  { wanted, unwanted }: Question,
  { filter, limit }: { readonly filter: SessionFilter; readonly limit: number },
): number[] {
  const match = matchExpression(wanted, unwanted);
  if (match !== null) {
    return database
      .prepare<[Record<string, unknown>], number>(
        `SELECT s.id FROM sessions_fts x CROSS JOIN sessions s ON s.id = x.rowid
         WHERE sessions_fts MATCH @match AND ${filter.where}
         ORDER BY bm25(sessions_fts, ${WEIGHTS}), s.id LIMIT @limit`,
      )
      .pluck()
      .all({ ...filter.values, match, limit });
  }
  const unless =
    unwanted.length === 0 ? '' : 'AND s.id NOT IN (SELECT rowid FROM sessions_fts WHERE sessions_fts MATCH @unless)';
  return database
    .prepare<[Record<string, unknown>], number>(
      `SELECT s.id FROM sessions s LEFT JOIN slots t ON t.session_id = s.id AND t.position = 1
       WHERE ${filter.where} ${unless}
       ORDER BY t.local_start IS NULL, t.local_start, t.starts_at, s.id LIMIT @limit`,
    )
    .pluck()
    .all({ ...filter.values, limit, ...(unwanted.length === 0 ? {} : { unless: anyOf(unwanted) }) });
}

/** Of the text that has most of what is looked for, the first where several have as much. */
function bestSnippet(texts: readonly (string | null)[], needles: readonly Needle[]): Snippet {
  const snippets = texts.filter((text) => text !== null).map((text) => snippetOf(text, needles));
  return snippets.reduce((best, next) => (next.terms > best.terms ? next : best), { parts: [], terms: -1 });
}
