import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Night } from '../../src/jobs/night.ts';
import type { RunReport } from '../../src/jobs/run.ts';
import { AFTERWARDS, filesOf, HARBOUR, messages, type Trial, trialConference } from '../cli/trial-conference.ts';
import { dumpOf } from '../setup/trial-archive.ts';
import { HTML_PAGES } from '../sites/faults.ts';
import { harbour } from '../sites/harbour/conference.ts';
import { altered } from '../sites/sched/programme-changes.ts';

const NIGHT = 24 * 3_600_000;
const DECK = '/harbourconf2024/4e/The%20Harbour%20That%20Never%20Sleeps.pdf';

/** `nightly`, so many days after the last run. */
function after(trial: Trial, nights: number) {
  trial.clock.advance(nights * NIGHT);
  return trial.json('nightly', ...filesOf(trial));
}

/** What needs a person. */
function persons({ notes }: RunReport): string[] {
  return notes.filter(({ person }) => person).map(({ message }) => message);
}

/** As another program would write into the archive. */
function write({ data }: Trial, sql: string): void {
  const database = new SqliteDatabase(join(data, 'archive.sqlite'));
  database.exec(sql);
  database.close();
}

describe('a night on which nothing changed', () => {
  it('asks for the two pages, notes when it did, and writes nothing else', async () => {
    const trial = await trialConference();
    await trial.archive();
    const before = dumpOf(trial.rows);
    trial.asked();
    const report = await after(trial, 1);
    expect(trial.asked()).toEqual(['/list/descriptions/ 304', '/all.ics 304']);
    expect(dumpOf(trial.rows)).toBe(before);
    expect(report).toMatchObject({ exitCode: 0, conferences: [{ read: true, sessions: 23, changed: 0 }] });
    expect(trial.rows('SELECT last_read_at FROM conferences')).toEqual([
      { last_read_at: expect.stringContaining('2024-05-23') },
    ]);
  });

  it('is the same for a site without validators, whose calendar is another text each time', async () => {
    const trial = await trialConference({ site: { pageValidators: false } });
    await trial.archive();
    const before = dumpOf(trial.rows);
    trial.site.switches.now = () => Date.parse('2024-05-23T00:00:00Z');
    expect(await after(trial, 1)).toMatchObject({ exitCode: 0, conferences: [{ read: true, changed: 0 }] });
    expect(dumpOf(trial.rows)).toBe(before);
  });

  it('still takes up what was stated of the conference meanwhile, as a correction', async () => {
    const trial = await trialConference();
    await trial.archive();
    await trial.json('add', trial.site.origin, '--as', HARBOUR, '--platform', 'sched', '--zone', 'America/New_York');
    const report = await after(trial, 1);
    expect(report.exitCode).toBe(0);
    expect(trial.rows('SELECT time_zone FROM conferences')).toEqual([{ time_zone: 'America/New_York' }]);
    expect(trial.rows('SELECT count(*) AS n FROM changes')).toEqual([{ n: 0 }]);
  });
});

it('a night whose clock was years ahead keeps nothing from the nights after it', async () => {
  const trial = await trialConference({ now: Date.UTC(2036, 0, 1, 2) });
  trial.site.fault(DECK, { kind: 'status', status: 404 });
  await trial.archive('--max-files', '3');
  write(trial, "UPDATE server_state SET parked_until = '2036-01-08T02:00:00Z'");
  trial.clock.advance(AFTERWARDS - trial.clock.now());
  trial.asked();
  expect((await trial.json<Night>('nightly', '--dry-run')).items).toMatchObject([
    { task: 'read', waits: null },
    { task: 'download', waits: null },
  ]);
  const report = await after(trial, 0);
  expect(report).toMatchObject({ exitCode: 0, conferences: [{ read: true, decks: { stored: expect.any(Number) } }] });
  const late = "SELECT id FROM links WHERE next_check_at > '2030' OR state = 'due'";
  expect(trial.rows(`${late} AND removed_at IS NULL`)).toEqual([]);
  expect(trial.asked()).toContain(`${DECK} 404`);
  // All has its time again.
  expect((await trial.json<Night>('nightly', '--dry-run')).items).toEqual([]);
});

it('decks that are asked for every night leave a small budget to the others', async () => {
  const trial = await trialConference();
  trial.site.fault(/^\/harbourconf2024\//, { kind: 'status', status: 404 });
  await trial.archive();
  const links = trial.rows("SELECT count(DISTINCT canonical_url) AS n FROM links WHERE state = 'not_yet'")[0]?.['n'];
  trial.asked();
  for (let night = 0; night < 4; night += 1) {
    trial.clock.advance(NIGHT);
    await trial.json('nightly', ...filesOf(trial), '--max-files', '6');
  }
  const decks = trial.asked().filter((line) => line.endsWith(' 404'));
  expect([decks.length, new Set(decks).size]).toEqual([24, links]);
});

it('a file that is too large is told of once, though it had failed before', async () => {
  const trial = await trialConference();
  trial.site.fault(DECK, { kind: 'status', status: 500 }, { times: 3 });
  expect((await trial.archive()).exitCode).toBe(3);
  const told: number[] = [];
  for (const nights of [1, 31]) {
    trial.clock.advance(nights * NIGHT);
    const report = await trial.json('nightly', ...filesOf(trial), '--max-file-bytes', '1kB');
    told.push(persons(report).filter((message) => message.includes(DECK)).length);
  }
  expect(told).toEqual([1, 0]);
});

it('a host of many files that does not answer any more is asked for the same few again, and told of after the third time', async () => {
  const trial = await trialConference();
  trial.site.fault(/^\/harbourconf2024\//, { kind: 'reset' });
  await trial.archive();
  expect(trial.rows("SELECT id FROM links WHERE state = 'due'").length).toBeGreaterThan(8);
  expect(persons(await after(trial, 1))).toEqual([]);
  expect(trial.rows('SELECT max(failures) AS most FROM links')).toEqual([{ most: 2 }]);
  expect(persons(await after(trial, 2)).join()).toContain('not stored');
});

it('a server that is left alone takes nothing of a small budget', async () => {
  const trial = await trialConference();
  await trial.archive('--max-files', '1');
  const [parked, other] = [trial.site.filesOrigin, trial.site.origin].map((origin) => new URL(origin));
  write(
    trial,
    `UPDATE server_state SET parked_until = '2024-05-24T00:00:00Z' WHERE domain = '${parked?.host}';
     INSERT INTO links (session_id, url, canonical_url, kind, origin, state, next_check_at, first_seen_at)
       SELECT session_id, '${other?.origin}/x.pdf', '${other?.origin}/x.pdf', 'slides', 'attachment', 'due', next_check_at, first_seen_at FROM links LIMIT 1`,
  );
  trial.asked();
  const report = await trial.json('download', ...filesOf(trial), '--max-files', '1');
  expect(trial.asked()).toEqual(['/x.pdf 404']);
  expect(report).toMatchObject({ exitCode: 5, notes: [{ exit: 'limited' }] });
});

it('a conference that no night has time for is told of', async () => {
  const trial = await trialConference();
  await trial.archive();
  trial.clock.advance(4 * NIGHT);
  const report = await trial.json('nightly', ...filesOf(trial), '--max-bytes', '1');
  expect(report).toMatchObject({ exitCode: 9, conferences: [{ read: false }] });
  expect(report.notes).toContainEqual(
    expect.objectContaining({ person: true, message: `${HARBOUR} has not been read since 2024-05-22T02:00:02Z.` }),
  );
});

it('a conference whose server is left alone for days is told of, and why', async () => {
  const trial = await trialConference();
  await trial.archive();
  write(trial, "UPDATE server_state SET parked_until = '2024-05-28T00:00:00Z', reason = 'it answered 429'");
  expect(persons(await after(trial, 1))).toEqual([]);
  expect(persons(await after(trial, 3))).toEqual([
    expect.stringMatching(/has not been read since .+ is left alone until 2024-05-28T00:00:00Z: it answered 429\.$/),
  ]);
});

it('many conferences that were not read for days are told of in one sentence', async () => {
  const trial = await trialConference();
  await trial.archive();
  write(
    trial,
    `INSERT INTO conferences (slug, name, platform, parameters, added_by, added_at)
       SELECT 'other-' || value, 'Other', platform, parameters, 'operator', '2024-05-01T00:00:00Z' FROM conferences, json_each('[1,2,3,4,5,6]');
     UPDATE server_state SET parked_until = '2024-05-28T00:00:00Z'`,
  );
  const report = await after(trial, 1);
  expect(persons(report)).toEqual([
    expect.stringMatching(
      /^6 conferences have not been read for too long; .+ other-1 has never been read\. .+ left alone/,
    ),
  ]);
  expect(messages(report)).toContain('other-6 has never been read.');
});

it('damaged captures of one conference do not keep the others from their night', async () => {
  const trial = await trialConference();
  await trial.archive();
  const [row] = trial.rows('SELECT warc FROM captures');
  writeFileSync(join(trial.data, String(row?.['warc'])), 'damaged');
  write(trial, "UPDATE conferences SET parser_version = 0; UPDATE links SET next_check_at = '2024-05-22T00:00:00Z'");
  const report = await after(trial, 0);
  expect(report.exitCode).toBe(7);
  expect(report.conferences[0]?.decks.unchanged).toBeGreaterThan(0);
});

it('what the calendar alone told is not taken for all that the page says', async () => {
  const trial = await trialConference();
  await trial.archive();
  trial.site.fault(HTML_PAGES, { kind: 'bot_check' }, { times: 1 });
  trial.site.switches.programme = altered('1cQa1', { room: 'Another Hall' });
  expect((await after(trial, 1)).exitCode).toBe(4);
  expect(await after(trial, 1)).toMatchObject({ exitCode: 0, conferences: [{ changed: 1 }] });
  expect(trial.rows('SELECT field, after FROM changes')).toEqual([{ field: 'room', after: 'Another Hall' }]);
});

it('a conference of a platform that this Deckhand does not know costs the others nothing', async () => {
  const trial = await trialConference();
  await trial.archive();
  write(
    trial,
    `INSERT INTO conferences (slug, name, platform, parameters, added_by, added_at)
     VALUES ('of-tomorrow', 'Of Tomorrow', 'telepathy', '{}', 'operator', '2024-05-01T00:00:00Z');
     UPDATE links SET next_check_at = '2024-05-23T00:00:00Z'`,
  );
  const report = await after(trial, 1);
  expect(messages(report)).toContain('of-tomorrow: There is no platform "telepathy".');
  expect(report.conferences.find(({ conference }) => conference === HARBOUR)).toMatchObject({ read: true });

  // Not even where it is the only one that is due.
  write(trial, "UPDATE links SET next_check_at = '2024-05-23T00:00:00Z'");
  const second = await after(trial, 0);
  expect(second.exitCode).toBe(2);
  expect(second.conferences[0]?.decks.unchanged).toBeGreaterThan(0);
});

it('a file that is withheld is not asked for again at once because its server was named', async () => {
  const trial = await trialConference({ site: { oneServer: true } });
  trial.site.fault(DECK, { kind: 'status', status: 451 });
  await trial.archive();
  trial.asked();
  await trial.json('download');
  await after(trial, 1);
  expect(trial.asked().filter((line) => line.startsWith(DECK))).toEqual([]);
});

it('a deck is asked for around the days to which its event was moved', async () => {
  const conference = { ...harbour, sessions: harbour.sessions.slice(0, 3) };
  const trial = await trialConference({ conference, now: Date.UTC(2024, 4, 1, 2) });
  await trial.archive();
  const next = (): unknown => trial.rows(`SELECT next_check_at FROM links WHERE state = 'stored' ORDER BY id LIMIT 1`);
  expect(next()).toEqual([{ next_check_at: '2024-05-17T00:00:00Z' }]);
  const later = (local: string): string => local.replace('2024-05', '2024-09');
  trial.site.switches.insteadOf = {
    ...conference,
    startsOn: later(conference.startsOn),
    endsOn: later(conference.endsOn),
    sessions: conference.sessions.map((one) => ({ ...one, start: later(one.start), end: later(one.end) })),
  };
  await after(trial, 1);
  expect(trial.rows('SELECT starts_on, ends_on FROM conferences')).toEqual([
    { starts_on: '2024-09-14', ends_on: '2024-09-15' },
  ]);
  expect(next()).toEqual([{ next_check_at: '2024-09-17T00:00:00Z' }]);
});

describe('nights that are killed', () => {
  it('are told of by the next that is not, from two in a row on, and once', async () => {
    const trial = await trialConference();
    await trial.archive();
    await after(trial, 1);
    const kill = (): void =>
      write(trial, "INSERT INTO runs (command, started_at) VALUES ('nightly', '2024-05-24T02:00:00Z')");
    kill();
    expect(persons(await after(trial, 1))).toEqual([]);
    kill();
    kill();
    expect(persons(await after(trial, 1))).toEqual([
      expect.stringMatching(/^The last 2 nights were killed before their end\. /),
    ]);
    expect(persons(await after(trial, 1))).toEqual([]);
  });
});
