import type { CheerioAPI } from 'cheerio';
import { type Element, hasClass, isElement, type Node, outermost, type Part, partOf } from '../nodes.ts';
import { idsOf } from './addresses.ts';
import { detailsOf, namedBy } from './details.ts';
import { BLANK, type Entry } from './reading.ts';

const SELECT = {
  session: 'a.name',
  details: '.sched-event-details, .tip-description, .list-single__date, .sched-event-details-timeandplace',
} as const;

/** One session each, by their classes; the event span is used where a page puts several into one container. */
const CONTAINERS = ['sched-container', 'sched-container-inner'] as const;
const EVENT = 'event';

/** Whether a page is the expanded listing: named sessions with details. */
export function isListing($: CheerioAPI): boolean {
  return $(SELECT.session).length > 0 && $(SELECT.details).length > 0;
}

/** Sessions of `/list/descriptions/`, of any generation of its markup and of copies that a browser saved. */
export function readListing($: CheerioAPI, origin: string): Entry[] {
  const anchors = outermost($(SELECT.session).toArray().filter(isElement));
  const counts = sessionCounts(anchors);
  const taken = new Set<Node>();
  return anchors.flatMap((anchor) => {
    const ids = idsOf(anchor.attribs['id'], anchor.attribs['href']);
    const named = namedBy(anchor);
    if (named === null || (ids.md5 === null && ids.short === null)) return [];
    const details = detailsOf(blockOf(anchor, counts, taken, $), $, origin);
    return [{ ...BLANK, ...ids, ...named, ...details, room: details.room ?? named.room }];
  });
}

/** How many sessions each element holds, in one walk: to search each session's container takes the square of the time. */
function sessionCounts(anchors: readonly Element[]): Map<Node, number> {
  const counts = new Map<Node, number>();
  for (const anchor of anchors)
    for (const element of within(anchor)) counts.set(element, (counts.get(element) ?? 0) + 1);
  return counts;
}

/** An element and those around it, from the inside. */
function* within(element: Element): Generator<Element> {
  for (let outer: Node | null = element; outer !== null && isElement(outer); outer = outer.parent) yield outer;
}

/** What a page says of one session. Of several sessions in one heading the first has what follows it: no session shares its details. */
function blockOf(anchor: Element, counts: ReadonlyMap<Node, number>, taken: Set<Node>, $: CheerioAPI): Part {
  const around = [...within(anchor)];
  for (const name of CONTAINERS) {
    const container = around.find((element) => hasClass(element, name));
    if (container !== undefined && counts.get(container) === 1) return partOf($, container.children);
  }
  const heading = around.find((element) => hasClass(element, EVENT)) ?? anchor.parent;
  if (heading === null || taken.has(heading)) return partOf($, []);
  taken.add(heading);
  const details: Node[] = [];
  for (let next = heading.nextSibling; next !== null; next = next.nextSibling) {
    if (!isElement(next)) continue;
    if (hasClass(next, EVENT) || counts.has(next)) break;
    details.push(next);
  }
  return partOf($, details);
}
