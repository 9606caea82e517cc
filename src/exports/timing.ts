import { calendarDay } from '../model/day-span.ts';
import type { Slot } from '../model/session.ts';
import { instantAtOffset, isZone, momentInZone, momentOfWall, offsetBetween, wallAtOffset } from '../model/zone.ts';

/** A moment as precisely as the source told it. */
export type When =
  /** Known everywhere: the instant, and what the clocks on site show (`local`, `offset`). */
  | { readonly kind: 'instant'; readonly instant: string; readonly local: string; readonly offset: string }
  /** What the clocks on site show; nobody knows how far they are ahead of UTC. */
  | { readonly kind: 'wall'; readonly local: string }
  /** A date alone. */
  | { readonly kind: 'day'; readonly local: string };

/** A slot's beginning and, where it is told, its end: of the same kind and later (a day may end on itself). */
export interface Timing {
  readonly start: When;
  readonly end: When | null;
}

/**
 * When a slot takes place, or null where nothing readable is told. Local times come from the slot itself, from the conference's zone, and
 * are those of UTC where neither is known.
 */
export function timingOf(slot: Slot, timeZone: string | null): Timing | null {
  const zone = timeZone !== null && isZone(timeZone) ? timeZone : null;
  const start = whenOf(slot.startsAt, slot.localStart, slot.utcOffset, zone);
  if (start === null) return null;
  const ahead = start.kind === 'instant' ? start.offset : slot.utcOffset;
  const end = endOf(slot, zone, ahead);
  return { start, end: end !== null && isBehind(start, end) ? end : null };
}

/** `2018-05-02`, the day on site. */
export function dayOf(when: When): string {
  return when.local.slice(0, 10);
}

function endOf(slot: Slot, zone: string | null, ahead: string | null): When | null {
  // Over a change of the clocks the end has another offset than the start: its own local time or the zone tells.
  const own = slot.endsAt !== null && slot.localEnd !== null ? offsetBetween(slot.localEnd, slot.endsAt) : null;
  return whenOf(slot.endsAt, slot.localEnd, own ?? (zone === null ? ahead : null), zone);
}

function whenOf(instant: string | null, local: string | null, offset: string | null, zone: string | null): When | null {
  if (instant !== null && isInstant(instant)) {
    const wall = offset === null ? null : onSite(instant, offset);
    return wall ?? inZone(instant, zone) ?? inZone(instant, 'UTC');
  }
  if (local === null) return null;
  const day = calendarDay(local);
  if (day !== null) return { kind: 'day', local: day };
  const moment = zone === null ? null : momentOfWall(local, zone);
  if (moment !== null) return inZone(moment.instant, zone);
  const told = offset === null ? null : instantAtOffset(local, offset);
  if (told !== null && offset !== null && offsetBetween(local, told) === offset)
    return { kind: 'instant', instant: told, local, offset };
  return instantAtOffset(local, '+00:00') === null ? null : { kind: 'wall', local };
}

/** At an offset that is one: quarters of an hour, from Baker Island to Kiribati. */
function onSite(instant: string, offset: string): When | null {
  const local = wallAtOffset(instant, offset);
  return local !== null && offsetBetween(local, instant) === offset
    ? { kind: 'instant', instant, local, offset }
    : null;
}

/** Null as well where the zone had an offset of odd seconds then, as most had before 1900: no format can say it. */
function inZone(instant: string, zone: string | null): When | null {
  const moment = zone === null ? null : momentInZone(instant, zone);
  return moment === null ? null : onSite(instant, moment.offset);
}

function isInstant(text: string): boolean {
  return text.endsWith('Z') && instantAtOffset(text.slice(0, -1), '+00:00') === text;
}

function isBehind(start: When, end: When): boolean {
  if (start.kind === 'instant' && end.kind === 'instant') return end.instant > start.instant;
  if (start.kind === 'wall' && end.kind === 'wall') return end.local > start.local;
  return start.kind === 'day' && end.kind === 'day' && end.local >= start.local;
}
