import { readFileSync } from 'node:fs';
import { load } from 'cheerio';
import * as fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import type { ExportSession } from '../../src/archive/export-records.ts';
import { scheduleXml } from '../../src/exports/schedule-xml.ts';
import { timingOf } from '../../src/exports/timing.ts';
import { UsageError } from '../../src/model/failure.ts';
import { corpusPath, describeCorpus } from '../setup/corpus.ts';
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

const schedule = (...sessions: ExportSession[]): Promise<string> => written(scheduleXml, sourceOf(sessions));

/** Throws where the text is no XML: this parser is strict. */
function parse(text: string): void {
  new SaxesParser().write(text).close();
}

/** `day / room / title` of every event, in the order of the file. */
function outline(text: string): string[] {
  const $ = load(text, { xml: true });
  return $('event')
    .toArray()
    .map((event) => {
      const room = $(event).closest('room');
      return [room.parent().attr('date'), room.attr('name'), $(event).children('title').text()].join(' / ');
    });
}

const child = (text: string, name: string): string => load(text, { xml: true })(`event > ${name}`).first().text();

describe('a schedule.xml', () => {
  it('tells of a session all that frab has a word for', async () => {
    const text = await schedule(
      exportSession({
        key: '4711',
        title: 'Storage <fast> & "safe"',
        track: 'Storage',
        language: 'en',
        abstract: 'First.\nSecond.',
        people: [exportPerson('Kei Kusunoki'), exportPerson('Jane Doe')],
        links: [
          exportLink('https://hosted.sched.com/a.pdf', { label: 'Slides', files: [exportFile()], state: 'stored' }),
          exportLink('https://arxiv.org/abs/1', { kind: 'paper' }),
          exportLink('https://youtu.be/x', { kind: 'video', state: 'ignored', label: 'Recording' }),
          exportLink('https://hosted.sched.com/dead.pdf', { state: 'gone' }),
        ],
      }),
    );
    expect(text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<schedule>
<generator name="Deckhand"/>
<version>2018-05-01T03:00:00Z</version>
<conference>
  <acronym>trial-2018</acronym>
  <title>Trial 2018</title>
  <start>2018-05-02</start>
  <end>2018-05-04</end>
  <days>3</days>
  <url>https://trial18.sched.com/</url>
  <time_zone_name>Europe/Copenhagen</time_zone_name>
</conference>
<day index="1" date="2018-05-02" start="2018-05-02T11:00:00+02:00" end="2018-05-02T11:35:00+02:00">
  <room name="Hall A">
    <event id="4711" guid="de62a5b8-0af8-5cbb-9780-6605f95e1fb6">
      <url>https://trial18.sched.com/event/EQCm</url>
      <date>2018-05-02T11:00:00+02:00</date>
      <start>11:00</start>
      <duration>00:35</duration>
      <room>Hall A</room>
      <title>Storage &lt;fast&gt; &amp; &quot;safe&quot;</title>
      <track>Storage</track>
      <type>talk</type>
      <language>en</language>
      <abstract>First.
Second.</abstract>
      <persons>
        <person guid="ace6caca-2711-58e0-ab33-856f8ce841ad">Kei Kusunoki</person>
        <person guid="d4a0a7e7-6980-572f-932f-6df9787fdfd8">Jane Doe</person>
      </persons>
      <links>
        <link href="https://youtu.be/x" type="video">Recording</link>
      </links>
      <attachments>
        <attachment href="https://hosted.sched.com/a.pdf" type="slides">Slides</attachment>
        <attachment href="https://arxiv.org/abs/1" type="paper">https://arxiv.org/abs/1</attachment>
      </attachments>
    </event>
  </room>
</day>
</schedule>
`);
  });

  it('groups by local day, then by room, then by time', async () => {
    const at = (key: string, startsAt: string, room: string | null): ExportSession =>
      exportSession({ key, title: key, slots: [{ ...localSlot(null, null, room), startsAt }] });
    const text = await schedule(
      at('opening', '2018-05-02T07:00:00Z', 'Hall B'),
      at('storage', '2018-05-02T09:00:00Z', 'Hall A'),
      at('network', '2018-05-02T10:00:00Z', 'Hall B'),
      at('party', '2018-05-02T22:30:00Z', null),
      at('closing', '2018-05-03T07:00:00Z', 'Hall A'),
    );
    expect(outline(text)).toEqual([
      '2018-05-02 / Hall A / storage',
      '2018-05-02 / Hall B / opening',
      '2018-05-02 / Hall B / network',
      '2018-05-03 /  / party',
      '2018-05-03 / Hall A / closing',
    ]);
    const days = load(text, { xml: true })('day');
    expect(days.toArray().map((day) => day.attribs)).toMatchObject([
      { index: '1', start: '2018-05-02T09:00:00+02:00', end: '2018-05-02T12:00:00+02:00' },
      { index: '2', start: '2018-05-03T00:30:00+02:00', end: '2018-05-03T09:00:00+02:00' },
    ]);
  });

  it('puts the second slot of a session on its own day, as an event of its own', async () => {
    const text = await schedule(
      exportSession({
        key: 'tour',
        title: 'tour',
        slots: [exportSlot(), localSlot('2018-05-04T09:00:00')],
      }),
      exportSession({ key: 'middle', title: 'middle', slots: [localSlot('2018-05-03T09:00:00')] }),
    );
    expect(outline(text).map((line) => line.replace(/ \/ .* \/ /u, ' '))).toEqual([
      '2018-05-02 tour',
      '2018-05-03 middle',
      '2018-05-04 tour',
    ]);
    const $ = load(text, { xml: true });
    expect(
      new Set(
        $('event')
          .toArray()
          .map(({ attribs }) => attribs['guid']),
      ).size,
    ).toBe(3);
    expect(
      new Set(
        $('event')
          .toArray()
          .map(({ attribs }) => attribs['id']),
      ).size,
    ).toBe(3);
  });

  it.each([
    [
      'over midnight',
      exportSlot({ endsAt: '2018-05-03T00:30:00Z', localEnd: '2018-05-03T02:30:00' }),
      '11:00',
      '15:30',
    ],
    ['for days', exportSlot({ endsAt: '2018-05-04T10:30:00Z', localEnd: null }), '11:00', '2:01:30'],
    ['for a year', exportSlot({ endsAt: '2019-05-04T10:30:00Z', localEnd: null }), '11:00', '99:23:59'],
    ['without end', exportSlot({ endsAt: null, localEnd: null }), '11:00', '00:00'],
    ['without time', localSlot('2018-05-02'), '00:00', '00:00'],
  ])('gives a session %s a start and a duration', async (_, slot, start, duration) => {
    const text = await schedule(exportSession({ slots: [slot] }));
    expect([child(text, 'start'), child(text, 'duration')]).toEqual([start, duration]);
  });

  it('takes midnight on site for a day without a time, and UTC where no zone is known', async () => {
    const day = exportSession({ slots: [localSlot('2018-05-02')] });
    const wall = exportSession({
      conference: exportConference({ timeZone: null }),
      slots: [localSlot('2018-05-02T09:00:00')],
    });
    expect(child(await schedule(day), 'date')).toBe('2018-05-02T00:00:00+02:00');
    expect(child(await schedule(wall), 'date')).toBe('2018-05-02T09:00:00+00:00');
  });

  it('waits with a date without a time for its day, and makes one more day where that is over', async () => {
    const day = (key: string, local: string): ExportSession =>
      exportSession({ key, title: key, slots: [localSlot(local, null, 'Hall A')] });
    const text = await schedule(
      day('early', '2018-05-03'),
      day('first', '2018-05-02T09:00:00'),
      day('second', '2018-05-03T09:00:00'),
      day('late', '2018-05-02'),
    );
    expect(outline(text)).toEqual([
      '2018-05-02 / Hall A / first',
      '2018-05-02 / Hall A / late',
      '2018-05-03 / Hall A / early',
      '2018-05-03 / Hall A / second',
    ]);
    const days = load(text, { xml: true })('day').toArray();
    expect(days.map(({ attribs }) => attribs['index'])).toEqual(['1', '2', '3']);
  });

  it('leaves out what is cancelled, withdrawn or without any date', async () => {
    const text = await schedule(
      exportSession({ key: 'a', title: 'a', state: 'cancelled' }),
      exportSession({ key: 'b', title: 'b', state: 'withdrawn' }),
      exportSession({ key: 'c', title: 'c', slots: [] }),
      exportSession({ key: 'd', title: 'd' }),
    );
    expect(outline(text)).toEqual(['2018-05-02 / Hall A / d']);
  });

  it('has an empty first day where nothing is in it', async () => {
    const text = await written(scheduleXml, sourceOf([], [exportConference()]));
    expect(text).toContain(
      '<day index="1" date="2018-05-02" start="2018-05-02T00:00:00+02:00" end="2018-05-02T00:00:00+02:00"/>',
    );
  });

  it.each([
    [
      'several conferences',
      [exportConference(), exportConference({ slug: 'other-2019' })],
      /one conference, and 2 are/u,
    ],
    ['no conference', [], /one conference, and none is/u],
    ['a conference without any date', [exportConference({ startsOn: null })], /made of days/u],
  ])('refuses %s before anything is written', async (_, conferences, message) => {
    const chunks: unknown[] = [];
    const write = (chunk: unknown): Promise<void> => Promise.resolve(void chunks.push(chunk));
    const failure: unknown = await scheduleXml
      .write(sourceOf([], conferences), { write })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UsageError);
    expect(String(failure)).toMatch(message);
    expect(chunks).toEqual([]);
  });
});

describe('any schedule.xml', () => {
  it('is XML with one event for each slot that has a date', async () => {
    await fc.assert(
      fc.asyncProperty(anySessions, async (sessions) => {
        const dated = sessions.flatMap(({ state, slots, conference }) =>
          slots.filter((slot) => state === 'scheduled' && timingOf(slot, conference.timeZone) !== null),
        );
        fc.pre(dated.length > 0);
        const text = await schedule(...sessions);
        parse(text);
        expect(text.match(/<event /gu)).toHaveLength(dated.length);
      }),
    );
  });
});

describeCorpus('by the public schema of schedule.xml', () => {
  const schema = (): string => readFileSync(corpusPath('other', 'frab', 'c3voc-schedule.xml.xsd'), 'utf8');
  const validate = async (xml: string): Promise<unknown> => {
    const { valid, rawOutput } = await validateXML({ xml, schema: schema(), maxMemoryPages: 4096 });
    return valid ? 'valid' : rawOutput;
  };

  it('KubeCon EU 2026 is valid, with its 596 sessions and all their days', async () => {
    const sessions = realProgramme();
    const text = await schedule(...sessions);
    expect(await validate(text)).toBe('valid');
    const $ = load(text, { xml: true });
    expect($('event')).toHaveLength(sessions.filter(({ state }) => state === 'scheduled').length);
    expect(
      $('day')
        .toArray()
        .map(({ attribs }) => attribs['date']),
    ).toEqual(['22', '23', '24', '25', '26', '27'].map((day) => `2026-03-${day}`));
  });

  it.each([
    ['a slug too short for an acronym', exportSession({ conference: exportConference({ slug: 'osc' }) })],
    [
      'an address with brackets, pipes and a stray per cent sign',
      exportSession({ url: 'https://a.org/x[1]|{2}%zz#a#b' }),
    ],
    [
      'a room called true and one without a name',
      exportSession({ slots: [exportSlot({ room: 'true' }), localSlot('2018-05-02')] }),
    ],
    ['control characters and no title', exportSession({ title: '\u0000\u001B', abstract: '\u0008]]>\uFFFE' })],
    ['a key that is too large a number', exportSession({ key: '99999999999999999999' })],
    ['an address that is none', exportSession({ url: 'javascript:alert(1)' })],
  ])('%s is valid', async (_, session) => {
    expect(await validate(await schedule(session))).toBe('valid');
  });

  it('any selection is valid', async () => {
    await fc.assert(
      fc.asyncProperty(anySessions, async (sessions) => {
        fc.pre(
          sessions.some(
            ({ state, slots }) => state === 'scheduled' && slots.some((slot) => timingOf(slot, null) !== null),
          ),
        );
        expect(await validate(await schedule(...sessions))).toBe('valid');
      }),
      { numRuns: 60 },
    );
  });
});
