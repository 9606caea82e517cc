import { readFileSync } from 'node:fs';
import type { Page } from '../../../src/model/client.ts';
import type { ReadRequest } from '../../../src/platforms/platform.ts';
import type { SchedParameters } from '../../../src/platforms/sched/parameters.ts';

/** A page as the client hands it out. */
export function pageOf(url: string, text: string, more: Partial<Page> = {}): Page {
  return {
    requestedUrl: url,
    url,
    status: 200,
    mediaType: text.startsWith('BEGIN') ? 'text/calendar' : 'text/html',
    text,
    notModified: false,
    receivedAt: '2025-04-01T00:00:00Z',
    ...more,
  };
}

/** The text of a fixture: pages of an invented event, Harbour Summit 2025 in Rotterdam, in Sched's markup. */
export function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
}

export const ORIGIN = 'https://harbour25.sched.com';

export const PATHS = {
  'listing.html': '/list/descriptions/',
  'listing-2016.html': '/list/descriptions/',
  'simple.html': '/',
  'print.html': '/print',
  'event-page.html': '/event/2Aa01/keynote-tides',
  'all.ics': '/all.ics',
} as const;

/** The page of a fixture at the address where Sched serves it. */
export function fixturePage(name: keyof typeof PATHS, more: Partial<Page> = {}): Page {
  return pageOf(`${ORIGIN}${PATHS[name]}`, fixture(name), more);
}

/** A request for the event of the fixtures, or another. */
export function requestFor(
  facts: ReadRequest<SchedParameters>['facts'] = {},
  event = 'harbour25',
): ReadRequest<SchedParameters> {
  return {
    parameters: { origin: `https://${event}.sched.com`, event },
    facts,
    titles: { people: 'unknown' },
    deep: false,
  };
}

/** What stands in place of a schedule when a bot check answers. */
export const BOT_CHECK = `<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head>
<body><script>window._cf_chl_opt = {};</script></body></html>`;
