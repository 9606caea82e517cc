import { isAcronym, isBrand, isCorporate, isName, isPhrase, NO_NAME, nameDoubt } from './person-name.ts';
import { endsCompany, isJobTitle } from './position.ts';
import { tidy } from './text.ts';
import type { Role } from './vocabulary.ts';

/** A person as a title or an agenda line names them. */
export interface TitlePerson {
  readonly name: string;
  readonly role: Role;
  readonly jobTitle: string | null;
  readonly company: string | null;
}

/** People read from a text, and how sure it is that they are people. */
export interface PeopleList {
  readonly people: readonly TitlePerson[];
  /** A job title or a company stands beside a name: hardly anything but people has that form. */
  readonly attributed: boolean;
}

/**
 * The longest list of people in characters, and in parts between separators; anything beyond is no list of people.
 */
const LONGEST = 1500;
const MOST_PARTS = 100;

/** What stands before a part. `&` is also `and`, and a comma before either. */
type Separator = 'start' | ',' | '&' | ';';

interface Part {
  readonly text: string;
  readonly separator: Separator;
  /** The separator as published, to put a job title or a company together again. */
  readonly glue: string;
  readonly role: Role;
}

/** What a part can be; `listed` is a name in a comma list that has not come to its end (`B` in `A, B & C, X`). */
const LABELS = ['name', 'listed', 'job', 'company'] as const;
type Label = (typeof LABELS)[number];
type Transitions = Partial<Record<Label, Partial<Record<Label, number>>>>;

/**
 * What it costs to read one label after another across a separator; a pair that is absent cannot be. Weighed by hand on
 * the forms of Sched titles: `A & B, X`, `A, X & B, Y`, `A, B & C, X`, `A, Job, X & B, Job, X`, `A, X, B & C, Y`, `A,
 * Founder & CEO, X`, `A, NYU, TUF`, `A, X; B & C, Y`.
 */
const TRANSITIONS: Readonly<Record<Separator, Transitions>> = {
  start: {},
  ';': { name: { name: 0 }, job: { name: 0 }, company: { name: 0 } },
  '&': {
    name: { name: 0 },
    listed: { name: 0 },
    job: { name: 0, job: 0.3, company: 2 },
    company: { name: 0, job: 2, company: 1 },
  },
  ',': {
    name: { listed: 0.75, job: 0, company: 0 },
    listed: { listed: 0.75, job: 1, company: 1 },
    job: { name: 1, job: 0.2, company: 0 },
    company: { name: 1, job: 1, company: 1.5 },
  },
};

/** A comma list of names that never comes to its `&`. */
const UNFINISHED_LIST = 2;

/**
 * The people that a text such as `A, X & B, Y` names, in its order; null where the text is not a list of people. People
 * before one company share it (`A & B, Google`), also when each has a job title (`A, Principal Engineer & B, Community
 * Manager, Microsoft`).
 */
export function parsePeople(text: string): PeopleList | null {
  if (text.length > LONGEST) return null;
  const parts = partsOf(withoutOffice(tidy(text)));
  const labels = labelled(parts);
  if (labels === null) return null;
  const people = assembled(parts, labels);
  const attributed = labels.some((label) => label === 'job' || label === 'company');
  if (!attributed && !people.every(({ name }) => isName(name))) return null;
  // One word is a name only as the single person of `Flynn, Datawire`, or beside somebody with a whole name.
  const short = people.filter(({ name }) => nameDoubt(name) > 2).length;
  if (short > 1 || (short === people.length && parts.length > 2)) return null;
  return { people, attributed };
}

/** `KubeCon + CloudNativeCon Europe 2020 Co-Chairs: A, ...`: an office before the names. */
function withoutOffice(text: string): string {
  const colon = text.indexOf(': ');
  const office = text.slice(0, Math.max(colon, 0));
  return isJobTitle(office) && !/[,;&]/u.test(office) && !LEAD_IN.test(`${office}: `) ? text.slice(colon + 2) : text;
}

/** None in brackets: `NYU (Tandon, Courant)` is one company. */
const SEPARATORS = /(\s*[,;](?:\s*(?:&|and)\s)?\s*|\s(?:&|and)\s)(?![^()]*\))/u;

function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  let separator: Separator = 'start';
  let glue = '';
  let role: Role = 'speaker';
  for (const [index, piece] of text.split(SEPARATORS).entries()) {
    const part = piece.trim();
    if (index % 2 === 1) {
      glue += piece;
      separator = glue.includes(';') ? ';' : /&|and/u.test(glue) ? '&' : ',';
    } else if (part !== '') {
      const last = parts.at(-1);
      if (last !== undefined && separator === ',' && endsCompany(part)) {
        parts[parts.length - 1] = { ...last, text: `${last.text}, ${part}` };
      } else {
        if (last === undefined) separator = 'start';
        if (separator === ';') role = 'speaker';
        const named: { text: string; role: Role } =
          separator === ',' ? { text: part, role } : withoutLeadIn(part, role);
        role = named.role;
        parts.push(...nameAndRest({ ...named, separator, glue }));
      }
      glue = '';
    }
    if (parts.length > MOST_PARTS) return [];
  }
  return parts;
}

const LEAD_IN =
  /^(?:(?:(?<deed>moderated|facilitated|hosted|presented|led) by|with|by|featuring) |(?<role>moderators?|hosts?|speakers?|presenters?|panell?ists?) ?: ?)/iu;

const ROLES: readonly (readonly [RegExp, Role])[] = [
  [/^(?:moderat|facilitat)/iu, 'moderator'],
  [/^host/iu, 'host'],
  [/^panel/iu, 'panelist'],
];

/** `Moderated by A, X and B, Y`: the role holds to the next semicolon. */
function withoutLeadIn(text: string, role: Role): { text: string; role: Role } {
  const lead = LEAD_IN.exec(text);
  if (lead === null) return { text, role };
  const word = lead.groups?.['deed'] ?? lead.groups?.['role'] ?? '';
  return {
    text: text.slice(lead[0].length),
    role: ROLES.find(([pattern]) => pattern.test(word))?.[1] ?? 'speaker',
  };
}

/**
 * A name that runs on without a comma: `Daniel Berg IBM`, `Alex McDonald NetApp`, `Shuting Zhao Program Committee
 * Co-Chairs`.
 */
function nameAndRest(part: Part): readonly Part[] {
  const words = part.text.split(' ');
  const cut = (at: number): readonly Part[] => [
    { ...part, text: words.slice(0, at).join(' ') },
    { ...part, text: words.slice(at).join(' '), separator: ',', glue: ', ' },
  ];
  if (part.separator === ',' || words.length < 3 || words.length > 12) return [part];
  const last = words.at(-1) ?? '';
  if ((isBrand(last) || isAcronym(last)) && isName(words.slice(0, -1).join(' '))) return cut(words.length - 1);
  if (!isJobTitle(part.text)) return [part];
  const rest = words.findIndex((word) => isPhrase(word) || isJobTitle(word));
  return rest >= 2 && isName(words.slice(0, rest).join(' ')) ? cut(rest) : [part];
}

interface Reading {
  readonly cost: number;
  readonly labels: { readonly label: Label; readonly before: Reading['labels'] } | null;
}

/** The cheapest reading of all parts (Viterbi's algorithm), or null where there is none. */
function labelled(parts: readonly Part[]): readonly Label[] | null {
  let readings = new Map<Label, Reading>();
  for (const part of parts) {
    const next = new Map<Label, Reading>();
    for (const label of LABELS) {
      let best: Reading = { cost: Infinity, labels: null };
      const doubt = doubtOf(label, part.text);
      if (part.separator === 'start') {
        if (label === 'name') best = { cost: doubt, labels: { label, before: null } };
      } else {
        for (const [before, reading] of readings) {
          const step = TRANSITIONS[part.separator][before]?.[label] ?? Infinity;
          const cost = reading.cost + step + (label === 'job' && before !== 'job' ? jobDoubt(part.text) : doubt);
          if (cost < best.cost) best = { cost, labels: { label, before: reading.labels } };
        }
      }
      if (best.cost < Infinity) next.set(label, best);
    }
    readings = next;
  }
  const listed = readings.get('listed');
  if (listed !== undefined) readings.set('listed', { ...listed, cost: listed.cost + UNFINISHED_LIST });
  let cheapest: Reading = { cost: Infinity, labels: null };
  for (const reading of readings.values()) if (reading.cost < cheapest.cost) cheapest = reading;
  const labels: Label[] = [];
  for (let at = cheapest.labels; at !== null; at = at.before) labels.unshift(at.label);
  return labels.length > 0 ? labels : null;
}

function doubtOf(label: Label, text: string): number {
  if (label === 'company') return companyDoubt(text);
  if (label === 'job') return isJobTitle(text) ? 0 : 0.9;
  const doubt = nameDoubt(text);
  return doubt < NO_NAME ? doubt : Infinity;
}

/** The first part of a job title has to look like one; `Kubernetes and OpenShift` after `Architect` does not. */
function jobDoubt(text: string): number {
  return isJobTitle(text) ? 0 : Infinity;
}

/** What speaks against the text being a company. Only what has the shape of a name is really in doubt. */
function companyDoubt(text: string): number {
  if (/[-–—] | [-–—]|[!?:]/u.test(text) || text.length > 120) return Infinity;
  if (isJobTitle(text)) return isCorporate(text) ? 2 : 4;
  if (isCorporate(text)) return 0;
  if (!text.includes(' ') || nameDoubt(text) > 1) return 0.2;
  return 1.5;
}

interface Group {
  readonly names: Part[];
  job: string;
  company: string;
  readonly closed: boolean;
}

function assembled(parts: readonly Part[], labels: readonly Label[]): readonly TitlePerson[] {
  const groups: Group[] = [];
  let before: Label = 'company';
  for (const [index, part] of parts.entries()) {
    const label = labels[index] ?? 'company';
    const isPerson = label === 'name' || label === 'listed';
    let group = groups.at(-1);
    if (group === undefined || (isPerson && (before === 'job' || before === 'company' || part.separator === ';'))) {
      group = { names: [], job: '', company: '', closed: part.separator === ';' };
      groups.push(group);
    }
    if (isPerson) group.names.push(part);
    else if (label === 'job') group.job += group.job === '' ? part.text : part.glue + part.text;
    else group.company += group.company === '' ? part.text : part.glue + part.text;
    before = label;
  }
  shareCompanies(groups);
  return groups.flatMap(({ names, job, company }) =>
    names.map(({ text, role }) => ({
      ...nameAndRole(text, role),
      jobTitle: job === '' ? null : job,
      company: company === '' ? null : company,
    })),
  );
}

/**
 * `A, Engineer & B, Engineer, Lyft`: both work there. `A, Program Chair & B, Linux Foundation` says nothing of A's
 * company.
 */
function shareCompanies(groups: readonly Group[]): void {
  for (let index = groups.length - 2; index >= 0; index -= 1) {
    const group = groups[index];
    const next = groups[index + 1];
    if (group === undefined || next === undefined || next.closed) continue;
    if (group.company === '' && group.job !== '' && next.job !== '') group.company = next.company;
  }
}

/**
 * `Jason " Jay" Smith` → `Jason "Jay" Smith`; `Jane Doe (Moderator)` says her role; `Sugu Sougoumarane.` ends a
 * sentence.
 */
function nameAndRole(text: string, role: Role): { name: string; role: Role } {
  const mark = / ?\((?<role>moderator|host|speaker|panell?ist)\)$/iu.exec(text);
  const name = text
    .slice(0, mark?.index ?? text.length)
    .replace(/(?<=^|\s)(["“])\s+/u, '$1')
    .replace(/(?<=\p{Ll}{2})\.$/u, '');
  const word = mark?.groups?.['role'];
  return { name, role: word === undefined ? role : (ROLES.find(([pattern]) => pattern.test(word))?.[1] ?? 'speaker') };
}
