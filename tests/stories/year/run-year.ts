import { EventEmitter } from 'node:events';
import { runCommandLine } from '../../../src/cli/program.ts';
import type { Night } from '../../../src/jobs/night.ts';
import type { RunReport } from '../../../src/jobs/run.ts';
import { createFakeClock } from '../../setup/fake-clock.ts';
import { startOf } from './days.ts';
import { type StorySite, startStorySite } from './site.ts';
import { type SiteState, type Story, statesOf } from './story.ts';

/** One night: what `--dry-run` said before it, and what it came to. */
export interface NightRun {
  readonly night: number;
  readonly plan: Night;
  readonly report: RunReport;
  /** Requests of a second `nightly` right after it; null where there was none. */
  readonly again: number | null;
}

export interface YearRun {
  readonly sites: readonly StorySite[];
  /** By slug: the state that each night found. */
  readonly states: ReadonlyMap<string, readonly SiteState[]>;
  readonly nights: readonly NightRun[];
}

/** A second run in the same night, every so many nights. */
const AGAIN_EVERY = 5;

/** Serves the stories and runs `nightly` through the command line, night by night, on a clock that jumps over every wait. */
export async function runYear(stories: readonly Story[], data: string, count: number): Promise<YearRun> {
  const clock = createFakeClock(startOf(0));
  const sites: StorySite[] = [];
  for (const story of stories) sites.push(await startStorySite(story));
  const states = new Map(stories.map((story) => [story.slug, statesOf(story, count)]));
  const allowed = sites
    .filter(({ story }) => story.filesApart)
    .flatMap(({ filesOrigin }) => ['--allow-host', new URL(filesOrigin).host]);

  const run = async <T>(...args: string[]): Promise<T> => {
    let said = '';
    const complaints: string[] = [];
    const code = await runCommandLine([...args, '--data', data, '--json'], {
      stdout: { write: (text) => void (said += text) },
      stderr: { write: (text) => void complaints.push(text) },
      env: {},
      workingDirectory: data,
      signals: new EventEmitter(),
      clock,
    });
    if (code === 1 || code === 2)
      throw new Error(`${args.join(' ')} ended with ${code}: ${said}${complaints.join('')}`);
    return JSON.parse(said) as T;
  };

  const nights: NightRun[] = [];
  try {
    for (let night = 0; night < count; night += 1) {
      clock.advance(Math.max(0, startOf(night) - clock.now()));
      for (const site of sites) {
        const { slug } = site.story;
        const state = states.get(slug)?.[night];
        if (state === undefined) throw new Error(`${slug} has no night ${night}`);
        await site.turnTo(night, state);
        if (site.story.addedOn === night)
          await run('add', site.origin, '--as', slug, '--platform', 'sched', '--zone', state.conference.zone);
      }
      const plan = await run<Night>('nightly', '--dry-run');
      const report = await run<RunReport>('nightly', ...allowed);
      const again = night % AGAIN_EVERY === 0 ? (await run<RunReport>('nightly', ...allowed)).requests : null;
      nights.push({ night, plan, report, again });
    }
  } finally {
    for (const site of sites) await site.close();
  }
  return { sites, states, nights };
}
