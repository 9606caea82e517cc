import { load } from 'cheerio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deckFor } from '../../setup/decks.ts';
import { httpDate } from '../answer.ts';
import { ALL_BUT_ROBOTS, FILES, HTML_PAGES } from '../faults.ts';
import type { SiteConference, SiteSession } from './conference.ts';
import { all, altered, emptied, shrunkTo, withdrawn } from './programme-changes.ts';
import { type Site, startSite } from './site.ts';

const session = (
  more: Partial<SiteSession> & Pick<SiteSession, 'shortId' | 'title' | 'start' | 'end'>,
): SiteSession => ({
  md5: more.shortId.charCodeAt(0).toString(16).padEnd(32, '0'),
  room: 'Dock 1',
  descriptionHtml: 'About ropes; and <b>knots</b>.',
  people: [],
  type: 'Talks',
  fields: [],
  files: [],
  ...more,
});

const deck = deckFor('80%.pdf', ['Knots', 'Ropes']);
const conference: SiteConference = {
  event: 'ropes24',
  name: 'Ropes & Knots 2024',
  website: 'https://ropes.example/',
  city: 'Aarhus, Denmark',
  zone: 'Europe/Copenhagen',
  startsOn: '2024-05-14',
  endsOn: '2024-05-15',
  clock: '24h',
  ended: true,
  sessions: [
    session({
      shortId: 'aKn1',
      title: '#1: Knots & Bends - Å. Ørsted, Reb A/S',
      start: '2024-05-14T09:30',
      end: '2024-05-14T10:00',
      files: [{ folder: 'c4', name: '80%.pdf', body: () => deck }],
      video: 'https://www.youtube.com/watch?v=abc',
      people: [{ role: 'Speakers', username: 'a.orsted', name: 'Å. Ørsted', position: 'Rigger, Reb A/S', bio: '' }],
    }),
    session({ shortId: 'bPty', title: 'Party', start: '2024-05-14T21:00', end: '2024-05-15T01:00', room: null }),
    session({ shortId: 'cEnd', title: 'Closing', start: '2024-05-15T15:00', end: '2024-05-15T16:00', cancelled: true }),
  ],
};
const DECK = '/ropes24/c4/80%25.pdf';

let site: Site;
beforeEach(async () => {
  site = await startSite(conference);
});
afterEach(() => site.close());

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${site.origin}${path}`, { headers, redirect: 'manual' });
const getDeck = (headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${site.filesOrigin}${DECK}`, { headers, redirect: 'manual' });
const ids = async (path: string): Promise<string[]> => {
  const $ = load(await (await get(path)).text());
  return $('a.name, td.title a')
    .toArray()
    .map((link) => $(link).attr('id')?.slice(0, 2) ?? '');
};

describe('a replica site serves', () => {
  it.each([
    '/',
    '/?iframe=no',
    '/list/simple',
    '/overview',
    '/list/descriptions',
    '/list/descriptions/',
    '/list/descriptions/?iframe=no',
    '/print',
    '/print/all',
  ])('all sessions at %s', async (path) => {
    expect(await ids(path)).toEqual(['61', '62', '63']);
  });

  it.each([
    '/2024-05-15',
    '/2024-05-15/list/simple',
    '/2024-05-15/list/descriptions/',
    '/2024-05-15/overview',
    '/2024-05-15/print',
  ])('the sessions of one day at %s', async (path) => {
    expect(await ids(path)).toEqual(['63']);
  });

  it.each(['/event/aKn1', '/event/aKn1/anything', `/event/${'61'.padEnd(32, '0')}`])(
    "a session's own page, with offset and video, at %s",
    async (path) => {
      const $ = load(await (await get(path)).text());
      expect(JSON.parse($('script[type="application/ld+json"]').text())).toMatchObject({
        name: '#1: Knots & Bends - Å. Ørsted, Reb A/S',
        startDate: '2024-05-14T09:30:00+0200',
      });
      expect($('.sched-event-details iframe').attr('src')).toBe('https://www.youtube.com/embed/abc');
      expect($('title').text()).toBe('Ropes & Knots 2024: #1: Knots & Bends - Å. Ørsted, Reb A/S');
    },
  );

  it.each(['/nothing', '/event/zzzz', '/2031-01-01', '/2024-05-14/all.ics', '/grid'])('404 at %s', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it('the calendar in UTC with the moment of export', async () => {
    site.switches.now = () => Date.UTC(2024, 4, 10, 6, 30);
    const calendar = await (await get('/all.ics')).text();
    expect(calendar.split('\r\n').slice(8, 19)).toEqual([
      'BEGIN:VEVENT',
      'DTSTAMP:20240510T063000Z',
      'DTSTART:20240514T073000Z',
      'DTEND:20240514T080000Z',
      String.raw`SUMMARY:#1: Knots & Bends - Å. Ørsted\, Reb A/S`,
      String.raw`DESCRIPTION:About ropes\; and knots.`,
      'CATEGORIES:TALKS',
      String.raw`LOCATION:Dock 1\, Aarhus\, Denmark`,
      'SEQUENCE:0',
      `UID:${'61'.padEnd(32, '0')}`,
      `URL:http://ropes24.sched.com/event/${'61'.padEnd(32, '0')}`,
    ]);
  });

  it('slugs, midnight and cancellations as Sched writes them', async () => {
    const $ = load(await (await get('/list/descriptions/')).text());
    expect($('a.name').first().attr('href')).toBe('event/aKn1/#1-knots-bends-a-orsted-reb-as');
    expect($('.list-single__date').eq(1).text().trim()).toBe(
      'Tuesday May 14, 2024 21:00 - Wednesday May 15, 2024 01:00 CEST',
    );
    expect($('.session-title').eq(2).text()).toBe('[CANCELLED] Closing');
  });

  it('decks under the address in the listing, decoded once', async () => {
    const $ = load(await (await get('/list/descriptions/')).text());
    const address = $('a.file-uploaded').attr('href') ?? '';
    expect(address).toBe(`${site.filesOrigin}${DECK}`);
    const response = await fetch(address);
    expect(Buffer.from(await response.arrayBuffer()).equals(deck)).toBe(true);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'content-length': String(deck.length),
      'content-type': 'application/pdf',
      'last-modified': 'Wed, 15 May 2024 18:00:00 GMT',
      etag: expect.stringMatching(/^"[0-9a-f]{16}"$/),
    });
  });

  it('decks at the older address of the file host too', async () => {
    expect((await fetch(`${site.filesOrigin}/hosted_files${DECK}`)).status).toBe(200);
  });

  it('parts of a deck to who names its version', async () => {
    const etag = (await getDeck()).headers.get('etag') ?? '';
    const part = await getDeck({ range: 'bytes=100-', 'if-range': etag });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).equals(deck.subarray(100))).toBe(true);
    expect((await getDeck({ 'if-none-match': etag })).status).toBe(304);
  });

  it('everything from one server if asked to', async () => {
    await site.close();
    site = await startSite(conference, { oneServer: true });
    expect(site.filesOrigin).toBe(site.origin);
    expect((await getDeck()).status).toBe(200);
  });

  it('a log of who asked for what, and when the answer was out', async () => {
    await get('/list/simple?iframe=no', { 'user-agent': 'tester' });
    await (await getDeck()).arrayBuffer();
    expect(site.requests).toMatchObject([
      {
        server: 'schedule',
        method: 'GET',
        path: '/list/simple?iframe=no',
        status: 200,
        headers: { 'user-agent': 'tester' },
      },
      { server: 'files', method: 'GET', path: DECK, status: 200 },
    ]);
    await expect.poll(() => site.requests[1]?.endedAt).toBeGreaterThanOrEqual(site.requests[1]?.at ?? Infinity);
  });
});

describe('switches', () => {
  it('pageValidators: pages and calendar carry a tag and answer 304, and a new programme has a new tag', async () => {
    expect((await get('/list/descriptions/')).headers.get('etag')).toBeNull();
    site.switches.pageValidators = true;
    for (const path of ['/list/descriptions/', '/all.ics']) {
      const etag = (await get(path)).headers.get('etag') ?? '';
      expect((await get(path, { 'if-none-match': etag })).status).toBe(304);
      site.switches.programme = withdrawn('bPty');
      expect((await get(path, { 'if-none-match': etag })).status).toBe(200);
      site.switches.programme = (sessions) => sessions;
    }
  });

  it('gzip: text is compressed, decks are not', async () => {
    expect((await get('/all.ics')).headers.get('content-encoding')).toBe('gzip');
    expect((await getDeck()).headers.get('content-encoding')).toBeNull();
    site.switches.gzip = false;
    expect((await get('/all.ics')).headers.get('content-encoding')).toBeNull();
  });

  it.each([
    ['2018', '.session-title, .list-single__date', '.vs'],
    ['2016', '.session-title, .list-single__date, .vs', '.sched-event-details-timeandplace'],
  ] as const)('markup %s: without %s, with %s', async (markup, without, with_) => {
    site.switches.markup = markup;
    const $ = load(await (await get('/list/descriptions/')).text());
    expect([$(without).length, $(with_).length]).toEqual([0, 3]);
    expect($('#sched-page-home a.name').first().attr('href')).toMatch(/^\/event\/aKn1\//);
    expect($('#sched-page-home a.name').first().contents().first().text().trim()).toMatch(/^#1: Knots & Bends/);
  });

  it('clock: twelve hours', async () => {
    site.switches.clock = '12h';
    const $ = load(await (await get('/list/descriptions/')).text());
    expect($('h3').first().text()).toBe(' 9:30am CEST');
    expect($('.list-single__date').first().text().trim()).toBe('Tuesday May 14, 2024 9:30am - 10:00am CEST');
  });

  it('onlyDay: other days are links', async () => {
    site.switches.onlyDay = '2024-05-14';
    expect(await ids('/list/simple')).toEqual(['61', '62']);
    expect(await ids('/2024-05-15/list/simple')).toEqual(['63']);
    expect(await (await get('/list/simple')).text()).toContain('href="/2024-05-15/list/simple"');
  });

  it('hiddenDays: a day is missing though the calendar has it', async () => {
    site.switches.hiddenDays = ['2024-05-14'];
    expect(await ids('/list/descriptions/')).toEqual(['63']);
    expect((await (await get('/all.ics')).text()).match(/^UID/gm)).toHaveLength(3);
  });

  it.each([
    [{}, 'User-agent: *\nAllow: /\n'],
    [{ crawlDelaySeconds: 7 }, 'User-agent: *\nCrawl-delay: 7\nAllow: /\n'],
    [{ disallow: ['/list'] }, 'User-agent: *\nDisallow: /list\n'],
  ])('robots: %o', async (robots, text) => {
    site.switches.robots = robots;
    expect(await (await get('/robots.txt')).text()).toBe(text);
    expect(await (await fetch(`${site.filesOrigin}/robots.txt`)).text()).toBe(text);
  });

  it('robots: none', async () => {
    site.switches.robots = null;
    expect((await get('/robots.txt')).status).toBe(404);
  });

  it('calendar: none', async () => {
    site.switches.calendar = false;
    expect((await get('/all.ics')).status).toBe(404);
  });

  it('latencyMs: before every answer', async () => {
    site.switches.latencyMs = 60;
    const started = performance.now();
    await get('/robots.txt');
    expect(performance.now() - started).toBeGreaterThanOrEqual(55);
  });

  it.each([
    ['emptied', emptied, []],
    ['shrunk', shrunkTo(1), ['61']],
    ['withdrawn', withdrawn('aKn1', 'cEnd'), ['62']],
    ['moved', altered('aKn1', { start: '2024-05-15T10:00', end: '2024-05-15T11:00' }), ['62', '61', '63']],
    ['several', all(withdrawn('bPty'), altered('cEnd', { start: '2024-05-14T08:00' })), ['63', '61']],
  ] as const)('programme: %s', async (_, change, expected) => {
    site.switches.programme = change;
    expect(await ids('/list/descriptions/')).toEqual(expected);
  });

  it('insteadOf: another conference at the same address', async () => {
    site.switches.insteadOf = { ...conference, name: 'Sails 2025', sessions: [] };
    expect(await (await get('/list/simple')).text()).toContain('<title>Sails 2025: Schedule</title>');
  });
});

describe('faults', () => {
  it('refused: the first requests are told when to come back', async () => {
    site.fault(ALL_BUT_ROBOTS, { kind: 'refused', status: 429, retryAfter: '2' }, { times: 2 });
    const answers = [await get('/'), await get('/robots.txt'), await getDeck(), await get('/')];
    expect(answers.map(({ status }) => status)).toEqual([429, 200, 429, 200]);
    expect(answers[0]?.headers.get('retry-after')).toBe('2');
  });

  it('refused: Retry-After may be a date, and 503', async () => {
    const date = httpDate(Date.UTC(2024, 4, 14));
    site.fault('/all.ics', { kind: 'refused', status: 503, retryAfter: date }, { skip: 1 });
    expect((await get('/all.ics')).status).toBe(200);
    const refusal = await get('/all.ics');
    expect([refusal.status, refusal.headers.get('retry-after')]).toEqual([503, 'Tue, 14 May 2024 00:00:00 GMT']);
  });

  it('bot_check: pages are closed, calendar and decks open', async () => {
    site.fault(HTML_PAGES, { kind: 'bot_check' });
    const wall = await get('/list/descriptions/');
    expect([wall.status, await wall.text()]).toEqual([403, expect.stringContaining('Just a moment...')]);
    expect([(await get('/all.ics')).status, (await get('/robots.txt')).status, (await getDeck()).status]).toEqual([
      200, 200, 200,
    ]);
  });

  it.each([
    [{ kind: 'status', status: 404 }, 404],
    [{ kind: 'status', status: 500 }, 500],
    [{ kind: 'redirect', status: 302, location: '/elsewhere' }, 302],
  ] as const)('%o', async (fault, status) => {
    site.fault(DECK, fault);
    expect((await getDeck()).status).toBe(status);
  });

  it('web_page: a page with 200, also under the type of the deck', async () => {
    site.fault(FILES, { kind: 'web_page', asFile: true });
    const answer = await getDeck();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(await answer.text()).toMatch(/^<!DOCTYPE html>/);
  });

  it('replaced: other bytes under another tag', async () => {
    const before = (await getDeck()).headers.get('etag') ?? '';
    site.fault(DECK, { kind: 'replaced', body: 'second edition' });
    const after = await getDeck({ 'if-none-match': before });
    expect([after.status, await after.text()]).toEqual([200, 'second edition']);
  });

  it('short: bytes are missing and nothing says so', async () => {
    site.fault(DECK, { kind: 'short', bytes: 100 });
    expect((await (await getDeck()).arrayBuffer()).byteLength).toBe(100);
  });

  it('cut: the connection breaks after some bytes', async () => {
    site.fault(DECK, { kind: 'cut', bytes: 100 }, { times: 1 });
    const broken = await getDeck();
    expect(broken.headers.get('content-length')).toBe(String(deck.length));
    await expect(broken.arrayBuffer()).rejects.toThrow('terminated');
    expect((await (await getDeck()).arrayBuffer()).byteLength).toBe(deck.length);
  });

  it('stalled: some bytes, then nothing', async () => {
    site.fault(DECK, { kind: 'stalled', bytes: 100 });
    const reader = (await getDeck()).body?.getReader();
    expect((await reader?.read())?.value).toHaveLength(100);
    const silence = new Promise((resolve) => setTimeout(resolve, 50, 'silence'));
    expect(await Promise.race([reader?.read(), silence])).toBe('silence');
  });

  it('reset: no answer at all', async () => {
    site.fault(DECK, { kind: 'reset' });
    await expect(getDeck()).rejects.toThrow('fetch failed');
    expect(site.requests[0]?.status).toBeNull();
  });

  it('weak_etag, no_range, no_validators, unsized: grounds to resume on are missing', async () => {
    site.fault(DECK, { kind: 'weak_etag' });
    site.fault(DECK, { kind: 'no_range' });
    const weak = await getDeck({ range: 'bytes=5-' });
    expect([weak.status, weak.headers.get('etag'), weak.headers.get('accept-ranges')]).toEqual([
      200,
      expect.stringMatching(/^W\/"/),
      null,
    ]);
    site.fault(DECK, { kind: 'no_validators' });
    site.fault(DECK, { kind: 'unsized' });
    const bare = await getDeck();
    expect([bare.headers.get('etag'), bare.headers.get('last-modified'), bare.headers.get('content-length')]).toEqual([
      null,
      null,
      null,
    ]);
    site.mend();
    expect((await getDeck()).headers.get('etag')).toMatch(/^"/);
  });

  it('changing_etag: never the same twice', async () => {
    site.fault(DECK, { kind: 'changing_etag' });
    expect((await getDeck()).headers.get('etag')).not.toBe((await getDeck()).headers.get('etag'));
  });

  it('a fault is lifted by the function that adding it returned', async () => {
    const lift = site.fault(DECK, { kind: 'slow', ms: 1 });
    site.fault(DECK, { kind: 'status', status: 410 });
    expect((await getDeck()).status).toBe(410);
    lift();
    expect((await getDeck()).status).toBe(410);
  });
});
