import { levelFromText } from './level.ts';
import type { Availability, Level } from './vocabulary.ts';

/** What the marks around a title say. */
export interface TitleMarks {
  readonly level: Level | null;
  readonly publishedLevel: string | null;
  readonly cancelled: boolean;
  readonly availability: Availability | null;
}

const NO_MARKS: TitleMarks = { level: null, publishedLevel: null, cancelled: false, availability: null };

type Meaning = Partial<TitleMarks>;

/** `[B]`, `[I]`, `[A]` before the speakers: KubeCon EU 2017. */
const LETTERS: Readonly<Record<string, Level>> = { B: 'beginner', I: 'intermediate', A: 'advanced' };

/**
 * What stands in brackets at either end of a title and is no part of the talk's name: the marks of KubeCon EU 2017 to
 * 2026, and near variants of them. The first that matches counts.
 */
const BRACKETS: readonly (readonly [RegExp, Meaning])[] = [
  [/^cancell?ed!?(?:$| ?[:;,–—-])/iu, { cancelled: true }],
  [/\bwait-?\s?list/iu, { availability: 'waitlist' }],
  [/^full$|^(?:sold out|fully booked|registration (?:is )?(?:now )?closed)\b/iu, { availability: 'full' }],
  [/^limited (?:available )?(?:availability|seating|seats|capacity)\b|^first[- ]come\b/iu, { availability: 'open' }],
  [/^(?:seating|seats|capacity|availability) (?:is |are )?limited\b/iu, { availability: 'open' }],
  [/^(?:slides?|recordings?|videos?) (?:attached|available)$|^(?:(?:not|will be|to be) )?recorded$/iu, {}],
  [/^(?:room|time|date|location|venue) (?:updated|changed?|moved)\b/iu, {}],
  [/^(?:virtual|online|in[- ]person|updated|rescheduled)(?: only| session| event)?$/iu, {}],
  [/^(?:complimentary |additional |pre-?|advance )?(?:registration|rsvp|sign-?up)\b.*\b(?:required|needed)\b/iu, {}],
];

/**
 * What else in brackets is a mark where people stand before it: there anything is a mark or a part of the company
 * (`Oath (Yahoo)`), and a company does not speak of seats. Words that companies use (`Level 3`, `Recorded Future`)
 * count at the end only.
 */
const BEHIND_PEOPLE =
  /\b(?:seats?|seating|registration|rsvp|sign-?up|fees?|first[- ]come|attached|required|sold out|skill level)\b|\b(?:recorded|recording|virtual|level|pass|available|availability|closed)$/iu;

/** What stands before the marks at the end of a title: people, or the talk's name. */
export type Before = 'people' | 'name';

/** The same without brackets: before a title, and after it. */
const PREFIXES: readonly (readonly [RegExp, Meaning])[] = [
  [/^cancell?ed(?: ?: ?| [–—-] )/iu, { cancelled: true }],
  [/^sold out(?: ?: ?| [–—-] )/iu, { availability: 'full' }],
];
const SUFFIXES: readonly (readonly [RegExp, Meaning])[] = [
  [/(?: [|–—-] ?|: )cancell?ed!?$/iu, { cancelled: true }],
  [/(?: [|–—-] ?|: )sold out!?$/iu, { availability: 'full' }],
  [/ [|–—-] ?(?:[\p{L}-]{1,20} ){0,3}(?:pass|(?:pre-?)?registrations?|rsvp|sign-?up) required$/iu, {}],
  // Sched's script writes what is left of the seats at the end of the link's text.
  [/(?<=\p{Ll}.*) FULL$/u, { availability: 'full' }],
  [/(?<=\p{Ll}.*) WAITLISTED$/u, { availability: 'waitlist' }],
  [/(?<=\p{Ll}.*) FILLING$/u, { availability: 'open' }],
];

/** Marks are taken off, and other brackets passed over, one by one; no real title has more than four. */
const MOST_MARKS = 12;

/**
 * The title without the marks at its ends, and what they say. Brackets at the end that are no mark stay, and hide none
 * before them: `X (Advanced) (Part 2)` is `X (Part 2)`. A title that is nothing but marks is left as it is.
 */
export function splitMarks(text: string, before: Before): { readonly title: string; readonly marks: TitleMarks } {
  let title = text;
  let kept = '';
  let marks = NO_MARKS;
  for (let count = 0; count < MOST_MARKS; count += 1) {
    const next = withoutOne(title, before);
    if (next !== null && next.title !== '') {
      title = next.title;
      marks = joined(marks, next.meaning);
      continue;
    }
    const rest = title.slice(0, startOfBracket(title)).trimEnd();
    if (next !== null || rest === '' || rest === title) break;
    kept = title.slice(rest.length) + kept;
    title = rest;
  }
  return { title: title + kept, marks };
}

/** Two findings of one title as one: what is said anywhere counts, the fuller seat state wins. */
export function joined(marks: TitleMarks, more: Meaning): TitleMarks {
  const seats = new Set([marks.availability, more.availability]);
  return {
    level: marks.level ?? more.level ?? null,
    publishedLevel: marks.publishedLevel ?? more.publishedLevel ?? null,
    cancelled: marks.cancelled || more.cancelled === true,
    availability: (['waitlist', 'full', 'open'] as const).find((each) => seats.has(each)) ?? null,
  };
}

function withoutOne(text: string, before: Before): { title: string; meaning: Meaning } | null {
  for (const [pattern, meaning] of PREFIXES) {
    const mark = pattern.exec(text);
    if (mark !== null) return { title: text.slice(mark[0].length).trimStart(), meaning };
  }
  for (const [pattern, meaning] of SUFFIXES) {
    const mark = pattern.exec(text);
    if (mark !== null) return { title: trimmedEnd(text.slice(0, mark.index)), meaning };
  }
  return bracketAtStart(text) ?? bracketAtEnd(text, before);
}

function bracketAtStart(text: string): { title: string; meaning: Meaning } | null {
  const end = text.startsWith('[') ? text.indexOf(']') : text.startsWith('(') ? text.indexOf(')') : -1;
  if (end < 0) return null;
  const meaning = meaningOf(text.slice(1, end), text.startsWith('['));
  return meaning === null ? null : { title: text.slice(end + 1).replace(/^[\s:]+/u, ''), meaning };
}

function bracketAtEnd(text: string, before: Before): { title: string; meaning: Meaning } | null {
  const start = startOfBracket(text);
  if (start === text.length) return null;
  const inner = text.slice(start + 1, -1);
  const remark = before === 'people' && BEHIND_PEOPLE.test(inner.trim()) && !inner.startsWith('by ');
  const meaning = meaningOf(inner, text.endsWith(']')) ?? (remark ? {} : null);
  return meaning === null ? null : { title: trimmedEnd(text.slice(0, start)), meaning };
}

/** Where the bracket opens that closes at the end of the text, with those inside it; the text's length without one. */
function startOfBracket(text: string): number {
  const close = text.at(-1);
  if (close !== ')' && close !== ']') return text.length;
  const open = close === ')' ? '(' : '[';
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at -= 1) {
    if (text[at] === close) depth += 1;
    else if (text[at] === open) depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}

/** `Scytale, Inc., (Intermediate Skill Level)`: the comma before a mark goes with it. */
function trimmedEnd(text: string): string {
  return text.trimEnd().replace(/\s*[,;]$/u, '');
}

function meaningOf(inner: string, square: boolean): Meaning | null {
  const text = inner.trim();
  if (/\b(?:skill )?level\b/iu.test(text) || /^(?:beginner|intermediate|advanced)s?$/iu.test(text)) {
    const level = levelFromText(text);
    if (level !== null || /\bskill level$/iu.test(text)) return { level, publishedLevel: text };
  }
  const letter = square && Object.hasOwn(LETTERS, text) ? LETTERS[text] : undefined;
  if (letter !== undefined) return { level: letter, publishedLevel: text };
  return BRACKETS.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
