import type { TitleConvention } from './edition.ts';
import type { TitlePerson } from './people.ts';
import { opensLikeAPhrase } from './person-name.ts';
import { tidy } from './text.ts';
import { joined, splitMarks } from './title-marks.ts';
import { splitPeople, type TitleAndPeople } from './title-people.ts';
import type { Availability, Level, SessionKind } from './vocabulary.ts';

/** What a published title says, apart. */
export interface ParsedTitle {
  /**
   * The talk's name alone: without people, level, state marks and the word for its kind. Never empty for a title that
   * is not blank.
   */
  readonly title: string;
  /** The kind that the title names (`Keynote: ...`), or null where it names none. */
  readonly kind: SessionKind | null;
  readonly level: Level | null;
  /** The level's published wording, `Intermediate Skill Level`. */
  readonly publishedLevel: string | null;
  readonly cancelled: boolean;
  readonly availability: Availability | null;
  /** In published order, which need not be that of the speaker blocks. */
  readonly people: readonly TitlePerson[];
}

/**
 * Words that only say what kind of session it is, at the start of the title or of a part of it after a bar. `Intro:`,
 * `Deep Dive:`, `Meet the Maintainer:` and `Birds of a Feather:` are part of the name. `Tututorial:` stands in the
 * schedule of KubeCon NA 2018, the bar as a small L in those of 2026.
 */
const KIND_PREFIX =
  /^(?<track>.{1,80}?(?: ?\| ?| l ))??(?:(?:sponsored|project|opening|closing|sponsor|community) )?(?<kind>keynotes?(?: (?:session|address))?|lightning talks?|panels?(?: (?:discussion|session))?|(?:tu)*tutorials?|workshop)(?: ?:+ ?| [-–—] ?| ?\| ?)(?=\S)/iu;
const KIND_SUFFIX = / [|–—-] ?(?:project |sponsored )?(?<kind>lightning talk|keynote|panel|tutorial|workshop)$/iu;

/** Pictures before a title: `⚡Lightning Talk: ...`, `🚨 ContribFest: ...`. */
const PICTURES = /^(?:[\p{Extended_Pictographic}\uFE0F\u200D]\s*)+(?=\p{L})/u;

/** A title longer than this is a page that went wrong: it is kept, not taken apart. */
const LONGEST_TITLE = 2000;

/** Takes a published title apart. Pure and total: any text in, and what cannot be read stays in the title. */
export function parseTitle(published: string, convention: TitleConvention): ParsedTitle {
  const whole = unquoted(tidy(published));
  if (whole.length > LONGEST_TITLE) return { ...splitMarks('', 'name').marks, title: whole, kind: null, people: [] };
  const behind = splitMarks(whole, 'people');
  const split = peopleIn(behind.title, convention);
  const outer = split === null ? splitMarks(whole, 'name') : behind;
  const inner = splitMarks(unquoted(split?.title ?? outer.title), 'name');
  const named = splitKind(inner.title);
  // The word for the kind can stand before a mark: `Keynote: [CANCELLED] ...`.
  const rest = splitMarks(named.title, 'name');
  const people = split?.people ?? [];
  return {
    ...joined(joined(outer.marks, inner.marks), rest.marks),
    title: rest.title,
    kind: named.kind,
    people: named.kind === 'panel' ? asPanel(people) : people,
  };
}

/**
 * Where it is not known whether titles name people, a list that opens like a phrase is none, whatever stands beside it:
 * `Mind the Gap - Bridging Dev and Ops, Finally`.
 */
function peopleIn(text: string, { people }: TitleConvention): TitleAndPeople | null {
  const split = people === 'none' ? null : splitPeople(text);
  return people === 'unknown' && split?.people.some(({ name }) => opensLikeAPhrase(name)) === true ? null : split;
}

/** Beside a named moderator everybody else on a panel is a panelist. */
function asPanel(people: readonly TitlePerson[]): readonly TitlePerson[] {
  if (!people.some(({ role }) => role === 'moderator')) return people;
  return people.map((person) => (person.role === 'speaker' ? { ...person, role: 'panelist' } : person));
}

function splitKind(text: string): { title: string; kind: SessionKind | null } {
  const plain = text.replace(PICTURES, '');
  const prefix = KIND_PREFIX.exec(plain);
  if (prefix !== null) {
    const track = prefix.groups?.['track']?.replace(/ ?\| ?$| l $/u, '');
    const rest = plain.slice(prefix[0].length);
    return {
      title: track === undefined ? rest : `${track} | ${rest}`,
      kind: kindNamed(prefix.groups?.['kind']),
    };
  }
  const suffix = KIND_SUFFIX.exec(plain);
  if (suffix === null || suffix.index === 0) return { title: plain, kind: null };
  return { title: plain.slice(0, suffix.index), kind: kindNamed(suffix.groups?.['kind']) };
}

const KINDS: readonly (readonly [RegExp, SessionKind])[] = [
  [/^keynote/iu, 'keynote'],
  [/^lightning/iu, 'lightning_talk'],
  [/^panel/iu, 'panel'],
  [/^tu/iu, 'tutorial'],
  [/^workshop/iu, 'workshop'],
];

function kindNamed(word: string | undefined): SessionKind | null {
  return word === undefined ? null : (KINDS.find(([pattern]) => pattern.test(word))?.[1] ?? null);
}

/** Quotes around the whole title are debris of a table (`"Newcomer's Lounge"`); quotes inside it belong to it. */
function unquoted(text: string): string {
  const inner = text.length > 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).trim() : '';
  return inner !== '' && !inner.includes('"') ? inner : text;
}
