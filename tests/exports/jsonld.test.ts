import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExportConference, ExportSession } from '../../src/archive/export-records.ts';
import { jsonld } from '../../src/exports/jsonld.ts';
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

interface Node {
  readonly [key: string]: unknown;
  readonly subEvent?: readonly Node[];
}

async function graphOf(
  sessions: readonly ExportSession[],
  conferences: readonly ExportConference[] = [],
): Promise<readonly Node[]> {
  const read = JSON.parse(await written(jsonld, sourceOf(sessions, conferences))) as Record<string, unknown>;
  expect(Object.keys(read)).toEqual(['@context', '@graph']);
  expect(read['@context']).toBe('https://schema.org');
  return read['@graph'] as readonly Node[];
}

const eventOf = async (session: ExportSession): Promise<Node | undefined> =>
  (await graphOf([session]))[0]?.subEvent?.[0];

describe('a document of JSON-LD', () => {
  it('tells of a conference and a session in the words of schema.org, keys in one order', async () => {
    const session = exportSession({
      level: 'intermediate',
      track: 'Storage',
      tags: ['ceph'],
      language: 'en',
      abstract: 'How.',
      kind: 'lightning_talk',
      people: [
        exportPerson('Kei Kusunoki', { company: 'NTT', jobTitle: 'Engineer', url: 'https://kei.example/' }),
        exportPerson('Jane Doe'),
      ],
      links: [
        exportLink('https://hosted.sched.com/a.pdf', { label: 'Slides', files: [exportFile()], state: 'stored' }),
        exportLink('https://arxiv.org/abs/1', { kind: 'paper' }),
        exportLink('https://github.com/a/b', { kind: 'code', state: 'ignored' }),
        exportLink('https://youtu.be/x', { kind: 'video', state: 'ignored' }),
        exportLink('https://hosted.sched.com/dead.pdf', { state: 'gone' }),
      ],
    });
    const [{ subEvent, ...conference } = {}, ...others] = await graphOf([session]);
    expect(others).toEqual([]);
    expect(JSON.stringify(conference)).toBe(
      JSON.stringify({
        '@type': 'Event',
        '@id': 'urn:uuid:28880e66-5264-5ccb-b6a9-19fe4934662a',
        identifier: 'trial-2018',
        name: 'Trial 2018',
        startDate: '2018-05-02',
        endDate: '2018-05-04',
        location: {
          '@type': 'Place',
          name: 'Bella Center',
          address: { '@type': 'PostalAddress', addressLocality: 'Copenhagen', addressCountry: 'Denmark' },
        },
        url: 'https://trial18.sched.com/',
        superEvent: { '@type': 'EventSeries', name: 'trial' },
      }),
    );
    expect(JSON.stringify(subEvent)).toBe(
      JSON.stringify([
        {
          '@type': 'Event',
          '@id': 'urn:uuid:2f7fde34-2e1b-54ef-9a0a-17e4749c6ef2',
          identifier: 'EQCm',
          name: 'Data Mobility For Hybrid Clouds',
          eventStatus: 'https://schema.org/EventScheduled',
          startDate: '2018-05-02T11:00:00+02:00',
          endDate: '2018-05-02T11:35:00+02:00',
          location: {
            '@type': 'Place',
            name: 'Hall A',
            containedInPlace: {
              '@type': 'Place',
              name: 'Bella Center',
              address: { '@type': 'PostalAddress', addressLocality: 'Copenhagen', addressCountry: 'Denmark' },
            },
          },
          url: 'https://trial18.sched.com/event/EQCm',
          description: 'How.',
          inLanguage: 'en',
          about: { '@type': 'Thing', name: 'Storage' },
          audience: { '@type': 'Audience', audienceType: 'intermediate' },
          keywords: ['lightning talk', 'ceph'],
          performer: [
            {
              '@type': 'Person',
              '@id': 'urn:uuid:ace6caca-2711-58e0-ab33-856f8ce841ad',
              name: 'Kei Kusunoki',
              jobTitle: 'Engineer',
              affiliation: { '@type': 'Organization', name: 'NTT' },
              url: 'https://kei.example/',
            },
            { '@type': 'Person', '@id': 'urn:uuid:d4a0a7e7-6980-572f-932f-6df9787fdfd8', name: 'Jane Doe' },
          ],
          workFeatured: [
            {
              '@type': 'PresentationDigitalDocument',
              name: 'Slides',
              url: 'https://hosted.sched.com/a.pdf',
              encodingFormat: 'application/pdf',
              encoding: {
                '@type': 'MediaObject',
                contentUrl: 'https://hosted.sched.com/a.pdf',
                encodingFormat: 'application/pdf',
                contentSize: '48213 B',
                sha256: 'ab'.repeat(32),
                uploadDate: '2018-05-03T03:00:00Z',
              },
            },
            { '@type': 'CreativeWork', url: 'https://arxiv.org/abs/1' },
            { '@type': 'SoftwareSourceCode', url: 'https://github.com/a/b' },
          ],
          recordedIn: [{ '@type': 'VideoObject', name: 'Data Mobility For Hybrid Clouds', url: 'https://youtu.be/x' }],
        },
      ]),
    );
  });

  it('says of a cancelled session that it is, and nothing of a withdrawn one', async () => {
    const [conference] = await graphOf([
      exportSession({ key: 'a', state: 'withdrawn' }),
      exportSession({ key: 'b', state: 'cancelled' }),
      exportSession({ key: 'c', state: 'withdrawn' }),
    ]);
    expect(conference?.subEvent).toMatchObject([{ identifier: 'b', eventStatus: 'https://schema.org/EventCancelled' }]);
  });

  it('keeps each conference’s sessions together, with those that have none', async () => {
    const of = (slug: string): ExportConference => exportConference({ slug });
    const graph = await graphOf(
      [
        exportSession({ conference: of('b'), key: '1' }),
        exportSession({ conference: of('b'), key: '2' }),
        exportSession({ conference: of('d'), key: '3', state: 'withdrawn' }),
        exportSession({ conference: of('e'), key: '4' }),
      ],
      [of('f')],
    );
    expect(
      graph.map(({ identifier, subEvent }) => [identifier, subEvent?.map((event) => event['identifier'])]),
    ).toEqual([
      ['b', ['1', '2']],
      ['d', undefined],
      ['e', ['4']],
      ['f', undefined],
    ]);
    expect(await graphOf([])).toEqual([]);
  });

  it.each([
    ['a date alone', localSlot('2018-05-02'), '2018-05-02'],
    ['a time of an unknown zone', localSlot('2018-05-02T09:00:00'), '2018-05-02T09:00:00'],
    ['nothing', localSlot(null), undefined],
  ])('gives %s as it is', async (_, slot, start) => {
    const conference = exportConference({ timeZone: null });
    expect((await eventOf(exportSession({ conference, slots: [slot] })))?.['startDate']).toBe(start);
  });

  it('gives several slots as parts of the session, which begins with the first', async () => {
    const event = await eventOf(exportSession({ slots: [exportSlot(), localSlot('2018-05-03T09:00:00')] }));
    expect(event).toMatchObject({
      startDate: '2018-05-02T11:00:00+02:00',
      subEvent: [{ startDate: '2018-05-02T11:00:00+02:00' }, { startDate: '2018-05-03T09:00:00+02:00' }],
    });
  });

  it('can stand in a page: no title ends its script', async () => {
    const session = exportSession({ title: '</script><script>alert(1)</script>' });
    expect(await written(jsonld, sourceOf([session]))).not.toContain('<');
    expect((await eventOf(session))?.['name']).toBe('</script><script>alert(1)</script>');
  });

  it('can be read whatever the sessions hold, with each that is not withdrawn', async () => {
    await fc.assert(
      fc.asyncProperty(anySessions, async (sessions) => {
        const [conference] = await graphOf(sessions);
        const told = sessions.filter(({ state }) => state !== 'withdrawn').map(({ key }) => key);
        expect(conference?.subEvent?.map((event) => event['identifier']) ?? []).toEqual(told);
      }),
    );
  });
});

describeCorpus('KubeCon EU 2026 as JSON-LD', () => {
  it('has its 596 sessions with their performers', async () => {
    const sessions = realProgramme();
    const [conference] = await graphOf(sessions);
    expect(conference?.subEvent).toHaveLength(596);
    expect(conference?.subEvent?.filter((event) => event['performer'] !== undefined)).toHaveLength(
      sessions.filter(({ people }) => people.length > 0).length,
    );
  });
});
