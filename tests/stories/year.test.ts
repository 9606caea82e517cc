import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deckhand } from '../setup/command-line.ts';
import { corpusDirectory, describeCorpus } from '../setup/corpus.ts';
import { fortyStories } from './year/conferences.ts';
import { dayOfNight, nightOfDay } from './year/days.ts';
import { type DeckLife, deckLives } from './year/deck-rhythm.ts';
import { changesOf, contentsOf, type ExpectedChange } from './year/ledger.ts';
import { REAL_PAIRS, type RealPair, realEntries, realStory } from './year/real-calendars.ts';
import { type Reading, readingsOf } from './year/rhythm.ts';
import { runYear, type YearRun } from './year/run-year.ts';
import type { StorySite } from './year/site.ts';
import type { SiteState } from './year/story.ts';
import { requestsPerNight } from './year/tell.ts';

const NIGHTS = 365;
const SEED = 7;

/** A conference as the script has it: its site with all that was asked, its states by night, and the nights on which it is to be read. */
interface Told {
  readonly site: StorySite;
  readonly states: readonly SiteState[];
  readonly readings: readonly Reading[];
}

describe('a year of forty conferences', () => {
  const data = mkdtempSync(join(tmpdir(), 'deckhand-year-'));
  let year: YearRun;
  let all: Told[] = [];
  let told: Told[] = [];
  const rows = <Row>(sql: string, ...values: readonly unknown[]): Row[] => {
    const database = new SqliteDatabase(join(data, 'archive.sqlite'), { readonly: true });
    try {
      return database.prepare<unknown[], Row>(sql).all(...values);
    } finally {
      database.close();
    }
  };

  beforeAll(async () => {
    const invented = fortyStories(SEED, NIGHTS);
    const real = corpusDirectory === null ? [] : REAL_PAIRS.map(realStory);
    // The real ones take the places of the last of the usual ones.
    year = await runYear([...invented.slice(real.length), ...real], data, NIGHTS);
    all = year.sites.map((site) => {
      const states = year.states.get(site.story.slug) ?? [];
      return { site, states, readings: readingsOf(site.story, states) };
    });
    told = all.filter(({ site }) => !site.story.real);
    if (process.env['DECKHAND_TELL'] !== undefined) process.stdout.write(requestsPerNight(year));
  }, 600_000);
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  it('every programme is read on the nights that its season asks for', () => {
    expect(all).toHaveLength(40);
    const nights = ({ site, readings }: Told, kind: 'asked' | 'due'): string => {
      const asked = site.asked.filter((one) => one.kind === 'schedule').map(({ night }) => night);
      const due = readings.filter(({ how }) => how !== 'dead').map(({ night }) => night);
      return `${site.story.slug} ${[...new Set(kind === 'asked' ? asked : due)].join(' ')}`;
    };
    expect(all.map((one) => nights(one, 'asked'))).toEqual(all.map((one) => nights(one, 'due')));
  });

  it('what a site that died, refuses or is not there yet costs is little', () => {
    const spent = (health: SiteState['health']): number[] =>
      told.flatMap(({ site, readings }) =>
        readings
          .filter(({ how }) => how === health)
          .map(
            ({ night }) =>
              requestsOf(year, night, site.story.slug) -
              site.asked.filter((one) => one.night === night && one.kind === 'deck').length,
          ),
      );
    expect(Math.max(...spent('refusing'))).toBeLessThanOrEqual(2);
    expect(Math.max(...spent('unpublished'))).toBeLessThanOrEqual(6);
    expect(spent('dead').length).toBeGreaterThan(10);
  });

  it('each change is recorded once, on the first night that could see it, and nothing else is', () => {
    const line = ({ day, conference, session, field, before, after }: ExpectedChange): string =>
      [day, conference, session, field, before, after].join(' | ');
    const expected = told.flatMap(({ site, states, readings }) => [
      ...changesOf(
        site,
        states,
        readings.filter(({ how }) => how === 'up' || how === 'bot_check').map(({ night }) => night),
      ),
      ...deckChanges(site),
    ]);
    const recorded = rows<ExpectedChange>(
      `SELECT substr(h.at, 1, 10) AS day, c.slug AS conference, s.key AS session, h.field, h.before, h.after
       FROM changes h JOIN sessions s ON s.id = h.session_id JOIN conferences c ON c.id = s.conference_id WHERE c.slug LIKE 'pier%'`,
    );
    expect(recorded.map(line).toSorted()).toEqual(expected.map(line).toSorted());
    expect(Object.keys(Object.groupBy(expected, ({ field }) => field)).toSorted()).toEqual(
      'abstract companies deck level link room session speakers state time title track'.split(' '),
    );
  });

  it('each content that a deck had when it was asked for is a version, stored under its SHA-256', () => {
    const expected = told.flatMap(({ site }) =>
      [...contentsOf(site.asked)].map(
        ([path, versions]) => [site.filesOrigin + path, versions.map(({ sha256 }) => sha256)] as const,
      ),
    );
    const stored = rows<{ url: string; sha256: string }>(
      'SELECT DISTINCT url, sha256, version FROM deck_overview ORDER BY url, version',
    );
    const byUrl = [...Map.groupBy(stored, ({ url }) => url)].map(
      ([url, some]) => [url, some.map(({ sha256 }) => sha256)] as const,
    );
    const sorted = (list: readonly (readonly [string, readonly string[]])[]): unknown =>
      list.toSorted(([a], [b]) => (a < b ? -1 : 1));
    expect(sorted(byUrl)).toEqual(sorted(expected));
    expect(expected.some(([, versions]) => versions.length === 3 && versions[0] === versions[2])).toBe(true);
  });

  it('a deck is asked for every night, then every week until it is there, and then 1, 7, 30 and 180 days after the event', () => {
    const faults = lives(told).flatMap(({ path, faults: some }) => some.map((fault) => `${path} ${fault}`));
    expect(faults).toEqual([]);
  });

  it('a deck that never came is given up after 180 days, and one that was lost stays stored', () => {
    const states = new Map(
      rows<{ url: string; state: string; removed: number }>(
        'SELECT url, state, removed_at IS NOT NULL AS removed FROM links',
      ).map(({ url, state, removed }) => [new URL(url).pathname, `${state}${removed === 1 ? ', removed' : ''}`]),
    );
    const expected = lives(told).map(
      ({ path, state, isListed }) => [path, `${state}${isListed ? '' : ', removed'}`] as const,
    );
    expect(expected.map(([path]) => [path, states.get(path)])).toEqual(expected);
    expect([...new Set(expected.map(([, state]) => state))]).toEqual(
      expect.arrayContaining(['stored', 'stored, removed', 'gone']),
    );
  });

  it('no night asks more than two requests a due conference besides robots.txt and decks', () => {
    const most = all.flatMap(({ site, readings }) =>
      readings
        .filter(({ how }) => how === 'up' || how === 'bot_check')
        .map(({ night }) => site.asked.filter((one) => one.night === night && one.kind === 'schedule').length),
    );
    expect(new Set(most)).toEqual(new Set([2]));
  });

  it('a conference that is not due is not asked for anything but its decks', () => {
    const undue = all.flatMap(({ site, readings }) => {
      const due = new Set(readings.map(({ night }) => night));
      const nightsOfDecks = new Set(site.asked.filter(({ kind }) => kind === 'deck').map(({ night }) => night));
      return site.asked.filter(
        ({ night, kind }) =>
          !due.has(night) && (kind === 'schedule' || (kind === 'robots' && !nightsOfDecks.has(night))),
      );
    });
    expect(undue).toEqual([]);
  });

  it('robots.txt is asked for at most once a night', () => {
    const robots = all.flatMap(({ site }) =>
      site.asked
        .filter(({ kind }) => kind === 'robots')
        .map(({ night, request }) => `${site.story.slug} ${request.server} ${night}`),
    );
    expect(robots.length).toBe(new Set(robots).size);
  });

  it('a second run in the same night asks nothing', () => {
    expect(new Set(year.nights.map(({ again }) => again))).toEqual(new Set([0, null]));
  });

  it('--dry-run says beforehand what the night asks, where nothing new appears', () => {
    let compared = 0;
    for (const { night, plan } of year.nights) {
      for (const { site, states, readings } of told) {
        const state = states[night];
        if (state?.health !== 'up' || hasNews(readings, states, night)) continue;
        const planned = plan.items.filter(({ conference, waits }) => conference === site.story.slug && waits === null);
        const asked = site.asked.filter((one) => one.night === night && one.kind !== 'robots');
        expect([dayOfNight(night), site.story.slug, asked.length]).toEqual([
          dayOfNight(night),
          site.story.slug,
          planned.reduce((sum, { requests }) => sum + requests, 0),
        ]);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(10_000);
  });

  it('verify finds nothing amiss', async () => {
    const { code, stdout } = await deckhand(['verify', '--data', data]);
    expect(`${code} ${stdout}`).toMatch(/^0 /);
  });

  describeCorpus('among them two real calendars', () => {
    it.each(REAL_PAIRS)('$slug: the entries that differ come out as changes, once', (pair) => {
      const { differing, added, gone } = differences(pair);
      const changes = rows<{ day: string; key: string; field: string; before: string | null; after: string | null }>(
        `SELECT substr(h.at, 1, 10) AS day, s.key, h.field, h.before, h.after FROM changes h JOIN sessions s ON s.id = h.session_id
         JOIN conferences c ON c.id = s.conference_id WHERE c.slug = ?`,
        pair.slug,
      );
      expect(new Set(changes.map(({ day }) => day))).toEqual(new Set([pair.turnsOn]));
      expect(new Set(changes.map(({ key }) => key))).toEqual(new Set([...differing, ...added, ...gone]));
      expect(changes.length).toBe(new Set(changes.map(({ key, field }) => `${key} ${field}`)).size);
      expect(
        changes
          .filter(({ field }) => field === 'session')
          .map(({ key }) => key)
          .toSorted(),
      ).toEqual(added);
      expect(
        changes
          .filter(({ after }) => after === 'withdrawn')
          .map(({ key }) => key)
          .toSorted(),
      ).toEqual(gone);
      expect(nightOfDay(pair.turnsOn)).toBeLessThan(NIGHTS);
    });
  });
});

function lives(told: readonly Told[]): DeckLife[] {
  return told.flatMap(({ site, states, readings }) => deckLives(site, states, readings));
}

/** A deck that another took the place of is a change of its session. */
function deckChanges(site: StorySite): ExpectedChange[] {
  const sessions = site.story.first.conference.sessions;
  return [...contentsOf(site.asked)].flatMap(([path, versions]) => {
    const session = sessions.find(({ shortId }) => new RegExp(`/${shortId}[.-]`).test(path))?.md5 ?? '';
    return versions.slice(1).map(({ night, sha256 }, index) => ({
      day: dayOfNight(night),
      conference: site.story.slug,
      session,
      field: 'deck',
      before: versions[index]?.sha256 ?? null,
      after: sha256,
    }));
  });
}

/** Whether the reading of this night finds other links than the one before. */
function hasNews(readings: readonly Reading[], states: readonly SiteState[], night: number): boolean {
  const index = readings.findIndex((reading) => reading.night === night);
  if (index === -1) return false;
  const before = states[readings[index - 1]?.night ?? -1];
  return before?.conference !== states[night]?.conference || before?.hidden !== states[night]?.hidden;
}

function requestsOf(year: YearRun, night: number, slug: string): number {
  return year.nights[night]?.report.conferences.find(({ conference }) => conference === slug)?.requests ?? 0;
}

function differences({ before, after }: RealPair): { differing: string[]; added: string[]; gone: string[] } {
  const [old, now] = [before, after].map((name) => new Map(realEntries(name).map(({ uid, text }) => [uid, text])));
  if (old === undefined || now === undefined) throw new Error('a pair is two');
  return {
    differing: [...now.keys()].filter((uid) => old.has(uid) && old.get(uid) !== now.get(uid)),
    added: [...now.keys()].filter((uid) => !old.has(uid)).toSorted(),
    gone: [...old.keys()].filter((uid) => !now.has(uid)).toSorted(),
  };
}
