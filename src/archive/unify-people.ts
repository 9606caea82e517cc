import type { Appearance, Session } from '../model/session.ts';
import { nameKey } from '../model/text.ts';

/**
 * Says of each person the same on all sessions of a programme. A person is known by the platform's id; one that a title alone
 * names is the person of that name who has an id, if there is just one. Name, biography and page are those of the first session that
 * gives them. Without this two spellings of one person would be rewritten at every reading.
 */
export function unifyPeople(sessions: readonly Session[]): Session[] {
  const everyone = sessions.flatMap((session) => session.people);
  const keysByName = new Map<string, Set<string>>();
  for (const { name, speakerKey } of everyone) {
    if (speakerKey === null) continue;
    const keys = keysByName.get(nameKey(name)) ?? new Set();
    keysByName.set(nameKey(name), keys.add(speakerKey));
  }
  const keyOf = (person: Appearance): string | null => {
    if (person.speakerKey !== null) return person.speakerKey;
    const keys = keysByName.get(nameKey(person.name));
    return keys?.size === 1 ? (keys.values().next().value ?? null) : null;
  };
  const identity = (person: Appearance): string => keyOf(person) ?? `name:${nameKey(person.name)}`;

  const facts = new Map<string, Pick<Appearance, 'name' | 'bio' | 'url'>>();
  for (const person of everyone) {
    const known = facts.get(identity(person));
    facts.set(identity(person), {
      name: known?.name ?? person.name,
      bio: known?.bio ?? person.bio,
      url: known?.url ?? person.url,
    });
  }
  return sessions.map((session) => ({
    ...session,
    people: session.people.map((person) => ({ ...person, speakerKey: keyOf(person), ...facts.get(identity(person)) })),
  }));
}
