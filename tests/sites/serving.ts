import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type Answer, answer, type Resource } from './answer.ts';

/** One request that a replica answered, in the order of arrival. */
export interface LoggedRequest {
  /** `schedule` or `files`: which of the site's servers. */
  readonly server: string;
  readonly method: string;
  /** Path and query, as sent. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Milliseconds on a clock that nobody sets: arrival, and the first byte of the answer (null before it). */
  readonly arrived: number;
  begun: number | null;
  /** Connections to that server that were open at its arrival, its own included. */
  readonly open: number;
  /** Null while nothing has been answered, and for connections that break before an answer. */
  status: number | null;
  /** When the last byte was handed over or the connection broke. */
  endedAt: number | null;
}

/** A running server on 127.0.0.1. */
export interface Serving {
  readonly origin: string;
  /** Nobody listens any more: connections are refused, those that are open break. Resolves to what takes it back, on the same port. */
  down(): Promise<() => Promise<void>>;
  /** Breaks what is still open. */
  close(): Promise<void>;
}

interface ServeOptions {
  readonly name: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly log: LoggedRequest[];
  /** What lies at the path (as sent, without the query). */
  readonly find: (path: string) => Resource;
  /** Whether text may be compressed for clients that ask. */
  readonly gzip: () => boolean;
  /** Serves https with this key and certificate, both PEM. Default: http. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** Serves resources over HTTP with conditions, ranges and compression, and logs every request. */
export async function serve({ name, port = 0, log, find, gzip, tls }: ServeOptions): Promise<Serving> {
  let open = 0;
  const listener: RequestListener = (request, response) => {
    const arrived = performance.now();
    const path = request.url ?? '/';
    const entry: LoggedRequest = {
      server: name,
      method: request.method ?? 'GET',
      path,
      headers: request.headers,
      at: Date.now(),
      arrived,
      begun: null,
      open,
      status: null,
      endedAt: null,
    };
    log.push(entry);
    response.on('close', () => {
      entry.endedAt = Date.now();
    });
    respond(request, response, find(path.replace(/[?#].*$/s, '')), entry, gzip()).catch(() => response.destroy());
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.on('connection', (socket) => {
    open += 1;
    socket.once('close', () => {
      open -= 1;
    });
  });
  const listen = (at: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(port);
  const address = server.address() as AddressInfo;
  return {
    origin: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${address.port}`,
    down: async () => {
      await close();
      return () => listen(address.port);
    },
    close,
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  found: Resource,
  entry: LoggedRequest,
  gzip: boolean,
): Promise<void> {
  if (found.delayMs > 0) await wait(found.delayMs);
  const { delivery } = found;
  if (delivery.kind === 'reset') {
    response.destroy();
    return;
  }
  if (delivery.kind === 'silent') return;
  if (delivery.kind === 'raw') {
    request.socket.write(delivery.text, () => {
      if (delivery.close) request.socket.destroy();
    });
    return;
  }
  const plain = request.method === 'GET' || request.method === 'HEAD' ? answer(found, request.headers) : notAllowed();
  const sent = gzip && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '') ? compressed(plain) : plain;
  entry.status = sent.status;
  entry.begun = performance.now();
  const length = lengthOf(sent);
  response.writeHead(sent.status, {
    ...sent.headers,
    ...(length === null ? {} : { 'content-length': String(length) }),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await deliver(response, sent);
}

/** The Content-Length as it is said, true or not; null for none. */
function lengthOf({ status, body, delivery }: Answer): number | null {
  if (status === 304 || delivery.kind === 'unsized') return null;
  if (delivery.kind === 'mis_sized') return body.length + delivery.by;
  if (delivery.kind === 'endless') return delivery.announced ? delivery.bytes : null;
  return body.length;
}

async function deliver(response: ServerResponse, { body, delivery }: Answer): Promise<void> {
  switch (delivery.kind) {
    case 'drag': {
      const half = Math.floor(body.length / 2);
      response.write(body.subarray(0, half));
      await wait(delivery.ms);
      response.end(body.subarray(half));
      return;
    }
    case 'cut':
    case 'stall':
      response.flushHeaders();
      response.write(body.subarray(0, delivery.bytes), () => {
        // Only now: destroying at once would also drop what the kernel has not sent yet.
        if (delivery.kind === 'cut') response.destroy();
      });
      return;
    case 'mis_sized':
      response.flushHeaders();
      response.write(body, () => response.socket?.destroySoon());
      return;
    case 'drip': {
      let sent = 0;
      const timer = setInterval(() => {
        response.write(body.subarray(sent, sent + 1));
        sent += 1;
      }, delivery.everyMs);
      response.on('close', () => clearInterval(timer));
      response.flushHeaders();
      return;
    }
    case 'endless':
      // Begins as what it is said to be: the first bytes alone would have given it away.
      Readable.from(padded(body.subarray(0, 1024), delivery.bytes))
        .on('error', () => {})
        .pipe(response);
      return;
    case 'whole':
    case 'unsized':
    case 'reset':
    case 'silent':
    case 'raw':
      response.end(body);
  }
}

function* padded(start: Buffer, bytes: number): Generator<Buffer> {
  yield start;
  const block = Buffer.alloc(64 * 1024);
  for (let left = bytes - start.length; left > 0; left -= block.length)
    yield block.subarray(0, Math.min(left, block.length));
}

function compressed(plain: Answer): Answer {
  const isText = /^(text|application\/json)/.test(plain.headers['content-type'] ?? '');
  // Zeros that are made while they are sent are sent as they are.
  if (plain.delivery.kind === 'endless') return plain;
  if (!isText || plain.status !== 200 || plain.headers['content-encoding'] !== undefined) return plain;
  return {
    ...plain,
    headers: { ...plain.headers, 'content-encoding': 'gzip', vary: 'Accept-Encoding' },
    body: gzipSync(plain.body),
  };
}

function notAllowed(): Answer {
  return { status: 405, headers: { allow: 'GET, HEAD' }, body: Buffer.alloc(0), delivery: { kind: 'whole' } };
}
