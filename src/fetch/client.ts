import type { FileClient, PageClient } from '../model/client.ts';
import type { Clock } from '../model/clock.ts';
import type { CaptureSink } from './captures.ts';
import type { Exchange } from './exchange.ts';
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
  /** Asked before every request; a sentence (`--max-bytes of 1 GB is used up`) ends the run with `budget`. */
  readonly budget?: (counts: Counts) => string | null;
  readonly log?: Log;
  /** Default: Debian's chromium or Playwright's own, started at the first `render`. */
  readonly browser?: BrowserOptions;
}

export interface PaceOverride {
  /** Milliseconds between starts. */
  readonly ms?: number;
  readonly connections?: number;
}

export interface BrowserOptions {
  readonly executablePath?: string;
  /** How long a page may take to settle, milliseconds; default 60,000. */
  readonly timeoutMs?: number;
}

/** What was asked of the network so far. */
export interface Counts {
  readonly requests: number;
  /** Body bytes as received, pages and files. */
  readonly bytes: number;
  /** Pages that were not sent again: 304, or the same as the accepted one. */
  readonly notModified: number;
}

/** The part of pino that the client uses. */
export interface Log {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

export interface PoliteClient extends PageClient, FileClient {
  /** The same client (one pace, one set of connections) whose pages go to another sink: one a conference. */
  capturing(captures: CaptureSink): PageClient;
  counts(): Counts;
  /** Stores what is known of the servers, ends the browser and every connection. */
  close(): Promise<void>;
}

export declare function createClient(options: ClientOptions): PoliteClient;
