import type { Archive } from '../archive/archive.ts';
import type { StoredConference } from '../archive/conferences.ts';
import type { Page, PageClient } from '../model/client.ts';
import { platformNamed } from '../platforms/registry.ts';

/**
 * Most nights most programmes are what they were. Then the pages say so (304, or the same text), and taking them apart and comparing a thousand
 * sessions, which is most of a night's work, would find nothing.
 */

/** Thrown through a platform's reading: all pages of the accepted programme were asked for, and each is as it was. */
export class Unchanged extends Error {}

/**
 * The addresses that the accepted programme was read from, as long as reading those pages once more would give it again; else none. Not so
 * after a reading that had a fault, nor where the parser or what was stated of the conference is another since. A platform that usually
 * asks for more pages than these still hopes for the others.
 */
export function settledPages(
  archive: Archive,
  { id, platform, parserVersion, lastFailedAt }: Settled,
): ReadonlySet<string> {
  const { parserVersion: current, requests } = platformNamed(platform);
  if (parserVersion !== current || lastFailedAt !== null) return new Set();
  const pages = archive.captures.pages(id).filter(({ detail }) => !detail);
  return new Set(pages.length < requests ? [] : pages.map(({ url }) => url));
}

type Settled = Pick<StoredConference, 'id' | 'platform' | 'parserVersion' | 'lastFailedAt'>;

/** The same client, which throws `Unchanged` in the place of the last of these pages when none of them was modified. */
export function untilUnchanged(client: PageClient, pages: ReadonlySet<string>): PageClient {
  const left = new Set(pages);
  let same = pages.size > 0;
  const seen = (page: Page): Page => {
    same &&= page.notModified;
    left.delete(page.requestedUrl);
    if (same && left.size === 0) throw new Unchanged();
    return page;
  };
  return {
    page: async (url, options) => seen(await client.page(url, options)),
    render: async (url, options) => seen(await client.render(url, options)),
  };
}
