import type { Page, PageOptions, Tally } from '../model/client.ts';
import { type Clock, toInstant } from '../model/clock.ts';
import { DamagedError } from '../model/failure.ts';
import { checkedUrl } from './addresses.ts';
import { type CapturedPage, type CaptureSink, stableDigest } from './captures.ts';
import { decodeText, mediaTypeOf } from './charset.ts';
import { ACCEPT_ENCODING } from './decoding.ts';
import { type ExchangeAnswer, PAGE_LIMITS } from './exchange.ts';
import { losesEncryption, redirectTarget, Trail } from './redirects.ts';
import type { Requests } from './requests.ts';
import { validatorsOf } from './undici-exchange.ts';

/** What browsers send; some platforms answer plain text without it. */
export const DEFAULT_ACCEPT = 'text/html,application/xhtml+xml,*/*;q=0.8';

export interface PagesOptions {
  readonly requests: Requests;
  readonly captures: CaptureSink;
  readonly clock: Clock;
  readonly allowedAddresses: readonly string[];
  readonly warn: (facts: object, message: string) => void;
  readonly countNotModified: () => void;
  /** Whose requests these are. */
  readonly tally?: Tally | undefined;
}

/** The page at an address: out of an unfinished crawl, not modified, or new and then captured. */
export type AskPage = (url: string, options: PageOptions) => Promise<Page>;

/** The last answer after all redirects. */
export interface Landed {
  readonly url: URL;
  readonly answer: ExchangeAnswer;
  readonly accepted: CapturedPage | null;
}

export function createPages(options: PagesOptions): AskPage {
  const { captures, clock, countNotModified } = options;
  return async (requested, { accept = DEFAULT_ACCEPT, volatile, detail = false }) => {
    const start = checkedUrl(requested, options.allowedAddresses);
    start.hash = '';
    const resumed = await readable(captures.recent(requested), requested);
    if (resumed !== null) return resumed;

    let landed = await land(options, start, accept, true);
    if (landed.answer.status === 304) {
      const page = await readable(landed.accepted, requested);
      if (page !== null) {
        countNotModified();
        return { ...page, notModified: true, receivedAt: toInstant(clock.now()) };
      }
      // The body that the validators stood for is not there any more: it is asked for without them, and kept again.
      landed = { ...(await land(options, landed.url, accept, false)), accepted: null };
    }

    const { url, answer, accepted } = landed;
    const bytes = answer.body.kind === 'bytes' ? answer.body : { raw: new Uint8Array(), decoded: new Uint8Array() };
    const contentType = answer.headers['content-type'];
    const text = decodeText(bytes.decoded, contentType);
    const good = answer.status >= 200 && answer.status < 300;
    const stableSha256 = stableDigest(text, volatile);
    const notModified = good && accepted?.stableSha256 === stableSha256;
    const at = clock.now();
    if (notModified) countNotModified();
    // What is no page (404, a challenge) says nothing that could be read again, and would be written every night.
    else if (good) {
      const { status, statusText, rawHeaders } = answer;
      await captures.keep({
        requestedUrl: requested,
        url: url.href,
        at,
        status,
        statusText,
        rawHeaders,
        raw: bytes.raw,
        ...validatorsOf(answer.headers),
        stableSha256,
        detail,
        rendered: false,
      });
    }
    return {
      requestedUrl: requested,
      url: url.href,
      status: answer.status,
      mediaType: mediaTypeOf(contentType),
      text,
      notModified,
      receivedAt: toInstant(at),
    };
  };
}

/** Follows the redirects of a page, each hop a request of its own. */
export async function land(
  { requests, captures, warn, tally }: Pick<PagesOptions, 'requests' | 'captures' | 'warn' | 'tally'>,
  start: URL,
  accept: string,
  conditional: boolean,
): Promise<Landed> {
  const trail = new Trail();
  for (let url = start; ; ) {
    trail.step(url);
    const found = captures.find(url.href);
    // An address that redirects may be known by the page it led to, whose validators mean nothing here.
    const accepted = found?.url === url.href ? found : null;
    const headers = {
      accept,
      'accept-encoding': ACCEPT_ENCODING,
      ...(conditional && accepted !== null ? conditions(accepted) : {}),
    };
    const answer = await requests.ask(url, { purpose: 'schedule', tally, limits: PAGE_LIMITS, headers: () => headers });
    const target = redirectTarget(url, answer.status, answer.headers['location']);
    if (target === null) return { url, answer, accepted };
    if (losesEncryption(url, target)) warn({ from: url.href, to: target.href }, 'a redirect leaves https');
    url = target;
  }
}

/** The header fields that make a request conditional (RFC 9110, 13.1). */
export function conditions({
  etag,
  lastModified,
}: {
  etag: string | null;
  lastModified: string | null;
}): Record<string, string> {
  return {
    ...(etag === null ? {} : { 'if-none-match': etag }),
    ...(lastModified === null ? {} : { 'if-modified-since': lastModified }),
  };
}

/** A capture as a page, or null where there is none or its record cannot be read. */
export async function readable(capture: CapturedPage | null, requestedUrl: string): Promise<Page | null> {
  if (capture === null) return null;
  try {
    const { mediaType, text } = await capture.read();
    const { url, status, at } = capture;
    return { requestedUrl, url, status, mediaType, text, notModified: false, receivedAt: at };
  } catch (error) {
    if (error instanceof DamagedError) return null;
    throw error;
  }
}
