/**
 * How often something of a conference is looked at again, by how far away the event is. Pure: dates and a moment in,
 * milliseconds out.
 */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** "Tomorrow" for a nightly job: less than a day, or what was looked at at 02:13 would miss the run of 02:00. */
export const NIGHT = 20 * HOUR;

/** "In a week" for a nightly job. */
export const WEEK = 6 * DAY + NIGHT;

/** "In a month" for a nightly job. */
const MONTH = 29 * DAY + NIGHT;

/** What was done and lies further ahead than this was stored by a clock that was wrong; a few hours ahead costs no night, and is left alone. */
export const CLOCK_ERROR = DAY;

/** A programme changes every day from two weeks before the event, ... */
const RUNNING_FROM_DAYS = 14;
/** ... and decks arrive for weeks: every night until 30 days after it, ... */
export const NIGHTLY_UNTIL_DAYS = 30;
/** ... weekly until 180, and little happens after that. */
export const WEEKLY_UNTIL_DAYS = 180;

/**
 * Where a conference is in its life: `announced` until two weeks before it begins (and while nobody knows when that is), `running` until 30
 * days after its end, `settling` until 180, then `archived`.
 */
export const PHASES = ['announced', 'running', 'settling', 'archived'] as const;
export type Phase = (typeof PHASES)[number];

/** How long after a good reading a programme is read again, in milliseconds. */
export const RHYTHM: Readonly<Record<Phase, number>> = {
  announced: WEEK,
  running: NIGHT,
  settling: WEEK,
  archived: MONTH,
};

/** Local days, `2018-05-04`; null while unknown. */
export interface EventDays {
  readonly startsOn: string | null;
  readonly endsOn: string | null;
}

/** The phase at `now`, milliseconds since the epoch. One known day stands for both. */
export function phaseOf({ startsOn, endsOn }: EventDays, now: number): Phase {
  const sinceEnd = daysSinceEnd(endsOn ?? startsOn, now);
  if (sinceEnd === null) return 'announced';
  if (sinceEnd > WEEKLY_UNTIL_DAYS) return 'archived';
  if (sinceEnd > NIGHTLY_UNTIL_DAYS) return 'settling';
  const from = runningFrom({ startsOn, endsOn });
  return from !== null && from > now ? 'announced' : 'running';
}

/** When a conference is read every night from on, milliseconds since the epoch; null while its days are unknown. */
export function runningFrom({ startsOn, endsOn }: EventDays): number | null {
  const start = dayStart(startsOn ?? endsOn);
  return start === null ? null : start - RUNNING_FROM_DAYS * DAY;
}

/** Days since the end of the last day of the event, negative before it; null for unknown or nonsense. */
export function daysSinceEnd(endsOn: string | null, now: number): number | null {
  const end = endOfEvent(endsOn);
  return end === null ? null : (now - end) / DAY;
}

/** The end of that local day as if it were in UTC, in milliseconds: hours do not matter here. */
export function endOfEvent(endsOn: string | null): number | null {
  const start = dayStart(endsOn);
  return start === null ? null : start + DAY;
}

/** The pause after so many failures in a row: 1, 2, 4, 8, 16, then 30 nights, in milliseconds. */
export function pauseAfter(failures: number): number {
  return (Math.min(2 ** Math.max(0, failures - 1), 30) - 1) * DAY + NIGHT;
}

/** So many failures in a row are no accident: a person is told, once. */
export const FAILURES_UNTIL_TOLD = 3;

function dayStart(day: string | null): number | null {
  const start = day === null ? Number.NaN : Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(start) ? null : start;
}
