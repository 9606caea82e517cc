import * as fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import type { ExportSession } from '../../src/archive/export-records.ts';
import { ics } from '../../src/exports/ics.ts';
import { timingOf } from '../../src/exports/timing.ts';
import { describeCorpus } from '../setup/corpus.ts';
import { anySessions } from './any-session.ts';
import { realProgramme } from './real-programme.ts';
import {
  exportConference,
  exportFile,
  exportLink,
  exportPerson,
  exportSession,
  exportSlot,
  localSlot,
  sourceOf,
  written,
} from './records.ts';

const calendar = (...sessions: ExportSession[]): Promise<string> => written(ics, sourceOf(sessions));

/** The calendar's events as ical.js reads them. */
function events(text: string): ICAL.Event[] {
  const read = new ICAL.Component(ICAL.parse(text) as unknown[]);
  return read.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
}

const lineOf = (text: string, name: string): string | undefined =>
  text.split('\r\n').find((line) => line.startsWith(name));

describe('a calendar', () => {
  it('tells of a session all that a calendar has a word for', async () => {
    const session = exportSession({
      title: 'Data Mobility; or, Clouds',
      level: 'intermediate',
      track: 'Storage, Networks',
      tags: ['Storage, Networks', 'ceph'],
      abstract: 'First paragraph.\nSecond \\ paragraph.',
      people: [
        exportPerson('Kei Kusunoki', { company: 'NTT Communications', jobTitle: 'Engineer' }),
        exportPerson('Jane Doe', { role: 'moderator' }),
      ],
      links: [
        exportLink('https://hosted.sched.com/a b.pdf', { files: [exportFile()], state: 'stored' }),
        exportLink('https://youtu.be/x', { kind: 'video', state: 'ignored' }),
        exportLink('https://hosted.sched.com/dead.pdf', { state: 'gone' }),
      ],
      revision: 3,
      changedAt: '2018-05-01T04:00:00Z',
    });
    const text = await calendar(session);
    expect(text.slice(text.indexOf('BEGIN:VEVENT')).replaceAll('\r\n', '\n')).toBe(`BEGIN:VEVENT
UID:EQCm@trial-2018.deckhand
DTSTAMP:20180501T040000Z
CREATED:20180301T030000Z
LAST-MODIFIED:20180501T040000Z
SEQUENCE:3
DTSTART;TZID=Europe/Copenhagen:20180502T110000
DTEND;TZID=Europe/Copenhagen:20180502T113500
STATUS:CONFIRMED
SUMMARY:Data Mobility\\; or\\, Clouds
LOCATION:Hall A\\, Bella Center\\, Copenhagen\\, Denmark
URL:https://trial18.sched.com/event/EQCm
CATEGORIES:Storage\\, Networks,intermediate,ceph
DESCRIPTION:First paragraph.\\nSecond \\\\ paragraph.\\n\\nKei Kusunoki\\, Engine
 er\\, NTT Communications\\nJane Doe (moderator)\\n\\nSlides: https://hosted.sc
 hed.com/a%20b.pdf\\nVideo: https://youtu.be/x
ATTACH;FMTTYPE=application/pdf:https://hosted.sched.com/a%20b.pdf
END:VEVENT
END:VCALENDAR
`);
  });

  it('is named after its conference, and Deckhand where there are several', async () => {
    const other = exportConference({ slug: 'other-2019', name: 'Other, 2019' });
    expect(await written(ics, sourceOf([], [other]))).toContain('\r\nNAME:Other\\, 2019\r\nX-WR-CALNAME:Other\\, 2019');
    expect(await written(ics, sourceOf([exportSession()], [other]))).toContain('\r\nNAME:Deckhand\r\n');
  });

  it.each([
    ['scheduled', 'CONFIRMED'],
    ['cancelled', 'CANCELLED'],
    ['withdrawn', 'CANCELLED'],
  ] as const)('says of a %s session STATUS:%s', async (state, status) => {
    expect(lineOf(await calendar(exportSession({ state })), 'STATUS')).toBe(`STATUS:${status}`);
  });

  it('keeps the UID of a session that gets another time, title and room', async () => {
    const before = exportSession({ slots: [exportSlot(), localSlot('2018-05-03T09:00:00')] });
    const after = exportSession({ title: 'Another', slots: [localSlot('2018-05-04'), exportSlot({ room: null })] });
    const uids = events(await calendar(before)).map(({ uid }) => uid);
    expect(uids).toEqual(['EQCm@trial-2018.deckhand', 'EQCm+2@trial-2018.deckhand']);
    expect(events(await calendar(after)).map(({ uid }) => uid)).toEqual(uids);
  });

  it('hashes keys that a UID should not hold', async () => {
    const [one, other] = events(await calendar(exportSession({ key: 'größe 1' }), exportSession({ key: 'größe 2' })));
    expect(one?.uid).toMatch(/^[0-9a-f-]{36}@deckhand$/u);
    expect(other?.uid).not.toBe(one?.uid);
  });
});

describe('the times of a calendar', () => {
  it.each([
    ['a day without a time', localSlot('2018-05-02'), 'DTSTART;VALUE=DATE:20180502', undefined],
    [
      'several days, the last one included',
      localSlot('2018-05-02', '2018-05-04'),
      'DTSTART;VALUE=DATE:20180502',
      'DTEND;VALUE=DATE:20180505',
    ],
    [
      'a wall time, by the zone of the conference',
      localSlot('2018-05-02T09:00:00'),
      'DTSTART;TZID=Europe/Copenhagen:20180502T090000',
      undefined,
    ],
    [
      'an end before the start',
      exportSlot({ endsAt: '2018-05-02T08:00:00Z', localEnd: '2018-05-02T10:00:00' }),
      'DTSTART;TZID=Europe/Copenhagen:20180502T110000',
      undefined,
    ],
    [
      'the first of two equal hours, which ical.js would read as the second',
      exportSlot({
        startsAt: '2018-10-28T00:30:00Z',
        localStart: '2018-10-28T02:30:00',
        utcOffset: '+02:00',
        endsAt: null,
      }),
      'DTSTART:20181028T003000Z',
      undefined,
    ],
    [
      'the second of two equal hours, which has no local form',
      exportSlot({
        startsAt: '2018-10-28T01:30:00Z',
        localStart: '2018-10-28T02:30:00',
        utcOffset: '+01:00',
        endsAt: null,
      }),
      'DTSTART:20181028T013000Z',
      undefined,
    ],
    [
      'a time in no year near the conference',
      exportSlot({ startsAt: '1975-05-02T09:00:00Z', localStart: null, utcOffset: null, endsAt: null, localEnd: null }),
      'DTSTART:19750502T090000Z',
      undefined,
    ],
  ])('tell %s', async (_, slot, start, end) => {
    const text = await calendar(exportSession({ slots: [slot] }));
    expect(lineOf(text.slice(text.indexOf('BEGIN:VEVENT')), 'DTSTART')).toBe(start);
    expect(lineOf(text, 'DTEND')).toBe(end);
  });

  it.each([
    ['UTC where the zone is unknown', null, exportSlot(), 'DTSTART:20180502T090000Z'],
    ['UTC where the zone is none', 'Europe/Atlantis', exportSlot(), 'DTSTART:20180502T090000Z'],
    ['UTC where the zone is UTC', 'Etc/UTC', exportSlot(), 'DTSTART:20180502T090000Z'],
    ['no zone where nothing tells it', null, localSlot('2018-05-02T09:00:00'), 'DTSTART:20180502T090000'],
  ])('are in %s', async (_, timeZone, slot, start) => {
    const text = await calendar(exportSession({ conference: exportConference({ timeZone }), slots: [slot] }));
    expect(lineOf(text, 'DTSTART')).toBe(start);
    expect(text).not.toContain('VTIMEZONE');
  });

  it('leave out a session and a slot without any', async () => {
    const text = await calendar(
      exportSession({ slots: [] }),
      exportSession({ key: 'b', slots: [localSlot(null, null, 'Hall B'), exportSlot()] }),
    );
    expect(events(text).map(({ uid }) => uid)).toEqual(['b+2@trial-2018.deckhand']);
  });

  it('define each zone once, before the first event that needs it, for all years of its conferences', async () => {
    const later = exportConference({ slug: 'trial-2021', startsOn: '2021-05-02', endsOn: '2021-05-04' });
    const slot = exportSlot({ startsAt: '2021-05-02T09:00:00Z', localStart: null, utcOffset: null });
    const text = await calendar(exportSession(), exportSession({ conference: later, slots: [slot] }));
    expect(text.match(/TZID:Europe\/Copenhagen/gu)).toHaveLength(1);
    expect(text.indexOf('BEGIN:VTIMEZONE')).toBeLessThan(text.indexOf('BEGIN:VEVENT'));
    expect(text).toContain('DTSTART;TZID=Europe/Copenhagen:20210502T110000');
    expect(text).toContain('BEGIN:DAYLIGHT\r\nDTSTART:20210328T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200');
  });

  it('come back as the instants they were, in every zone, summer and winter', async () => {
    const zones = fc.constantFrom(
      ...['Europe/Copenhagen', 'America/Los_Angeles', 'Asia/Shanghai', 'Asia/Kolkata', 'Australia/Lord_Howe'],
      ...['Europe/Dublin', 'America/Sao_Paulo', 'Africa/Casablanca', 'Pacific/Apia', 'America/St_Johns'],
    );
    const hours = fc.integer({ min: Date.UTC(2005, 0) / 3_600_000, max: Date.UTC(2026, 0) / 3_600_000 });
    await fc.assert(
      fc.asyncProperty(zones, hours, async (timeZone, hour) => {
        const startsAt = `${new Date(hour * 3_600_000).toISOString().slice(0, 19)}Z`;
        const slot = exportSlot({ startsAt, endsAt: null, localStart: null, localEnd: null, utcOffset: null });
        const conference = exportConference({ timeZone, startsOn: null, endsOn: null });
        const [event] = events(await calendar(exportSession({ conference, slots: [slot] })));
        expect(event?.startDate.toUnixTime()).toBe(hour * 3600);
      }),
      { numRuns: 60 },
    );
  });
});

describe('any calendar', () => {
  it('is read back by ical.js with one event for each slot that has a date', async () => {
    await fc.assert(
      fc.asyncProperty(anySessions, async (sessions) => {
        const text = await calendar(...sessions);
        const dated = sessions.flatMap(({ slots, conference }) =>
          slots.filter((slot) => timingOf(slot, conference.timeZone) !== null),
        );
        const read = events(text);
        expect(read).toHaveLength(dated.length);
        expect(new Set(read.map(({ uid }) => uid)).size).toBe(dated.length);
      }),
    );
  });

  it('has lines of at most 75 octets, folded between characters, and nothing else than lines', async () => {
    await fc.assert(
      fc.asyncProperty(anySessions, async (sessions) => {
        const text = await calendar(...sessions);
        expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
        for (const line of text.split('\r\n')) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
          expect(line).toMatch(/^[^\r\n]*$/u);
        }
      }),
    );
  });

  it('gives texts back as they were, however they are folded', async () => {
    const unit = fc.constantFrom('a', ',', ';', '\\', '\n', ' ', 'ß', '漢', '🦭', 'n', ':', '"');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit, minLength: 1, maxLength: 300 }), async (abstract) => {
        const [event] = events(await calendar(exportSession({ abstract })));
        expect(event?.description ?? '').toBe(abstract.trim());
      }),
    );
  });
});

describeCorpus('KubeCon EU 2026 as a calendar', () => {
  it('has its 596 sessions at the instants of the real calendar', async () => {
    const sessions = realProgramme();
    const read = events(await calendar(...sessions));
    expect(read).toHaveLength(596);
    expect(read.map(({ startDate }) => startDate.toUnixTime())).toEqual(
      sessions.map(({ slots }) => Date.parse(slots[0]?.startsAt ?? '') / 1000),
    );
  });
});
