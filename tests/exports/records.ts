import type {
  ExportConference,
  ExportFile,
  ExportLink,
  ExportPerson,
  ExportSession,
} from '../../src/archive/export-records.ts';
import type { ExportSource, StreamFormat } from '../../src/exports/format.ts';
import type { Slot } from '../../src/model/session.ts';

/** A conference with everything told; a test says only what it is about. */
export function exportConference(given: Partial<ExportConference> = {}): ExportConference {
  return {
    slug: 'trial-2018',
    name: 'Trial 2018',
    series: 'trial',
    url: 'https://trial18.sched.com/',
    city: 'Copenhagen',
    country: 'Denmark',
    venue: 'Bella Center',
    timeZone: 'Europe/Copenhagen',
    startsOn: '2018-05-02',
    endsOn: '2018-05-04',
    lastReadAt: '2018-05-01T03:00:00Z',
    ...given,
  };
}

/** A session of one slot, without people and links. */
export function exportSession(given: Partial<ExportSession> = {}): ExportSession {
  const title = given.title ?? 'Data Mobility For Hybrid Clouds';
  return {
    conference: exportConference(),
    key: 'EQCm',
    url: 'https://trial18.sched.com/event/EQCm',
    title,
    publishedTitle: title,
    kind: 'talk',
    state: 'scheduled',
    availability: null,
    level: null,
    publishedLevel: null,
    track: null,
    language: null,
    abstract: null,
    slots: [exportSlot()],
    people: [],
    tags: [],
    links: [],
    removedLinks: [],
    firstSeenAt: '2018-03-01T03:00:00Z',
    withdrawnAt: null,
    revision: 0,
    changedAt: null,
    ...given,
  };
}

/** 2 May 2018, 11:00 to 11:35 in Copenhagen. */
export function exportSlot(given: Partial<Slot> = {}): Slot {
  return {
    startsAt: '2018-05-02T09:00:00Z',
    endsAt: '2018-05-02T09:35:00Z',
    localStart: '2018-05-02T11:00:00',
    localEnd: '2018-05-02T11:35:00',
    utcOffset: '+02:00',
    room: 'Hall A',
    ...given,
  };
}

/** A slot of which only the local side is told. */
export function localSlot(localStart: string | null, localEnd: string | null = null, room: string | null = null): Slot {
  return { startsAt: null, endsAt: null, localStart, localEnd, utcOffset: null, room };
}

export function exportPerson(name: string, given: Partial<ExportPerson> = {}): ExportPerson {
  return {
    key: name.toLowerCase().replaceAll(' ', '.'),
    name,
    role: 'speaker',
    jobTitle: null,
    company: null,
    bio: null,
    url: null,
    ...given,
  };
}

export function exportLink(url: string, given: Partial<ExportLink> = {}): ExportLink {
  return { url, label: null, kind: 'slides', origin: 'attachment', state: 'due', files: [], ...given };
}

/** A stored PDF of one page. */
export function exportFile(given: Partial<ExportFile> = {}): ExportFile {
  return {
    version: 1,
    isCurrent: true,
    sha256: 'ab'.repeat(32),
    bytes: 48_213,
    mediaType: 'application/pdf',
    extension: 'pdf',
    path: `decks/ab/ab/${'ab'.repeat(32)}.pdf`,
    publishedName: 'slides.pdf',
    fetchedAt: '2018-05-03T03:00:00Z',
    pages: 1,
    title: null,
    author: null,
    textState: 'ok',
    ...given,
  };
}

/** A selection of these sessions, and of conferences without any. */
export function sourceOf(
  sessions: readonly ExportSession[],
  conferences: readonly ExportConference[] = [],
): ExportSource {
  const all = new Map([...sessions.map(({ conference }) => conference), ...conferences].map((one) => [one.slug, one]));
  return { conferences: () => all.values(), sessions: () => sessions.values() };
}

/** What a format writes of a source, as a file would hold it: through UTF-8. */
export async function written(format: StreamFormat, source: ExportSource): Promise<string> {
  const chunks: Uint8Array[] = [];
  await format.write(source, {
    write: (chunk) => {
      chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
      return Promise.resolve();
    },
  });
  return Buffer.concat(chunks).toString('utf8');
}
