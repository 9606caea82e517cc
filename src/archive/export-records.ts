import type { Slot } from '../model/session.ts';
import type {
  Availability,
  Level,
  LinkKind,
  LinkOrigin,
  LinkState,
  Role,
  SessionKind,
  SessionState,
  TextState,
} from '../model/vocabulary.ts';

/** A conference as an export tells of it. */
export interface ExportConference {
  readonly slug: string;
  readonly name: string;
  readonly series: string | null;
  readonly url: string | null;
  readonly city: string | null;
  readonly country: string | null;
  readonly venue: string | null;
  /** IANA name, null until known. */
  readonly timeZone: string | null;
  /** Local days. */
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly lastReadAt: string | null;
}

/** A person on a session, in published order. */
export interface ExportPerson {
  /** The same for one person on all sessions of a conference. */
  readonly key: string;
  readonly name: string;
  readonly role: Role;
  readonly jobTitle: string | null;
  readonly company: string | null;
  readonly bio: string | null;
  readonly url: string | null;
}

/** A stored version of a link's file. */
export interface ExportFile {
  readonly version: number;
  readonly isCurrent: boolean;
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
  readonly extension: string;
  /** Relative to the data directory. */
  readonly path: string;
  readonly publishedName: string | null;
  readonly fetchedAt: string;
  readonly pages: number | null;
  readonly title: string | null;
  readonly author: string | null;
  readonly textState: TextState | null;
}

/** A link of a session. */
export interface ExportLink {
  readonly url: string;
  readonly label: string | null;
  readonly kind: LinkKind;
  readonly origin: LinkOrigin;
  readonly state: LinkState;
  /** Newest version first; empty where nothing is stored. */
  readonly files: readonly ExportFile[];
}

/** A session with everything that hangs on it: what every export format is made of. */
export interface ExportSession {
  readonly conference: ExportConference;
  readonly key: string;
  readonly url: string | null;
  readonly title: string;
  readonly publishedTitle: string;
  readonly kind: SessionKind;
  readonly state: SessionState;
  readonly availability: Availability | null;
  readonly level: Level | null;
  readonly publishedLevel: string | null;
  readonly track: string | null;
  readonly language: string | null;
  readonly abstract: string | null;
  readonly slots: readonly Slot[];
  readonly people: readonly ExportPerson[];
  readonly tags: readonly string[];
  readonly links: readonly ExportLink[];
  /** Links that the programme no longer has and that gave a file; no file of them is current. */
  readonly removedLinks: readonly ExportLink[];
  readonly firstSeenAt: string;
  readonly withdrawnAt: string | null;
  /** How many runs changed it since it was first read, and when the last of them did; 0 and null for none. */
  readonly revision: number;
  readonly changedAt: string | null;
}
