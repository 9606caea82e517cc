import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExportSession } from '../../src/archive/export-records.ts';
import { csl } from '../../src/exports/csl.ts';
import { describeCorpus } from '../setup/corpus.ts';
import { anySessions } from './any-session.ts';
import { realProgramme } from './real-programme.ts';
import { exportConference, exportLink, exportPerson, exportSession, localSlot, sourceOf, written } from './records.ts';

type Item = Readonly<Record<string, unknown>>;

const itemsOf = async (...sessions: ExportSession[]): Promise<readonly Item[]> =>
  JSON.parse(await written(csl, sourceOf(sessions))) as readonly Item[];

const talk = (given: Partial<ExportSession> = {}): ExportSession =>
  exportSession({ title: 'Introduction to Storage', people: [exportPerson('Wei Zhang')], ...given });

describe('CSL-JSON', () => {
  it('tells of a talk all that a style asks for', async () => {
    const session = talk({
      kind: 'panel',
      track: 'Storage',
      tags: ['ceph'],
      language: 'en',
      abstract: 'How.',
      people: [
        exportPerson('Jane Doe', { role: 'moderator' }),
        exportPerson('Ad van der Veer', { role: 'panelist' }),
        exportPerson('草間 一人'),
      ],
      links: [exportLink('https://hosted.sched.com/a.pdf'), exportLink('https://youtu.be/x', { kind: 'video' })],
    });
    expect(await itemsOf(session)).toEqual([
      {
        id: 'veer2018introduction',
        type: 'speech',
        title: 'Introduction to Storage',
        author: [{ family: 'Veer', given: 'Ad', 'non-dropping-particle': 'van der' }, { literal: '草間 一人' }],
        chair: [{ family: 'Doe', given: 'Jane' }],
        genre: 'Panel discussion',
        event: 'Trial 2018',
        'event-title': 'Trial 2018',
        'event-place': 'Copenhagen, Denmark',
        'publisher-place': 'Copenhagen, Denmark',
        'event-date': { 'date-parts': [[2018, 5, 2]] },
        issued: { 'date-parts': [[2018, 5, 2]] },
        language: 'en',
        URL: 'https://trial18.sched.com/event/EQCm',
        abstract: 'How.',
        keyword: 'Storage, ceph',
        note: 'Slides: https://hosted.sched.com/a.pdf; Video: https://youtu.be/x',
      },
    ]);
  });

  it('calls it a conference paper where one was published with it', async () => {
    const [item] = await itemsOf(
      talk({ url: null, links: [exportLink('https://arxiv.org/abs/1', { kind: 'paper' })] }),
    );
    expect(item).toMatchObject({
      type: 'paper-conference',
      'container-title': 'Trial 2018',
      URL: 'https://arxiv.org/abs/1',
      note: 'Paper: https://arxiv.org/abs/1',
    });
  });

  it.each([
    ['cancelled', { state: 'cancelled' }],
    ['withdrawn', { state: 'withdrawn' }],
    ['a break', { kind: 'break' }],
    ['a meeting', { kind: 'meeting' }],
    ['of no kind', { kind: 'other' }],
    ['without people', { people: [] }],
    ['whose people have no names', { people: [exportPerson(' \u0000')] }],
  ] as const)('leaves out what is %s', async (_, given) => {
    expect(await itemsOf(talk(given))).toEqual([]);
  });

  it('gives talks that would have one key a letter each, in the order of the export', async () => {
    const ids = (items: readonly Item[]): unknown[] => items.map(({ id }) => id);
    const many = Array.from({ length: 28 }, (_, index) => talk({ key: String(index) }));
    const keys = ids(await itemsOf(...many));
    expect(keys.slice(0, 3)).toEqual(['zhang2018introduction', 'zhang2018introductionb', 'zhang2018introductionc']);
    expect(keys.slice(-3)).toEqual(['zhang2018introductionz', 'zhang2018introductionaa', 'zhang2018introductionab']);
    expect(
      ids(await itemsOf(talk({ title: 'Introduction-b' }), talk({ title: 'introductionb' }), ...many.slice(0, 2))),
    ).toEqual(['zhang2018introduction', 'zhang2018introductionb', 'zhang2018introductionc', 'zhang2018introductiond']);
  });

  it('gives keys in linear time, were all of them the same', async () => {
    const items = await itemsOf(...Array.from({ length: 20_000 }, (_, index) => talk({ key: String(index) })));
    expect(new Set(items.map(({ id }) => id)).size).toBe(20_000);
  }, 20_000);

  it.each([
    ['The Łódź of Øre', 'Łukasz Gryglicki', '2018-05-02', 'gryglicki2018lodz'],
    ['What’s New in K8s?', 'Wei Zhang', '2018-05-02', 'zhang2018new'],
    ['存储', '张伟', '2018-05-02', 'anonymous2018talk'],
    ['How We Do It', 'Zoë', null, 'zoe2018talk'],
  ])('makes an ASCII key of %s by %s', async (title, name, day, key) => {
    const [item] = await itemsOf(talk({ title, people: [exportPerson(name)], slots: [localSlot(day)] }));
    expect(item?.['id']).toBe(key);
  });

  it('has no date where nothing tells one', async () => {
    const [item] = await itemsOf(talk({ slots: [], conference: exportConference({ startsOn: null }) }));
    expect(item).not.toHaveProperty('issued');
    expect(item?.['id']).toBe('zhangintroduction');
  });

  it('can be read whatever the sessions hold, its ids unique', async () => {
    await fc.assert(
      fc.asyncProperty(anySessions, async (sessions) => {
        const items = await itemsOf(...sessions);
        expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
        for (const { id, title, author } of items) {
          expect(id).toMatch(/^[a-z0-9]+$/u);
          expect(title).not.toBe('');
          expect(author).not.toEqual([]);
        }
      }),
    );
  });
});

describeCorpus('KubeCon EU 2026 as CSL-JSON', () => {
  it('has its talks, most of their speakers split into given and family name', async () => {
    const items = await itemsOf(...realProgramme());
    const authors = items.flatMap(({ author }) => author as readonly Item[]);
    expect(items.length).toBeGreaterThan(380);
    expect(authors.filter(({ family }) => family !== undefined).length / authors.length).toBeGreaterThan(0.95);
  });
});
