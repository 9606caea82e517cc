import type { CheerioAPI } from 'cheerio';
import { isBotCheck } from '../../model/bot-check.ts';
import type { Page } from '../../model/client.ts';
import { isUnfinished, parseHtml } from '../html.ts';
import { eventOf, type Selection, selectionOf } from './addresses.ts';
import { calendarFrame, isCalendar, isSchedCalendar, readCalendar } from './calendar.ts';
import { isEventPage, readEventPage } from './event-page.ts';
import { frameOf, NO_FRAME, ownAddresses } from './frame.ts';
import { isListing, readListing } from './listing.ts';
import { isFilteredPrint, isPrint, readPrint } from './print.ts';
import { type Entry, type Reading, type Unread, type View, weightOf } from './reading.ts';
import { isSimple, readSimple } from './simple.ts';

/**
 * So many times its own size is what is read of a page at most: addresses are kept twice, and each of their letters can be encoded by nine. A
 * label of a megabyte on each of ten thousand links would be ten gigabytes in the archive.
 */
const MOST_WEIGHT = 24;

/** Statuses by which a server turns programs away without saying so. */
const REFUSALS = new Set([403, 429, 503]);

/** Scripts of analysts and caches may stand behind the end of a document. */
const TAIL = 20_000;

/** Reads one page, whatever view it is: its content tells, not its address. Never throws. */
export function readPage(received: Page, origin: string): Reading | Unread {
  // Half a surrogate pair cannot be stored, so it would be another at each reading.
  const page = { ...received, text: received.text.toWellFormed() };
  try {
    if (isCalendar(page.text)) return calendarReading(page);
    return htmlReading(page, origin);
  } catch (error) {
    // The DOM library walks the tree by recursion, so that some page may yet end in a RangeError.
    return unread(page, 'broken', `The page could not be read: ${error instanceof Error ? error.message : 'unknown'}.`);
  }
}

function calendarReading(page: Page): Reading | Unread {
  const frame = calendarFrame(page.text);
  const { entries, warnings, isWhole } = readCalendar(page.text);
  if (entries.length === 0) return { ...unread(page, 'no_sessions', 'The calendar holds no sessions.'), frame };
  const selection: Selection = { kind: isWhole ? 'all' : 'some' };
  return { view: 'calendar', url: page.url, frame, selection, entries, warnings };
}

function htmlReading(page: Page, origin: string): Reading | Unread {
  const $ = parseHtml(page.text);
  if ($ === null) return unread(page, 'broken', 'The page is larger or nested deeper than any real one.');
  const addresses = [...ownAddresses($, page.text), page.url, page.requestedUrl];
  const frame = frameOf($, addresses);
  const found = entriesOf($, origin, addresses);
  if (found !== null && weightOf(found.entries) > MOST_WEIGHT * page.text.length)
    return unread(page, 'broken', 'The page says the same of its sessions more often than any real one.');
  if (found !== null && found.entries.length > 0 && page.status < 400) {
    if (isCut(page.text, $)) return { ...unread(page, 'broken', 'The page ends in the middle.'), frame };
    const selection: Selection =
      found.view === 'print' && isFilteredPrint($) ? { kind: 'some' } : selectionOf(addresses);
    return { ...found, url: page.url, frame, selection, warnings: timeWarnings(found.view, found.entries) };
  }
  return { ...notRead(page, $), frame };
}

/**
 * Whether a document ends in the middle: without `</body>` and `</html>`, which may be left out, and with elements open, which may not. Half a page has half of
 * the sessions, and nothing in the protocol betrays a server that has but half of it. Part of a page that a person cut out has no `<html>`.
 */
function isCut(text: string, $: CheerioAPI): boolean {
  return (
    /<html[\s>]/iu.test(text.slice(0, TAIL)) && !/<\/(?:body|html)\s*>/iu.test(text.slice(-TAIL)) && isUnfinished($)
  );
}

function entriesOf(
  $: CheerioAPI,
  origin: string,
  addresses: readonly string[],
): { view: View; entries: Entry[] } | null {
  if (isPrint($)) return { view: 'print', entries: readPrint($) };
  if (isEventPage($, addresses)) return { view: 'event_page', entries: readEventPage($, origin, addresses) };
  if (isListing($)) return { view: 'listing', entries: readListing($, origin) };
  return isSimple($) ? { view: 'simple', entries: readSimple($) } : null;
}

function timeWarnings(view: View, entries: readonly Entry[]): string[] {
  const timeless = entries.filter((entry) => entry.localStart === null).length;
  return timeless === 0
    ? []
    : [`${timeless} of ${entries.length} sessions of the ${view} view have no time that could be read.`];
}

function notRead(page: Page, $: CheerioAPI): Unread {
  const { status } = page;
  if (isBotCheck(page.text))
    return unread(page, 'bot_check', `A bot check answered instead of the schedule (status ${status}).`);
  if (status === 401 || isLogin(page, $)) return unread(page, 'login', 'The schedule asks for a login.');
  if (REFUSALS.has(status))
    return unread(page, 'bot_check', `The server turned the request away with status ${status}.`);
  if (status >= 500) return unread(page, 'broken', `The server answered with status ${status}.`);
  if (status >= 400) return unread(page, 'absent', `There is no such page (status ${status}).`);
  return unread(page, 'no_sessions', 'The page holds no sessions.');
}

function isLogin(page: Page, $: CheerioAPI): boolean {
  if (URL.canParse(page.url) && /^\/(?:login|signup)\b/u.test(new URL(page.url).pathname)) return true;
  return $('form[action*="login"] input[type="password"], form input[name="password"]').length > 0;
}

function unread(page: Page, reason: Unread['reason'], message: string): Unread {
  return { view: null, reason, frame: { ...NO_FRAME, event: eventOf(page.url) }, url: page.url, message };
}

/** The event whose schedule a page shows or embeds, or '' for a schedule that does not say; null for no page of Sched. */
export function schedEventOf(page: Page): string | null {
  try {
    if (isCalendar(page.text)) return isSchedCalendar(page.text) ? (calendarFrame(page.text).event ?? '') : null;
    const $ = parseHtml(page.text);
    if ($ === null) return null;
    const embedded = eventOf(absolute($('a#sched-embed[href]').first().attr('href')));
    if (embedded !== null) return embedded;
    const telling =
      $('body#schedorg').length > 0 ||
      /<!--[^>]*sched code/iu.test(page.text) ||
      $('a.name[id], td.title a[id]')
        .toArray()
        .some((anchor) => /^[0-9a-f]{32}$/u.test($(anchor).attr('id') ?? ''));
    return telling ? (frameOf($, [...ownAddresses($, page.text), page.url]).event ?? '') : null;
  } catch {
    return null;
  }
}

/** The embed is often written without a scheme: `//event.sched.com/`. */
function absolute(href: string | undefined): string | null {
  return href === undefined ? null : href.trim().replace(/^\/\//u, 'https://');
}
