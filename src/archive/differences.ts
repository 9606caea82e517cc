import type { Slot } from '../model/session.ts';
import type { SessionRecord } from './merge.ts';

/** The words of `changes.field`; `session` stands for one that appeared. */
export type ChangeField =
  | 'session'
  | 'title'
  | 'kind'
  | 'state'
  | 'availability'
  | 'level'
  | 'track'
  | 'abstract'
  | 'time'
  | 'room'
  | 'speakers'
  | 'job_titles'
  | 'companies'
  | 'link'
  | 'deck';

/** One change as it is stored and shown: the values as a person reads them. */
export interface Difference {
  readonly field: ChangeField;
  readonly before: string | null;
  readonly after: string | null;
}

const SHOWN: readonly (readonly [ChangeField, (session: SessionRecord) => string | null])[] = [
  ['title', (session) => session.title],
  ['kind', (session) => session.kind],
  ['state', (session) => (session.cancelled ? 'cancelled' : 'scheduled')],
  ['availability', (session) => session.availability],
  ['level', (session) => session.level],
  ['track', (session) => session.track],
  ['abstract', (session) => session.abstract],
  ['time', (session) => joined(session.slots.map(showTime))],
  ['room', (session) => joined(session.slots.map((slot) => slot.room))],
  ['speakers', (session) => joined(session.people.map((person) => person.name))],
  ['job_titles', (session) => joined(session.people.map((person) => person.jobTitle))],
  ['companies', (session) => joined(session.people.map((person) => person.company))],
];

/** What changed between two states of a session, in the order people care about; empty when nothing a reader sees did. */
export function differences(before: SessionRecord, after: SessionRecord): Difference[] {
  return SHOWN.flatMap(([field, show]) => {
    const [old, now] = [show(before), show(after)];
    return old === now ? [] : [{ field, before: old, after: now }];
  });
}

/** `2018-05-02 11:00-11:35` in local time, or the instants where local time is not known. */
function showTime(slot: Slot): string | null {
  const [start, end] = slot.localStart === null ? [slot.startsAt, slot.endsAt] : [slot.localStart, slot.localEnd];
  if (start === null) return null;
  const day = start.slice(0, 10);
  const from = start.slice(11, 16);
  const until = end === null ? '' : `-${end.slice(0, 10) === day ? '' : `${end.slice(0, 10)} `}${end.slice(11, 16)}`;
  return `${day} ${from}${until}${slot.localStart === null ? ' UTC' : ''}`.trim();
}

function joined(values: readonly (string | null)[]): string | null {
  const distinct = [...new Set(values.filter((value) => value !== null))];
  return distinct.length === 0 ? null : distinct.join('; ');
}
