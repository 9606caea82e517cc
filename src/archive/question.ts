import { UsageError } from '../model/failure.ts';
import { type FieldTerm, fieldName, readField } from './query-fields.ts';
import { searchable } from './searchable.ts';

/** Words that have to follow each other as they stand, or one word; as typed. */
export interface WordTerm {
  readonly text: string;
  /** Whether the last word may go on: `stor*`. */
  readonly isPrefix: boolean;
}

/** What a question asks for. Everything holds at once: all `wanted`, none of `unwanted`, and the fields as `FieldTerm` says. */
export interface Question {
  readonly wanted: readonly WordTerm[];
  readonly unwanted: readonly WordTerm[];
  readonly fields: readonly FieldTerm[];
}

/**
 * Longest question in UTF-16 units, most terms in it, most words in these (of a run of CJK letters, pairs), and most beginnings: each bounds
 * the time that an answer takes. (The worst found: a phrase of one frequent word, 25 ms a word in an archive of a million slides.)
 */
export const MAX_QUESTION_LENGTH = 1000;
export const MAX_TERMS = 24;
export const MAX_WORDS = 64;
export const MAX_PREFIXES = 3;

/** The name of a field with its colon, before a value. */
const FIELD = /([\p{L}_]+):/uy;
const QUOTED = /"([^"]*)"(\*?)/uy;
const BARE = /[^\s"]+/uy;

/**
 * Reads a question: `words`, `"a phrase"`, `stor*`, `-word`, `-"a phrase"`, `field:value`, `field:"a value"`, `-field:value`. Throws a
 * `UsageError` that points at the place it does not understand, and one for a question that is too long or asks for nothing.
 */
export function parseQuestion(question: string): Question {
  if (question.length > MAX_QUESTION_LENGTH) {
    throw new UsageError('bad_query', `A question has ${MAX_QUESTION_LENGTH} characters at most; this one has more.`);
  }
  const wanted: WordTerm[] = [];
  const unwanted: WordTerm[] = [];
  const fields: FieldTerm[] = [];
  const fail = (position: number, what: string): never => {
    throw misunderstood(question, position, what);
  };

  let words = 0;
  let position = afterBlanks(question, 0);
  while (position < question.length) {
    const start = position;
    if (wanted.length + unwanted.length + fields.length === MAX_TERMS) {
      fail(start, `these are too many words, phrases and fields; ${MAX_TERMS} can be asked for at once`);
    }
    const isExcluded = question[position] === '-';
    if (isExcluded) position += 1;
    const named = match(FIELD, question, position);
    const field = named === null ? null : fieldName(named[1] ?? '', (what) => fail(position, what));
    if (named !== null && field !== null) position += named[0].length;

    const quoted = match(QUOTED, question, position);
    const bare = quoted === null ? match(BARE, question, position) : null;
    if (quoted === null && bare === null && question[position] === '"') {
      fail(position, 'a quotation mark that is never closed');
    }
    const found = quoted ?? bare;
    words += wordsIn(found?.[0] ?? '');
    if (words > MAX_WORDS) fail(position, `this is a word too many; ${MAX_WORDS} can be asked for at once`);
    if (field !== null) {
      const value = quoted === null ? (bare?.[0] ?? '') : (quoted[1] ?? '');
      const failAt = (what: string): never => fail(value === '' ? start : position, what);
      fields.push(readField(field, value + (quoted?.[2] ?? ''), { isExcluded, position, fail: failAt }));
    } else {
      const term = found === null ? null : quoted === null ? bareTerm(found[0]) : quotedTerm(quoted);
      if (term === null) return fail(start, 'nothing here is a word');
      if (term.isPrefix && !isLongEnough(term.text)) fail(position, 'two letters at least must stand before the *');
      (isExcluded ? unwanted : wanted).push(term);
      if ([...wanted, ...unwanted].filter(({ isPrefix }) => isPrefix).length > MAX_PREFIXES) {
        fail(start, `this is one * too many; ${MAX_PREFIXES} can be asked for at once`);
      }
    }
    position = afterBlanks(question, position + (found?.[0].length ?? 0));
  }
  if (wanted.length === 0 && fields.length === 0) {
    throw new UsageError(
      'bad_query',
      unwanted.length === 0
        ? 'Say what to look for, as in: deckhand search "service mesh".'
        : 'Say at least one word or field to look for besides those to leave out.',
    );
  }
  return { wanted, unwanted, fields };
}

function quotedTerm(quoted: RegExpExecArray): WordTerm | null {
  const text = quoted[1] ?? '';
  return hasWord(text) ? { text, isPrefix: quoted[2] === '*' } : null;
}

function bareTerm(text: string): WordTerm | null {
  const isPrefix = text.length > 1 && text.endsWith('*');
  const words = isPrefix ? text.slice(0, -1) : text;
  return hasWord(words) ? { text: words, isPrefix } : null;
}

function hasWord(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text.normalize('NFKC'));
}

function wordsIn(text: string): number {
  return searchable(text).match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
}

/** One Latin letter begins so many words that no index helps; one Chinese letter does not. */
function isLongEnough(text: string): boolean {
  const [last = ''] = /[\p{L}\p{N}]+$/u.exec(text) ?? [];
  return (
    last === '' ||
    last.length > 1 ||
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(last)
  );
}

function match(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(text);
}

function afterBlanks(text: string, position: number): number {
  return position + (/^\s*/u.exec(text.slice(position))?.[0].length ?? 0);
}

/** Characters of a question that are shown on each side of the place that is not understood. */
const SHOWN = 60;

/** The error that points at a place of a question. */
export function misunderstood(question: string, position: number, what: string): UsageError {
  const start = Math.max(0, position - SHOWN);
  const shown = question.slice(start, position + SHOWN).replaceAll(/\s/gu, ' ');
  // Chinese, Japanese and Korean letters are two columns wide on a terminal: a blank as wide keeps the pointer in its place.
  const indent = shown.slice(0, position - start).replaceAll(/./gu, (letter) => (WIDE.test(letter) ? '\u3000' : ' '));
  return new UsageError(
    'bad_query',
    `The question cannot be understood: ${what}${what.endsWith('?') ? '' : '.'}\n  ${shown}\n  ${indent}^`,
  );
}

const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u;
