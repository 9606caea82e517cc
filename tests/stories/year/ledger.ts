import { filePath } from '../../sites/sched/addresses.ts';
import type { SiteSession } from '../../sites/sched/conference.ts';
import { dayOfNight } from './days.ts';
import type { Asked, StorySite } from './site.ts';
import { listedIn, type SiteState } from './story.ts';

/** A row of `recent_changes`, as one line of text each. */
export interface ExpectedChange {
  readonly day: string;
  readonly conference: string;
  readonly session: string;
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What a reader can see of a session: a value for each field that a change can be of. */
type Seen = Readonly<Record<string, string | null>>;

interface SeenSession {
  readonly id: string;
  readonly title: string;
  readonly state: 'scheduled' | 'cancelled';
  readonly fields: Seen;
  readonly links: readonly string[];
}

/** Of what the calendar alone can tell. */
const IN_CALENDAR = new Set(['title', 'time']);

/**
 * The changes that somebody notes who reads a site on these nights, and the contents of its decks as they were when they were asked for. By
 * comparison of what was published, with nothing of the archive.
 */
export function changesOf(
  site: StorySite,
  states: readonly SiteState[],
  readings: readonly number[],
): ExpectedChange[] {
  const changes: ExpectedChange[] = [];
  const known = new Map<string, SeenSession & { listed: boolean }>();
  let first = true;
  for (const night of readings) {
    const state = states[night];
    if (state === undefined) throw new Error(`no state of night ${night}`);
    const whole = state.health !== 'bot_check';
    const note = (id: string, field: string, before: string | null, after: string | null): void => {
      if (!first)
        changes.push({ day: dayOfNight(night), conference: site.story.slug, session: id, field, before, after });
    };
    const now = new Map(listedIn(state).map((session) => [session.md5, seen(site, state, session)]));
    for (const [md5, session] of now) {
      const before = known.get(md5);
      if (before === undefined) {
        if (!whole) throw new Error(`${session.id} appears behind the wall`);
        note(session.id, 'session', null, session.title);
        known.set(md5, { ...session, listed: true });
        continue;
      }
      const stateBefore = before.listed ? before.state : 'withdrawn';
      if (stateBefore !== session.state) note(session.id, 'state', stateBefore, session.state);
      for (const [field, value] of Object.entries(session.fields)) {
        if ((whole || IN_CALENDAR.has(field)) && before.fields[field] !== value)
          note(session.id, field, before.fields[field] ?? null, value);
      }
      if (whole) {
        for (const link of session.links) if (!before.links.includes(link)) note(session.id, 'link', null, link);
        for (const link of before.links) if (!session.links.includes(link)) note(session.id, 'link', link, null);
      }
      known.set(md5, { ...(whole ? session : behindTheWall(before, session)), listed: true });
    }
    for (const [md5, session] of known) {
      if (now.has(md5) || !session.listed) continue;
      note(session.id, 'state', session.state, 'withdrawn');
      known.set(md5, { ...session, listed: false });
    }
    first = false;
  }
  return changes;
}

function behindTheWall(before: SeenSession, now: SeenSession): SeenSession {
  const fields = { ...before.fields };
  for (const field of IN_CALENDAR) fields[field] = now.fields[field] ?? null;
  return { ...before, title: now.title, state: now.state, fields };
}

function seen({ filesOrigin }: StorySite, { conference }: SiteState, session: SiteSession): SeenSession {
  const { start, end, people } = session;
  const parts = people.map(({ position }) => position.split(', '));
  return {
    id: session.md5,
    title: session.title,
    state: session.cancelled === true ? 'cancelled' : 'scheduled',
    fields: {
      title: session.title,
      time: `${start.slice(0, 10)} ${start.slice(11)}-${end.slice(11)}`,
      room: session.room,
      abstract: session.descriptionHtml === '<br>' ? null : session.descriptionHtml,
      track: session.type,
      level: session.fields[0]?.value.toLowerCase() ?? null,
      speakers: list(people.map(({ name }) => name)),
      job_titles: list(parts.map(([jobTitle]) => jobTitle)),
      companies: list(parts.map(([, company]) => company)),
    },
    links: session.files.map((file) => filesOrigin + filePath(conference.event, file)),
  };
}

function list(values: readonly (string | undefined)[]): string | null {
  return values.length === 0 ? null : [...new Set(values)].join('; ');
}

/** What each of a site's files was, each time that it was asked for and another than the time before: path and SHA-256s. */
export function contentsOf(
  asked: readonly Asked[],
): Map<string, { readonly night: number; readonly sha256: string }[]> {
  const contents = new Map<string, { night: number; sha256: string }[]>();
  for (const { kind, path, night, content } of asked) {
    if (kind !== 'deck' || content === null) continue;
    const versions = contents.get(path) ?? [];
    if (versions.at(-1)?.sha256 !== content) versions.push({ night, sha256: content });
    contents.set(path, versions);
  }
  return contents;
}
