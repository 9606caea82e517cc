import { describe, expect, it } from 'vitest';
import { filesOf, HARBOUR, messages, trialConference } from '../cli/trial-conference.ts';
import { FILES } from '../sites/faults.ts';
import { faultsOfBodies } from './faults/bodies.ts';
import { faultsOfDecks } from './faults/decks.ts';
import { faultsOfEncryption } from './faults/encryption.ts';
import { faultsOfNames } from './faults/names.ts';
import { faultsOfPages } from './faults/pages.ts';
import { faultsOfProgrammes } from './faults/programmes.ts';
import { faultsOfRefusing } from './faults/refusing.ts';
import { faultsOfResuming } from './faults/resuming.ts';
import { faultsOfRobots } from './faults/robots.ts';
import type { FaultRow } from './faults/row.ts';
import { play } from './faults/trial.ts';

describe.each<readonly [string, readonly FaultRow[]]>([
  ['connections and lengths', faultsOfDecks],
  ['refusals', faultsOfRefusing],
  ['pages', faultsOfPages],
  ['programmes', faultsOfProgrammes],
  ['robots.txt', faultsOfRobots],
  ['bodies', faultsOfBodies],
  ['resumed downloads and validators', faultsOfResuming],
  ['names', faultsOfNames],
  ['encryption', faultsOfEncryption],
])('%s', (_, rows) => {
  it.each(rows.map((row) => [row.name, row] as const))('%s', (_name, row) => play(row));
});

it('a server of files that falls silent is not asked for all of a conference', async () => {
  const trial = await trialConference();
  await trial.crawl();
  const mend = trial.site.fault(FILES, { kind: 'reset' });
  trial.asked();
  const report = await trial.json('download', HARBOUR, ...filesOf(trial));
  expect(report.exitCode).toBe(3);
  expect(messages(report)).toMatch(/^127\.0\.0\.1:\d+ did not answer for 3 files in a row\. The rest stays due\.$/m);
  // Three files of three attempts, and at most three more that were in hand.
  expect(trial.asked().length).toBeLessThanOrEqual(18);
  expect(trial.rows("SELECT count(*) AS n FROM links WHERE state = 'due'")[0]?.['n']).toBeGreaterThanOrEqual(9);

  mend();
  trial.clock.advance(24 * 3_600_000);
  expect(await trial.json('download', HARBOUR, ...filesOf(trial))).toMatchObject({
    exitCode: 0,
    notes: [],
    conferences: [{ decks: { stored: 15 } }],
  });
});
