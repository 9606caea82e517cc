import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { FinishedPart } from '../model/client.ts';
import { DamagedError } from '../model/failure.ts';
import { isMissing, makeDirectory, namesIn, sizeOf, storing, syncDirectory } from './durable.ts';
import { openPart, partFiles, removePart, type StoredPart } from './part.ts';

/** A stored file, known by its content. */
export interface Blob {
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** 1 to 10 of `a-z0-9`. */
  readonly extension: string;
  /** Relative to the data directory, with `/`: `decks/ab/cd/abcd….pdf`. */
  readonly path: string;
  readonly bytes: number;
}

/** What became of a finished part. */
interface TakenBlob extends Blob {
  /** The content was there before, under this extension. */
  readonly existed: boolean;
}

/** What `put` made of some bytes. */
interface PutBlob extends TakenBlob {
  /** The first bytes, at most 4,100. */
  readonly head: Uint8Array;
}

/** A download that was begun and not finished. */
interface StalePart {
  readonly id: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** Directories below the data directory for what `verify --repair` took out of its place: bytes that are not what their name says, files of no link. */
export const SHELVES = ['damaged', 'orphans'] as const;
export type Shelf = (typeof SHELVES)[number];

/**
 * Where files live, by content: the same bytes are stored once, and nothing stored is ever overwritten by other content.
 * Every write may throw a `NoSpaceError`. Memory stays flat whatever the size.
 */
export interface BlobStore {
  /** The unfinished file with this id, as an earlier run left it, or empty. One user at a time; close it in the end. */
  part(id: string): Promise<StoredPart>;
  /** Makes a finished part a blob; where the content is stored already, under whatever extension, the part is dropped. */
  take(part: StoredPart, finished: FinishedPart, extension: string): Promise<TakenBlob>;
  discard(part: Pick<StoredPart, 'id'>): Promise<void>;
  /** Parts that lie there, oldest first. */
  staleParts(): Promise<readonly StalePart[]>;
  /** Stores bytes, or the file at a path of this machine, which stays where it is. */
  put(source: Uint8Array | string, extension: string): Promise<PutBlob>;
  has(sha256: string, extension: string): Promise<boolean>;
  /** The content as a stream; throws a `DamagedError` where it is missing. */
  get(sha256: string, extension: string): Promise<Readable>;
  /** An absolute path for programs that want a file (pdftotext); throws a `DamagedError` where it is missing. */
  localPath(sha256: string, extension: string): Promise<string>;
  /** Reads the whole file and compares. */
  verify(sha256: string, extension: string): Promise<'ok' | 'missing' | 'damaged'>;
  /** Moves what lies in a blob's place to `damaged/` or `orphans/`, over nothing that lies there; returns its path, or null where nothing lay. */
  setAside(sha256: string, extension: string, shelf: Shelf): Promise<string | null>;
  /** Removes a blob on request (`forget`), with what was set aside of it. True where there was one. */
  remove(sha256: string, extension: string): Promise<boolean>;
  /** Every stored blob, by ascending path: whatever the database does not know is an orphan. */
  list(): AsyncIterable<Blob>;
}

/** `decks/ab/cd/<sha256>.<ext>`, relative to the data directory. Any extension gives a safe path; a bad hash throws. */
export function blobPath(sha256: string, extension: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new RangeError(`Not a SHA-256: ${JSON.stringify(sha256)}`);
  return `decks/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}.${safeExtension(extension)}`;
}

/** 1 to 10 of `a-z0-9`, whatever was published; `bin` for nothing. */
export function safeExtension(extension: string): string {
  const safe = extension.toLowerCase().replace(/[^a-z0-9]/g, '');
  return safe === '' ? 'bin' : safe.slice(0, 10);
}

/**
 * Blobs in `<data>/decks/ab/cd/`, parts in `<data>/decks/.parts/`. Directories are made when something is written: to open
 * or read a store changes nothing.
 *
 * @param data The data directory.
 */
export function openBlobStore(data: string): BlobStore {
  return new DirectoryBlobStore(data);
}

const BLOB_NAME = /^([0-9a-f]{64})\.([a-z0-9]{1,10})$/;

class DirectoryBlobStore implements BlobStore {
  readonly #data: string;
  readonly #parts: string;
  #turn: Promise<unknown> = Promise.resolve();
  #puts = 0;

  constructor(data: string) {
    this.#data = data;
    this.#parts = join(data, 'decks', '.parts');
  }

  part(id: string): Promise<StoredPart> {
    return openPart(this.#parts, id);
  }

  take(part: StoredPart, finished: FinishedPart, extension: string): Promise<TakenBlob> {
    // One after the other, so that of two parts with the same content the second finds the first.
    const taken = this.#turn.then(() =>
      storing(this.#data, () => this.#take(part, finished, safeExtension(extension))),
    );
    this.#turn = taken.catch(() => undefined);
    return taken;
  }

  async #take(part: StoredPart, { sha256, bytes }: FinishedPart, extension: string): Promise<TakenBlob> {
    await part.close();
    const found = await this.#find(sha256);
    const known = found?.extension ?? extension;
    const path = blobPath(sha256, known);
    const target = join(this.#data, path);
    await makeDirectory(dirname(target));
    // Also over a stored copy: it is the same content, and where the disk has spoilt it this is the good one. Not a hard
    // link: after a kill before the unlink, the next download would write into the blob.
    await rename(partFiles(this.#parts, part.id).part, target);
    await syncDirectory(dirname(target));
    await removePart(this.#parts, part.id);
    return { sha256, extension: known, bytes, path, existed: found !== null };
  }

  discard(part: Pick<StoredPart, 'id'>): Promise<void> {
    return storing(this.#data, () => removePart(this.#parts, part.id));
  }

  async staleParts(): Promise<readonly StalePart[]> {
    const stale: StalePart[] = [];
    for (const name of await namesIn(this.#parts)) {
      const id = /^([A-Za-z0-9_-]{1,64})\.part$/.exec(name)?.[1];
      if (id === undefined) continue;
      const { size, mtimeMs } = await stat(join(this.#parts, name));
      stale.push({ id, bytes: size, modifiedAt: mtimeMs });
    }
    return stale.toSorted((a, b) => a.modifiedAt - b.modifiedAt);
  }

  async put(source: Uint8Array | string, extension: string): Promise<PutBlob> {
    this.#puts += 1;
    const part = await this.part(`put-${process.pid}-${this.#puts}`);
    try {
      await part.restart({ etag: null, lastModified: null });
      const chunks = typeof source === 'string' ? (createReadStream(source) as AsyncIterable<Buffer>) : [source];
      for await (const chunk of chunks) await part.append(chunk);
      const finished = await part.finish();
      return { ...(await this.take(part, finished, extension)), head: finished.head };
    } catch (error) {
      await part.close();
      await this.discard(part);
      throw error;
    }
  }

  async has(sha256: string, extension: string): Promise<boolean> {
    return (await sizeOf(this.#file(sha256, extension))) !== null;
  }

  async get(sha256: string, extension: string): Promise<Readable> {
    const handle = await open(await this.localPath(sha256, extension), 'r');
    return handle.createReadStream();
  }

  async localPath(sha256: string, extension: string): Promise<string> {
    if (await this.has(sha256, extension)) return this.#file(sha256, extension);
    throw new DamagedError(
      `${blobPath(sha256, extension)} is missing. Restore it from a backup; "deckhand verify" names every such file.`,
    );
  }

  async verify(sha256: string, extension: string): Promise<'ok' | 'missing' | 'damaged'> {
    const hash = createHash('sha256');
    try {
      for await (const chunk of createReadStream(this.#file(sha256, extension))) hash.update(chunk as Buffer);
    } catch (error) {
      if (isMissing(error)) return 'missing';
      // The disk cannot read it back, or something else took its place.
      if (error instanceof Error && 'code' in error && (error.code === 'EIO' || error.code === 'EISDIR'))
        return 'damaged';
      throw error;
    }
    return hash.digest('hex') === sha256 ? 'ok' : 'damaged';
  }

  setAside(sha256: string, extension: string, shelf: Shelf): Promise<string | null> {
    return storing(this.#data, async () => {
      const source = this.#file(sha256, extension);
      if ((await sizeOf(source)) === null) return null;
      await makeDirectory(join(this.#data, shelf));
      const taken = new Set(await namesIn(join(this.#data, shelf)));
      let name = basename(source);
      for (let n = 2; taken.has(name); n += 1) name = `${sha256}-${n}.${safeExtension(extension)}`;
      await rename(source, join(this.#data, shelf, name));
      await syncDirectory(join(this.#data, shelf));
      await syncDirectory(dirname(source));
      return `${shelf}/${name}`;
    });
  }

  remove(sha256: string, extension: string): Promise<boolean> {
    return storing(this.#data, async () => {
      for (const shelf of SHELVES) {
        for (const name of await namesIn(join(this.#data, shelf)))
          if (name.startsWith(sha256)) await rm(join(this.#data, shelf, name), { recursive: true, force: true });
      }
      if (!(await this.has(sha256, extension))) return false;
      await rm(this.#file(sha256, extension), { force: true });
      await syncDirectory(dirname(this.#file(sha256, extension)));
      return true;
    });
  }

  async *list(): AsyncGenerator<Blob> {
    const root = join(this.#data, 'decks');
    for (const first of await namesIn(root)) {
      if (!/^[0-9a-f]{2}$/.test(first)) continue;
      for (const second of await namesIn(join(root, first))) yield* this.#blobsIn(`decks/${first}/${second}`);
    }
  }

  /** The blob with this content, whatever its extension. */
  async #find(sha256: string): Promise<Blob | null> {
    for await (const blob of this.#blobsIn(dirname(blobPath(sha256, '')))) if (blob.sha256 === sha256) return blob;
    return null;
  }

  async *#blobsIn(directory: string): AsyncGenerator<Blob> {
    for (const name of await namesIn(join(this.#data, directory))) {
      const [, sha256, extension] = BLOB_NAME.exec(name) ?? [];
      if (sha256 === undefined || extension === undefined) continue;
      const bytes = await sizeOf(join(this.#data, directory, name));
      // Null: removed since the directory was read.
      if (bytes !== null) yield { sha256, extension, path: `${directory}/${name}`, bytes };
    }
  }

  #file(sha256: string, extension: string): string {
    return join(this.#data, blobPath(sha256, extension));
  }
}
