import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { CaptureRow, ReceivedPage } from '../../src/fetch/captures.ts';
import { openWarcWriter, readWarcFile, readWarcRecord, type WarcPage } from '../../src/fetch/warc.ts';
import { temporaryDirectory } from './trial-client.ts';

function received(url: string, changes: Partial<ReceivedPage> = {}): ReceivedPage {
  return {
    requestedUrl: url,
    url,
    at: Date.UTC(2018, 4, 2, 9),
    status: 200,
    statusText: 'OK',
    rawHeaders: [
      ['Content-Type', 'text/html; charset=utf-8'],
      ['X-Served-By', 'one'],
    ],
    raw: Buffer.from(`page ${url}`),
    etag: null,
    lastModified: null,
    stableSha256: 'stable',
    detail: false,
    rendered: false,
    ...changes,
  };
}

async function written(pages: readonly ReceivedPage[], directory = temporaryDirectory()) {
  const rows: CaptureRow[] = [];
  const writer = openWarcWriter({ directory, name: 'demo.warc.gz', software: 'Deckhand/0.1.0' }, (row) =>
    rows.push(row),
  );
  await Promise.all(pages.map((page) => writer.keep(page)));
  await writer.close();
  return { directory, rows, path: (row: CaptureRow | undefined) => join(directory, row?.warc ?? 'none') };
}

async function allOf(path: string, torn?: (reason: string) => void): Promise<WarcPage[]> {
  const pages: WarcPage[] = [];
  for await (const page of readWarcFile(path, torn)) pages.push(page);
  return pages;
}

describe('a kept page', () => {
  it.each<[string, Partial<ReceivedPage>, Partial<WarcPage>]>([
    ['plain', { raw: Buffer.from('Björn') }, { text: 'Björn', mediaType: 'text/html', status: 200 }],
    [
      'encoded as it came',
      {
        raw: gzipSync('Björn'),
        rawHeaders: [
          ['Content-Encoding', 'gzip'],
          ['Content-Type', 'text/calendar'],
        ],
      },
      { text: 'Björn', mediaType: 'text/calendar' },
    ],
    [
      'in brotli',
      { raw: brotliCompressSync('Björn'), rawHeaders: [['content-encoding', 'br']] },
      { text: 'Björn', mediaType: '' },
    ],
    [
      'that came in chunks',
      {
        rawHeaders: [
          ['Transfer-Encoding', 'chunked'],
          ['content-type', 'text/html'],
        ],
      },
      { text: 'page https://example.org/' },
    ],
    [
      'in another charset',
      { raw: Buffer.from('Björn', 'latin1'), rawHeaders: [['Content-Type', 'text/html; charset=latin1']] },
      { text: 'Björn' },
    ],
    ['with another status', { status: 203, statusText: 'Non-Authoritative Information' }, { status: 203 }],
    ['without a reason phrase', { statusText: '' }, { status: 200 }],
    ['that is empty', { raw: new Uint8Array() }, { text: '' }],
    [
      'that a browser made',
      { rendered: true, rawHeaders: [], url: 'https://example.org/#rendered' },
      { status: 200, mediaType: 'text/html' },
    ],
    ['of two megabytes', { raw: Buffer.alloc(2_000_000, 'x') }, { text: 'x'.repeat(2_000_000) }],
    [
      'with a header in UTF-8',
      {
        rawHeaders: [
          ['X-Name', 'Björn 日本'],
          ['Content-Type', 'text/html'],
        ],
      },
      { mediaType: 'text/html' },
    ],
    [
      'with a header twice',
      {
        rawHeaders: [
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
          ['Content-Type', 'text/html'],
        ],
      },
      { mediaType: 'text/html' },
    ],
  ])('%s is read back', async (_name, changes, expected) => {
    const page = received('https://example.org/', changes);
    const { rows, path } = await written([
      received('https://example.org/before'),
      page,
      received('https://example.org/after'),
    ]);
    const row = rows[1];
    const back = await readWarcRecord(path(row), row?.offset ?? 0, row?.length ?? 0);
    expect(back).toMatchObject({ url: page.url, at: '2018-05-02T09:00:00Z', ...expected });
    expect((await allOf(path(row)))[1]).toEqual(back);
  });

  it('stands in a standard WARC: one gzip member a record, as received, with digests', async () => {
    const { rows, path } = await written([received('https://example.org/')]);
    const bytes = readFileSync(path(rows[0]));
    const { offset, length, sha256 } = rows[0] ?? { offset: 0, length: 0, sha256: '' };
    expect(offset + length).toBe(bytes.length);
    const text = gunzipSync(bytes.subarray(offset)).toString();
    expect(text).toMatch(/^WARC\/1\.1\r\n/);
    expect(text).toContain('WARC-Type: response\r\n');
    expect(text).toContain('WARC-Target-URI: https://example.org/\r\n');
    expect(text).toContain('WARC-Date: 2018-05-02T09:00:00Z\r\n');
    expect(text).toContain(`WARC-Payload-Digest: sha256:${sha256}\r\n`);
    expect(text).toContain(
      'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nX-Served-By: one\r\nContent-Length: 25\r\n\r\npage https://example.org/',
    );
    expect(gunzipSync(bytes.subarray(0, offset)).toString()).toContain('software: Deckhand/0.1.0\r\n');
  });

  it('is on disk before its index row is written', async () => {
    const directory = temporaryDirectory();
    const sizes: number[] = [];
    const writer = openWarcWriter({ directory, name: 'demo.warc.gz', software: 'x' }, (row) => {
      sizes.push(readFileSync(join(directory, row.warc)).length - row.offset - row.length);
    });
    await writer.keep(received('https://example.org/1'));
    await writer.keep(received('https://example.org/2'));
    await writer.close();
    expect(sizes).toEqual([0, 0]);
  });
});

describe('a WARC file', () => {
  it('is not made by a run that keeps nothing', async () => {
    const { directory } = await written([]);
    await expect(allOf(join(directory, 'demo.warc.gz'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('of an earlier run is never written to', async () => {
    const first = await written([received('https://example.org/1')]);
    const second = await written([received('https://example.org/2')], first.directory);
    expect([first.rows[0]?.warc, second.rows[0]?.warc]).toEqual(['demo.warc.gz', 'demo-2.warc.gz']);
  });

  it.each([1, 20, 150])('whose last record lost %i bytes still gives all records before it', async (lost) => {
    const { rows, path } = await written([1, 2, 3].map((number) => received(`https://example.org/${number}`)));
    const [first, , last] = rows;
    truncateSync(path(last), (last?.offset ?? 0) + (last?.length ?? 0) - lost);
    let reason = '';
    const pages = await allOf(path(last), (told) => {
      reason = told;
    });
    expect(pages.map(({ url }) => url)).toEqual(['https://example.org/1', 'https://example.org/2']);
    expect(reason).not.toBe('');
    expect(await readWarcRecord(path(first), first?.offset ?? 0, first?.length ?? 0)).toMatchObject({
      url: 'https://example.org/1',
    });
    await expect(readWarcRecord(path(last), last?.offset ?? 0, last?.length ?? 0)).rejects.toMatchObject({
      code: 'damaged',
    });
  });

  it.each([
    ['in the midst of a record', (row: CaptureRow) => [row.offset + 5, row.length]],
    ['beyond the end', () => [1_000_000, 100]],
    ['of the first record, which is no page', () => [0, 50]],
    ['of nothing', () => [0, 0]],
  ])('says damaged for a place %s', async (_name, place) => {
    const { rows, path } = await written([received('https://example.org/1')]);
    const row = rows[0];
    if (row === undefined) throw new Error('nothing was written');
    const [offset = 0, length = 0] = place(row);
    await expect(readWarcRecord(path(row), offset, length)).rejects.toMatchObject({ code: 'damaged' });
  });

  it('says damaged for a record whose bytes were changed', async () => {
    const { rows, path } = await written([received('https://example.org/1')]);
    const row = rows[0];
    const bytes = readFileSync(path(row));
    const record = gunzipSync(bytes.subarray(row?.offset ?? 0))
      .toString()
      .replace('page https', 'PAGE https');
    const changed = gzipSync(record);
    writeFileSync(path(row), Buffer.concat([bytes.subarray(0, row?.offset ?? 0), changed]));
    await expect(readWarcRecord(path(row), row?.offset ?? 0, changed.length)).rejects.toMatchObject({
      code: 'damaged',
    });
  });

  it('written by others is read: uncompressed, chunked, with requests between, angle brackets and SHA-1', async () => {
    const path = join(temporaryDirectory(), 'others.warc');
    const block = (type: string, contentType: string, content: string, more = ''): void =>
      appendFileSync(
        path,
        `WARC/1.0\r\nWARC-Type: ${type}\r\nWARC-Target-URI: <https://example.org/all.ics>\r\nWARC-Date: 2018-05-02T09:00:00Z\r\nWARC-Record-ID: <urn:uuid:5c1a0d1e-0000-4000-8000-000000000000>\r\n${more}Content-Type: ${contentType}\r\nContent-Length: ${Buffer.byteLength(content)}\r\n\r\n${content}\r\n\r\n`,
      );
    block('warcinfo', 'application/warc-fields', 'software: Wget/1.21\r\n');
    block('request', 'application/http;msgtype=request', 'GET /all.ics HTTP/1.1\r\nHost: example.org\r\n\r\n');
    const http = 'HTTP/1.1 200 OK\r\ncontent-type: text/calendar\r\ntransfer-encoding: chunked\r\n\r\n';
    const digest = 'WARC-Payload-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n';
    block('response', 'application/http;msgtype=response', `${http}5\r\nBEGIN\r\n4\r\n:VCA\r\n0\r\n\r\n`, digest);
    block('response', 'application/http;msgtype=response', 'HTTP/1.1 404 Not Found\r\n\r\n');
    block('metadata', 'text/plain', 'x');
    expect(await allOf(path, (reason) => expect.fail(reason))).toMatchObject([
      { url: 'https://example.org/all.ics', status: 200, mediaType: 'text/calendar', text: 'BEGIN:VCA' },
      { status: 404, text: '' },
    ]);
  });

  it('that is none gives nothing, and says why', async () => {
    const path = join(temporaryDirectory(), 'page.warc.gz');
    const reasons: string[] = [];
    for (const content of ['', 'this is a web page\n', gzipSync('this too\n')]) {
      writeFileSync(path, content);
      expect(await allOf(path, (reason) => reasons.push(reason))).toEqual([]);
    }
    expect(reasons.length).toBe(2);
  });

  it('with a bomb in it passes it over', async () => {
    const bomb = received('https://example.org/bomb', {
      raw: gzipSync(gzipSync(Buffer.alloc(80_000_000))),
      rawHeaders: [['Content-Encoding', 'gzip, gzip']],
    });
    const { rows, path } = await written([bomb, received('https://example.org/after')]);
    expect((await allOf(path(rows[0]))).map(({ url }) => url)).toEqual(['https://example.org/after']);
  });
});

it('a directory that cannot be written is named', async () => {
  const directory = join(temporaryDirectory(), 'file');
  writeFileSync(directory, '');
  const writer = openWarcWriter({ directory: join(directory, 'captures'), name: 'x.warc.gz', software: 'x' }, () => {});
  await expect(writer.keep(received('https://example.org/'))).rejects.toThrow(/captures cannot be made: a file stands/);
  await writer.close();
});
