import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { FinishedPart, Part, Validators } from '../model/client.ts';
import { isMissing, makeDirectory, sizeOf, storing, writeWhole } from './durable.ts';

/** As many first bytes as magic numbers are looked for in. */
const HEAD_BYTES = 4100;

/** A part as its store hands it out. */
export interface StoredPart extends Part {
  /** `[A-Za-z0-9_-]`, at most 64. */
  readonly id: string;
  /** Lets go of the file; what is there stays. Safe to call at any time, and twice. */
  close(): Promise<void>;
}

/**
 * The part with this id, with the bytes an earlier run left behind. They count only if the sidecar says which answer they
 * came from: without it the part is empty.
 */
export async function openPart(directory: string, id: string): Promise<StoredPart> {
  const files = partFiles(directory, id);
  return storing(directory, async () => {
    const validators = await readSidecar(files.sidecar);
    const bytes = validators === null ? 0 : ((await sizeOf(files.part)) ?? 0);
    return new FilePart(id, files, bytes, validators);
  });
}

/** Removes the part and what is known of it; nothing happens where there is none. */
export async function removePart(directory: string, id: string): Promise<void> {
  const files = partFiles(directory, id);
  // The bytes first: a sidecar alone promises nothing.
  for (const path of [files.part, files.sidecar, `${files.sidecar}.new`]) await rm(path, { force: true });
}

/** Where a part and its sidecar lie. */
export function partFiles(directory: string, id: string): PartFiles {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) throw new RangeError(`Not the id of a part: ${JSON.stringify(id)}`);
  return { part: join(directory, `${id}.part`), sidecar: join(directory, `${id}.json`) };
}

export interface PartFiles {
  readonly part: string;
  readonly sidecar: string;
}

const Sidecar = z.object({ etag: z.string().nullable(), lastModified: z.string().nullable() });

async function readSidecar(path: string): Promise<Validators | null> {
  try {
    return Sidecar.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

/** An open file, the hash of what is in it, and its first bytes. */
interface Writing {
  readonly handle: FileHandle;
  readonly hash: Hash;
  readonly head: Uint8Array[];
}

/**
 * After a kill the file holds a prefix of what was received. After a power cut too on ext4, XFS and Btrfs, which extend a
 * file only once its data is on the disk.
 */
class FilePart implements StoredPart {
  readonly id: string;
  readonly #files: PartFiles;
  #bytes: number;
  #validators: Validators | null;
  #writing: Writing | null = null;
  #finished: FinishedPart | null = null;

  constructor(id: string, files: PartFiles, bytes: number, validators: Validators | null) {
    this.id = id;
    this.#files = files;
    this.#bytes = bytes;
    this.#validators = validators;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get validators(): Validators | null {
    return this.#bytes === 0 ? null : this.#validators;
  }

  async restart(validators: Validators): Promise<void> {
    await this.#storing(async () => {
      await this.close();
      this.#bytes = 0;
      this.#finished = null;
      const { handle } = await this.#open();
      // On disk before the sidecar: old bytes must never stand beside new validators.
      await handle.sync();
      await writeWhole(this.#files.sidecar, JSON.stringify(validators));
      this.#validators = validators;
    });
  }

  async append(chunk: Uint8Array): Promise<void> {
    await this.#storing(async () => {
      const { handle, hash, head } = await this.#open();
      for (let done = 0; done < chunk.byteLength; ) {
        done += (await handle.write(chunk, done, chunk.byteLength - done, this.#bytes + done)).bytesWritten;
      }
      if (this.#bytes < HEAD_BYTES) head.push(chunk.slice(0, HEAD_BYTES - this.#bytes));
      hash.update(chunk);
      this.#bytes += chunk.byteLength;
    });
  }

  async finish(): Promise<FinishedPart> {
    if (this.#finished !== null) return this.#finished;
    return this.#storing(async () => {
      const { handle, hash, head } = await this.#open();
      // A write that failed half-way may have left bytes that nobody counted.
      await handle.truncate(this.#bytes);
      await handle.sync();
      await this.close();
      this.#finished = { sha256: hash.digest('hex'), bytes: this.#bytes, head: Buffer.concat(head) };
      return this.#finished;
    });
  }

  async close(): Promise<void> {
    const writing = this.#writing;
    this.#writing = null;
    await writing?.handle.close();
  }

  async #open(): Promise<Writing> {
    if (this.#writing !== null) return this.#writing;
    await makeDirectory(dirname(this.#files.part));
    const handle = await open(this.#files.part, this.#bytes === 0 ? 'w+' : 'r+');
    const writing: Writing = { handle, hash: createHash('sha256'), head: [] };
    this.#writing = writing;
    if (this.#bytes > 0) await this.#readBack(writing);
    return writing;
  }

  /** Hashes what an earlier run left, only now that the server is sending the rest. */
  async #readBack({ handle, hash, head }: Writing): Promise<void> {
    let at = 0;
    for await (const chunk of handle.createReadStream({ start: 0, end: this.#bytes - 1, autoClose: false })) {
      const bytes = chunk as Buffer;
      if (at < HEAD_BYTES) head.push(bytes.subarray(0, HEAD_BYTES - at));
      hash.update(bytes);
      at += bytes.byteLength;
    }
  }

  #storing<T>(work: () => Promise<T>): Promise<T> {
    return storing(dirname(this.#files.part), work);
  }
}
