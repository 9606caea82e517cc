import { FetchError } from '../model/failure.ts';

/** More hops than this is a loop that changes its address each time; browsers give up at 20. */
const MAX_REDIRECTS = 10;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Where an answer sends us, or null for an answer that sends nowhere. Throws `malformed` for a target that is no address. */
export function redirectTarget(from: URL, status: number, location: string | undefined): URL | null {
  if (!REDIRECTS.has(status) || location === undefined || location.trim() === '') return null;
  if (!URL.canParse(location, from)) {
    throw new FetchError('malformed', `${from.href} redirects to ${location.slice(0, 200)}, which is no address`);
  }
  const target = new URL(location, from);
  // A name or password in a redirect is a stranger's wish to log us in somewhere.
  target.username = '';
  target.password = '';
  target.hash = '';
  return target;
}

/** Whether a redirect leaves encryption behind: what comes then may be anybody's. */
export function losesEncryption(from: URL, to: URL): boolean {
  return from.protocol === 'https:' && to.protocol === 'http:';
}

/** Follows the hops of one request: each target must be new, and there are at most `MAX_REDIRECTS`. */
export class Trail {
  readonly #seen = new Set<string>();

  /** Throws `too_many_redirects` for a loop and for too long a way. */
  step(url: URL): void {
    if (this.#seen.has(url.href)) {
      throw new FetchError('too_many_redirects', `${[...this.#seen][0]} redirects in a circle by way of ${url.href}`);
    }
    this.#seen.add(url.href);
    if (this.#seen.size > MAX_REDIRECTS + 1) {
      throw new FetchError('too_many_redirects', `${[...this.#seen][0]} redirects more than ${MAX_REDIRECTS} times`);
    }
  }
}
