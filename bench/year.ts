/**
 * `node bench/year.ts [seed] [nights]`: the story of tests/stories/year.test.ts, for its numbers: what a year of nights asks, and what it
 * records against what was scripted. With DECKHAND_CORPUS two of the forty conferences are replicas of real ones.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { fortyStories } from '../tests/stories/year/conferences.ts';
import { changesOf, contentsOf } from '../tests/stories/year/ledger.ts';
import { REAL_PAIRS, realStory } from '../tests/stories/year/real-calendars.ts';
import { readingsOf } from '../tests/stories/year/rhythm.ts';
import { runYear } from '../tests/stories/year/run-year.ts';
import { requestsPerNight } from '../tests/stories/year/tell.ts';

const [seed = '7', nights = '365'] = process.argv.slice(2);
const data = mkdtempSync(join(tmpdir(), 'deckhand-bench-'));
const cpu = process.cpuUsage();
const started = performance.now();

const stories = fortyStories(Number(seed), Number(nights));
const real = process.env['DECKHAND_CORPUS'] === undefined ? [] : REAL_PAIRS.map(realStory);
const year = await runYear([...stories.slice(real.length), ...real], data, Number(nights));
const invented = year.sites.filter(({ story }) => !story.real);
const events = invented.reduce((sum, { story }) => sum + story.events.length, 0);
const changes = invented.flatMap((site) => {
  const states = year.states.get(site.story.slug) ?? [];
  const readings = readingsOf(site.story, states).filter(({ how }) => how === 'up' || how === 'bot_check');
  return changesOf(
    site,
    states,
    readings.map(({ night }) => night),
  );
});
const versions = invented.flatMap((site) => [...contentsOf(site.asked).values()].map(({ length }) => length));

const database = new SqliteDatabase(join(data, 'archive.sqlite'), { readonly: true });
const count = (sql: string): number =>
  database.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${sql}`).get()?.n ?? 0;
const ofInvented =
  "changes h JOIN sessions s ON s.id = h.session_id JOIN conferences c ON c.id = s.conference_id WHERE c.slug LIKE 'pier%'";
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
process.stdout.write(
  [
    requestsPerNight(year),
    `events scripted ${events}; changes to be seen ${changes.length}, recorded ${count(`${ofInvented} AND h.field <> 'deck'`)}`,
    `decks replaced, to be seen ${sum(versions) - versions.length}, recorded ${count(`${ofInvented} AND h.field = 'deck'`)}`,
    `deck versions to be seen ${sum(versions)}, stored ${count('deck_versions')}`,
    ...(real.length === 0 ? [] : [`changes of the real calendars ${count('changes') - count(ofInvented)}`]),
    `${((performance.now() - started) / 1000).toFixed(0)} s, CPU ${((process.cpuUsage(cpu).user + process.cpuUsage(cpu).system) / 1e6).toFixed(0)} s without the inspector's processes`,
    '',
  ].join('\n'),
);
database.close();
rmSync(data, { recursive: true, force: true });
