import type { Database } from 'better-sqlite3';
import { toMatch } from './search.ts';

/**
 * The sessions that answer a question, all of them and in no order: the one place where exports depend on the search. Throws a `UsageError`
 * that points at what cannot be understood.
 */
export function sessionIdsFor(database: Database, question: string): number[] {
  return database
    .prepare<[string], { id: number }>('SELECT rowid AS id FROM sessions_fts WHERE sessions_fts MATCH ?')
    .all(toMatch(question))
    .map(({ id }) => id);
}
