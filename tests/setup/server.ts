import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

/** One request as a test server saw it. */
interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Number of the connection it came over, from 1. */
  readonly connection: number;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;
/** A handler, or what it would answer: a body, or status, headers and body. */
export type Route =
  | Handler
  | string
  | { status?: number; headers?: Record<string, string>; body?: string | Uint8Array };

export interface TestServer {
  /** `http://127.0.0.1:40123` */
  readonly origin: string;
  /** `127.0.0.1:40123` */
  readonly address: string;
  /** Requests in order of arrival, robots.txt included. */
  readonly seen: readonly SeenRequest[];
  /** Paths in order of arrival, without robots.txt. */
  paths(): string[];
  url(path: string): string;
  /** Adds or replaces what a path (without query) answers. */
  on(path: string, route: Route): void;
  close(): Promise<void>;
}

/**
 * A real HTTP server on loopback that lives until the running test ends. Paths without a route answer 404, robots.txt
 * too: everything is allowed.
 */
export async function startServer(routes: Readonly<Record<string, Route>> = {}): Promise<TestServer> {
  const table = new Map(Object.entries(routes));
  const seen: SeenRequest[] = [];
  let connections = 0;
  const numbers = new WeakMap<object, number>();
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    seen.push({
      method: request.method ?? '',
      path,
      headers: request.headers,
      connection: numbers.get(request.socket) ?? 0,
    });
    answer(table.get(path.split('?')[0] ?? path) ?? { status: 404 }, request, response);
  });
  server.on('connection', (socket) => {
    connections += 1;
    numbers.set(socket, connections);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the test server has no port');
  const address = `127.0.0.1:${bound.port}`;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);
  return {
    origin: `http://${address}`,
    address,
    seen,
    paths: () => seen.map(({ path }) => path).filter((path) => path !== '/robots.txt'),
    url: (path) => `http://${address}${path}`,
    on: (path, route) => void table.set(path, route),
    close,
  };
}

function answer(route: Route, request: IncomingMessage, response: ServerResponse): void {
  if (typeof route === 'function') {
    route(request, response);
    return;
  }
  const { status = 200, headers = {}, body = '' } = typeof route === 'string' ? { body: route } : route;
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers });
  response.end(body);
}
