import { gzipSync } from 'node:zlib';
import { type Resource, resource, strongTag } from './answer.ts';

/** What can go wrong with one address. Each becomes a change of the resource that lies there. */
export type Fault =
  /** Another status with a short page: 404, 500, 503 without Retry-After. */
  | { readonly kind: 'status'; readonly status: number }
  /** "Not now": Retry-After in seconds (`'2'`), as an HTTP date, or null for none; `date`: the server's clock, default the machine's. */
  | { readonly kind: 'refused'; readonly status: 429 | 503; readonly retryAfter: string | null; readonly date?: string }
  /** The page that a bot check shows: 403 unless said otherwise, no session, no script that could be solved. */
  | { readonly kind: 'bot_check'; readonly status?: number }
  | { readonly kind: 'redirect'; readonly status: 301 | 302 | 307 | 308; readonly location: string }
  /** Redirects to an address that is another each time, and does so again. */
  | { readonly kind: 'endless_redirect' }
  /** 200 and a web page where a file was asked for, with the file's own type if `asFile`. */
  | { readonly kind: 'web_page'; readonly asFile?: boolean }
  /** Other bytes from now on, with their own ETag and date. */
  | { readonly kind: 'replaced'; readonly body: string | Buffer; readonly lastModified?: string }
  /** Everything after `bytes` is missing and the length says so: nothing in the protocol betrays it. */
  | { readonly kind: 'short'; readonly bytes: number }
  /** The connection breaks after `bytes`, though the length promised all. */
  | { readonly kind: 'cut'; readonly bytes: number }
  /** Nothing more comes after `bytes`. */
  | { readonly kind: 'stalled'; readonly bytes: number }
  /** The answer begins at once and ends so many milliseconds later. */
  | { readonly kind: 'dragging'; readonly ms: number }
  /** The connection breaks before an answer. */
  | { readonly kind: 'reset' }
  /** The request is taken and never answered. */
  | { readonly kind: 'silent' }
  /** The status line and half of a header, and then nothing more. */
  | { readonly kind: 'half_header' }
  /** One byte each so many milliseconds. */
  | { readonly kind: 'drip'; readonly everyMs: number }
  /** Content-Length is so many bytes too large, or (negative) too small. */
  | { readonly kind: 'wrong_length'; readonly by: number }
  /** The body is announced in chunks, and what comes is none. */
  | { readonly kind: 'garbage_chunks' }
  /** Another protocol answers. */
  | { readonly kind: 'no_http' }
  /** So many zeros, gzipped a thousandfold. */
  | { readonly kind: 'bomb'; readonly bytes: number }
  /** The right beginning, and zeros up to so many bytes, with that Content-Length or with none. */
  | { readonly kind: 'endless'; readonly bytes: number; readonly announced: boolean }
  | { readonly kind: 'slow'; readonly ms: number }
  /** No Content-Length. */
  | { readonly kind: 'unsized' }
  /** The ETag is `W/"..."`: no ground to resume on. */
  | { readonly kind: 'weak_etag' }
  /** Neither ETag nor Last-Modified. */
  | { readonly kind: 'no_validators' }
  /** Another ETag in each answer, same bytes: a farm of servers that disagree. */
  | { readonly kind: 'changing_etag' }
  /** `Range` is not understood: always the whole. */
  | { readonly kind: 'no_range' }
  /** `If-Range` is not understood: a range of whatever lies there now. */
  | { readonly kind: 'careless_range' }
  /** 416 to every range. */
  | { readonly kind: 'refused_range' }
  /** No ETag, and this Last-Modified (its own, if none is said). */
  | { readonly kind: 'date_alone'; readonly lastModified?: string }
  /** The name that Content-Disposition gives. */
  | { readonly kind: 'disposition'; readonly value: string }
  /** The Content-Type. The bytes stay what they are. */
  | { readonly kind: 'media_type'; readonly value: string };

/** Which requests a fault hits: a path, a pattern of paths, or any rule. Paths are as requested, without the query. */
export type Target = string | RegExp | ((path: string) => boolean);

/** How long a fault lasts: the first `skip` requests are spared (0), then `times` are hit (all). */
export interface Lasting {
  readonly skip?: number;
  readonly times?: number;
  /** Of the site's servers only this one: `schedule` or `files`. */
  readonly server?: string;
}

/** Files on the file host, also at their older addresses. */
export const FILES = /^(?:\/hosted_files)?\/(?!event\/)[^/]+\/[0-9a-f]{2}\/[^/]+$/;
/** Robots, calendar and files aside: what is behind the bot check while `all.ics` is not. */
export const HTML_PAGES: Target = (path) => !/\.(ics|txt)$/.test(path) && !FILES.test(path);
/** Everything but robots.txt, which nobody may be refused without being forbidden everything. */
export const ALL_BUT_ROBOTS: Target = (path) => path !== '/robots.txt';

/** The resource as the fault leaves it. `nth` counts the requests that this fault has hit, from 1. */
export function faulty(found: Resource, fault: Fault, nth: number): Resource {
  switch (fault.kind) {
    case 'status':
      return { ...htmlPage(fault.status, `${fault.status}`), delayMs: found.delayMs };
    case 'refused':
      return {
        ...htmlPage(fault.status, 'Too Many Requests'),
        headers: {
          ...(fault.retryAfter === null ? {} : { 'retry-after': fault.retryAfter }),
          ...(fault.date === undefined ? {} : { date: fault.date }),
        },
      };
    case 'bot_check':
      return { ...htmlPage(fault.status ?? 403, 'Just a moment...'), headers: { 'cf-mitigated': 'challenge' } };
    case 'redirect':
      return { ...htmlPage(fault.status, 'Moved'), headers: { location: fault.location } };
    case 'endless_redirect':
      return { ...htmlPage(302, 'Moved'), headers: { location: `?hop=${nth}` } };
    case 'web_page':
      return { ...htmlPage(200, 'File not found'), ...(fault.asFile === true ? { mediaType: found.mediaType } : {}) };
    case 'replaced': {
      const body = Buffer.from(fault.body);
      return { ...found, body, etag: strongTag(body), lastModified: fault.lastModified ?? found.lastModified };
    }
    case 'short':
      return { ...found, body: found.body.subarray(0, fault.bytes) };
    case 'cut':
      return { ...found, delivery: { kind: 'cut', bytes: fault.bytes } };
    case 'stalled':
      return { ...found, delivery: { kind: 'stall', bytes: fault.bytes } };
    case 'dragging':
      return { ...found, delivery: { kind: 'drag', ms: fault.ms } };
    case 'reset':
    case 'silent':
      return { ...found, delivery: { kind: fault.kind } };
    case 'half_header':
      return raw(found, 'HTTP/1.1 200 OK\r\nContent-Type: appl', false);
    case 'drip':
      return { ...found, delivery: { kind: 'drip', everyMs: fault.everyMs } };
    case 'wrong_length':
      return { ...found, delivery: { kind: 'mis_sized', by: fault.by } };
    case 'garbage_chunks':
      return raw(
        found,
        `HTTP/1.1 200 OK\r\nContent-Type: ${found.mediaType}\r\nTransfer-Encoding: chunked\r\n\r\nthis is no size\r\n`,
        true,
      );
    case 'no_http':
      return raw(found, 'SSH-2.0-OpenSSH_9.6\r\n', true);
    case 'bomb':
      return {
        ...found,
        body: gzipSync(Buffer.alloc(fault.bytes)),
        headers: { ...found.headers, 'content-encoding': 'gzip' },
      };
    case 'endless':
      return { ...found, delivery: { kind: 'endless', bytes: fault.bytes, announced: fault.announced } };
    case 'unsized':
      return { ...found, delivery: { kind: 'unsized' } };
    case 'slow':
      return { ...found, delayMs: found.delayMs + fault.ms };
    case 'weak_etag':
      return { ...found, etag: found.etag === null ? null : `W/${found.etag.replace(/^W\//, '')}` };
    case 'no_validators':
      return { ...found, etag: null, lastModified: null };
    case 'changing_etag':
      return { ...found, etag: strongTag(`${nth} ${found.etag}`) };
    case 'no_range':
      return { ...found, ranges: false };
    case 'careless_range':
      return { ...found, ranges: 'careless' };
    case 'refused_range':
      return { ...found, ranges: 'refused' };
    case 'date_alone':
      return { ...found, etag: null, lastModified: fault.lastModified ?? found.lastModified };
    case 'disposition':
      return { ...found, headers: { ...found.headers, 'content-disposition': fault.value } };
    case 'media_type':
      return { ...found, mediaType: fault.value };
  }
}

/** Faults in force, and what each has hit so far. */
export class FaultList {
  #entries: { readonly target: Target; readonly fault: Fault; readonly lasting: Lasting; seen: number }[] = [];

  /** Adds a fault; the returned function lifts it. Of several on one path all apply, in the order they were added. */
  add(target: Target, fault: Fault, lasting: Lasting = {}): () => void {
    const entry = { target, fault, lasting, seen: 0 };
    this.#entries.push(entry);
    return () => {
      this.#entries = this.#entries.filter((other) => other !== entry);
    };
  }

  clear(): void {
    this.#entries = [];
  }

  /** Counts this request to one of the site's servers and applies what hits it. */
  apply(path: string, found: Resource, server: string): Resource {
    let result = found;
    const hit = this.#entries.filter(
      ({ target, lasting }) => hits(target, path) && (lasting.server ?? server) === server,
    );
    for (const entry of hit) {
      entry.seen += 1;
      const nth = entry.seen - (entry.lasting.skip ?? 0);
      if (nth >= 1 && nth <= (entry.lasting.times ?? Infinity)) result = faulty(result, entry.fault, nth);
    }
    return result;
  }
}

function hits(target: Target, path: string): boolean {
  if (typeof target === 'string') return target === path;
  return target instanceof RegExp ? new RegExp(target.source, target.flags.replace('g', '')).test(path) : target(path);
}

function raw(found: Resource, text: string, close: boolean): Resource {
  return { ...found, delivery: { kind: 'raw', text, close } };
}

function htmlPage(status: number, title: string): Resource {
  const body = `<!DOCTYPE html><html lang="en-US"><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return resource('text/html; charset=UTF-8', body, { status });
}
