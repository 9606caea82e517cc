/**
 * The closed word lists of the archive. Each list is the single source of a TypeScript type, of a Zod schema and of a
 * CHECK in the database (a test holds the migrations against this file), so a word is added here first.
 */

/** What a programme entry is. `meeting` is a gathering without an audience (a TOC meeting); `break` is food, registration and parties. */
export const SESSION_KINDS = [
  'keynote',
  'talk',
  'lightning_talk',
  'tutorial',
  'panel',
  'workshop',
  'meeting',
  'break',
  'other',
] as const;
export type SessionKind = (typeof SESSION_KINDS)[number];

/** `cancelled`: the source says so. `withdrawn`: a covering programme no longer has it (set by the archive, never by a parser). */
export const SESSION_STATES = ['scheduled', 'cancelled', 'withdrawn'] as const;
export type SessionState = (typeof SESSION_STATES)[number];

/** Whether one can still get a seat, where the source says. */
export const AVAILABILITIES = ['open', 'full', 'waitlist'] as const;
export type Availability = (typeof AVAILABILITIES)[number];

/** Skill level the session asks for. `any` is a published "Any"; unknown is NULL. */
export const LEVELS = ['beginner', 'intermediate', 'advanced', 'any'] as const;
export type Level = (typeof LEVELS)[number];

/** What a person does in one session. */
export const ROLES = ['speaker', 'moderator', 'panelist', 'host', 'other'] as const;
export type Role = (typeof ROLES)[number];

/** What a link leads to. `transcript` includes the caption files of virtual events. */
export const LINK_KINDS = ['slides', 'paper', 'video', 'code', 'transcript', 'other'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** Where on the session a link was found: a file the platform hosts, a field (video, custom field), or running text. */
export const LINK_ORIGINS = ['attachment', 'field', 'description'] as const;
export type LinkOrigin = (typeof LINK_ORIGINS)[number];

/**
 * What is known of a link's file. `ignored`: nothing to download (videos, web pages). `not_yet`: 404 before or soon after
 * the event, asked again. `gone`: 404 later. `wall`: a login or a bot check stands before it. `unavailable`: the host
 * says why there is no file. `failed`: gave up for now.
 */
export const LINK_STATES = ['due', 'stored', 'not_yet', 'gone', 'wall', 'unavailable', 'failed', 'ignored'] as const;
export type LinkState = (typeof LINK_STATES)[number];

/** How one attempt to download a link ended. */
export const ATTEMPT_OUTCOMES = [
  'stored',
  'unchanged',
  'new_version',
  'not_yet',
  'gone',
  'wall',
  'unavailable',
  'too_large',
  'failed',
] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

/** What the inspection of a file's text found; NULL until inspected. */
export const TEXT_STATES = ['ok', 'empty', 'encrypted', 'damaged', 'unsupported', 'timed_out'] as const;
export type TextState = (typeof TEXT_STATES)[number];

/**
 * The parts of a session that a source may be authoritative for. A calendar knows `title`, `slots` and `room` and can
 * never say that a session has no files; a printed page knows no `abstract`.
 */
export const SESSION_FIELDS = [
  'title',
  'kind',
  'state',
  'availability',
  'level',
  'track',
  'tags',
  'abstract',
  'slots',
  'room',
  'people',
  'attachments',
  'video',
] as const;
export type SessionField = (typeof SESSION_FIELDS)[number];

/** The word of a closed list that a person means, whatever its letter case and with blanks or hyphens for underscores; null for none. */
export function wordIn<T extends string>(words: readonly T[], typed: string): T | null {
  const word = typed
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/gu, '_');
  return words.find((each) => each === word) ?? null;
}
