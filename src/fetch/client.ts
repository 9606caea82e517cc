import type { FileClient, Page, PageClient, PageOptions, Tally } from '../model/client.ts';
import type { Clock } from '../model/clock.ts';
import { FetchError } from '../model/failure.ts';
import { type BrowserOptions, createBrowser } from './browser.ts';
import { type CaptureSink, noCaptures } from './captures.ts';
import type { Exchange } from './exchange.ts';
import { askFile } from './files.ts';
import type { Log } from './log.ts';
import { createPages } from './pages.ts';
import { createRendering } from './rendering.ts';
import { createRequests } from './requests.ts';
import type { ServerStore } from './server-store.ts';

export interface ClientOptions {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly servers: ServerStore;
  /** `Deckhand/0.1.0 (+mailto:ops@example.org)`: an honest name and whom to complain to. */
  readonly userAgent: string;
  /** Where pages go; default: nowhere. See `capturing` for one sink a conference. */
  readonly captures?: CaptureSink;
  /** `host:port` as the operator named them: the only ones that may lead to a private address. */
  readonly allowedAddresses?: readonly string[];
  /** The operator's own pace. Below the floor it is accepted for loopback only, and raised to the floor elsewhere. */
  readonly pace?: PaceOverride;
  /** Stops everything at once: waiting and running requests reject with `stopped`. */
  readonly signal?: AbortSignal;
  /** Ends what waits, for a turn or to try again; requests under way go on. */
  readonly windingDown?: AbortSignal;
  /** Asked before every request; a sentence (`--max-bytes of 1 GB is used up`) ends the run with `budget`. */
  readonly budget?: (counts: Counts) => string | null;
  readonly log?: Log;
  /** Default: Debian's chromium or Playwright's own, started at the first `render`. */
  readonly browser?: BrowserOptions;
}

interface PaceOverride {
  /** Milliseconds between starts. */
  readonly ms?: number;
  readonly connections?: number;
}

/** What was asked of the network so far. */
interface Counts {
  readonly requests: number;
  /** Body bytes as received, pages and files. */
  readonly bytes: number;
  /** Pages that were not sent again: 304, or the same as the accepted one. */
  readonly notModified: number;
}

export interface PoliteClient extends PageClient, FileClient {
  /** The same client (one pace, one set of connections) whose pages go to another sink and are counted apart: one a conference. */
  capturing(captures: CaptureSink, tally?: Tally): PageClient;
  counts(): Counts;
  /** Ends the browser and every connection. */
  close(): Promise<void>;
}

/**
 * The one way to the network. Every request it makes has passed the address check and robots.txt, waited for its
 * server's pace and been counted against the budget; redirects and further attempts are requests of their own.
 */
export function createClient(options: ClientOptions): PoliteClient {
  const {
    exchange,
    clock,
    servers,
    userAgent,
    allowedAddresses = [],
    pace,
    signal,
    windingDown,
    budget,
    log,
  } = options;
  const counts = { requests: 0, bytes: 0, notModified: 0 };

  const requests = createRequests({
    exchange,
    clock,
    servers,
    userAgent,
    allowedAddresses,
    ...(pace === undefined ? {} : { pace }),
    ...(signal === undefined ? {} : { signal }),
    ...(windingDown === undefined ? {} : { windingDown }),
    ...(log === undefined ? {} : { log }),
    spend: () => {
      const usedUp = budget?.(counts) ?? null;
      if (usedUp !== null) throw new FetchError('budget', usedUp);
      counts.requests += 1;
    },
    count: (bytes) => {
      counts.bytes += bytes;
    },
  });
  const browser = createBrowser({ userAgent, ...options.browser });

  const capturing = (captures: CaptureSink, tally?: Tally): PageClient => {
    const shared = {
      requests,
      captures,
      tally,
      clock,
      allowedAddresses,
      warn: (facts: object, message: string) => log?.warn(facts, message),
      countNotModified: () => {
        counts.notModified += 1;
      },
    };
    return {
      page: oncePerRun(createPages(shared)),
      render: oncePerRun(createRendering({ ...shared, browser })),
    };
  };

  return {
    ...capturing(options.captures ?? noCaptures),
    capturing,
    file: (request) => askFile({ requests, allowedAddresses }, request),
    counts: () => ({ ...counts }),
    async close() {
      await browser.close();
      await exchange.close();
    },
  };
}

/**
 * The same page is asked once a run, however many readers want it; a failure is not remembered. A session's own page has one
 * reader, and a thousand of them would fill the memory.
 */
function oncePerRun(ask: (url: string, options: PageOptions) => Promise<Page>): PageClient['page'] {
  const asked = new Map<string, Promise<Page>>();
  return (url, options = {}) => {
    if (options.detail === true) return ask(url, options);
    const key = JSON.stringify([url.replace(/#.*$/, ''), options.accept ?? null]);
    const known = asked.get(key);
    if (known !== undefined) return known;
    const page = ask(url, options);
    asked.set(key, page);
    page.catch(() => asked.delete(key));
    return page;
  };
}
