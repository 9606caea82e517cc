import { describe, expect, it } from 'vitest';
import type { ExportPerson, ExportSession } from '../../src/archive/export-records.ts';
import { dayNumber, daysInWords } from '../../src/exports/day-words.ts';
import { markdown } from '../../src/exports/markdown.ts';
import { markdownLink, markdownText } from '../../src/exports/markdown-text.ts';
import { peopleInWords, reportLine } from '../../src/exports/report-line.ts';
import { programme } from '../setup/programme.ts';
import { collected, exportArchive, opened, SESSIONS } from './trial-export.ts';

const REPORT = `# Trial Conf 2018

2 to 4 May 2018, Skagen, Denmark

## Day 1 (2 May 2018)

- Ünïcode 存储 & Storage - Cy, Jr., X, Dee & Eve, Z (Beginner Skill Level) [deck](https://files.example/storage.pdf)
- A Mesh, Explained - Ann Lee & Bo Ek, Acme (Intermediate Skill Level) [deck](https://files.example/mesh.pdf) [video](https://video.example/watch?v=1)

## Day 2 (3 May 2018)

- =Lunch
- Called off (cancelled)

## Day not known

- \\# Sometime\\_
`;

describe('the trip report', () => {
  it('has conferences, days, and a line a session with its links', async () => {
    const source = opened(await exportArchive());
    expect((await collected((output) => markdown.write(source, output))).toString()).toBe(REPORT);
  });

  it('has no withdrawn session, and no heading for a day or conference without any', async () => {
    const trial = await exportArchive();
    trial.save(programme(SESSIONS.filter(({ key }) => key !== 'mesh')));
    const source = opened(trial, { keys: ['mesh'] });
    expect((await collected((output) => markdown.write(source, output))).toString()).toBe('');
  });
});

describe('a line', () => {
  const line = (given: Partial<ExportSession> & { who?: [string, string | null][] }): string =>
    reportLine({
      title: 'T',
      publishedTitle: given.title ?? 'T',
      level: null,
      publishedLevel: null,
      state: 'scheduled',
      people: (given.who ?? []).map(([name, company]) => ({ name, company }) as ExportPerson),
      ...given,
    } as ExportSession);

  it.each<[string, Parameters<typeof line>[0], string]>([
    [
      'stands as published where that names the people of the record',
      {
        title: 'CNI Intro',
        publishedTitle: 'CNI Intro – A B, Weaveworks & C D, CoreOS (Any Skill Level) (Slides Attached)',
        who: [
          ['A B', 'Weaveworks Ltd.'],
          ['C D', 'CoreOS'],
        ],
        level: 'any',
        publishedLevel: 'Any Skill Level',
      },
      'CNI Intro – A B, Weaveworks & C D, CoreOS (Any Skill Level)',
    ],
    [
      'is put together where the published title leaves somebody out',
      {
        title: 'X',
        publishedTitle: 'X - A B, Acme',
        who: [
          ['A B', 'Acme'],
          ['C D', 'Bolt'],
        ],
      },
      'X - A B, Acme & C D, Bolt',
    ],
    [
      'is put together where the title names nobody',
      {
        title: 'X - part 2',
        publishedTitle: 'X - part 2',
        who: [
          ['A B', 'Acme'],
          ['C D', 'Acme'],
          ['E F', 'Acme'],
        ],
      },
      'X - part 2 - A B, C D & E F, Acme',
    ],
    [
      'of an agenda has the form of the others, and the people as published',
      {
        title: 'Aruba & more',
        publishedTitle: 'Aruba & more (by Rakesh J, Vice-Chair, IBM)',
        who: [['Rakesh J', 'IBM']],
      },
      'Aruba & more - Rakesh J, Vice-Chair, IBM',
    ],
    [
      'keeps the word for the kind where nobody is named',
      { title: 'Opening', publishedTitle: '[SOLD OUT] Keynote: Opening (Slides Attached)' },
      'Keynote: Opening',
    ],
    [
      'of an agenda has the form of the others',
      { title: 'Data Mobility', publishedTitle: 'Data Mobility (by Kei K, NTT)', who: [['Kei K', 'NTT']] },
      'Data Mobility - Kei K, NTT',
    ],
    [
      'has a level in the common wording where only a letter or a field said it',
      { level: 'advanced', publishedLevel: 'A' },
      'T (Advanced Skill Level)',
    ],
    ['has no level where there is none', {}, 'T'],
    ['says that a session is cancelled', { state: 'cancelled' }, 'T (cancelled)'],
  ])('%s', (_, given, expected) => {
    expect(line(given)).toBe(expected);
  });

  it.each<[[string, string | null][], string]>([
    [[['A', 'X']], 'A, X'],
    [[['A', null]], 'A'],
    [
      [
        ['A', 'X'],
        ['B', 'X'],
      ],
      'A & B, X',
    ],
    [
      [
        ['A', 'X'],
        ['B', 'Y'],
      ],
      'A, X & B, Y',
    ],
    [
      [
        ['A', 'X'],
        ['B', 'Y'],
        ['C', 'Z'],
      ],
      'A, X, B, Y & C, Z',
    ],
    [
      [
        ['A', 'X'],
        ['B', null],
      ],
      'A, X & B',
    ],
  ])('names %j as %s', (people, expected) => {
    expect(peopleInWords(people.map(([name, company]) => ({ name, company })))).toBe(expected);
  });
});

describe('Markdown', () => {
  it.each([
    ["Kubernetes and the CNI: Where We Are and What's Next", "Kubernetes and the CNI: Where We Are and What's Next"],
    ['Performance and Scale @ Istio & more (2018)', 'Performance and Scale @ Istio & more (2018)'],
    [
      '*bold* _x_ snake_case `code` [a](b) <b> a\\b ~x~ | c',
      '\\*bold\\* \\_x\\_ snake_case \\`code\\` \\[a\\](b) \\<b> a\\\\b \\~x\\~ \\| c',
    ],
    ['AT&amp;T, AT&T', 'AT\\&amp;T, AT&T'],
    ['# one', '\\# one'],
    ['1. one', '1\\. one'],
    ['- one', '\\- one'],
    ['two\nlines', 'two lines'],
  ])('shows %j as it is', (text, expected) => {
    expect(markdownText(text)).toBe(expected);
  });

  it.each([
    ['https://x.example/a (1).pdf', '[deck](https://x.example/a%20%281%29.pdf)'],
    ['https://me:secret@x.example/', '[deck](https://x.example/)'],
    ['javascript:alert(1)', null],
    ['no address', null],
  ])('links %s as %s', (address, expected) => {
    expect(markdownLink('deck', address)).toBe(expected);
  });
});

describe('days in words', () => {
  it.each([
    ['2018-05-02', '2018-05-04', '2 to 4 May 2018'],
    ['2018-04-30', '2018-05-04', '30 April to 4 May 2018'],
    ['2018-12-31', '2019-01-01', '31 December 2018 to 1 January 2019'],
    ['2018-05-01', '2018-05-01', '1 May 2018'],
    ['2018-05-01', null, '1 May 2018'],
    [null, null, null],
  ])('%s and %s are %s', (from, to, expected) => {
    expect(daysInWords(from, to)).toBe(expected);
  });

  it('have a number within the conference only', () => {
    expect(
      ['2018-05-01', '2018-05-02', '2018-05-04', '2018-05-05'].map((day) => dayNumber(day, '2018-05-02', '2018-05-04')),
    ).toEqual([null, 1, 3, null]);
    expect(dayNumber('2018-05-02', null, null)).toBe(null);
  });
});
