import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, deflateRawSync } from 'node:zlib';
import type { Zippable } from 'fflate';
import { openZip, type Zip } from '../../src/decks/inspection/zip.ts';

/** Gives `use` a file of these bytes, which is gone afterwards. */
export async function withFile<T>(bytes: Uint8Array, use: (path: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'deckhand-file-'));
  try {
    const path = join(directory, 'file');
    writeFileSync(path, bytes);
    return await use(path);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Opens a file of these bytes as a zip and hands it to `read`. */
export function readZipped<T>(bytes: Uint8Array, read: (zip: Zip) => Promise<T>): Promise<T> {
  return withFile(bytes, async (path) => {
    const zip = await openZip(path);
    try {
      return await read(zip);
    } finally {
      zip.close();
    }
  });
}

/** An entry as it stands in the file: packed already, with a size that may lie. */
interface PackedEntry {
  readonly name: string;
  readonly deflated: Uint8Array;
  /** What the directory says of its size once unpacked. */
  readonly bytes: number;
}

/** A zip of entries that no packer would make. No checksums: readers of this project go by sizes. */
export function zipOfPacked(entries: readonly PackedEntry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, deflated, bytes } of entries) {
    // Version, flags, method, time and date, checksum, sizes, and the length of the name: alike in both places.
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(deflated.length, 14);
    facts.writeUInt32LE(bytes, 18);
    facts.writeUInt16LE(name.length, 22);
    const file = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), facts, Buffer.from(name), deflated]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\u0001\u0002\u0014\0', 'latin1'), facts, place, Buffer.from(name));
    files.push(file);
    offset += file.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, list, end]);
}

/** A gibibyte of zeros, deflated, without ever making it: a fully flushed block may be repeated. */
function deflatedGibibyte(): Buffer {
  const mebibyte = deflateRawSync(Buffer.alloc(1024 ** 2), { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([...Array.from({ length: 1024 }, () => mebibyte), Buffer.from([3, 0])]);
}

/** A zip of these entries, one of which unpacks to a gibibyte of zeros and says that it has `bytes`. */
export function zipBomb(entries: Zippable, bomb: string, bytes: number): Buffer {
  return zipOfPacked(
    Object.entries(entries).map(([name, content]) => {
      const plain = (Array.isArray(content) ? content[0] : content) as Uint8Array;
      return name === bomb
        ? { name, deflated: deflatedGibibyte(), bytes }
        : { name, deflated: deflateRawSync(plain), bytes: plain.length };
    }),
  );
}
