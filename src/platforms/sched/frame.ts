import type { CheerioAPI } from 'cheerio';
import { tidy } from '../../model/text.ts';
import { isElement, outermost, textOf } from '../nodes.ts';
import { dayOf, eventOf } from './addresses.ts';
import type { Frame } from './reading.ts';
import { parseDateRange } from './when.ts';

const SELECT = {
  name: '#sched-logo h1, .meta-title',
  officialName: '#schedorg-header-official a',
  menuDays: 'a[href], #filters option[value]',
  types: '.lev1 a[title^="View "], #menu-types option',
} as const;

/** A frame that says nothing. */
export const NO_FRAME: Frame = {
  event: null,
  name: null,
  place: null,
  startsOn: null,
  endsOn: null,
  days: [],
  types: [],
};

/** Addresses that a page gives itself: `og:url`, the canonical link, the note that a browser leaves in a saved copy. */
export function ownAddresses($: CheerioAPI, html: string): string[] {
  const saved = /<!-- saved from url=\(\d+\)(\S+) -->/u.exec(html.slice(0, 5_000))?.[1];
  return [meta($, 'og:url'), $('link[rel="canonical"]').attr('href') ?? '', saved ?? ''].filter(
    (address) => address !== '',
  );
}

/** Longer than any real description; what is looked for in it takes time by the square of its length. */
const LONGEST_DESCRIPTION = 2_000;

/** What the frame around every view says: the event, its name, place and dates, the days of the menu. */
export function frameOf($: CheerioAPI, addresses: readonly (string | null)[]): Frame {
  const event = addresses.map(eventOf).find((name) => name !== null) ?? null;
  const [, place = '', dates = ''] =
    /^(.*?)(?: - |^)See the full schedule of events happening (.+?, \d{4})\b/su.exec(
      meta($, 'twitter:description').slice(0, LONGEST_DESCRIPTION),
    ) ?? [];
  return {
    event,
    name: nameOf($),
    place: tidy(place) === '' ? null : tidy(place),
    ...(parseDateRange(tidy(dates)) ?? { startsOn: null, endsOn: null }),
    days: daysOf($, event),
    types: [
      ...new Set(outermost($(SELECT.types).toArray().filter(isElement)).map((item) => tidy(textOf([item])))),
    ].filter((type) => type !== ''),
  };
}

/** City and country of a place as Sched writes it; between them may stand a state. `Virtual` is neither. */
export function cityAndCountry(place: string | null): { city: string | null; country: string | null } {
  if (/^(?:virtual|online)\b/iu.test(place ?? '')) return { city: null, country: null };
  const parts = (place ?? '')
    .split(',')
    .map(tidy)
    .filter((part) => part !== '');
  return { city: parts[0] ?? null, country: parts.length > 1 ? (parts.at(-1) ?? null) : null };
}

function nameOf($: CheerioAPI): string | null {
  const title = tidy($('title').first().text());
  const candidates = [
    $(SELECT.name).first().text(),
    /^(.*) Schedule$/u.exec(tidy(meta($, 'title') || meta($, 'og:title')))?.[1],
    $(SELECT.officialName).first().text(),
    /^(.*): (?:(?:Full|Print) )?Schedule$/u.exec(title)?.[1],
  ];
  return candidates.map((name) => tidy(name ?? '')).find((name) => name !== '') ?? null;
}

/** Days that the menus link, in any of their forms: `/2017-10-22/list/simple`, `2026-04-22/list/simple`, `/2026-09-17`. */
function daysOf($: CheerioAPI, event: string | null): string[] {
  const days = new Set<string>();
  $(SELECT.menuDays).each((_, element) => {
    const href = ($(element).attr('href') ?? $(element).attr('value') ?? '').trim();
    // A browser that saves a page makes its addresses absolute.
    const path = URL.canParse(href) ? (event !== null && eventOf(href) === event ? new URL(href).pathname : '') : href;
    const day = dayOf(path);
    if (day !== null) days.add(day);
  });
  return [...days].toSorted();
}

/** Content of a `meta`, by name or property. */
function meta($: CheerioAPI, name: string): string {
  return $(`meta[name="${name}"], meta[property="${name}"]`).first().attr('content') ?? '';
}
