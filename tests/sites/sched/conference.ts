/** What a replica site publishes: the model behind every view, in the words of Sched. */
export interface SiteConference {
  /** The sub-domain, `kccnceu18`: first part of every file's path and the calendar's name. */
  readonly event: string;
  readonly name: string;
  /** The organisers' own page, linked from the header. */
  readonly website: string;
  /** `Copenhagen, Denmark`: what a calendar writes behind a room that has no address. */
  readonly city: string;
  /** IANA. The pages show its abbreviation alone. */
  readonly zone: string;
  /** Local days, first and last, `2018-04-30`. */
  readonly startsOn: string;
  readonly endsOn: string;
  readonly clock: Clock;
  /** The header says "has ended". */
  readonly ended: boolean;
  readonly sessions: readonly SiteSession[];
}

export type Clock = '12h' | '24h';

export interface SiteSession {
  /** 32 hexadecimal digits: `a.name[id]`, the calendar's UID. */
  readonly md5: string;
  /** `DqwU`: in addresses. */
  readonly shortId: string;
  readonly title: string;
  /** The end of its address where that is not made of the title as it is now. */
  readonly slug?: string;
  /** Wall-clock time on site, `2018-05-02T09:00`. */
  readonly start: string;
  readonly end: string;
  readonly room: string | null;
  /** Of a room elsewhere in town. */
  readonly address?: string;
  /** The organisers' HTML, as it stands behind the empty `<strong>`; `<br>` where there is none. */
  readonly descriptionHtml: string;
  readonly people: readonly SitePerson[];
  readonly type: string;
  readonly subtype?: string;
  readonly fields: readonly SiteField[];
  readonly files: readonly SiteFile[];
  /** A YouTube address. Only the session's own page shows it. */
  readonly video?: string;
  /** Stays listed, with `[CANCELLED]` before its title, as organisers do by hand. */
  readonly cancelled?: boolean;
}

export interface SitePerson {
  /** The heading they stand under: `Speakers`, `Moderators`. */
  readonly role: string;
  readonly username: string;
  readonly name: string;
  /** One line, `Position, Company`; may be empty. */
  readonly position: string;
  /** HTML; the listing cuts it. */
  readonly bio: string;
}

/** A custom field. `company` and `audience` are names of slots, whatever the label says. */
export interface SiteField {
  readonly label: string;
  readonly slot: string;
  readonly value: string;
}

export interface SiteFile {
  /** Two hexadecimal digits. */
  readonly folder: string;
  /** Decoded, `80%.pdf`. */
  readonly name: string;
  /** Without one: the name without extension, `-` and `_` as spaces. */
  readonly label?: string;
  /** Asked for once a request; makers keep what they made. */
  readonly body: () => Buffer;
}

/** The title as published. */
export function titleOf(session: SiteSession): string {
  return session.cancelled === true ? `[CANCELLED] ${session.title}` : session.title;
}

/** The local day of a session's start. */
export function dayOf(session: SiteSession): string {
  return session.start.slice(0, 10);
}

/** The days that have a session, in order. */
export function daysOf(sessions: readonly SiteSession[]): string[] {
  return [...new Set(sessions.map(dayOf))].toSorted();
}

/** By start, then by end, else as entered: the order of every view and of the calendar. */
export function inOrder(sessions: readonly SiteSession[]): SiteSession[] {
  return sessions.toSorted((a, b) => compare(a.start, b.start) || compare(a.end, b.end));
}

/** The types in alphabetical order: their place, from 1, is the number in `ev_8`. */
export function typesOf(sessions: readonly SiteSession[]): string[] {
  return [...new Set(sessions.map(({ type }) => type))].toSorted(compare);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
