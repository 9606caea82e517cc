import { HONORIFIC, isCorporate, PARTICLES, SUFFIX } from '../model/person-name.ts';
import { lineOf } from './printable.ts';

/** A name as a bibliography sorts and shortens it. */
export type AuthorName =
  | {
      readonly kind: 'person';
      readonly given: string;
      /** `van der`, in front of the family name and no part of it; empty for none. */
      readonly particle: string;
      readonly family: string;
      /** `Jr.`; empty for none. */
      readonly suffix: string;
    }
  /** Names that are written as they are: of one word, of a company, in a script that puts the family first. */
  | { readonly kind: 'literal'; readonly name: string };

/** Scripts whose names are written family first and without a blank between: what is which, no rule can tell. */
const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u;

/** Nothing but words: letters, marks, apostrophes, full stops, hyphens; nicknames stand in quotes or brackets. */
const WORDS_ALONE = /^[\p{L}\p{M}'’ʼ.·\- "“”()]+$/u;
const SURNAME = /^[\p{L}\p{M}][\p{L}\p{M}'’ʼ.-]*$/u;

/** Words that join two surnames: `José Ortega y Gasset`. */
const JOINERS = new Set(['y', 'e', 'i']);

/** Longer than this is a phrase. */
const MOST_WORDS = 6;

/** Splits a published name, `Ad van der Veer`, in the order of Western conferences: given names first. */
export function authorName(published: string): AuthorName {
  const name = lineOf(published);
  const literal: AuthorName = { kind: 'literal', name };
  const words = name.split(' ').filter((word) => !HONORIFIC.test(word));
  const last = words.at(-1) ?? '';
  const suffix = words.length > 2 && SUFFIX.test(last) ? last : '';
  if (suffix !== '') words.pop();
  const plain = words.map((word, index) =>
    suffix !== '' && index === words.length - 1 ? word.replace(/,$/u, '') : word,
  );
  const text = plain.join(' ');
  const family = plain.at(-1) ?? '';
  if (plain.length < 2 || plain.length > MOST_WORDS || !WORDS_ALONE.test(text) || !SURNAME.test(family)) return literal;
  if (EAST_ASIAN.test(text) || isCorporate(text) || plain.includes('and')) return literal;

  const end = plain.length - 1;
  if (end > 2 && JOINERS.has(plain[end - 1] ?? ''))
    return person(plain.slice(0, end - 2), [], plain.slice(end - 2), suffix);
  let start = end;
  while (start > 1 && isParticle(plain[start - 1] ?? '')) start -= 1;
  return person(plain.slice(0, start), plain.slice(start, end), [family], suffix);
}

function isParticle(word: string): boolean {
  return PARTICLES.has(word.replace('’', "'"));
}

function person(
  given: readonly string[],
  particle: readonly string[],
  family: readonly string[],
  suffix: string,
): AuthorName {
  return { kind: 'person', given: given.join(' '), particle: particle.join(' '), family: family.join(' '), suffix };
}
