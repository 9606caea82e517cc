import { expect } from 'vitest';
import type { ProgrammeChange } from '../sites/sched/programme-changes.ts';
import { filesOf, HARBOUR, type Trial, trialConference } from './trial-conference.ts';

export const DAY_MS = 24 * 3_600_000;

/** HarbourConf a week after it ended, archived a night ago. */
export async function archived(): Promise<Trial> {
  const trial = await trialConference();
  await trial.archive();
  trial.clock.advance(DAY_MS);
  return trial;
}

/** Nothing changes. */
export const same: ProgrammeChange = (sessions) => sessions;

/** Reads a programme that changed, and says what `changes` tells of that night: its lines without dates and sizes. */
export async function night(trial: Trial, verb: 'crawl' | 'archive', change: ProgrammeChange): Promise<string[]> {
  trial.site.switches.programme = change;
  const { code } = await trial.run(verb, HARBOUR, ...filesOf(trial));
  expect(code).toBe(0);
  const { stdout } = await trial.run('changes', '--since', '12h');
  trial.clock.advance(DAY_MS);
  return stdout
    .split('\n')
    .slice(2, -1)
    .map((line) =>
      line
        .trim()
        .replace(/^\d{4}-\d\d-\d\d {2}/, '')
        .replaceAll(trial.site.filesOrigin, 'FILES')
        .replace(/\(\d\S* (?:kB|bytes)\)/, '(SIZE)'),
    );
}
