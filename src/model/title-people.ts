import { type PeopleList, parsePeople, type TitlePerson } from './people.ts';
import { isName } from './person-name.ts';

/** A title and the people behind it. */
export interface TitleAndPeople {
  readonly title: string;
  readonly people: readonly TitlePerson[];
}

/**
 * A dash that can stand before people. Some editors forget a space: `Rollout -Daniel Eichten, Adidas AG`, `CoreDNS-
 * John Belarmic, Google`.
 */
const DASH = /\s[-–—]{1,2}\s?|[-–—]\s/gu;

/** How many dashes from the right are tried: more than any real title has, few enough for a hostile one. */
const MOST_DASHES = 8;

/**
 * Titles whose people may follow a colon: `Meet the Ambassador: Lee Calcote, Layer5`, `KubeFlow BoF (Birds of a
 * Feather): A, X & B, Y`.
 */
const BEFORE_COLON = /(?:^meet the \w+|\bbof\b.*|\bbirds of a feather\)?|\bremarks)$/iu;

interface Dash {
  readonly start: number;
  readonly end: number;
  /** A space is missing on one side. */
  readonly loose: boolean;
}

/**
 * Cuts the people off the end of a title: `X - A, Y & B, Z`, `X (by A, Y)`, `Meet the Ambassador: A, Y`. The right dash
 * is the last one with a list of people behind it, or an earlier one when the later stands inside a job title (`A,
 * Principal PM – Azure Container Platform, Microsoft`). Null where the title names nobody.
 */
export function splitPeople(text: string): TitleAndPeople | null {
  return splitAtBy(text) ?? splitAtDash(text) ?? splitAtColon(text);
}

function splitAtBy(text: string): TitleAndPeople | null {
  const open = text.lastIndexOf('(by ');
  if (open <= 0 || !text.endsWith(')')) return null;
  const list = parsePeople(text.slice(open + 4, -1));
  return list === null ? null : { title: text.slice(0, open).trimEnd(), people: list.people };
}

function splitAtDash(text: string): TitleAndPeople | null {
  const dashes = [...text.matchAll(DASH)]
    .map(({ index, 0: dash }): Dash => ({ start: index, end: index + dash.length, loose: !/^\s.*\s$/u.test(dash) }))
    .filter(({ start, end }) => start > 0 && !isInBrackets(text, start, end))
    .slice(-MOST_DASHES);
  let found: { dash: Dash; list: PeopleList } | null = null;
  for (const [index, dash] of dashes.entries().toArray().toReversed()) {
    const list = peopleAfter(text, dash);
    if (found !== null) {
      // The list after an earlier dash holds the later dash, so it is a list only where that dash stands in a job title.
      if (list !== null) found = { dash, list };
      continue;
    }
    const previous = dashes[index - 1];
    const joined = previous === undefined || list?.attributed === true ? null : companyAfterDash(text, previous, dash);
    if (previous !== undefined && joined !== null) found = { dash: previous, list: joined };
    else if (list !== null) found = { dash, list };
  }
  if (found === null) return null;
  const title = text.slice(0, found.dash.start).trimEnd();
  const before = namedTwice(title);
  return before === null
    ? { title, people: found.list.people }
    : { title: before.title, people: distinct([...before.people, ...found.list.people]) };
}

/** `Registration (Terminal 1 - Main Hall)`: what a bracket holds cannot begin in the title and end in a company. */
function isInBrackets(text: string, start: number, end: number): boolean {
  return /\([^()]*$/u.test(text.slice(0, start)) && /^[^()]*\)/u.test(text.slice(end));
}

function peopleAfter(text: string, dash: Dash): PeopleList | null {
  const list = parsePeople(text.slice(dash.end));
  return list !== null && dash.loose && !list.attributed && text[dash.end - 1] !== ' ' ? null : list;
}

/** `A & B - Deutsche Telekom`, `A & B - Program Committee Co-Chairs`: a dash in the place of the comma. */
function companyAfterDash(text: string, previous: Dash, dash: Dash): PeopleList | null {
  const names = parsePeople(text.slice(previous.end, dash.start));
  if (names === null || names.attributed) return null;
  const list = parsePeople(`${text.slice(previous.end, dash.start)}, ${text.slice(dash.end)}`);
  return list?.attributed === true ? list : null;
}

/**
 * People who are listed once more before the list at the end, as when two lists were pasted together (TOC meeting,
 * KubeCon EU 2020).
 */
function namedTwice(title: string): TitleAndPeople | null {
  const dash = [...title.matchAll(DASH)].at(-1);
  if (dash === undefined || dash.index === 0) return null;
  const list = parsePeople(title.slice(dash.index + dash[0].length));
  if (list === null || !list.attributed || list.people.length < 2) return null;
  if (!list.people.every(({ name }) => isName(name))) return null;
  return { title: title.slice(0, dash.index).trimEnd(), people: list.people };
}

function distinct(people: readonly TitlePerson[]): readonly TitlePerson[] {
  return people.filter((person, index) => people.findIndex(({ name }) => name === person.name) === index);
}

function splitAtColon(text: string): TitleAndPeople | null {
  const colon = text.lastIndexOf(': ');
  const title = text.slice(0, Math.max(colon, 0)).trimEnd();
  if (!BEFORE_COLON.test(title)) return null;
  const list = parsePeople(text.slice(colon + 2));
  return list?.attributed === true && list.people.every(({ name }) => name.includes(' '))
    ? { title, people: list.people }
    : null;
}
