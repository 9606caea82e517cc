import type { ExportPerson, ExportSession } from '../archive/export-records.ts';
import { nameKey, tidy } from '../model/text.ts';
import { splitMarks } from '../model/title-marks.ts';
import { splitPeople } from '../model/title-people.ts';
import type { Level } from '../model/vocabulary.ts';

/**
 * A session as a trip report lists it: `Title - Speaker, Company (Intermediate Skill Level)`. Where the published title names the same people as
 * the record, it stands as published, marks of seats and attached slides left out, an agenda's `Title (by Person, Company)` in the same
 * form; otherwise the line is put together.
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

/** The published title without marks and level; null where it names other people than the record, or nobody where the record does. */
function asPublished({ publishedTitle, people }: ExportSession): string | null {
  const title = splitMarks(tidy(publishedTitle), people.length === 0 ? 'name' : 'people').title;
  const named = splitPeople(title);
  const published = new Set(named?.people.map(({ name }) => nameKey(name)));
  const recorded = new Set(people.map(({ name }) => nameKey(name)));
  if (title === '' || recorded.symmetricDifference(published).size > 0) return null;
  const by = title.endsWith(')') ? title.lastIndexOf(' (by ') : -1;
  return named === null || by < 0 ? title : `${named.title} - ${title.slice(by + ' (by '.length, -1)}`;
}

/** The recorded title may come from a better source than the published one, and never names people. */
function asRecorded({ title, people }: ExportSession): string {
  return people.length === 0 ? tidy(title) : `${tidy(title)} - ${peopleInWords(people)}`;
}

function enumerated(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} & ${parts.at(-1) ?? ''}`;
}
