import { createHash } from 'node:crypto';

/** A page that was kept earlier, as the index knows it; its text is read when somebody wants it. */
export interface CapturedPage {
  /** The address that answered. */
  readonly url: string;
  readonly status: number;
  /** ISO-8601 UTC, when it was received. */
  readonly at: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly stableSha256: string;
  /** Reads the record; throws a `DamagedError` when it is not there any more. */
  read(): Promise<CapturedBody>;
}

interface CapturedBody {
  /** Lower-case type without parameters; empty where the server sent none. */
  readonly mediaType: string;
  readonly text: string;
}

/** A page as received, on its way into the captures. */
export interface ReceivedPage {
  /** As the platform asked for it; what a browser made of a page ends in `#rendered`, here and in `url`. */
  readonly requestedUrl: string;
  /** The address that answered. */
  readonly url: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly status: number;
  readonly statusText: string;
  readonly rawHeaders: readonly (readonly [string, string])[];
  /** The body as it came over the wire, still in its Content-Encoding. */
  readonly raw: Uint8Array;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly stableSha256: string;
  readonly detail: boolean;
  /** What a browser made of the page: no HTTP answer, so kept as a WARC `resource`. */
  readonly rendered: boolean;
}

/** The index row of one kept page. */
export interface CaptureRow {
  readonly requestedUrl: string;
  readonly url: string;
  /** ISO-8601 UTC. */
  readonly at: string;
  readonly status: number;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** Of the decoded body's text, UTF-8, with its volatile parts removed. */
  readonly stableSha256: string;
  /** Of the body as received. */
  readonly sha256: string;
  /** File name within the captures directory. */
  readonly warc: string;
  /** Bytes: where the record's gzip member begins, and its length. */
  readonly offset: number;
  readonly length: number;
  readonly detail: boolean;
}

/** What the client does with captures. Which of them count as accepted or as recent is the archive's affair. */
export interface CaptureSink {
  /**
   * The accepted capture of this address (`url` as answered): its validators make the next request conditional and its
   * text is what a 304 stands for. Null when there is none, or after a suspect programme.
   */
  find(url: string): CapturedPage | null;
  /** A page that an unfinished crawl captured less than 24 h ago, by `requestedUrl` or `url`. */
  recent(url: string): CapturedPage | null;
  keep(page: ReceivedPage): Promise<void>;
}

/** Keeps nothing and knows nothing: for pages that belong to no conference (a share link, `deckhand add`). */
export const noCaptures: CaptureSink = {
  find: () => null,
  recent: () => null,
  keep: () => Promise.resolve(),
};

/** SHA-256 of a page's text without its volatile parts: what decides whether two captures are the same. */
export function stableDigest(text: string, volatile?: RegExp): string {
  const stable = volatile === undefined ? text : text.replace(volatile, '');
  return createHash('sha256').update(stable).digest('hex');
}
