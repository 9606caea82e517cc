import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Archive } from '../archive/archive.ts';
import type { BlobStore } from '../decks/blob-store.ts';
import type { PictureStore } from '../decks/picture-store.ts';
import { readWarcRecord } from '../fetch/warc.ts';
import type { Progress } from './progress.ts';

/** One thing that is not as it was written. */
export interface Defect {
  readonly kind: 'database' | 'missing' | 'damaged' | 'orphan' | 'capture' | 'picture';
  /** Path below the data directory, or the database's words. */
  readonly what: string;
  /** What it means and what to do, one sentence. */
  readonly message: string;
}

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

/**
 * Reads every stored file and compares its SHA-256, reads every capture record, measures every picture, and checks the database itself: its pages, indexes, full-text
 * indexes and references. Needs no lock and writes nothing. An unfinished download is no defect.
 */
export async function verifyArchive(
  archive: Archive,
  store: BlobStore,
  pictureStore: PictureStore,
  progress: Progress,
): Promise<Verification> {
  const defects: Defect[] = archive.integrity.problems().map((problem) => ({
    kind: 'database',
    what: problem,
    message: `The database says: ${problem}. Restore a copy from its backups directory.`,
  }));

  const files = archive.integrity.files();
  const known = new Set<string>();
  let bytes = 0;
  progress.update({ activity: 'verifying', done: 0, total: files.length });
  for (const file of files) {
    known.add(file.sha256);
    const state = await store.verify(file.sha256, file.extension);
    bytes += file.bytes;
    progress.add({ done: 1, bytes: file.bytes });
    if (state === 'ok') continue;
    const fetched = file.url === null ? '' : ` It came from ${file.url}.`;
    defects.push({
      kind: state,
      what: `${file.sha256}.${file.extension}`,
      message: `The stored file ${file.sha256}.${file.extension} is ${state}.${fetched} Restore it from a backup.`,
    });
  }
  for await (const blob of store.list()) {
    if (known.has(blob.sha256)) continue;
    defects.push({
      kind: 'orphan',
      what: blob.path,
      message: `${blob.path} belongs to no link. A killed run leaves such a file; it does no harm and may be deleted.`,
    });
  }
  const captures = archive.integrity.captures();
  for (const capture of captures) {
    const problem = await captureProblem(archive.directory, capture);
    if (problem !== null)
      defects.push({
        kind: 'capture',
        what: `${capture.warc}@${capture.offset}`,
        message: `The captured page of ${capture.url} ${problem}.`,
      });
  }
  const pictures = archive.integrity.pictures();
  for (const { path, conference } of pictures) {
    if (await pictureStore.isWhole(path)) continue;
    defects.push({
      kind: 'picture',
      what: path,
      message: `The picture ${path} is missing or cut short. "deckhand inspect ${conference ?? ''} --all" makes it again.`,
    });
  }
  for await (const sha256 of pictureStore.list()) {
    if (known.has(sha256)) continue;
    defects.push({
      kind: 'orphan',
      what: sha256,
      message: `There are pictures of a file ${sha256} that belongs to no link. They do no harm and may be deleted.`,
    });
  }
  return { files: files.length, bytes, captures: captures.length, pictures: pictures.length, defects };
}

async function captureProblem(
  directory: string,
  capture: { warc: string; offset: number; length: number },
): Promise<string | null> {
  const path = join(directory, capture.warc);
  if (!existsSync(path)) return `is missing: ${capture.warc} is not there`;
  try {
    await readWarcRecord(path, capture.offset, capture.length);
    return null;
  } catch (error) {
    return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
