const SECTOR = 512;
const MINI_SECTOR = 64;
const MINI_CUTOFF = 4_096;
const FREE = 0xffffffff;
const END = 0xfffffffe;
const FAT = 0xfffffffd;

/** Streams by name; a name with a slash lies in a storage. */
export type Streams = Readonly<Record<string, Buffer>>;

/**
 * An OLE2 compound file ([MS-CFB], version 3): allocation table, directory, and the streams, small ones together in the mini stream. Siblings
 * form a tree that leans to the right, which the format allows.
 */
export function compoundFile(streams: Streams): Buffer {
  const entries = directoryOf(streams);
  const mini = entries.filter(({ content }) => content !== null && content.length < MINI_CUTOFF);
  const large = entries.filter(({ content }) => content !== null && content.length >= MINI_CUTOFF);

  const miniStream: Buffer[] = [];
  const miniFat: number[] = [];
  for (const entry of mini) {
    entry.first = miniFat.length;
    chain(miniFat, Math.ceil((entry.content?.length ?? 0) / MINI_SECTOR));
    miniStream.push(padded(entry.content ?? Buffer.alloc(0), MINI_SECTOR));
  }
  const container = padded(Buffer.concat(miniStream), SECTOR);
  const fat: number[] = [];
  const sectors: Buffer[] = [];
  const place = (content: Buffer): number => {
    if (content.length === 0) return END;
    const first = fat.length;
    chain(fat, content.length / SECTOR);
    sectors.push(content);
    return first;
  };

  for (const entry of large) entry.first = place(padded(entry.content ?? Buffer.alloc(0), SECTOR));
  const root = entries[0];
  if (root !== undefined) [root.first, root.bytes] = [place(container), container.length];
  const miniFatAt = place(padded(numbers(miniFat), SECTOR, 0xff));
  const directoryAt = place(padded(Buffer.concat(entries.map(entryBytes)), SECTOR));
  const fatSectors = Math.ceil((fat.length + 1) / (SECTOR / 4 - 1));
  if (fatSectors > 109) throw new Error('This maker writes no chain of allocation tables');
  const fatAt = fat.length;
  for (let sector = 0; sector < fatSectors; sector += 1) fat.push(FAT);

  const header = Buffer.alloc(SECTOR, 0xff);
  header.fill(0, 0, 76);
  header.write('D0CF11E0A1B11AE1', 'hex');
  for (const [at, value] of [
    [24, 0x3e],
    [26, 3],
    [28, 0xfffe],
    [30, 9],
    [32, 6],
  ] as const) {
    header.writeUInt16LE(value, at);
  }
  for (const [at, value] of [
    [44, fatSectors],
    [48, directoryAt],
    [56, MINI_CUTOFF],
    [60, miniFatAt],
    [64, Math.ceil((miniFat.length * 4) / SECTOR)],
    [68, END],
  ] as const) {
    header.writeUInt32LE(value, at);
  }
  for (let sector = 0; sector < fatSectors; sector += 1) header.writeUInt32LE(fatAt + sector, 76 + sector * 4);
  return Buffer.concat([header, ...sectors, padded(numbers(fat), SECTOR, 0xff)]);
}

/** What Office writes for a PPTX that wants a password ([MS-OFFCRYPTO] 2.3.4): nothing of it can be read without that. */
export function encryptedPackage(bytes = 8_192): Buffer {
  return compoundFile({
    '\u0006DataSpaces/Version': Buffer.from('Microsoft.Container.DataSpaces', 'utf16le'),
    EncryptionInfo: Buffer.from('0400040040000000', 'hex'),
    EncryptedPackage: Buffer.alloc(bytes, 0x5a),
  });
}

/** A PowerPoint 97 file as far as its directory and the mark of encryption go ([MS-PPT] 2.3.2). */
export function ppt({ encrypted = false } = {}): Buffer {
  const user = Buffer.alloc(60);
  user.writeUInt16LE(0x0ff6, 2);
  user.writeUInt32LE(52, 4);
  user.writeUInt32LE(20, 8);
  user.writeUInt32LE(encrypted ? 0xf3d1c4df : 0xe391c05f, 12);
  return compoundFile({
    '\u0005SummaryInformation': Buffer.alloc(700, 1),
    'PowerPoint Document': Buffer.alloc(6_000, 2),
    'Current User': user,
  });
}

interface Entry {
  readonly name: string;
  /** Null for a storage. */
  readonly content: Buffer | null;
  readonly type: 1 | 2 | 5;
  first: number;
  bytes: number;
  right: number;
  child: number;
}

function directoryOf(streams: Streams): Entry[] {
  const root: Entry = { name: 'Root Entry', content: null, type: 5, first: END, bytes: 0, right: FREE, child: FREE };
  const entries = [root];
  const storages = new Map<string, { readonly entry: Entry; last: Entry | null }>([['', { entry: root, last: null }]]);
  const add = (parent: string, entry: Entry): void => {
    const id = entries.push(entry) - 1;
    const storage = storages.get(parent);
    if (storage === undefined) throw new Error(`No storage ${parent}`);
    if (storage.last === null) storage.entry.child = id;
    else storage.last.right = id;
    storage.last = entry;
  };
  for (const [path, content] of Object.entries(streams)) {
    const [name = '', parent = ''] = path.split('/').toReversed();
    if (!storages.has(parent)) {
      const storage: Entry = { name: parent, content: null, type: 1, first: 0, bytes: 0, right: FREE, child: FREE };
      add('', storage);
      storages.set(parent, { entry: storage, last: null });
    }
    add(parent, { name, content, type: 2, first: END, bytes: content.length, right: FREE, child: FREE });
  }
  return entries;
}

function entryBytes({ name, type, first, bytes, right, child }: Entry): Buffer {
  const entry = Buffer.alloc(128);
  entry.write(name, 'utf16le');
  entry.writeUInt16LE((name.length + 1) * 2, 64);
  entry.writeUInt8(type, 66);
  entry.writeUInt8(1, 67);
  entry.writeUInt32LE(FREE, 68);
  entry.writeUInt32LE(right, 72);
  entry.writeUInt32LE(child, 76);
  entry.writeUInt32LE(first, 116);
  entry.writeUInt32LE(bytes, 120);
  return entry;
}

function chain(table: number[], sectors: number): void {
  for (let left = sectors; left > 0; left -= 1) table.push(left === 1 ? END : table.length + 1);
}

function numbers(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4);
  return bytes;
}

function padded(content: Buffer, to: number, fill = 0): Buffer {
  return Buffer.concat([content, Buffer.alloc((to - (content.length % to)) % to, fill)]);
}
