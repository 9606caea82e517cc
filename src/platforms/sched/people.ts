import type { CheerioAPI } from 'cheerio';
import { splitPosition } from '../../model/position.ts';
import type { Appearance } from '../../model/session.ts';
import { tidy } from '../../model/text.ts';
import type { Role } from '../../model/vocabulary.ts';
import { isInside, type LeftOut, type Node, outermost, type Part, partOf, textOf } from '../nodes.ts';
import { webAddress } from './addresses.ts';
import { proseOf } from './prose.ts';

const SELECT = {
  block: '.tip-roles',
  person: '.sched-person-session',
  name: 'h2',
  profile: 'h2 a[href*="speaker/"], a.sched-avatar[href*="speaker/"]',
  position: '.sched-event-details-role-company',
  bio: '.sched-person-session-role',
  /** Pages saved until about 2017 have the people as headings in the block, without a box around each. */
  oldProfile: 'h2 a[href*="speaker/"]',
} as const;

/** Role words of the block's headings; organisers may rename them. Artists, Presenters and the like perform: they are speakers. */
const ROLES: readonly (readonly [Role, RegExp])[] = [
  ['moderator', /\b(?:moderators?|chairs?)\b/iu],
  ['panelist', /\bpanell?ists?\b/iu],
  ['host', /\b(?:hosts?|emcees?|mcs?|facilitators?)\b/iu],
  ['speaker', /\b(?:speakers?|presenters?|artists?|instructors?|authors?|performers?|trainers?|lecturers?)\b/iu],
];

/**
 * The people of one session in published order, which is not the title's. Null where the session has no speaker block. A
 * person who stands there twice (as speaker and as moderator, GraphQLConf 2024) appears once, with the rarer role.
 */
export function peopleOf(block: Part, $: CheerioAPI, origin: string): Appearance[] | null {
  const people: Appearance[] = [];
  const roles = block.all(SELECT.block);
  const steps = partOf($, roles);
  const boxes = new Set<Node>(outermost(steps.all(SELECT.person)));
  let role: Role = 'speaker';
  for (const step of steps.all(`strong, ${SELECT.person}`)) {
    if (boxes.has(step)) people.push(...personOf(partOf($, step.children), role, origin));
    else if (!isInside(step, boxes)) role = roleOf(textOf([step]));
  }
  if (boxes.size === 0) people.push(...oldPeople(block, $, origin));
  return roles.length === 0 && people.length === 0 ? null : onceEach(people);
}

/** People as headings; what stands beside a heading is that person's where no other heading does. */
function oldPeople(block: Part, $: CheerioAPI, origin: string): Appearance[] {
  const found = block.all(SELECT.oldProfile).flatMap((anchor) => {
    const heading = $(anchor).closest('h2').toArray()[0];
    return heading === undefined ? [] : [{ anchor, heading }];
  });
  const headings = new Map<Node | null, number>();
  for (const { heading } of found) headings.set(heading.parent, (headings.get(heading.parent) ?? 0) + 1);
  return found.flatMap(({ anchor, heading }) => {
    const { parent } = heading;
    const alone = parent !== null && headings.get(parent) === 1;
    return personOf(partOf($, alone ? parent.children : [heading]), 'speaker', origin, textOf([anchor]));
  });
}

function personOf(box: Part, role: Role, origin: string, shown?: string): Appearance[] {
  const text = (selector: string): string => textOf([box.first(selector)].filter((found) => found !== undefined));
  const profile = box.first(SELECT.profile)?.attribs ?? {};
  const name = tidy(shown ?? text(SELECT.name)) || tidy(profile['title'] ?? '');
  if (name === '') return [];
  const key = /(?:^|\/)speaker\/([^/?#]+)/u.exec(profile['href'] ?? '')?.[1] ?? null;
  const bio = box.first(SELECT.bio);
  return [
    {
      speakerKey: key,
      name,
      role,
      ...splitPosition(text(SELECT.position)),
      bio: bio === undefined ? null : proseOf([bio], isReadMore),
      url: key === null ? null : webAddress(`speaker/${key}`, origin),
    },
  ];
}

/** The link to the rest of a biography. */
const isReadMore: LeftOut = (element) =>
  element.name === 'a' &&
  element.attribs['href']?.includes('speaker/') === true &&
  /^read more/iu.test(tidy(textOf([element])));

function roleOf(heading: string): Role {
  return ROLES.find(([, words]) => words.test(heading))?.[0] ?? 'other';
}

function onceEach(people: readonly Appearance[]): Appearance[] {
  const byKey = new Map<string, Appearance>();
  for (const person of people) {
    const key = person.speakerKey ?? person.name;
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, person);
    else if (known.role === 'speaker') byKey.set(key, { ...known, role: person.role });
  }
  return [...byKey.values()];
}
