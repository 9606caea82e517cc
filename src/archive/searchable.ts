import { normalForm } from '../model/normal-form.ts';

/**
 * Text as it is put into the full-text index and asked for: NFKC, letters that Unicode does not decompose by their base letters
 * (`Søren` as `Soren`; the index itself strips accents), and runs of Chinese, Japanese and Korean letters, which have no spaces
 * between words, as overlapping pairs, so that any two characters that follow each other are found. Everything else is as it was.
 * Doing it twice changes no word. (Measured on 50,628 pages: 804 of 804 occurrences of 日本語, against 300 without pairs.)
 */
export function searchable(text: string): string {
  return withBaseLetters(normalForm(text, 'NFKC')).replaceAll(CJK_RUN, (run) => ` ${pairsOf(run).join(' ')} `);
}

/**
 * What two spellings of one word share in the index: `Søren`, `SØREN` and `soren`. For a single word, in any script; what the
 * full-text index does by itself is done here as well, so that found words can be marked in the original text.
 */
export function wordKey(word: string): string {
  if (ASCII.test(word)) return word.toLowerCase();
  return withBaseLetters(normalForm(word, 'NFKD').replaceAll(ACCENTS, '')).normalize('NFC').toLowerCase();
}

/** A run of CJK letters as the pairs it is indexed by; a single letter as itself. */
export function pairsOf(run: string): readonly string[] {
  const letters = Array.from(run);
  return letters.length < 2 ? letters : letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}

/** Runs of letters that are written without spaces. */
export const CJK_RUN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]+/gu;

// oxlint-disable-next-line no-control-regex -- all of ASCII is meant
const ASCII = /^[\u0000-\u007F]*$/u;

const ACCENTS = /[\u0300-\u036F]/gu;

/** Letters that Unicode does not decompose; `migrations/0003-search.sql` has the same list. */
export const BASE_LETTERS: Readonly<Record<string, string>> = {
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'Ae',
  œ: 'oe',
  Œ: 'Oe',
  ı: 'i',
  ħ: 'h',
  Ħ: 'H',
  ŧ: 't',
  Ŧ: 'T',
};

function withBaseLetters(text: string): string {
  return text.replaceAll(/[øØłŁđĐðÐþÞßẞæÆœŒıħĦŧŦ]/gu, (letter) => BASE_LETTERS[letter] ?? letter);
}
