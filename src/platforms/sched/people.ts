import type { CheerioAPI } from 'cheerio';
import { splitPosition } from '../../model/position.ts';
import type { Appearance } from '../../model/session.ts';
import { tidy } from '../../model/text.ts';
import type { Role } from '../../model/vocabulary.ts';
import { webAddress } from './addresses.ts';
import { type Nodes, proseOf } from './prose.ts';

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
export function peopleOf(block: Nodes, $: CheerioAPI, origin: string): Appearance[] | null {
  const people: Appearance[] = [];
  let role: Role = 'speaker';
  const roles = block.find(SELECT.block);
  const steps = roles.find(`strong, ${SELECT.person}`);
  const boxed = steps.filter(SELECT.person).length > 0;
  steps.each((_, step) => {
    const node = $(step);
    if (node.is(SELECT.person)) people.push(...personOf(node, role, $, origin));
    else if (node.closest(SELECT.person).length === 0) role = roleOf(node.text());
  });
  if (!boxed) {
    block.find(SELECT.oldProfile).each((_, anchor) => {
      people.push(...personOf($(anchor).closest('h2').parent(), 'speaker', $, origin, $(anchor).text()));
    });
  }
  return roles.length === 0 && people.length === 0 ? null : onceEach(people);
}

function personOf(box: Nodes, role: Role, $: CheerioAPI, origin: string, shown?: string): Appearance[] {
  const profile = box.find(SELECT.profile).first();
  const name = tidy(shown ?? box.find(SELECT.name).first().text()) || tidy(profile.attr('title') ?? '');
  if (name === '') return [];
  const key = /(?:^|\/)speaker\/([^/?#]+)/u.exec(profile.attr('href') ?? '')?.[1] ?? null;
  const bio = box.find(SELECT.bio).first().clone();
  bio
    .find('a[href*="speaker/"]')
    .filter((_, anchor) => /^read more/iu.test(tidy($(anchor).text())))
    .remove();
  return [
    {
      speakerKey: key,
      name,
      role,
      ...splitPosition(box.find(SELECT.position).first().text()),
      bio: proseOf(bio),
      url: key === null ? null : webAddress(`speaker/${key}`, origin),
    },
  ];
}

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
