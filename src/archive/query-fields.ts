import { distance } from 'fastest-levenshtein';
import { type DaySpan, daySpan } from '../model/day-span.ts';
import { LEVELS, SESSION_KINDS, SESSION_STATES, wordIn } from '../model/vocabulary.ts';

/** What a session can be asked to have. `deck`: a stored file of its slides; `text` and `picture`: found in one of its current files. */
export const POSSESSIONS = ['slides', 'deck', 'video', 'text', 'picture'] as const;

/** The fields of a question; `docs/search.md` describes each. */
export const FIELDS = [
  'conference',
  'series',
  'company',
  'speaker',
  'track',
  'level',
  'kind',
  'state',
  'day',
  'has',
] as const;
export type FieldName = (typeof FIELDS)[number];

/** Fields that take words of a closed list. */
const CLOSED: Partial<Record<FieldName, readonly string[]>> = {
  level: LEVELS,
  kind: SESSION_KINDS,
  state: SESSION_STATES,
  has: POSSESSIONS,
};

/** What people call a field elsewhere. */
const OTHER_NAMES: Readonly<Record<string, FieldName>> = {
  author: 'speaker',
  presenter: 'speaker',
  organisation: 'company',
  organization: 'company',
  companies: 'company',
  date: 'day',
  status: 'state',
};

/** One field of a question. Values of one field are alternatives, different fields all hold, an excluded value must not. */
export interface FieldTerm {
  readonly field: FieldName;
  /** As typed; the word itself for the closed lists; for `day` see `days`. */
  readonly value: string;
  /** For `day` only. */
  readonly days: DaySpan | null;
  readonly isExcluded: boolean;
  /** Where the value stands in the question. */
  readonly position: number;
}

/**
 * The field that a word before a colon names, or null where it is just a word (`http://x`, `std::vector`, `NodeJS:`). A name one slip
 * away from a field's (two for the longer ones), and what a field is called elsewhere, is refused through `fail` with the name to use.
 */
export function fieldName(word: string, fail: (what: string) => never): FieldName | null {
  const name = word.toLowerCase();
  const exact = FIELDS.find((field) => field === name);
  if (exact !== undefined) return exact;
  const meant =
    (Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined) ?? FIELDS.find((field) => isSlip(name, field));
  if (meant === undefined) return null;
  return fail(
    `there is no field "${word}:". Did you mean ${meant}:? In quotation marks it is looked for as words; fields are ${FIELDS.join(' ')}`,
  );
}

/** Short names are near to many honest words (`key:`, `way:`), so they must begin alike. */
function isSlip(name: string, field: FieldName): boolean {
  const edits = distance(name, field);
  return field.length > 4 ? edits <= 2 : edits === 1 && name[0] === field[0];
}

/** The value of a field, checked; `fail` points at it. */
export function readField(
  field: FieldName,
  typed: string,
  place: { readonly isExcluded: boolean; readonly position: number; readonly fail: (what: string) => never },
): FieldTerm {
  const { isExcluded, position, fail } = place;
  const closed = CLOSED[field];
  const term = { field, isExcluded, position, days: null };
  if (closed !== undefined) {
    const value = wordIn(closed, typed);
    if (value === null) return fail(`${field}: takes one of ${closed.join(' ')}${asWords(field, typed)}`);
    return { ...term, value };
  }
  if (field === 'day') return { ...term, value: typed, days: readDays(typed, fail) };
  if (!/[\p{L}\p{N}]/u.test(typed))
    fail(`say after the colon which ${field} you mean, as in ${field}:${EXAMPLES[field]}`);
  return { ...term, value: typed };
}

const EXAMPLES: Readonly<Record<FieldName, string>> = {
  conference: 'kubecon-eu-2018',
  series: 'kubecon',
  company: 'google',
  speaker: '"Saad Ali"',
  track: 'storage',
  level: 'beginner',
  kind: 'talk',
  state: 'scheduled',
  day: '2018-05-02',
  has: 'slides',
};

function asWords(field: FieldName, typed: string): string {
  return typed === '' ? '' : `; "${field}:${typed.trim()}" in quotation marks is looked for as words`;
}

function readDays(typed: string, fail: (what: string) => never): DaySpan {
  const span = daySpan(typed);
  if (span === 'backwards') return fail('the first day of the span is after the last');
  if (span !== 'no_days') return span;
  return fail(
    'day: takes a day, a month, a year or a span of them, as in day:2018-05-02 day:2018-05 day:2018-05-02..2018-05-04',
  );
}
