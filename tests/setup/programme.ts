import type { Link } from '../../src/model/link.ts';
import { NO_FACTS, type Programme } from '../../src/model/programme.ts';
import type { Appearance, Session, Slot } from '../../src/model/session.ts';
import { SESSION_FIELDS } from '../../src/model/vocabulary.ts';

/** A session that knows every field of itself; a test says only what it is about. */
export function session(given: Partial<Session> & { key: string }): Session {
  const title = given.title ?? `Session ${given.key}`;
  return {
    aliases: [],
    url: null,
    title,
    publishedTitle: title,
    kind: 'talk',
    cancelled: false,
    availability: null,
    level: null,
    publishedLevel: null,
    track: null,
    language: null,
    abstract: null,
    slots: [],
    people: [],
    tags: [],
    links: [],
    knows: [...SESSION_FIELDS],
    ...given,
  };
}

export function person(name: string, given: Partial<Appearance> = {}): Appearance {
  return { speakerKey: null, name, role: 'speaker', jobTitle: null, company: null, bio: null, url: null, ...given };
}

export function link(url: string, given: Partial<Link> = {}): Link {
  return { url, canonicalUrl: url, label: null, kind: 'slides', origin: 'attachment', ...given };
}

export function slot(localStart: string, given: Partial<Slot> = {}): Slot {
  return { startsAt: null, endsAt: null, localStart, localEnd: null, utcOffset: null, room: null, ...given };
}

export function programme(sessions: readonly Session[], given: Partial<Programme> = {}): Programme {
  return {
    conference: NO_FACTS,
    sessions: [...sessions],
    scope: { kind: 'conference' },
    identity: 'stable',
    doubts: [],
    warnings: [],
    missed: [],
    ...given,
  };
}
