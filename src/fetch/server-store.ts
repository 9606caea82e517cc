/** What outlives a run of what we know of a server; all times are milliseconds since the epoch, in whole seconds. */
export interface StoredServer {
  readonly nextAllowedAt: number;
  /** Null for a server that is not parked. */
  readonly parkedUntil: number | null;
  /** Times in a row it had to be parked: each doubles the next. 0 after any proper answer. */
  readonly parkings: number;
  /** Why it is parked, for people: `429 five times in a row`. */
  readonly reason: string | null;
}

/** The robots.txt of one origin. */
export interface StoredRobots {
  /** Empty where the server has none (4xx): everything is allowed. */
  readonly text: string;
  readonly fetchedAt: number;
}

/**
 * Where the patience of servers is remembered between runs. `domain` is the registrable domain (`sched.com`), or
 * `host:port` for addresses without one; `origin` is `https://kccnceu18.sched.com`. Called only when something changed
 * that the next run must know, so each call may be a transaction.
 */
export interface ServerStore {
  load(domain: string): StoredServer | null;
  save(domain: string, server: StoredServer): void;
  loadRobots(origin: string): StoredRobots | null;
  saveRobots(origin: string, domain: string, robots: StoredRobots): void;
}

/** Remembers for as long as the process lives: for trials without an archive. */
export function createMemoryServerStore(): ServerStore {
  const servers = new Map<string, StoredServer>();
  const robots = new Map<string, StoredRobots>();
  return {
    load: (domain) => servers.get(domain) ?? null,
    save: (domain, server) => void servers.set(domain, server),
    loadRobots: (origin) => robots.get(origin) ?? null,
    saveRobots: (origin, _domain, text) => void robots.set(origin, text),
  };
}
