import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { opensdsMiniSummit } from '../../../scrapers/opensds-mini-summit.ts';
import type { Page, PageClient } from '../../../src/model/client.ts';
import { Programme } from '../../../src/model/programme.ts';
import { agenda } from '../../../src/platforms/agenda/agenda.ts';
import type { AgendaParameters } from '../../../src/platforms/agenda/parameters.ts';
import type { ReadRequest } from '../../../src/platforms/platform.ts';
import { corpusJson, describeCorpus } from '../../setup/corpus.ts';

const report = readFileSync(new URL('pages/storage-summit.html', import.meta.url), 'utf8');

function pageOf(text: string, status = 200): Page {
  return {
    requestedUrl: 'https://summit.example/agenda',
    url: 'https://summit.example/agenda',
    status,
    mediaType: 'text/html',
    text,
    notModified: false,
    receivedAt: '2018-05-01T00:00:00Z',
  };
}

function requestFor(
  parameters: Partial<AgendaParameters> = {},
  facts: ReadRequest<AgendaParameters>['facts'] = {},
): ReadRequest<AgendaParameters> {
  return {
    parameters: { url: 'https://summit.example/agenda', ...parameters },
    facts,
    titles: { people: 'unknown' },
    deep: false,
  };
}

function assembled(
  text: string,
  parameters?: Partial<AgendaParameters>,
  facts?: ReadRequest<AgendaParameters>['facts'],
): Programme {
  return Programme.parse(agenda.assemble(requestFor(parameters, facts), [pageOf(text)]));
}

/** Sessions as `start-end | kind | title | people`. */
function told(programme: Programme): string[] {
  return programme.sessions.map(({ kind, title, slots, people }) => {
    const [slot] = slots;
    const time =
      slot === undefined ? '' : `${slot.localStart?.slice(11, 16) ?? ''}-${slot.localEnd?.slice(11, 16) ?? ''} | `;
    const named = people.map(({ name, jobTitle, company }) =>
      [name, jobTitle, company].filter((part) => part !== null).join(', '),
    );
    return `${time}${kind} | ${title} | ${named.join('; ')}`;
  });
}

describe('an agenda page', () => {
  it('with a list of talks is read line by line, and nothing around the list', () => {
    const programme = assembled(report);
    expect(told(programme)).toEqual([
      'talk | Introduction | Steven Tan, OpenSDS TSC Chair, Huawei',
      'talk | OpenSDS Aruba Release For OpenStack & Containers | Rakesh Jain, OpenSDS TSC Vice-Chair, IBM',
      'talk | Data Mobility For Hybrid Cloud Transformation | Kei Kusunoki, NTT Communications',
      'talk | OpenSDS 101: Introduction and Contribution Primer | Xing Yang, Huawei; Sean McGinnis, Huawei',
      'talk | What is the Container Storage Interface (CSI) | Saad Ali, Google',
      'talk | LINSTOR: Reliable Storage for HA, DR, Clouds, and Containers | Philip Reisner, Linbit',
      'break | Coffee and cake | ',
      'talk | Managing and Protecting Persistent Volumes For Kubernetes | Xing Yang, Huawei',
      'talk | SNIA Swordfish: Scalable Storage Management | Alex McDonald, NetApp, SNIA',
      'talk | Storage Design & Operations for Hyperscale Environment | Yusuke Sato, Yahoo Japan',
      'talk | Storage Intelligence For The Data Center | Allen Samuels, Western Digital',
      'talk | The KPN Managed Hybrid Cloud DataExchange | Wim Jacobs, KPN',
    ]);
    expect(programme.sessions[0]).toMatchObject({
      key: 'introduction',
      publishedTitle: 'Introduction (by Steven Tan, OpenSDS TSC Chair, Huawei)',
      slots: [],
      knows: ['title', 'kind', 'people'],
    });
    expect(programme).toMatchObject({ identity: 'matched', scope: { kind: 'conference' }, doubts: [] });
  });

  it('with times has slots on its day, in UTC by the zone of the conference', () => {
    const programme = assembled(
      '<p>09:00-09:30 Breakfast</p><p>09:30 &ndash; 10:15 Welcome &ndash; Saad Ali, Google</p><p>22:00-00:30 Party</p>',
      { day: '2018-05-01' },
      { timeZone: 'Europe/Copenhagen', name: 'Summit' },
    );
    expect(told(programme)).toEqual([
      '09:00-09:30 | break | Breakfast | ',
      '09:30-10:15 | talk | Welcome | Saad Ali, Google',
      '22:00-00:30 | break | Party | ',
    ]);
    expect(programme.sessions[1]?.slots).toEqual([
      {
        startsAt: '2018-05-01T07:30:00Z',
        endsAt: '2018-05-01T08:15:00Z',
        localStart: '2018-05-01T09:30:00',
        localEnd: '2018-05-01T10:15:00',
        utcOffset: '+02:00',
        room: null,
      },
    ]);
    expect(programme.sessions[1]?.knows).toContain('slots');
    expect(programme.sessions[2]?.slots[0]?.localEnd).toBe('2018-05-02T00:30:00');
    expect(programme.conference).toMatchObject({ name: 'Summit', startsOn: '2018-05-01', endsOn: '2018-05-01' });
  });

  it.each([
    [
      'lines run together',
      '<div>Agenda09:00-09:30 \u00A0 Breakfast09:30-09:50 Welcome – Steven Tan, OpenSDS TSC Chair09:50-10:00 Closing – OpenSDS TSC</div>',
    ],
    [
      'line breaks',
      '09:00-09:30 Breakfast<br>09:30-09:50 Welcome – Steven Tan, OpenSDS TSC Chair<br/>09:50-10:00 Closing – OpenSDS TSC',
    ],
    [
      'a table',
      '<table><tr><td>09:00-09:30</td><td>Breakfast</td></tr><tr><td>09:30-09:50</td><td>Welcome</td><td>Steven Tan, OpenSDS TSC Chair</td></tr><tr><td>09:50-10:00</td><td>Closing</td><td></td></tr></table>',
    ],
    [
      'definitions',
      '<dl><dt>09:00-09:30</dt><dd>Breakfast</dd><dt>09:30-09:50</dt><dd>Welcome – Steven Tan, OpenSDS TSC Chair</dd><dt>09:50-10:00</dt><dd>Closing</dd></dl>',
    ],
    [
      'paragraphs of prose between them',
      '<p>Come and see.</p><p>09:00-09:30 Breakfast</p><p>Bring your own cup.</p><p>09:30-09:50 Welcome – Steven Tan, OpenSDS TSC Chair</p><p>09:50-10:00 Closing</p>',
    ],
  ])('may be written as %s', (_, html) => {
    expect(told(assembled(html, { day: '2018-05-01' }))).toEqual([
      '09:00-09:30 | break | Breakfast | ',
      '09:30-09:50 | talk | Welcome | Steven Tan, OpenSDS TSC Chair',
      '09:50-10:00 | talk | Closing | ',
    ]);
  });

  it('ends where the text runs on into something else', () => {
    const programme = assembled(
      '10:00-11:00 One11:00-12:00 Two12:00-13:00 Happy Hour with BeerRegistration: Add this training on your registration here. If you are already registered, modify it.',
      { day: '2018-05-01' },
    );
    expect(programme.sessions.at(-1)?.title).toBe('Happy Hour with Beer');
  });

  it('gives each session a key of its own', () => {
    const programme = assembled(
      '<p>10:00-10:15 Coffee Break<p>10:15-11:00 Coffee Break 2<p>11:00-11:15 Coffee Break<p>11:15-12:00 ☕ Ω',
    );
    expect(programme.sessions.map(({ key }) => key)).toEqual(['coffee-break', 'coffee-break-2', 'coffee-break-3', 'ω']);
  });

  it('is read within the selector, and as a whole where the page has no such element', () => {
    const html = `<div class="other">08:00-09:00 A<br>09:00-10:00 B<br>10:00-11:00 C</div><div class="agenda">11:00-12:00 D<br>12:00-13:00 E<br>13:00-14:00 F</div>`;
    const titles = (selector?: string): string[] =>
      assembled(html, selector === undefined ? {} : { selector }).sessions.map(({ title }) => title);
    expect(titles('.agenda')).toEqual(['D', 'E', 'F']);
    expect(titles('.missing')).toEqual(['A', 'B', 'C', 'D', 'E', 'F']);
    expect(titles()).toEqual(['A', 'B', 'C', 'D', 'E', 'F']);
    expect(titles('p[[')).toEqual(['A', 'B', 'C', 'D', 'E', 'F']);
  });

  it('without a known day has no slots, and says so', () => {
    const programme = assembled('10:00-10:30 A<br>10:30-11:00 B<br>11:00-12:00 C');
    expect(programme.sessions.every(({ slots, knows }) => slots.length === 0 && !knows.includes('slots'))).toBe(true);
    expect(programme.warnings).toHaveLength(1);
  });

  it.each([
    ['prose', '<p>We met. It was nice.</p><p>Open 09:00-17:00</p>', 200, 'no_sessions'],
    ['nothing', '', 200, 'no_sessions'],
    ['a missing page', '<h1>Not found</h1>', 404, 'no_sessions'],
    ['a bot check', '<title>Just a moment...</title>', 403, 'bot_check'],
    ['a bot check that says it is well', '<title>Just a moment...</title>', 200, 'bot_check'],
    ['a busy server', 'busy', 503, 'bot_check'],
    ['a login', 'who are you', 401, 'login'],
    ['an agenda on an error page', report, 500, 'no_sessions'],
  ])('is doubted when it is %s', (_, text, status, reason) => {
    const programme = agenda.assemble(requestFor(), [pageOf(text, status)]);
    expect(programme.sessions).toEqual([]);
    expect(programme.doubts.map((doubt) => doubt.reason)).toEqual([reason]);
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 2000 }), fc.string(), (text, selector) => {
        Programme.parse(agenda.assemble(requestFor({ selector }), [pageOf(text)]));
      }),
    );
    const deep = assembled(`${'<div>'.repeat(4_990)}10:00-11:00 A<br>11:00-12:00 B<br>12:00-13:00 C`);
    expect(deep.sessions).toHaveLength(3);
  });
});

describe('the platform for agendas', () => {
  const url = new URL('https://summit.example/agenda');

  it('offers itself, hardly sure, for a page with three agenda lines', () => {
    expect(agenda.recognise(url, pageOf(report))).toEqual({ parameters: { url: url.href }, confidence: 0.1 });
    expect(agenda.recognise(url, pageOf('10:00-10:30 A<br>10:30-11:00 B<br>11:00-12:00 C'))?.confidence).toBe(0.2);
    expect(agenda.recognise(url, pageOf('10:00-10:30 A<br>10:30-11:00 B'))).toBeNull();
    expect(agenda.recognise(url, pageOf(report, 404))).toBeNull();
    expect(agenda.recognise(url)).toBeNull();
  });

  it.each([
    [{}, /"url"/u],
    [{ url: 'ftp://summit.example/' }, /"url"/u],
    [{ url: url.href, day: '2018-13-01' }, /"day"/u],
    [{ url: url.href, selektor: 'p' }, /"selektor"/u],
    ['x', /"value"/u],
  ])('refuses the parameters %j by name', (value, message) => {
    expect(() => agenda.parameters(value)).toThrow(message);
  });

  it.each([
    [500, 'The server answered with status 500.', 'no_sessions'],
    [403, 'A bot check answered instead of the agenda (status 403).', 'bot_check'],
    [401, 'The agenda asks for a login.', 'login'],
    [404, 'There is no such page (status 404).', 'no_sessions'],
  ])('doubts a page with status %i: %s', (status, message, reason) => {
    const programme = agenda.assemble(requestFor(), [pageOf('Oops', status)]);
    expect(programme).toMatchObject({ doubts: [{ reason, message }], missed: [] });
  });

  it('is read in part where another of its pages is missed', () => {
    const programme = agenda.assemble(requestFor(), [pageOf(report), pageOf('Oops', 500)]);
    expect(programme.sessions).toHaveLength(12);
    expect(programme).toMatchObject({ doubts: [], missed: [`${url.href}: The server answered with status 500.`] });
  });

  it('asks for its one page', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end(report);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    try {
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/agenda`;
      const page = async (asked: string): Promise<Page> => {
        const answer = await fetch(asked);
        return { ...pageOf(await answer.text(), answer.status), requestedUrl: asked, url: answer.url };
      };
      const client: PageClient = { page, render: page };
      const programme = await agenda.read(requestFor(agenda.at(new URL(address))), client);
      expect(programme.sessions).toHaveLength(12);
      expect(programme.sessions[0]?.url).toBe(address);
      expect(asked).toEqual(['/agenda']);
    } finally {
      server.close();
    }
  });
});

describeCorpus('the OpenSDS Mini Summit 2018', () => {
  it('has the agenda that its Sched session ran together in one paragraph', () => {
    const sessions = corpusJson<{ sessions: { url: string; description: string }[] }>(
      'sched',
      'kubecon-eu-2018.json',
    ).sessions;
    const description = sessions.find(({ url }) => url.includes('/event/EBoD/'))?.description ?? '';
    const [edition] = opensdsMiniSummit;
    if (edition === undefined) throw new Error('there is an edition of 2018');
    const parameters = agenda.parameters({ url: edition.url, ...edition.parameters });
    const html = `<p>11:11-12:12 elsewhere</p><div class="tip-description">${description.replaceAll('&', '&amp;')}</div>`;
    const programme = Programme.parse(agenda.assemble({ ...requestFor(parameters, edition.facts) }, [pageOf(html)]));
    expect(told(programme)).toEqual([
      '09:00-09:30 | break | Breakfast Buffet | ',
      '09:30-09:50 | talk | Welcome and Introduction | Steven Tan, OpenSDS TSC Chair',
      '09:50-10:00 | talk | Guest Speaker | Dan Kohn, Executive Director, Cloud Native Computing Foundation',
      '10:00-10:45 | talk | OpenSDS Aruba Release For OpenStack & Containers | Rakesh Jain, OpenSDS TSC Co-Chair, IBM',
      '10:45-11:15 | talk | Our Cloud Storage Design and Motivation for OpenSDS | Kei Kusunoki, NTT Communications',
      '11:15-12:00 | talk | OpenSDS 101 - Introduction and Contribution Primer | Sean McGinnis, Huawei',
      '12:00-13:30 | break | Lunch Break (not provided) | ',
      '13:30-14:00 | talk | What Is The Container Storage Interface (CSI) | Saad Ali, Google',
      '14:00-14:30 | talk | Reliable Storage for HA, DR, Clouds and Containers | Philip Reisner, Linbit',
      '14:30-15:15 | talk | Managing and Protecting Persistent Volumes For Kubernetes | Xing Yang, Huawei',
      '15:15-15:30 | break | Coffee Break | ',
      '15:30-16:00 | talk | Storage Design & Operations for Hyperscale Environment | Yusuke Sato, Yahoo Japan',
      '16:00-16:30 | talk | OpenSDS Interplay | Howard Huang, Huawei',
      '16:30-17:15 | talk | Storage Intelligence For The Data Center | Allen Samuels, Western Digital',
      '17:15-17:45 | talk | The KPN Managed Hybrid Cloud DataExchange | Wim Jacobs, KPN',
      '17:45-18:00 | talk | Closing | ',
      '18:00-20:00 | break | Happy Hour with Bites and Beer | ',
    ]);
    expect(programme.sessions[0]?.slots[0]).toMatchObject({ startsAt: '2018-05-01T07:00:00Z', utcOffset: '+02:00' });
    expect(programme.sessions.every(({ knows }) => knows.includes('slots'))).toBe(true);
  });
});
