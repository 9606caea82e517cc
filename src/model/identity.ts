import type { Session } from './session.ts';
import { nameKey } from './text.ts';

/** What is stored of a session, as far as recognising it again needs. */
export interface KnownSession {
  readonly key: string;
  readonly title: string;
  readonly people: readonly string[];
  /** Local wall times, or dates, or nothing. */
  readonly starts: readonly string[];
}

/** Words of a title that do not tell it from another. */
const FILLER = new Set(['a', 'an', 'and', 'the', 'of', 'for', 'to', 'in', 'on', 'with', 'is', 'what', 'our', 'how']);

/** Titles this alike (Dice coefficient of their words) are one session, whoever speaks. */
const SAME_TITLE = 0.6;
/** With a speaker in common, less is enough: "LINSTOR: Reliable Storage …" is "Reliable Storage …". */
const SAME_TITLE_AND_PERSON = 0.3;
/** What an equal time adds: less than an equal title, so that two talks that swap their times stay who they are. */
const SAME_TIME = 0.6;

/**
 * Gives the sessions of a source without ids (agenda lines) the keys they already have in the archive: by time, then by
 * title and people. A session that is not known keeps its own key, made unique. The order and number of sessions stay as they are.
 */
export function settleKeys(known: readonly KnownSession[], incoming: readonly Session[]): Session[] {
  const pairs = known
    .flatMap((stored) =>
      incoming.map((session, index) => ({ key: stored.key, index, likeness: likeness(stored, session) })),
    )
    .filter((pair) => pair.likeness > 0)
    .toSorted((a, b) => b.likeness - a.likeness || a.index - b.index);

  const keys = new Map<number, string>();
  const taken = new Set<string>();
  for (const pair of pairs) {
    if (keys.has(pair.index) || taken.has(pair.key)) continue;
    keys.set(pair.index, pair.key);
    taken.add(pair.key);
  }

  const used = new Set(known.map((stored) => stored.key));
  return incoming.map((session, index) => {
    const settled = keys.get(index);
    const key = settled ?? unused(session.key, used);
    used.add(key);
    return { ...session, key, aliases: session.aliases.filter((alias) => alias !== session.key) };
  });
}

/** 0: two sessions. Otherwise the higher, the surer. An equal time alone is enough: a talk may get another title and speaker. */
function likeness(stored: KnownSession, session: Session): number {
  const starts = session.slots.map((slot) => slot.localStart).filter((start) => start !== null && start.length > 10);
  const title = wordLikeness(stored.title, session.title);
  const names = new Set(stored.people.map(nameKey));
  const person = session.people.some((one) => names.has(nameKey(one.name)));
  if (starts.some((start) => start !== null && stored.starts.includes(start)))
    return SAME_TIME + title + (person ? 0.5 : 0);
  const bothTimed = starts.length > 0 && stored.starts.some((start) => start.length > 10);
  if (title >= (bothTimed ? 0.9 : SAME_TITLE) || (person && title >= SAME_TITLE_AND_PERSON))
    return title + (person ? 0.5 : 0);
  return 0;
}

/** Dice coefficient of the two titles' words; 1 for titles of filler alone that are equal. */
function wordLikeness(a: string, b: string): number {
  if (nameKey(a) === nameKey(b)) return 1;
  const [left, right] = [words(a), words(b)];
  if (left.size === 0 || right.size === 0) return 0;
  return (2 * left.intersection(right).size) / (left.size + right.size);
}

function words(title: string): Set<string> {
  return new Set(
    nameKey(title)
      .split(' ')
      .filter((word) => word !== '' && !FILLER.has(word)),
  );
}

function unused(key: string, used: ReadonlySet<string>): string {
  if (!used.has(key)) return key;
  let number = 2;
  while (used.has(`${key}-${number}`)) number += 1;
  return `${key}-${number}`;
}
