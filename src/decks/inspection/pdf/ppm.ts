import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { PICTURE_WIDTH } from '../inspector.ts';

/** One page as `pdftoppm` draws it: rows from the top, three bytes (red, green, blue) a pixel. */
export interface RawPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Buffer;
  /** Gives the memory of the pixels back, for a later picture; they may not be looked at any more. */
  readonly release: () => void;
}

/** Reads pictures one after another into memory that is used again once a picture is released. */
export type PpmReader = (path: string) => RawPicture | null;

/** A page is drawn to this many pixels from its top: it is ten times as high as wide. */
export const MAX_PICTURE_HEIGHT = 10 * PICTURE_WIDTH;

/** Largest file of a page, in bytes. */
export const MAX_PICTURE_BYTES = PICTURE_WIDTH * MAX_PICTURE_HEIGHT * 3 + 32;

/** `P6`, width, height, 255, one white space, pixels (https://netpbm.sourceforge.net/doc/ppm.html): pdftoppm writes no comments. */
const HEADER = /^P6\s+(\d{1,6})\s+(\d{1,6})\s+255\s/;
const MAX_HEADER = 32;

/**
 * A reader of PPM files; null from it is a file that is none, not whole, or is larger than any page. It waits for the disk: the file was
 * just written, and going by the thread pool would take ten times the processor time of the reading.
 */
export function createPpmReader(): PpmReader {
  const free: Buffer[] = [];
  const take = (bytes: number): Buffer => {
    const index = free.findIndex((buffer) => buffer.length >= bytes);
    return (index === -1 ? undefined : free.splice(index, 1)[0]) ?? Buffer.allocUnsafeSlow(bytes);
  };
  return (path) => {
    const bytes = wholeFile(path, take);
    if (bytes === null) return null;
    const release = (): void => void free.push(bytes.buffer);
    const head = bytes.buffer.toString('latin1', 0, Math.min(bytes.read, MAX_HEADER));
    const [header = '', width, height] = HEADER.exec(head) ?? [];
    const end = header.length + Number(width) * Number(height) * 3;
    if (header === '' || end === header.length || bytes.read < end) {
      release();
      return null;
    }
    const pixels = bytes.buffer.subarray(header.length, end);
    return { width: Number(width), height: Number(height), pixels, release };
  };
}

function wholeFile(path: string, take: (bytes: number) => Buffer): { buffer: Buffer; read: number } | null {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size > MAX_PICTURE_BYTES) return null;
    const buffer = take(size);
    return { buffer, read: readSync(file, buffer, 0, size, 0) };
  } finally {
    closeSync(file);
  }
}
