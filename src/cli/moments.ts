import { InvalidArgumentError } from 'commander';
import { toInstant } from '../model/clock.ts';
import { daySpan } from '../model/day-span.ts';

/** A moment as typed: a day in UTC, an instant, or an age. Times in milliseconds. */
export type Moment =
  | { readonly kind: 'day'; readonly at: number }
  | { readonly kind: 'instant'; readonly at: number }
  | { readonly kind: 'age'; readonly age: number };

const DAY_MS = 24 * 3_600_000;
const AGES: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: DAY_MS, w: 7 * DAY_MS };

/** `2026-11-01`, `2026-11-01T03:00:00Z` or `7d` (m, h, d, w), as the parser of an option. */
export function parseMoment(text: string): Moment {
  const typed = text.trim();
  const [, count, unit = ''] = /^(\d{1,6})([mhdw])$/i.exec(typed) ?? [];
  if (count !== undefined) return { kind: 'age', age: Number(count) * (AGES[unit.toLowerCase()] ?? 0) };
  const [, day = '', time] =
    /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/i.exec(typed) ?? [];
  const at = Date.parse(time === undefined ? `${day}T00:00:00Z` : typed.toUpperCase());
  if (typeof daySpan(day) === 'string' || Number.isNaN(at)) {
    throw new InvalidArgumentError(
      'It must be a day, 2026-11-01, an instant, 2026-11-01T03:00:00Z, or an age such as 12h, 7d or 2w.',
    );
  }
  return { kind: time === undefined ? 'day' : 'instant', at };
}

/** The instant from which on something happened since that moment. */
export function sinceInstant(moment: Moment, now: number): string {
  return toInstant(moment.kind === 'age' ? Math.max(0, now - moment.age) : moment.at);
}

/** The instant before which something happened until that moment: a day and a second are meant to their ends. */
export function untilInstant(moment: Moment, now: number): string {
  if (moment.kind === 'day') return toInstant(moment.at + DAY_MS);
  const at = moment.kind === 'age' ? Math.max(0, now - moment.age) : moment.at;
  return toInstant(at + 1000);
}
