import { toInstant } from '../model/clock.ts';
import { FetchError } from '../model/failure.ts';
import { checkedUrl } from './addresses.ts';
import type { AnswerFor, BrowserAnswer, HeadlessBrowser } from './browser.ts';
import { noCaptures, stableDigest } from './captures.ts';
import type { ExchangeAnswer } from './exchange.ts';
import { type AskPage, DEFAULT_ACCEPT, land, type PagesOptions, readable } from './pages.ts';

/**
 * Marks the captures of what a browser made of a page, so that they are never taken for the page as served. A fragment
 * is never sent to a server.
 */
export const RENDERED_MARK = '#rendered';

/** Header fields about how the body came over the wire; the browser gets it decoded. */
const WIRE_HEADERS = new Set([
  'content-encoding',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'set-cookie',
]);

/** The page at an address as a browser shows it; every request on the way is one of ours, in turn and paced. */
export function createRendering(options: PagesOptions & { readonly browser: HeadlessBrowser }): AskPage {
  const { captures, clock, browser, countNotModified } = options;
  // The page's parts are no pages of the programme: only the result is captured.
  const uncaptured = { ...options, captures: noCaptures };

  const answerOf = async (url: string, accept: string): Promise<BrowserAnswer> =>
    asBrowserAnswer((await land(uncaptured, checkedUrl(url, options.allowedAddresses), accept, false)).answer);

  return async (requested, { accept = DEFAULT_ACCEPT, volatile, detail = false }) => {
    const start = checkedUrl(requested, options.allowedAddresses);
    start.hash = '';
    const requestedUrl = unmarked(requested) + RENDERED_MARK;
    const resumed = await readable(captures.recent(requestedUrl), requested);
    if (resumed !== null) return { ...resumed, url: unmarked(resumed.url) };

    // The browser would follow a redirect by itself, out of our sight: it is shown the last address only.
    const landed = await land(uncaptured, start, accept, false);
    const { url } = landed;
    const answerFor: AnswerFor = async (asked, wanted) => {
      if (asked === url.href) return asBrowserAnswer(landed.answer);
      try {
        return await answerOf(asked, wanted);
      } catch (error) {
        // A part that is forbidden or missing leaves a gap in the page; an order to stop ends it.
        if (!(error instanceof FetchError) || error.code === 'stopped' || error.code === 'budget') throw error;
        options.warn({ page: url.href, part: asked, reason: error.message }, 'a part of a rendered page is missing');
        return null;
      }
    };
    const text = await browser.render(url.href, answerFor);

    const at = clock.now();
    const good = landed.answer.status >= 200 && landed.answer.status < 300;
    const stableSha256 = stableDigest(text, volatile);
    const notModified = good && captures.find(url.href + RENDERED_MARK)?.stableSha256 === stableSha256;
    if (notModified) countNotModified();
    else if (good) {
      await captures.keep({
        requestedUrl,
        url: url.href + RENDERED_MARK,
        at,
        status: landed.answer.status,
        statusText: '',
        rawHeaders: [],
        raw: Buffer.from(text),
        etag: null,
        lastModified: null,
        stableSha256,
        detail,
        rendered: true,
      });
    }
    return {
      requestedUrl: requested,
      url: url.href,
      status: landed.answer.status,
      mediaType: 'text/html',
      text,
      notModified,
      receivedAt: toInstant(at),
    };
  };
}

function unmarked(url: string): string {
  return url.replace(/#.*$/, '');
}

function asBrowserAnswer({ status, headers, body }: ExchangeAnswer): BrowserAnswer {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !WIRE_HEADERS.has(name)));
  return { status, headers: kept, body: body.kind === 'bytes' ? body.decoded : new Uint8Array() };
}
