/**
 * The polite client as platforms, slide hosts and the download protocol see it. They know this interface and nothing of
 * what stands behind it (queues, robots.txt, captures, a browser).
 */

/** A schedule page as received, decoded to text. */
export interface Page {
  /** The address that was asked for. */
  readonly requestedUrl: string;
  /** The address that answered, after redirects: relative links resolve against its origin. */
  readonly url: string;
  readonly status: number;
  /** Lower-case type without parameters, `text/html`; empty where the server sent none. */
  readonly mediaType: string;
  readonly text: string;
  /** The server said 304, or the page is byte for byte the accepted one: `text` is the captured body. */
  readonly notModified: boolean;
  /** ISO-8601 UTC. */
  readonly receivedAt: string;
}

export interface PageOptions {
  /** Accept header; default `text/html,application/xhtml+xml,*\/*;q=0.8`. Some platforms answer plain text without it. */
  readonly accept?: string;
  /** Parts that change at every request (a calendar's DTSTAMP): left out when two captures are compared. Needs the `g` flag. */
  readonly volatile?: RegExp;
  /** One session's own page, read by a deep pass; kept apart from the pages that list the programme. */
  readonly detail?: boolean;
}

/** What platforms and slide hosts may do with the network. */
export interface PageClient {
  /**
   * One page, politely: waits its turn, obeys robots.txt, follows redirects, asks conditionally. Any HTTP status is an
   * answer, not an error. Throws a `FetchError` where there is no answer at all or asking is not allowed.
   */
  page(url: string, options?: PageOptions): Promise<Page>;
  /** The same through a real browser, for pages that need JavaScript: the text is the document after it settled. */
  render(url: string, options?: PageOptions): Promise<Page>;
}

/** ETag and Last-Modified as the server sent them. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/** An unfinished file on disk that a download writes to and may go on from. */
export interface Part {
  /** Bytes that are safely there. */
  readonly bytes: number;
  /** Validators of the answer those bytes came from; null for an empty part. */
  readonly validators: Validators | null;
  /** Drops what is there and remembers the validators of the answer that now begins. */
  restart(validators: Validators): Promise<void>;
  append(chunk: Uint8Array): Promise<void>;
  /** Flushes to disk. The part stays a part until the store takes it. */
  finish(): Promise<FinishedPart>;
}

export interface FinishedPart {
  readonly sha256: string;
  readonly bytes: number;
  /** The first bytes, at most 4,100: enough for magic numbers. */
  readonly head: Uint8Array;
}

export interface FileRequest {
  readonly url: string;
  readonly part: Part;
  /** Validators of the stored version: the request is conditional. */
  readonly validators?: Validators;
  readonly maxBytes: number;
  /** Whose requests these are. */
  readonly tally?: Tally | undefined;
}

/** Requests that went out for somebody: robots.txt, redirects and further attempts included. */
export interface Tally {
  requests: number;
}

/** How a request for a file ended. Every case is an answer; the download protocol decides what it means. */
export type FileAnswer =
  | {
      readonly kind: 'body';
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly file: FinishedPart;
      readonly resumed: boolean;
    }
  | { readonly kind: 'not_modified'; readonly url: string; readonly headers: Readonly<Record<string, string>> }
  | {
      readonly kind: 'status';
      readonly url: string;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly head: Uint8Array;
    }
  | { readonly kind: 'too_large'; readonly url: string; readonly bytes: number | null }
  | { readonly kind: 'failed'; readonly url: string; readonly error: Error };

/** What the download protocol may do with the network. */
export interface FileClient {
  /** Throws a `FetchError` only where the server must be left alone (parked, robots.txt), never for one bad file. */
  file(request: FileRequest): Promise<FileAnswer>;
}
