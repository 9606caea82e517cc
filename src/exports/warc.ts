import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import type { ExportFile } from '../archive/export-records.ts';
import type { ExportCapture } from '../archive/export-source.ts';
import { DamagedError } from '../model/failure.ts';
import type { ExportOutput, PagesFormat, StoredSource } from './format.ts';

/** The specification that every record keeps to. */
const WARC = 'https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/';

/**
 * One WARC 1.1 file, a gzip member a record: a `warcinfo` record, then every captured page of the selected conferences as it was stored,
 * byte for byte; with decks, then each stored version of each file of the selected sessions as a `resource` record under the
 * address it came from. Choosing sessions chooses decks, not pages: a page is of many sessions. Throws a `DamagedError` where
 * a capture or file is not as it was written.
 */
export const warc: PagesFormat = {
  kind: 'pages',
  name: 'warc',
  description: 'the captured pages of the schedules as one WARC file, with --with-decks the files too',
  extension: 'warc.gz',
  mediaType: 'application/warc',
  binary: true,
  async write(source, output, { withDecks }) {
    await output.write(infoRecord(source));
    await writeCaptures(source, output);
    if (withDecks) await writeDecks(source, output);
  },
};

/** Its date and id come from what the file holds, so that the same archive gives the same bytes. */
function infoRecord(source: StoredSource): Buffer {
  const identity = createHash('sha256');
  let newest = '1970-01-01T00:00:00Z';
  for (const { warc: file, offset, at } of source.captures()) {
    identity.update(`${file}@${offset}\n`);
    if (at > newest) newest = at;
  }
  const slugs = [...source.conferences()].map(({ slug }) => slug);
  const body = `software: Deckhand\r\nformat: WARC File Format 1.1\r\nconformsTo: ${WARC}\r\ndescription: captured pages of ${slugs.join(', ')}\r\n`;
  return gzipSync(
    Buffer.concat([
      header({
        'WARC-Type': 'warcinfo',
        'WARC-Record-ID': recordId(identity.digest()),
        'WARC-Date': newest,
        'Content-Type': 'application/warc-fields',
        'Content-Length': String(Buffer.byteLength(body)),
      }),
      Buffer.from(`${body}\r\n\r\n`),
    ]),
  );
}

async function writeCaptures(source: StoredSource, output: ExportOutput): Promise<void> {
  let name = '';
  let handle: FileHandle | null = null;
  try {
    for (const capture of source.captures()) {
      if (handle === null || capture.warc !== name) {
        await handle?.close();
        handle = null;
        handle = await opened(source.directory, capture);
        name = capture.warc;
      }
      await output.write(await memberOf(handle, capture));
    }
  } finally {
    await handle?.close();
  }
}

async function opened(directory: string, capture: ExportCapture): Promise<FileHandle> {
  try {
    return await open(join(directory, capture.warc), 'r');
  } catch (error) {
    throw damaged(capture, error);
  }
}

/** The record as it lies there; it has to begin where a gzip member does and to have its whole length. */
async function memberOf(handle: FileHandle, capture: ExportCapture): Promise<Uint8Array> {
  const bytes = Buffer.alloc(capture.length);
  const { bytesRead } = await handle.read(bytes, 0, capture.length, capture.offset);
  if (bytesRead < capture.length || bytes[0] !== 0x1f || bytes[1] !== 0x8b) throw damaged(capture);
  return bytes;
}

function damaged(capture: ExportCapture, cause?: unknown): DamagedError {
  return new DamagedError(
    `The captured page of ${capture.url} (${capture.warc}, byte ${capture.offset}) is not as it was written. "deckhand verify" names every such record; restore the file from a backup.`,
    { cause },
  );
}

async function writeDecks(source: StoredSource, output: ExportOutput): Promise<void> {
  for (const session of source.sessions()) {
    for (const link of [...session.links, ...session.removedLinks]) {
      // Versions in the order in which they came.
      for (const file of link.files.toReversed()) await writeDeck(source.directory, link.url, file, output);
    }
  }
}

/** A streamed gzip member: a deck may be larger than memory. */
async function writeDeck(directory: string, url: string, file: ExportFile, output: ExportOutput): Promise<void> {
  await pipeline(Readable.from(deckRecord(directory, url, file)), createGzip(), async (gzip: AsyncIterable<Buffer>) => {
    for await (const chunk of gzip) await output.write(chunk);
  });
}

async function* deckRecord(directory: string, url: string, file: ExportFile): AsyncGenerator<Buffer> {
  yield header({
    'WARC-Type': 'resource',
    'WARC-Record-ID': recordId(createHash('sha256').update(`${url}\n${file.sha256}\n${file.fetchedAt}`).digest()),
    'WARC-Date': file.fetchedAt,
    'WARC-Target-URI': URL.canParse(url) ? new URL(url).href : url,
    'WARC-Block-Digest': `sha256:${file.sha256}`,
    'WARC-Payload-Digest': `sha256:${file.sha256}`,
    'Content-Type': file.mediaType,
    'Content-Length': String(file.bytes),
  });
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(join(directory, file.path)) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      yield chunk;
    }
    if (hash.digest('hex') !== file.sha256) throw new Error('its SHA-256 is another');
  } catch (error) {
    throw new DamagedError(
      `${file.path} is missing or not as it was written. It came from ${url}. Restore it from a backup; "deckhand verify" names every such file.`,
      { cause: error },
    );
  }
  yield Buffer.from('\r\n\r\n');
}

function header(fields: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value.replaceAll(/[\r\n]/g, ' ')}\r\n`);
  return Buffer.from(`WARC/1.1\r\n${lines.join('')}\r\n`);
}

/** A version 8 UUID (RFC 9562) made of a digest. */
function recordId(digest: Buffer): string {
  const bytes = Buffer.from(digest.subarray(0, 16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `<urn:uuid:${[hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')}>`;
}
