import { toInstant } from '../model/clock.ts';
import type { LinkState } from '../model/vocabulary.ts';
import type { DeckOutcome } from './outcome.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** "Tomorrow" for a nightly job: less than a day, or a link that was asked at 02:13 would miss the run of 02:00. */
const NIGHT = 20 * HOUR;

/** Decks arrive for weeks: a missing file is asked for every night until 30 days after the event, ... */
const NIGHTLY_UNTIL_DAYS = 30;
/** ... weekly until 180, and then it is gone. */
const WEEKLY_UNTIL_DAYS = 180;

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

/** The longest pause after failures in a row: 1, 2, 4, 8, 16, then 30 nights. */
const LONGEST_PAUSE_DAYS = 30;

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
      return after('failed', context.now + LONGEST_PAUSE_DAYS * DAY, failures + 1);
    case 'failed':
      if (outcome.refused) return after('failed', context.now + NIGHT, failures);
      return after('failed', context.now + pause(failures), failures + 1);
  }
}

/** What a 404 or 410 means: `gone` if the file was there before, or if the event is long over. */
export function missing(context: Pick<AttemptContext, 'now' | 'endsOn' | 'stored'>): 'not_yet' | 'gone' {
  const days = daysSinceEnd(context);
  return context.stored || (days !== null && days > WEEKLY_UNTIL_DAYS) ? 'gone' : 'not_yet';
}

/** A link's place in [0, 1), the same every time and far from its neighbours' (golden ratio). */
export function placeOf(linkId: number): number {
  return (linkId * 0.618_033_988_749_895) % 1;
}

function pause(failuresBefore: number): number {
  return (Math.min(2 ** failuresBefore, LONGEST_PAUSE_DAYS) - 1) * DAY + NIGHT;
}

function nextReask({ now, endsOn, place }: AttemptContext): number | null {
  const end = endOf(endsOn);
  if (end === null) return now + 30 * DAY;
  const times = REASKED.map(({ days, over }) => end + (days + over * place) * DAY);
  return times.find((time) => time > now) ?? null;
}

function nextLook(context: AttemptContext): number {
  const days = daysSinceEnd(context);
  // Nobody knows when an event without dates is over: not every night for ever.
  const soon = days !== null && days <= NIGHTLY_UNTIL_DAYS;
  return context.now + (soon ? NIGHT : 6 * DAY + NIGHT);
}

function weekly(context: AttemptContext): number | null {
  const days = daysSinceEnd(context);
  return days !== null && days > WEEKLY_UNTIL_DAYS ? null : context.now + 6 * DAY + NIGHT;
}

function daysSinceEnd({ now, endsOn }: Pick<AttemptContext, 'now' | 'endsOn'>): number | null {
  const end = endOf(endsOn);
  return end === null ? null : (now - end) / DAY;
}

/** The end of the last day, as if it were in UTC: hours do not matter here. Null for unknown or nonsense. */
function endOf(endsOn: string | null): number | null {
  const end = endsOn === null ? Number.NaN : Date.parse(`${endsOn}T00:00:00Z`) + DAY;
  return Number.isNaN(end) ? null : end;
}
