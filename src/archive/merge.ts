import type { Appearance, Session, Slot } from '../model/session.ts';
import { SESSION_FIELDS, type SessionField } from '../model/vocabulary.ts';

/** A session as the archive has it; its links are kept apart because they have a life of their own. */
export type SessionRecord = Omit<Session, 'key' | 'aliases' | 'links' | 'knows'> & {
  /** The fields that an authoritative source has spoken of. */
  readonly knownFields: readonly SessionField[];
};

/**
 * What the archive knows after a reading. A field the reading is authoritative for replaces what is stored, even by nothing.
 * Anything else it carries is an offer: taken only while no authoritative source has spoken of that field, and never
 * to erase.
 */
export function mergeSession(stored: SessionRecord | null, incoming: Session): SessionRecord {
  const known = new Set<SessionField>(stored?.knownFields);
  const knows = new Set<SessionField>(incoming.knows);
  const pick = <T>(field: SessionField, before: T | undefined, after: T): T => {
    if (before === undefined || knows.has(field)) return after;
    return known.has(field) || isNothing(after) ? before : after;
  };
  const slots = pick('slots', stored?.slots, incoming.slots);
  return {
    // A calendar knows no attachments and addresses a session by its long id: the address of its page stays.
    url: pick('attachments', stored?.url, incoming.url) ?? stored?.url ?? null,
    title: pick('title', stored?.title, incoming.title),
    publishedTitle: pick('title', stored?.publishedTitle, incoming.publishedTitle),
    kind: pick('kind', stored?.kind, incoming.kind),
    cancelled: pick('state', stored?.cancelled, incoming.cancelled),
    availability: pick('availability', stored?.availability, incoming.availability),
    level: pick('level', stored?.level, incoming.level),
    publishedLevel: pick('level', stored?.publishedLevel, incoming.publishedLevel),
    track: pick('track', stored?.track, incoming.track),
    language: incoming.language ?? stored?.language ?? null,
    abstract: pick('abstract', stored?.abstract, incoming.abstract),
    slots: slots.map((slot, index) => withRoom(completed(slot, stored?.slots), index)),
    people: mergePeople(pick('people', stored?.people, incoming.people), stored?.people ?? []),
    tags: pick('tags', stored?.tags, [...new Set(incoming.tags)]),
    knownFields: SESSION_FIELDS.filter((field) => known.has(field) || knows.has(field)),
  };

  function withRoom(slot: Slot, index: number): Slot {
    return { ...slot, room: pick('room', stored?.slots[index]?.room, incoming.slots[index]?.room ?? null) };
  }
}

/** A listing without its calendar has no instants; those of an unmoved slot are still true. */
function completed(slot: Slot, before: readonly Slot[] = []): Slot {
  const same = before.find((other) =>
    slot.localStart !== null
      ? other.localStart === slot.localStart
      : slot.startsAt !== null && other.startsAt === slot.startsAt,
  );
  if (same === undefined) return slot;
  const sameEnd = slot.localEnd === null || same.localEnd === null || slot.localEnd === same.localEnd;
  return {
    startsAt: slot.startsAt ?? same.startsAt,
    endsAt: slot.endsAt ?? (sameEnd ? same.endsAt : null),
    localStart: slot.localStart ?? same.localStart,
    localEnd: slot.localEnd ?? same.localEnd,
    utcOffset: slot.utcOffset ?? same.utcOffset,
    room: slot.room,
  };
}

/** A source that lists names only does not erase the id and the biography that another gave. */
function mergePeople(after: readonly Appearance[], before: readonly Appearance[]): Appearance[] {
  return after.map((person) => {
    const same = before.find((other) =>
      person.speakerKey !== null && other.speakerKey !== null
        ? other.speakerKey === person.speakerKey
        : other.name === person.name,
    );
    return {
      ...person,
      speakerKey: person.speakerKey ?? same?.speakerKey ?? null,
      bio: person.bio ?? same?.bio ?? null,
      url: person.url ?? same?.url ?? null,
    };
  });
}

function isNothing(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}
