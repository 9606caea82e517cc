import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunReport } from '../../src/jobs/run.ts';
import { deckhandProcess } from '../setup/child.ts';
import { deckhand } from '../setup/command-line.ts';
import { endState } from '../setup/end-state.ts';
import { reader } from '../setup/readers.ts';
import { trialDirectory } from '../setup/trial-archive.ts';
import { harbour } from '../sites/harbour/conference.ts';
import { altered } from '../sites/sched/programme-changes.ts';
import { startSite } from '../sites/sched/site.ts';

/** What analysts ask, each with how long its transaction stays open, in milliseconds; the last two read all the while. */
const QUESTIONS: readonly (readonly [string, number])[] = [
  ['SELECT * FROM session_overview', 20],
  ['SELECT * FROM deck_overview', 20],
  ['SELECT * FROM missing_decks', 50],
  ['SELECT * FROM recent_changes', 50],
  ['SELECT * FROM people_overview', 100],
  ['SELECT * FROM slide_overview', 100],
  ["SELECT rowid FROM slides_fts WHERE slides_fts MATCH 'harbour OR tide'", 20],
  ['SELECT count(*) FROM attempts a JOIN links l ON l.id = a.link_id JOIN sessions s ON s.id = l.session_id', 200],
  ['SELECT * FROM session_overview a JOIN session_overview b ON a.day = b.day', 600_000],
  ['SELECT * FROM runs', 600_000],
];

describe('ten analysts who read while a run writes', () => {
  it('get no error and do not hinder it; it comes to what it comes to without them', async () => {
    const site = await startSite(harbour, {
      programme: altered('1cQb1', { descriptionHtml: 'No link to another host.' }),
      now: () => Date.parse('2024-05-20T00:00:00Z'),
    });
    onTestFinished(() => site.close());
    const command = (verb: string, data: string): string[] => [
      ...[verb, site.origin, '--as', 'harbourconf-2024', '--platform', 'sched', '--zone', 'Europe/Copenhagen'],
      ...['--data', data, '--allow-host', new URL(site.filesOrigin).host, '--pace', '0', '--json', '--quiet'],
    ];
    const alone = trialDirectory();
    expect((await deckhand(command('archive', alone), { env: { PATH: '/nowhere' } })).code).toBe(0);

    const data = trialDirectory();
    expect((await deckhand(command('crawl', data))).code).toBe(0);
    const path = join(data, 'archive.sqlite');
    const readers = await Promise.all(QUESTIONS.map(([sql, holdMs]) => reader(path, { sql, holdMs })));
    const { code, stdout, stderr } = await deckhandProcess(command('archive', data), { PATH: '/nowhere' });
    expect([code, stderr]).toEqual([0, '']);
    expect((JSON.parse(stdout) as RunReport).notes).toEqual([]);
    for (const [index, one] of readers.entries()) {
      const { reads, error } = await one.stop();
      expect(error, QUESTIONS[index]?.[0]).toBe('');
      // Who read all the while saw one state of the archive, twice.
      expect(reads).toBeGreaterThan(index < 8 ? 1 : 0);
    }
    expect(endState(data)).toEqual(endState(alone));
    const after = new SqliteDatabase(path);
    expect(after.pragma('integrity_check', { simple: true })).toBe('ok');
    after.close();
  }, 300_000);
});
