import { splitPosition } from '../../src/model/position.ts';
import { nameKey } from '../../src/model/text.ts';
import { parseTitle } from '../../src/model/title.ts';
import { corpusJson } from '../setup/corpus.ts';

/** Every title of a KubeCon edition whose sessions the corpus holds without speaker blocks. */
export function kubeconTitles(edition: string): readonly string[] {
  return corpusJson<{ sessions: { name: string }[] }>('sched', `${edition}.json`).sessions.map(({ name }) => name);
}

interface CoLocatedEvents {
  readonly types: Readonly<
    Record<
      string,
      {
        readonly events: readonly {
          readonly title: string;
          readonly speakers?: readonly { readonly name: string; readonly title: string }[];
        }[];
      }
    >
  >;
}

/** How many of the things that a title holds were found in it, and each one that was not. */
interface Tally {
  readonly found: number;
  readonly of: number;
  readonly missed: readonly string[];
}

interface TitleMeasures {
  readonly sessions: number;
  /** People of the speaker blocks whose name stands letter by letter in the title. */
  readonly people: Tally;
  /** People found in titles who are people of that session. */
  readonly true: Tally;
  /** Companies of the speaker blocks that stand in the title, found beside their person. */
  readonly companies: Tally;
}

/** Titles alone, held against the speaker blocks of the CNCF co-located events of Europe 2026. */
export function heldAgainstBlocks(): TitleMeasures {
  const { types } = corpusJson<CoLocatedEvents>('sched', 'colocatedeventseu2026-index.json');
  const sessions = Object.values(types).flatMap(({ events }) => events);
  const people = new Count();
  const truths = new Count();
  const companies = new Count();
  for (const { title, speakers = [] } of sessions) {
    const parsed = parseTitle(title, { people: 'after_dash' });
    const plain = plainText(title);
    for (const speaker of speakers) {
      const name = plainText(speaker.name);
      if (!plain.includes(name)) continue;
      const found = parsed.people.find((person) => nameKey(person.name) === nameKey(name));
      people.add(found !== undefined, `${name} | ${title}`);
      const { company } = splitPosition(speaker.title);
      if (company === null || !plain.includes(company)) continue;
      companies.add(found?.company === company, `${name}, ${company} (found: ${found?.company ?? 'none'}) | ${title}`);
    }
    for (const person of parsed.people) {
      truths.add(
        speakers.some(({ name }) => isSamePerson(name, person.name)),
        `${person.name} | ${title}`,
      );
    }
  }
  return { sessions: sessions.length, people: people.tally(), true: truths.tally(), companies: companies.tally() };
}

/**
 * The block's name and the title's need not agree to the letter: `Alexander`/`Alexandre Gaudreault`, `Danilo
 * (Dan)`/`Dan Chiarlone`. One shared word is enough.
 */
function isSamePerson(block: string, found: string): boolean {
  const words = new Set(nameKey(block).split(' '));
  return nameKey(found)
    .split(' ')
    .some((word) => words.has(word));
}

function plainText(text: string): string {
  return text.replaceAll('\u00A0', ' ').replace(/\s+/gu, ' ').trim();
}

class Count {
  #found = 0;
  readonly #missed: string[] = [];

  add(found: boolean, what: string): void {
    if (found) this.#found += 1;
    else this.#missed.push(what);
  }

  tally(): Tally {
    return { found: this.#found, of: this.#found + this.#missed.length, missed: this.#missed };
  }
}
