import { calendarDay } from '../../model/day-span.ts';

/** What an address on Sched says: the event, the view, the ids of a session; and the addresses that are asked for. */

/** Sub-domains that are Sched's own. */
const OWN_HOSTS = new Set(
  'www static cdn avatars tracking hosted-files api app apps help support blog status info get go learn mail email m'.split(
    ' ',
  ),
);

/**
 * The event's name of a Sched address, `kccnceu18` of `https://kccnceu18.sched.com/event/DqwT`; null where it is none. It
 * is free text chosen by the organiser and cannot be derived from the conference's name. Until about 2017 the domain was
 * sched.org.
 */
export function eventOf(url: string | URL | null | undefined): string | null {
  const address = parsed(url);
  const name = /^([a-z0-9][a-z0-9-]*)\.sched\.(?:com|org)$/u.exec(address?.hostname ?? '')?.[1];
  return name === undefined || OWN_HOSTS.has(name) ? null : name;
}

/** Where an event is read today, whichever domain it was published on. */
export function originOfEvent(event: string): string {
  return `https://${event}.sched.com`;
}

/** The views that are read, on the event's origin. A day's views start with the day. */
export const VIEWS = {
  listing: '/list/descriptions/',
  calendar: '/all.ics',
  simple: '/list/simple',
  landing: '/',
  print: '/print',
} as const;

/** One local day of a view. */
export function dayOfView(view: 'listing' | 'simple' | 'print', day: string): string {
  return `/${day}${VIEWS[view]}`;
}

/**
 * A session's own page. Never with the slug: it changes with the title and may begin with `#`, which a client takes for
 * a fragment (`event/Bzri/#dlflac-...`, DLF Forum 2017).
 */
export function sessionPage(id: string): string {
  return `/event/${id}`;
}

/** Ids of a session: 32 hex digits (calendar, print view, old addresses) and 4 or 5 letters (addresses since 2015). */
export interface Ids {
  readonly md5: string | null;
  readonly short: string | null;
}

/** The ids that an element's `id` and an address of a session's page give; addresses may be relative. */
export function idsOf(id: string | undefined, ...hrefs: readonly (string | null | undefined)[]): Ids {
  let md5 = isMd5(id) ? id.toLowerCase() : null;
  let short: string | null = null;
  for (const href of hrefs) {
    const named = /(?:^|\/)event\/([A-Za-z0-9]+)(?:[/?#]|$)/u.exec(href ?? '')?.[1];
    if (isMd5(named)) md5 ??= named.toLowerCase();
    else short ??= named ?? null;
  }
  return { md5, short };
}

/** Whether a text is the long id of a session. */
function isMd5(text: string | undefined): text is string {
  return text !== undefined && /^[0-9a-f]{32}$/iu.test(text);
}

/** A web address of an href on a page of the event, absolute; null for anything that is none (`mailto:`, `javascript:`). */
export function webAddress(href: string | undefined, origin: string): string | null {
  const text = href?.trim() ?? '';
  if (text === '' || text.startsWith('#')) return null;
  // Every page has <base href="/">: relative addresses resolve against the origin, not against the page.
  const base = `${origin}/`;
  const address = URL.canParse(text, base) ? new URL(text, base) : null;
  return address !== null && /^https?:$/u.test(address.protocol) ? address.href : null;
}

/** Which sessions a view lists, going by its address: all, those of some days, or a selection (a type, a room, a search). */
export type Selection =
  | { readonly kind: 'all' }
  | { readonly kind: 'day'; readonly day: string }
  | { readonly kind: 'some' };

const FILTERED =
  /\/(?:type|venue|company|audience|speaker|directory|search|popular|my-schedule)(?:\/|$)|[?&]searchstring=/u;

/** The selection that any of a page's addresses names. File paths of saved pages say nothing. */
export function selectionOf(addresses: readonly (string | null)[]): Selection {
  let selection: Selection = { kind: 'all' };
  for (const address of addresses.map(parsed)) {
    if (address === null || !/^https?:$/u.test(address.protocol)) continue;
    if (FILTERED.test(address.pathname + address.search)) return { kind: 'some' };
    const day = dayOf(address.pathname);
    if (day !== null) selection = { kind: 'day', day };
  }
  return selection;
}

/** The day that a path begins with: `/2017-10-22/list/simple`, `2026-09-17`. */
export function dayOf(path: string): string | null {
  return calendarDay(/^\/?(\d{4}-\d{2}-\d{2})(?:[/?#]|$)/u.exec(path)?.[1] ?? null);
}

function parsed(url: string | URL | null | undefined): URL | null {
  if (url instanceof URL) return url;
  return typeof url === 'string' && URL.canParse(url) ? new URL(url) : null;
}
