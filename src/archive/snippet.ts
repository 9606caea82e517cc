import { normalForm } from '../model/normal-form.ts';
import type { WordTerm } from './question.ts';
import { CJK_RUN, pairsOf, wordKey } from './searchable.ts';

/** A piece of a snippet; `found` where the question asked for it. */
export interface SnippetPart {
  readonly text: string;
  readonly found: boolean;
}

/** A passage of an original text around the words of a question. */
export interface Snippet {
  /** One line; nothing is lost but white space and what stands before the first and after the last `…`. */
  readonly parts: readonly SnippetPart[];
  /** How many terms of the question stand in the whole text. */
  readonly terms: number;
}

/** Width of a snippet in UTF-16 units, its ends moved to the next gap between words. */
const WIDTH = 180;
/** How far an end may be moved for that. */
const REACH = 24;

/** A word as it is indexed, and where it stands in the text. */
interface Token {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

interface Mark {
  readonly start: number;
  readonly end: number;
  readonly term: number;
}

/** The words of a term as they are indexed: what is looked for in texts. Made once a question. */
export interface Needle {
  readonly keys: readonly string[];
  readonly isPrefix: boolean;
}

/** What to mark in texts for these terms. */
export function needlesOf(terms: readonly WordTerm[]): readonly Needle[] {
  return terms.map(({ text, isPrefix }) => ({
    keys: tokensOf(normalForm(text, 'NFKC')).map(({ key }) => key),
    isPrefix,
  }));
}

/** The passage of a text that has most of the needles, found words marked; its beginning where it has none. */
export function snippetOf(original: string, needles: readonly Needle[]): Snippet {
  const text = normalForm(original, 'NFC').replaceAll(/\s+/gu, ' ').trim();
  const marks = marksIn(text, needles);
  const { start, end } = windowOf(text, marks);
  const shown = merged(marks).filter((mark) => mark.end > start && mark.start < end);
  const parts: SnippetPart[] = [];
  const push = (from: number, to: number, found: boolean): void => {
    if (to > from) parts.push({ text: text.slice(from, to), found });
  };
  let position = start;
  if (start > 0) parts.push({ text: '… ', found: false });
  for (const mark of shown) {
    push(position, Math.max(start, mark.start), false);
    push(Math.max(start, mark.start), Math.min(end, mark.end), true);
    position = Math.min(end, mark.end);
  }
  push(position, end, false);
  if (end < text.length) parts.push({ text: ' …', found: false });
  return { parts: joined(parts), terms: new Set(marks.map(({ term }) => term)).size };
}

/** A snippet as text, found words between `open` and `close`. */
export function snippetText(parts: readonly SnippetPart[], open = '[', close = ']'): string {
  return parts.map(({ text, found }) => (found ? `${open}${text}${close}` : text)).join('');
}

/** Words as the index cuts them (unicode61: letters, digits, private use; accents belong to their letter), CJK runs in pairs. */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const addWord = (start: number, end: number): void => {
    if (end > start) tokens.push({ key: wordKey(text.slice(start, end)), start, end });
  };
  for (const { 0: word, index } of text.matchAll(WORD)) {
    let position = index;
    for (const { 0: run, index: offset } of word.matchAll(CJK_RUN)) {
      addWord(position, index + offset);
      let start = index + offset;
      for (const pair of pairsOf(run)) {
        tokens.push({ key: wordKey(pair), start, end: start + pair.length });
        start += String.fromCodePoint(pair.codePointAt(0) ?? 0).length;
      }
      position = index + offset + run.length;
    }
    addWord(position, index + word.length);
  }
  return tokens;
}

const WORD = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\u0300-\u036F]*/gu;

function marksIn(text: string, needles: readonly Needle[]): Mark[] {
  const byFirst = new Map<string, number[]>();
  const openEnded: number[] = [];
  needles.forEach(({ keys, isPrefix }, term) => {
    const [first] = keys;
    if (first === undefined) return;
    if (isPrefix && keys.length === 1) openEnded.push(term);
    else byFirst.set(first, [...(byFirst.get(first) ?? []), term]);
  });
  const tokens = tokensOf(text);
  const marks: Mark[] = [];
  tokens.forEach((token, index) => {
    for (const term of [...(byFirst.get(token.key) ?? []), ...openEnded]) {
      const { keys, isPrefix } = needles[term] as Needle;
      const fits = keys.every((key, offset) => {
        const found = tokens[index + offset]?.key;
        return found === key || (isPrefix && offset === keys.length - 1 && found?.startsWith(key) === true);
      });
      const last = tokens[index + keys.length - 1];
      if (fits && last !== undefined) marks.push({ start: token.start, end: last.end, term });
    }
  });
  return marks;
}

/** Marks that overlap or touch are one: 日本 and 本語 are 日本語. */
function merged(marks: readonly Mark[]): Mark[] {
  const result: Mark[] = [];
  for (const mark of marks) {
    const last = result.at(-1);
    if (last !== undefined && mark.start <= last.end) {
      result[result.length - 1] = { ...last, end: Math.max(last.end, mark.end) };
    } else result.push(mark);
  }
  return result;
}

function windowOf(text: string, marks: readonly Mark[]): { start: number; end: number } {
  let best = { first: 0, last: 0, terms: 0, marks: 0 };
  // How often each term is marked from `index` up to `next`: both only go forward, however many marks there are.
  const inside = new Map<number, number>();
  let next = 0;
  for (const [index, mark] of marks.entries()) {
    for (let other = marks[next]; other !== undefined && other.end <= mark.start + WIDTH; other = marks[next]) {
      inside.set(other.term, (inside.get(other.term) ?? 0) + 1);
      next += 1;
    }
    if (inside.size > best.terms || (inside.size === best.terms && next - index > best.marks)) {
      const last = marks[next - 1]?.end ?? mark.end;
      best = { first: mark.start, last, terms: inside.size, marks: next - index };
    }
    if (next === index) next += 1;
    else if (inside.get(mark.term) === 1) inside.delete(mark.term);
    else inside.set(mark.term, (inside.get(mark.term) ?? 0) - 1);
  }
  if (text.length <= WIDTH) return { start: 0, end: text.length };
  const spare = Math.max(0, WIDTH - (best.last - best.first));
  const start = Math.max(0, Math.min(best.first - Math.floor(spare / 2), text.length - WIDTH));
  const end = Math.max(start + WIDTH, best.last);
  return { start: Math.min(gapAfter(text, start), best.first), end: Math.max(gapBefore(text, end), best.last) };
}

/** The first place from here on where a word begins, or here where none is near. */
function gapAfter(text: string, position: number): number {
  if (position === 0) return 0;
  const blank = text.indexOf(' ', position - 1);
  return blank === -1 || blank - position > REACH ? wholeLetter(text, position) : blank + 1;
}

function gapBefore(text: string, position: number): number {
  if (position >= text.length) return text.length;
  const blank = text.lastIndexOf(' ', position);
  return blank === -1 || position - blank > REACH ? wholeLetter(text, position) : blank;
}

/** No cut between the halves of a surrogate pair. */
function wholeLetter(text: string, position: number): number {
  const code = text.charCodeAt(position);
  return code >= 0xdc00 && code <= 0xdfff ? position - 1 : position;
}

function joined(parts: readonly SnippetPart[]): SnippetPart[] {
  const result: SnippetPart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (last !== undefined && last.found === part.found) {
      result[result.length - 1] = { ...last, text: last.text + part.text };
    } else result.push(part);
  }
  return result;
}
