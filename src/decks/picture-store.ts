import { mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, namesIn, storing } from './durable.ts';

/** A picture of a slide, where it is kept. */
export interface StoredPicture {
  readonly number: number;
  /** Relative to the data directory, with `/`: `pictures/ab/cd/<sha256>/0001.webp`. */
  readonly path: string;
  readonly width: number;
  readonly height: number;
}

/**
 * The pictures of the stored files' slides, below `<data>/pictures`. They can be made again from the files, so they are not synced to the disk one by
 * one: a power cut may cost the newest, which `verify` tells.
 */
export interface PictureStore {
  /** A new empty directory on the same disk, for an inspector to write into; ends in `keep` or `discard`. */
  scratch(): Promise<string>;
  /** Removes a scratch directory whose pictures are not wanted. */
  discard(scratch: string): Promise<void>;
  /**
   * Moves the pictures of a file from a scratch directory to their place, over those of an earlier inspection. What that one had more stays until
   * `prune`: the archive still names it.
   */
  keep(
    sha256: string,
    scratch: string,
    pictures: readonly {
      readonly number: number;
      readonly name: string;
      readonly width: number;
      readonly height: number;
    }[],
  ): Promise<readonly StoredPicture[]>;
  /** Removes the pictures of a file but these: once the archive knows that there are no others. */
  prune(sha256: string, pictures: readonly { readonly name: string }[]): Promise<void>;
  /** Removes the pictures of a file: on request (`forget`). */
  remove(sha256: string): Promise<void>;
  /** Removes what killed runs left in scratch directories; only while no other run writes. */
  clear(): Promise<void>;
  /** SHA-256 of every file that has pictures here, ascending. */
  list(): AsyncIterable<string>;
  /** Whether a picture is there and as long as its header says. */
  isWhole(path: string): Promise<boolean>;
}

/** @param data The data directory. */
export function openPictureStore(data: string): PictureStore {
  const root = join(data, 'pictures');
  const scratchRoot = join(root, '.scratch');
  return {
    scratch: () =>
      storing(data, async () => {
        await mkdir(scratchRoot, { recursive: true });
        return mkdtemp(join(scratchRoot, 'file-'));
      }),
    discard: (scratch) => storing(data, () => rm(scratch, { recursive: true, force: true })),
    keep: (sha256, scratch, pictures) =>
      storing(data, async () => {
        const directory = pictureDirectory(sha256);
        const names = new Set(pictures.map((picture) => picture.name));
        if (names.size > 0) await mkdir(join(data, directory), { recursive: true });
        for (const name of names) await rename(join(scratch, name), join(data, directory, name));
        await rm(scratch, { recursive: true, force: true });
        return pictures.map(({ number, name, width, height }) => ({
          number,
          path: `${directory}/${name}`,
          width,
          height,
        }));
      }),
    prune: (sha256, pictures) =>
      storing(data, async () => {
        const directory = join(data, pictureDirectory(sha256));
        const names = new Set(pictures.map((picture) => picture.name));
        for (const name of await namesIn(directory)) {
          if (!names.has(name)) await rm(join(directory, name), { recursive: true, force: true });
        }
      }),
    remove: (sha256) => storing(data, () => rm(join(data, pictureDirectory(sha256)), { recursive: true, force: true })),
    clear: () => storing(data, () => rm(scratchRoot, { recursive: true, force: true })),
    async *list() {
      for (const first of await namesIn(root)) {
        if (!/^[0-9a-f]{2}$/.test(first)) continue;
        for (const second of await namesIn(join(root, first))) {
          for (const name of await namesIn(join(root, first, second))) if (/^[0-9a-f]{64}$/.test(name)) yield name;
        }
      }
    },
    isWhole: (path) => isWholeWebp(join(data, path)),
  };
}

/** `pictures/ab/cd/<sha256>`, relative to the data directory; a bad hash throws. */
function pictureDirectory(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new RangeError(`Not a SHA-256: ${JSON.stringify(sha256)}`);
  return `pictures/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
}

/** `RIFF`, the number of bytes that follow, `WEBP` (https://developers.google.com/speed/webp/docs/riff_container). */
async function isWholeWebp(path: string): Promise<boolean> {
  try {
    await using file = await open(path);
    const head = Buffer.alloc(12);
    await file.read(head, 0, head.length, 0);
    const { size } = await file.stat();
    return head.toString('latin1', 0, 4) === 'RIFF' && head.readUInt32LE(4) + 8 === size;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
