import { describe, expect, it } from 'vitest';
import type { ChangeEvent } from '../../src/archive/change-event.ts';
import { foldChanges } from '../../src/archive/fold-changes.ts';
import { storeFile } from '../exports/trial-export.ts';
import { link, programme, session } from '../setup/programme.ts';
import { AT, type TrialArchive, trialArchive } from '../setup/trial-archive.ts';

const OLD = link('https://x.org/old.pdf');
const NEW = link('https://x.org/new.pdf');
const other = session({ key: 'other', links: [link('https://x.org/other.pdf')] });

/** A night on which a session has these links, and the files that come from them. */
type Night = readonly [links: readonly (typeof OLD)[], files: Readonly<Record<string, string>>];

/** An archive after these nights, 1 May 2018 and on. */
async function after(...nights: readonly Night[]): Promise<TrialArchive> {
  const trial = trialArchive();
  for (const [index, [links, files]] of nights.entries()) {
    const at = `2018-05-0${index + 1}T02:00:00Z`;
    const runId = trial.archive.runs.start('test', at);
    trial.save(programme([session({ key: 'talk', links: [...links] }), other]), { runId, at });
    for (const [url, content] of Object.entries(files)) await storeFile({ ...trial, runId }, url, content, at);
  }
  return trial;
}

/** `day kind before -> after`, addresses by their last part. */
const told = (events: readonly ChangeEvent[]): string[] =>
  events.map(({ at, kind, link: own, movedFrom, file }) =>
    [
      at.slice(8, 10),
      kind,
      own?.url.split('/').at(-1),
      movedFrom === null ? '' : 'moved',
      file?.version,
      file?.firstVersion,
    ]
      .filter((part) => part !== null && part !== undefined && part !== '')
      .join(' '),
  );

const EVERYTHING = { conferences: [], from: null, before: null };

describe('what happened', () => {
  it.each<[string, Night[], string[]]>([
    ['a first file', [[[OLD], { [OLD.url]: 'a' }]], ['01 deck_added old.pdf 1']],
    [
      'other content, the content before, and other content again',
      [
        [[OLD], { [OLD.url]: 'a' }],
        [[OLD], { [OLD.url]: 'b' }],
        [[OLD], { [OLD.url]: 'a' }],
        [[OLD], { [OLD.url]: 'c' }],
      ],
      [
        '01 deck_added old.pdf 1',
        '02 deck_replaced old.pdf 2',
        '03 deck_replaced old.pdf 3 1',
        '04 deck_replaced old.pdf 4',
      ],
    ],
    [
      'the same file under another link',
      [
        [[OLD], { [OLD.url]: 'a' }],
        [[NEW], { [NEW.url]: 'a' }],
      ],
      ['01 deck_added old.pdf 1', '02 deck_moved new.pdf moved 1'],
    ],
    [
      'the same file under another link, a night later',
      [
        [[OLD], { [OLD.url]: 'a' }],
        [[NEW], {}],
        [[NEW], { [NEW.url]: 'a' }],
      ],
      ['01 deck_added old.pdf 1', '03 deck_moved new.pdf moved 1'],
    ],
    [
      'an older version under another link',
      [
        [[OLD], { [OLD.url]: 'a' }],
        [[OLD], { [OLD.url]: 'b' }],
        [[NEW], { [NEW.url]: 'a' }],
      ],
      ['01 deck_added old.pdf 1', '02 deck_replaced old.pdf 2', '03 deck_moved new.pdf moved 1'],
    ],
    [
      'the same file under two links',
      [
        [[OLD], { [OLD.url]: 'a' }],
        [[OLD, NEW], { [NEW.url]: 'a' }],
        [[NEW], {}],
      ],
      ['01 deck_added old.pdf 1', '02 deck_added new.pdf 1', '03 link_removed old.pdf 1'],
    ],
    [
      'the same file under another link while the first is back',
      [
        [[OLD], { [OLD.url]: 'a' }],
        [[], {}],
        [[OLD], {}],
        [[OLD, NEW], { [NEW.url]: 'a' }],
      ],
      ['01 deck_added old.pdf 1', '02 link_removed old.pdf 1', '03 link_added old.pdf', '04 deck_added new.pdf 1'],
    ],
    [
      'the same file on another session',
      [
        [[OLD], { [OLD.url]: 'a' }],
        [[], { 'https://x.org/other.pdf': 'a' }],
      ],
      ['01 deck_added old.pdf 1', '02 link_removed old.pdf 1', '02 deck_added other.pdf 1'],
    ],
    [
      'another file under another link',
      [
        [[OLD], { [OLD.url]: 'a' }],
        [[NEW], { [NEW.url]: 'b' }],
      ],
      ['01 deck_added old.pdf 1', '02 link_removed old.pdf 1', '02 deck_added new.pdf 1'],
    ],
  ])('is told of %s', async (_, nights, events) => {
    const trial = await after(...nights);
    expect(told(foldChanges(trial.archive.changes.between(EVERYTHING)))).toEqual(events);
    // Whatever becomes of a link, what it held stays in reach, and a content is stored once.
    const contents = new Set(nights.flatMap(([, files]) => Object.values(files)));
    expect(trial.rows('SELECT count(DISTINCT path) AS n FROM deck_overview')).toEqual([{ n: contents.size }]);
  });

  it('on a night stays what was told of it, whatever happens later', async () => {
    const first: Night[] = [
      [[OLD], { [OLD.url]: 'a' }],
      [[OLD, NEW], { [NEW.url]: 'a' }],
    ];
    const later: Night[] = [
      [[NEW], {}],
      [[OLD], { [OLD.url]: 'b' }],
      [[], {}],
    ];
    const upTo = { ...EVERYTHING, before: '2018-05-03T00:00:00Z' };
    const early = (await after(...first)).archive.changes.between(upTo);
    expect((await after(...first, ...later)).archive.changes.between(upTo)).toEqual(early);
  });

  it('is read from an instant on, before another, of conferences, or of the newest runs', async () => {
    const trial = await after([[OLD], { [OLD.url]: 'a' }], [[OLD], { [OLD.url]: 'b' }], [[OLD], {}], [[], {}]);
    const { changes } = trial.archive;
    const days = (given: Partial<Parameters<typeof changes.between>[0]>): string[] =>
      changes.between({ ...EVERYTHING, ...given }).map(({ at }) => at.slice(8, 10));
    expect(days({})).toEqual(['01', '02', '04']);
    expect(days({ from: '2018-05-02T02:00:00Z' })).toEqual(['02', '04']);
    expect(days({ before: '2018-05-02T02:00:00Z' })).toEqual(['01']);
    expect(days({ conferences: ['trial-2018'] })).toEqual(['01', '02', '04']);
    expect(days({ conferences: ['elsewhere'] })).toEqual([]);
    expect(told(changes.newest(2))).toEqual(['02 deck_replaced old.pdf 2', '04 link_removed old.pdf 2']);
    expect(changes.newest(9, ['elsewhere'])).toEqual([]);
    expect(changes.lastBefore('2018-05-04T02:00:00Z', [])).toBe('2018-05-02T02:00:00Z');
    expect(changes.lastBefore('2018-05-01T00:00:00Z', [])).toBeNull();
    expect(changes.birth()).toBe(AT);
  });
});
