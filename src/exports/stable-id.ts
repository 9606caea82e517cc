import { createHash } from 'node:crypto';

/** Deckhand's own namespace for UUIDs made of names (RFC 9562, 5.5). Made once; another would give every session a new identity. */
const NAMESPACE = 'b1a54d1c-6f0e-4d0e-9a39-5f0a1f6f2c57';

/**
 * A UUID that is the same for the same names wherever and whenever it is made (version 5). The names are kept apart: `a`, `bc` is another than
 * `ab`, `c`.
 */
export function uuidOf(...names: readonly (string | number)[]): string {
  const hash = digestOf(names).subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The largest number that every reader of a schedule can hold: a signed integer of 32 bits. */
export const LARGEST_ID = 2 ** 31 - 1;

/** A positive whole number up to `LARGEST_ID`, made likewise. Two lists of names may share one: whoever needs them unique has to look. */
export function numberOf(...names: readonly (string | number)[]): number {
  return (digestOf(names).readUInt32BE(0) % LARGEST_ID) + 1;
}

function digestOf(names: readonly (string | number)[]): Buffer {
  return createHash('sha1')
    .update(Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex'))
    .update(JSON.stringify(names))
    .digest();
}
