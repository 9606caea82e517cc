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
/** `2018-05-02`: a start no longer than this is a day without a time. */
const DATE_LENGTH = 10;
/** What an equal time adds: less than an equal title, so that two talks that swap their times stay who they are. */
const SAME_TIME = 0.6;

/**
 * Gives the sessions of a source without ids (agenda lines) the keys they already have in the archive: by time, then by
 * title and people. A session that is not known keeps its own key, made unique. The order and number of sessions stay as they are.
 */
export function settleKeys(known: readonly KnownSession[], incoming: readonly Session[]): Session[] {
  const stored = known.map(({ key, title, people, starts }) => ({ key, traits: traitsOf(title, people, starts) }));
  const read = incoming.map(({ title, people, slots }) =>
    traitsOf(
      title,
      people.map(({ name }) => name),
      slots.flatMap(({ localStart }) => localStart ?? []),
    ),
  );
  const pairs = stored
    .flatMap(({ key, traits }) => read.map((other, index) => ({ key, index, likeness: likeness(traits, other) })))
    .filter((pair) => pair.likeness > 0)
    .toSorted((a, b) => b.likeness - a.likeness || a.index - b.index);

  const keys = new Map<number, string>();
  const taken = new Set<string>();
  for (const pair of pairs) {
    if (keys.has(pair.index) || taken.has(pair.key)) continue;
    keys.set(pair.index, pair.key);
    taken.add(pair.key);
  }

  const used = usedKeys(known.map((stored) => stored.key));
  return incoming.map((session, index) => {
    const settled = keys.get(index);
    const key = settled ?? used.free(session.key);
    return { ...session, key, aliases: session.aliases.filter((alias) => alias !== session.key) };
  });
}

/** What a session is recognised by. Made once for each, because every stored session is compared with every one that was read. */
interface Traits {
  /** The title's key. */
  readonly title: string;
  readonly words: ReadonlySet<string>;
  /** Keys of the people's names. */
  readonly people: ReadonlySet<string>;
  /** Starts with a time of day. */
  readonly starts: ReadonlySet<string>;
}

function traitsOf(title: string, people: readonly string[], starts: readonly string[]): Traits {
  const key = nameKey(title);
  return {
    title: key,
    words: words(key),
    people: new Set(people.map(nameKey)),
    starts: new Set(starts.filter((start) => start.length > DATE_LENGTH)),
  };
}

/** 0: two sessions. Otherwise the higher, the surer. An equal time alone is enough: a talk may get another title and speaker. */
function likeness(stored: Traits, read: Traits): number {
  const title = titleLikeness(stored, read);
  const person = !stored.people.isDisjointFrom(read.people);
  if (!stored.starts.isDisjointFrom(read.starts)) return SAME_TIME + title + (person ? 0.5 : 0);
  const bothTimed = stored.starts.size > 0 && read.starts.size > 0;
  if (title >= (bothTimed ? 0.9 : SAME_TITLE) || (person && title >= SAME_TITLE_AND_PERSON))
    return title + (person ? 0.5 : 0);
  return 0;
}

/** Dice coefficient of the two titles' words; 1 for titles of filler alone that are equal. */
function titleLikeness(a: Traits, b: Traits): number {
  if (a.title === b.title) return 1;
  if (a.words.size === 0 || b.words.size === 0) return 0;
  let common = 0;
  for (const word of a.words) if (b.words.has(word)) common += 1;
  return (2 * common) / (a.words.size + b.words.size);
}

function words(key: string): Set<string> {
  return new Set(key.split(' ').filter((word) => word !== '' && !FILLER.has(word)));
}

/** Keys that are taken, and new ones made of a wish: the second `coffee-break` is `coffee-break-2`. */
export function usedKeys(taken: Iterable<string> = []): { free(wish: string): string } {
  const used = new Set(taken);
  // Where to go on for each wish: a thousand coffee breaks do not try all numbers again.
  const numbers = new Map<string, number>();
  return {
    free(wish) {
      let key = wish;
      let number = numbers.get(wish) ?? 2;
      for (; used.has(key); number += 1) key = `${wish}-${number}`;
      numbers.set(wish, number);
      used.add(key);
      return key;
    },
  };
}
