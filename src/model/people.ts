import { tidy } from './text.ts';
import type { Role } from './vocabulary.ts';

/** A person as a title or an agenda line names them. */
export interface TitlePerson {
  readonly name: string;
  readonly role: Role;
  readonly jobTitle: string | null;
  readonly company: string | null;
}

/** The people that a text such as `A, X & B, Y` names, in its order; null where the text is not a list of people. */
export function parsePeople(text: string): readonly TitlePerson[] | null {
  const people = tidy(text)
    .split(/ & |; /u)
    .map((part): TitlePerson => {
      const [name = '', ...rest] = part.split(', ');
      return { name, role: 'speaker', jobTitle: null, company: rest.at(-1) ?? null };
    })
    .filter((person) => /^\p{Lu}\S+ \S/u.test(person.name));
  return people.length > 0 ? people : null;
}
