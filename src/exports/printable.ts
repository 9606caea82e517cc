import type { ExportSession } from '../archive/export-records.ts';
import { tidy } from '../model/text.ts';

/**
 * What no text of a file for other programs may hold: control characters other than tab and line feed (XML 1.0, 2.2; RFC 5545, 3.1) and
 * the two code points that XML excludes besides.
 */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const UNPRINTABLE = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFFFE\uFFFF]/gu;

/** Everything that some program takes for the end of a line. */
const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/gu;

/**
 * A text of several lines that every format can hold: line feeds alone end its lines, half surrogates are U+FFFD, control characters and
 * the blanks around it are gone. Null is empty.
 */
export function proseOf(text: string | null): string {
  return (text ?? '').replace(LINE_ENDS, '\n').toWellFormed().replace(UNPRINTABLE, '').trim();
}

/** The same on one line. */
export function lineOf(text: string | null): string {
  return tidy(proseOf(text));
}

/** A session's title on one line, never empty: formats and the programs that read them want one. */
export function titleOf(session: Pick<ExportSession, 'title' | 'publishedTitle'>): string {
  return lineOf(session.title) || lineOf(session.publishedTitle) || 'Untitled';
}

/** The words that are not empty, each once, in order. */
export function distinct(words: readonly (string | null)[]): string[] {
  return [...new Set(words.map(lineOf).filter((word) => word !== ''))];
}
