import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { PICTURE_WIDTH, type SlidePicture } from './inspector.ts';
import type { RawPicture } from './pdf/ppm.ts';

/** Ten times as high as wide: what is higher is drawn in part (poppler) or made narrower (pdfjs, pictures of a deck). */
const MAX_HEIGHT = 4_800;

/** A picture inside a deck with more pixels than this is not unpacked: 100 million are 400 MB. */
const MAX_INPUT_PIXELS = 100_000_000;

/**
 * Quality 75; the least effort costs 3.5 ms a page and 19 kB where the standard (4) costs 10 ms and 15 kB: as much as drawing the page itself
 * (bench/inspect.ts).
 */
const WEBP = { quality: 75, effort: 0 } as const;

// One file has one process, and a core has one file: more threads would only take memory.
sharp.concurrency(1);
sharp.cache(false);

/** Pages being encoded while the next ones are drawn: more would only take memory. */
const AHEAD = 2;

/** Writes pictures of slides as WebP files into a directory. */
export interface PictureWriter {
  /** A page as it was drawn. Resolves when the next may come, which is before this one is written. */
  drawn(number: number, picture: RawPicture): Promise<void>;
  /** A picture in some format, as a deck keeps it; made smaller where it is larger, never enlarged. False where it cannot be read. */
  kept(number: number, picture: Uint8Array): Promise<boolean>;
  /** What was written, by number; waits for it. */
  finish(): Promise<readonly SlidePicture[]>;
}

/** Its methods throw what the disk says when it is full (`ENOSPC`). */
export function createPictureWriter(directory: string): PictureWriter {
  const written: SlidePicture[] = [];
  const underWay = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | null = null;
  const write = async (number: number, image: Sharp): Promise<void> => {
    const { data, info } = await image
      .resize({ width: PICTURE_WIDTH, height: MAX_HEIGHT, fit: 'inside', withoutEnlargement: true })
      .webp(WEBP)
      .toBuffer({ resolveWithObject: true });
    const name = pictureName(number);
    // Not by the thread pool: some 15 kB into the page cache are written sooner than handed over.
    writeFileSync(join(directory, name), data);
    written.push({ number, name, width: info.width, height: info.height });
  };
  const stopOnFailure = (): void => {
    if (failure !== null) throw failure.error;
  };
  return {
    async drawn(number, { width, height, pixels, release }) {
      stopOnFailure();
      const work = write(number, sharp(pixels, { raw: { width, height, channels: 3 } }))
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => {
          underWay.delete(work);
          release();
        });
      underWay.add(work);
      if (underWay.size >= AHEAD) await Promise.race(underWay);
    },
    async kept(number, picture) {
      try {
        await write(number, sharp(picture, { limitInputPixels: MAX_INPUT_PIXELS, failOn: 'error' }));
        return true;
      } catch (error) {
        if (error instanceof Error && 'code' in error) throw error;
        return false;
      }
    },
    async finish() {
      await Promise.all(underWay);
      stopOnFailure();
      return written.toSorted((a, b) => a.number - b.number);
    },
  };
}

/** `0001.webp`: names sort as the slides do. */
export function pictureName(number: number): string {
  return `${String(number).padStart(4, '0')}.webp`;
}
