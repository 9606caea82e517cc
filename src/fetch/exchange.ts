import type { FinishedPart, Part } from '../model/client.ts';

/**
 * ONE request and its answer, and nothing else: no robots.txt, no redirect, no retry, no pace. What goes in and comes
 * out can be written down as JSON (a body as a blob's name), so that another machine can do it without our database.
 */
export interface Exchange {
  /**
   * Sends the request. With `part` a 200 or 206 body is appended to that part, without it the body comes back as bytes.
   * Any status is an answer. Throws a `FetchError` (`unreachable`, `timed_out`, `cut_short`, `malformed`, `too_large` for
   * pages, `forbidden_address`, `stopped`), and whatever the part throws. `first` is told of the answer's first byte when it
   * comes, which may be hours before the last.
   */
  send(
    request: ExchangeRequest,
    options?: {
      readonly part?: Part;
      readonly signal?: AbortSignal;
      readonly first?: (byte: Pick<ExchangeAnswer['timings'], 'connectMs' | 'firstByteMs'>) => void;
    },
  ): Promise<ExchangeAnswer>;
  /** Closes every connection. */
  close(): Promise<void>;
}

export interface ExchangeRequest {
  readonly method: 'GET' | 'HEAD';
  /** Absolute, http or https; a fragment is not sent. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly limits: ExchangeLimits;
  /** `host:port` as the operator named them, `127.0.0.1:8080`: the only ones that may lead to a private address. */
  readonly allowedAddresses: readonly string[];
}

/** Milliseconds, except where a name says bytes. */
export interface ExchangeLimits {
  /** From the start until the request is on its way: name, connection, TLS. */
  readonly connectMs: number;
  /** From there to the status line and headers. */
  readonly headersMs: number;
  /** The longest silence within a body. */
  readonly bodyIdleMs: number;
  /** The least that must come of a body in each of these spans: a server that sends a byte a second is never silent and never done. */
  readonly slowest: { readonly bytes: number; readonly inMs: number };
  readonly totalMs: number;
  /** Of the body, as received and as decoded; for a resumed file the whole of it. */
  readonly maxBytes: number;
}

/** A page that takes longer than this is not going to come; the total still lets a slow 30 MB listing through. */
export const PAGE_LIMITS: ExchangeLimits = {
  connectMs: 20_000,
  headersMs: 60_000,
  bodyIdleMs: 30_000,
  // 100 bytes a second: a page that is made while it is sent may pause for long.
  slowest: { bytes: 6_000, inMs: 60_000 },
  totalMs: 300_000,
  maxBytes: 64 * 1024 * 1024,
};

/** Six hours let 1 GiB through at 50 kB/s; silence and a trickle are what end a download. `maxBytes` comes with each request. */
export const FILE_LIMITS: Omit<ExchangeLimits, 'maxBytes'> = {
  connectMs: 20_000,
  headersMs: 60_000,
  bodyIdleMs: 60_000,
  // 1 kB a second, as `curl --speed-limit`: of a file that comes more slowly, six hours would not bring 20 MB.
  slowest: { bytes: 60_000, inMs: 60_000 },
  totalMs: 6 * 3_600_000,
};

/** How much of an answer that is no file is read when a file was asked for: enough to know a login page. */
export const HEAD_BYTES = 4096;

export interface ExchangeAnswer {
  readonly status: number;
  /** `Not Found`; may be empty. */
  readonly statusText: string;
  /** Lower-case names; repeated fields joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** As received, in order. */
  readonly rawHeaders: readonly (readonly [string, string])[];
  readonly timings: {
    /** Until the request was on its way; about 0 on a connection used before. */
    readonly connectMs: number;
    /** From there to the first byte of the answer. */
    readonly firstByteMs: number;
    readonly totalMs: number;
  };
  readonly body: ExchangeBody;
}

export type ExchangeBody =
  /** `raw` as it came over the wire, `decoded` without its Content-Encoding. */
  | { readonly kind: 'bytes'; readonly raw: Uint8Array; readonly decoded: Uint8Array }
  | { readonly kind: 'file'; readonly file: FinishedPart; readonly resumed: boolean }
  /** A file was asked for and something else came: its first bytes, decoded, at most `HEAD_BYTES`. */
  | { readonly kind: 'head'; readonly head: Uint8Array }
  /** A file is larger than `maxBytes`; `bytes` is the size where the server said it. */
  | { readonly kind: 'too_large'; readonly bytes: number | null };
