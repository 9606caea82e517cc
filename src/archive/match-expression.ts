import type { WordTerm } from './question.ts';
import { searchable } from './searchable.ts';

/**
 * The FTS5 expression of the words of a question, or null where it asks for none; https://sqlite.org/fts5.html#full_text_query_syntax.
 * Everything is quoted, so that nothing in it is an operator.
 */
export function matchExpression(wanted: readonly WordTerm[], unwanted: readonly WordTerm[] = []): string | null {
  if (wanted.length === 0) return null;
  const all = wanted.map(phrase).join(' AND ');
  return [wanted.length > 1 && unwanted.length > 0 ? `(${all})` : all, ...unwanted.map(phrase)].join(' NOT ');
}

/** Rows that have any of these. */
export function anyOf(terms: readonly WordTerm[]): string {
  return terms.map(phrase).join(' OR ');
}

/** Rows that have all words of a text in one column, in any order; a `*` at its end makes the last word a beginning. */
export function allWordsIn(column: string, text: string): string {
  const isPrefix = text.endsWith('*');
  const words = text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const phrases = words.map((word, index) =>
    phrase({ text: word.replaceAll('*', ''), isPrefix: isPrefix && index === words.length - 1 }),
  );
  return `${column} : (${phrases.join(' AND ')})`;
}

function phrase({ text, isPrefix }: WordTerm): string {
  // For the index an expression ends at a NUL, even inside quotation marks.
  const words = searchable(text.replaceAll('\0', ' ')).trim().replaceAll('"', '""');
  return `"${words}"${isPrefix ? ' *' : ''}`;
}
