import type { Readable } from 'node:stream';

/** One page as `pdftoppm` draws it: rows from the top, three bytes (red, green, blue) a pixel. */
export interface RawPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Buffer;
}

/** A picture with more pixels than this is no page at 480 pixels across: 480 x 40,000. */
const MAX_PIXELS = 19_200_000;

/** `P6`, width, height, 255, one white space, pixels (https://netpbm.sourceforge.net/doc/ppm.html): pdftoppm writes no comments. */
const HEADER = /^P6\s+(\d{1,6})\s+(\d{1,6})\s+255\s/;
const MAX_HEADER = 32;

/** The pictures of a stream of PPM files, one after another. Ends where what follows is none; never holds more than one picture and a chunk. */
export async function* readPpm(stream: Readable): AsyncGenerator<RawPicture> {
  let chunks: Buffer[] = [];
  let bytes = 0;
  let header: { width: number; height: number; length: number } | null = null;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    for (;;) {
      if (header === null) {
        const start = Buffer.concat(chunks).subarray(0, MAX_HEADER);
        const match = HEADER.exec(start.toString('latin1'));
        if (match === null) {
          if (bytes >= MAX_HEADER) return;
          break;
        }
        header = { width: Number(match[1]), height: Number(match[2]), length: match[0].length };
        if (header.width * header.height > MAX_PIXELS) return;
      }
      const size: number = header.length + header.width * header.height * 3;
      if (bytes < size) break;
      const all = Buffer.concat(chunks);
      yield { width: header.width, height: header.height, pixels: all.subarray(header.length, size) };
      chunks = bytes === size ? [] : [all.subarray(size)];
      bytes -= size;
      header = null;
    }
  }
}
