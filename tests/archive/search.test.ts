import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { SearchAnswer } from '../../src/archive/search.ts';
import { BASE_LETTERS } from '../../src/archive/searchable.ts';
import { programme, session } from '../setup/programme.ts';
import { type SearchedArchive, SHA, searchedArchive } from './searched-archive.ts';

const ask = (trial: SearchedArchive, question: string, limit = 10): SearchAnswer =>
  trial.archive.search(question, { conference: null, limit });
const keys = (trial: SearchedArchive, question: string): string[] =>
  ask(trial, question).sessions.map((hit) => hit.key);
const slides = (trial: SearchedArchive, question: string): string[] =>
  ask(trial, question).slides.map((hit) => `${hit.sessionKey} ${hit.number}`);

/** Decks for three of the sessions; old.pdf is a copy of mesh.pdf. */
function withDecks(): SearchedArchive {
  const trial = searchedArchive();
  trial.deck('istio', 'a', ['Istio\nA service mesh', ['Envoy', 'Istio configures it'], 'Questions?']);
  trial.deck('mesh', 'b', ['Service mesh: latency', 'Persistent storage\nfor a mesh of services']);
  trial.deck('storage', 'c', ['日本語の文書\nKubernetes入門', '저장소 클래스', 'naïve Größe, Øresund']);
  return trial;
}

describe('search finds sessions by', () => {
  it.each([
    ['a word in a title before one in an abstract', 'istio', ['istio', 'mesh']],
    ['all words', 'istio latency', ['mesh']],
    ['a phrase', '"service mesh"', ['mesh']],
    ['no phrase whose words stand apart', '"mesh service"', []],
    ['the beginning of a word', 'stor*', ['storage', 'mesh']],
    ['a phrase whose last word is a beginning', '"hybrid clo"*', ['istio']],
    ['all but a word to leave out', 'istio -latency', ['istio']],
    ['all but a phrase to leave out', 'istio -"chose istio"', ['istio']],
    ['a speaker', 'naim', ['istio']],
    ['a company', 'cisco', ['istio']],
    ['two Japanese characters inside a run', '本語', ['storage']],
    ['Japanese and Latin together', 'storage 入門', ['storage']],
    ['base letters', 'soren bogh', ['storage']],
    ['letters that have no base letter in Unicode', 'SØREN łucja', ['storage']],
  ])('%s', (_what, question, expected) => {
    expect(keys(searchedArchive(), question)).toEqual(expected);
  });

  it.each([
    ['a level', 'level:beginner', ['mesh']],
    ['either of two levels, in order of time', 'level:beginner level:Intermediate', ['istio', 'mesh']],
    ['a level to leave out', '-level:beginner istio', ['istio']],
    ['two fields at once', 'level:beginner kind:keynote', []],
    ['a kind', 'kind:keynote', ['istio']],
    ['a kind written with a hyphen', 'kind:lightning-talk', []],
    ['a state', 'state:cancelled', ['gone']],
    ['a word of a company', 'company:systems', ['istio']],
    ['a company of two words, of one company', 'company:"red hat"', ['istio', 'mesh']],
    ['no company whose words belong to two', 'company:"google hat"', []],
    ['the beginning of a company', 'company:goo*', ['istio']],
    ['a part of a Japanese company', 'company:サイボウズ', ['storage']],
    ['a speaker in any order, case and accents', 'speaker:"NAIM allan"', ['istio']],
    ['no speaker whose words belong to two people', 'speaker:"naim rohit"', []],
    ['a speaker’s base letters', 'speaker:"lucja dabrowska"', ['storage']],
    ['a word of a track', 'track:mesh', ['istio', 'mesh']],
    ['the track to leave out', 'storage -track:"service mesh"', ['storage']],
    ['a conference', 'conference:TRIAL-2018 latency', ['mesh']],
    ['a conference’s name', 'conference:"Trial 2018" latency', ['mesh']],
    ['a series', 'series:trial latency', ['mesh']],
    ['a day', 'day:2018-05-03', ['mesh']],
    ['a span of days', 'day:2018-05-02..2018-05-03 -kind:break', ['istio', 'mesh']],
    ['a span that is open', 'day:2018-05-04..', ['storage']],
    ['a month', 'day:2018-05 level:beginner', ['mesh']],
    ['what it has', 'has:video', ['istio']],
    ['what it has not', '-has:slides -state:cancelled', ['lunch']],
    ['fields and words to leave out alone', 'track:mesh -latency', ['istio']],
  ])('%s', (_what, question, expected) => {
    expect(keys(searchedArchive(), question)).toEqual(expected);
  });

  it.each([
    ['has:deck', ['istio', 'mesh', 'storage']],
    ['has:text has:picture', ['istio', 'mesh', 'storage']],
    ['-has:deck', ['lunch', 'gone']],
  ])('%s', (question, expected) => {
    expect(keys(withDecks(), question)).toEqual(expected);
  });

  it('the same words after the indexes were checked and made anew', () => {
    const trial = withDecks();
    const database = new SqliteDatabase(join(trial.directory, 'archive.sqlite'));
    database.exec("INSERT INTO sessions_fts (sessions_fts, rank) VALUES ('integrity-check', 1)");
    database.exec("INSERT INTO slides_fts (slides_fts, rank) VALUES ('integrity-check', 1)");
    for (const index of ['sessions_fts', 'slides_fts']) {
      database.exec(`INSERT INTO ${index} (${index}) VALUES ('rebuild')`);
    }
    database.close();
    expect(slides(trial, '本語')).toEqual(['storage 1']);
    expect(slides(trial, 'øresund grosse')).toEqual(['storage 3']);
    expect(keys(trial, 'soren')).toEqual(['storage']);
  });
});

describe('search finds slides by', () => {
  it.each([
    ['a word in the text before one in the notes', 'istio', ['istio 1', 'istio 2']],
    ['words that all stand on it', 'mesh latency', ['mesh 1']],
    ['a phrase', '"service mesh" -istio', ['mesh 1']],
    ['a word of the text and one of the notes', 'envoy configures', ['istio 2']],
    ['Japanese', '文書', ['storage 1']],
    ['a Japanese word that goes over from Latin letters', 'kubernetes入門', ['storage 1']],
    ['one Japanese letter as a beginning', '日*', ['storage 1']],
    ['Korean', '클래스', ['storage 2']],
    ['base letters', 'grosse naive oresund', ['storage 3']],
    ['the fields of its session', 'mesh level:beginner', ['mesh 2', 'mesh 1']],
    ['a company', 'company:google mesh', ['istio 1']],
    ['nothing but fields: none', 'level:beginner', []],
  ])('%s', (_what, question, expected) => {
    expect(slides(withDecks(), question).toSorted()).toEqual(expected.toSorted());
  });

  it('says where each stands and marks what it found', () => {
    const trial = withDecks();
    const [first, second] = ask(trial, 'istio').slides;
    expect(first).toEqual({
      conference: 'trial-2018',
      sessionKey: 'istio',
      title: 'Building Hybrid Clouds with Istio',
      speakers: 'Allan Naïm (Google); Rohit Agarwalla (Cisco Systems); Kim Allan (Red Hat)',
      url: 'https://x.org/event/istio',
      number: 1,
      pages: 3,
      in: 'text',
      snippet: '[Istio] A service mesh',
      parts: [
        { text: 'Istio', found: true },
        { text: ' A service mesh', found: false },
      ],
      path: `decks/aa/aa/${SHA('a')}.pdf`,
      alsoIn: [],
      picture: 'pictures/a/1.webp',
    });
    expect(second).toMatchObject({ number: 2, in: 'notes', snippet: '[Istio] configures it', picture: null });
    expect(ask(trial, '日本語').slides[0]?.snippet).toBe('[日本語]の文書 Kubernetes入門');
    expect(ask(trial, 'grosse oresund').slides[0]?.snippet).toBe('naïve [Größe], [Øresund]');
  });

  it('the current version of a deck alone', () => {
    const trial = withDecks();
    trial.deck('istio', 'd', ['Envoy alone']);
    expect(slides(trial, 'istio')).toEqual([]);
    expect(slides(trial, 'envoy')).toEqual(['istio 1']);
  });

  it('a link that is still on its session', () => {
    const trial = withDecks();
    trial.deck('old', 'e', ['Yesterday’s gluster']);
    expect(slides(trial, 'gluster')).toEqual(['storage 1']);
    trial.removeLink('old');
    expect(slides(trial, 'gluster')).toEqual([]);
  });

  it('each once, where several sessions have its file', () => {
    const trial = withDecks();
    trial.deck('old', 'b', ['Service mesh: latency', 'Persistent storage\nfor a mesh of services']);
    expect(slides(trial, 'latency')).toEqual(['mesh 1']);
    expect(slides(trial, 'latency speaker:søren')).toEqual(['storage 1']);
  });

  it('each once, where a session offers its deck in several files', () => {
    const trial = searchedArchive();
    const words = 'A claim asks for a volume, and a class says how gluster makes one';
    trial.deck('storage', 'c', ['Storage', `${words}.`, 'gluster for the rest of us']);
    trial.deck('old', 'f', ['Storage', `2\n${words}`, 'Something else about gluster']);
    const found = ask(trial, 'gluster').slides;
    expect(found.map(({ number, path, alsoIn }) => [number, path.at(6), alsoIn.map((other) => other.at(6))])).toEqual([
      [3, 'f', []],
      [3, 'c', []],
      [2, 'c', ['f']],
    ]);
    expect(ask(trial, 'gluster volume', 1).slides).toHaveLength(1);
  });

  it('and names with a session the files that it still offers, each once', () => {
    const trial = withDecks();
    const decks = (): readonly string[] | undefined =>
      ask(trial, '入門')
        .sessions.at(0)
        ?.decks.map((path) => path.slice(6, 8));
    trial.deck('old', 'e', ['Yesterday']);
    expect(decks()).toEqual(['cc', 'ee']);
    trial.deck('old', 'c', ['The same file again']);
    expect(decks()).toEqual(['cc']);
    trial.deck('old', 'e', ['Yesterday']);
    trial.removeLink('old');
    expect(decks()).toEqual(['cc']);
  });

  it('each list by its own limit, or one list alone', () => {
    const trial = withDecks();
    const { sessions, slides: found } = ask(trial, 'mesh', 1);
    expect([sessions.length, found.length]).toEqual([1, 1]);
    const only = (list: 'sessions' | 'slides'): SearchAnswer =>
      trial.archive.search('mesh', { conference: 'trial-2018', limit: 9, lists: [list] });
    expect([only('sessions').slides, only('slides').sessions]).toEqual([[], []]);
    expect(only('slides').slides).toHaveLength(3);
  });
});

describe('a word on very many slides', () => {
  it('ranks the newest of them, says so, and loses none that a field means', () => {
    const trial = withDecks();
    const many = Array.from({ length: 20_050 }, (_, index) => `tide ${index}`);
    trial.deck('old', 'e', ['tide of old', ...many]);
    trial.deck('istio', 'f', ['tide and harbour', 'tide']);
    const answer = ask(trial, 'tide');
    expect(answer.onlyNewest).toBe(20_000);
    expect(answer.slides[0]).toMatchObject({ sessionKey: 'istio', number: 2 });
    expect(ask(trial, 'tide speaker:naim')).toMatchObject({ onlyNewest: null, slides: [{ number: 2 }, { number: 1 }] });
    expect(ask(trial, 'tide "of old"')).toMatchObject({ onlyNewest: null, slides: [{ number: 1 }] });
  });
});

describe('a broad field', () => {
  it('finds older slides where none of the newest is so', () => {
    const trial = withDecks();
    trial.deck('mesh', 'd', ['the tide of old']);
    trial.deck(
      'storage',
      'e',
      Array.from({ length: 20_050 }, (_, index) => `tide ${index}`),
    );
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
      '2018-05-02T09:00:00Z',
    );
    const beginners = Array.from({ length: 2050 }, (_, index) => session({ key: `b${index}`, level: 'beginner' }));
    trial.save(programme(beginners), { conferenceId: other.id });
    expect(slides(trial, 'tide level:beginner')).toEqual(['mesh 1']);
    expect(ask(trial, 'tide -level:any', 2)).toMatchObject({
      onlyNewest: 20_000,
      slides: [{ sessionKey: 'storage' }, {}],
    });
    expect(slides(trial, 'latency -level:any')).toEqual([]);
  });
});

describe('an archive of an older version', () => {
  it('has its letters folded by the migration just as later ones are', () => {
    const sql = readFileSync(new URL('../../src/archive/migrations/0003-search.sql', import.meta.url), 'utf8');
    const letters = [...sql.matchAll(/\(\d+, '(.)', '(\w+)'\)/gu)].map((row) => [row[1], row[2]]);
    expect(Object.fromEntries(letters)).toEqual(BASE_LETTERS);

    const trial = searchedArchive();
    const database = new SqliteDatabase(join(trial.directory, 'archive.sqlite'));
    database.exec("UPDATE session_texts SET speakers = 'Søren Bøgh; Łucja Dąbrowska' WHERE speakers LIKE 'Soren%'");
    database.exec("UPDATE session_texts SET title = 'Straße, Þór & Ægir: ŁØ' WHERE title = 'Lunch'");
    expect(keys(trial, 'soren')).toEqual([]);
    database.exec('DROP INDEX sessions_by_level; DROP INDEX sessions_by_kind; DROP INDEX sessions_by_track');
    database.exec(`DROP INDEX slots_by_local_start; ${sql}`);
    database.exec("INSERT INTO sessions_fts (sessions_fts, rank) VALUES ('integrity-check', 1)");
    database.close();
    expect(keys(trial, 'soren łucja')).toEqual(['storage']);
    expect(keys(trial, 'strasse thor ægir lo')).toEqual(['lunch']);
  });
});

it('a session’s snippet is from where most of the words stand', () => {
  const trial = searchedArchive();
  const snippet = (question: string): string | undefined => ask(trial, question).sessions[0]?.snippet;
  expect(snippet('istio')).toBe('Building Hybrid Clouds with [Istio]');
  expect(snippet('naim google')).toBe('Allan [Naïm] ([Google]); Rohit Agarwalla (Cisco Systems); Kim Allan (Red Hat)');
  expect(snippet('level:beginner')).toBe('Why we chose Istio. Latency of storage.');
});
