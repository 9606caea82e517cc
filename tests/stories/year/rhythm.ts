import type { SiteConference } from '../../sites/sched/conference.ts';
import { nightOfDay } from './days.ts';
import type { SiteState, Story } from './story.ts';

/** When a conference is to be read, as DESIGN says, told a second time and in nights. */

export type Season = 'announced' | 'running' | 'settling' | 'archived';

/** Nights from one reading to the next. */
export const NIGHTS_BETWEEN: Readonly<Record<Season, number>> = { announced: 7, running: 1, settling: 7, archived: 30 };

const PAUSES = [1, 2, 4, 8, 16, 30] as const;

export function seasonOf({ startsOn, endsOn }: Pick<SiteConference, 'startsOn' | 'endsOn'>, night: number): Season {
  if (night > nightOfDay(endsOn) + 180) return 'archived';
  if (night > nightOfDay(endsOn) + 30) return 'settling';
  return night >= nightOfDay(startsOn) - 14 ? 'running' : 'announced';
}

/** A night on which a conference was due, and how its site answered. */
export interface Reading {
  readonly night: number;
  readonly season: Season;
  readonly how: SiteState['health'];
}

/** The nights on which a site is asked for its programme. */
export function readingsOf({ addedOn }: Story, states: readonly SiteState[]): Reading[] {
  const readings: Reading[] = [];
  let known: SiteConference | null = null;
  let last: number | null = null;
  let failures = 0;
  let failedOn = 0;
  let parkedUntil = 0;
  for (let night = addedOn; night < states.length; night += 1) {
    const state = states[night];
    if (state === undefined) break;
    const season: Season = known === null ? 'announced' : seasonOf(known, night);
    const between = NIGHTS_BETWEEN[season];
    const pause = Math.min(between, PAUSES[failures - 1] ?? 30);
    const due: number = failures > 0 ? failedOn + pause : last === null ? night : last + between;
    if (due > night || parkedUntil > night) continue;
    readings.push({ night, season, how: state.health });
    if (state.health === 'refusing') {
      // Left alone for two nights, and no failure of the conference.
      parkedUntil = night + 2;
      continue;
    }
    if (state.health === 'up') known = state.conference;
    if (state.health === 'up' || state.health === 'bot_check') last = night;
    failures = state.health === 'up' ? 0 : failures + 1;
    failedOn = night;
  }
  return readings;
}
