import type { CheerioAPI } from 'cheerio';
import { tidy } from '../../model/text.ts';
import type { Availability } from '../../model/vocabulary.ts';
import {
  type Element,
  elementsOf,
  hasClass,
  isElement,
  isInside,
  type Node,
  outermost,
  type Part,
  textOf,
} from '../nodes.ts';
import { eventOf, webAddress } from './addresses.ts';
import { customFieldsOf } from './custom-fields.ts';
import { peopleOf } from './people.ts';
import { distinct, linkOf, linksIn, proseOf } from './prose.ts';
import type { Entry } from './reading.ts';
import { parseWhen } from './when.ts';

/** What the expanded listing and a session's own page have in common, the present selector before the older ones. */
const SELECT = {
  date: '.list-single__date',
  location: '.list-single__location a',
  timeAndPlace: '.sched-event-details-timeandplace',
  description: '.tip-description',
  type: '.sched-event-type a[href]',
  customFields: '.tip-custom-fields',
  file: 'a.file-uploaded[href], .sched-file a[href]',
  video: 'iframe[src], iframe[data-src], video source[src]',
  button: '.sched-button a[href], a.sched-button[href]',
} as const;

/** The parts of an entry that the details block gives. */
type Details = Pick<
  Entry,
  'localStart' | 'localEnd' | 'room' | 'abstract' | 'people' | 'type' | 'subTypes' | 'fields' | 'links'
>;

/** Reads the block of details of one session. */
export function detailsOf(block: Part, $: CheerioAPI, origin: string): Details {
  const when = whenOf(block);
  const descriptions = new Set<Node>(block.all(SELECT.description));
  const description = [...descriptions].slice(0, 1);
  const { fields, links: fieldLinks } = customFieldsOf(block, $, origin);
  const files = outermost(block.all(SELECT.file)).flatMap((anchor) => {
    const url = webAddress(anchor.attribs['href'], origin);
    return url === null ? [] : [linkOf(url, textOf([anchor]), 'attachment')];
  });
  const shown = block
    .all(SELECT.video)
    .filter((frame) => !isInside(frame, descriptions))
    .flatMap(({ attribs }) => {
      const url = webAddress(attribs['src'] ?? attribs['data-src'], origin);
      return url === null ? [] : [linkOf(url, null, 'field')];
    })
    .filter((link) => link.kind === 'video' || link.kind === 'slides');
  const buttons = outermost(block.all(SELECT.button)).flatMap((anchor) => {
    const url = webAddress(anchor.attribs['href'], origin);
    return url === null || url.startsWith(`${origin}/`) || eventOf(url) !== null
      ? []
      : [linkOf(url, textOf([anchor]), 'field')];
  });
  return {
    localStart: when?.localStart ?? null,
    localEnd: when?.localEnd ?? null,
    room: roomOf(block),
    abstract: proseOf(description),
    people: peopleOf(block, $, origin),
    ...typesOf(block),
    fields,
    // What is a file and stands in the text too is a file.
    links: distinct([...files, ...shown, ...buttons, ...fieldLinks, ...linksIn(description, $, origin, 'description')]),
  };
}

function firstText(block: Part, selector: string): string {
  const first = block.first(selector);
  return first === undefined ? '' : textOf([first]);
}

function whenOf(block: Part): { localStart: string; localEnd: string | null } | null {
  return parseWhen(firstText(block, SELECT.date)) ?? parseWhen(firstText(block, SELECT.timeAndPlace));
}

function roomOf(block: Part): string | null {
  const room = tidy(firstText(block, SELECT.location)) || tidy(firstText(block, `${SELECT.timeAndPlace} a`));
  return room === '' ? null : room;
}

/** Type and sub-types: the links read `Type, Sub-type`, their addresses `type/Type/sub-type` in lower case. */
function typesOf(block: Part): { type: string | null; subTypes: string[] } {
  let type: string | null = null;
  const subTypes: string[] = [];
  const customFields = new Set<Node>(block.all(SELECT.customFields));
  for (const anchor of outermost(block.all(SELECT.type).filter((one) => !isInside(one, customFields)))) {
    const text = tidy(textOf([anchor], (element) => hasClass(element, 'box')));
    const [named = '', sub] = (/(?:^|\/)type\/([^?#]+)/u.exec(anchor.attribs['href'] ?? '')?.[1] ?? '').split('/');
    const name = sub === undefined ? text : spaced(named);
    if (type === null) type = name === '' ? null : name;
    else if (name !== type && name !== '') subTypes.push(name);
    if (sub !== undefined) {
      const prefix = `${name}, `;
      subTypes.push(text.startsWith(prefix) ? text.slice(prefix.length) : spaced(sub));
    }
  }
  // With a sub-type, the link of the type alone reads `Type, Sub-type` as well.
  const joined = subTypes.find((sub) => type?.endsWith(`, ${sub}`));
  if (type !== null && joined !== undefined) type = type.slice(0, -joined.length - 2);
  return { type, subTypes: [...new Set(subTypes)].filter((sub) => sub !== '' && sub !== type) };
}

/** A segment of an address as text: `Meals+%2F+Breaks` is `Meals / Breaks`. */
function spaced(segment: string): string {
  const text = segment.replaceAll('+', ' ');
  try {
    return tidy(decodeURIComponent(text));
  } catch {
    return tidy(text);
  }
}

/** The parts of a session's anchor, by their classes: the title, and what is put around it. */
const ANCHOR = { title: 'session-title', room: 'vs', names: 'sched-event-evpeople' } as const;

/** Seat badges that a script or the server puts into the anchor. LIMITED and FILLING still have seats. */
const BADGES: readonly (readonly [Availability, RegExp])[] = [
  ['waitlist', /\bwait ?list(?:ed)?\b/iu],
  ['full', /\b(?:full|sold out)\b/iu],
  ['open', /\b(?:limited|filling)\b/iu],
];

/** What the anchor of a session gives in every view. */
export interface Named {
  readonly publishedTitle: string;
  readonly room: string | null;
  readonly names: readonly string[];
  readonly availability: Availability | null;
}

/**
 * Reads a session's anchor. Until about 2018 the title was its first text node (`Gokudo <span class="vs">...`); now it is
 * in an element of its own and whatever else stands in the anchor is a badge.
 */
export function namedBy(anchor: Element): Named | null {
  const parts = elementsOf(anchor.children);
  const part = (name: string): Element[] => parts.filter((element) => hasClass(element, name)).slice(0, 1);
  const marked = part(ANCHOR.title);
  const texts = anchor.children.filter((node) => !isElement(node)).map((node) => textOf([node]));
  const publishedTitle = (
    marked.length > 0 ? textOf(marked) : texts.find((text) => text.trim() !== '') || textOf([anchor])
  ).trim();
  if (publishedTitle === '') return null;
  const room = tidy(textOf(part(ANCHOR.room)));
  const names = tidy(textOf(part(ANCHOR.names)))
    .split('•')
    .map(tidy);
  const badge = textOf(marked.length > 0 ? anchor.children : anchor.children.filter(isElement), (element) =>
    Object.values(ANCHOR).some((name) => hasClass(element, name)),
  );
  return {
    publishedTitle,
    room: room === '' ? null : room,
    names: names.filter((name) => name !== ''),
    availability: BADGES.find(([, words]) => words.test(badge))?.[0] ?? null,
  };
}
