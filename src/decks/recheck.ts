import { toInstant } from '../model/clock.ts';
import {
  daysSinceEnd,
  endOfEvent,
  NIGHT,
  NIGHTLY_UNTIL_DAYS,
  pauseAfter,
  WEEK,
  WEEKLY_UNTIL_DAYS,
} from '../model/phase.ts';
import type { LinkState } from '../model/vocabulary.ts';
import type { DeckOutcome } from './outcome.ts';

const DAY = 24 * 3_600_000;

/**
 * When stored decks are asked again, days after the event: speakers replace them. A conference's decks are spread over
 * so many days each time, so that a thousand of them do not fall into one night.
 */
export const REASKED: readonly { readonly days: number; readonly over: number }[] = [
  { days: 1, over: 0 },
  { days: 7, over: 3 },
  { days: 30, over: 7 },
  { days: 180, over: 14 },
];

/** The same for an event whose days nobody knows, counted from the last time, again and again. */
const UNDATED = { days: 30, over: 7 } as const;

/** A file that is too large is looked at again after so many days: it may have been replaced by a smaller one. */
const TOO_LARGE_DAYS = 30;

export interface AttemptContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Last local day of the event, `2018-05-04`; null while unknown. */
  readonly endsOn: string | null;
  /** Failures in a row before this attempt. */
  readonly failures: number;
  /** The link has a stored version: whatever happens now, it stays stored. */
  readonly stored: boolean;
  /** In [0, 1): the link's place among those that are due together, see `placeOf`. */
  readonly place: number;
}

/** What an attempt leaves behind on its link. */
export interface LinkAfter {
  readonly state: LinkState;
  readonly failures: number;
  /** ISO-8601 UTC; null for never again of itself. */
  readonly nextCheckAt: string | null;
}

/** The next state of a link and when it is asked for again. */
export function afterAttempt(outcome: DeckOutcome, context: AttemptContext): LinkAfter {
  const { failures, stored } = context;
  const after = (state: LinkState, at: number | null, count = 0): LinkAfter => ({
    state: stored ? 'stored' : state,
    failures: count,
    nextCheckAt: at === null ? null : toInstant(at),
  });
  switch (outcome.kind) {
    case 'stored':
    case 'new_version':
    case 'unchanged':
      return { ...after('stored', nextReask(context)), state: 'stored' };
    case 'not_yet':
      return after('not_yet', stored ? nextReask(context) : nextLook(context));
    case 'gone':
      return after('gone', stored ? nextReask(context) : null);
    case 'wall':
    case 'unavailable':
      // A deck is shared late, a wall falls: worth a look a week, as long as decks still arrive.
      return after(outcome.kind, stored ? nextReask(context) : weekly(context));
    case 'too_large':
      return after('failed', context.now + TOO_LARGE_DAYS * DAY, failures + 1);
    case 'failed':
      if (outcome.refused) return after('failed', context.now + NIGHT, failures);
      return after('failed', context.now + pauseAfter(failures + 1), failures + 1);
  }
}

/** A link that waits for its next attempt. */
export interface WaitingLink {
  readonly state: LinkState;
  readonly failures: number;
  /** ISO-8601 UTC; null for never again of itself. */
  readonly nextCheckAt: string | null;
}

/**
 * When a link is asked for again once its event takes place at another time: a stored deck was to be asked around the old days, and what was
 * given up, because those were long over, has a new beginning. A link that is due, failed or waits for its file keeps its turn.
 */
export function afterMove(link: WaitingLink, context: Omit<AttemptContext, 'stored' | 'failures'>): string | null {
  const { state, failures, nextCheckAt } = link;
  const days = daysSinceEnd(context.endsOn, context.now);
  if (days === null || failures > 0 || (nextCheckAt !== null && Date.parse(nextCheckAt) <= context.now))
    return nextCheckAt;
  if (state === 'stored') {
    const at = nextReask(context);
    return at === null ? null : toInstant(at);
  }
  return nextCheckAt === null && days <= WEEKLY_UNTIL_DAYS ? toInstant(context.now) : nextCheckAt;
}

/** What a 404 or 410 means: `gone` if the file was there before, or if the event is long over. */
export function missing(context: Pick<AttemptContext, 'now' | 'endsOn' | 'stored'>): 'not_yet' | 'gone' {
  const days = daysSinceEnd(context.endsOn, context.now);
  return context.stored || (days !== null && days > WEEKLY_UNTIL_DAYS) ? 'gone' : 'not_yet';
}

/** A link's place in [0, 1), the same every time and far from its neighbours' (golden ratio). */
export function placeOf(linkId: number): number {
  return (linkId * 0.618_033_988_749_895) % 1;
}

function nextReask({ now, endsOn, place }: Pick<AttemptContext, 'now' | 'endsOn' | 'place'>): number | null {
  const end = endOfEvent(endsOn);
  if (end === null) return now + (UNDATED.days + UNDATED.over * place) * DAY;
  const times = REASKED.map(({ days, over }) => end + (days + over * place) * DAY);
  return times.find((time) => time > now) ?? null;
}

function nextLook(context: AttemptContext): number {
  const days = daysSinceEnd(context.endsOn, context.now);
  // Nobody knows when an event without dates is over: not every night for ever.
  const soon = days !== null && days <= NIGHTLY_UNTIL_DAYS;
  return context.now + (soon ? NIGHT : WEEK);
}

function weekly(context: AttemptContext): number | null {
  const days = daysSinceEnd(context.endsOn, context.now);
  return days !== null && days > WEEKLY_UNTIL_DAYS ? null : context.now + WEEK;
}
