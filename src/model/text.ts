import { normalForm } from './normal-form.ts';

/** White space, keys for matching and slugs: the forms of a text that everything else compares. */

/** Marks that take no room on the page: direction marks, word joiners, soft hyphens, the byte order mark. */
const INVISIBLE = /[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/gu;

/**
 * Joiners shape letters and emoji in the middle of a word; at its edge they are debris (`StackOverflow\u200D - ...`,
 * KubeCon NA 2018).
 */
const LOOSE_JOINERS = /(?<=^| )[\u200C\u200D]+|(?<![\u200C\u200D])[\u200C\u200D]+(?= |$)/gu;

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const BLANKS = /[\s\u0000-\u001F\u007F-\u009F]+/gu;

/**
 * One line of text as a reader sees it: NBSP, tabs, line feeds and runs of blanks are one space, marks without width
 * are gone.
 */
export function tidy(text: string): string {
  // Blanks first, and once more: joiners can stand between two of them.
  return text.replace(INVISIBLE, '').replace(BLANKS, ' ').replace(LOOSE_JOINERS, '').replace(/ {2,}/gu, ' ').trim();
}

/** Letters that Unicode does not decompose into a base letter and a mark. */
const BASE_LETTERS: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
};

/** Words before a name that are no part of it. */
const HONORIFICS = new Set(['dr', 'prof', 'mr', 'mrs', 'ms', 'sir', 'ing']);

/**
 * What two spellings of one name share: `Łukasz  Gryglicki` and `lukasz gryglicki`, `Dr. J. O'Neil` and `J O Neil`.
 * Lower case without accents, punctuation and honorifics; other scripts keep their letters. Never shown to a reader;
 * empty for a text without letters and digits.
 */
export function nameKey(name: string): string {
  const plain = normalForm(tidy(name), 'NFKD')
    .replace(/[\u0300-\u036F]/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[łøđðþßæœı]/gu, (letter) => BASE_LETTERS[letter] ?? letter)
    .replace(/['’ʼ`]/gu, ' ')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
  const words = plain.split(' ');
  const first = words.findIndex((word) => !HONORIFICS.has(word));
  return first > 0 ? words.slice(first).join(' ') : plain;
}

/** Longest slug in characters: long enough for a title, short enough for a file name and an address. */
export const SLUG_LENGTH = 80;

/**
 * `Storage Design & Operations` → `storage-design-operations`: words of the text joined by hyphens, cut at a word where
 * it is too long. Empty for a text without letters and digits.
 */
export function slug(text: string): string {
  const words = nameKey(text.replace(/['’ʼ`]/gu, '')).replaceAll(' ', '-');
  if (words.length <= SLUG_LENGTH) return words;
  const cut = words.slice(0, SLUG_LENGTH + 1);
  const edge = cut.lastIndexOf('-');
  return edge > SLUG_LENGTH / 2
    ? cut.slice(0, edge)
    : words
        .slice(0, SLUG_LENGTH)
        .toWellFormed()
        .replace(/\uFFFD$/u, '');
}
