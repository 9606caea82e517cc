import { UnreadableFile } from '../contents.ts';
import { firstNumber, firstPart, packedNumbersOf, partsOf, readVarint } from './protobuf.ts';
import { unpackSnappy } from './snappy.ts';

/** One object of an iWork document: a message, what kind it is, and which other objects it names. */
export interface Archive {
  /** Unique in the document. */
  readonly identifier: number;
  /** Number of the message's type in the program's registry: 2001 is a text, whatever the program. */
  readonly type: number;
  readonly payload: Buffer;
  /** `MessageInfo`, which says more of the payload. */
  readonly info: Buffer;
}

/**
 * Unpacks an .iwa file: chunks of a zero byte, 24 bits of length (little-endian) and a Snappy block; iWork writes 64 KiB to a chunk. Throws an
 * `UnreadableFile` where it breaks the format or would give more than `limit` bytes.
 *
 * @param name For the message.
 */
export function unpackIwa(file: Buffer, limit: number, name: string): Buffer {
  const chunks: Buffer[] = [];
  let room = limit;
  for (let at = 0; at < file.length; ) {
    if (at + 4 > file.length || file[at] !== 0) throw broken(name);
    const end = at + 4 + file.readUIntLE(at + 1, 3);
    const chunk = end > file.length ? null : unpackSnappy(file.subarray(at + 4, end), room);
    if (chunk === null) throw broken(name);
    chunks.push(chunk);
    room -= chunk.length;
    at = end;
  }
  return Buffer.concat(chunks);
}

/**
 * The objects in the plain bytes of an .iwa file, one after another: the length of an `ArchiveInfo` (1 identifier, 2 one `MessageInfo` a
 * payload: 1 type, 3 length, 5 references), the info itself, the payloads. Only an object's first payload counts; iWork writes further ones
 * while it merges versions. Throws an `UnreadableFile` where one reaches beyond the end.
 *
 * @param name For the message.
 */
export function* archivesOf(plain: Buffer, name: string): Generator<Archive> {
  for (let at = 0; at < plain.length; ) {
    const length = readVarint(plain, at);
    if (length === null || length.end + length.value > plain.length) throw broken(name);
    const header = plain.subarray(length.end, length.end + length.value);
    const payloads = payloadsOf(header);
    const start = length.end + length.value;
    at = start + payloads.bytes;
    const identifier = firstNumber(header, 1);
    if (at > plain.length || identifier === undefined) throw broken(name);
    yield {
      identifier,
      type: firstNumber(payloads.first, 1) ?? 0,
      payload: plain.subarray(start, start + (firstNumber(payloads.first, 3) ?? 0)),
      info: payloads.first,
    };
  }
}

/** Identifiers of the objects that an archive names, in the order in which it names them. */
export function referencesOf(archive: Archive): Generator<number> {
  return packedNumbersOf(archive.info, 5);
}

function payloadsOf(header: Buffer): { readonly first: Buffer; readonly bytes: number } {
  let bytes = 0;
  for (const info of partsOf(header, 2)) bytes += firstNumber(info, 3) ?? 0;
  return { first: firstPart(header, 2) ?? Buffer.alloc(0), bytes };
}

function broken(name: string): UnreadableFile {
  return new UnreadableFile('damaged', `${name} of the Keynote file is broken.`);
}
