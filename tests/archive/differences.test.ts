import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/model/session.ts';
import { SESSION_FIELDS, type SessionField } from '../../src/model/vocabulary.ts';
import { link, person, programme, session, slot } from '../setup/programme.ts';
import { type TrialArchive, trialArchive } from '../setup/trial-archive.ts';

const talk = session({
  key: 'a1',
  title: 'Introduction to Istio',
  level: 'beginner',
  publishedLevel: 'Beginner Skill Level',
  track: 'Networking',
  abstract: 'A mesh.\nWith sidecars.',
  availability: 'open',
  slots: [slot('2018-05-02T11:10:00', { localEnd: '2018-05-02T11:45:00', room: 'B4' })],
  people: [
    person('Joy Zhang', { company: 'Google', jobTitle: 'Engineer', speakerKey: 'joy' }),
    person('Bo Lind', { company: 'Initech', jobTitle: 'Analyst', speakerKey: 'bo' }),
  ],
  links: [link('https://x.org/istio.pdf', { label: 'istio.pdf' })],
});

const [first = slot('2018-05-02')] = talk.slots;
const [joy = person('Joy Zhang'), bo = person('Bo Lind')] = talk.people;
const second = slot('2018-05-03T09:00:00', { room: 'C1' });
const utc = slot('', { localStart: null, startsAt: '2018-05-02T09:10:00Z' });
const both = slot('2018-05-02T11:10:00', { startsAt: '2018-05-02T09:10:00Z', utcOffset: '+02:00' });

/** A session as it was and as it is, and the rows of `changes` that this makes: `field: before -> after`. */
const CASES: readonly (readonly [string, Partial<Session>, Partial<Session>, readonly string[]])[] = [
  ['a new title', {}, { title: 'Istio' }, ['title: Introduction to Istio -> Istio']],
  ['white space in a title', {}, { title: 'Introduction  to Istio\u200B' }, []],
  ['another kind', {}, { kind: 'tutorial' }, ['kind: talk -> tutorial']],
  ['cancelled', {}, { cancelled: true }, ['state: scheduled -> cancelled']],
  ['takes place after all', { cancelled: true }, {}, ['state: cancelled -> scheduled']],
  ['sold out', {}, { availability: 'full' }, ['availability: open -> full']],
  ['another level', {}, { level: 'any', publishedLevel: 'Any' }, ['level: beginner -> any']],
  ['another wording of the same level', {}, { publishedLevel: 'Novice' }, []],
  [
    'another wording of no known level',
    { level: null, publishedLevel: 'Wizard' },
    { level: null, publishedLevel: 'Sage' },
    ['level: Wizard -> Sage'],
  ],
  ['no level any more', {}, { level: null, publishedLevel: null }, ['level: beginner -> NULL']],
  ['another track', {}, { track: 'Storage' }, ['track: Networking -> Storage']],
  ['another abstract', {}, { abstract: 'A net.' }, ['abstract: A mesh.\nWith sidecars. -> A net.']],
  ['an abstract in other paragraphs', {}, { abstract: 'A mesh. With  sidecars.' }, []],
  ['another room', {}, { slots: [{ ...first, room: 'C1' }] }, ['room: B4 -> C1']],
  [
    'another time',
    {},
    { slots: [{ ...first, localStart: '2018-05-02T14:00:00', localEnd: '2018-05-02T14:35:00' }] },
    ['time: 2018-05-02 11:10-11:45 -> 2018-05-02 14:00-14:35'],
  ],
  [
    'another day',
    {},
    { slots: [{ ...first, localStart: '2018-05-03T11:10:00', localEnd: '2018-05-03T11:45:00' }] },
    ['time: 2018-05-02 11:10-11:45 -> 2018-05-03 11:10-11:45'],
  ],
  [
    'another end',
    {},
    { slots: [{ ...first, localEnd: '2018-05-02T12:00:00' }] },
    ['time: 2018-05-02 11:10-11:45 -> 2018-05-02 11:10-12:00'],
  ],
  [
    'a time where only the day was told',
    { slots: [slot('2018-05-02')] },
    { slots: [slot('2018-05-02T11:10:00')] },
    ['time: 2018-05-02 -> 2018-05-02 11:10'],
  ],
  ['an end that was not known', { slots: [slot('2018-05-02T11:10:00', { room: 'B4' })] }, {}, []],
  ['a local time for an instant', { slots: [utc] }, { slots: [both] }, []],
  [
    'another instant where local time is not known',
    { slots: [utc] },
    { slots: [{ ...utc, startsAt: '2018-05-02T10:10:00Z' }] },
    ['time: 2018-05-02 09:10 UTC -> 2018-05-02 10:10 UTC'],
  ],
  [
    'a second slot',
    {},
    { slots: [first, second] },
    ['time: 2018-05-02 11:10-11:45 -> 2018-05-02 11:10-11:45; 2018-05-03 09:00', 'room: B4 -> B4; C1'],
  ],
  ['two slots in another order', { slots: [first, second] }, { slots: [second, first] }, []],
  [
    'two slots that exchange their rooms',
    { slots: [first, second] },
    {
      slots: [
        { ...first, room: 'C1' },
        { ...second, room: 'B4' },
      ],
    },
    ['room: 2018-05-02 11:10-11:45 (B4); 2018-05-03 09:00 (C1) -> 2018-05-02 11:10-11:45 (C1); 2018-05-03 09:00 (B4)'],
  ],
  ['no time any more', {}, { slots: [] }, ['time: 2018-05-02 11:10-11:45 -> NULL', 'room: B4 -> NULL']],
  [
    'a speaker more',
    {},
    { people: [joy, bo, person('Cy Roe')] },
    ['speakers: Joy Zhang; Bo Lind -> Joy Zhang; Bo Lind; Cy Roe'],
  ],
  [
    'a speaker less',
    {},
    { people: [joy] },
    [
      'speakers: Joy Zhang; Bo Lind -> Joy Zhang',
      'job_titles: Engineer; Analyst -> Engineer',
      'companies: Google; Initech -> Google',
    ],
  ],
  ['speakers in another order', {}, { people: [bo, joy] }, []],
  [
    'two speakers of one name in another order',
    { people: [joy, { ...joy, speakerKey: 'another', company: 'Acme' }] },
    { people: [{ ...joy, speakerKey: 'another', company: 'Acme' }, joy] },
    [],
  ],
  [
    'a speaker of another name under the same id',
    {},
    { people: [{ ...joy, name: 'Joy Zhang-Roe' }, bo] },
    ['speakers: Joy Zhang; Bo Lind -> Joy Zhang-Roe; Bo Lind'],
  ],
  ['an id for a speaker known by name', { people: [{ ...joy, speakerKey: null }, bo] }, {}, []],
  [
    'a speaker who moderates',
    {},
    { people: [{ ...joy, role: 'moderator' }, bo] },
    ['speakers: Joy Zhang (speaker); Bo Lind (speaker) -> Joy Zhang (moderator); Bo Lind (speaker)'],
  ],
  [
    'another company',
    {},
    { people: [{ ...joy, company: 'Acme' }, bo] },
    ['companies: Google; Initech -> Acme; Initech'],
  ],
  [
    'companies that were confused',
    {},
    {
      people: [
        { ...joy, company: 'Initech' },
        { ...bo, company: 'Google' },
      ],
    },
    ['companies: Joy Zhang (Google); Bo Lind (Initech) -> Joy Zhang (Initech); Bo Lind (Google)'],
  ],
  [
    'a company that one of two left',
    { people: [joy, { ...bo, company: 'Google' }] },
    { people: [joy, { ...bo, company: null }] },
    ['companies: Joy Zhang (Google); Bo Lind (Google) -> Joy Zhang (Google); Bo Lind'],
  ],
  [
    'another job title',
    {},
    { people: [{ ...joy, jobTitle: 'CTO' }, bo] },
    ['job_titles: Engineer; Analyst -> CTO; Analyst'],
  ],
  ['other tags, language and address', {}, { tags: ['x'], language: 'de', url: 'https://x.org/' }, []],
  [
    'a link more',
    {},
    { links: [...talk.links, link('https://x.org/more.pdf')] },
    ['link: NULL -> https://x.org/more.pdf'],
  ],
  ['a link less', {}, { links: [] }, ['link: https://x.org/istio.pdf -> NULL']],
  ['a link with another label', {}, { links: [link('https://x.org/istio.pdf', { label: 'Slides' })] }, []],
  ['a link of another kind', {}, { links: [link('https://x.org/istio.pdf', { kind: 'paper' })] }, []],
  [
    'links in another order',
    { links: [link('https://x.org/b.pdf'), ...talk.links] },
    { links: [...talk.links, link('https://x.org/b.pdf')] },
    [],
  ],
];

/** The rows of `changes`, a line each. */
function told(trial: TrialArchive): string[] {
  return trial
    .rows(
      `SELECT field || ': ' || coalesce(before, 'NULL') || ' -> ' || coalesce(after, 'NULL') AS line FROM changes ORDER BY id`,
    )
    .map(({ line }) => String(line));
}

describe('the rows of `changes`', () => {
  it.each(CASES)('for %s', (_, before, after, rows) => {
    const trial = trialArchive();
    const changes = (): string[] => told(trial);
    trial.save(programme([{ ...talk, ...before }]));
    expect(changes()).toEqual([]);
    trial.save(programme([{ ...talk, ...after }]));
    expect(changes()).toEqual(rows);
    trial.save(programme([{ ...talk, ...after }]));
    expect(changes()).toEqual(rows);
  });

  it('do not tell what is learned of any field for the first time', () => {
    const trial = trialArchive();
    const knows: SessionField[] = ['title'];
    trial.save(programme([session({ key: 'a1', title: talk.title, knows })]));
    trial.save(programme([{ ...talk, knows: [...SESSION_FIELDS] }]));
    expect(trial.rows('SELECT availability, level FROM sessions')).toEqual([
      { availability: 'open', level: 'beginner' },
    ]);
    expect(trial.rows('SELECT * FROM changes')).toEqual([]);
  });

  it('tell two withdrawals as two pairs, and what else changed meanwhile', () => {
    const trial = trialArchive();
    const other = session({ key: 'b' });
    const gone = (): unknown => trial.save(programme([other]));
    trial.save(programme([talk, other]));
    gone();
    gone();
    trial.save(programme([{ ...talk, track: 'Storage' }, other]));
    trial.save(programme([{ ...talk, track: 'Storage' }, other]));
    gone();
    trial.save(programme([{ ...talk, track: 'Storage', cancelled: true }, other]));
    gone();
    expect(told(trial)).toEqual([
      'state: scheduled -> withdrawn',
      'state: withdrawn -> scheduled',
      'track: Networking -> Storage',
      'state: scheduled -> withdrawn',
      'state: withdrawn -> cancelled',
      'state: cancelled -> withdrawn',
    ]);
  });

  it('tell of a session that a programme lists twice once, the first time too', () => {
    const trial = trialArchive();
    const twice = [talk, { ...talk, key: 'x', aliases: ['a1'], title: 'The second entry' }];
    expect(trial.save(programme(twice))).toMatchObject({ added: 1 });
    trial.save(programme([...twice, session({ key: 'b' }), session({ key: 'b' })]));
    expect(trial.rows('SELECT title FROM sessions ORDER BY id')).toEqual([
      { title: talk.title },
      { title: 'Session b' },
    ]);
    expect(trial.rows('SELECT field, after FROM changes')).toEqual([{ field: 'session', after: 'Session b' }]);
  });
});

describe('a link', () => {
  const stored = (state: string): string => `UPDATE links SET state = '${state}', failures = 3, next_check_at = NULL`;

  it.each([
    ['stored', 'stored'],
    ['gone', 'due'],
    ['failed', 'due'],
  ])('that was %s and comes back is asked for again', (was, is) => {
    const trial = trialArchive();
    trial.save(programme([talk]));
    trial.write(stored(was));
    trial.save(programme([{ ...talk, links: [] }]));
    trial.save(programme([talk]), { at: '2018-05-04T09:00:00Z' });
    expect(trial.rows('SELECT state, failures, next_check_at, removed_at FROM links')).toEqual([
      { state: is, failures: 0, next_check_at: '2018-05-04T09:00:00Z', removed_at: null },
    ]);
  });

  it('that turns out to be no deck is not asked for any more, unless its file is stored', () => {
    const trial = trialArchive();
    const links = [link('https://x.org/1', { origin: 'field' }), link('https://x.org/2', { origin: 'field' })];
    trial.save(programme([{ ...talk, links }]));
    trial.write(`${stored('stored')} WHERE url LIKE '%2'`);
    trial.save(programme([{ ...talk, links: links.map((each) => ({ ...each, kind: 'video' as const })) }]));
    expect(trial.rows('SELECT state FROM links ORDER BY id')).toEqual([{ state: 'ignored' }, { state: 'stored' }]);
  });
});
