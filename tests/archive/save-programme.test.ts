import { describe, expect, it } from 'vitest';
import { link, person, programme, session, slot } from '../setup/programme.ts';
import { AT, trialArchive } from '../setup/trial-archive.ts';

const talk = session({
  key: 'a1',
  aliases: ['DqwU'],
  title: 'Introduction to Istio',
  level: 'beginner',
  slots: [slot('2018-05-02T11:10:00', { room: 'B4' })],
  people: [person('Joy Zhang', { company: 'Google', speakerKey: 'joy', bio: 'Builds meshes.' })],
  tags: ['Mesh', 'Mesh'],
  links: [link('https://x.org/istio.pdf'), link('https://youtu.be/abc', { kind: 'video', origin: 'field' })],
});

describe('saving a programme', () => {
  it('writes nothing but the time when the same programme is read again', () => {
    const trial = trialArchive();
    trial.save(programme([talk, session({ key: 'a2' })]));
    const before = trial.dump();
    const report = trial.save(programme([talk, session({ key: 'a2' })]), { at: '2018-05-03T09:00:00Z' });
    expect(report).toMatchObject({ added: 0, changed: 0, withdrawn: 0, linksAdded: 0, linksRemoved: 0, first: false });
    expect(trial.dump()).toBe(before);
    expect(trial.rows('SELECT last_read_at FROM conferences')).toEqual([{ last_read_at: '2018-05-03T09:00:00Z' }]);
  });

  it('reports no changes on a first read', () => {
    const trial = trialArchive();
    expect(trial.save(programme([talk]))).toMatchObject({ added: 1, first: true });
    expect(trial.rows('SELECT * FROM changes')).toEqual([]);
  });

  it('records each change of a session as a person reads it', () => {
    const trial = trialArchive();
    trial.save(programme([talk]));
    trial.save(
      programme([
        {
          ...talk,
          title: 'Istio for Beginners',
          level: 'any',
          cancelled: true,
          slots: [slot('2018-05-03T14:00:00', { localEnd: '2018-05-03T14:35:00', room: 'C1' })],
          people: [
            person('Joy Zhang', { company: 'Google', speakerKey: 'joy' }),
            person('Ian Holt', { company: 'Initech' }),
          ],
        },
      ]),
    );
    expect(trial.rows('SELECT field, before, after FROM changes ORDER BY id')).toEqual([
      { field: 'title', before: 'Introduction to Istio', after: 'Istio for Beginners' },
      { field: 'state', before: 'scheduled', after: 'cancelled' },
      { field: 'level', before: 'beginner', after: 'any' },
      { field: 'time', before: '2018-05-02 11:10', after: '2018-05-03 14:00-14:35' },
      { field: 'room', before: 'B4', after: 'C1' },
      { field: 'speakers', before: 'Joy Zhang', after: 'Joy Zhang; Ian Holt' },
      { field: 'companies', before: 'Google', after: 'Google; Initech' },
    ]);
  });

  it('reports nothing when our own parser reads better than before', () => {
    const trial = trialArchive();
    trial.save(programme([talk]));
    trial.save(programme([{ ...talk, title: 'Introduction to Istio Configuration' }]), { reporting: false });
    expect(trial.rows('SELECT title FROM sessions')).toEqual([{ title: 'Introduction to Istio Configuration' }]);
    expect(trial.rows('SELECT * FROM changes')).toEqual([]);
  });

  it('withdraws a vanished session once, and takes it back once', () => {
    const trial = trialArchive();
    const both = programme([talk, session({ key: 'a2' })]);
    const one = programme([talk]);
    trial.save(both);
    expect(trial.save(one)).toMatchObject({ withdrawn: 1 });
    expect(trial.save(one)).toMatchObject({ withdrawn: 0 });
    expect(trial.rows('SELECT key, state, withdrawn_at IS NOT NULL AS at FROM sessions ORDER BY key')).toEqual([
      { key: 'a1', state: 'scheduled', at: 0 },
      { key: 'a2', state: 'withdrawn', at: 1 },
    ]);
    trial.save(both);
    trial.save(both);
    expect(trial.rows("SELECT before, after FROM changes WHERE field = 'state' ORDER BY id")).toEqual([
      { before: 'scheduled', after: 'withdrawn' },
      { before: 'withdrawn', after: 'scheduled' },
    ]);
    expect(trial.rows("SELECT withdrawn_at FROM sessions WHERE key = 'a2'")).toEqual([{ withdrawn_at: null }]);
  });

  it('withdraws only what the programme covers', () => {
    const trial = trialArchive();
    const first = session({ key: 'd1', slots: [slot('2018-05-02T09:00:00')] });
    const second = session({ key: 'd2', slots: [slot('2018-05-03T09:00:00')] });
    const third = session({ key: 'd3', slots: [slot('2018-05-03T10:00:00')] });
    trial.save(programme([first, second, third]));
    trial.save(programme([third], { scope: { kind: 'days', days: ['2018-05-03'] } }));
    trial.save(programme([], { scope: { kind: 'sessions' } }));
    expect(trial.rows("SELECT key FROM sessions WHERE state = 'withdrawn'")).toEqual([{ key: 'd2' }]);
  });

  it('finds a session by any id a platform ever used for it, and never rewrites its key', () => {
    const trial = trialArchive();
    trial.save(programme([session({ key: 'DqwU', title: 'By short id' })]));
    trial.save(programme([session({ key: 'b49c', aliases: ['DqwU'], title: 'By long id' })]));
    trial.save(programme([session({ key: 'b49c', title: 'By long id alone' })]));
    expect(trial.rows('SELECT key, title FROM sessions')).toEqual([{ key: 'DqwU', title: 'By long id alone' }]);
    expect(trial.rows('SELECT alias FROM session_aliases ORDER BY alias')).toEqual([
      { alias: 'DqwU' },
      { alias: 'b49c' },
    ]);
  });

  it('leaves alone what a source does not know, and takes its offers only where nobody knew', () => {
    const trial = trialArchive();
    trial.save(programme([talk, session({ key: 'a2', knows: ['title'] })]));
    const calendar = {
      people: [person('Wrong Person')],
      links: [],
      level: null,
      abstract: 'From the calendar',
      track: 'MESH',
    };
    trial.save(
      programme([
        { ...talk, ...calendar, knows: ['title', 'slots'] },
        session({ key: 'a2', ...calendar, knows: ['title', 'slots'] }),
      ]),
    );
    expect(trial.rows('SELECT key, level, abstract, track FROM sessions ORDER BY key')).toEqual([
      { key: 'a1', level: 'beginner', abstract: null, track: null },
      { key: 'a2', level: null, abstract: 'From the calendar', track: 'MESH' },
    ]);
    expect(trial.rows('SELECT key, speakers FROM session_overview ORDER BY key')).toEqual([
      { key: 'a1', speakers: 'Joy Zhang (Google)' },
      { key: 'a2', speakers: 'Wrong Person' },
    ]);
    expect(trial.rows('SELECT count(*) AS n FROM links WHERE removed_at IS NULL')).toEqual([{ n: 2 }]);
  });

  it('keeps the instant of an unmoved slot when the calendar is missing for once', () => {
    const trial = trialArchive();
    const timed = slot('2018-05-02T11:10:00', { startsAt: '2018-05-02T09:10:00Z', utcOffset: '+02:00' });
    trial.save(programme([{ ...talk, slots: [timed] }]));
    const before = trial.dump();
    trial.save(programme([{ ...talk, slots: [slot('2018-05-02T11:10:00')] }]));
    expect(trial.dump()).toBe(before);
  });

  it('marks a removed link, and takes it back when it returns', () => {
    const trial = trialArchive();
    trial.save(programme([talk]));
    trial.save(programme([{ ...talk, links: talk.links.slice(1) }]));
    expect(trial.rows('SELECT url, removed_at IS NOT NULL AS removed FROM links ORDER BY id')).toEqual([
      { url: 'https://x.org/istio.pdf', removed: 1 },
      { url: 'https://youtu.be/abc', removed: 0 },
    ]);
    trial.save(programme([talk]));
    expect(trial.rows("SELECT before, after FROM changes WHERE field = 'link' ORDER BY id")).toEqual([
      { before: 'https://x.org/istio.pdf', after: null },
      { before: null, after: 'https://x.org/istio.pdf' },
    ]);
  });

  it('knows the same file under a new address', () => {
    const trial = trialArchive();
    const old = link('https://schd.ws/hosted_files/e/4e/a.pdf', { canonicalUrl: 'sched-file:e/4e/a.pdf' });
    const moved = link('https://hosted-files.sched.co/e/4e/a.pdf', { canonicalUrl: 'sched-file:e/4e/a.pdf' });
    trial.save(programme([session({ key: 'a', links: [old] })]));
    trial.save(programme([session({ key: 'a', links: [moved] })]));
    expect(trial.rows('SELECT url FROM links')).toEqual([{ url: moved.url }]);
    expect(trial.rows('SELECT * FROM changes')).toEqual([]);
  });

  it('makes due what is to be downloaded, and ignores videos and code', () => {
    const trial = trialArchive();
    trial.save(
      programme([
        session({
          key: 'a',
          links: [
            link('https://x.org/a.pdf'),
            link('https://x.org/demo.mov', { kind: 'video' }),
            link('https://youtu.be/abc', { kind: 'video', origin: 'field' }),
            link('https://github.com/a/b', { kind: 'code', origin: 'description' }),
            link('https://docs.google.com/presentation/d/1', { origin: 'description' }),
          ],
        }),
      ]),
    );
    expect(trial.rows('SELECT url, state FROM links ORDER BY id').map((row) => row['state'])).toEqual([
      'due',
      'due',
      'ignored',
      'ignored',
      'due',
    ]);
  });

  it('knows one person by the platform’s id, and by name where there is none', () => {
    const trial = trialArchive();
    const sessions = [
      session({ key: 'a', people: [person('Jose Ortiz', { speakerKey: 'jose', company: 'Initech', bio: 'Bio' })] }),
      session({ key: 'b', people: [person('José Ortiz')] }),
      session({
        key: 'c',
        people: [person('Jose Ortiz', { speakerKey: 'jose' }), person('Li Na', { speakerKey: 'li1' })],
      }),
      session({ key: 'd', people: [person('Li Na', { speakerKey: 'li2' })] }),
    ];
    trial.save(programme(sessions));
    const before = trial.dump();
    trial.save(programme(sessions));
    expect(trial.dump()).toBe(before);
    expect(trial.rows('SELECT key, name FROM speakers ORDER BY id')).toEqual([
      { key: 'jose', name: 'Jose Ortiz' },
      { key: 'li1', name: 'Li Na' },
      { key: 'li2', name: 'Li Na' },
    ]);
  });

  it('makes due a link that turns out to be a deck', () => {
    const trial = trialArchive();
    const vague = link('https://x.org/files/7', { kind: 'other', origin: 'description' });
    trial.save(programme([session({ key: 'a', links: [vague] })]));
    trial.save(programme([session({ key: 'a', links: [{ ...vague, kind: 'slides', label: 'Slides' }] })]));
    expect(trial.rows('SELECT kind, state, next_check_at FROM links')).toEqual([
      { kind: 'slides', state: 'due', next_check_at: AT },
    ]);
  });

  it('does not report what it learns of a field for the first time', () => {
    const trial = trialArchive();
    const calendar = { level: null, people: [], links: [], knows: ['title', 'slots'] as const };
    trial.save(programme([{ ...talk, ...calendar, knows: [...calendar.knows] }]));
    trial.save(programme([talk]));
    expect(trial.rows('SELECT key, level, speakers FROM session_overview')).toEqual([
      { key: 'a1', level: 'beginner', speakers: 'Joy Zhang (Google)' },
    ]);
    expect(trial.rows('SELECT * FROM changes')).toEqual([]);
    trial.save(programme([{ ...talk, level: 'any' }]));
    expect(trial.rows('SELECT field FROM changes')).toEqual([{ field: 'level' }]);
  });

  it('keeps the files that only the session’s own page lists when the listing is read again', () => {
    const trial = trialArchive();
    const extra = link('https://x.org/handout.pdf');
    const listed = { ...talk, knows: talk.knows.filter((field) => field !== 'video') };
    const deep = { ...talk, links: [...talk.links, extra] };
    trial.save(programme([listed]));
    trial.save(programme([deep]));
    trial.save(programme([listed]));
    trial.save(programme([deep]));
    expect(trial.rows('SELECT count(*) AS n FROM links WHERE removed_at IS NULL')).toEqual([{ n: 3 }]);
    expect(trial.rows("SELECT before, after FROM changes WHERE field = 'link'")).toEqual([
      { before: null, after: extra.url },
    ]);
    trial.save(programme([talk]));
    expect(trial.rows('SELECT url FROM links WHERE removed_at IS NOT NULL')).toEqual([{ url: extra.url }]);
  });
});
