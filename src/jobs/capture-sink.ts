import { join } from 'node:path';
import type { Archive } from '../archive/archive.ts';
import type { Capture } from '../archive/captures.ts';
import { type CapturedPage, type CaptureSink, stableDigest } from '../fetch/captures.ts';
import { RENDERED_MARK } from '../fetch/rendering.ts';
import { openWarcWriter, readWarcRecord } from '../fetch/warc.ts';
import type { Page, PageClient } from '../model/client.ts';
import { type Clock, toInstant } from '../model/clock.ts';

/** Pages of an unfinished crawl are as good as new for this long, in milliseconds. */
const UNFINISHED_FOR_MS = 24 * 3_600_000;

/** Where the captures lie, below the data directory. */
export const CAPTURES_DIRECTORY = 'captures';

/** The captures of one run and conference: what the client keeps and knows again, and which of them the programme was read from. */
export interface ConferenceCaptures {
  readonly sink: CaptureSink;
  /** Wraps a client so that the captures behind the pages it hands out are remembered. */
  watch(client: PageClient): PageClient;
  /** Keeps a page that a person saved, so that it can be read again like any other. */
  keepSaved(page: Page): Promise<void>;
  /** Captures behind the good pages (status 200) handed out so far, without those at these addresses. */
  used(unusable?: readonly string[]): readonly number[];
  close(): Promise<void>;
}

/** `anew`: pages are asked for without their validators, for a server that says "not modified" when it should not. */
export function captureConference(
  parts: { readonly archive: Archive; readonly clock: Clock; readonly runId: number; readonly anew: boolean },
  conference: { readonly id: number; readonly slug: string },
): ConferenceCaptures {
  const { archive, clock, runId, anew } = parts;
  const known = new Map<string, number>();
  const used = new Map<number, string>();
  const stamp = toInstant(clock.now()).replaceAll(/[-:]/g, '');
  const file = {
    directory: join(archive.directory, CAPTURES_DIRECTORY),
    name: `${conference.slug}-${stamp}.warc.gz`,
    software: 'Deckhand',
  };
  const writer = openWarcWriter(file, (row) => {
    const place = { warc: `${CAPTURES_DIRECTORY}/${row.warc}`, url: row.requestedUrl, finalUrl: row.url };
    known.set(row.requestedUrl, archive.captures.add(conference.id, { ...row, ...place, runId }));
  });
  const remembered = (capture: Capture | null, requested: string): CapturedPage | null => {
    if (capture === null) return null;
    known.set(requested, capture.id);
    known.set(capture.url, capture.id);
    return {
      url: capture.finalUrl,
      status: capture.status,
      at: capture.at,
      etag: anew ? null : capture.etag,
      lastModified: anew ? null : capture.lastModified,
      stableSha256: capture.stableSha256,
      read: async () => readWarcRecord(join(archive.directory, capture.warc), capture.offset, capture.length),
    };
  };
  /** A page that a browser made is captured under a marked address: it is not the page as served. */
  const remember = (page: Page, mark = ''): Page => {
    const id = known.get(page.requestedUrl + mark) ?? known.get(page.url + mark);
    if (page.status === 200 && id !== undefined) used.set(id, page.url);
    return page;
  };
  return {
    sink: {
      find: (url) => remembered(archive.captures.accepted(conference.id, url), url),
      recent: (url) =>
        remembered(archive.captures.unfinished(conference.id, url, toInstant(clock.now() - UNFINISHED_FOR_MS)), url),
      keep: (page) => writer.keep(page),
    },
    watch: (client) => ({
      page: async (url, options) => remember(await client.page(url, options)),
      render: async (url, options) => remember(await client.render(url, options), RENDERED_MARK),
    }),
    keepSaved: async (page) => {
      await writer.keep({
        requestedUrl: page.requestedUrl,
        url: page.url,
        at: clock.now(),
        status: page.status,
        statusText: 'OK',
        rawHeaders: [['content-type', `${page.mediaType}; charset=utf-8`]],
        raw: new TextEncoder().encode(page.text),
        etag: null,
        lastModified: null,
        stableSha256: stableDigest(page.text),
        detail: false,
        // Not an HTTP answer: a browser or a person made the file.
        rendered: true,
      });
      remember(page);
    },
    used: (unusable = []) => [...used].flatMap(([id, url]) => (unusable.includes(url) ? [] : [id])),
    close: () => writer.close(),
  };
}
