import type { LinkKind } from '../model/vocabulary.ts';
import type { ChangeField } from './differences.ts';

/** What can happen to a session, its links and their files; the order is that in which they are counted for people. */
export const CHANGE_KINDS = [
  'deck_added',
  'deck_replaced',
  'deck_moved',
  'session_added',
  'session_withdrawn',
  'session_returned',
  'session_changed',
  'link_added',
  'link_removed',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** A link as an event tells of it. */
export interface ChangedLink {
  readonly id: number;
  readonly url: string;
  readonly kind: LinkKind;
  readonly label: string | null;
}

/** A file that a link gave. */
export interface ChangedFile {
  readonly sha256: string;
  readonly bytes: number;
  /** Name under which it was published, null where there was none. */
  readonly name: string | null;
  /** Relative to the data directory. */
  readonly path: string;
  /** Of the link, from 1. */
  readonly version: number;
  /** The first version of the link with the same content, where this one brought it back; else null. */
  readonly firstVersion: number | null;
}

/** One piece of news of one session: a row of `changes`, or a file that came. */
export interface ChangeEvent {
  /** When it was found. */
  readonly at: string;
  readonly runId: number;
  /** Slug, name and address. */
  readonly conference: string;
  readonly conferenceName: string;
  readonly conferenceUrl: string | null;
  readonly sessionKey: string;
  /** As it is now. */
  readonly title: string;
  readonly sessionUrl: string | null;
  readonly kind: ChangeKind;
  /** What changed, of `session_changed`; else null. */
  readonly field: ChangeField | null;
  /**
   * Values of `session_changed`, states of `session_withdrawn` and `session_returned`, addresses of `link_added`, `link_removed` and
   * `deck_moved`, the SHA-256 of `deck_replaced`. Null for what was not there before, or is no longer.
   */
  readonly before: string | null;
  readonly after: string | null;
  readonly link: ChangedLink | null;
  /** Id of the link that a moved file was under before; else null. */
  readonly movedFrom: number | null;
  /** The file that came; of a removed link what it gave last. */
  readonly file: ChangedFile | null;
}
