import { describe, expect, it } from 'vitest';
import { rangeOf } from '../../src/fetch/files.ts';
import type { Part } from '../../src/model/client.ts';
import { type Handler, startServer } from '../setup/server.ts';
import { createMemoryPart } from './memory-part.ts';
import { createTrial } from './trial-client.ts';

const DECK = 'slides '.repeat(1000);
const MB = 1024 * 1024;

/** A store as it should be: validators, conditions and ranges. */
function deckRoute(etag: string, deck = DECK): Handler {
  return (request, response) => {
    const { range, 'if-range': ifRange, 'if-none-match': ifNoneMatch } = request.headers;
    if (ifNoneMatch === etag) {
      response.writeHead(304, { etag });
      response.end();
      return;
    }
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    if (from >= deck.length) {
      response.writeHead(416, { 'content-range': `bytes */${deck.length}` });
      response.end();
    } else if (from > 0 && ifRange === etag) {
      response.writeHead(206, { etag, 'content-range': `bytes ${from}-${deck.length - 1}/${deck.length}` });
      response.end(deck.slice(from));
    } else {
      response.writeHead(200, { etag, 'content-length': String(deck.length), 'content-type': 'application/pdf' });
      response.end(deck);
    }
  };
}

describe('a file', () => {
  it('is written into its part, plain, with the headers of the answer', async () => {
    const server = await startServer({ '/a.pdf': deckRoute('"1"') });
    const part = createMemoryPart();
    const answer = await createTrial(server).client.file({ url: server.url('/a.pdf#page=2'), part, maxBytes: MB });
    expect(answer).toMatchObject({ kind: 'body', url: server.url('/a.pdf'), resumed: false, headers: { etag: '"1"' } });
    expect(part.content()).toBe(DECK);
    expect(server.seen.at(-1)?.headers['accept-encoding']).toBe('identity');
  });

  it('of a stored version is asked for conditionally', async () => {
    const server = await startServer({ '/a.pdf': deckRoute('"1"') });
    const { client } = createTrial(server);
    const validators = { etag: '"1"', lastModified: 'Tue, 01 May 2018 10:00:00 GMT' };
    const request = { url: server.url('/a.pdf'), maxBytes: MB };
    expect(await client.file({ ...request, part: createMemoryPart(), validators })).toMatchObject({
      kind: 'not_modified',
    });
    expect(server.seen.at(-1)?.headers).toMatchObject({ 'if-modified-since': validators.lastModified });
    const other = { ...validators, etag: '"0"' };
    expect(await client.file({ ...request, part: createMemoryPart(), validators: other })).toMatchObject({
      kind: 'body',
    });
  });

  it.each<[string, string, Part['validators'], string, boolean, string | undefined]>([
    [
      'goes on where it was, on a strong ETag',
      '"1"',
      { etag: '"1"', lastModified: null },
      DECK.slice(0, 700),
      true,
      'bytes=700-',
    ],
    [
      'starts again on a weak ETag',
      'W/"1"',
      { etag: 'W/"1"', lastModified: null },
      DECK.slice(0, 700),
      false,
      undefined,
    ],
    [
      'starts again on a Last-Modified alone',
      '"1"',
      { etag: null, lastModified: 'x' },
      DECK.slice(0, 700),
      false,
      undefined,
    ],
    [
      'starts again when it is another version now',
      '"2"',
      { etag: '"1"', lastModified: null },
      'old old',
      false,
      'bytes=7-',
    ],
    [
      'starts again when the part is as long as the file',
      '"1"',
      { etag: '"1"', lastModified: null },
      DECK,
      false,
      undefined,
    ],
    [
      'starts again when the part is longer than the file',
      '"1"',
      { etag: '"1"', lastModified: null },
      `${DECK}x`,
      false,
      undefined,
    ],
  ])('%s', async (_name, etag, validators, there, resumed, range) => {
    const server = await startServer({ '/a.pdf': deckRoute(etag) });
    const part = createMemoryPart(there, validators);
    const answer = await createTrial(server).client.file({ url: server.url('/a.pdf'), part, maxBytes: MB });
    expect(answer).toMatchObject({ kind: 'body', resumed });
    expect(part.content()).toBe(DECK);
    expect(server.seen.at(-1)?.headers['range']).toBe(range);
  });

  it('is taken whole from a server that ignores ranges, or sends a wrong one', async () => {
    const server = await startServer({
      '/ignores.pdf': { headers: { etag: '"1"' }, body: DECK },
      '/wrong.pdf': (request, response) => {
        const range = request.headers.range;
        response.writeHead(range === undefined ? 200 : 206, { etag: '"1"', 'content-range': `bytes 0-6999/7000` });
        response.end(DECK);
      },
    });
    const { client, gaps } = createTrial(server);
    for (const name of ['ignores', 'wrong']) {
      const part = createMemoryPart(DECK.slice(0, 100), { etag: '"1"', lastModified: null });
      expect(await client.file({ url: server.url(`/${name}.pdf`), part, maxBytes: MB })).toMatchObject({
        kind: 'body',
        resumed: false,
      });
      expect(part.content()).toBe(DECK);
    }
    expect(gaps().every((gap) => gap >= 500)).toBe(true);
  });

  it('that breaks off goes on at the next attempt', async () => {
    let asked = 0;
    const whole = deckRoute('"1"');
    const server = await startServer({
      '/a.pdf': (request, response) => {
        asked += 1;
        if (asked > 1) {
          whole(request, response);
          return;
        }
        response.writeHead(200, { etag: '"1"', 'content-length': String(DECK.length) });
        response.write(DECK.slice(0, 3000));
        setTimeout(() => response.destroy(), 30);
      },
    });
    const part = createMemoryPart();
    const { client } = createTrial(server);
    expect(await client.file({ url: server.url('/a.pdf'), part, maxBytes: MB })).toMatchObject({
      kind: 'body',
      resumed: true,
    });
    expect(part.content()).toBe(DECK);
    expect(server.seen.at(-1)?.headers).toMatchObject({ range: 'bytes=3000-', 'if-range': '"1"' });
    expect(client.counts().bytes).toBe(DECK.length);
  });

  it.each([404, 403, 410])('that answers %i is known by its status and head', async (status) => {
    const server = await startServer({ '/a.pdf': { status, body: '<title>Sign in</title>' } });
    const answer = await createTrial(server).client.file({
      url: server.url('/a.pdf'),
      part: createMemoryPart(),
      maxBytes: MB,
    });
    expect(answer).toMatchObject({ kind: 'status', status });
    expect(answer.kind === 'status' && Buffer.from(answer.head).toString()).toBe('<title>Sign in</title>');
  });

  it('that is too large is not read', async () => {
    const server = await startServer({ '/a.pdf': deckRoute('"1"') });
    const answer = await createTrial(server).client.file({
      url: server.url('/a.pdf'),
      part: createMemoryPart(),
      maxBytes: 100,
    });
    expect(answer).toEqual({ kind: 'too_large', url: server.url('/a.pdf'), bytes: DECK.length });
  });

  it('follows redirects, also to another server', async () => {
    const server = await startServer({
      '/a.pdf': { status: 302, headers: { location: 'https://store.example.net/b.pdf' } },
      '/b.pdf': deckRoute('"1"'),
    });
    const { client } = createTrial(server, { hosts: ['sched.example.com', 'store.example.net'] });
    const answer = await client.file({
      url: 'https://sched.example.com/a.pdf',
      part: createMemoryPart(),
      maxBytes: MB,
    });
    expect(answer).toMatchObject({ kind: 'body', url: 'https://store.example.net/b.pdf' });
  });

  it.each([
    ['to a private address', 'https://127.0.0.1:1/', 'forbidden_address'],
    ['without encryption', 'http://store.example.net/b.pdf', 'malformed'],
    ['to itself', '/a.pdf', 'too_many_redirects'],
  ])('that redirects %s fails alone', async (_name, location, code) => {
    const server = await startServer({ '/a.pdf': { status: 302, headers: { location } } });
    const { client } = createTrial(server, { hosts: ['sched.example.com', 'store.example.net'] });
    const answer = await client.file({
      url: 'https://sched.example.com/a.pdf',
      part: createMemoryPart(),
      maxBytes: MB,
    });
    expect(answer).toMatchObject({ kind: 'failed', error: { code } });
    expect(server.paths()).toEqual(['/a.pdf']);
  });

  it('that cannot be had after three attempts fails alone', async () => {
    const server = await startServer({ '/a.pdf': (_request, response) => response.destroy() });
    const { client } = createTrial(server);
    const answer = await client.file({ url: server.url('/a.pdf'), part: createMemoryPart(), maxBytes: MB });
    expect(answer).toMatchObject({ kind: 'failed', error: { code: 'unreachable' } });
    expect(server.paths().length).toBe(3);
  });

  it('throws where the server must be left alone', async () => {
    const parked = await startServer({ '/a.pdf': { status: 429, headers: { 'retry-after': '9999' } } });
    const request = { part: createMemoryPart(), maxBytes: MB };
    await expect(createTrial(parked).client.file({ ...request, url: parked.url('/a.pdf') })).rejects.toMatchObject({
      code: 'parked',
    });
    const closed = await startServer({ '/robots.txt': { body: 'User-agent: *\nDisallow: /' } });
    await expect(createTrial(closed).client.file({ ...request, url: closed.url('/a.pdf') })).rejects.toMatchObject({
      code: 'forbidden_by_robots',
    });
  });

  it('throws what the disk says, without another attempt', async () => {
    const server = await startServer({ '/a.pdf': deckRoute('"1"') });
    const full = new Error('ENOSPC');
    const part = { ...createMemoryPart(), append: () => Promise.reject(full) };
    await expect(createTrial(server).client.file({ url: server.url('/a.pdf'), part, maxBytes: MB })).rejects.toBe(full);
    expect(server.paths().length).toBe(1);
  });
});

describe('files of one server', () => {
  it('come two at a time, half a second apart, and one at a time once it is also read as a schedule', async () => {
    let running = 0;
    let most = 0;
    const slow: Handler = (_request, response) => {
      running += 1;
      most = Math.max(most, running);
      setTimeout(() => {
        running -= 1;
        response.end('x');
      }, 30);
    };
    const server = await startServer();
    for (let number = 0; number < 6; number += 1) server.on(`/${number}.pdf`, slow);
    server.on('/page', slow);
    const { client, gaps } = createTrial(server);
    const files = (): Promise<unknown> =>
      Promise.all(
        [0, 1, 2, 3, 4, 5].map((number) =>
          client.file({ url: server.url(`/${number}.pdf`), part: createMemoryPart(), maxBytes: MB }),
        ),
      );
    await files();
    expect(most).toBe(2);
    expect(Math.min(...gaps())).toBe(500);
    await client.page(server.url('/page'));
    most = 0;
    await files();
    expect(most).toBe(1);
    expect(Math.min(...gaps().slice(-5))).toBe(1000);
  });
});

it.each([
  ['"1"', 10, { range: 'bytes=10-', 'if-range': '"1"' }],
  ['"1"', 0, null],
  ['W/"1"', 10, null],
  ['unquoted', 10, null],
  [null, 10, null],
])('a part with ETag %j and %i bytes asks for %j', (etag, bytes, expected) => {
  expect(rangeOf(createMemoryPart('x'.repeat(bytes), { etag, lastModified: null }))).toEqual(expected);
});
