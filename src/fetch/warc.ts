import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AsyncIterReader, LimitReader, WARC_1_1, WARCParser, WARCRecord, WARCSerializer } from 'warcio';
import { toInstant } from '../model/clock.ts';
import { asStorageError, DamagedError, FetchError } from '../model/failure.ts';
import type { CaptureRow, ReceivedPage } from './captures.ts';
import { decodeText, mediaTypeOf } from './charset.ts';
import { codingsOf, decoded } from './decoding.ts';
import { PAGE_LIMITS } from './exchange.ts';

export interface WarcWriterOptions {
  readonly directory: string;
  /** File name, `kubecon-eu-2018-20180502T090000Z.warc.gz`; a file that exists is never written to, `-2` makes another. */
  readonly name: string;
  /** Written into the file's first record: `Deckhand/0.1.0`. */
  readonly software: string;
}

/** Keeps pages as received: one file a run and conference, one gzip member a record. */
export interface WarcWriter {
  /** Resolves when the record is on disk and `record` was called. Throws a `NoSpaceError` where it cannot be written. */
  keep(page: ReceivedPage): Promise<void>;
  close(): Promise<void>;
}

interface OpenFile {
  readonly handle: FileHandle;
  readonly name: string;
  size: number;
}

/**
 * The file is made with its first record: a night of 304s leaves none. `record` is called when a page is safely on disk,
 * and writes its index row.
 */
export function openWarcWriter(options: WarcWriterOptions, record: (row: CaptureRow) => void): WarcWriter {
  const { directory, software } = options;
  let file: OpenFile | null = null;
  let last: Promise<unknown> = Promise.resolve();

  const append = async (target: OpenFile, warcRecord: WARCRecord): Promise<{ offset: number; length: number }> => {
    const bytes = await WARCSerializer.serialize(warcRecord, { gzip: true });
    const offset = target.size;
    await target.handle.appendFile(bytes);
    await target.handle.datasync();
    target.size += bytes.length;
    return { offset, length: bytes.length };
  };

  const opened = async (date: string): Promise<OpenFile> => {
    if (file !== null) return file;
    const created = await createFile(options);
    file = created;
    const info = WARCRecord.createWARCInfo(
      { filename: created.name, date, warcVersion: WARC_1_1 },
      {
        software,
        format: 'WARC File Format 1.1',
        conformsTo: 'https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/',
      },
    );
    await append(created, info);
    return created;
  };

  const write = async (page: ReceivedPage): Promise<void> => {
    try {
      const at = toInstant(page.at);
      const target = await opened(at);
      const { offset, length } = await append(target, recordOf(page));
      const { requestedUrl, url, status, etag, lastModified, stableSha256, detail } = page;
      const sha256 = createHash('sha256').update(page.raw).digest('hex');
      const place = { warc: target.name, offset, length };
      record({ requestedUrl, url, at, status, etag, lastModified, stableSha256, sha256, ...place, detail });
    } catch (error) {
      // Half a record may be at the end of the file: the next one goes to another.
      await file?.handle.close().catch(() => {});
      file = null;
      throw asStorageError(error, directory);
    }
  };

  return {
    keep(page) {
      const turn = last.then(() => write(page));
      last = turn.catch(() => {});
      return turn;
    },
    async close() {
      await last;
      await file?.handle.close();
      file = null;
    },
  };
}

async function createFile({ directory, name }: WarcWriterOptions): Promise<OpenFile> {
  await mkdir(directory, { recursive: true });
  for (let number = 1; ; number += 1) {
    const fileName = number === 1 ? name : name.replace(/(\.warc(\.gz)?)?$/, `-${number}$1`);
    try {
      const handle = await open(join(directory, fileName), 'ax');
      await syncDirectory(directory);
      return { handle, name: fileName, size: 0 };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}

/** Without this a crash of the machine may lose the new file's name though its content was flushed. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function recordOf(page: ReceivedPage): WARCRecord {
  const common = { url: page.url, date: toInstant(page.at), warcVersion: WARC_1_1 } as const;
  if (page.rendered) {
    const warcHeaders = { 'Content-Type': 'text/html; charset=utf-8' };
    return WARCRecord.create({ ...common, type: 'resource', warcHeaders }, [page.raw]);
  }
  return WARCRecord.create(
    {
      ...common,
      type: 'response',
      statusline: `HTTP/1.1 ${page.status} ${page.statusText}`.trimEnd(),
      httpHeaders: httpHeaders(page),
    },
    [page.raw],
  );
}

/** As received, but for chunks: they are off already, and a reader would look for them. */
function httpHeaders({ rawHeaders, raw }: ReceivedPage): [string, string][] {
  const kept = rawHeaders.map(([name, value]): [string, string] => [
    name.toLowerCase() === 'transfer-encoding' ? `X-Archive-Orig-${name}` : name,
    value,
  ]);
  const measured = kept.some(([name]) => name.toLowerCase() === 'content-length');
  return measured ? kept : [...kept, ['Content-Length', String(raw.length)]];
}

/** One kept page, read back. */
export interface WarcPage {
  readonly url: string;
  /** ISO-8601 UTC, as the record has it. */
  readonly at: string;
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly mediaType: string;
  readonly text: string;
}

/** One record by its place. Throws a `DamagedError` where there is no whole record of a page, or not the one that was written. */
export async function readWarcRecord(path: string, offset: number, length: number): Promise<WarcPage> {
  try {
    const source = createReadStream(path, { start: offset, end: offset + Math.max(length, 1) - 1 });
    const record = await WARCParser.parse(source);
    const page = record === null ? null : await pageOf(record);
    if (page !== null) return page;
  } catch (error) {
    throw new DamagedError(`${path}: the record at ${offset} cannot be read`, { cause: error });
  }
  throw new DamagedError(`${path}: there is no page at ${offset}`);
}

/**
 * Every page of a WARC file, `.warc` or `.warc.gz`, whoever wrote it, in the file's order: `response` records of GET
 * requests' pages and `resource` records. Records that are too large are passed over. A file that ends in the midst of a record (a
 * process was killed) gives all the records before; `torn` is told.
 */
export async function* readWarcFile(path: string, torn?: (reason: string) => void): AsyncGenerator<WarcPage> {
  const { size } = await stat(path);
  const parser = new WARCParser(createReadStream(path));
  for (;;) {
    let page: WarcPage | null;
    try {
      const record = await parser.parse();
      if (record === null) {
        // The parser takes half a gzip member for the end of the file.
        if (parser.offset < size) torn?.(`${path}: what follows byte ${parser.offset} is no whole record`);
        return;
      }
      page = await pageOf(record);
    } catch (error) {
      if (isSystemError(error)) throw error;
      torn?.(`${path}: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    if (page !== null) yield page;
  }
}

/** Null for a record that is no page. Throws where the record is incomplete or its bytes are not those of its digest. */
async function pageOf(record: WARCRecord): Promise<WarcPage | null> {
  if (!record.warcHeaders.statusline.startsWith('WARC/')) throw new Error('this is no WARC record');
  const type = record.warcType;
  const url = record.warcTargetURI ?? '';
  if ((type !== 'response' && type !== 'resource') || !/^https?:/i.test(url)) return null;
  if (type === 'response' && record.httpHeaders === null) return null;
  if (record.warcContentLength > PAGE_LIMITS.maxBytes) return null;
  const headers = headersOf(record);
  const payload = await payloadOf(record);
  const body = await plainBody(payload, headers);
  if (body === null) return null;
  const contentType = headers['content-type'];
  return {
    url,
    at: record.warcDate ?? '',
    status: type === 'resource' ? 200 : Number(record.httpHeaders?.statusCode ?? 0),
    headers,
    mediaType: mediaTypeOf(contentType),
    text: decodeText(body, contentType),
  };
}

async function payloadOf(record: WARCRecord): Promise<Uint8Array> {
  const source = record.reader;
  const payload = await record.readFully(false);
  if (source instanceof LimitReader && source.limit > 0) throw new Error('the file ends in the midst of a record');
  const digest = record.warcPayloadDigest;
  // Ours are sha256 in hex; others' (sha1 in base32) may count chunks in or out, so they prove nothing.
  if (digest?.startsWith('sha256:') === true && /^[0-9a-f]{64}$/.test(digest.slice(7))) {
    const actual = createHash('sha256').update(payload).digest('hex');
    if (actual !== digest.slice(7)) throw new Error('the record is not what was written');
  }
  return payload;
}

/** Without chunks and content encoding; null for a body that is a bomb or in no encoding we know. */
async function plainBody(payload: Uint8Array, headers: Record<string, string>): Promise<Uint8Array | null> {
  const chunked = headers['transfer-encoding']?.toLowerCase() === 'chunked';
  const whole = chunked ? await new AsyncIterReader([payload], null, true).readFully() : payload;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of decoded(once(whole), codingsOf(headers['content-encoding']))) {
      bytes += chunk.length;
      if (bytes > PAGE_LIMITS.maxBytes) return null;
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof FetchError) return null;
    throw error;
  }
  return Buffer.concat(chunks);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function headersOf(record: WARCRecord): Record<string, string> {
  if (record.httpHeaders === null) return { 'content-type': record.warcContentType ?? '' };
  return Object.fromEntries([...record.httpHeaders.headers].map(([name, value]) => [name.toLowerCase(), value]));
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
