/**
 * Fields of a message in Protocol Buffers' wire format (https://protobuf.dev/programming-guides/encoding/), without a schema. Total: a
 * message that breaks off, or goes on in a way nobody knows, ends there, and what came before it counts. Values are handed out one at a time,
 * so that a message of millions of fields costs no memory.
 */

/** Unsigned integers (wire type 0) of a field, in order. */
export function* numbersOf(message: Buffer, field: number): Generator<number> {
  for (const found of fieldsOf(message)) {
    if (found.field === field && typeof found.value === 'number') yield found.value;
  }
}

/** Strings, bytes and messages (wire type 2) of a field, in order; views of the same memory. */
export function* partsOf(message: Buffer, field: number): Generator<Buffer> {
  for (const found of fieldsOf(message)) {
    if (found.field === field && typeof found.value !== 'number') yield found.value;
  }
}

/** Unsigned integers of a field that a writer may have packed into one part. */
export function* packedNumbersOf(message: Buffer, field: number): Generator<number> {
  for (const found of fieldsOf(message)) {
    if (found.field !== field) continue;
    if (typeof found.value === 'number') yield found.value;
    else yield* packed(found.value);
  }
}

export function firstNumber(message: Buffer, field: number): number | undefined {
  for (const value of numbersOf(message, field)) return value;
  return undefined;
}

export function firstPart(message: Buffer, field: number): Buffer | undefined {
  for (const part of partsOf(message, field)) return part;
  return undefined;
}

/**
 * An unsigned integer in groups of seven bits, the lowest first, and where it ends; null where it is cut off or longer than the ten
 * bytes of 64 bits. Above 2^53 it is rounded: nothing that is counted or referred to here gets that far.
 */
export function readVarint(bytes: Buffer, at: number): { readonly value: number; readonly end: number } | null {
  let value = 0;
  for (let index = 0; index < 10; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  return null;
}

interface Field {
  readonly field: number;
  readonly value: number | Buffer;
}

/** The fields of wire types 0 and 2; fixed numbers (coordinates, sizes) are passed over, groups are written by nobody. */
function* fieldsOf(message: Buffer): Generator<Field> {
  let at = 0;
  while (at < message.length) {
    const tag = readVarint(message, at);
    if (tag === null || tag.value < 8) return;
    const field = Math.floor(tag.value / 8);
    const wire = tag.value % 8;
    if (wire === 1 || wire === 5) {
      at = tag.end + (wire === 1 ? 8 : 4);
      continue;
    }
    const number = wire === 0 || wire === 2 ? readVarint(message, tag.end) : null;
    if (number === null) return;
    if (wire === 0) {
      at = number.end;
      yield { field, value: number.value };
    } else {
      at = number.end + number.value;
      if (at > message.length) return;
      yield { field, value: message.subarray(number.end, at) };
    }
  }
}

function* packed(part: Buffer): Generator<number> {
  for (let at = 0; at < part.length; ) {
    const number = readVarint(part, at);
    if (number === null) return;
    yield number.value;
    at = number.end;
  }
}
