import { compress } from 'snappyjs';

/** An object of a made iWork document. */
export interface MadeObject {
  readonly identifier: number;
  readonly type: number;
  readonly payload: Uint8Array;
  /** Identifiers of the objects that it names. */
  readonly references?: readonly number[];
}

/** iWork cuts what it packs into chunks of this many plain bytes. */
const CHUNK = 65_536;

/** An .iwa file: objects one after another, each behind its description, in Snappy chunks without a stream header. */
export function iwa(objects: readonly MadeObject[]): Uint8Array {
  return iwaChunks(Buffer.concat(objects.map(archive)));
}

/** The same container around any plain bytes. */
export function iwaChunks(plain: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < plain.length; at += CHUNK) {
    chunks.push(iwaChunk(compress(Uint8Array.from(plain.subarray(at, at + CHUNK)))));
  }
  return Buffer.concat(chunks);
}

/** One chunk: a zero byte and 24 bits of length before what is packed. */
export function iwaChunk(packed: Uint8Array): Uint8Array {
  const head = Buffer.alloc(4);
  head.writeUIntLE(packed.length, 1, 3);
  return Buffer.concat([head, packed]);
}

/** Fields of a protobuf message, one after another. */
export function message(...fields: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(fields);
}

/** A field that holds an unsigned integer. */
export function number(field: number, value: number): Uint8Array {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

/** A field that holds a string, bytes or a message. */
export function part(field: number, content: Uint8Array | string): Uint8Array {
  const bytes = Buffer.from(content);
  return Buffer.concat([varint(field * 8 + 2), varint(bytes.length), bytes]);
}

/** A field that refers to other objects, once for each of them. */
export function references(field: number, ...identifiers: readonly number[]): Uint8Array {
  return Buffer.concat(identifiers.map((identifier) => part(field, number(1, identifier))));
}

export function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}

/** `ArchiveInfo` (1 identifier, 2 `MessageInfo`: 1 type, 2 version, 3 length, 5 references) and the payload. */
function archive({ identifier, type, payload, references: named = [] }: MadeObject): Uint8Array {
  const info = message(
    number(1, type),
    part(2, Buffer.from([1, 0, 5])),
    number(3, payload.length),
    ...(named.length === 0 ? [] : [part(5, Buffer.concat(named.map(varint)))]),
  );
  const header = message(number(1, identifier), part(2, info));
  return Buffer.concat([varint(header.length), header, payload]);
}
