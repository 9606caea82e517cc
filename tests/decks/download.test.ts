import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type BlobStore, openBlobStore } from '../../src/decks/blob-store.ts';
import { type DeckLink, type DownloadDependencies, downloadDeck, partId } from '../../src/decks/download.ts';
import type { DeckOutcome } from '../../src/decks/outcome.ts';
import { createClient } from '../../src/fetch/client.ts';
import { createMemoryServerStore } from '../../src/fetch/server-store.ts';
import { createExchange } from '../../src/fetch/undici-exchange.ts';
import { resolveShareLink } from '../../src/hosts/share-link.ts';
import { DeckhandError, FetchError, NoSpaceError } from '../../src/model/failure.ts';
import { deckFor } from '../setup/decks.ts';
import { createFakeClock } from '../setup/fake-clock.ts';
import { type Route, startServer, type TestServer } from '../setup/server.ts';

const PDF = deckFor('deck.pdf', ['Service meshes', 'Envoy']);
const NEWER = deckFor('deck.pdf', ['Service meshes, revised', 'Envoy']);
const LONG = Buffer.concat([PDF, Buffer.alloc(300_000, '%')]);
const MODIFIED = 'Wed, 02 May 2018 09:00:00 GMT';
const AS_PDF = { 'content-type': 'application/pdf' };

const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

interface Trial {
  readonly server: TestServer;
  readonly store: BlobStore;
  readonly data: string;
  /** One attempt at `/deck.pdf`, with the real client. */
  attempt(link?: Partial<DeckLink>, dependencies?: Partial<DownloadDependencies>): Promise<DeckOutcome>;
}

async function trial(route: Route, path = '/deck.pdf'): Promise<Trial> {
  const server = await startServer({ [path]: route });
  const data = await mkdtemp(join(tmpdir(), 'deckhand-download-'));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const store = openBlobStore(data);
  const clock = createFakeClock(Date.UTC(2018, 4, 6, 2));
  const client = createClient({
    exchange: createExchange(),
    clock,
    servers: createMemoryServerStore(),
    userAgent: 'Deckhand/0 (+mailto:ops@example.org)',
    allowedAddresses: [server.address],
    pace: { ms: 0 },
  });
  onTestFinished(() => client.close());
  const resolve: DownloadDependencies['resolve'] = (link) => resolveShareLink(link, client);
  return {
    server,
    store,
    data,
    attempt: (link = {}, dependencies = {}) =>
      downloadDeck(
        {
          url: server.url(path),
          label: 'Service meshes',
          origin: 'attachment',
          endsOn: '2018-05-04',
          current: null,
          ...link,
        },
        { client, store, clock, maxFileBytes: 10_000_000, resolve, ...dependencies },
      ),
  };
}

/** What lies under `decks/.parts`. */
async function partsOf({ data }: Trial): Promise<string[]> {
  return readdir(join(data, 'decks/.parts')).catch(() => []);
}

async function stored({ store }: Trial): Promise<string[]> {
  const hashes: string[] = [];
  for await (const blob of store.list()) hashes.push(blob.sha256);
  return hashes;
}

const current = (content: Uint8Array, etag: string | null = '"one"', lastModified: string | null = MODIFIED) => ({
  sha256: sha256(content),
  extension: 'pdf',
  etag,
  lastModified,
});

describe('a download', () => {
  it('stores a file with everything that is known of it', async () => {
    const run = await trial({
      headers: {
        ...AS_PDF,
        etag: '"one"',
        'last-modified': MODIFIED,
        'content-disposition': 'attachment; filename="../My deck.pdf"',
      },
      body: PDF,
    });
    expect(await run.attempt()).toEqual({
      kind: 'stored',
      status: 200,
      detail: `${PDF.length} bytes of application/pdf were stored.`,
      etag: '"one"',
      lastModified: MODIFIED,
      file: {
        sha256: sha256(PDF),
        bytes: PDF.length,
        mediaType: 'application/pdf',
        extension: 'pdf',
        path: `decks/${sha256(PDF).slice(0, 2)}/${sha256(PDF).slice(2, 4)}/${sha256(PDF)}.pdf`,
        publishedName: 'My deck.pdf',
      },
    });
    expect(await run.store.verify(sha256(PDF), 'pdf')).toBe('ok');
    expect(await partsOf(run)).toEqual([]);
  });

  it.each(['deck.pptx', 'deck.odp', 'deck.key', 'demo.mov', 'talk.mp4', 'decks.zip', 'transcript.txt', 'transcript'])(
    'stores %s as what it is',
    async (name) => {
      const content = deckFor(name, ['Storage', 'Volumes']);
      const run = await trial({ headers: { 'content-type': 'application/octet-stream' }, body: content }, `/${name}`);
      const outcome = await run.attempt();
      const extension = name.split('.')[1] ?? 'txt';
      expect(outcome).toMatchObject({ kind: 'stored', file: { extension, sha256: sha256(content) } });
    },
  );

  it('asks conditionally, and hears that nothing changed', async () => {
    const run = await trial((request, response) => {
      const same = request.headers['if-none-match'] === '"one"' && request.headers['if-modified-since'] === MODIFIED;
      response.writeHead(same ? 304 : 500, { etag: '"one"' }).end();
    });
    await run.store.put(PDF, 'pdf');
    expect(await run.attempt({ current: current(PDF) })).toMatchObject({
      kind: 'unchanged',
      status: 304,
      etag: '"one"',
      lastModified: MODIFIED,
    });
  });

  it('asks unconditionally when the stored copy was lost, and stores it again', async () => {
    const run = await trial({ headers: AS_PDF, body: PDF });
    expect(await run.attempt({ current: current(PDF) })).toMatchObject({ kind: 'unchanged', status: 200 });
    expect(run.server.seen.at(-1)?.headers['if-none-match']).toBeUndefined();
    expect(await run.store.verify(sha256(PDF), 'pdf')).toBe('ok');
  });

  it('knows the same bytes from a server without validators, and learns new ones', async () => {
    const run = await trial({ headers: { ...AS_PDF, etag: '"two"' }, body: PDF });
    await run.store.put(PDF, 'pdf');
    const outcome = await run.attempt({ current: current(PDF, '"one"') });
    expect(outcome).toMatchObject({ kind: 'unchanged', status: 200, etag: '"two"', lastModified: null });
    expect(await stored(run)).toEqual([sha256(PDF)]);
    expect(await partsOf(run)).toEqual([]);
  });

  it('keeps the old version beside a new one', async () => {
    const run = await trial({ headers: { ...AS_PDF, etag: '"two"' }, body: NEWER });
    await run.store.put(PDF, 'pdf');
    const outcome = await run.attempt({ current: current(PDF) });
    expect(outcome).toMatchObject({ kind: 'new_version', etag: '"two"', file: { sha256: sha256(NEWER) } });
    expect((await stored(run)).toSorted()).toEqual([sha256(PDF), sha256(NEWER)].toSorted());
  });

  it('calls the return of an older content a new version, stored once', async () => {
    const run = await trial({ headers: AS_PDF, body: PDF });
    await run.store.put(PDF, 'pdf');
    await run.store.put(NEWER, 'pdf');
    expect(await run.attempt({ current: current(NEWER) })).toMatchObject({ kind: 'new_version' });
    expect(await stored(run)).toHaveLength(2);
  });

  it('asks nobody where there is no file behind the link', async () => {
    const run = await trial({ status: 500 });
    expect(await run.attempt({ url: 'https://speakerdeck.com/user/deck', origin: 'description' })).toEqual({
      kind: 'unavailable',
      status: null,
      reason: 'no reader for speakerdeck.com yet',
      detail: 'There is no file behind the link: no reader for speakerdeck.com yet.',
    });
    expect(run.server.seen).toEqual([]);
  });
});

describe('a download that was cut off', () => {
  /** Sends half and hangs up once, then serves ranges; counts what it was asked. */
  const cutOnce = (content: () => Uint8Array, etag: () => string): Route => {
    let cut = true;
    return (request, response) => {
      const body = content();
      const headers = { ...AS_PDF, etag: etag() };
      if (cut) {
        cut = false;
        response.writeHead(200, { ...headers, 'content-length': body.length });
        response.write(body.subarray(0, body.length / 2), () => setTimeout(() => response.destroy(), 50));
        return;
      }
      sendRange(request.headers.range, request.headers['if-range'], body, headers, response);
    };
  };

  function sendRange(
    range: string | undefined,
    ifRange: string | string[] | undefined,
    body: Uint8Array,
    headers: Record<string, string>,
    response: ServerResponse,
  ): void {
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? Number.NaN);
    if (Number.isNaN(from) || ifRange !== headers['etag']) {
      response.writeHead(200, headers).end(body);
      return;
    }
    const contentRange = `bytes ${from}-${body.length - 1}/${body.length}`;
    response.writeHead(206, { ...headers, 'content-range': contentRange }).end(body.subarray(from));
  }

  it('goes on where it stopped', async () => {
    const run = await trial(
      cutOnce(
        () => LONG,
        () => '"long"',
      ),
    );
    expect(await run.attempt()).toMatchObject({ kind: 'stored', status: 206, file: { sha256: sha256(LONG) } });
    const [first, second] = run.server.seen.filter(({ path }) => path === '/deck.pdf');
    expect(first?.headers.range).toBeUndefined();
    expect(second?.headers).toMatchObject({
      'if-range': '"long"',
      range: expect.stringMatching(/^bytes=[1-9]/) as string,
    });
  });

  it('goes on in another run, after a kill', async () => {
    const run = await trial((request, response) =>
      sendRange(request.headers.range, request.headers['if-range'], LONG, { ...AS_PDF, etag: '"long"' }, response),
    );
    const left = await openBlobStore(run.data).part(partId(run.server.url('/deck.pdf')));
    await left.restart({ etag: '"long"', lastModified: null });
    await left.append(LONG.subarray(0, 1000));
    await left.close();
    expect(await run.attempt()).toMatchObject({ kind: 'stored', status: 206, file: { sha256: sha256(LONG) } });
    expect(run.server.seen.at(-1)?.headers.range).toBe('bytes=1000-');
  });

  it('starts again when the file changed meanwhile', async () => {
    const run = await trial({ headers: { ...AS_PDF, etag: '"newer"' }, body: NEWER });
    const left = await openBlobStore(run.data).part(partId(run.server.url('/deck.pdf')));
    await left.restart({ etag: '"long"', lastModified: null });
    await left.append(LONG.subarray(0, 1000));
    await left.close();
    expect(await run.attempt()).toMatchObject({ kind: 'stored', status: 200, file: { sha256: sha256(NEWER) } });
  });

  it.each([
    ['a strong ETag: kept', '"strong"', ['json', 'part']],
    ['a weak ETag: dropped', 'W/"weak"', []],
  ])('leaves its bytes for the next run only under %s', async (_, etag, parts) => {
    const run = await trial((_request, response) => {
      response.writeHead(200, { ...AS_PDF, etag, 'content-length': LONG.length });
      response.write(LONG.subarray(0, 1000), () => setTimeout(() => response.destroy(), 50));
    });
    expect(await run.attempt()).toMatchObject({ kind: 'failed', status: null, refused: false });
    const id = partId(run.server.url('/deck.pdf'));
    expect(await partsOf(run)).toEqual(parts.map((kind) => `${id}.${kind}`));
    expect(await stored(run)).toEqual([]);
  });
});

describe('an answer that is no deck', () => {
  const html = '<!doctype html><title>Not here</title>';
  it.each<readonly [string, Route, object]>([
    ['404 soon after the event', { status: 404 }, { kind: 'not_yet', status: 404 }],
    ['410 soon after the event', { status: 410 }, { kind: 'not_yet', status: 410 }],
    ['401', { status: 401 }, { kind: 'wall', status: 401 }],
    ['403', { status: 403 }, { kind: 'wall', status: 403 }],
    ['451', { status: 451 }, { kind: 'unavailable', status: 451, reason: 'it is withheld for legal reasons' }],
    ['400', { status: 400 }, { kind: 'failed', status: 400, refused: false }],
    ['a web page', { body: html }, { kind: 'failed', status: 200 }],
    ['a bot check', { body: '<!doctype html><title>Just a moment...</title>' }, { kind: 'wall', status: 200 }],
    ['a login', { body: '<html><input type=password>' }, { kind: 'wall', status: 200 }],
    ['an empty file', { headers: AS_PDF, body: '' }, { kind: 'failed', status: 200, detail: 'The file is empty.' }],
    [
      'an LFS pointer',
      { body: 'version https://git-lfs.github.com/spec/v1\n' },
      { kind: 'unavailable', reason: 'it is kept in Git LFS' },
    ],
    ['text', { headers: { 'content-type': 'text/plain' }, body: 'quota exceeded' }, { kind: 'failed', status: 200 }],
    ['304 to an unconditional request', { status: 304 }, { kind: 'failed', status: 304 }],
    ['a redirect to nowhere', { status: 302, headers: { location: '/deck.pdf' } }, { kind: 'failed', status: null }],
    [
      'a redirect to a private address',
      { status: 302, headers: { location: 'http://127.0.0.1:1/x.pdf' } },
      { kind: 'unavailable', reason: 'its address is private' },
    ],
  ])('%s', async (_, route, expected) => {
    const run = await trial(route);
    expect(await run.attempt()).toMatchObject(expected);
    expect(await stored(run)).toEqual([]);
    expect(await partsOf(run)).toEqual([]);
  });

  it('that is missing half a year after the event is gone', async () => {
    const run = await trial({ status: 404 });
    expect(await run.attempt({ endsOn: '2017-05-04' })).toMatchObject({ kind: 'gone', status: 404 });
  });

  it('takes nothing of what was stored before', async () => {
    const run = await trial({ status: 404 });
    await run.store.put(PDF, 'pdf');
    expect(await run.attempt({ current: current(PDF) })).toMatchObject({ kind: 'gone' });
    expect(await run.store.verify(sha256(PDF), 'pdf')).toBe('ok');
  });

  it('is forbidden by robots.txt', async () => {
    const run = await trial({ headers: AS_PDF, body: PDF });
    run.server.on('/robots.txt', 'User-agent: *\nDisallow: /deck.pdf\n');
    expect(await run.attempt()).toMatchObject({ kind: 'unavailable', reason: 'robots.txt forbids it' });
    expect(run.server.paths()).toEqual([]);
  });

  it('fails for now when robots.txt cannot be had', async () => {
    const run = await trial({ headers: AS_PDF, body: PDF });
    run.server.on('/robots.txt', { status: 500 });
    expect(await run.attempt()).toMatchObject({ kind: 'failed', status: null });
    expect(run.server.paths()).toEqual([]);
  });

  it.each([
    ['announced', { ...AS_PDF, 'content-length': String(LONG.length) }],
    ['not announced', { ...AS_PDF, 'transfer-encoding': 'chunked' }],
  ])('is too large, its size %s', async (_, headers) => {
    const run = await trial({ headers, body: LONG });
    expect(await run.attempt({}, { maxFileBytes: 1000 })).toMatchObject({ kind: 'too_large' });
    expect(await partsOf(run)).toEqual([]);
  });
});

describe('what is not about the link', () => {
  it('is thrown: a server that keeps refusing is left alone', async () => {
    const run = await trial({ status: 429, headers: { 'retry-after': '86400' } });
    const failure = await run.attempt().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FetchError);
    expect(failure).toMatchObject({ code: 'parked', exit: 'limited' });
  });

  it.skipIf(process.platform !== 'linux')('is thrown: a directory that cannot be written', async () => {
    const run = await trial({ headers: AS_PDF, body: PDF });
    await expect(run.attempt({}, { store: openBlobStore('/sys') })).rejects.toThrow(NoSpaceError);
  });

  it('is thrown: a defect of ours is not the failure of a link', async () => {
    const run = await trial({ headers: AS_PDF, body: PDF });
    const defect = { resolve: () => Promise.reject(new TypeError('x is not a function')) };
    await expect(run.attempt({}, defect)).rejects.toThrow(TypeError);
    const damaged = {
      resolve: () => Promise.reject(new DeckhandError('damaged', 'damaged', 'The database is damaged.')),
    };
    await expect(run.attempt({}, damaged)).rejects.toThrow('The database is damaged.');
  });
});
