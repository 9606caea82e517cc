import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { HARBOUR, type Trial, trialConference } from '../cli/trial-conference.ts';
import { altered } from '../sites/sched/programme-changes.ts';

const HOUR_MS = 3_600_000;
const KEYNOTE = '/harbourconf2024/4e/The%20Harbour%20That%20Never%20Sleeps.pdf';

/** As an analyst with a pen could: what an older Deckhand would have left behind. */
function write(trial: Trial, sql: string): void {
  const database = new SqliteDatabase(join(trial.data, 'archive.sqlite'));
  database.exec(sql);
  database.close();
}

const sessionPages = (asked: readonly string[]): string[] => asked.filter((line) => line.startsWith('/event/'));

describe('a deep crawl that was cut off', () => {
  const cutOff = async (): Promise<{ trial: Trial; first: string[] }> => {
    const trial = await trialConference();
    expect(await trial.crawl('--deep', '--max-time', '14s')).toMatchObject({ exitCode: 9 });
    const first = sessionPages(trial.asked());
    expect(first.length).toBeGreaterThan(5);
    expect(first.length).toBeLessThan(23);
    return { trial, first };
  };

  it('has its listing whole, and goes on with the pages it has not had', async () => {
    const { trial, first } = await cutOff();
    expect(trial.rows('SELECT count(*) AS n FROM sessions')).toEqual([{ n: 23 }]);
    trial.clock.advance(20 * HOUR_MS);
    expect(await trial.crawl('--deep')).toMatchObject({ exitCode: 0 });
    const rest = sessionPages(trial.asked());
    expect(new Set([...first, ...rest]).size).toBe(23);
    expect(rest).toHaveLength(23 - first.length);
    expect(trial.rows("SELECT count(*) AS n FROM links WHERE kind = 'video' AND origin = 'field'")).toEqual([{ n: 3 }]);
  });

  it('begins anew after a day', async () => {
    const { trial } = await cutOff();
    trial.clock.advance(25 * HOUR_MS);
    expect(await trial.crawl('--deep')).toMatchObject({ exitCode: 0 });
    expect(sessionPages(trial.asked())).toHaveLength(23);
  });

  it('asks for every page again once it came to its end', async () => {
    const trial = await trialConference();
    await trial.crawl('--deep');
    trial.asked();
    await trial.crawl('--deep');
    expect(sessionPages(trial.asked()).filter((line) => line.endsWith(' 304'))).toHaveLength(23);
  });
});

it('a page of an earlier run that ended badly never takes the place of a newer one', async () => {
  const trial = await trialConference();
  trial.site.fault(KEYNOTE, { kind: 'status', status: 500 });
  expect(await trial.archive()).toMatchObject({ exitCode: 3 });
  trial.site.switches.programme = altered('1cQa1', { room: 'Small Hall' });
  trial.clock.advance(HOUR_MS);
  expect(await trial.crawl()).toMatchObject({ exitCode: 0, conferences: [{ changed: 1 }] });
  trial.asked();
  trial.clock.advance(HOUR_MS);
  expect(await trial.crawl()).toMatchObject({ exitCode: 0, conferences: [{ changed: 0 }] });
  expect(trial.asked()).toEqual(['/list/descriptions/ 304', '/all.ics 304']);
});

describe('when Deckhand has learned to read better', () => {
  /** What the parser of yesterday did not see. */
  const yesterday = async (): Promise<Trial> => {
    const trial = await trialConference();
    await trial.archive();
    write(trial, 'UPDATE sessions SET level = NULL, published_level = NULL; UPDATE conferences SET parser_version = 0');
    trial.asked();
    return trial;
  };
  const levels = ({ rows }: Trial): unknown => rows('SELECT count(level) AS n FROM sessions').at(0)?.['n'];

  it('the captured pages are read again first, as a correction and not as news', async () => {
    const trial = await yesterday();
    trial.site.switches.programme = altered('1cQa1', { room: 'Small Hall' });
    expect(await trial.json('crawl', HARBOUR)).toMatchObject({ exitCode: 0 });
    expect(levels(trial)).toBe(13);
    expect(trial.rows('SELECT field, before, after FROM recent_changes')).toEqual([
      { field: 'room', before: 'Great Hall', after: 'Small Hall' },
    ]);
    expect(trial.rows('SELECT parser_version FROM conferences')).toEqual([{ parser_version: 1 }]);
  });

  it('`reparse` does the same without the network', async () => {
    const trial = await yesterday();
    await trial.site.close();
    expect(await trial.json('reparse', HARBOUR)).toMatchObject({
      exitCode: 0,
      requests: 0,
      conferences: [{ sessions: 23, withdrawn: 0 }],
    });
    expect(levels(trial)).toBe(13);
    expect(trial.rows('SELECT count(*) AS n FROM changes')).toEqual([{ n: 0 }]);
    expect((await trial.run('verify')).code).toBe(0);
  });

  it('nothing is withdrawn by reading old pages, and what was withdrawn stays so', async () => {
    const trial = await trialConference();
    await trial.archive();
    trial.site.switches.programme = (sessions) => sessions.filter(({ shortId }) => shortId !== '1cQb8');
    await trial.crawl();
    expect(await trial.json('reparse', HARBOUR)).toMatchObject({
      exitCode: 0,
      conferences: [{ sessions: 22, withdrawn: 0, changed: 0 }],
    });
    expect(trial.rows("SELECT count(*) AS n FROM sessions WHERE state = 'withdrawn'")).toEqual([{ n: 1 }]);
  });

  it('a conference whose captures are lost is read from the network, and a person is told how', async () => {
    const trial = await yesterday();
    write(trial, 'DELETE FROM programme_pages');
    const ended = await trial.run('reparse', HARBOUR);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toMatch(
      /There are no captured pages of harbourconf-2024\. "deckhand crawl harbourconf-2024" reads it from the network\./,
    );
    expect(await trial.json('crawl', HARBOUR)).toMatchObject({ exitCode: 0 });
    expect(levels(trial)).toBe(13);
  });

  it('a conference whose captures are damaged is read from the network as well, and the damage is told', async () => {
    const trial = await yesterday();
    const captures = join(trial.data, 'captures');
    for (const name of readdirSync(captures)) writeFileSync(join(captures, name), 'overwritten');
    expect(await trial.json('crawl', HARBOUR)).toMatchObject({ exit: 'damaged', exitCode: 7 });
    expect(levels(trial)).toBe(13);
    expect(await trial.json('crawl', HARBOUR)).toMatchObject({ exitCode: 0, notes: [] });
  });
});
