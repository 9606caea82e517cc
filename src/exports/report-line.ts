import type { ExportPerson, ExportSession } from '../archive/export-records.ts';
import { nameKey, tidy } from '../model/text.ts';
import { splitMarks } from '../model/title-marks.ts';
import { splitPeople } from '../model/title-people.ts';
import type { Level } from '../model/vocabulary.ts';

/**
 * A session as a trip report lists it: `Title - Speaker, Company (Intermediate Skill Level)`. Where the published title names the same people as
 * the record, it stands as published, marks of seats and attached slides left out; otherwise the line is put together in the same
 * form, as for an agenda's `Title (by Person, Company)`.
 */
export function reportLine(session: ExportSession): string {
  const title = asPublished(session) ?? asRecorded(session);
  const level = levelInWords(session.level, session.publishedLevel);
  return [title, level === null ? '' : ` (${level})`, session.state === 'scheduled' ? '' : ` (${session.state})`].join(
    '',
  );
}

/** `A, X & B, Y`; `A, X, B, Y & C, Z`; and where all are of one company `A & B, X` and `A, B & C, X`. */
export function peopleInWords(people: readonly Pick<ExportPerson, 'name' | 'company'>[]): string {
  const [first] = people;
  const company = first?.company ?? null;
  if (company !== null && people.every((person) => person.company === company)) {
    return `${enumerated(people.map(({ name }) => name))}, ${company}`;
  }
  return enumerated(people.map(({ name, company }) => (company === null ? name : `${name}, ${company}`)));
}

/** `Intermediate Skill Level`: as published where the wording says that it is a level, else in the common form. */
export function levelInWords(level: Level | null, published: string | null): string | null {
  if (published !== null && /\blevel\b/i.test(published)) return tidy(published);
  return level === null ? null : `${level.slice(0, 1).toUpperCase()}${level.slice(1)} Skill Level`;
}

function asPublished({ publishedTitle, people }: ExportSession): string | null {
  const { title } = splitMarks(tidy(publishedTitle), 'people');
  const named = splitPeople(title);
  // `(by A, X)` is another form of list, and no report has it.
  if (named === null || (title.endsWith(')') && title.includes('(by '))) return null;
  const [published, recorded] = [named.people, people].map((list) => new Set(list.map(({ name }) => nameKey(name))));
  return published !== undefined && recorded?.symmetricDifference(published).size === 0 ? title : null;
}

/** The recorded title may come from a better source than the published one, and never names people. */
function asRecorded({ title, people }: ExportSession): string {
  return people.length === 0 ? tidy(title) : `${tidy(title)} - ${peopleInWords(people)}`;
}

function enumerated(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} & ${parts.at(-1) ?? ''}`;
}
