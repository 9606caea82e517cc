import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, HARBOUR, type Trial, trialConference } from '../cli/trial-conference.ts';
import { harbour } from '../sites/harbour/conference.ts';
import type { SiteConference } from '../sites/sched/conference.ts';

/** HarbourConf with two decks alone, of which `MOORING` is one: what nights are about is not the number of files. */
const twoDecks: SiteConference = {
  ...harbour,
  sessions: harbour.sessions.map((session) => ({
    ...session,
    descriptionHtml: '<br>',
    files: session.files.filter(({ name }) => /^(mooring.*|Stopping.*)\.pdf$/.test(name)),
  })),
};

/** The path of a deck of those. */
export const MOORING = /61\/mooring/;

/** A trial with two decks, known and not read yet. */
export async function smallTrial(settings: Readonly<Record<string, unknown>> = {}): Promise<Trial> {
  return added(await trialConference({ conference: twoDecks }), settings);
}

/** Writes the operator's file into the trial's working directory; its decks may always be asked for. */
export function configure({ data, site }: Trial, settings: Readonly<Record<string, unknown>> = {}): void {
  const allowHosts = [new URL(site.filesOrigin).host];
  writeFileSync(join(data, 'deckhand.config.json'), JSON.stringify({ allowHosts, ...settings }));
}

/** HarbourConf is known, and nothing was read yet. */
export async function added(trial: Trial, settings: Readonly<Record<string, unknown>> = {}): Promise<Trial> {
  configure(trial, settings);
  const flags = ['--as', HARBOUR, '--platform', 'sched', '--zone', 'Europe/Copenhagen'];
  const { code, stdout } = await trial.run('add', trial.site.origin, ...flags);
  if (code !== 0) throw new Error(`it was not added: ${stdout}`);
  return trial;
}

const DAY = 24 * 3_600_000;

/** One night after the other, a day apart, from tonight on: how each `nightly --quiet` ended. */
export async function nights(trial: Trial, count: number, ...flags: string[]): Promise<Ended[]> {
  const ended: Ended[] = [];
  const first = trial.clock.now();
  for (let night = 0; night < count; night += 1) {
    trial.clock.advance(Math.max(0, first + night * DAY - trial.clock.now()));
    ended.push(await trial.run('nightly', '--quiet', ...flags));
  }
  return ended;
}
