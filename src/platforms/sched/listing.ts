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
  $(SELECT.session).each((_, element) => {
    const anchor = $(element);
    const ids = idsOf(anchor.attr('id'), anchor.attr('href'));
    const named = namedBy(anchor, $);
    if (named === null || (ids.md5 === null && ids.short === null)) return;
    const details = detailsOf(blockOf(anchor), $, origin);
    entries.push({ ...BLANK, ...ids, ...named, ...details, room: details.room ?? named.room });
  });
  return entries;
}

function blockOf(anchor: Nodes): Nodes {
  for (const container of SELECT.containers) {
    const block = anchor.closest(container);
    if (block.find(SELECT.session).length === 1) return block;
  }
  const event = anchor.closest(SELECT.event);
  const block = event.length === 0 ? anchor.parent() : event;
  return block.nextUntil(`${SELECT.event}, :has(${SELECT.session})`).wrapAll('<div></div>').parent();
}
