import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Page, PageClient } from '../../../src/model/client.ts';
import { FetchError, type FetchFailure } from '../../../src/model/failure.ts';
import type { Programme } from '../../../src/model/programme.ts';
import { sched } from '../../../src/platforms/sched/platform.ts';
import { HTML_PAGES } from '../../sites/faults.ts';
import { harbour } from '../../sites/harbour/conference.ts';
import { emptied, withdrawn } from '../../sites/sched/programme-changes.ts';
import { type Site, startSite } from '../../sites/sched/site.ts';

let site: Site;
beforeEach(async () => {
  site = await startSite(harbour);
});
afterEach(() => site.close());

/** Asks a site on loopback, without the patience of the real client. */
class DirectClient implements PageClient {
  readonly failing: [pattern: RegExp, code: FetchFailure][] = [];

  async page(url: string): Promise<Page> {
    const failure = this.failing.find(([pattern]) => pattern.test(url));
    if (failure !== undefined) throw new FetchError(failure[1], `${url} failed.`);
    const answer = await fetch(url);
    return {
      requestedUrl: url,
      url: answer.url,
      status: answer.status,
      mediaType: answer.headers.get('content-type')?.split(';', 1)[0] ?? '',
      text: await answer.text(),
      notModified: false,
      receivedAt: '2024-05-20T00:00:00Z',
    };
  }

  render(url: string): Promise<Page> {
    return this.page(url);
  }
}

function read(options: { deep?: boolean; client?: DirectClient } = {}): Promise<Programme> {
  const { deep = false, client = new DirectClient() } = options;
  return sched.read({ parameters: { origin: site.origin }, facts: {}, titles: { people: 'unknown' }, deep }, client);
}

const asked = (): string[] => site.requests.map(({ path }) => path);
const LISTING = '/list/descriptions/';
const DAYS = [...new Set(harbour.sessions.map(({ start }) => start.slice(0, 10)))];
const count = harbour.sessions.length;

describe('an event', () => {
  it('takes two requests', async () => {
    const programme = await read();
    expect(asked()).toEqual([LISTING, '/all.ics']);
    expect(programme).toMatchObject({ scope: { kind: 'conference' }, doubts: [], warnings: [], missed: [] });
    expect(programme.sessions).toHaveLength(count);
  });

  it('gives every session as it was published', async () => {
    const { sessions } = await read();
    for (const published of harbour.sessions) {
      const session = sessions.find(({ key }) => key === published.md5);
      expect(session, published.title).toMatchObject({
        aliases: [published.shortId],
        track: published.type,
        slots: [
          {
            localStart: `${published.start}:00`,
            localEnd: `${published.end}:00`,
            utcOffset: '+02:00',
            room: published.room,
          },
        ],
      });
      expect(session?.people.map(({ speakerKey }) => speakerKey)).toEqual(
        published.people.map(({ username }) => username),
      );
      expect(session?.links.filter(({ origin }) => origin === 'attachment')).toHaveLength(published.files.length);
    }
  });

  it.each(['2018', '2016'] as const)('gives the same in the markup of %s', async (markup) => {
    const today = await read();
    site.switches.markup = markup;
    site.switches.clock = '12h';
    const before = await read();
    expect(
      before.sessions.map(({ key, title, slots, people, level }) => ({ key, title, slots, people, level })),
    ).toEqual(today.sessions.map(({ key, title, slots, people, level }) => ({ key, title, slots, people, level })));
  });

  it('costs one request more for each day that its listing leaves out', async () => {
    site.switches.onlyDay = DAYS[0] ?? null;
    const programme = await read();
    expect(asked()).toEqual([LISTING, '/all.ics', ...DAYS.slice(1).map((day) => `/${day}${LISTING}`)]);
    expect(programme.sessions).toHaveLength(count);
    expect(programme.sessions.every(({ knows }) => knows.includes('attachments'))).toBe(true);
    expect(programme.doubts).toEqual([]);
  });

  it('of which a day cannot be had is read without its details, with a doubt', async () => {
    site.switches.onlyDay = DAYS[0] ?? null;
    site.fault(`/${DAYS[1] ?? ''}${LISTING}`, { kind: 'bot_check' });
    const programme = await read();
    expect(programme.sessions).toHaveLength(count);
    expect(programme.doubts).toMatchObject([{ reason: 'bot_check' }]);
    expect(programme.sessions.some(({ knows }) => !knows.includes('attachments'))).toBe(true);
  });

  it('without a calendar has wall times', async () => {
    site.switches.calendar = false;
    const programme = await read();
    expect(programme.doubts).toEqual([]);
    expect(programme.sessions[0]?.slots[0]).toMatchObject({ startsAt: null, utcOffset: null });
  });

  it('without a listing is read from the simple view', async () => {
    site.fault(/\/list\/descriptions/u, { kind: 'status', status: 404 });
    const programme = await read();
    expect(asked()).toEqual([LISTING, '/all.ics', '/list/simple']);
    expect(programme.sessions).toHaveLength(count);
    expect(programme.sessions[0]?.knows).toEqual(['title', 'state', 'slots', 'room']);
    expect(programme.doubts).toEqual([]);
  });

  it('without any list view but print is read from that', async () => {
    site.fault(/^\/$|\/list\//u, { kind: 'status', status: 404 });
    const programme = await read();
    expect(asked()).toEqual([LISTING, '/all.ics', '/list/simple', '/', '/print']);
    expect(programme.sessions).toHaveLength(count);
    expect(programme.doubts).toEqual([]);
    expect(programme.missed).toEqual([]);
  });

  it('behind a bot check is read from its calendar, and nothing else is asked', async () => {
    site.fault(HTML_PAGES, { kind: 'bot_check' });
    const programme = await read({ deep: true });
    expect(asked()).toEqual([LISTING, '/all.ics']);
    expect(programme.sessions).toHaveLength(count);
    expect(programme.doubts).toMatchObject([{ reason: 'bot_check', url: `${site.origin}${LISTING}` }]);
    expect(programme.missed).toEqual([]);
  });

  it('whose server fails tonight is read from its calendar, and its listing is missed', async () => {
    site.fault(HTML_PAGES, { kind: 'status', status: 500 });
    const programme = await read();
    expect(asked()).toEqual([LISTING, '/all.ics']);
    expect(programme.doubts).toEqual([]);
    expect(programme.missed).toEqual([expect.stringMatching(/\/list\/descriptions\/: .*500/u)]);
    expect(programme.warnings).toEqual([]);
  });

  it('that has become empty is a doubt, not an empty programme', async () => {
    site.switches.programme = emptied;
    const programme = await read();
    expect(programme.doubts).toMatchObject([{ reason: 'no_sessions' }]);
  });

  it('without a withdrawn session covers it all the same', async () => {
    const [gone] = harbour.sessions;
    site.switches.programme = withdrawn(gone?.shortId ?? '');
    const programme = await read();
    expect(programme.scope).toEqual({ kind: 'conference' });
    expect(programme.sessions).toHaveLength(count - 1);
  });
});

describe('a deep reading', () => {
  it("asks for each session's own page by its short id, and finds the videos", async () => {
    const programme = await read({ deep: true });
    expect(asked().slice(2).toSorted()).toEqual(harbour.sessions.map(({ shortId }) => `/event/${shortId}`).toSorted());
    const videos = programme.sessions.flatMap(({ links }) =>
      links.filter(({ kind, origin }) => kind === 'video' && origin === 'field'),
    );
    expect(videos).toHaveLength(harbour.sessions.filter(({ video }) => video !== undefined).length);
    expect(programme.sessions.every(({ knows }) => knows.includes('video'))).toBe(true);
  });

  it('goes on after a page that fails, which is missed', async () => {
    const [first] = harbour.sessions;
    site.fault(`/event/${first?.shortId ?? ''}`, { kind: 'status', status: 500 });
    const programme = await read({ deep: true });
    expect(asked()).toHaveLength(2 + count);
    expect(programme.missed).toEqual([expect.stringContaining(`/event/${first?.shortId ?? ''}: `)]);
    expect(programme.doubts).toEqual([]);
  });

  it('names ten pages that fail, and counts the others', async () => {
    site.fault(/^\/event\//u, { kind: 'status', status: 500 });
    const { missed } = await read({ deep: true });
    expect(missed).toHaveLength(11);
    expect(missed.at(-1)).toBe(`${count - 10} more pages could not be read.`);
  });

  it('ends at a bot check, with a doubt', async () => {
    site.fault(/^\/event\//u, { kind: 'bot_check' });
    const programme = await read({ deep: true });
    expect(asked()).toHaveLength(3);
    expect(programme.sessions).toHaveLength(count);
    expect(programme.doubts).toMatchObject([{ reason: 'bot_check', url: expect.stringContaining('/event/') }]);
  });
});

describe('a request without an answer', () => {
  it.each<[FetchFailure, RegExp]>([
    ['parked', /descriptions/u],
    ['budget', /all\.ics/u],
    ['stopped', /\/event\//u],
    ['unreachable', /descriptions/u],
  ])('ends the reading when it is %s', async (code, pattern) => {
    const client = new DirectClient();
    client.failing.push([pattern, code]);
    await expect(read({ client, deep: true })).rejects.toMatchObject({ code });
  });

  it('costs the calendar alone when it is the calendar that is cut short', async () => {
    const client = new DirectClient();
    client.failing.push([/all\.ics/u, 'cut_short']);
    const programme = await read({ client });
    expect(programme.sessions).toHaveLength(count);
    expect(programme.missed).toEqual([`${site.origin}/all.ics failed.`]);
  });

  it('is thrown where nothing was read', async () => {
    const client = new DirectClient();
    client.failing.push([/./u, 'forbidden_by_robots']);
    await expect(read({ client })).rejects.toMatchObject({ code: 'forbidden_by_robots' });
  });
});
