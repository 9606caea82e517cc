import type { Database } from 'better-sqlite3';
import type { Appearance, Slot } from '../model/session.ts';
import type { LinkKind, LinkOrigin, LinkState, SessionField, SessionState } from '../model/vocabulary.ts';
import type { SessionRecord } from './merge.ts';

/** A stored link of a session, as far as a programme can change it. */
export interface StoredLink {
  readonly id: number;
  readonly url: string;
  readonly canonicalUrl: string;
  readonly label: string | null;
  readonly kind: LinkKind;
  readonly origin: LinkOrigin;
  readonly state: LinkState;
  readonly removedAt: string | null;
}

/** A stored session with everything that hangs on it. */
export interface StoredSession {
  readonly id: number;
  readonly key: string;
  readonly state: SessionState;
  readonly record: SessionRecord;
  readonly aliases: ReadonlySet<string>;
  readonly links: readonly StoredLink[];
}

interface SessionRow {
  id: number;
  key: string;
  url: string | null;
  title: string;
  published_title: string;
  kind: SessionRecord['kind'];
  state: SessionState;
  availability: SessionRecord['availability'];
  level: SessionRecord['level'];
  published_level: string | null;
  track: string | null;
  language: string | null;
  abstract: string | null;
  known_fields: string;
}

type Owned<T> = T & { session_id: number };

/** Reads every session of a conference, in the order they were first seen: seven queries, whatever their number. */
export function loadSessions(database: Database, conferenceId: number): StoredSession[] {
  const rows = database
    .prepare<[number], SessionRow>('SELECT * FROM sessions WHERE conference_id = ? ORDER BY id')
    .all(conferenceId);
  const ofConference = <T>(columns: string, from: string, order: string): Map<number, T[]> =>
    bySession(
      database
        .prepare<[number], Owned<T>>(
          `SELECT x.session_id, ${columns} FROM ${from} JOIN sessions s ON s.id = x.session_id WHERE s.conference_id = ? ORDER BY ${order}`,
        )
        .all(conferenceId),
    );

  const slots = ofConference<Slot>(
    'x.starts_at AS startsAt, x.ends_at AS endsAt, x.local_start AS localStart, x.local_end AS localEnd, x.utc_offset AS utcOffset, x.room',
    'slots x',
    'x.position',
  );
  const people = ofConference<Appearance>(
    `CASE WHEN p.key LIKE 'name:%' THEN NULL ELSE p.key END AS speakerKey, p.name, x.role, x.job_title AS jobTitle, x.company, p.bio, p.url`,
    'appearances x JOIN speakers p ON p.id = x.speaker_id',
    'x.position',
  );
  const tags = ofConference<{ name: string }>('x.name', 'tags x', 'x.id');
  const aliases = ofConference<{ alias: string }>('x.alias', 'session_aliases x', 'x.id');
  const links = ofConference<StoredLink>(
    'x.id, x.url, x.canonical_url AS canonicalUrl, x.label, x.kind, x.origin, x.state, x.removed_at AS removedAt',
    'links x',
    'x.id',
  );

  return rows.map((row) => ({
    id: row.id,
    key: row.key,
    state: row.state,
    aliases: new Set((aliases.get(row.id) ?? []).map((alias) => alias.alias)),
    links: links.get(row.id) ?? [],
    record: {
      url: row.url,
      title: row.title,
      publishedTitle: row.published_title,
      kind: row.kind,
      cancelled: row.state === 'cancelled',
      availability: row.availability,
      level: row.level,
      publishedLevel: row.published_level,
      track: row.track,
      language: row.language,
      abstract: row.abstract,
      slots: slots.get(row.id) ?? [],
      people: people.get(row.id) ?? [],
      tags: (tags.get(row.id) ?? []).map((tag) => tag.name),
      knownFields: JSON.parse(row.known_fields) as SessionField[],
    },
  }));
}

function bySession<T>(rows: readonly Owned<T>[]): Map<number, T[]> {
  const map = new Map<number, T[]>();
  for (const { session_id, ...rest } of rows) {
    const list = map.get(session_id);
    if (list === undefined) map.set(session_id, [rest as unknown as T]);
    else list.push(rest as unknown as T);
  }
  return map;
}
