import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What lies at an address, before a request's conditions and ranges are looked at. */
export interface Resource {
  readonly status: number;
  readonly mediaType: string;
  readonly body: Buffer;
  /** As sent, quotes and `W/` included. */
  readonly etag: string | null;
  /** An HTTP date. */
  readonly lastModified: string | null;
  /** Whether parts of it can be asked for; `careless`: without a look at `If-Range`; `refused`: each is answered with 416. */
  readonly ranges: boolean | 'careless' | 'refused';
  /** Sent besides, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly delivery: Delivery;
  /** Waited before the first byte. */
  readonly delayMs: number;
}

/**
 * How the bytes go out. `cut`: after so many the connection breaks, with a length that promised all. `stall`: after so many
 * nothing more comes. `drag`: the second half comes so many milliseconds after the first. `unsized`: no Content-Length. `mis_sized`: a Content-Length that is off by so many, and then the
 * connection is closed. `drip`: one byte each so many milliseconds, for ever. `endless`: so many bytes, made while they are sent.
 * `reset`: the connection breaks before the answer. `silent`: no answer, the connection stays. `raw`: these bytes instead of
 * an answer.
 */
type Delivery =
  | { readonly kind: 'whole' }
  | { readonly kind: 'unsized' }
  | { readonly kind: 'cut'; readonly bytes: number }
  | { readonly kind: 'stall'; readonly bytes: number }
  | { readonly kind: 'drag'; readonly ms: number }
  | { readonly kind: 'mis_sized'; readonly by: number }
  | { readonly kind: 'drip'; readonly everyMs: number }
  | { readonly kind: 'endless'; readonly bytes: number; readonly announced: boolean }
  | { readonly kind: 'reset' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'raw'; readonly text: string; readonly close: boolean };

/** What is sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly delivery: Delivery;
}

/** A resource of plain defaults: 200, no validators, no ranges. */
export function resource(mediaType: string, body: string | Buffer, more: Partial<Resource> = {}): Resource {
  return {
    status: 200,
    mediaType,
    body: typeof body === 'string' ? Buffer.from(body) : body,
    etag: null,
    lastModified: null,
    ranges: false,
    headers: {},
    delivery: { kind: 'whole' },
    delayMs: 0,
    ...more,
  };
}

/** `"5d41402abc4b2a76"`: strong, of the bytes. */
export function strongTag(body: string | Buffer): string {
  return `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
}

/** `Wed, 02 May 2018 09:00:00 GMT`. */
export function httpDate(milliseconds: number): string {
  return new Date(milliseconds).toUTCString();
}

/**
 * RFC 9110 for GET and HEAD: `If-None-Match` (weak comparison) before `If-Modified-Since`, then `Range` of one part, held
 * against `If-Range` (strong comparison, or the very date). Unsatisfiable ranges are 416, several ranges the whole.
 */
export function answer(found: Resource, request: IncomingHttpHeaders): Answer {
  const { status, mediaType, body, etag, lastModified, ranges, delivery } = found;
  const headers: Record<string, string> = {
    'content-type': mediaType,
    ...(etag === null ? {} : { etag }),
    ...(lastModified === null ? {} : { 'last-modified': lastModified }),
    ...(ranges !== false ? { 'accept-ranges': 'bytes' } : {}),
    ...found.headers,
  };
  if (status !== 200) return { status, headers, body, delivery };
  if (isUnchanged(found, request)) return { status: 304, headers, body: Buffer.alloc(0), delivery };
  const range = ranges !== false && rangeHolds(found, request) ? /^bytes=(\d*)-(\d*)$/.exec(request.range ?? '') : null;
  if (range === null) return { status, headers, body, delivery };
  const [, from = '', to = ''] = range;
  const first = from === '' ? Math.max(0, body.length - Number(to)) : Number(from);
  const last = from === '' || to === '' ? body.length - 1 : Math.min(Number(to), body.length - 1);
  if (first > last || ranges === 'refused') {
    return {
      status: 416,
      headers: { ...headers, 'content-range': `bytes */${body.length}` },
      body: Buffer.alloc(0),
      delivery,
    };
  }
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${first}-${last}/${body.length}` },
    body: body.subarray(first, last + 1),
    delivery,
  };
}

function isUnchanged({ etag, lastModified }: Resource, request: IncomingHttpHeaders): boolean {
  const tags = request['if-none-match'];
  if (tags !== undefined) {
    const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
    return tags.trim() === '*' || (etag !== null && tags.split(',').map(opaque).includes(opaque(etag)));
  }
  const since = request['if-modified-since'];
  return since !== undefined && lastModified !== null && Date.parse(lastModified) <= Date.parse(since);
}

function rangeHolds({ etag, lastModified, ranges }: Resource, request: IncomingHttpHeaders): boolean {
  const condition = request['if-range'];
  if (typeof condition !== 'string' || ranges === 'careless') return true;
  return condition.startsWith('"') ? condition === etag : condition === lastModified;
}
