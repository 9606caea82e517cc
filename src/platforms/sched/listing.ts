import type { CheerioAPI } from 'cheerio';
import { idsOf } from './addresses.ts';
import { detailsOf, namedBy } from './details.ts';
import type { Nodes } from './prose.ts';
import { BLANK, type Entry } from './reading.ts';

const SELECT = {
  session: 'a.name',
  /** One session each; the event span is used where a page puts several into one container. */
  containers: ['.sched-container', '.sched-container-inner'],
  event: '.event',
  details: '.sched-event-details, .tip-description, .list-single__date, .sched-event-details-timeandplace',
} as const;

/** Whether a page is the expanded listing: named sessions with details. */
export function isListing($: CheerioAPI): boolean {
  return $(SELECT.session).length > 0 && $(SELECT.details).length > 0;
}

/** Sessions of `/list/descriptions/`, of any generation of its markup and of copies that a browser saved. */
export function readListing($: CheerioAPI, origin: string): Entry[] {
  const entries: Entry[] = [];
  const counts = sessionCounts($);
  $(SELECT.session).each((_, element) => {
    const anchor = $(element);
    const ids = idsOf(anchor.attr('id'), anchor.attr('href'));
    const named = namedBy(anchor, $);
    if (named === null || (ids.md5 === null && ids.short === null)) return;
    const details = detailsOf(blockOf(anchor, counts, $), $, origin);
    entries.push({ ...BLANK, ...ids, ...named, ...details, room: details.room ?? named.room });
  });
  return entries;
}

type Node = Nodes[number];

/** How many sessions each container holds, in one walk: to search each session's container takes the square of the time. */
function sessionCounts($: CheerioAPI): Map<Node, number> {
  const containers = new Set<Node>($(SELECT.containers.join()).toArray());
  const sessions = new Set<Node>($(SELECT.session).toArray());
  const counts = new Map<Node, number>();
  let seen = 0;
  // A stack of our own, for pages nest deeper than calls may; a function on it is what happens when an element is left.
  const open: (Node | (() => void))[] = $.root().toArray();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'function') {
      next();
      continue;
    }
    const node = next;
    const before = seen;
    if (sessions.has(node)) seen += 1;
    if (containers.has(node)) open.push(() => counts.set(node, seen - before));
    // One by one: a call takes no hundred thousand arguments.
    if ('children' in node) for (const child of node.children.toReversed()) open.push(child);
  }
  return counts;
}

function blockOf(anchor: Nodes, counts: ReadonlyMap<Node, number>, $: CheerioAPI): Nodes {
  for (const container of SELECT.containers) {
    const block = anchor.closest(container);
    const [element] = block.toArray();
    if (element !== undefined && counts.get(element) === 1) return block;
  }
  const event = anchor.closest(SELECT.event);
  const heading = event.length === 0 ? anchor.parent() : event;
  const details = heading.nextUntil(`${SELECT.event}, :has(${SELECT.session})`).clone();
  return $('<div></div>').append(details);
}
