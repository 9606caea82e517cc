import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RENDERED_MARK } from '../../src/fetch/rendering.ts';
import { startServer } from '../setup/server.ts';
import { AGENT, createTrial, createTrialCaptures } from './trial-client.ts';

const SCRIPTED = `<!doctype html><meta charset="utf-8"><title>Programme</title><ul></ul><img src="/logo.png">
<script src="/app.js"></script>`;

const APP = `
for (const body of ['x', undefined]) {
  fetch('/write', { method: 'POST', body }).catch(() => {});
}
navigator.serviceWorker?.register('/worker.js').catch(() => {});
try { new WebSocket('ws://' + location.host + '/socket'); } catch {}
fetch('/programme.json').then((answer) => answer.json()).then((sessions) => {
  for (const { title } of sessions) {
    const item = document.createElement('li');
    item.textContent = title + ' [' + navigator.userAgent.split('/')[0] + ']';
    document.querySelector('ul').append(item);
  }
});`;

const scriptedSite = {
  '/': SCRIPTED,
  '/app.js': { headers: { 'content-type': 'text/javascript' }, body: APP },
  '/programme.json': { headers: { 'content-type': 'application/json' }, body: '[{"title":"Data Mobility"}]' },
};

describe.skipIf(!existsSync('/usr/bin/chromium'))('a page that needs JavaScript', () => {
  it('is read as a browser shows it, by our own paced requests alone, and captured', async () => {
    const server = await startServer(scriptedSite);
    const captures = createTrialCaptures();
    const { client, gaps } = createTrial(server, { captures });
    const page = await client.render(server.url('/'));
    expect(page).toMatchObject({ url: server.url('/'), status: 200, mediaType: 'text/html', notModified: false });
    expect(page.text).toContain('<li>Data Mobility [Deckhand]</li>');
    expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /robots.txt',
      'GET /',
      'GET /app.js',
      'GET /programme.json',
    ]);
    expect(new Set(server.seen.map(({ headers }) => headers['user-agent']))).toEqual(new Set([AGENT]));
    expect(Math.min(...gaps())).toBe(1000);
    expect(captures.rows[0]).toMatchObject({
      url: server.url('/') + RENDERED_MARK,
      requestedUrl: server.url('/') + RENDERED_MARK,
    });

    const resumed = createTrial(server, { captures });
    expect(await resumed.client.render(server.url('/'))).toEqual(page);
    expect(resumed.sent).toEqual([]);
    captures.accept();
    expect(await createTrial(server, { captures }).client.render(server.url('/'))).toMatchObject({ notModified: true });
    expect(captures.rows.length).toBe(1);
  });

  it('reaches nothing that the operator did not name', async () => {
    const other = await startServer({ '/secret.js': 'x', '/frame': 'x', '/next': 'x' });
    const server = await startServer({
      '/': `<script src="${other.url('/secret.js')}"></script><iframe src="${other.url('/frame')}"></iframe>
        <script src="/gone.js"></script><script src="/hop.js"></script>
        <script>fetch('${other.url('/secret.js')}').catch((error) => { document.title = 'refused'; });
        open('${other.url('/next')}');</script>`,
      '/hop.js': { status: 302, headers: { location: other.url('/secret.js') } },
    });
    const { client } = createTrial(server);
    const page = await client.render(server.url('/'));
    expect(page.text).toContain('<title>refused</title>');
    expect(other.seen).toEqual([]);
  });

  it('is shown at the address that it redirects to', async () => {
    const server = await startServer({
      '/old': { status: 302, headers: { location: '/sub/new' } },
      '/sub/new': '<script src="app.js"></script>',
      '/sub/app.js': { headers: { 'content-type': 'text/javascript' }, body: 'document.title = location.pathname' },
    });
    const page = await createTrial(server).client.render(server.url('/old'));
    expect(page.url).toBe(server.url('/sub/new'));
    expect(page.text).toContain('<title>/sub/new</title>');
  });

  it('may send itself elsewhere by script only through us', async () => {
    const server = await startServer({
      '/': `<script>location.replace('/moved')</script>`,
      '/moved': '<p>moved</p>',
    });
    const page = await createTrial(server).client.render(server.url('/'));
    expect(page.text).toContain('<p>moved</p>');
  });

  it('that never settles is taken as it is when its time is over', async () => {
    const server = await startServer({
      '/': '<p>here</p><script>setInterval(() => fetch("/poll"), 20)</script>',
      '/poll': 'x',
    });
    const { client } = createTrial(server, { browser: { timeoutMs: 2000 }, pace: { ms: 0 } });
    expect((await client.render(server.url('/'))).text).toContain('<p>here</p>');
  });

  it('that robots.txt forbids is not opened', async () => {
    const server = await startServer({ '/robots.txt': { body: 'User-agent: *\nDisallow: /' } });
    await expect(createTrial(server).client.render(server.url('/'))).rejects.toMatchObject({
      code: 'forbidden_by_robots',
    });
  });
});

it('a browser that is not there is said in plain words', async () => {
  const server = await startServer(scriptedSite);
  const { client } = createTrial(server, { browser: { executablePath: '/nowhere/chromium' } });
  await expect(client.render(server.url('/'))).rejects.toThrow(/No browser could be started/);
});
