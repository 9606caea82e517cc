import { buffer } from 'node:stream/consumers';
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import { UnreadableFile } from './contents.ts';

/** Largest entry that is read, in bytes once unpacked: the XML of a slide has some 10 to 500 kB, a picture of one some 100 kB. */
const MAX_ENTRY_BYTES = 64 * 1024 ** 2;

/** All entries that are read of one file, in bytes once unpacked. */
const MAX_TOTAL_BYTES = 512 * 1024 ** 2;

/** A deck of a thousand slides has some 5,000 entries. */
const MAX_ENTRIES = 100_000;

/** The entries of a zip file, by name. */
export interface Zip {
  /** Names as they stand in the file, in its order. */
  readonly names: readonly string[];
  has(name: string): boolean;
  /** Unpacked bytes of an entry; throws an `UnreadableFile` where it is missing, broken, encrypted or larger than the limits. */
  read(name: string): Promise<Buffer>;
  close(): void;
}

/** Opens a zip file by its central directory; throws an `UnreadableFile` where it has none that can be read. */
export async function openZip(path: string): Promise<Zip> {
  return opened(await understood(() => openPromise(path, OPTIONS)));
}

/** The same for a zip file in memory: one that was an entry of another. */
export async function openZipBytes(bytes: Buffer): Promise<Zip> {
  return opened(await understood(() => fromBufferPromise(bytes, OPTIONS)));
}

const OPTIONS = { autoClose: false, validateEntrySizes: true };

async function opened(file: ZipFile): Promise<Zip> {
  try {
    return zipOf(file, await entriesOf(file));
  } catch (error) {
    file.close();
    throw error;
  }
}

async function entriesOf(file: ZipFile): Promise<Map<string, Entry>> {
  if (file.entryCount > MAX_ENTRIES) throw tooLarge(`it has ${file.entryCount} entries`);
  const entries = new Map<string, Entry>();
  await understood(async () => {
    for await (const entry of file.eachEntry()) entries.set(entry.fileName, entry);
  });
  return entries;
}

function zipOf(file: ZipFile, entries: ReadonlyMap<string, Entry>): Zip {
  let total = 0;
  return {
    names: [...entries.keys()],
    has: (name) => entries.has(name),
    async read(name) {
      const entry = entries.get(name);
      if (entry === undefined) throw new UnreadableFile('damaged', `The file lacks its part ${name}.`);
      if (entry.isEncrypted()) throw new UnreadableFile('encrypted', 'The file wants a password.');
      // The size is checked while unpacking as well (validateEntrySizes), so a directory that lies gains nothing.
      if (entry.uncompressedSize > MAX_ENTRY_BYTES) throw tooLarge(`${name} has ${entry.uncompressedSize} bytes`);
      total += entry.uncompressedSize;
      if (total > MAX_TOTAL_BYTES) throw tooLarge(`its parts have more than ${MAX_TOTAL_BYTES} bytes`);
      return understood(async () => buffer(await file.openReadStreamPromise(entry)));
    },
    close: () => file.close(),
  };
}

function tooLarge(what: string): UnreadableFile {
  return new UnreadableFile('damaged', `The file breaks a limit: unpacked, ${what}.`);
}

async function understood<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile('damaged', 'The file is no whole zip archive.', { cause: error });
  }
}
