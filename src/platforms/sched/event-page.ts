import type { CheerioAPI } from 'cheerio';
import { type Moment, momentOfText } from '../../model/zone.ts';
import { isElement, partOf, textOf } from '../nodes.ts';
import { idsOf } from './addresses.ts';
import { detailsOf, namedBy } from './details.ts';
import { BLANK, type Entry } from './reading.ts';

const SELECT = {
  title: '.list-single__event a, .list-single__event, a.name',
  linkedData: 'script[type="application/ld+json"]',
} as const;

/** Times of a session's own page, in schema.org's Event. */
interface LinkedTimes {
  readonly name: string | null;
  readonly start: Moment | null;
  readonly end: Moment | null;
}

/**
 * Whether a page is a session's own. Its address says so; a copy without one is known by its heading, or by one session with
 * an Event beside it.
 */
export function isEventPage($: CheerioAPI, addresses: readonly (string | null)[]): boolean {
  if ($('.list-single__event').length > 0) return true;
  const names = $('a.name').length;
  if (names > 1) return false;
  const named = addresses.some((address) => /\/event\/[A-Za-z0-9]+(?:[/?#]|$)/u.test(address ?? ''));
  return (
    (named && $('.sched-event-details, .list-single__date, .tip-description').length > 0) ||
    (names === 1 && linkedTimes($) !== null)
  );
}

/** The session of its own page `/event/<id>`: all of the listing's fields, the zone's offset, every file and the video. */
export function readEventPage($: CheerioAPI, origin: string, addresses: readonly (string | null)[]): Entry[] {
  const heading = $(SELECT.title).first();
  const shown = heading.toArray().find(isElement);
  const anchor = $('.list-single__event a[id], a.name[id]').first();
  const ids = idsOf(anchor.attr('id') ?? heading.attr('id'), heading.attr('href'), ...addresses);
  const times = linkedTimes($);
  const named = shown === undefined ? null : namedBy(shown);
  const publishedTitle = named?.publishedTitle ?? times?.name ?? '';
  if (publishedTitle === '' || (ids.md5 === null && ids.short === null)) return [];
  const details = detailsOf(partOf($, $('body').contents()), $, origin);
  return [
    {
      ...BLANK,
      ...ids,
      ...named,
      ...details,
      publishedTitle,
      room: details.room ?? named?.room ?? null,
      localStart: times?.start?.local ?? details.localStart,
      localEnd: times?.end?.local ?? details.localEnd,
      startsAt: times?.start?.instant ?? null,
      endsAt: times?.end?.instant ?? null,
    },
  ];
}

function linkedTimes($: CheerioAPI): LinkedTimes | null {
  for (const script of $(SELECT.linkedData).toArray()) {
    const text = textOf([script]);
    // Read by pattern, not by JSON.parse: descriptions with raw line feeds make the document invalid.
    const start = momentOfText(field(text, 'startDate') ?? '');
    if (start !== null) return { name: field(text, 'name'), start, end: momentOfText(field(text, 'endDate') ?? '') };
  }
  return null;
}

function field(json: string, name: string): string | null {
  const quoted = new RegExp(`"${name}"\\s*:\\s*("(?:[^"\\\\\\n]|\\\\.)*")`, 'u').exec(json)?.[1];
  if (quoted === undefined) return null;
  try {
    return String(JSON.parse(quoted));
  } catch {
    return null;
  }
}
