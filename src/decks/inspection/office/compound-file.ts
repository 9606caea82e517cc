import type { FileHandle } from 'node:fs/promises';

/** An OLE2 compound file ([MS-CFB]), read where it is asked and no further. Whatever the bytes are, everything here ends and nothing throws. */
export interface CompoundFile {
  /** Streams and storages directly below the root, by name in lower case: names do not tell cases apart. */
  topLevel(): Promise<ReadonlyMap<string, DirectoryEntry>>;
  /** The first bytes of a stream, at most 64; null where it has fewer. */
  start(stream: DirectoryEntry, bytes: number): Promise<Buffer | null>;
}

/** A stream or a storage ([MS-CFB] 2.6.1). */
export interface DirectoryEntry {
  /** In lower case. */
  readonly name: string;
  /** Numbers of entries. */
  readonly left: number;
  readonly right: number;
  readonly child: number;
  readonly firstSector: number;
  readonly bytes: number;
}

/** Longest chain of sectors that is followed. The directories of real decks have some 10, the streams before "Current User" some 1,000. */
const MAX_CHAIN = 16_384;

/** Entries that are looked at: a deck with a thousand embedded objects has some 10, and the objects' own lie deeper. */
const MAX_TOP_LEVEL = 16_384;

/** Sectors that are kept in memory. */
const MAX_KEPT_SECTORS = 64;

const SIGNATURE = Buffer.from('D0CF11E0A1B11AE1', 'hex');
const ENTRY_BYTES = 128;
const MINI_SECTOR_BYTES = 64;

/** Numbers above it are marks: free, end of a chain, part of a table ([MS-CFB] 2.1). Read as a sector, they lie behind every file's end. */
const NO_SECTOR = 0xfffffffe;

/** Reads the header ([MS-CFB] 2.2); null where the file is no compound file. */
export async function openCompoundFile(file: FileHandle): Promise<CompoundFile | null> {
  const header = await bytesAt(file, 0, 512);
  if (header === null || !header.subarray(0, 8).equals(SIGNATURE)) return null;
  const shift = header.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) return null;
  const sectors = sectorsOf(file, header, 2 ** shift);
  const entry = directory(sectors, header.readUInt32LE(48));
  const miniStreamCutoff = header.readUInt32LE(56);
  return {
    topLevel: () => topLevel(entry),
    async start(stream, bytes) {
      if (stream.bytes < bytes || bytes > MINI_SECTOR_BYTES) return null;
      if (stream.bytes >= miniStreamCutoff) return (await sectors.read(stream.firstSector))?.subarray(0, bytes) ?? null;
      // Small streams lie together in one, which the root entry leads to ([MS-CFB] 2.6.3).
      const offset = stream.firstSector * MINI_SECTOR_BYTES;
      const steps = Math.floor(offset / sectors.bytes);
      const sector = await sectors.read(await sectors.after((await entry(0))?.firstSector ?? NO_SECTOR, steps));
      return sector?.subarray(offset % sectors.bytes, (offset % sectors.bytes) + bytes) ?? null;
    },
  };
}

type DirectoryReader = (id: number) => Promise<DirectoryEntry | null>;

/** Entries of the root's own tree; one that bites its tail ends where it comes to what was seen. */
async function topLevel(entry: DirectoryReader): Promise<ReadonlyMap<string, DirectoryEntry>> {
  const found = new Map<string, DirectoryEntry>();
  const seen = new Set<number>();
  const root = await entry(0);
  const waiting = root === null ? [] : [root.child];
  for (let id = waiting.pop(); id !== undefined && seen.size < MAX_TOP_LEVEL; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const next = await entry(id);
    if (next === null) continue;
    found.set(next.name, next);
    waiting.push(next.left, next.right);
  }
  return found;
}

/** Reads directory entries by number; null where there is none. */
function directory(sectors: Sectors, first: number): DirectoryReader {
  const perSector = sectors.bytes / ENTRY_BYTES;
  const chain = [first];
  return async (id) => {
    const wanted = Math.floor(id / perSector);
    if (wanted >= MAX_CHAIN) return null;
    // Followed once and kept, because a tree jumps to and fro.
    while (chain.length <= wanted) chain.push(await sectors.after(chain.at(-1) ?? NO_SECTOR, 1));
    const sector = await sectors.read(chain[wanted] ?? NO_SECTOR);
    const at = (id % perSector) * ENTRY_BYTES;
    return sector === null ? null : directoryEntry(sector.subarray(at, at + ENTRY_BYTES));
  };
}

function directoryEntry(bytes: Buffer): DirectoryEntry | null {
  const nameBytes = bytes.readUInt16LE(64);
  const isUsed = bytes.readUInt8(66) !== 0;
  if (!isUsed || nameBytes < 2 || nameBytes > 64) return null;
  return {
    name: bytes.toString('utf16le', 0, nameBytes - 2).toLowerCase(),
    left: bytes.readUInt32LE(68),
    right: bytes.readUInt32LE(72),
    child: bytes.readUInt32LE(76),
    firstSector: bytes.readUInt32LE(116),
    bytes: bytes.readUInt32LE(120),
  };
}

interface Sectors {
  /** Of one sector: 512 or 4,096. */
  readonly bytes: number;
  /** Null where the file has no such sector, or not all of it. */
  read(sector: number): Promise<Buffer | null>;
  /** The sector some steps behind in a chain; `NO_SECTOR` where it ends before, or is too long. */
  after(sector: number, steps: number): Promise<number>;
}

function sectorsOf(file: FileHandle, header: Buffer, bytes: number): Sectors {
  const kept = new Map<number, Buffer | null>();
  const read = async (sector: number): Promise<Buffer | null> => {
    const known = kept.get(sector);
    if (known !== undefined) return known;
    const found = await bytesAt(file, (sector + 1) * bytes, bytes);
    if (kept.size >= MAX_KEPT_SECTORS) kept.clear();
    kept.set(sector, found);
    return found;
  };
  const fatSector = fatSectors(read, header, bytes / 4);
  const next = async (sector: number): Promise<number> => {
    const fat = await read(await fatSector(Math.floor(sector / (bytes / 4))));
    return fat?.readUInt32LE((sector % (bytes / 4)) * 4) ?? NO_SECTOR;
  };
  return {
    bytes,
    read,
    async after(sector, steps) {
      if (steps > MAX_CHAIN) return NO_SECTOR;
      let at = sector;
      for (let step = 0; step < steps && at < NO_SECTOR; step += 1) at = await next(at);
      return at;
    },
  };
}

/** Where the sectors of the allocation table lie: 109 stand in the header, those of large files in a chain of their own ([MS-CFB] 2.5). */
function fatSectors(
  read: (sector: number) => Promise<Buffer | null>,
  header: Buffer,
  numbersInSector: number,
): (index: number) => Promise<number> {
  const inHeader = 109;
  const perSector = numbersInSector - 1;
  const chain = [header.readUInt32LE(68)];
  return async (index) => {
    if (index < inHeader) return header.readUInt32LE(76 + index * 4);
    const wanted = Math.floor((index - inHeader) / perSector);
    if (wanted >= MAX_CHAIN) return NO_SECTOR;
    while (chain.length <= wanted) {
      const last = await read(chain.at(-1) ?? NO_SECTOR);
      chain.push(last?.readUInt32LE(perSector * 4) ?? NO_SECTOR);
    }
    const sector = await read(chain[wanted] ?? NO_SECTOR);
    return sector?.readUInt32LE(((index - inHeader) % perSector) * 4) ?? NO_SECTOR;
  };
}

async function bytesAt(file: FileHandle, offset: number, length: number): Promise<Buffer | null> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
  return bytesRead === length ? buffer : null;
}
