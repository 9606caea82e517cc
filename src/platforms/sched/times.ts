import type { Slot } from '../../model/session.ts';
import { instantAtOffset, momentInZone, momentOfWall, offsetBetween, wallAtOffset } from '../../model/zone.ts';

/** Wall-clock times of the pages and instants of the calendar for one session. */
export interface Times {
  readonly localStart: string | null;
  readonly localEnd: string | null;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
}

/** A session known by both its wall time and its instant gives the offset in force at that moment. */
interface Known {
  readonly instant: number;
  readonly offset: string;
}

/** Beyond the first and the last known session, offsets are taken to hold for this long. */
const REACH = 36 * 3_600_000;

/** An offset that fewer than this share of the joined sessions have is a session that moved between the two readings. */
const STRAY = 0.05;

/**
 * The offsets of a conference, learned by holding the pages' wall times against the calendar's instants (Sched publishes no
 * zone: `CST` is +08:00 in Taipei), and the conference's zone where its scraper or its operator states one.
 */
export class Offsets {
  readonly #zone: string | null;
  /** In the order of time. */
  readonly #known: readonly Known[];
  /** One for each instant: where two sessions disagree, the offset that more sessions have. */
  readonly #moments: readonly Known[];
  readonly #offsets: ReadonlySet<string>;
  readonly warnings: readonly string[];

  constructor(times: readonly Times[], zone: string | null) {
    this.#zone = zone;
    const all = times.flatMap(({ localStart, startsAt }): Known[] => {
      const offset = localStart === null || startsAt === null ? null : offsetBetween(localStart, startsAt);
      return offset === null || startsAt === null ? [] : [{ instant: Date.parse(startsAt), offset }];
    });
    const counts = new Map<string, number>();
    for (const { offset } of all) counts.set(offset, (counts.get(offset) ?? 0) + 1);
    this.#known = all
      .filter(({ offset }) => (counts.get(offset) ?? 0) >= all.length * STRAY)
      .toSorted((a, b) => a.instant - b.instant || a.offset.localeCompare(b.offset));
    const moments = new Map<number, Known>();
    for (const one of this.#known) {
      const other = moments.get(one.instant);
      if (other === undefined || (counts.get(one.offset) ?? 0) > (counts.get(other.offset) ?? 0))
        moments.set(one.instant, one);
    }
    this.#moments = [...moments.values()];
    this.#offsets = new Set(this.#known.map((one) => one.offset));
    const against =
      zone === null ? [] : this.#known.filter((one) => momentInZone(text(one.instant), zone)?.offset !== one.offset);
    this.warnings =
      against.length * 2 > this.#known.length
        ? [
            `The schedule's clock is ${against[0]?.offset ?? ''}, which is not that of the zone ${zone}: the schedule is followed.`,
          ]
        : [];
  }

  /** Whether the zone may be believed: it is stated, and the schedule does not contradict it. */
  get #trusted(): string | null {
    return this.warnings.length === 0 ? this.#zone : null;
  }

  /** The offset in force at an instant; null while nothing known is near it, or the clocks change in between. */
  at(instant: string): string | null {
    if (this.#trusted !== null) return momentInZone(instant, this.#trusted)?.offset ?? null;
    const moment = Date.parse(instant);
    const last = this.#moments[this.#countBefore(moment + 1) - 1];
    const next = this.#moments[this.#countBefore(moment)];
    const before = last !== undefined && moment - last.instant <= REACH ? last : undefined;
    const after = next !== undefined && next.instant - moment <= REACH ? next : undefined;
    if (before !== undefined && after !== undefined) return before.offset === after.offset ? before.offset : null;
    return (before ?? after)?.offset ?? null;
  }

  /** The offset in force at a wall time. */
  atWall(local: string): string | null {
    if (this.#trusted !== null) return momentOfWall(local, this.#trusted)?.offset ?? null;
    const fitting = [...this.#offsets].filter((offset) => {
      const instant = instantAtOffset(local, offset);
      return instant !== null && this.at(instant) === offset;
    });
    return fitting.length === 1 ? (fitting[0] ?? null) : null;
  }

  /** Whether a wall time can have an offset here: by the zone, else because other sessions have it too. */
  confirms(local: string, offset: string): boolean {
    if (this.#trusted !== null) return momentOfWall(local, this.#trusted)?.offset === offset;
    return this.#offsets.has(offset);
  }

  /** How many moments, of those in order, are before this one: halving, for every session asks. */
  #countBefore(moment: number): number {
    let [from, to] = [0, this.#moments.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#moments[middle]?.instant ?? 0) < moment) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

/**
 * The slot of one session. Wall times of the pages win; instants are the calendar's where the two agree by an offset of this
 * conference, else the wall times by that offset (the session moved between the two readings). `null` without time and room.
 */
export function slotOf(times: Times, room: string | null, offsets: Offsets): Slot | null {
  const { localStart, localEnd, startsAt, endsAt } = times;
  const own = localStart !== null && startsAt !== null ? offsetBetween(localStart, startsAt) : null;
  const timed = localStart !== null && localStart.length > 10;
  let slot: Omit<Slot, 'room'>;
  if (timed && own !== null && offsets.confirms(localStart, own)) {
    const end = localEnd ?? (endsAt === null ? null : wallAtOffset(endsAt, own));
    slot = { startsAt, endsAt: endOf(end, endsAt, own, offsets), localStart, localEnd: end, utcOffset: own };
  } else if (timed) {
    const offset = offsets.atWall(localStart);
    const instant = (local: string | null): string | null =>
      local === null || offset === null ? null : instantAtOffset(local, offset);
    slot = { startsAt: instant(localStart), endsAt: instant(localEnd), localStart, localEnd, utcOffset: offset };
  } else if (startsAt !== null) {
    const offset = offsets.at(startsAt);
    const local = (at: string | null): string | null =>
      at === null || offset === null ? null : wallAtOffset(at, offset);
    slot = {
      startsAt,
      endsAt,
      localStart: local(startsAt) ?? localStart,
      localEnd: local(endsAt) ?? localEnd,
      utcOffset: offset,
    };
  } else slot = { startsAt: null, endsAt: null, localStart, localEnd, utcOffset: null };
  return slot.localStart === null && slot.startsAt === null && room === null ? null : { ...slot, room };
}

/** The calendar's end, unless the page's differs: then the page's, by the start's offset. */
function endOf(localEnd: string | null, endsAt: string | null, offset: string, offsets: Offsets): string | null {
  if (localEnd === null) return endsAt;
  const own = endsAt === null ? null : offsetBetween(localEnd, endsAt);
  return own !== null && offsets.confirms(localEnd, own) ? endsAt : instantAtOffset(localEnd, offset);
}

function text(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
