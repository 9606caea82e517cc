import { startServer } from '../setup/server.ts';

/** What a listener was told. */
interface Told {
  readonly path: string;
  readonly type: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A monitor as healthchecks.io is one, at `/secret`, and a webhook at `/hook`; only POST is heard. */
export interface Listener {
  /** Host and port. */
  readonly address: string;
  readonly ping: string;
  readonly webhook: string;
  /** In the order of arrival. */
  readonly told: Told[];
  /** The next answers have these statuses; all others are 200. */
  readonly answer: (...statuses: number[]) => void;
  readonly close: () => Promise<void>;
}

/** Lives until the running test ends. */
export async function startListener(): Promise<Listener> {
  const told: Told[] = [];
  const statuses: number[] = [];
  const server = await startServer();
  for (const path of ['/secret', '/secret/fail', '/hook', '/good', '/bad']) {
    server.on(path, (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { 'content-type': type, authorization } = request.headers;
        if (request.method === 'POST')
          told.push({ path: request.url ?? '', type, authorization, body: Buffer.concat(chunks).toString('utf8') });
        response.writeHead(request.method === 'POST' ? (statuses.shift() ?? 200) : 405).end('OK');
      });
    });
  }
  return {
    address: server.address,
    ping: server.url('/secret'),
    webhook: server.url('/hook'),
    told,
    answer: (...next) => void statuses.push(...next),
    close: () => server.close(),
  };
}
