import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Archive } from '../archive/archive.ts';
import type { CaptureToVerify } from '../archive/integrity.ts';
import { type Blob, type BlobStore, blobPath } from '../decks/blob-store.ts';
import type { PictureStore } from '../decks/picture-store.ts';
import { readWarcRecord } from '../fetch/warc.ts';
import type { Clock } from '../model/clock.ts';
import { DamagedError } from '../model/failure.ts';
import { databaseDefects } from './database-defects.ts';
import type { Defect } from './defect.ts';
import type { Progress } from './progress.ts';

/**
 * A run that is at work puts a file in its place and then writes its row, which may wait 10 s for another program's transaction: what has no row after
 * this long never gets one. In milliseconds.
 */
const SETTLED_AFTER_MS = 15_000;

export interface Verification {
  /** Stored files that were read and compared. */
  readonly files: number;
  /** Bytes read. */
  readonly bytes: number;
  readonly captures: number;
  /** Pictures of slides that were looked for, and whose length was compared with what their header says. */
  readonly pictures: number;
  readonly defects: readonly Defect[];
}

/** What is verified, and with what. */
export interface Verifying {
  readonly archive: Archive;
  readonly store: BlobStore;
  readonly pictures: PictureStore;
  readonly progress: Progress;
  readonly clock: Pick<Clock, 'sleep'>;
  /** Whether no other run can be at work, because this one holds the lock. */
  readonly alone: boolean;
}

/**
 * Reads every stored file and compares its SHA-256, reads every capture record, measures every picture, and checks the database itself: its pages,
 * indexes, references, what rows say of each other, and its full-text indexes against the text. Needs no lock and writes nothing. A run may be at
 * work: what looks wrong on the disk is a defect only if the database still names it (or, for an orphan, still does not) afterwards. An unfinished download is none.
 */
export async function verifyArchive(verifying: Verifying): Promise<Verification> {
  const { archive } = verifying;
  const defects: Defect[] = databaseDefects(archive);
  const counts = { files: 0, bytes: 0, captures: 0, pictures: 0 };
  try {
    await verifyDisk(verifying, counts, defects);
  } catch (error) {
    // A database with broken pages answers some questions and not others.
    const broken = defects.some(({ kind }) => kind === 'database') && archive.explain(error) instanceof DamagedError;
    if (!broken) throw error;
    const message = 'The database could not be read any further: files, captures and pictures were not all verified.';
    defects.push({ kind: 'database', what: 'unread', message });
  }
  return { ...counts, defects };
}

type Counts = { -readonly [K in Exclude<keyof Verification, 'defects'>]: Verification[K] };

async function verifyDisk(verifying: Verifying, counts: Counts, defects: Defect[]): Promise<void> {
  const { archive, store, pictures, progress } = verifying;
  const { integrity } = archive;
  const files = integrity.files();
  progress.update({ activity: 'verifying', done: 0, total: files.length });
  const sizes = new Map<string, number>();
  for (const { sha256, extension, bytes, used } of files) {
    const state = await store.verify(sha256, extension);
    counts.files += 1;
    counts.bytes += bytes;
    progress.add({ done: 1, bytes });
    if (!used) defects.push(unusedFile(sha256, extension));
    else if (state === 'ok') sizes.set(sha256, bytes);
    else if (integrity.has.file(sha256)) defects.push(brokenFile(archive, state, sha256, extension));
  }

  // Listed before it is asked whether the database knows them: a file that comes meanwhile is in neither.
  const unknown: Blob[] = [];
  for await (const blob of store.list()) {
    const expected = sizes.get(blob.sha256);
    if (expected !== undefined && expected !== blob.bytes) defects.push(wrongSize(blob, expected));
    if (!integrity.has.file(blob.sha256)) unknown.push(blob);
  }
  for (const blob of await orphansOf(unknown, verifying)) defects.push(orphan(blob));

  for (const capture of integrity.captures()) {
    counts.captures += 1;
    const problem = await captureProblem(archive.directory, capture);
    if (problem !== null && integrity.has.capture(capture.id)) addCapture(defects, capture, problem);
  }

  for (const { path, sha256, conference } of integrity.pictures()) {
    counts.pictures += 1;
    if ((await pictures.isWhole(path)) || !integrity.has.picture(path)) continue;
    const message = `The picture ${path} is missing or cut short. "deckhand verify --repair" or "deckhand inspect ${conference ?? ''} --all" makes it again.`;
    defects.push({ kind: 'picture', what: path, sha256, message });
  }
  for await (const sha256 of pictures.list()) {
    // A file has its row before it has its pictures.
    if (integrity.has.file(sha256)) continue;
    defects.push({
      kind: 'orphan',
      what: `pictures of ${sha256}`,
      sha256,
      extension: null,
      message: `There are pictures of a file ${sha256} that belongs to no link. They do no harm; "deckhand verify --repair" removes them.`,
    });
  }
}

/** Of some files that had no row, those that have none when every run has had the time to write it. */
async function orphansOf(unknown: readonly Blob[], { archive, clock, alone }: Verifying): Promise<readonly Blob[]> {
  if (unknown.length === 0 || alone || !archive.mayBeWritten()) {
    return unknown.filter((blob) => !archive.integrity.has.file(blob.sha256));
  }
  await clock.sleep(SETTLED_AFTER_MS);
  return unknown.filter((blob) => !archive.integrity.has.file(blob.sha256));
}

function brokenFile(archive: Archive, kind: 'missing' | 'damaged', sha256: string, extension: string): Defect {
  const sources = archive.integrity.sources(sha256);
  const came = sources[0] === undefined ? '' : ` It came from ${sources[0].url}.`;
  const message = `The stored file ${sha256}.${extension} is ${kind}.${came} "deckhand verify --repair" fetches it again where it is still to be had; otherwise restore it from a backup.`;
  return { kind, what: blobPath(sha256, extension), sha256, extension, sources, message };
}

function wrongSize({ sha256, path, bytes }: Blob, expected: number): Defect {
  const message = `The database says that ${path} has ${expected} bytes; it has ${bytes}, and is what its name says. "deckhand verify --repair" corrects the number.`;
  return { kind: 'size', what: path, sha256, bytes, message };
}

function orphan({ sha256, extension, path }: Blob): Defect {
  const message = `${path} belongs to no link. A killed run leaves such a file; it does no harm. "deckhand verify --repair" moves it to orphans/, from where it may be deleted.`;
  return { kind: 'orphan', what: path, sha256, extension, message };
}

function unusedFile(sha256: string, extension: string): Defect {
  const what = `file ${sha256}`;
  const message = `The database has a file ${sha256} that belongs to no link any more. It does no harm; "deckhand verify --repair" moves it to orphans/, from where it may be deleted.`;
  return { kind: 'orphan', what, sha256, extension, message };
}

function addCapture(defects: Defect[], { id, warc, offset, url, given_up }: CaptureToVerify, problem: string): void {
  if (given_up === 0) {
    const message = `The captured page of ${url} ${problem}. Restore ${warc} from a backup; "deckhand verify --repair" has the page asked for again.`;
    defects.push({ kind: 'capture', what: `${warc}@${offset}`, captureId: id, url, warc, message });
    return;
  }
  const message = `Pages in ${warc} are known to be lost; a backup of that file brings them back.`;
  if (!defects.some(({ kind, what }) => kind === 'lost' && what === warc))
    defects.push({ kind: 'lost', what: warc, message });
}

async function captureProblem(directory: string, { warc, offset, length }: CaptureToVerify): Promise<string | null> {
  const path = join(directory, warc);
  if (!existsSync(path)) return `is missing: ${warc} is not there`;
  try {
    await readWarcRecord(path, offset, length);
    return null;
  } catch (error) {
    return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
