import { toInstant } from '../model/clock.ts';
import {
  CLOCK_ERROR,
  type EventDays,
  NIGHT,
  type Phase,
  pauseAfter,
  phaseOf,
  RHYTHM,
  runningFrom,
} from '../model/phase.ts';
import type { LinkState } from '../model/vocabulary.ts';
import type { Parked } from './parked.ts';

/**
 * What is due, and why, as a pure function of the archive's facts and the time. Nothing here asks, reads or writes.
 */

/** A conference as far as the time of its next reading depends on it. Instants are ISO-8601 UTC. */
export interface Readings extends EventDays {
  readonly addedAt: string;
  readonly lastReadAt: string | null;
  /** Of the newest try that was no good reading, and how many there were in a row. */
  readonly lastFailedAt: string | null;
  readonly readFailures: number;
}

/** A conference as far as a night depends on it. */
export interface ConferenceFacts extends Readings {
  readonly conference: string;
  /** Its pages were read by an older parser than the one at hand. */
  readonly outdated: boolean;
  /** Requests that reading it takes. */
  readonly pages: number;
  /** Where its schedule is. */
  readonly address: Address;
}

/** Whose patience a request needs: server as in `server_state`, origin as its robots.txt. */
interface Address {
  readonly server: string;
  readonly origin: string;
}

/** A file that is due; several links of one conference may share it. In the order in which they have their turn. */
export interface FileFacts {
  readonly conference: string;
  readonly state: LinkState;
  readonly address: Address;
}

/** All that a night depends on. */
export interface NightFacts {
  readonly conferences: readonly ConferenceFacts[];
  readonly files: readonly FileFacts[];
  /** Stored files to be looked into, by conference. */
  readonly inspections: ReadonlyMap<string, number>;
  /** Servers that are left alone: until when, and why. */
  readonly parked: ReadonlyMap<string, Parked>;
  /** Origins whose robots.txt is known and fresh. */
  readonly robots: ReadonlySet<string>;
  /** `--max-files`, or null. */
  readonly maxFiles: number | null;
}

/** One thing to do for one conference. */
export interface NightItem {
  readonly conference: string;
  readonly task: 'correct' | 'read' | 'download' | 'inspect';
  /** Files, for `download` and `inspect`; 1 for the others. */
  readonly count: number;
  readonly reason: string;
  /** Without robots.txt, and if nothing is redirected or has to be asked twice. */
  readonly requests: number;
  /** Why it is not done this time; null when it is. */
  readonly waits: string | null;
}

/** What a night would do, in this order. */
export interface Night {
  readonly items: readonly NightItem[];
  /** Origins whose robots.txt is asked first. */
  readonly robots: readonly string[];
  /** Of all items that do not wait, and robots.txt. */
  readonly requests: number;
  /** When the next conference will be due that is not due now; null for none. */
  readonly next: { readonly conference: string; readonly at: string } | null;
}

const WORDS: Readonly<Record<Phase, string>> = {
  announced: 'announced: read every week',
  running: 'running: read every night',
  settling: 'settling: read every week',
  archived: 'archived: read every month',
};

/** The order of a night: what changes most comes first, and of that what waits longest, so that a budget does not cut off the same every night. */
const ORDER: readonly Phase[] = ['running', 'settling', 'announced', 'archived'];

/** A reading is overdue when so many of them were missed. */
const MISSED_UNTIL_TOLD = 3;

/**
 * When a conference is to be read again, milliseconds since the epoch; 0 for one that never was. What happened in the future was stored by a clock
 * that was wrong, and says nothing: it would keep the conference from being read for years.
 */
export function readAgainAt(one: Readings, now: number): number {
  const rhythm = RHYTHM[phaseOf(one, now)];
  const [failed, read] = [past(one.lastFailedAt, now), past(one.lastReadAt, now)];
  if (failed !== null) return failed + Math.min(rhythm, pauseAfter(one.readFailures));
  return read === null || one.lastFailedAt !== null ? 0 : read + rhythm;
}

/** The same for people and monitors: one that was never read is due since it was added. */
export function nextReadAt(one: Readings, now: number): number {
  return Math.max(readAgainAt(one, now), Date.parse(one.addedAt));
}

/** Whether its newest good reading is so old that somebody should know: nights in which Deckhand did not run count too. */
export function isOverdue(one: Readings, now: number): boolean {
  const read = past(one.lastReadAt, now);
  const phase = phaseOf(one, now);
  const rhythm = read === null ? NIGHT : RHYTHM[phase];
  // Read in its week, when that was often enough, it has missed no night yet.
  const since = Math.max(
    read ?? Date.parse(one.addedAt),
    (phase === 'running' && read !== null && runningFrom(one)) || 0,
  );
  return now - since > MISSED_UNTIL_TOLD * rhythm + NIGHT;
}

/** An instant in milliseconds since the epoch; null for none, and for one that is more than a day ahead. */
function past(instant: string | null, now: number): number | null {
  const at = instant === null ? Number.NaN : Date.parse(instant);
  return at <= now + CLOCK_ERROR ? at : null;
}

/** What is due at `now`, milliseconds since the epoch. */
export function planNight(facts: NightFacts, now: number): Night {
  const byPhase = facts.conferences
    .map((one) => ({ one, phase: phaseOf(one, now) }))
    .toSorted(
      (a, b) => ORDER.indexOf(a.phase) - ORDER.indexOf(b.phase) || readAgainAt(a.one, now) - readAgainAt(b.one, now),
    );
  const waitsFor = ({ server }: Address): string | null => {
    const parked = facts.parked.get(server);
    return parked === undefined
      ? null
      : `${server} is left alone until ${parked.until}: ${parked.reason ?? 'it asked for it'}`;
  };
  const origins = new Set<string>();
  const asks = ({ origin }: Address): void => void (facts.robots.has(origin) || origins.add(origin));

  const items: NightItem[] = [];
  for (const { one, phase } of byPhase) {
    const { conference } = one;
    const due = readAgainAt(one, now) <= now;
    // A reading corrects first by itself.
    if (one.outdated && !due)
      items.push({
        conference,
        task: 'correct',
        count: 1,
        reason: 'its pages were read by an older parser',
        requests: 0,
        waits: null,
      });
    if (!due) continue;
    const waits = waitsFor(one.address);
    if (waits === null) asks(one.address);
    items.push({ conference, task: 'read', count: 1, reason: reasonToRead(one, phase), requests: one.pages, waits });
  }

  let left = facts.maxFiles ?? Number.POSITIVE_INFINITY;
  const turns = facts.files.map((file) => {
    const waits = waitsFor(file.address) ?? (left > 0 ? null : '--max-files is used up');
    if (waits === null) {
      left -= 1;
      asks(file.address);
    }
    return { file, waits };
  });
  for (const some of Map.groupBy(turns, ({ file, waits }) => `${file.conference}\n${waits ?? ''}`).values()) {
    const [first] = some;
    if (first === undefined) continue;
    items.push({
      conference: first.file.conference,
      task: 'download',
      count: some.length,
      reason: reasonToAsk(some.map(({ file }) => file)),
      requests: some.length,
      waits: first.waits,
    });
  }

  for (const [conference, count] of facts.inspections) {
    items.push({
      conference,
      task: 'inspect',
      count,
      reason: 'not looked into yet, or by an older inspector',
      requests: 0,
      waits: null,
    });
  }

  const requests = items.reduce((sum, item) => sum + (item.waits === null ? item.requests : 0), origins.size);
  return { items, robots: [...origins].toSorted(), requests, next: nextAfter(facts.conferences, now) };
}

function reasonToRead(one: Readings, phase: Phase): string {
  if (one.lastFailedAt !== null) {
    const tries = one.readFailures === 1 ? 'the last try' : `the last ${one.readFailures} tries`;
    return `${tries} failed, on ${one.lastFailedAt.slice(0, 10)}`;
  }
  return one.lastReadAt === null ? 'never read yet' : `${WORDS[phase]}, last on ${one.lastReadAt.slice(0, 10)}`;
}

const ASKED_BECAUSE: Readonly<Partial<Record<LinkState, string>>> = {
  due: 'new',
  stored: 'asked for a newer version',
  not_yet: 'not there yet',
  failed: 'failed before',
  wall: 'behind a wall',
  unavailable: 'not to be had so far',
  gone: 'gone',
};

/** `12 new, 3 not there yet`. */
function reasonToAsk(files: readonly FileFacts[]): string {
  return [...Map.groupBy(files, ({ state }) => ASKED_BECAUSE[state] ?? state)]
    .map(([why, some]) => `${some.length} ${why}`)
    .join(', ');
}

function nextAfter(conferences: readonly ConferenceFacts[], now: number): Night['next'] {
  const [first] = conferences
    .map((one) => ({ conference: one.conference, at: readAgainAt(one, now) }))
    .filter(({ at }) => at > now)
    .toSorted((a, b) => a.at - b.at);
  return first === undefined ? null : { conference: first.conference, at: toInstant(first.at) };
}
