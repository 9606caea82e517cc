import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ExchangeAnswer, type ExchangeRequest, HEAD_BYTES, PAGE_LIMITS } from '../../src/fetch/exchange.ts';
import type { FirstByte } from '../../src/fetch/queue.ts';
import { createExchange } from '../../src/fetch/undici-exchange.ts';
import type { Part } from '../../src/model/client.ts';
import { startServer, type TestServer } from '../setup/server.ts';
import { createMemoryPart } from './memory-part.ts';

interface Trial {
  readonly headers?: Record<string, string>;
  readonly limits?: Partial<ExchangeRequest['limits']>;
  readonly part?: Part;
  readonly signal?: AbortSignal;
  readonly first?: (byte: FirstByte) => void;
}

function exchangeWith(server: TestServer) {
  const exchange = createExchange();
  onTestFinished(() => exchange.close());
  return (path: string, { headers = {}, limits = {}, part, signal, first }: Trial = {}): Promise<ExchangeAnswer> =>
    exchange.send(
      {
        method: 'GET',
        url: server.url(path),
        headers,
        limits: { ...PAGE_LIMITS, ...limits },
        allowedAddresses: [server.address],
      },
      {
        ...(part === undefined ? {} : { part }),
        ...(signal === undefined ? {} : { signal }),
        ...(first === undefined ? {} : { first }),
      },
    );
}

const text = (answer: ExchangeAnswer): string =>
  answer.body.kind === 'bytes' ? Buffer.from(answer.body.decoded).toString() : answer.body.kind;

describe('one exchange', () => {
  it('gives status, lower-case headers, timings and body, and uses its connection again', async () => {
    const server = await startServer({
      '/': { status: 404, headers: { 'X-One': '1' }, body: 'not here' },
      '/two': 'two',
    });
    const send = exchangeWith(server);
    const answer = await send('/');
    expect(answer).toMatchObject({ status: 404, statusText: 'Not Found', headers: { 'x-one': '1' } });
    expect(text(answer)).toBe('not here');
    expect(answer.timings.totalMs).toBeGreaterThanOrEqual(answer.timings.firstByteMs);
    // undici gives a connection back one turn of the loop later; the gap between real requests is a second.
    await setTimeout(5);
    await send('/two');
    expect(server.seen.map(({ connection }) => connection)).toEqual([1, 1]);
  });

  it('tells of the first byte when it comes, whenever the last one does', async () => {
    const rest = Promise.withResolvers<void>();
    const server = await startServer({
      '/': (_request, response) => {
        response.write('begin ');
        void rest.promise.then(() => response.end('end'));
      },
    });
    const began = Promise.withResolvers<FirstByte>();
    const asked = exchangeWith(server)('/', { first: began.resolve });
    expect(await began.promise).toEqual({ connectMs: expect.any(Number), firstByteMs: expect.any(Number) });
    rest.resolve();
    expect(text(await asked)).toBe('begin end');
  });

  it('sends exactly the headers it was given and never follows a redirect', async () => {
    const server = await startServer({ '/': { status: 302, headers: { location: '/next' } } });
    expect((await exchangeWith(server)('/', { headers: { 'user-agent': 'Deckhand/1' } })).status).toBe(302);
    expect(server.seen.map(({ path, headers }) => [path, headers['user-agent']])).toEqual([['/', 'Deckhand/1']]);
  });

  const bombed = gzipSync(Buffer.alloc(5_000_000));
  it.each([
    ['gzip', 'gzip', gzipSync('page'), 'page'],
    ['x-gzip', 'x-gzip', gzipSync('page'), 'page'],
    ['deflate in the zlib format', 'deflate', deflateSync('page'), 'page'],
    ['deflate as a bare stream', 'deflate', deflateRawSync('page'), 'page'],
    ['brotli', 'br', brotliCompressSync('page'), 'page'],
    ['zstd', 'zstd', zstdCompressSync('page'), 'page'],
    ['two codings, the last applied first', 'gzip, br', brotliCompressSync(gzipSync('page')), 'page'],
    ['a coding that means none', 'utf-8', Buffer.from('page'), 'page'],
    ['an empty body', 'gzip', Buffer.alloc(0), ''],
  ])('decodes %s and keeps the bytes as received', async (_name, coding, body, expected) => {
    const server = await startServer({ '/': { headers: { 'content-encoding': coding }, body } });
    const answer = await exchangeWith(server)('/');
    expect(text(answer)).toBe(expected);
    expect(answer.body.kind === 'bytes' && Buffer.compare(Buffer.from(answer.body.raw), body)).toBe(0);
  });

  it.each([
    ['an unknown coding', 'malformed', 'rot13', Buffer.from('page')],
    ['too many codings', 'malformed', 'gzip, gzip, gzip, gzip', gzipSync('page')],
    ['no gzip at all', 'malformed', 'gzip', Buffer.from('this is no gzip')],
    ['no brotli at all', 'malformed', 'br', Buffer.from('this is no brotli, certainly not')],
    ['no zstd at all', 'malformed', 'zstd', Buffer.from('this is no zstd, certainly not')],
    ['gzip that ends too early', 'cut_short', 'gzip', gzipSync('page '.repeat(99)).subarray(0, -6)],
    ['brotli that ends too early', 'cut_short', 'br', brotliCompressSync('page one two three').subarray(0, 10)],
    ['a gzip bomb', 'too_large', 'gzip', bombed],
    ['a gzip bomb within another', 'too_large', 'gzip, gzip', gzipSync(bombed)],
    ['a plain body that is too large', 'too_large', 'identity', Buffer.alloc(2_000_000)],
  ])('refuses %s as %s', async (_name, code, coding, body) => {
    const server = await startServer({ '/': { headers: { 'content-encoding': coding }, body } });
    await expect(exchangeWith(server)('/', { limits: { maxBytes: 1_000_000 } })).rejects.toMatchObject({ code });
  });

  it('notices a body that ends before its Content-Length, and one whose last chunk is missing', async () => {
    const server = await startServer({
      '/length': (_request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('only this');
        void setTimeout(20).then(() => response.destroy());
      },
      '/chunked': (_request, response) => {
        response.write('only this');
        void setTimeout(20).then(() => response.destroy());
      },
    });
    await expect(exchangeWith(server)('/length')).rejects.toMatchObject({ code: 'cut_short' });
    await expect(exchangeWith(server)('/chunked')).rejects.toMatchObject({ code: 'cut_short' });
  });

  it.each([
    ['headers that do not come', '/silent', { headersMs: 40 }, /no answer within 40 ms/],
    ['a body that falls silent', '/stalls', { bodyIdleMs: 40 }, /silence for 40 ms/],
    ['a body that trickles', '/drips', { slowest: { bytes: 1000, inMs: 100 } }, /fewer than 1000 bytes in 100 ms/],
    ['a body that drips for ever', '/drips', { totalMs: 120, bodyIdleMs: 60 }, /not finished within 120 ms/],
  ])('gives up on %s', async (_name, path, limits, message) => {
    const server = await startServer({
      '/silent': () => {},
      '/stalls': (_request, response) => void response.write('begin'),
      '/drips': (_request, response) => {
        const timer = setInterval(() => response.write('.'), 10);
        response.on('close', () => clearInterval(timer));
      },
    });
    const failure = exchangeWith(server)(path, { limits });
    await expect(failure).rejects.toMatchObject({ code: 'timed_out' });
    await expect(failure).rejects.toThrow(message);
  });

  it.each([
    ['chunks that are none', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ])('calls %s malformed', async (_name, bytes) => {
    const server = await startServer({ '/': (request) => void request.socket.end(bytes) });
    await expect(exchangeWith(server)('/')).rejects.toMatchObject({ code: 'malformed' });
  });

  it('says unreachable where nobody listens', async () => {
    const server = await startServer();
    const send = exchangeWith(server);
    await server.close();
    await expect(send('/')).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('stops at once when it is told to', async () => {
    const server = await startServer({ '/': () => {} });
    const controller = new AbortController();
    const failure = exchangeWith(server)('/', { signal: controller.signal });
    await setTimeout(20);
    controller.abort();
    await expect(failure).rejects.toMatchObject({ code: 'stopped' });
  });
});

describe('one exchange for a file', () => {
  const strong = { etag: '"v1"', lastModified: null };

  it('writes the body into the part, with its SHA-256 and validators', async () => {
    const server = await startServer({ '/': { headers: { etag: '"v1"' }, body: 'slides' } });
    const part = createMemoryPart();
    const { body } = await exchangeWith(server)('/', { part });
    expect(body).toMatchObject({
      kind: 'file',
      resumed: false,
      file: { bytes: 6, sha256: createHash('sha256').update('slides').digest('hex') },
    });
    expect(part.validators).toEqual(strong);
  });

  it('keeps all that came before the connection broke', async () => {
    const server = await startServer({
      '/': (_request, response) => {
        response.writeHead(200, { etag: '"v1"', 'content-length': '100' });
        response.write('slides', () => response.destroy());
      },
    });
    const part = createMemoryPart();
    await expect(exchangeWith(server)('/', { part })).rejects.toMatchObject({
      code: 'cut_short',
      message: expect.stringContaining('the connection broke in the midst of the answer'),
    });
    expect(part.content()).toBe('slides');
  });

  it('decodes a file that was sent encoded, and never resumes it', async () => {
    const server = await startServer({
      '/': { headers: { 'content-encoding': 'gzip', etag: '"v1"' }, body: gzipSync('slides') },
    });
    const part = createMemoryPart();
    await exchangeWith(server)('/', { part });
    expect(part.content()).toBe('slides');
    expect(part.validators).toEqual({ etag: null, lastModified: null });
  });

  it.each([
    ['the rest of the same version', { 'content-range': 'bytes 3-5/6', etag: '"v1"' }, 'slides'],
    ['the rest without an ETag', { 'content-range': 'bytes 3-5/*' }, 'slides'],
  ])('appends %s', async (_name, headers, content) => {
    const server = await startServer({ '/': { status: 206, headers, body: 'des' } });
    const part = createMemoryPart('sli', strong);
    const { body } = await exchangeWith(server)('/', { part, headers: { range: 'bytes=3-' } });
    expect(body).toMatchObject({ kind: 'file', resumed: true });
    expect(part.content()).toBe(content);
  });

  it.each([
    ['another range', { 'content-range': 'bytes 2-5/6', etag: '"v1"' }, { range: 'bytes=3-' }],
    ['no range', { etag: '"v1"' }, { range: 'bytes=3-' }],
    ['another version', { 'content-range': 'bytes 3-5/6', etag: '"v2"' }, { range: 'bytes=3-' }],
    ['an encoded range', { 'content-range': 'bytes 3-5/6', 'content-encoding': 'gzip' }, { range: 'bytes=3-' }],
    ['a range nobody asked for', { 'content-range': 'bytes 3-5/6', etag: '"v1"' }, {}],
  ])('refuses a 206 with %s and leaves the part as it was', async (_name, headers, asked) => {
    const server = await startServer({ '/': { status: 206, headers, body: 'des' } });
    const part = createMemoryPart('sli', strong);
    await expect(exchangeWith(server)('/', { part, headers: asked })).rejects.toMatchObject({
      code: 'malformed',
    });
    expect(part.content()).toBe('sli');
  });

  it('starts the part again on a 200 to a range request', async () => {
    const server = await startServer({ '/': { headers: { etag: '"v2"' }, body: 'new slides' } });
    const part = createMemoryPart('sli', strong);
    const { body } = await exchangeWith(server)('/', { part, headers: { range: 'bytes=3-' } });
    expect(body).toMatchObject({ kind: 'file', resumed: false });
    expect(part.content()).toBe('new slides');
    expect(part.validators?.etag).toBe('"v2"');
  });

  it('reads only the head of an answer that is no file', async () => {
    const server = await startServer({
      '/': { status: 403, body: gzipSync('x'.repeat(100_000)), headers: { 'content-encoding': 'gzip' } },
    });
    const part = createMemoryPart();
    const { body } = await exchangeWith(server)('/', { part });
    expect(body).toMatchObject({ kind: 'head' });
    expect(body.kind === 'head' && Buffer.from(body.head).toString()).toBe('x'.repeat(HEAD_BYTES));
    expect(part.restarts).toBe(0);
  });

  it('says too large before it reads where the server says the size, and on the way where it does not', async () => {
    const server = await startServer({
      '/said': { headers: { 'content-length': '2000' }, body: Buffer.alloc(2000) },
      '/unsaid': (_request, response) => {
        response.write(Buffer.alloc(1500));
        response.end();
      },
      '/rest': {
        status: 206,
        headers: { 'content-range': 'bytes 3-1002/1003', 'content-length': '1000' },
        body: Buffer.alloc(1000),
      },
    });
    const send = exchangeWith(server);
    const limits = { maxBytes: 1000 };
    expect((await send('/said', { part: createMemoryPart(), limits })).body).toEqual({
      kind: 'too_large',
      bytes: 2000,
    });
    expect((await send('/unsaid', { part: createMemoryPart(), limits })).body).toEqual({
      kind: 'too_large',
      bytes: null,
    });
    const part = createMemoryPart('sli', strong);
    const rest = await send('/rest', { part, limits, headers: { range: 'bytes=3-' } });
    expect(rest.body).toEqual({ kind: 'too_large', bytes: 1003 });
  });

  it('hands on an error of the disk unchanged', async () => {
    const server = await startServer({ '/': 'slides' });
    const full = new Error('ENOSPC');
    const part = { ...createMemoryPart(), append: () => Promise.reject(full) };
    await expect(exchangeWith(server)('/', { part })).rejects.toBe(full);
  });
});
