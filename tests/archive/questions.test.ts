import { describe, expect, it } from 'vitest';
import { link, person, programme, session, slot } from '../setup/programme.ts';
import { AT, type TrialArchive, trialArchive } from '../setup/trial-archive.ts';

const SHA = (digit: string): string => digit.repeat(64);

function stocked(): TrialArchive {
  const trial = trialArchive();
  trial.save(
    programme([
      session({
        key: 'istio',
        title: 'Building Hybrid Clouds with Istio',
        level: 'intermediate',
        slots: [slot('2018-05-02T14:00:00', { startsAt: '2018-05-02T12:00:00Z', room: 'B4' })],
        people: [
          person('Allan Naim', { company: 'Google' }),
          person('Rohit Agarwalla', { company: 'Cisco' }),
          person('Kim', { company: 'Google' }),
        ],
        links: [link('https://x.org/istio.pdf'), link('https://youtu.be/1', { kind: 'video', origin: 'field' })],
        url: 'https://x.org/event/istio',
      }),
      session({
        key: 'mesh',
        title: 'Service Mesh in Production',
        abstract: 'Why we chose Istio. Latency of storage.',
        people: [person('Sara Ek')],
      }),
      session({
        key: 'storage',
        title: 'Storage 入門',
        abstract: '日本語の文書。',
        publishedTitle: 'Storage (Slides Attached)',
      }),
      session({ key: 'lunch', title: 'Lunch', kind: 'break' }),
      session({ key: 'gone', title: 'A cancelled talk', cancelled: true }),
    ]),
  );
  return trial;
}

const attempt = {
  httpStatus: 200,
  detail: null,
  failures: 0,
  nextCheckAt: null,
  etag: '"1"',
  lastModified: null,
  at: AT,
  state: 'stored',
} as const;

function storeDeck(trial: TrialArchive, sha256: string, outcome: 'stored' | 'new_version'): void {
  const file = { sha256, bytes: 10, mediaType: 'application/pdf', extension: 'pdf', publishedName: 'istio.pdf' };
  const [due] = trial.archive.decks.find('https://x.org/istio.pdf');
  trial.archive.decks.record({ ...attempt, linkId: due?.id ?? 0, runId: trial.runId, outcome, file });
}

describe('the views', () => {
  it('show a session on one row, people in published order, companies once', () => {
    const trial = stocked();
    storeDeck(trial, SHA('a'), 'stored');
    expect(trial.rows("SELECT * FROM session_overview WHERE key = 'istio'")).toEqual([
      {
        conference: 'trial-2018',
        key: 'istio',
        day: '2018-05-02',
        starts_at: '2018-05-02T12:00:00Z',
        local_start: '2018-05-02T14:00:00',
        room: 'B4',
        kind: 'talk',
        title: 'Building Hybrid Clouds with Istio',
        speakers: 'Allan Naim (Google); Rohit Agarwalla (Cisco); Kim (Google)',
        companies: 'Google; Cisco',
        level: 'intermediate',
        track: null,
        state: 'scheduled',
        slides: 1,
        decks: 1,
        video_url: 'https://youtu.be/1',
        url: 'https://x.org/event/istio',
      },
    ]);
  });

  it('show every version of a deck, and which is the current one', () => {
    const trial = stocked();
    storeDeck(trial, SHA('a'), 'stored');
    storeDeck(trial, SHA('b'), 'new_version');
    storeDeck(trial, SHA('a'), 'new_version');
    expect(trial.rows('SELECT version, sha256, is_current, path FROM deck_overview ORDER BY version')).toEqual([
      { version: 1, sha256: SHA('a'), is_current: 0, path: `decks/aa/aa/${SHA('a')}.pdf` },
      { version: 2, sha256: SHA('b'), is_current: 0, path: `decks/bb/bb/${SHA('b')}.pdf` },
      { version: 3, sha256: SHA('a'), is_current: 1, path: `decks/aa/aa/${SHA('a')}.pdf` },
    ]);
    expect(trial.rows("SELECT field, before, after FROM changes WHERE field = 'deck' ORDER BY id")).toEqual([
      { field: 'deck', before: SHA('a'), after: SHA('b') },
      { field: 'deck', before: SHA('b'), after: SHA('a') },
    ]);
    expect(trial.rows('SELECT count(*) AS n FROM files')).toEqual([{ n: 2 }]);
  });

  it('say what has no deck, and why; breaks and cancelled sessions need none', () => {
    const trial = stocked();
    expect(trial.rows('SELECT session_key, reason, link_url FROM missing_decks ORDER BY session_key')).toEqual([
      { session_key: 'istio', reason: 'due', link_url: 'https://x.org/istio.pdf' },
      { session_key: 'mesh', reason: 'no_link', link_url: null },
      { session_key: 'storage', reason: 'announced_without_file', link_url: null },
    ]);
  });

  it('join people across editions by name, whatever accents and case', () => {
    const trial = stocked();
    const other = trial.archive.conferences.remember(
      {
        slug: 'trial-2019',
        name: 'Trial 2019',
        series: 'trial',
        platform: 'sched',
        parameters: {},
        stated: {},
        titles: { people: 'unknown' },
        addedBy: 'operator',
      },
      AT,
    );
    trial.save(programme([session({ key: 'x', people: [person('ALLAN NAÏM', { company: 'Initech' })] })]), {
      conferenceId: other.id,
    });
    expect(trial.rows("SELECT conferences, sessions, companies FROM people_overview WHERE name LIKE 'Allan%'")).toEqual(
      [{ conferences: 2, sessions: 2, companies: 'Google; Initech' }],
    );
  });
});
