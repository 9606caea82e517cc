import robotsParser from 'robots-parser';
import type { Tally } from '../model/client.ts';
import type { Clock } from '../model/clock.ts';
import { FetchError, type FetchFailure } from '../model/failure.ts';
import type { Purpose } from './pace.ts';
import { redirectTarget } from './redirects.ts';
import type { ServerStore, StoredRobots } from './server-store.ts';

/** RFC 9309, 2.4: a cached copy is good for 24 hours, and longer only while the server does not answer. */
const ROBOTS_FRESH_MS = 24 * 3_600_000;

/** RFC 9309, 2.5: at least 500 KiB are read; what follows is ignored. */
export const ROBOTS_MAX_BYTES = 500 * 1024;

/** RFC 9309, 2.3.1.2: at least five redirects are followed; after that there is no robots.txt. */
const ROBOTS_MAX_REDIRECTS = 5;

/**
 * Wildcards of a robots.txt times letters of an address: the parser goes through the address for each. Half a second; the largest real ones have
 * a few hundred wildcards, and addresses a few hundred letters.
 */
const MOST_LOOKS = 50_000_000;

/** One answer for a robots.txt, from one paced request. */
interface RobotsAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
}

export interface RobotsOptions {
  readonly servers: ServerStore;
  readonly clock: Clock;
  /** Rules are looked up by the part before the slash. */
  readonly userAgent: string;
  /** One paced request without a look at robots.txt; throws as `Exchange.send` and the queue do. */
  readonly ask: (url: URL, purpose: Purpose, tally?: Tally) => Promise<RobotsAnswer>;
  /** Under which name the origin's server is stored. */
  readonly domainOf: (url: URL) => string;
  /** Told of a Crawl-delay each time its rules are taken into use, milliseconds. */
  readonly slowTo: (url: URL, crawlDelayMs: number) => void;
}

/** The gate before every request. */
export interface RobotsGate {
  /** Resolves where asking is allowed; throws `forbidden_by_robots` where it is not, or where the rules cannot be had. */
  check(url: URL, purpose: Purpose, tally?: Tally): Promise<void>;
}

/** Failures that say something about us or our orders, not about the server's robots.txt. */
const NOT_ABOUT_ROBOTS: ReadonlySet<FetchFailure> = new Set(['parked', 'budget', 'stopped', 'forbidden_address']);

interface Rules {
  isAllowed(url: string, userAgent: string): boolean | undefined;
  getCrawlDelay(userAgent: string): number | undefined;
}

/** The package is CommonJS but its types describe an ES module: to them the function hides behind a second `default`. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const parseRules = robotsParser as unknown as (url: string, text: string) => Rules;

/** What a robots.txt says of one address. A text that the parser chokes on (`User-agent: __proto__`, 250,000 wildcards) forbids. */
export function ruling(url: URL, text: string, userAgent: string): { allowed: boolean; crawlDelayMs: number } {
  try {
    const rules = parseRules(new URL('/robots.txt', url).href, ownGroups(text, userAgent));
    const delay = rules.getCrawlDelay(userAgent) ?? 0;
    const isExcessive = (text.split('*').length - 1) * url.href.length > MOST_LOOKS;
    const allowed = !isExcessive && rules.isAllowed(url.href, userAgent) !== false;
    return { allowed, crawlDelayMs: delay > 0 ? delay * 1000 : 0 };
  } catch {
    return { allowed: false, crawlDelayMs: 0 };
  }
}

/**
 * The text without the names of others. The parser copies each rule to every name of its group, so that 500 KB of names and rules would
 * be a hundred million rules. The first name of a group stays: it is what ends the group before.
 */
function ownGroups(text: string, userAgent: string): string {
  const own = nameOf(userAgent);
  let group: Set<string> | null = null;
  return text
    .split(/\r\n|\r|\n/u)
    .filter((line) => {
      const [, directive = '', value = ''] = /^([^#:]*):([^#]*)/u.exec(line) ?? [];
      if (directive.trim() === '') return true;
      if (directive.trim().toLowerCase() !== 'user-agent') {
        group = null;
        return true;
      }
      const name = nameOf(value);
      const isWanted = group === null || ((name === own || name === '*') && !group.has(name));
      group = (group ?? new Set()).add(name);
      return isWanted;
    })
    .join('\n');
}

/** A robot's name without its version, as rules are looked up by it. */
function nameOf(userAgent: string): string {
  return userAgent.toLowerCase().split('/', 1)[0]?.trim() ?? '';
}

/** Whether a stored robots.txt need not be asked for again. One far ahead was stored by a clock that was wrong. */
export function isFresh({ fetchedAt }: Pick<StoredRobots, 'fetchedAt'>, now: number): boolean {
  return Math.abs(now - fetchedAt) < ROBOTS_FRESH_MS;
}

export function createRobotsGate(options: RobotsOptions): RobotsGate {
  const { servers, clock, userAgent, ask, domainOf, slowTo } = options;
  const inUse = new Map<string, Promise<StoredRobots>>();

  /** Null for "there is none" is an empty text; an exception is "cannot be had". */
  const fetchText = async (origin: URL, purpose: Purpose, tally?: Tally): Promise<string> => {
    let url = new URL('/robots.txt', origin);
    for (let redirects = 0; redirects <= ROBOTS_MAX_REDIRECTS; redirects += 1) {
      const answer = await ask(url, purpose, tally);
      const target = redirectTarget(url, answer.status, answer.location);
      if (target === null) return rulesOf(url, answer);
      url = target;
    }
    return '';
  };

  const load = async (url: URL, purpose: Purpose, tally?: Tally): Promise<StoredRobots> => {
    const stored = servers.loadRobots(url.origin);
    if (stored !== null && isFresh(stored, clock.now())) return stored;
    try {
      const robots = { text: await fetchText(url, purpose, tally), fetchedAt: clock.now() };
      servers.saveRobots(url.origin, domainOf(url), robots);
      return robots;
    } catch (error) {
      if (!(error instanceof FetchError) || NOT_ABOUT_ROBOTS.has(error.code)) throw error;
      if (stored !== null) return stored;
      throw new FetchError(
        'forbidden_by_robots',
        `${url.origin} is not asked, because its robots.txt could not be had: ${error.message.replace(`${url.origin}/robots.txt: `, '')}`,
        { cause: error },
      );
    }
  };

  const rulesFor = (url: URL, purpose: Purpose, tally?: Tally): Promise<StoredRobots> => {
    const found = inUse.get(url.origin);
    if (found !== undefined) return found;
    const loading = load(url, purpose, tally);
    inUse.set(url.origin, loading);
    loading.catch((error: unknown) => {
      // A server that gave no rules is not asked for them before each page of the run; a park or a stop passes.
      if (!(error instanceof FetchError) || error.code !== 'forbidden_by_robots') inUse.delete(url.origin);
    });
    return loading;
  };

  return {
    async check(url, purpose, tally) {
      const robots = await rulesFor(url, purpose, tally);
      const { allowed, crawlDelayMs } = ruling(url, robots.text, userAgent);
      if (crawlDelayMs > 0) slowTo(url, crawlDelayMs);
      if (!allowed) {
        throw new FetchError('forbidden_by_robots', `${url.href} is not asked: robots.txt of ${url.host} forbids it`);
      }
    },
  };
}

function rulesOf(url: URL, { status, text }: RobotsAnswer): string {
  if (status >= 200 && status < 300) return text.slice(0, ROBOTS_MAX_BYTES).replace(/^\uFEFF/, '');
  if (status >= 500) throw new FetchError('unreachable', `${url.href} answered ${status}`);
  return '';
}
