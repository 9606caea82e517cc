/** Night 0 of every simulated year: a Monday. */
const FIRST_DAY = '2026-01-05';
const DAY_MS = 24 * 3_600_000;

/** When `nightly` starts, 02:00 UTC, in milliseconds since the epoch. */
export function startOf(night: number): number {
  return Date.parse(`${FIRST_DAY}T02:00:00Z`) + night * DAY_MS;
}

/** The day whose small hours a night is, `2026-01-05` for night 0. Nights before it are negative. */
export function dayOfNight(night: number): string {
  return new Date(startOf(night)).toISOString().slice(0, 10);
}

/** The other way round. */
export function nightOfDay(day: string): number {
  return Math.round((Date.parse(`${day}T02:00:00Z`) - startOf(0)) / DAY_MS);
}

/** `2026-02-01T09:00` or `2026-02-01`, so many days later. */
export function daysLater(local: string, days: number): string {
  return dayOfNight(nightOfDay(local.slice(0, 10)) + days) + local.slice(10);
}
