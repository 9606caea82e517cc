import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
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
}

/** Serves resources over HTTP with conditions, ranges and compression, and logs every request. */
export async function serve({ name, port = 0, log, find, gzip }: ServeOptions): Promise<Serving> {
  let open = 0;
  const server = createServer((request, response) => {
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
  });
  server.on('connection', (socket) => {
    open += 1;
    socket.once('close', () => {
      open -= 1;
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
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
  if (found.delivery.kind === 'reset') {
    response.destroy();
    return;
  }
  const plain = request.method === 'GET' || request.method === 'HEAD' ? answer(found, request.headers) : notAllowed();
  const sent = gzip && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '') ? compressed(plain) : plain;
  entry.status = sent.status;
  entry.begun = performance.now();
  const sized = sent.delivery.kind !== 'unsized' && sent.status !== 304;
  response.writeHead(sent.status, {
    ...sent.headers,
    ...(sized ? { 'content-length': String(sent.body.length) } : {}),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await deliver(response, sent);
}

async function deliver(response: ServerResponse, { body, delivery }: Answer): Promise<void> {
  if (delivery.kind === 'drag') {
    const half = Math.floor(body.length / 2);
    response.write(body.subarray(0, half));
    await wait(delivery.ms);
    response.end(body.subarray(half));
    return;
  }
  if (delivery.kind !== 'cut' && delivery.kind !== 'stall') {
    response.end(body);
    return;
  }
  response.flushHeaders();
  response.write(body.subarray(0, delivery.bytes), () => {
    // Only now: destroying at once would also drop what the kernel has not sent yet.
    if (delivery.kind === 'cut') response.destroy();
  });
}

function compressed(plain: Answer): Answer {
  const isText = /^(text|application\/json)/.test(plain.headers['content-type'] ?? '');
  if (!isText || plain.status !== 200) return plain;
  return {
    ...plain,
    headers: { ...plain.headers, 'content-encoding': 'gzip', vary: 'Accept-Encoding' },
    body: gzipSync(plain.body),
  };
}

function notAllowed(): Answer {
  return { status: 405, headers: { allow: 'GET, HEAD' }, body: Buffer.alloc(0), delivery: { kind: 'whole' } };
}
