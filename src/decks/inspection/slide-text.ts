import { normalForm } from '../../model/normal-form.ts';

/** Longest text of one slide that is kept, in UTF-16 units: a page of a dense book has some 5,000. */
export const MAX_SLIDE_TEXT = 200_000;

/**
 * The text of a page as it is kept and searched: NFKC (which takes ligatures apart), words joined that were hyphenated at a line's end, no
 * control characters, no blank at the ends of lines, at most one empty line in a row.
 */
export function slideText(raw: string): string {
  return (
    normalForm(raw.slice(0, MAX_SLIDE_TEXT).toWellFormed(), 'NFKC')
      .replace(LINE_ENDS, '\n')
      .replace(UNSEEN, '')
      .replace(/[^\S\n]+/gu, ' ')
      .replace(/ ?\n ?/gu, '\n')
      .replace(/(?<=\p{Ll})[-\u2010]\n(?=\p{Ll})/gu, '')
      .replace(/\n{3,}/gu, '\n\n')
      .trim()
      // NFKC makes eighteen letters of some.
      .slice(0, MAX_SLIDE_TEXT)
      .toWellFormed()
  );
}

// oxlint-disable-next-line no-control-regex -- a vertical tab is one of them
const LINE_ENDS = /\r\n?|[\u000B\u0085\u2028\u2029]/gu;

/** Control characters but the line feed, soft hyphens, marks without width, and the replacement for what no font could name. */
const UNSEEN =
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  /[\u0000-\u0008\u000C\u000E-\u001F\u007F-\u0084\u0086-\u009F\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\uFEFF\uFFFD]/gu;
