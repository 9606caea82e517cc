import { readFileSync } from 'node:fs';
import { type Cheerio, type CheerioAPI, load } from 'cheerio';
import { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import { corpusPath, describeCorpus } from '../../setup/corpus.ts';
import { calendar } from './calendar.ts';
import type { SiteConference, SiteFile, SitePerson, SiteSession } from './conference.ts';
import type { Presentation } from './frame.ts';
import { descriptions } from './listing.ts';
import { print } from './print.ts';
import { simple } from './simple.ts';

/** The replica is held against real pages: what they say is read from them, drawn again, and has to come out the same. */

/** What `toArray` gives: a node of the document. */
type AnyNode = ReturnType<ReturnType<CheerioAPI['root']>['contents']>[number];
type Element = ReturnType<ReturnType<CheerioAPI>['children']>[number];

const empty: SiteSession = {
  md5: '',
  shortId: '',
  title: '',
  start: '',
  end: '',
  room: null,
  descriptionHtml: '<br>',
  people: [],
  type: 'Talks',
  fields: [],
  files: [],
};

const conferenceOf = (more: Partial<SiteConference>): SiteConference => ({
  event: 'event',
  name: 'Conference',
  website: 'https://conference.example/',
  city: 'Amsterdam, Netherlands',
  zone: 'Europe/Amsterdam',
  startsOn: '2026-09-17',
  endsOn: '2026-09-18',
  clock: '24h',
  ended: true,
  sessions: [],
  ...more,
});

const presentationOf = (conference: SiteConference): Presentation => ({
  conference,
  origin: `https://${conference.event}.sched.com`,
  filesOrigin: 'https://hosted-files.sched.co',
  markup: '2026',
  clock: conference.clock,
  day: null,
  hiddenDays: [],
});

const real = (name: string): CheerioAPI => load(readFileSync(corpusPath('sched', name), 'utf8'));

describeCorpus('the replica against real pages', () => {
  it('draws the blocks of /list/descriptions as Sched does', () => {
    const $ = real('agntconmcpconeu26-list-descriptions.EXCERPT.html');
    const blocks = $('.sched-container').toArray();
    const conference = conferenceOf({
      event: 'agntconmcpconeu26',
      name: 'AGNTCon + MCPCon Europe 2026',
      website: 'https://events.linuxfoundation.org/agntcon-mcpcon-europe/',
      sessions: blocks.map((block) => fromListing($, $(block))),
    });
    const replica = load(descriptions(presentationOf(conference)));
    const drawn = replica('.sched-container').toArray();

    expect(drawn).toHaveLength(6);
    for (const [index, block] of drawn.entries()) {
      expect(outline(block)).toEqual(outline(blocks[index]));
      expect(outline(replica(block).prev()[0])).toEqual(outline($('.sched-container').eq(index).prev()[0]));
    }
  });

  it.each([
    'base',
    'title',
    'meta',
    '#schedorg-header',
    '#filter-sessions .ui-modal__item',
    '#sched-filter-menutag-company',
  ])('frames /list/descriptions with the real %s', (selector) => {
    const $ = real('agntconmcpconeu26-list-descriptions.EXCERPT.html');
    const sessions = $('.sched-container')
      .toArray()
      .map((block) => fromListing($, $(block)));
    const replica = load(
      descriptions(
        presentationOf(
          conferenceOf({
            event: 'agntconmcpconeu26',
            name: 'AGNTCon + MCPCon Europe 2026',
            website: 'https://events.linuxfoundation.org/agntcon-mcpcon-europe/',
            sessions,
          }),
        ),
      ),
    );
    expect(replica(selector).toArray().map(outline)).toEqual($(selector).toArray().map(outline));
  });

  it('draws /list/simple as Sched does', () => {
    const $ = real('dlfforum2017-list-simple.EXCERPT.html');
    const day = '2017-10-22';
    const sessions = $('.list-simple a.name')
      .toArray()
      .map((anchor): SiteSession => {
        const link = $(anchor);
        const time = local(day, link.closest('.sched-container').prev('h3').text().replace('EDT', ''));
        const names = link.find('.sched-event-evpeople').text();
        return {
          ...empty,
          md5: link.attr('id') ?? '',
          shortId: /event\/(\w+)/.exec(link.attr('href') ?? '')?.[1] ?? '',
          title: link.find('.session-title').text(),
          start: time,
          end: time,
          room: link.find('.vs').text(),
          people: names === '' ? [] : names.split(' • ').map((name) => person({ name })),
        };
      });
    const conference = conferenceOf({ name: 'DLF Forum 2017', zone: 'America/New_York', clock: '12h', sessions });
    const replica = load(simple(presentationOf(conference), '/'));
    const parts = '.list-simple > *:not(.sched-container-bottom), .session__view';

    expect(sessions).toHaveLength(13);
    expect(replica(parts).toArray().map(outline)).toEqual($(parts).toArray().map(outline));
    expect(replica('.ui-modal__item').first().html()).toBe($('.ui-modal__item').first().html());
  });

  it('draws the rows of /print as Sched does', () => {
    const $ = real('kccnceu2026-print.html');
    const rows = $('td.time')
      .toArray()
      .map((cell) => $(cell).closest('tr'));
    const sessions = rows.map((row): SiteSession => {
      const day = row.closest('table').find('tr.bar span').attr('id') ?? '';
      const [start = '', end = ''] = row.find('td.time').text().split('–');
      const venue = row.find('.venue').text().trim();
      const address = / \(([^()]*\d{4}[^()]*)\)$/.exec(venue)?.[1];
      const roles = row
        .find('.sched-role-list')
        .toArray()
        .flatMap((list) => {
          const [role = '', names = ''] = $(list).text().split(': ');
          return names.split(', ').map((name) => person({ role, name }));
        });
      return {
        ...empty,
        md5: row.find('a').attr('id') ?? '',
        title: row.find('a').text(),
        start: local(day, start),
        end: local(day, end),
        room: address === undefined ? venue : venue.slice(0, -address.length - 3),
        ...(address === undefined ? {} : { address }),
        people: roles,
      };
    });
    const replica = load(print(presentationOf(conferenceOf({ sessions })), false));
    const outlines = new Map(
      replica('td.title')
        .toArray()
        .map((cell) => [replica(cell).find('a').attr('id'), outline(cell)]),
    );

    expect(sessions).toHaveLength(596);
    for (const row of rows) expect(outlines.get(row.find('a').attr('id'))).toEqual(outline(row.find('td.title')[0]));
    expect(replica('tr.bar').toArray().map(outline)).toEqual($('tr.bar').toArray().map(outline));
  });

  it.each([
    ['kccnceu2026-all.2026-03-22.ics', 'Europe/Amsterdam', 'Amsterdam, Netherlands'],
    ['kccnceu2026-all.2026-03-23.ics', 'Europe/Amsterdam', 'Amsterdam, Netherlands'],
  ])('writes %s byte for byte', (name, zone, city) => {
    const text = readFileSync(corpusPath('sched', name), 'utf8').replaceAll(/\r?\n/g, '\r\n');
    const value = (block: string, property: string): string =>
      new RegExp(`^${property}:(.*)$`, 'm').exec(block)?.[1]?.replace('\r', '') ?? '';
    const plain = (escaped: string): string => escaped.replaceAll('\\n', '\n').replaceAll(/\\(.)/g, '$1');
    const sessions = text
      .split('BEGIN:VEVENT')
      .slice(1)
      .map((block): SiteSession => {
        const place = plain(value(block, 'LOCATION'));
        const inCity = city !== '' && place.endsWith(`, ${city}`);
        const [room = '', ...address] = inCity ? [place.slice(0, -city.length - 2)] : place.split(', ');
        return {
          ...empty,
          md5: value(block, 'UID'),
          title: plain(value(block, 'SUMMARY')),
          start: wallClock(value(block, 'DTSTART'), zone),
          end: wallClock(value(block, 'DTEND'), zone),
          room: city === '' ? null : room,
          ...(inCity ? {} : { address: city === '' ? place : address.join(', ') }),
          descriptionHtml: plain(value(block, 'DESCRIPTION')),
          type: plain(value(block, 'CATEGORIES')),
        };
      });
    const conference = conferenceOf({
      event: value(text, 'X-WR-CALNAME'),
      name: value(text, 'PRODID').slice('-//Sched.com '.length, -'//EN'.length),
      city,
      zone,
      sessions,
    });
    const exportedAt = Temporal.PlainDateTime.from(value(text, 'DTSTAMP').replace('Z', '')).toZonedDateTime('UTC');
    expect(entries(calendar(conference, exportedAt.epochMilliseconds))).toEqual(entries(text));
  });
});

/** A calendar's head and its entries by UID: the real order has ties that the file does not explain. */
function entries(text: string): Map<string | undefined, string> {
  return new Map(text.split('BEGIN:VEVENT').map((block) => [/^UID:(.*)\r$/m.exec(block)?.[1], block]));
}

function fromListing($: CheerioAPI, block: Cheerio<Element>): SiteSession {
  const link = block.find('a.name');
  const [date = '', times = ''] = splitDate(block.find('.list-single__date').text());
  const [start = '', end = ''] = times.split(' - ');
  const day = new Date(`${date} UTC`).toISOString().slice(0, 10);
  return {
    ...empty,
    md5: link.attr('id') ?? '',
    shortId: /^event\/(\w+)/.exec(link.attr('href') ?? '')?.[1] ?? '',
    title: link.find('.session-title').text(),
    start: local(day, start),
    end: local(day, end),
    room: block.find('.list-single__location a').text().trim(),
    descriptionHtml: (block.find('.tip-description').html() ?? '').replace('<strong></strong>', '').trim(),
    people: block
      .find('.sched-person-session')
      .toArray()
      .map((element) =>
        person({
          name: $(element).find('h2 a').text(),
          username: $(element).find('h2 a').attr('href')?.slice('speaker/'.length) ?? '',
          position: $(element).find('.sched-event-details-role-company').text(),
        }),
      ),
    type: block.find('.sched-event-type > a').text().trim(),
    fields: block
      .find('.tip-custom-fields li')
      .toArray()
      .map((item) => ({
        label: $(item).find('strong').text(),
        slot: $(item).find('a').attr('href')?.split('/')[1] ?? '',
        value: $(item).find('a').text(),
      })),
    files: block
      .find('.sched-file a')
      .toArray()
      .map((anchor): SiteFile => {
        const [folder = '', name = ''] = ($(anchor).attr('href') ?? '').split('/').slice(-2);
        return { folder, name: decodeURIComponent(name), label: $(anchor).text().trim(), body: () => Buffer.alloc(0) };
      }),
  };
}

function person(more: Partial<SitePerson>): SitePerson {
  return { role: 'Speakers', username: '', name: '', position: '', bio: '', ...more };
}

/** `Thursday September 17, 2026 09:07 - 09:17 CEST` in two. */
function splitDate(text: string): string[] {
  return [/\w+ (\w+ \d+, \d{4}) (.*) \w+/.exec(text.trim()) ?? []].flatMap(([, date = '', times = '']) => [
    date,
    times,
  ]);
}

/** A day and ` 9:30am` or `09:30` as `2017-10-22T09:30`. */
function local(day: string, time: string): string {
  const [, hour = '', minute = '', half] = /(\d+):(\d+)([ap])?m?/.exec(time) ?? [];
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'p' ? 12 : 0);
  return `${day}T${String(hours).padStart(2, '0')}:${minute}`;
}

function wallClock(stamp: string, zone: string): string {
  const instant = Temporal.PlainDateTime.from(stamp.replace('Z', '')).toZonedDateTime('UTC').toInstant();
  return instant.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' });
}

/**
 * Elements, attributes and words, without what the replica cannot know: where a picture lies, how a biography was cut, and
 * which of the event's types has which colour. White space counts as one space.
 */
function outline(node: AnyNode | undefined): unknown {
  if (node === undefined) return null;
  if ('data' in node && node.nodeType === 3) return node.data.replaceAll(/\s+/g, ' ').trim() || null;
  if (!('attribs' in node)) return null;
  const attributes = Object.entries(node.attribs).map(([name, value]) =>
    name === 'src'
      ? name
      : `${name}=${value
          .trim()
          .replaceAll(/ +/g, ' ')
          .replace(/\bev_\d+/, 'ev')}`,
  );
  const isBiography = node.attribs['class'] === 'sched-person-session-role';
  const children = isBiography ? [] : node.childNodes.map(outline).filter((child) => child !== null);
  return [node.name, attributes, ...children];
}
