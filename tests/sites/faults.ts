import { type Resource, resource, strongTag } from './answer.ts';

/** What can go wrong with one address. Each becomes a change of the resource that lies there. */
export type Fault =
  /** Another status with a short page: 404, 500, 503 without Retry-After. */
  | { readonly kind: 'status'; readonly status: number }
  /** "Not now": Retry-After in seconds (`'2'`), as an HTTP date, or null for none. */
  | { readonly kind: 'refused'; readonly status: 429 | 503; readonly retryAfter: string | null }
  /** The page that a bot check shows: 403, no session, no script that could be solved. */
  | { readonly kind: 'bot_check' }
  | { readonly kind: 'redirect'; readonly status: 301 | 302 | 307 | 308; readonly location: string }
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
  | { readonly kind: 'no_range' };

/** Which requests a fault hits: a path, a pattern of paths, or any rule. Paths are as requested, without the query. */
export type Target = string | RegExp | ((path: string) => boolean);

/** How long a fault lasts: the first `skip` requests are spared (0), then `times` are hit (all). */
export interface Lasting {
  readonly skip?: number;
  readonly times?: number;
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
        headers: fault.retryAfter === null ? {} : { 'retry-after': fault.retryAfter },
      };
    case 'bot_check':
      return { ...htmlPage(403, 'Just a moment...'), headers: { 'cf-mitigated': 'challenge' } };
    case 'redirect':
      return { ...htmlPage(fault.status, 'Moved'), headers: { location: fault.location } };
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
      return { ...found, delivery: { kind: 'reset' } };
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

  /** Counts this request and applies what hits it. */
  apply(path: string, found: Resource): Resource {
    let result = found;
    for (const entry of this.#entries.filter(({ target }) => hits(target, path))) {
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

function htmlPage(status: number, title: string): Resource {
  const body = `<!DOCTYPE html><html lang="en-US"><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return resource('text/html; charset=UTF-8', body, { status });
}
