import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { Page } from '../../../src/model/client.ts';
import type { Programme } from '../../../src/model/programme.ts';
import type { Session } from '../../../src/model/session.ts';
import { assemble } from '../../../src/platforms/sched/assemble.ts';
import { corpusPath, describeCorpus } from '../../setup/corpus.ts';
import { fromCorpus } from '../../sites/sched/from-corpus.ts';
import { startSite } from '../../sites/sched/site.ts';
import { pageOf, requestFor } from './pages.ts';

function page(event: string, path: string, file: string): Page {
  const bytes = readFileSync(corpusPath('sched', file));
  return pageOf(
    `https://${event}.sched.com${path}`,
    (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'),
  );
}

const byShort = ({ sessions }: Programme, id: string): Session | undefined =>
  sessions.find(({ aliases }) => aliases.includes(id));

const people = (session: Session | undefined): (string | null)[][] =>
  session?.people.map(({ name, jobTitle, company }) => [name, jobTitle, company]) ?? [];

describeCorpus('the real listing of AGNTCon + MCPCon Europe 2026', () => {
  const programme = (): Programme =>
    assemble(requestFor({ timeZone: 'Europe/Amsterdam' }, 'agntconmcpconeu26'), [
      page('agntconmcpconeu26', '/list/descriptions/', 'agntconmcpconeu26-list-descriptions.EXCERPT.html'),
    ]);

  it('is of a conference in Amsterdam on 17 and 18 September 2026', () => {
    expect(programme()).toMatchObject({
      conference: {
        name: 'AGNTCon + MCPCon Europe 2026',
        city: 'Amsterdam',
        country: 'Netherlands',
        startsOn: '2026-09-17',
        endsOn: '2026-09-18',
      },
      scope: { kind: 'conference' },
      doubts: [],
      warnings: [],
    });
  });

  it.each([
    [
      '2RBFQ',
      'Building the Internet of Agents in the Open',
      'keynote',
      null,
      'Keynote Sessions',
      'Auditorium (Ground Floor)',
    ],
    [
      '2RBTu',
      'Agents as Actors: Harnessing the Power of Agentic Infrastructure',
      'keynote',
      null,
      'Keynote Sessions',
      'Auditorium (Ground Floor)',
    ],
    ['2RB8S', 'Stateless: The Future of MCP Transports', 'talk', 'beginner', 'MCPCon', 'Emerald Room (1st Floor)'],
    [
      '2RBVv',
      'Three Doors to One Tool: MCP vs WebMCP vs CLI',
      'keynote',
      null,
      'Keynote Sessions',
      'Auditorium (Ground Floor)',
    ],
    ['2RBW2', 'Coffee Break', 'break', null, 'Meals / Breaks / Special Events', 'Solutions Showcase - Diamond Lounge'],
  ])('has %s, %s', (id, title, kind, level, track, room) => {
    expect(byShort(programme(), id)).toMatchObject({
      title,
      kind,
      level,
      track,
      slots: [{ room, utcOffset: '+02:00' }],
    });
  });

  it('has the people of each session with their positions and companies', () => {
    const all = programme();
    expect(people(byShort(all, '2RBTu'))).toEqual([
      ['Idit Levine', 'Founder & CEO', 'Solo.io'],
      ['Keith Babo', 'Chief Product Officer', 'Solo.io'],
    ]);
    expect(people(byShort(all, '2RB8S'))).toEqual([
      ['Kurtis Van Gent', 'MCP Core Maintainer', 'Google'],
      ['Shaun Smith', 'Open Source Agents / MCP', 'Hugging Face'],
    ]);
    expect(people(byShort(all, '2RBVv'))).toEqual([
      ['Frédéric Barthelet', 'CTO & Co-founder', 'Alpic'],
      ['Dominic Farolino', 'Software Engineer', 'Google'],
    ]);
    expect(byShort(all, '2RBVv')?.people.map(({ speakerKey }) => speakerKey)).toEqual([
      'frederic.barthelet',
      '1c6c504fc99556d6a3493dba691b9836',
    ]);
    expect(byShort(all, '2RBW2')?.people).toEqual([]);
  });

  it('has two decks, their percent signs as published', () => {
    const links = programme().sessions.flatMap((session) => session.links);
    expect(links).toMatchObject([
      {
        url: 'https://hosted-files.sched.co/agntconmcpconeu26/ff/Beyond%20the%20Easy%2080%25.pdf',
        canonicalUrl: 'sched-file:agntconmcpconeu26/ff/Beyond%20the%20Easy%2080%25.pdf',
        label: 'Beyond the Easy 80%',
        kind: 'slides',
        origin: 'attachment',
      },
      { kind: 'slides', origin: 'attachment' },
    ]);
  });

  it('has instants by the zone and no description where there is only a line break', () => {
    const all = programme();
    expect(byShort(all, '2RBFQ')).toMatchObject({
      abstract: null,
      slots: [{ startsAt: '2026-09-17T07:07:00Z', endsAt: '2026-09-17T07:17:00Z', localStart: '2026-09-17T09:07:00' }],
    });
    expect(byShort(all, '2RB8S')?.abstract?.split('\n').slice(2, 4)).toEqual([
      'This session led by members of the Transports Working Group:',
      expect.stringMatching(/^- Explores the upcoming changes/u),
    ]);
  });
});

describeCorpus('the real simple view and calendar of DLF Forum 2017', () => {
  const programme = (): Programme =>
    assemble(requestFor({}, 'dlfforum2017'), [
      page('dlfforum2017', '/', 'dlfforum2017-list-simple.EXCERPT.html'),
      page('dlfforum2017', '/all.ics', 'dlfforum2017-all.EXCERPT.ics'),
    ]);

  it('tell together that the clock of Pittsburgh was four hours behind', () => {
    const { sessions, conference } = programme();
    expect(conference).toMatchObject({ name: 'DLF Forum 2017', city: 'Pittsburgh', country: 'United States' });
    expect(sessions.length).toBeGreaterThan(10);
    expect(new Set(sessions.map(({ slots }) => slots[0]?.utcOffset))).toEqual(new Set(['-04:00']));
    expect(byShort(programme(), 'Bzri')?.slots).toEqual([
      {
        startsAt: '2017-10-22T13:30:00Z',
        endsAt: '2017-10-22T14:30:00Z',
        localStart: '2017-10-22T09:30:00',
        localEnd: '2017-10-22T10:30:00',
        utcOffset: '-04:00',
        room: 'Westmoreland',
      },
    ]);
  });

  it('keep a session whose slug is a fragment, and one that is cancelled', () => {
    expect(byShort(programme(), 'Bzri')?.url).toBe('https://dlfforum2017.sched.com/event/Bzri');
    expect(byShort(programme(), 'CdoA')).toMatchObject({ title: 'Tour of the Heinz History Museum', cancelled: true });
  });

  it('doubt the four days of the menu that the page does not show, when there is no calendar', () => {
    const { doubts, scope } = assemble(requestFor({}, 'dlfforum2017'), [
      page('dlfforum2017', '/', 'dlfforum2017-list-simple.EXCERPT.html'),
    ]);
    expect(doubts).toMatchObject([{ reason: 'missing_days' }]);
    expect(scope).toEqual({ kind: 'days', days: ['2017-10-22'] });
  });
});

describeCorpus('the real print view and calendar of KubeCon Europe 2026', () => {
  const EVENT = 'kccnceu2026';
  const print = (): Page => page(EVENT, '/print', 'kccnceu2026-print.html');
  const calendar = (day: string): Page => page(EVENT, '/all.ics', `kccnceu2026-all.2026-03-${day}.ics`);

  it('have the same 596 sessions, all one hour ahead of UTC', () => {
    const { sessions, doubts, warnings } = assemble(requestFor({}, EVENT), [print(), calendar('22')]);
    expect(sessions).toHaveLength(596);
    expect(sessions.every(({ slots }) => slots.length === 1 && slots[0]?.utcOffset === '+01:00')).toBe(true);
    expect(sessions.every(({ knows }) => knows.includes('slots'))).toBe(true);
    expect({ doubts, warnings }).toEqual({ doubts: [], warnings: [] });
  });

  it('agree on titles, rooms and instants, each by itself', () => {
    const facts = { timeZone: 'Europe/Amsterdam' };
    const told = (source: Page): Map<string, unknown> =>
      new Map(
        assemble(requestFor(facts, EVENT), [source]).sessions.map(({ key, title, slots, cancelled }) => [
          key,
          { title, slots, cancelled },
        ]),
      );
    expect(told(print())).toEqual(told(calendar('22')));
  });

  it('write a type in letters and in capitals that come to one', () => {
    const { sessions } = assemble(requestFor({}, EVENT), [print(), calendar('22')]);
    expect(sessions.filter(({ track }) => track === 'Maintainer Track')).toHaveLength(82);
    expect(sessions.filter(({ track }) => track === 'MAINTAINER TRACK')).toHaveLength(0);
  });

  it('differ from one day to the next in 12 sessions, whose ids stay', () => {
    const facts = { timeZone: 'Europe/Amsterdam' };
    const [before, after] = ['22', '23'].map(
      (day) =>
        new Map(assemble(requestFor(facts, EVENT), [calendar(day)]).sessions.map((session) => [session.key, session])),
    );
    expect([...(after?.keys() ?? [])].toSorted()).toEqual([...(before?.keys() ?? [])].toSorted());
    const changed = [...(before ?? [])].filter(
      ([key, session]) => JSON.stringify(session) !== JSON.stringify(after?.get(key)),
    );
    expect(changed).toHaveLength(12);
    const become = changed.map(([key, session]) => [session.title, after?.get(key)?.title]);
    expect(become).toContainEqual([expect.stringContaining('Slimming Containers'), 'Mini Break']);
  });

  it('read a calendar that was kept as the server sent it, once it is unpacked', () => {
    const { sessions } = assemble(requestFor({}, EVENT), [page(EVENT, '/all.ics', 'current-schedule.cfc2dbc.ics.gz')]);
    expect(sessions).toHaveLength(596);
  });

  it('know a session that is sold out', () => {
    const { sessions } = assemble(requestFor({}, EVENT), [print()]);
    expect(sessions.find(({ key }) => key === '0c2c3729721440b841aaaf02e5d99579')).toMatchObject({
      title: expect.stringContaining('Maintainer Summit'),
      availability: 'full',
    });
  });
});

describeCorpus('the real calendar of JoCo Cruise 2023', () => {
  it.each([
    ['v1', 411],
    ['v2', 424],
  ])('in its version %s has %i entries', (version, count) => {
    const programme = assemble(requestFor({}, 'jococruise2023'), [
      page('jococruise2023', '/all.ics', `jococruise2023-all.${version}.ics`),
    ]);
    expect(programme.sessions).toHaveLength(count);
    expect(programme.conference.name).toBe('JoCo Cruise 2023');
    expect(programme.warnings).toEqual([]);
  });

  it('keeps the decks of the ship in its rooms, for they are no city', () => {
    const { sessions } = assemble(requestFor({}, 'jococruise2023'), [
      page('jococruise2023', '/all.ics', 'jococruise2023-all.v1.ics'),
    ]);
    expect(sessions.map(({ slots }) => slots[0]?.room)).toContain("B.B. King's, Deck 2, Midship");
  });
});

describeCorpus('KubeCon Europe 2018 on a replica', () => {
  it('has 359 sessions with their levels, 219 files on 210 of them and 289 videos', async () => {
    const site = await startSite(fromCorpus(corpusPath('sched', 'kubecon-eu-2018.json')));
    try {
      const paths = ['/list/descriptions/', '/all.ics', ...(await sessionPaths(site.origin))];
      const pages = await Promise.all(paths.map((path) => pageAt(`${site.origin}${path}`)));
      const { sessions } = assemble(
        { parameters: { origin: site.origin }, facts: {}, titles: { people: 'after_dash' }, deep: true },
        pages,
      );
      const having = (level: string | null): number => sessions.filter((session) => session.level === level).length;
      expect(sessions).toHaveLength(359);
      expect([having('beginner'), having('intermediate'), having('advanced'), having('any')]).toEqual([
        33, 134, 14, 86,
      ]);
      const files = sessions.map(({ links }) => links.filter(({ origin }) => origin === 'attachment').length);
      expect(files.filter((count) => count > 0)).toHaveLength(210);
      expect(files.reduce((sum, count) => sum + count, 0)).toBe(219);
      const videos = sessions.flatMap(({ links }) =>
        links.filter(({ kind, origin }) => kind === 'video' && origin === 'field'),
      );
      expect(videos).toHaveLength(289);
    } finally {
      await site.close();
    }
  });
});

async function pageAt(url: string): Promise<Page> {
  return pageOf(url, await (await fetch(url)).text());
}

async function sessionPaths(origin: string): Promise<string[]> {
  const { text } = await pageAt(`${origin}/list/simple`);
  return [...new Set([...text.matchAll(/event\/([A-Za-z0-9]+)\//gu)].map(([, id]) => `/event/${id ?? ''}`))];
}
