import { describe, expect, it } from 'vitest';
import { createMemoryServerStore } from '../../src/fetch/server-store.ts';
import { startServer } from '../setup/server.ts';
import { AGENT, createTrial, createTrialCaptures } from './trial-client.ts';

const HOUR = 3_600_000;

describe('a page', () => {
  it('is asked for once a run, with an honest name, after robots.txt', async () => {
    const server = await startServer({
      '/': { headers: { 'content-type': 'Text/HTML; charset=utf-8' }, body: 'Schedule' },
    });
    const { client } = createTrial(server);
    const [page, again] = await Promise.all([client.page(server.url('/')), client.page(server.url('/#day-2'))]);
    expect(page).toEqual({
      requestedUrl: server.url('/'),
      url: server.url('/'),
      status: 200,
      mediaType: 'text/html',
      text: 'Schedule',
      notModified: false,
      receivedAt: '2018-05-02T09:00:01Z',
    });
    expect(again.text).toBe('Schedule');
    expect(server.seen.map(({ path }) => path)).toEqual(['/robots.txt', '/']);
    expect(server.seen.map(({ headers }) => headers['user-agent'])).toEqual([AGENT, AGENT]);
    expect(server.seen[1]?.headers['accept']).toContain('text/html');
    expect(client.counts()).toMatchObject({ requests: 2, bytes: 8 });
  });

  it('is asked for anew where another kind of answer is wanted', async () => {
    const server = await startServer({ '/': 'x' });
    const { client } = createTrial(server);
    await client.page(server.url('/'));
    await client.page(server.url('/'), { accept: 'application/json' });
    expect(server.seen.map(({ headers }) => headers['accept']).slice(1)).toEqual([
      expect.any(String),
      'application/json',
    ]);
  });

  it.each([404, 403, 500, 410])('may answer %i: that is an answer, and is not captured', async (status) => {
    const server = await startServer({ '/': { status, body: 'sorry' } });
    const captures = createTrialCaptures();
    const { client } = createTrial(server, { captures });
    expect(await client.page(server.url('/'))).toMatchObject({ status, text: 'sorry' });
    expect(captures.files()).toEqual([]);
  });

  it('starts a second after the page before, across all hosts of one domain', async () => {
    const server = await startServer({ '/': 'x', '/2': 'x' });
    const hosts = ['a.sched.com', 'b.sched.com', 'example.org'];
    const { client, sent } = createTrial(server, { hosts });
    await Promise.all(
      ['https://a.sched.com/', 'https://b.sched.com/', 'https://a.sched.com/2'].map((url) => client.page(url)),
    );
    const times = sent.map(({ at }) => at);
    expect(times.length).toBe(5);
    times.slice(1).forEach((at, index) => expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(1000));
  });

  it('is never asked for while another request to that schedule is under way', async () => {
    let running = 0;
    let most = 0;
    const slow = (_request: unknown, response: { end(text: string): void }) => {
      running += 1;
      most = Math.max(most, running);
      setTimeout(() => {
        running -= 1;
        response.end('x');
      }, 15);
    };
    const server = await startServer({ '/1': slow, '/2': slow, '/3': slow });
    const { client } = createTrial(server);
    await Promise.all(['/1', '/2', '/3'].map((path) => client.page(server.url(path))));
    expect(most).toBe(1);
  });

  it('comes as fast as the operator wants on this machine, and not faster than the floor elsewhere', async () => {
    const server = await startServer({ '/': 'x', '/2': 'x' });
    const here = createTrial(server, { pace: { ms: 0 } });
    await here.client.page(server.url('/'));
    await here.client.page(server.url('/2'));
    expect(here.gaps()).toEqual([0, 0]);
    const there = createTrial(server, { pace: { ms: 0 }, hosts: ['example.org'] });
    await there.client.page('https://example.org/');
    await there.client.page('https://example.org/2');
    expect(there.gaps()).toEqual([1000, 1000]);
  });
});

describe('robots.txt', () => {
  it.each([
    ['forbids the page', { body: 'User-agent: *\nDisallow: /private' }, 'forbidden_by_robots'],
    ['forbids us by name', { body: 'User-agent: deckhand\nDisallow: /' }, 'forbidden_by_robots'],
    ['answers 500', { status: 500 }, 'forbidden_by_robots'],
    ['redirects to nonsense', { status: 302, headers: { location: 'http://[' } }, 'forbidden_by_robots'],
    [
      'redirects to a private address',
      { status: 302, headers: { location: 'http://127.0.0.1:1/robots.txt' } },
      'forbidden_address',
    ],
  ])('that %s keeps us out', async (_name, robots, code) => {
    const server = await startServer({ '/robots.txt': robots, '/private': 'x' });
    const { client } = createTrial(server);
    await expect(client.page(server.url('/private'))).rejects.toMatchObject({ code });
    expect(server.paths()).toEqual([]);
  });

  it.each([
    ['allows the page', { body: 'User-agent: *\nDisallow: /other' }],
    ['is not there', { status: 404 }],
    ['asks for a login', { status: 401 }],
    ['is forbidden itself', { status: 403 }],
    ['redirects for ever', { status: 302, headers: { location: '/robots.txt' } }],
    ['is longer than 500 KiB, with the rule beyond', { body: `${'#'.repeat(512_001)}\nUser-agent: *\nDisallow: /` }],
  ])('that %s lets us in', async (_name, robots) => {
    const server = await startServer({ '/robots.txt': robots, '/private': 'x' });
    const { client } = createTrial(server);
    expect(await client.page(server.url('/private'))).toMatchObject({ text: 'x' });
  });

  it('that nobody serves keeps us out, and is not asked for before each page', async () => {
    const server = await startServer();
    const { client, sent } = createTrial(server);
    await server.close();
    await expect(client.page(server.url('/1'))).rejects.toMatchObject({ code: 'forbidden_by_robots' });
    await expect(client.page(server.url('/2'))).rejects.toThrow(/could not be had.*ECONNREFUSED/);
    expect(sent.length).toBe(3);
  });

  it('is followed to where it redirects', async () => {
    const server = await startServer({
      '/robots.txt': { status: 301, headers: { location: '/moved.txt' } },
      '/moved.txt': { body: 'User-agent: *\nDisallow: /private' },
    });
    await expect(createTrial(server).client.page(server.url('/private'))).rejects.toMatchObject({
      code: 'forbidden_by_robots',
    });
  });

  it('may ask for a longer delay', async () => {
    const server = await startServer({
      '/robots.txt': { body: 'User-agent: *\nCrawl-delay: 7' },
      '/1': 'x',
      '/2': 'x',
    });
    const { client, gaps } = createTrial(server);
    await client.page(server.url('/1'));
    await client.page(server.url('/2'));
    expect(gaps()).toEqual([7000, 7000]);
  });

  it('is remembered for a day over the runs, and longer only while the server does not answer', async () => {
    const server = await startServer({ '/robots.txt': { body: 'User-agent: *\nDisallow: /private' }, '/': 'x' });
    const servers = createMemoryServerStore();
    const first = createTrial(server, { servers });
    await first.client.page(server.url('/'));
    first.clock.advance(23 * HOUR);
    const second = createTrial(server, { servers, clock: first.clock });
    await second.client.page(server.url('/'));
    expect(second.sent.length).toBe(1);
    first.clock.advance(2 * HOUR);
    const third = createTrial(server, { servers, clock: first.clock });
    await third.client.page(server.url('/'));
    expect(third.sent.length).toBe(2);
    first.clock.advance(25 * HOUR);
    server.on('/robots.txt', { status: 500 });
    const fourth = createTrial(server, { servers, clock: first.clock });
    await fourth.client.page(server.url('/'));
    await expect(fourth.client.page(server.url('/private'))).rejects.toMatchObject({ code: 'forbidden_by_robots' });
  });
});

describe('a redirect of a page', () => {
  it('is a paced request of its own, and relative to where it came from', async () => {
    const server = await startServer({ '/a/old': { status: 302, headers: { location: 'new?x=1' } }, '/a/new': 'here' });
    const { client, gaps } = createTrial(server);
    expect(await client.page(server.url('/a/old'))).toMatchObject({
      requestedUrl: server.url('/a/old'),
      url: server.url('/a/new?x=1'),
      text: 'here',
    });
    expect(gaps()).toEqual([1000, 1000]);
  });

  it('obeys the robots.txt of the server it leads to, and carries no login', async () => {
    const server = await startServer({
      '/old': (request, response) => {
        response.writeHead(302, { location: 'https://me:secret@b.example.org/private', 'set-cookie': 'a=b' });
        response.end(request.url);
      },
      '/private': 'x',
    });
    const hosts = ['a.example.com', 'b.example.org'];
    const { client } = createTrial(server, { hosts });
    expect(await client.page('https://a.example.com/old')).toMatchObject({ url: 'https://b.example.org/private' });
    const last = server.seen.at(-1);
    expect([last?.headers['authorization'], last?.headers['cookie'], last?.headers['referer']]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(server.seen.map(({ path, headers }) => `${String(headers['x-host'])}${path}`)).toEqual([
      'a.example.com/robots.txt',
      'a.example.com/old',
      'b.example.org/robots.txt',
      'b.example.org/private',
    ]);
  });

  it.each([
    ['to a private address', 'http://127.0.0.1:1/', 'forbidden_address'],
    ['to the cloud', 'http://169.254.169.254/latest/meta-data/', 'forbidden_address'],
    ['to an odd spelling of this machine', 'http://0x7f.1:1/', 'forbidden_address'],
    ['to a file', 'file:///etc/passwd', 'forbidden_address'],
    ['to itself', '/old', 'too_many_redirects'],
  ])('%s is refused', async (_name, location, code) => {
    const server = await startServer({ '/old': { status: 302, headers: { location } } });
    await expect(createTrial(server).client.page(server.url('/old'))).rejects.toMatchObject({ code });
    expect(server.paths()).toEqual(['/old']);
  });

  it('to a name that resolves to a private address is refused', async () => {
    const server = await startServer({ '/old': { status: 302, headers: { location: 'http://inside.example/' } } });
    const network = { resolve: () => Promise.resolve([{ address: '10.0.0.1', family: 4 }]) };
    await expect(createTrial(server, { network }).client.page(server.url('/old'))).rejects.toMatchObject({
      code: 'forbidden_address',
      message: expect.stringContaining('inside.example is not asked'),
    });
  });

  it('that never ends is given up after ten', async () => {
    const server = await startServer();
    for (let hop = 0; hop < 12; hop += 1) server.on(`/${hop}`, { status: 302, headers: { location: `/${hop + 1}` } });
    await expect(createTrial(server).client.page(server.url('/0'))).rejects.toMatchObject({
      code: 'too_many_redirects',
    });
    expect(server.paths().length).toBe(11);
  });

  it('from https to http is followed for a page, and told', async () => {
    const server = await startServer({
      '/old': { status: 301, headers: { location: 'http://example.org/new' } },
      '/new': 'x',
    });
    const told: string[] = [];
    const log = { debug: () => {}, warn: (_facts: object, message: string) => told.push(message) };
    const { client } = createTrial(server, { hosts: ['example.org'], log });
    expect(await client.page('https://example.org/old')).toMatchObject({ url: 'http://example.org/new' });
    expect(told).toEqual(['a redirect leaves https']);
  });
});

describe('a server in trouble', () => {
  it('is asked three times, each further apart, and its last answer counts', async () => {
    const server = await startServer({ '/': { status: 502, body: 'bad' } });
    const { client, gaps } = createTrial(server);
    expect(await client.page(server.url('/'))).toMatchObject({ status: 502 });
    expect(gaps()).toEqual([1000, 2000, 4000]);
  });

  it('that breaks its connection once is asked again', async () => {
    let asked = 0;
    const server = await startServer({
      '/': (_request, response) => {
        asked += 1;
        if (asked === 1) response.destroy();
        else response.end('better');
      },
    });
    expect(await createTrial(server).client.page(server.url('/'))).toMatchObject({ text: 'better' });
  });

  it('that asks for time gets it, and the page none of its attempts', async () => {
    let asked = 0;
    const server = await startServer({
      '/': (_request, response) => {
        asked += 1;
        if (asked > 4) response.end('at last');
        else {
          response.writeHead(asked % 2 === 0 ? 503 : 429, { 'retry-after': '30' });
          response.end();
        }
      },
    });
    const { client, gaps } = createTrial(server);
    expect(await client.page(server.url('/'))).toMatchObject({ status: 200, text: 'at last' });
    expect(gaps()).toEqual([1000, 30_000, 30_000, 30_000, 30_000]);
  });

  it('that keeps refusing is parked, and the next run leaves it alone until then', async () => {
    const server = await startServer({ '/': { status: 429 }, '/2': 'x' });
    const servers = createMemoryServerStore();
    const { client, clock, sent } = createTrial(server, { servers });
    await expect(client.page(server.url('/'))).rejects.toMatchObject({ code: 'parked', exit: 'limited' });
    await expect(client.page(server.url('/2'))).rejects.toMatchObject({ code: 'parked', until: clock.now() + HOUR });
    expect(sent.length).toBe(6);
    expect(servers.load(server.address)).toMatchObject({ parkedUntil: clock.now() + HOUR, parkings: 1 });

    const next = createTrial(server, { servers, clock });
    await expect(next.client.page(server.url('/2'))).rejects.toThrow(
      /is left alone until 2018-05-02T10:\d\d:\d\dZ: it answered 429/,
    );
    expect(next.sent).toEqual([]);
    clock.advance(HOUR);
    expect(await next.client.page(server.url('/2'))).toMatchObject({ text: 'x' });
    expect(servers.load(server.address)).toMatchObject({ parkedUntil: null, parkings: 0, reason: null });
  });

  it('that asks for an hour is parked at once', async () => {
    const server = await startServer({ '/': { status: 503, headers: { 'retry-after': '3600' } } });
    const { client, sent } = createTrial(server);
    await expect(client.page(server.url('/'))).rejects.toMatchObject({ code: 'parked' });
    expect(sent.length).toBe(2);
  });

  it('whose one page always refuses while others answer does not hold the run for ever', async () => {
    const server = await startServer({ '/bad': { status: 503 } });
    const { client } = createTrial(server);
    const bad = client.page(server.url('/bad'));
    for (let number = 0; number < 60; number += 1) {
      server.on(`/${number}`, 'x');
      await client.page(server.url(`/${number}`));
    }
    expect(await bad).toMatchObject({ status: 503 });
    expect(server.paths().filter((path) => path === '/bad').length).toBe(6);
  });
});

describe('a run', () => {
  it('ends where its budget ends, before the request', async () => {
    const server = await startServer({ '/1': 'x', '/2': 'x' });
    const budget = ({ requests }: { requests: number }) => (requests >= 2 ? 'two requests are used up' : null);
    const { client } = createTrial(server, { budget });
    await client.page(server.url('/1'));
    await expect(client.page(server.url('/2'))).rejects.toMatchObject({ code: 'budget', exit: 'budget' });
    expect(server.paths()).toEqual(['/1']);
  });

  it('stops at once, whether it waits for its turn or for an answer', async () => {
    const controller = new AbortController();
    const server = await startServer({ '/1': () => setTimeout(() => controller.abort(), 20), '/2': 'x' });
    const { client } = createTrial(server, { signal: controller.signal });
    const both = await Promise.allSettled([client.page(server.url('/1')), client.page(server.url('/2'))]);
    expect(both.map((result) => result.status === 'rejected' && (result.reason as { code: string }).code)).toEqual([
      'stopped',
      'stopped',
    ]);
    expect(server.paths()).toEqual(['/1']);
  });

  it('tells the next one how long to wait, where that is long', async () => {
    const server = await startServer({ '/robots.txt': { body: 'User-agent: *\nCrawl-delay: 200' }, '/': 'x' });
    const servers = createMemoryServerStore();
    const first = createTrial(server, { servers });
    await first.client.page(server.url('/'));
    await first.client.close();
    const second = createTrial(server, { servers, clock: first.clock });
    await second.client.page(server.url('/'));
    expect(second.sent[0]?.at).toBe((first.sent[1]?.at ?? 0) + 200_000);
  });
});
