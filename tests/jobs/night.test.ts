import { describe, expect, it } from 'vitest';
import { type ConferenceFacts, type FileFacts, isOverdue, type NightFacts, planNight } from '../../src/jobs/night.ts';

const NOW = Date.parse('2018-05-03T02:00:00Z');
const SCHED = { server: 'sched.com', origin: 'https://kccnceu18.sched.com' };
const FILES = { server: 'sched.co', origin: 'https://hosted-files.sched.co' };

/** KubeCon EU 2018, on its second day, read the night before. */
const kubecon: ConferenceFacts = {
  conference: 'kubecon-eu-2018',
  startsOn: '2018-05-02',
  endsOn: '2018-05-04',
  addedAt: '2018-01-01T00:00:00Z',
  lastReadAt: '2018-05-02T02:10:00Z',
  lastFailedAt: null,
  readFailures: 0,
  outdated: false,
  pages: 2,
  address: SCHED,
};

const nothing: NightFacts = {
  conferences: [],
  files: [],
  inspections: new Map(),
  parked: new Map(),
  robots: new Set(),
  maxFiles: null,
};
const plan = (given: Partial<NightFacts>) => planNight({ ...nothing, ...given }, NOW);
const files = (count: number, given: Partial<FileFacts> = {}): FileFacts[] =>
  Array.from({ length: count }, () => ({ conference: 'kubecon-eu-2018', state: 'due', address: FILES, ...given }));

describe('a programme is read', () => {
  const event = (startsOn: string, endsOn = startsOn) => ({ startsOn, endsOn });
  it.each<[string, Partial<ConferenceFacts>, string | null]>([
    ['never read', { lastReadAt: null }, 'never read yet'],
    ['every night while it runs', {}, 'running: read every night, last on 2018-05-02'],
    [
      'at once where a clock that was wrong says that it was in the future',
      { lastReadAt: '2036-01-01T00:00:00Z' },
      'running: read every night, last on 2036-01-01',
    ],
    [
      'at once where a try failed in the future',
      { lastFailedAt: '2036-01-01T00:00:00Z', readFailures: 1 },
      'the last try failed, on 2036-01-01',
    ],
    ['not twice in one night', { lastReadAt: '2018-05-03T00:10:00Z' }, null],
    [
      'every week when it is far away',
      { ...event('2018-09-01'), lastReadAt: '2018-04-26T02:10:00Z' },
      'announced: read every week, last on 2018-04-26',
    ],
    ['and not within the week', { ...event('2018-09-01'), lastReadAt: '2018-04-28T02:10:00Z' }, null],
    [
      'every week while it settles',
      { ...event('2018-03-01'), lastReadAt: '2018-04-26T02:10:00Z' },
      'settling: read every week, last on 2018-04-26',
    ],
    [
      'every month when all is over',
      { ...event('2016-03-01'), lastReadAt: '2018-04-03T02:10:00Z' },
      'archived: read every month, last on 2018-04-03',
    ],
    ['and not within the month', { ...event('2016-03-01'), lastReadAt: '2018-04-10T02:10:00Z' }, null],
    [
      'the night after a failure',
      { ...event('2016-03-01'), lastFailedAt: '2018-05-02T02:10:00Z', readFailures: 1 },
      'the last try failed, on 2018-05-02',
    ],
    [
      'not the night after the third',
      { ...event('2016-03-01'), lastFailedAt: '2018-05-02T02:10:00Z', readFailures: 3 },
      null,
    ],
    [
      'four nights after the third',
      { ...event('2016-03-01'), lastFailedAt: '2018-04-29T02:10:00Z', readFailures: 3 },
      'the last 3 tries failed, on 2018-04-29',
    ],
    [
      'every night while it runs, whatever failed',
      { lastFailedAt: '2018-05-02T02:10:00Z', readFailures: 9 },
      'the last 9 tries failed, on 2018-05-02',
    ],
  ])('%s', (_, given, reason) => {
    const { items, requests } = plan({ conferences: [{ ...kubecon, ...given }] });
    expect(items).toEqual(
      reason === null
        ? []
        : [{ conference: 'kubecon-eu-2018', task: 'read', count: 1, reason, requests: 2, waits: null }],
    );
    expect(requests).toBe(reason === null ? 0 : 3);
  });

  it('the running ones first, and the next night is named', () => {
    const archived = { ...kubecon, conference: 'old', startsOn: '2012-01-01', endsOn: '2012-01-02', lastReadAt: null };
    const later = { ...kubecon, conference: 'later', startsOn: '2018-09-01', endsOn: '2018-09-02' };
    const { items, next } = plan({ conferences: [archived, later, kubecon] });
    expect(items.map(({ conference }) => conference)).toEqual(['kubecon-eu-2018', 'old']);
    expect(next).toEqual({ conference: 'later', at: '2018-05-08T22:10:00Z' });
  });

  it('what waits longest first, of those that change as much', () => {
    const starved = { ...kubecon, conference: 'starved', lastReadAt: '2018-05-01T02:10:00Z' };
    const { items } = plan({ conferences: [kubecon, starved] });
    expect(items.map(({ conference }) => conference)).toEqual(['starved', 'kubecon-eu-2018']);
  });

  it('not from a server that is left alone', () => {
    const parked = new Map([['sched.com', { until: '2018-05-03T04:00:00Z', reason: 'it answered 429' }]]);
    const { items, requests, robots } = plan({ conferences: [kubecon], parked });
    expect(items[0]?.waits).toBe('sched.com is left alone until 2018-05-03T04:00:00Z: it answered 429');
    expect([requests, robots]).toEqual([0, []]);
  });

  it('from the captures when only our parser is new', () => {
    const { items } = plan({ conferences: [{ ...kubecon, outdated: true, lastReadAt: '2018-05-03T00:10:00Z' }] });
    expect(items).toMatchObject([{ task: 'correct', requests: 0 }]);
  });
});

describe('decks', () => {
  it('are counted by why they are asked for', () => {
    const due = [...files(12), ...files(3, { state: 'not_yet' }), ...files(1, { state: 'stored' })];
    const { items, requests, robots } = plan({ files: due });
    expect(items).toEqual([
      {
        conference: 'kubecon-eu-2018',
        task: 'download',
        count: 16,
        reason: '12 new, 3 not there yet, 1 asked for a newer version',
        requests: 16,
        waits: null,
      },
    ]);
    expect([requests, robots]).toEqual([17, ['https://hosted-files.sched.co']]);
  });

  it('beyond --max-files wait', () => {
    const { items, requests } = plan({ files: files(5), maxFiles: 2, robots: new Set([FILES.origin]) });
    expect(items.map(({ count, waits }) => [count, waits])).toEqual([
      [2, null],
      [3, '--max-files is used up'],
    ]);
    expect(requests).toBe(2);
  });

  it('of a server that is left alone wait, those of another do not', () => {
    const parked = new Map([['sched.co', { until: '2018-05-03T04:00:00Z', reason: null }]]);
    const other = { server: 'example.org', origin: 'https://example.org' };
    const { items, requests } = plan({ files: [...files(5), ...files(1, { address: other })], parked });
    expect(items.map(({ count, waits }) => [count, waits])).toEqual([
      [5, 'sched.co is left alone until 2018-05-03T04:00:00Z: it asked for it'],
      [1, null],
    ]);
    expect(requests).toBe(2);
  });

  it('that are stored and not looked into need no request', () => {
    expect(plan({ inspections: new Map([['kubecon-eu-2018', 7]]) })).toMatchObject({
      items: [{ task: 'inspect', count: 7, requests: 0 }],
      requests: 0,
    });
  });
});

describe('a conference is overdue', () => {
  it.each<[string, Partial<ConferenceFacts>, boolean]>([
    ['not when last night was missed', { lastReadAt: '2018-05-01T02:10:00Z' }, false],
    ['when a running one was missed for four nights', { lastReadAt: '2018-04-29T02:00:00Z' }, true],
    [
      'not when an archived one was missed for two months',
      { startsOn: '2016-01-01', endsOn: '2016-01-01', lastReadAt: '2018-03-01T02:10:00Z' },
      false,
    ],
    [
      'when it was missed for four',
      { startsOn: '2016-01-01', endsOn: '2016-01-01', lastReadAt: '2018-01-01T02:10:00Z' },
      true,
    ],
    [
      'not on the first night it runs, when it was read in its week',
      { startsOn: '2018-05-17', endsOn: '2018-05-18', lastReadAt: '2018-04-27T02:10:00Z' },
      false,
    ],
    [
      'after some nights of that',
      { startsOn: '2018-05-12', endsOn: '2018-05-13', lastReadAt: '2018-04-27T02:10:00Z' },
      true,
    ],
    ['not on the day it was added', { addedAt: '2018-05-02T02:10:00Z', lastReadAt: null }, false],
    ['when it was added a week ago and never read', { addedAt: '2018-04-26T02:10:00Z', lastReadAt: null }, true],
  ])('%s', (_, given, overdue) => expect(isOverdue({ ...kubecon, ...given }, NOW)).toBe(overdue));
});
