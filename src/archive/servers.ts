import type { Database } from 'better-sqlite3';
import { toInstant } from '../model/clock.ts';

/** What outlives a run of a server's patience; times in milliseconds since the epoch. */
interface ServerPatience {
  readonly nextAllowedAt: number;
  readonly parkedUntil: number | null;
  readonly parkings: number;
  readonly reason: string | null;
}

interface RobotsText {
  readonly text: string;
  readonly fetchedAt: number;
}

/**
 * As many characters of robots.txt are kept of a domain; where there would be more, the newest alone is. They lie in the row that each request writes, and a
 * domain has as many origins as it likes to name: a thousand of 500 kB each could not be stored at all.
 */
const MOST_ROBOTS = 1_000_000;

/** The patience of servers between runs, by registrable domain (`sched.com`), and robots.txt by origin. */
export function createServerMemory(database: Database) {
  const load = database.prepare<
    [string],
    { next_allowed_at: string | null; parked_until: string | null; parkings: number; reason: string | null }
  >('SELECT next_allowed_at, parked_until, parkings, reason FROM server_state WHERE domain = ?');
  const save = database.prepare(
    `INSERT INTO server_state (domain, next_allowed_at, parked_until, parkings, reason) VALUES (@domain, @nextAllowedAt, @parkedUntil, @parkings, @reason)
     ON CONFLICT (domain) DO UPDATE SET next_allowed_at = excluded.next_allowed_at, parked_until = excluded.parked_until,
       parkings = excluded.parkings, reason = excluded.reason`,
  );
  const loadRobots = database.prepare<[string], { value: string }>(
    'SELECT r.value FROM server_state s, json_each(s.robots) r WHERE r.key = ? LIMIT 1',
  );
  const saveRobots = database.prepare(
    `INSERT INTO server_state (domain, robots, robots_at) VALUES (@domain, json_object(@origin, json(@robots)), @at)
     ON CONFLICT (domain) DO UPDATE SET robots_at = excluded.robots_at,
       robots = iif(length(robots) + length(excluded.robots) > ${MOST_ROBOTS}, excluded.robots, json_patch(robots, excluded.robots))`,
  );
  const parked = database.prepare<[string], { domain: string; parkedUntil: string; reason: string | null }>(
    'SELECT domain, parked_until AS parkedUntil, reason FROM server_state WHERE parked_until > ? ORDER BY domain',
  );
  return {
    load(domain: string): ServerPatience | null {
      const row = load.get(domain);
      if (row === undefined) return null;
      return {
        nextAllowedAt: row.next_allowed_at === null ? 0 : Date.parse(row.next_allowed_at),
        parkedUntil: row.parked_until === null ? null : Date.parse(row.parked_until),
        parkings: row.parkings,
        reason: row.reason,
      };
    },
    save(domain: string, server: ServerPatience): void {
      const instant = (ms: number | null): string | null => (ms === null || ms === 0 ? null : toInstant(ms));
      save.run({
        ...server,
        domain,
        nextAllowedAt: instant(server.nextAllowedAt),
        parkedUntil: instant(server.parkedUntil),
      });
    },
    loadRobots(origin: string): RobotsText | null {
      const row = loadRobots.get(origin);
      return row === undefined ? null : (JSON.parse(row.value) as RobotsText);
    },
    saveRobots(origin: string, domain: string, robots: RobotsText): void {
      saveRobots.run({ domain, origin, robots: JSON.stringify(robots), at: toInstant(robots.fetchedAt) });
    },
    /** Servers that asked to be left alone and still are to be, by domain. */
    parked: (now: string) => parked.all(now),
  };
}
