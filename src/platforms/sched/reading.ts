import type { Link } from '../../model/link.ts';
import type { Doubt } from '../../model/programme.ts';
import type { Appearance } from '../../model/session.ts';
import { type Availability, SESSION_FIELDS, type SessionField } from '../../model/vocabulary.ts';
import type { Ids, Selection } from './addresses.ts';

/** The views of one event that Deckhand reads, the best witness first. */
export const VIEW_ORDER = ['listing', 'event_page', 'print', 'simple', 'calendar'] as const;
export type View = (typeof VIEW_ORDER)[number];

/** A custom field: Sched's slots `company` and `audience` hold anything, only the label tells what. */
export interface CustomField {
  readonly label: string;
  readonly values: readonly string[];
}

/** What one view says of one session. Null and empty are "does not say" as well as "there is none": see `knows`. */
export interface Entry extends Ids {
  readonly publishedTitle: string;
  /** Wall-clock times, or a date alone. */
  readonly localStart: string | null;
  readonly localEnd: string | null;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
  readonly room: string | null;
  readonly abstract: string | null;
  /** Null where the view has no speaker block for the session. */
  readonly people: readonly Appearance[] | null;
  /** Names without positions, as the short views give them. */
  readonly names: readonly string[];
  readonly type: string | null;
  readonly subTypes: readonly string[];
  readonly fields: readonly CustomField[];
  readonly links: readonly Link[];
  readonly availability: Availability | null;
  /** Fields that this entry is authoritative for, although its view is not. */
  readonly knows: readonly SessionField[];
}

/** An entry of which nothing is known but the title: what a view does not have stays so. */
export const BLANK = {
  localStart: null,
  localEnd: null,
  startsAt: null,
  endsAt: null,
  room: null,
  abstract: null,
  people: null,
  names: [],
  type: null,
  subTypes: [],
  fields: [],
  links: [],
  availability: null,
  knows: [],
} as const satisfies Omit<Entry, 'publishedTitle' | keyof Ids>;

/** What a page says of the event as a whole. */
export interface Frame {
  /** Sub-domain of the event, where the page names it. */
  readonly event: string | null;
  readonly name: string | null;
  /** `Pittsburgh, PA, United States`, as it also ends every room of the calendar. */
  readonly place: string | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  /** Days of the menu. */
  readonly days: readonly string[];
  /** Names of session types, as the menu writes them. */
  readonly types: readonly string[];
}

/** A page that lists sessions. */
export interface Reading {
  readonly view: View;
  readonly url: string;
  readonly frame: Frame;
  readonly selection: Selection;
  readonly entries: readonly Entry[];
  readonly warnings: readonly string[];
}

/** A page that does not. `absent`: 404 and the like; `broken`: the server or the page failed. */
export interface Unread {
  readonly view: null;
  readonly reason: Extract<Doubt['reason'], 'bot_check' | 'login' | 'no_sessions'> | 'absent' | 'broken';
  readonly frame: Frame;
  readonly url: string;
  readonly message: string;
}

/**
 * The fields that each view is authoritative for. `people` needs a speaker block, `slots` an end; see `session.ts`. The short
 * views show no seat badges, and a calendar's room has the city behind it: what is known of those, an entry says.
 */
export const KNOWS: Readonly<Record<View, readonly SessionField[]>> = {
  listing: [
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
  ],
  event_page: SESSION_FIELDS,
  print: ['title', 'state', 'slots', 'room'],
  simple: ['title', 'state', 'slots', 'room'],
  calendar: ['title', 'state', 'slots'],
};

/** The length of all texts in what was read, in UTF-16 units. */
export function weightOf(read: unknown): number {
  if (typeof read === 'string') return read.length;
  if (typeof read !== 'object' || read === null) return 0;
  return Object.values(read).reduce<number>((sum, part) => sum + weightOf(part), 0);
}
