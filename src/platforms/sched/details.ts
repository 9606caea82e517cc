import type { CheerioAPI } from 'cheerio';
import { tidy } from '../../model/text.ts';
import type { Availability } from '../../model/vocabulary.ts';
import { eventOf, webAddress } from './addresses.ts';
import { customFieldsOf } from './custom-fields.ts';
import { peopleOf } from './people.ts';
import { distinct, linkOf, linksIn, type Nodes, proseOf } from './prose.ts';
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
export function detailsOf(block: Nodes, $: CheerioAPI, origin: string): Details {
  const when = whenOf(block);
  const description = block.find(SELECT.description).first();
  const { fields, links: fieldLinks } = customFieldsOf(block, $, origin);
  const files = block
    .find(SELECT.file)
    .toArray()
    .flatMap((anchor) => {
      const url = webAddress($(anchor).attr('href'), origin);
      return url === null ? [] : [linkOf(url, $(anchor).text(), 'attachment')];
    });
  const shown = block
    .find(SELECT.video)
    .filter((_, frame) => $(frame).closest(SELECT.description).length === 0)
    .toArray()
    .flatMap((frame) => {
      const url = webAddress($(frame).attr('src') ?? $(frame).attr('data-src'), origin);
      return url === null ? [] : [linkOf(url, null, 'field')];
    })
    .filter((link) => link.kind === 'video' || link.kind === 'slides');
  const buttons = block
    .find(SELECT.button)
    .toArray()
    .flatMap((anchor) => {
      const url = webAddress($(anchor).attr('href'), origin);
      return url === null || url.startsWith(`${origin}/`) || eventOf(url) !== null
        ? []
        : [linkOf(url, $(anchor).text(), 'field')];
    });
  return {
    localStart: when?.localStart ?? null,
    localEnd: when?.localEnd ?? null,
    room: roomOf(block),
    abstract: proseOf(description),
    people: peopleOf(block, $, origin),
    ...typesOf(block, $),
    fields,
    // What is a file and stands in the text too is a file.
    links: distinct([...files, ...shown, ...buttons, ...fieldLinks, ...linksIn(description, $, origin, 'description')]),
  };
}

function whenOf(block: Nodes): { localStart: string; localEnd: string | null } | null {
  return parseWhen(block.find(SELECT.date).first().text()) ?? parseWhen(block.find(SELECT.timeAndPlace).first().text());
}

function roomOf(block: Nodes): string | null {
  const shown = tidy(block.find(SELECT.location).first().text());
  const room = shown === '' ? tidy(block.find(`${SELECT.timeAndPlace} a`).first().text()) : shown;
  return room === '' ? null : room;
}

/** Type and sub-types: the links read `Type, Sub-type`, their addresses `type/Type/sub-type` in lower case. */
function typesOf(block: Nodes, $: CheerioAPI): { type: string | null; subTypes: string[] } {
  let type: string | null = null;
  const subTypes: string[] = [];
  block
    .find(SELECT.type)
    .filter((_, anchor) => $(anchor).closest(SELECT.customFields).length === 0)
    .each((_, anchor) => {
      const copy = $(anchor).clone();
      copy.find('.box').remove();
      const text = tidy(copy.text());
      const [named = '', sub] = (/(?:^|\/)type\/([^?#]+)/u.exec($(anchor).attr('href') ?? '')?.[1] ?? '').split('/');
      const name = sub === undefined ? text : spaced(named);
      if (type === null) type = name === '' ? null : name;
      else if (name !== type && name !== '') subTypes.push(name);
      if (sub !== undefined) {
        const prefix = `${name}, `;
        subTypes.push(text.startsWith(prefix) ? text.slice(prefix.length) : spaced(sub));
      }
    });
  // With a sub-type, the link of the type alone reads `Type, Sub-type` as well.
  const joined = subTypes.find((sub) => type?.endsWith(`, ${sub}`));
  if (type !== null && joined !== undefined) type = (type as string).slice(0, -joined.length - 2);
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

/** `Node.TEXT_NODE` of the DOM. */
const TEXT_NODE = 3;

/** The parts of a session's anchor: the title, and what is put around it. */
const ANCHOR = { title: '.session-title', room: '.vs', names: '.sched-event-evpeople' } as const;

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
export function namedBy(anchor: Nodes, $: CheerioAPI): Named | null {
  const marked = anchor.find(ANCHOR.title).first();
  const texts = anchor.contents().filter((_, node) => node.nodeType === TEXT_NODE && $(node).text().trim() !== '');
  const publishedTitle = (marked.length > 0 ? marked.text() : texts.first().text() || anchor.text()).trim();
  if (publishedTitle === '') return null;
  const room = tidy(anchor.find(ANCHOR.room).first().text());
  const names = tidy(anchor.find(ANCHOR.names).first().text()).split('•').map(tidy);
  const rest = anchor.clone();
  rest.find(Object.values(ANCHOR).join(', ')).remove();
  const badge = marked.length > 0 ? rest.text() : rest.children().text();
  return {
    publishedTitle,
    room: room === '' ? null : room,
    names: names.filter((name) => name !== ''),
    availability: BADGES.find(([, words]) => words.test(badge))?.[0] ?? null,
  };
}
