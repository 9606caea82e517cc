import type { Database } from 'better-sqlite3';
import { misunderstood, parseQuestion, type Question } from './question.ts';
import { type SessionFilter, sessionFilter } from './search-filter.ts';
import { type SessionHit, searchSessions, sessionIdsOf } from './search-sessions.ts';
import { RANKED_AT_MOST, type SlideHit, searchSlides } from './search-slides.ts';
import { needlesOf } from './snippet.ts';

/** What an answer is limited to. */
export interface SearchLimits {
  /** Slug of one conference, or null for all. */
  readonly conference: string | null;
  /** How many of each list at most. */
  readonly limit: number;
  /** Default: both. */
  readonly lists?: readonly ('sessions' | 'slides')[];
}

/** What a question finds. Each list is ranked by itself: the scores of the two cannot be compared. */
export interface SearchAnswer {
  /** Empty where they were not asked for. */
  readonly sessions: readonly SessionHit[];
  readonly slides: readonly SlideHit[];
  /** How many slides were ranked, the newest, where more than these match; null where all were. */
  readonly onlyNewest: number | null;
}

/**
 * Sessions and slides that answer a question; `docs/search.md` describes its language. Letter case and accents do not matter. Throws a
 * `UsageError` that points at what cannot be understood.
 */
export function search(database: Database, question: string, limits: SearchLimits): SearchAnswer {
  const { conference, limit, lists = ['sessions', 'slides'] } = limits;
  const { parsed, filter } = understood(database, question, conference);
  const options = {
    filter,
    needles: needlesOf(parsed.wanted),
    limit,
  };
  const slides = lists.includes('slides') ? searchSlides(database, parsed, options) : { hits: [], more: false };
  return {
    sessions: lists.includes('sessions') ? searchSessions(database, parsed, options) : [],
    slides: slides.hits,
    onlyNewest: slides.more ? RANKED_AT_MOST : null,
  };
}

/** Ids of all sessions that answer a question; errors as `search`. */
export function sessionIdsFor(database: Database, question: string): readonly number[] {
  const { parsed, filter } = understood(database, question, null);
  return sessionIdsOf(database, parsed, { filter, limit: -1 });
}

function understood(
  database: Database,
  question: string,
  conference: string | null,
): { readonly parsed: Question; readonly filter: SessionFilter } {
  const parsed = parseQuestion(question);
  const filter = sessionFilter(database, parsed.fields, conference, (term, what) => {
    throw misunderstood(question, term.position, what);
  });
  return { parsed, filter };
}
