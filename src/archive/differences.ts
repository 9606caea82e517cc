import type { Appearance, Slot } from '../model/session.ts';
import { nameKey, tidy } from '../model/text.ts';
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

/** Fields of one value. Of a level only the meaning counts, unless there is nothing but its wording. */
const VALUES: readonly (readonly [ChangeField, (session: SessionRecord) => string | null])[] = [
  ['title', (session) => session.title],
  ['kind', (session) => session.kind],
  ['state', (session) => (session.cancelled ? 'cancelled' : 'scheduled')],
  ['availability', (session) => session.availability],
  ['level', (session) => session.level ?? session.publishedLevel],
  ['track', (session) => session.track],
  ['abstract', (session) => session.abstract],
];

/**
 * What changed between two states of a session, in the order people care about; empty when nothing a reader sees did. White space, the
 * order of people and slots, an end that was not known before and an instant that got its local time are no changes.
 */
export function differences(before: SessionRecord, after: SessionRecord): Difference[] {
  const values = VALUES.flatMap(([field, show]) => {
    const [old, now] = [show(before), show(after)];
    return tidy(old ?? '') === tidy(now ?? '') ? [] : [{ field, before: old, after: now }];
  });
  return [
    ...values,
    ...times(before.slots, after.slots),
    ...held('room', rooms(before.slots), rooms(after.slots)),
    ...speakers(before.people, after.people),
    ...held('job_titles', ofPeople(before, 'jobTitle'), ofPeople(after, 'jobTitle')),
    ...held('companies', ofPeople(before, 'company'), ofPeople(after, 'company')),
  ];
}

function times(before: readonly Slot[], after: readonly Slot[]): Difference[] {
  const within = (one: readonly Slot[], other: readonly Slot[]): boolean =>
    one.every((slot) => showTime(slot) === null || other.some((each) => isSameTime(slot, each)));
  if (within(before, after) && within(after, before)) return [];
  return [{ field: 'time', before: joined(before.map(showTime)), after: joined(after.map(showTime)) }];
}

function speakers(before: readonly Appearance[], after: readonly Appearance[]): Difference[] {
  const names = (people: readonly Appearance[]): string[] => people.map(({ name }) => name);
  if (!isSameSet(names(before), names(after))) {
    return [{ field: 'speakers', before: joined(names(before)), after: joined(names(after)) }];
  }
  const roles = (people: readonly Appearance[]): Holding[] =>
    people.map((who) => ({ ...holder(who), value: who.role }));
  return paired('speakers', roles(before), roles(after));
}

/** A value and who or what has it: a company of a person, a room of a slot. */
interface Holding {
  readonly name: string;
  readonly value: string | null;
  readonly keys: readonly string[];
}

function ofPeople({ people }: SessionRecord, field: 'company' | 'jobTitle'): Holding[] {
  return people.map((person) => ({ ...holder(person), value: person[field] }));
}

/** A person is told by the platform's id or by the name: a new name alone is no change of the company. */
function holder({ name, speakerKey }: Appearance): Omit<Holding, 'value'> {
  return { name, keys: [`name:${nameKey(name)}`, ...(speakerKey === null ? [] : [speakerKey])] };
}

function rooms(slots: readonly Slot[]): Holding[] {
  return slots.map((slot) => ({
    name: showTime(slot) ?? '',
    value: slot.room,
    keys: [slot.startsAt, slot.localStart].filter((start) => start !== null),
  }));
}

/** Values that several have: the list of them, or who has which where the list is the same and they were exchanged. */
function held(field: ChangeField, before: readonly Holding[], after: readonly Holding[]): Difference[] {
  const values = (all: readonly Holding[]): (string | null)[] => all.map(({ value }) => value);
  if (isSameSet(values(before), values(after))) return paired(field, before, after);
  return [{ field, before: joined(values(before)), after: joined(values(after)) }];
}

function paired(field: ChangeField, before: readonly Holding[], after: readonly Holding[]): Difference[] {
  const isOther = after.some(({ keys, value }) => {
    // Two people may have one name: what either of them had is nothing new.
    const same = before.filter((old) => old.keys.some((key) => keys.includes(key)));
    return same.length > 0 && !same.some((old) => tidy(old.value ?? '') === tidy(value ?? ''));
  });
  if (!isOther) return [];
  const show = ({ name, value }: Holding): string => (value === null ? name : `${name} (${value})`);
  return [{ field, before: joined(before.map(show)), after: joined(after.map(show)) }];
}

/** The same start, by either clock, and no other end. Zones are learned late, and so are ends: neither moves a session. */
function isSameTime(one: Slot, other: Slot): boolean {
  if (!agree(one.startsAt, other.startsAt) && !agree(one.localStart, other.localStart)) return false;
  const isOpen = (slot: Slot): boolean => slot.endsAt === null && slot.localEnd === null;
  return isOpen(one) || isOpen(other) || agree(one.endsAt, other.endsAt) || agree(one.localEnd, other.localEnd);
}

function agree(one: string | null, other: string | null): boolean {
  return one !== null && one === other;
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

function isSameSet(one: readonly (string | null)[], other: readonly (string | null)[]): boolean {
  const words = (values: readonly (string | null)[]): Set<string> => new Set(values.map((value) => tidy(value ?? '')));
  const [a, b] = [words(one), words(other)];
  a.delete('');
  b.delete('');
  return a.symmetricDifference(b).size === 0;
}

function joined(values: readonly (string | null)[]): string | null {
  const distinct = [...new Set(values.filter((value) => value !== null && value !== ''))];
  return distinct.length === 0 ? null : distinct.join('; ');
}
