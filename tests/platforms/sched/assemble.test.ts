import { describe, expect, it } from 'vitest';
import type { Page } from '../../../src/model/client.ts';
import type { Session } from '../../../src/model/session.ts';
import { assemble } from '../../../src/platforms/sched/assemble.ts';
import { fixture, fixturePage, ORIGIN, PATHS, pageOf, requestFor } from './pages.ts';

const key = (number: number): string => String(number).padStart(32, '0');

function sessionsOf(...pages: Page[]): Map<string, Session> {
  return new Map(assemble(requestFor(), pages).sessions.map((session) => [session.key, session]));
}

describe('the expanded listing', () => {
  const programme = assemble(requestFor(), [fixturePage('listing.html')]);
  const [keynote, night, coffee] = programme.sessions;

  it('gives the conference its name, place and dates', () => {
    expect(programme.conference).toEqual({
      name: 'Harbour Summit 2025',
      url: 'https://harbour25.sched.com/',
      city: 'Rotterdam',
      country: 'Netherlands',
      venue: null,
      timeZone: null,
      startsOn: '2025-03-29',
      endsOn: '2025-03-30',
    });
    expect(programme).toMatchObject({ scope: { kind: 'conference' }, identity: 'stable', doubts: [], warnings: [] });
  });

  it('gives a session its ids, and an address without the slug', () => {
    expect(keynote).toMatchObject({ key: key(1), aliases: ['2Aa01'], url: `${ORIGIN}/event/2Aa01` });
    expect(coffee).toMatchObject({ key: key(3), aliases: ['2Aa03'] });
  });

  it('gives a title without its marks, and as published', () => {
    expect(keynote).toMatchObject({
      title: 'Tides & Docks',
      publishedTitle: 'Keynote: Tides &\tDocks - Ann Example, Port Authority',
      kind: 'keynote',
    });
    expect(night).toMatchObject({
      title: 'Night Watch',
      level: 'intermediate',
      publishedLevel: 'Intermediate Skill Level',
    });
  });

  it('keeps a cancelled session, as cancelled', () => {
    expect(coffee).toMatchObject({ title: 'Coffee Break', kind: 'break', cancelled: true, abstract: null, people: [] });
  });

  it('reads a badge that a script put behind the title', () => {
    expect(keynote?.availability).toBe('full');
  });

  it('reads the level by its label, the language, the type and the other fields', () => {
    expect(keynote).toMatchObject({
      level: 'any',
      publishedLevel: 'Any',
      language: 'en',
      track: 'Main/Stage',
      tags: ['Big Ideas', 'Session Slides Attached'],
    });
  });

  it('makes plain text of the description', () => {
    expect(keynote?.abstract).toBe(
      'First paragraph.\none\ntwo\nSee our site, the next talk, Ann and the slides: https://speakerdeck.com/ann/tides.',
    );
    expect(night?.abstract).toBeNull();
  });

  it('reads people by their blocks, and lets the title add a company', () => {
    expect(keynote?.people).toEqual([
      {
        speakerKey: 'mod.erator',
        name: 'Mo Derator',
        role: 'moderator',
        jobTitle: 'Chair',
        company: 'Docks & Co., Inc.',
        bio: null,
        url: `${ORIGIN}/speaker/mod.erator`,
      },
      {
        speakerKey: 'ann.23xu',
        name: 'Ann Example',
        role: 'speaker',
        jobTitle: 'Chief Engineer',
        company: 'Port Authority',
        bio: 'Speakers like her. She...',
        url: `${ORIGIN}/speaker/ann.23xu`,
      },
    ]);
  });

  it('knows the people of sessions with a speaker block only', () => {
    expect(keynote?.knows).toContain('people');
    expect(night?.knows).not.toContain('people');
    expect(keynote?.knows).not.toContain('video');
  });

  it('finds files, links of fields and links of the text, each once', () => {
    expect(keynote?.links.map(({ url, kind, origin, label }) => [url, kind, origin, label])).toEqual([
      ['https://hosted-files.sched.co/harbour25/66/tides%20%281%29.pdf', 'slides', 'attachment', 'tides (1)'],
      ['https://static.sched.com/hosted_files/harbour25/66/demo.mov', 'video', 'attachment', 'demo'],
      ['https://youtu.be/abcdefghijk', 'video', 'field', 'Video'],
      ['https://example.org/tides', 'other', 'description', 'our site'],
      ['https://speakerdeck.com/ann/tides', 'slides', 'description', null],
    ]);
  });

  it('has wall times alone while nothing tells the offset', () => {
    expect(night?.slots).toEqual([
      {
        startsAt: null,
        endsAt: null,
        localStart: '2025-03-29T23:00:00',
        localEnd: '2025-03-30T04:00:00',
        utcOffset: null,
        room: 'Quay',
      },
    ]);
  });

  it('has instants by the zone where one is stated', () => {
    const { sessions } = assemble(requestFor({ timeZone: 'Europe/Amsterdam' }), [fixturePage('listing.html')]);
    expect(sessions.map(({ slots }) => slots[0]?.startsAt)).toEqual([
      '2025-03-29T08:00:00Z',
      '2025-03-29T22:00:00Z',
      '2025-03-30T08:00:00Z',
    ]);
  });
});

describe('the listing and the calendar', () => {
  const sessions = sessionsOf(fixturePage('all.ics'), fixturePage('listing.html'));

  it.each([
    [1, '2025-03-29T08:00:00Z', '2025-03-29T08:45:00Z', '2025-03-29T09:00:00', '+01:00', 'Pier 1'],
    // The clocks were set forward that night.
    [2, '2025-03-29T22:00:00Z', '2025-03-30T02:00:00Z', '2025-03-29T23:00:00', '+01:00', 'Quay'],
    [3, '2025-03-30T08:00:00Z', '2025-03-30T08:30:00Z', '2025-03-30T10:00:00', '+02:00', null],
    // In the calendar alone: by the offset of its neighbours, and without the city behind the room.
    [4, '2025-03-29T08:00:00Z', '2025-03-29T16:00:00Z', '2025-03-29T09:00:00', '+01:00', 'Gate'],
    [5, '2025-03-30T10:10:00Z', '2025-03-30T11:00:00Z', '2025-03-30T12:10:00', '+02:00', 'Hotel'],
  ])('session %i is at %s', (number, startsAt, endsAt, localStart, utcOffset, room) => {
    expect(sessions.get(key(number))?.slots).toEqual([
      expect.objectContaining({ startsAt, endsAt, localStart, utcOffset, room }),
    ]);
  });

  it('list sessions that the calendar alone has, with what a calendar knows', () => {
    expect(sessions.get(key(4))).toMatchObject({ title: 'Registration', knows: ['title', 'state', 'slots', 'room'] });
    expect(sessions.get(key(5))?.track).toBe('Main/Stage');
  });

  it('follow the listing where a session moved between the two readings', () => {
    const moved = fixture('listing.html').replace('9:00am - 9:45am', '2:00pm - 2:45pm');
    const [keynote] = assemble(requestFor({ timeZone: 'Europe/Amsterdam' }), [
      pageOf(`${ORIGIN}${PATHS['listing.html']}`, moved),
      fixturePage('all.ics'),
    ]).sessions;
    expect(keynote?.slots[0]).toMatchObject({ localStart: '2025-03-29T14:00:00', startsAt: '2025-03-29T13:00:00Z' });
  });

  it('warn of a zone that the schedule contradicts, and follow the schedule', () => {
    const programme = assemble(requestFor({ timeZone: 'America/Chicago' }), [
      fixturePage('listing.html'),
      fixturePage('all.ics'),
    ]);
    expect(programme.warnings).toEqual([expect.stringContaining('America/Chicago')]);
    expect(programme.sessions[0]?.slots[0]?.utcOffset).toBe('+01:00');
  });
});

describe('the calendar alone', () => {
  const programme = assemble(requestFor(), [fixturePage('all.ics')]);
  const [keynote] = programme.sessions;

  it('gives titles, instants, rooms and offers people and text', () => {
    expect(programme.conference.name).toBe('Harbour Summit 2025');
    expect(keynote).toMatchObject({
      title: 'Tides & Docks',
      abstract: 'See “us”.\nSecond.',
      slots: [{ startsAt: '2025-03-29T08:00:00Z', localStart: null, utcOffset: null, room: 'Pier 1' }],
      people: [{ name: 'Ann Example', company: 'Port Authority' }],
      knows: ['title', 'state', 'slots'],
    });
    expect(programme.doubts).toEqual([]);
  });

  it('gives wall times where the zone is stated', () => {
    const { sessions } = assemble(requestFor({ timeZone: 'Europe/Amsterdam' }), [fixturePage('all.ics')]);
    expect(sessions[1]?.slots[0]).toMatchObject({
      localStart: '2025-03-29T23:00:00',
      localEnd: '2025-03-30T03:00:00',
      utcOffset: '+01:00',
    });
  });

  it('loses a broken entry and no other', () => {
    const broken = fixture('all.ics').replace('DTSTART:20250329T220000Z', 'DTSTART:now\nnonsense');
    const { sessions } = assemble(requestFor(), [pageOf(`${ORIGIN}/all.ics`, broken)]);
    expect(sessions.map((session) => session.key)).toEqual(expect.arrayContaining([1, 3, 4, 5].map(key)));
  });
});

describe('the room of a calendar alone', () => {
  /** The calendar with one location for all its sessions. */
  const everywhere = (location: string): Page =>
    pageOf(
      `${ORIGIN}/all.ics`,
      fixture('all.ics').replace(/^LOCATION:.*$/gmu, `LOCATION:${location.replaceAll(',', '\\,')}`),
    );
  const empty = pageOf(
    `${ORIGIN}/list/descriptions/`,
    '<meta name="twitter:description" content="Aarhus, Denmark - See the full schedule of events happening May 14 - 15, 2024">',
  );
  it.each<[string, Parameters<typeof requestFor>[0], Page[], string | null, boolean]>([
    ['is an offer with the city behind it', {}, [everywhere('Dock, Aarhus, Denmark')], 'Dock, Aarhus, Denmark', false],
    ['is known where the city is stated', { city: 'Aarhus' }, [everywhere('Dock, Aarhus, Denmark')], 'Dock', true],
    ['is known where a page says the place', {}, [everywhere('Dock, Aarhus, Denmark'), empty], 'Dock', true],
    [
      'is known to be none where only the place is given',
      { city: 'Aarhus' },
      [everywhere('Aarhus, Denmark')],
      null,
      true,
    ],
    [
      'is an offer where it may be an address',
      { city: 'Aarhus' },
      [everywhere('Dock, Level 2')],
      'Dock, Level 2',
      false,
    ],
    ['is an offer where rooms alone suggest the place', {}, [fixturePage('all.ics')], 'Pier 1', false],
  ])('%s', (_, facts, pages, room, known) => {
    const [first] = assemble(requestFor(facts), pages).sessions;
    expect(first?.slots[0]?.room).toBe(room);
    expect(first?.knows.includes('room')).toBe(known);
  });
});

describe('whether a seat is left', () => {
  const marked = (name: 'all.ics' | 'print.html'): Page =>
    fixturePage(name, { text: fixture(name).replace('Keynote: Tides', 'SOLD OUT: Keynote: Tides') });
  it.each<[string, Page[], string | null, boolean]>([
    ['is known of the listing, by its badge', [fixturePage('listing.html')], 'full', true],
    [
      'is known of the listing without any badge',
      [fixturePage('listing.html', { text: fixture('listing.html').replace(/\bFULL\b/u, '') })],
      null,
      true,
    ],
    ['is not known of a calendar', [fixturePage('all.ics')], null, false],
    ['is known of a calendar whose title says so', [marked('all.ics')], 'full', true],
    ['is not known of a print view', [fixturePage('print.html')], null, false],
    ['is known of a print view whose title says so', [marked('print.html')], 'full', true],
  ])('%s', (_, pages, availability, known) => {
    const keynote = sessionsOf(...pages).get(key(1));
    expect(keynote?.availability).toBe(availability);
    expect(keynote?.knows.includes('availability')).toBe(known);
  });
});

describe('older markup', () => {
  const { sessions } = assemble(requestFor({}, 'oldharbour'), [
    pageOf('https://oldharbour.sched.com/list/descriptions/', fixture('listing-2016.html')),
  ]);

  it('has the title in the first text node, and absolute paths', () => {
    expect(sessions[0]).toMatchObject({
      aliases: ['F0qi'],
      title: 'Mooring, and more',
      kind: 'tutorial',
      abstract: 'Ropes.\nKnots.',
      slots: [{ localStart: '2016-06-28T08:00:00', localEnd: '2016-06-28T12:00:00', room: 'Atrium 1' }],
      people: [{ name: 'Joe Rope', speakerKey: 'joe' }],
    });
  });

  it('may hold two sessions in one box', () => {
    expect(sessions[1]).toMatchObject({
      title: 'Second in the same box',
      slots: [{ localStart: '2016-06-28T13:00:00' }],
      people: [],
    });
  });
});

describe('the simple view', () => {
  it('gives starts, rooms and offers names; ends come from the calendar', () => {
    const alone = sessionsOf(fixturePage('simple.html'));
    expect(alone.get(key(5))).toMatchObject({
      slots: [{ localStart: '2025-03-30T12:10:00', localEnd: null, room: null }],
      people: [{ name: 'Bo Atman' }, { name: 'Sally Sail' }],
      availability: 'waitlist',
      knows: ['title', 'state', 'room', 'availability'],
    });
    const joined = sessionsOf(fixturePage('simple.html'), fixturePage('all.ics'));
    expect(joined.get(key(5))).toMatchObject({
      slots: [{ localEnd: '2025-03-30T13:00:00', utcOffset: '+02:00' }],
      knows: ['title', 'state', 'slots', 'room', 'availability'],
    });
  });
});

describe('the print view', () => {
  const sessions = sessionsOf(fixturePage('print.html'));

  it('gives days, times, rooms without addresses, and types by their letters', () => {
    expect(sessions.get(key(1))).toMatchObject({
      track: 'Main Stage',
      slots: [{ localStart: '2025-03-29T09:00:00', localEnd: '2025-03-29T09:45:00', room: 'Pier 1 (East)' }],
    });
    expect(sessions.get(key(2))).toMatchObject({
      track: null,
      slots: [{ localEnd: '2025-03-30T04:00:00', room: 'Hotel' }],
    });
    expect(sessions.get(key(3))?.slots[0]?.localStart).toBe('2025-03-30T10:00:00');
  });

  it('that a menu narrowed covers no more than its sessions', () => {
    const narrowed = fixture('print.html').replace('value="Main+Stage"', 'value="Main+Stage" selected');
    expect(assemble(requestFor(), [pageOf('file:///tmp/print.html', narrowed)]).scope).toEqual({ kind: 'sessions' });
  });
});

describe("a session's own page", () => {
  it('alone is the session with its offset, files and videos', () => {
    const programme = assemble(requestFor(), [fixturePage('event-page.html')]);
    expect(programme).toMatchObject({ scope: { kind: 'sessions' }, doubts: [] });
    expect(programme.sessions[0]).toMatchObject({
      key: key(1),
      aliases: ['2Aa01'],
      slots: [{ startsAt: '2025-03-29T08:00:00Z', utcOffset: '+01:00', room: 'Pier 1' }],
    });
    expect(programme.sessions[0]?.links.map(({ url, kind }) => [url, kind])).toEqual([
      ['https://hosted-files.sched.co/harbour25/66/tides.pdf', 'slides'],
      ['https://hosted-files.sched.co/harbour25/66/tides.pptx', 'slides'],
      ['https://www.youtube.com/embed/abcdefghijk?rel=0', 'video'],
      ['https://vimeo.com/123456', 'video'],
    ]);
    expect(programme.sessions[0]?.knows).toContain('video');
  });

  it('beside the listing adds the offset and the video to what the listing says', () => {
    const keynote = sessionsOf(fixturePage('event-page.html'), fixturePage('listing.html')).get(key(1));
    expect(keynote).toMatchObject({ slots: [{ utcOffset: '+01:00' }], availability: 'full' });
    expect(keynote?.abstract).toMatch(/^First paragraph/u);
    expect(keynote?.links.map(({ url }) => url)).toContain('https://vimeo.com/123456');
    expect(keynote?.links.filter(({ canonicalUrl }) => canonicalUrl.includes('abcdefghijk'))).toHaveLength(1);
    expect(keynote?.knows).toContain('video');
  });

  it('of a session that is listed no more is left aside', () => {
    const listing = fixture('listing.html').replaceAll(key(1), key(9)).replaceAll('2Aa01', '2Aa09');
    const { sessions } = assemble(requestFor(), [
      pageOf(`${ORIGIN}/list/descriptions/`, listing),
      fixturePage('event-page.html'),
    ]);
    expect(sessions.map((session) => session.key)).toEqual([9, 2, 3].map(key));
  });
});
