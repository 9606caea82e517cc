import { onTestFinished } from 'vitest';
import { EVERYTHING, type ExportSelection } from '../../src/archive/export-selection.ts';
import type { ArchiveExport } from '../../src/archive/export-source.ts';
import { openBlobStore } from '../../src/decks/blob-store.ts';
import type { ExportOutput } from '../../src/exports/format.ts';
import type { Session } from '../../src/model/session.ts';
import { link, person, programme, session, slot } from '../setup/programme.ts';
import { AT, type TrialArchive, trialArchive } from '../setup/trial-archive.ts';

/** Sessions with everything an export has to carry: every kind of link, several slots, strange letters, a cancelled and a timeless one. */
export const SESSIONS: readonly Session[] = [
  session({
    key: 'mesh',
    aliases: ['4f0'],
    title: 'A Mesh, Explained',
    publishedTitle: 'A Mesh, Explained - Ann Lee & Bo Ek, Acme (Intermediate Skill Level) (Slides Attached)',
    level: 'intermediate',
    publishedLevel: 'Intermediate Skill Level',
    track: 'Networking',
    language: 'en',
    abstract: 'Sidecars, "quoted",\nand a second line; =1+1',
    slots: [
      slot('2018-05-02T11:00:00', {
        startsAt: '2018-05-02T09:00:00Z',
        endsAt: '2018-05-02T09:35:00Z',
        localEnd: '2018-05-02T11:35:00',
        utcOffset: '+02:00',
        room: 'A1',
      }),
      slot('2018-05-04T09:00:00'),
    ],
    people: [
      person('Ann Lee', { speakerKey: 'ann', company: 'Acme', jobTitle: 'Engineer', bio: 'Writes <b>.' }),
      person('Bo Ek', { company: 'Acme' }),
    ],
    tags: ['service mesh', 'envoy'],
    url: 'https://trial18.sched.com/event/mesh',
    links: [
      link('https://files.example/mesh.pdf', { label: 'Mesh.pdf' }),
      link('https://video.example/watch?v=1', { kind: 'video', origin: 'field' }),
      link('https://files.example/notes (1).txt', { kind: 'other', label: 'Notes' }),
    ],
  }),
  session({
    key: 'storage',
    title: 'Ünïcode 存储 & Storage',
    publishedTitle: 'Ünïcode 存储 & Storage',
    level: 'beginner',
    track: 'Storage',
    slots: [slot('2018-05-02T10:00:00', { startsAt: '2018-05-02T08:00:00Z', utcOffset: '+02:00' })],
    people: [
      person('Cy, Jr.', { company: 'X' }),
      person('Dee', { company: null }),
      person('Eve', { company: 'Z', role: 'moderator' }),
    ],
    links: [link('https://files.example/storage.pdf')],
  }),
  session({ key: 'lunch', title: '=Lunch', kind: 'break', slots: [slot('2018-05-03')] }),
  session({ key: 'off', title: 'Called off', cancelled: true, slots: [slot('2018-05-03T09:00:00')] }),
  session({ key: 'sometime', title: '# Sometime_' }),
];

/** A real archive of those sessions; of `mesh.pdf` there are two versions, of `storage.pdf` one whose slides are known. */
export async function exportArchive(sessions = SESSIONS): Promise<TrialArchive> {
  const trial = trialArchive();
  trial.save(
    programme(sessions, {
      conference: {
        ...programme([]).conference,
        name: 'Trial Conf 2018',
        city: 'Skagen',
        country: 'Denmark',
        timeZone: 'Europe/Copenhagen',
        startsOn: '2018-05-02',
        endsOn: '2018-05-04',
      },
    }),
  );
  await storeFile(trial, 'https://files.example/mesh.pdf', 'mesh, first', AT);
  await storeFile(trial, 'https://files.example/mesh.pdf', 'mesh, second', '2018-05-05T00:00:00Z');
  await storeFile(trial, 'https://files.example/storage.pdf', 'storage', AT);
  const [file] = trial.archive.inspections.due({ slug: null, version: 1, programs: [], all: false }, 2);
  if (file !== undefined) {
    trial.archive.inspections.save({
      fileId: file.id,
      at: AT,
      version: 1,
      state: 'ok',
      detail: null,
      pages: 2,
      title: 'Storage',
      author: 'Cy',
      slides: [
        { number: 1, text: 'One "slide",\nwith 存储', notes: null },
        { number: 2, text: '', notes: 'Thank\tyou' },
      ],
      pictures: [{ number: 1, path: 'pictures/1.webp', width: 16, height: 9 }],
      wanted: [],
    });
  }
  return trial;
}

/** Stores a file of this content as the newest version of a link; nothing where no session has the link. */
export async function storeFile(trial: TrialArchive, url: string, content: string, at: string): Promise<void> {
  for (const { id } of trial.archive.decks.find(url)) {
    const blob = await openBlobStore(trial.directory).put(Buffer.from(content), 'pdf');
    const known = trial.rows(`SELECT 1 FROM deck_versions WHERE link_id = ${id}`).length > 0;
    trial.archive.decks.record({
      linkId: id,
      runId: trial.runId,
      at,
      outcome: known ? 'new_version' : 'stored',
      httpStatus: 200,
      detail: null,
      state: 'stored',
      failures: 0,
      nextCheckAt: null,
      file: {
        sha256: blob.sha256,
        bytes: blob.bytes,
        mediaType: 'application/pdf',
        extension: blob.extension,
        publishedName: url.split('/').at(-1) ?? null,
      },
      etag: null,
      lastModified: null,
    });
  }
}

/** An export of a trial archive, closed when the test is over. */
export function opened(trial: TrialArchive, given: Partial<ExportSelection> = {}): ArchiveExport {
  const source = trial.archive.exports({ ...EVERYTHING, ...given });
  onTestFinished(() => source.close());
  return source;
}

/** Everything that is written, in memory. */
export async function collected(write: (output: ExportOutput) => Promise<void>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  await write({
    write: async (chunk) => void pieces.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk.slice()),
  });
  return Buffer.concat(pieces);
}
