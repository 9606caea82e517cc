import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startServer } from '../setup/server.ts';
import { createTrial, createTrialCaptures } from './trial-client.ts';

describe('a captured page', () => {
  const etag = { etag: '"1"', 'last-modified': 'Tue, 01 May 2018 10:00:00 GMT' };

  it('is asked for conditionally, and a 304 stands for the captured body', async () => {
    const server = await startServer({
      '/': (request, response) => {
        if (request.headers['if-none-match'] === '"1"') {
          response.writeHead(304);
          response.end();
          return;
        }
        response.writeHead(200, { ...etag, 'content-type': 'text/calendar', 'content-encoding': 'gzip' });
        response.end(gzipSync('BEGIN:VCALENDAR ö'));
      },
    });
    const captures = createTrialCaptures();
    const first = await createTrial(server, { captures }).client.page(server.url('/'));
    captures.accept();
    const tonight = createTrial(server, { captures });
    expect(await tonight.client.page(server.url('/'))).toEqual({
      ...first,
      notModified: true,
      receivedAt: expect.any(String),
    });
    expect(server.seen.at(-1)?.headers).toMatchObject({
      'if-none-match': '"1"',
      'if-modified-since': etag['last-modified'],
    });
    expect(captures.rows.length).toBe(1);
    expect(tonight.client.counts().notModified).toBe(1);
  });

  it('whose record is lost is asked for again without conditions', async () => {
    const server = await startServer({
      '/': (request, response) => {
        response.writeHead(request.headers['if-none-match'] === undefined ? 200 : 304, etag);
        response.end(request.headers['if-none-match'] === undefined ? 'body' : undefined);
      },
    });
    const captures = createTrialCaptures();
    await createTrial(server, { captures }).client.page(server.url('/'));
    captures.accept();
    rmSync(join(captures.directory, 'demo.warc.gz'));
    expect(await createTrial(server, { captures }).client.page(server.url('/'))).toMatchObject({
      text: 'body',
      notModified: false,
    });
  });

  it('that differs only in its volatile parts is not modified, and writes nothing', async () => {
    let asked = 0;
    const server = await startServer({
      '/': (_request, response) => {
        asked += 1;
        response.end(`DTSTAMP:2018050${asked}\nSUMMARY:Data Mobility`);
      },
    });
    const volatile = /^DTSTAMP:.*$/gm;
    const captures = createTrialCaptures();
    await createTrial(server, { captures }).client.page(server.url('/'), { volatile });
    captures.accept();
    const same = await createTrial(server, { captures }).client.page(server.url('/'), { volatile });
    expect(same).toMatchObject({ notModified: true, text: 'DTSTAMP:20180502\nSUMMARY:Data Mobility' });
    expect(captures.rows.length).toBe(1);
    const other = await createTrial(server, { captures }).client.page(server.url('/'));
    expect(other.notModified).toBe(false);
    expect(captures.rows.length).toBe(2);
  });

  it('of an unfinished crawl is served without any request', async () => {
    const server = await startServer({ '/old': { status: 302, headers: { location: '/new' } }, '/new': 'here' });
    const captures = createTrialCaptures();
    const first = await createTrial(server, { captures }).client.page(server.url('/old'), { detail: true });
    expect(captures.rows[0]).toMatchObject({ requestedUrl: server.url('/old'), url: server.url('/new'), detail: true });
    const resumed = createTrial(server, { captures });
    expect(await resumed.client.page(server.url('/old'))).toEqual(first);
    expect(await resumed.client.page(server.url('/new'))).toMatchObject({ text: 'here' });
    expect(resumed.sent).toEqual([]);
  });

  it('goes to the sink of its own conference, at one pace for all', async () => {
    const server = await startServer({ '/a': 'a', '/b': 'b' });
    const [one, two] = [createTrialCaptures(), createTrialCaptures()];
    const { client, gaps } = createTrial(server);
    await Promise.all([client.capturing(one).page(server.url('/a')), client.capturing(two).page(server.url('/b'))]);
    expect([one.rows[0]?.url, two.rows[0]?.url]).toEqual([server.url('/a'), server.url('/b')]);
    expect(gaps()).toEqual([1000, 1000]);
  });
});
