import type { SiteConference, SiteFile, SiteSession } from '../../sites/sched/conference.ts';
import { daysLater } from './days.ts';

/**
 * What one conference publishes through a year, night by night. It is the truth that the archive is held against, so nothing here knows
 * Deckhand.
 */

/**
 * How its server answers. `bot_check`: everything but calendar, robots.txt and files. `refusing`: 429 with a Retry-After of some 47 hours.
 * `unpublished`: 404. `dead`: nobody listens.
 */
export type Health = 'up' | 'bot_check' | 'refusing' | 'unpublished' | 'dead';

export interface SiteState {
  /** With the sessions that are not listed (yet, or any more). */
  readonly conference: SiteConference;
  /** `md5` of those. */
  readonly hidden: ReadonlySet<string>;
  /** Names of files that are linked and not there. */
  readonly missing: ReadonlySet<string>;
  readonly health: Health;
}

/** One thing that happens by day; the night of that number is the first to see it. */
export interface ScriptedEvent {
  readonly night: number;
  /** For whoever reads a failure. */
  readonly what: string;
  readonly apply: (state: SiteState) => SiteState;
}

export interface Story {
  /** Its name in the archive. */
  readonly slug: string;
  readonly first: SiteState;
  /** In order of their nights. */
  readonly events: readonly ScriptedEvent[];
  /** The night on which an operator adds it. */
  readonly addedOn: number;
  /** Its pages carry ETags. */
  readonly validators: boolean;
  /** Its files have a server of their own. */
  readonly filesApart: boolean;
  /** Made of two calendars of a real conference. */
  readonly real: boolean;
}

/** The state that each night of a story finds, from night 0. */
export function statesOf(story: Story, nights: number): SiteState[] {
  const states: SiteState[] = [];
  let state = story.first;
  let next = 0;
  for (let night = 0; night < nights; night += 1) {
    for (let event = story.events[next]; event !== undefined && event.night <= night; event = story.events[next]) {
      state = event.apply(state);
      next += 1;
    }
    states.push(state);
  }
  return states;
}

/** The sessions that are listed. */
export function listedIn({ conference, hidden }: SiteState): SiteSession[] {
  return conference.sessions.filter(({ md5 }) => !hidden.has(md5));
}

/** One session becomes another. */
export function alter(md5: string, change: (session: SiteSession) => Partial<SiteSession>): ScriptedEvent['apply'] {
  return (state) => ({
    ...state,
    conference: {
      ...state.conference,
      sessions: state.conference.sessions.map((session) =>
        session.md5 === md5 ? { ...session, ...change(session) } : session,
      ),
    },
  });
}

export function hide(...md5s: readonly string[]): ScriptedEvent['apply'] {
  return (state) => ({ ...state, hidden: new Set([...state.hidden, ...md5s]) });
}

export function show(...md5s: readonly string[]): ScriptedEvent['apply'] {
  return (state) => ({ ...state, hidden: new Set([...state.hidden].filter((md5) => !md5s.includes(md5))) });
}

export function become(health: Health): ScriptedEvent['apply'] {
  return (state) => ({ ...state, health });
}

/** A session's files become these. */
export function withFiles(
  md5: string,
  change: (files: readonly SiteFile[]) => readonly SiteFile[],
): ScriptedEvent['apply'] {
  return alter(md5, ({ files }) => ({ files: change(files) }));
}

export function lose(name: string): ScriptedEvent['apply'] {
  return (state) => ({ ...state, missing: new Set([...state.missing, name]) });
}

export function find(name: string): ScriptedEvent['apply'] {
  return (state) => ({ ...state, missing: new Set([...state.missing].filter((other) => other !== name)) });
}

/** Everything takes place so many days later. */
export function postpone(days: number): ScriptedEvent['apply'] {
  return (state) => {
    const { conference } = state;
    const sessions = conference.sessions.map((session) => ({
      ...session,
      start: daysLater(session.start, days),
      end: daysLater(session.end, days),
    }));
    const { startsOn, endsOn } = conference;
    const moved = { startsOn: daysLater(startsOn, days), endsOn: daysLater(endsOn, days) };
    return { ...state, conference: { ...conference, ...moved, sessions } };
  };
}

/** Several at once. */
export function both(...changes: readonly ScriptedEvent['apply'][]): ScriptedEvent['apply'] {
  return (state) => changes.reduce((current, change) => change(current), state);
}
