import { readVarint } from './protobuf.ts';

/** No Snappy element makes more of its bytes: a copy of three bytes gives at most 64. */
const MOST_PER_BYTE = 64 / 3;

/**
 * Unpacks one block of raw Snappy (https://github.com/google/snappy/blob/main/format_description.txt), without stream header and checksum;
 * null where it breaks the format, or says that it would give more than `limit` bytes. Written out here because snappyjs 0.7.0 takes a literal
 * whose length has the highest bit set for a negative one and then reads the same bytes for ever (`05 FC FA FF FF FF`).
 */
export function unpackSnappy(block: Buffer, limit: number): Buffer | null {
  const size = readVarint(block, 0);
  // What is declared must be possible, or six bytes would reserve the memory of a film.
  if (size === null || size.value > Math.min(limit, block.length * MOST_PER_BYTE)) return null;
  const plain = Buffer.alloc(size.value);
  let written = 0;
  for (let at = size.end; at < block.length; ) {
    const tag = block[at] ?? 0;
    const element = (tag & 3) === 0 ? literalAt(block, at, tag) : copyAt(block, at, tag);
    if (element === null || element.length > plain.length - written) return null;
    if (element.from === 'block') {
      block.copy(plain, written, element.at, element.next);
    } else {
      if (element.offset === 0 || element.offset > written) return null;
      repeat(plain, written, element.offset, element.length);
    }
    written += element.length;
    at = element.next;
  }
  return written === plain.length ? plain : null;
}

type Element =
  | { readonly from: 'block'; readonly at: number; readonly length: number; readonly next: number }
  | { readonly from: 'plain'; readonly offset: number; readonly length: number; readonly next: number };

/** The length less one stands in the tag up to 59; 60 to 63 say in how many bytes it follows. */
function literalAt(block: Buffer, at: number, tag: number): Element | null {
  const short = tag >> 2;
  const more = Math.max(0, short - 59);
  const start = at + 1 + more;
  if (start > block.length) return null;
  const length = (more === 0 ? short : block.readUIntLE(at + 1, more)) + 1;
  return start + length > block.length ? null : { from: 'block', at: start, length, next: start + length };
}

function copyAt(block: Buffer, at: number, tag: number): Element | null {
  const width = [0, 1, 2, 4][tag & 3] ?? 0;
  const next = at + 1 + width;
  if (next > block.length) return null;
  const low = block.readUIntLE(at + 1, width);
  return width === 1
    ? { from: 'plain', offset: ((tag >> 5) << 8) | low, length: ((tag >> 2) & 7) + 4, next }
    : { from: 'plain', offset: low, length: (tag >> 2) + 1, next };
}

/** Byte by byte, because a copy may reach into what it writes: that is how Snappy repeats. */
function repeat(plain: Buffer, at: number, offset: number, length: number): void {
  for (let index = at; index < at + length; index += 1) plain[index] = plain[index - offset] ?? 0;
}
