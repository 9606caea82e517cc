import { EnvHttpProxyAgent } from 'undici';
import type { Part, Validators } from '../model/client.ts';
import { FetchError, UsageError } from '../model/failure.ts';
import {
  checkedUrl,
  checkName,
  guardedLookup,
  isNamed,
  lookupWith,
  type Resolve,
  resolveWithSystem,
} from './addresses.ts';
import { codingsOf, decoded } from './decoding.ts';
import { type Exchange, type ExchangeBody, type ExchangeRequest, HEAD_BYTES } from './exchange.ts';
import { type AnswerStart, failureOf, OneAnswer } from './one-answer.ts';

/** A proxy, by the words of the usual environment variables. */
export interface ProxySettings {
  /** For http addresses, and for https where `https` is not given; `http://proxy.example:3128`. */
  readonly http?: string;
  readonly https?: string;
  /** Hosts that are asked directly: `localhost,.example.org,10.1.2.3:8080`. */
  readonly except?: string;
  /**
   * The proxy itself keeps us out of private networks, and names need not resolve on this machine. Default false: each
   * name is resolved and checked before the proxy is asked.
   */
  readonly trusted?: boolean;
}

export interface ExchangeOptions {
  /** Default: none. `proxyFromEnvironment(process.env)` for HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
  readonly proxy?: ProxySettings;
  /** Default: the system's resolver. */
  readonly resolve?: Resolve;
}

/** Idle connections are kept this long: longer than the usual gap, shorter than most servers' own limit. */
const KEEP_ALIVE_MS = 15_000;

/**
 * HTTP_PROXY, HTTPS_PROXY and NO_PROXY in either case; the lower-case ones win, and `host:3128` means http, as in curl. Throws
 * a `UsageError` for a proxy that is no address.
 */
export function proxyFromEnvironment(env: Readonly<Record<string, string | undefined>>): ProxySettings {
  const value = (name: string): string => env[name.toLowerCase()] ?? env[name] ?? '';
  const proxy = (name: string): string => {
    const text = value(name);
    const address = text === '' || text.includes('://') ? text : `http://${text}`;
    if (address === '' || (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol))) return address;
    throw new UsageError(
      'bad_proxy',
      `${name} is "${text}", which is no address of a proxy. It looks like http://proxy.example.org:3128`,
    );
  };
  return { http: proxy('HTTP_PROXY'), https: proxy('HTTPS_PROXY'), except: value('NO_PROXY') };
}

/** Requests over undici connections that are kept and used again. No interceptors: see `client.ts` for what follows an answer. */
export function createExchange(options: ExchangeOptions = {}): Exchange {
  const { proxy = {}, resolve = resolveWithSystem } = options;
  const httpProxy = proxy.http ?? '';
  const httpsProxy = proxy.https ?? '';
  const proxied = httpProxy !== '' || httpsProxy !== '';
  const agent = (lookup: ReturnType<typeof lookupWith>): EnvHttpProxyAgent =>
    new EnvHttpProxyAgent({
      // Empty strings, not absent ones: undici would look into the environment.
      httpProxy,
      httpsProxy: httpsProxy === '' ? httpProxy : httpsProxy,
      noProxy: proxy.except ?? '',
      allowH2: false,
      keepAliveTimeout: KEEP_ALIVE_MS,
      // Our own limits end requests earlier; these only keep abandoned sockets from staying for ever.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { lookup, timeout: 60_000 },
    });
  const guarded = agent(guardedLookup(resolve));
  const open = agent(lookupWith(resolve));

  return {
    async send(request, { part, signal, first } = {}) {
      if (signal?.aborted === true) throw stoppedBy(signal);
      const url = checkedUrl(request.url, request.allowedAddresses);
      const named = isNamed(url, request.allowedAddresses);
      if (proxied && proxy.trusted !== true && !named) {
        await checkName(url, resolve).catch((error: Error) => {
          throw failureOf(error, request.url, false);
        });
      }
      const answer = new OneAnswer(request.url, request.limits);
      const stop = (): void => answer.abort(stoppedBy(signal));
      signal?.addEventListener('abort', stop, { once: true });
      try {
        const dispatcher = named ? open : guarded;
        dispatcher.dispatch(
          {
            origin: url.origin,
            path: url.pathname + url.search,
            method: request.method,
            headers: { ...request.headers },
          },
          answer,
        );
        const start = await answer.started;
        first?.({ connectMs: start.connectMs, firstByteMs: start.firstByteMs });
        const headers = joined(start.rawHeaders);
        const body =
          part === undefined ? await bytesOf(start, headers, request) : await fileOf(start, headers, request, part);
        const { status, statusText, rawHeaders, connectMs, firstByteMs } = start;
        const timings = { connectMs, firstByteMs, totalMs: answer.totalMs };
        return { status, statusText, headers, rawHeaders, timings, body };
      } catch (error) {
        // Whatever went wrong on our side (a full disk), the server need not go on sending.
        answer.abort(error instanceof Error ? error : new Error(String(error)));
        throw error;
      } finally {
        signal?.removeEventListener('abort', stop);
      }
    },
    async close() {
      await Promise.all([guarded.destroy(), open.destroy()]);
    },
  };
}

async function bytesOf(
  start: AnswerStart,
  headers: Record<string, string>,
  { limits, url }: ExchangeRequest,
): Promise<ExchangeBody> {
  const announced = numberOf(headers['content-length']);
  if (announced !== null && announced > limits.maxBytes) {
    throw new FetchError('too_large', `${url}: ${announced} bytes, more than ${limits.maxBytes}`);
  }
  const raw: Uint8Array[] = [];
  const wire = bounded(start.body, limits.maxBytes, url, (chunk) => raw.push(chunk));
  const codings = codingsOf(headers['content-encoding']);
  const plain = await collected(bounded(decoded(wire, codings), limits.maxBytes, url));
  return { kind: 'bytes', raw: Buffer.concat(raw), decoded: plain };
}

async function fileOf(
  start: AnswerStart,
  headers: Record<string, string>,
  { limits, url, headers: sent }: ExchangeRequest,
  part: Part,
): Promise<ExchangeBody> {
  const codings = codingsOf(headers['content-encoding']);
  const resumed = start.status === 206;
  if (start.status !== 200 && !resumed) return { kind: 'head', head: await headOf(start, codings) };
  if (resumed) checkRange(headers, sent, part, url);
  const length = codings.length === 0 ? numberOf(headers['content-length']) : null;
  const size = length === null ? null : length + (resumed ? part.bytes : 0);
  if (size !== null && size > limits.maxBytes) {
    start.abandon();
    return { kind: 'too_large', bytes: size };
  }
  // An encoded body is stored decoded, and a range of one is no range of the other: it must never be resumed.
  if (!resumed) await part.restart(codings.length === 0 ? validatorsOf(headers) : { etag: null, lastModified: null });
  let bytes = resumed ? part.bytes : 0;
  for await (const chunk of decoded(start.body, codings)) {
    bytes += chunk.length;
    if (bytes > limits.maxBytes) return { kind: 'too_large', bytes: null };
    await part.append(chunk);
  }
  return { kind: 'file', file: await part.finish(), resumed };
}

/** ETag and Last-Modified of an answer. */
export function validatorsOf(headers: Readonly<Record<string, string>>): Validators {
  return { etag: headers['etag'] ?? null, lastModified: headers['last-modified'] ?? null };
}

/** A 206 must begin where the part ends and be of the same version; anything else would make a file that never existed. */
function checkRange(
  headers: Readonly<Record<string, string>>,
  sent: Readonly<Record<string, string>>,
  part: Part,
  url: string,
): void {
  const from = numberOf(/^bytes\s+(\d+)-\d+\/(?:\d+|\*)$/i.exec(headers['content-range'] ?? '')?.[1]);
  const asked = Object.keys(sent).some((name) => name.toLowerCase() === 'range');
  if (!asked || from !== part.bytes) {
    throw new FetchError(
      'malformed',
      `${url}: sent another range (${headers['content-range'] ?? 'none'}) than asked for`,
    );
  }
  const etag = headers['etag'];
  if (etag !== undefined && etag !== part.validators?.etag) {
    throw new FetchError('malformed', `${url}: sent a range of another version (${etag})`);
  }
  if (codingsOf(headers['content-encoding']).length > 0) {
    throw new FetchError('malformed', `${url}: sent a range of an encoded body`);
  }
}

async function headOf(start: AnswerStart, codings: readonly string[]): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of decoded(start.body, codings)) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= HEAD_BYTES) break;
    }
  } catch (error) {
    // The status is the answer; a broken error page does not change it.
    if (!(error instanceof FetchError) || (error.code !== 'malformed' && error.code !== 'cut_short')) throw error;
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}

async function* bounded(
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
  url: string,
  seen?: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new FetchError('too_large', `${url}: more than ${maxBytes} bytes`);
    seen?.(chunk);
    yield chunk;
  }
}

async function collected(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function joined(raw: readonly (readonly [string, string])[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of raw) {
    const key = name.toLowerCase();
    const before = headers[key];
    headers[key] = before === undefined ? value : `${before}, ${value}`;
  }
  return headers;
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

function stoppedBy(signal: AbortSignal | undefined): FetchError {
  return new FetchError('stopped', 'Stopped in the midst of a request', { cause: signal?.reason });
}
