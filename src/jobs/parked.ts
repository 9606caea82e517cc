import type { Archive } from '../archive/archive.ts';
import { isParkingTime } from '../fetch/pace.ts';
import { toInstant } from '../model/clock.ts';

/** A server that is to be left alone: until when, an instant, and why. */
export interface Parked {
  readonly until: string;
  readonly reason: string | null;
}

/** The servers that are to be left alone at `now`, milliseconds since the epoch, by domain; without those that a wrong clock parked. */
export function parkedServers({ servers }: Pick<Archive, 'servers'>, now: number): ReadonlyMap<string, Parked> {
  return new Map(
    servers
      .parked(toInstant(now))
      .filter(({ parkedUntil }) => isParkingTime(Date.parse(parkedUntil), now))
      .map(({ domain, parkedUntil, reason }) => [domain, { until: parkedUntil, reason }]),
  );
}
