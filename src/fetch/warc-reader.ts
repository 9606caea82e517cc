import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { AsyncIterReader, LimitReader, WARCParser, type WARCRecord } from 'warcio';
import { DamagedError, FetchError } from '../model/failure.ts';
import type { CapturedPage, CaptureRow } from './captures.ts';
import { decodeText, mediaTypeOf } from './charset.ts';
import { codingsOf, decoded } from './decoding.ts';
import { PAGE_LIMITS } from './exchange.ts';

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
  const records = WARCParser.iterRecords(createReadStream(path));
  for (;;) {
    let page: WarcPage | null;
    try {
      const next = await records.next();
      if (next.done === true) return;
      page = await pageOf(next.value);
    } catch (error) {
      if (isSystemError(error)) throw error;
      torn?.(error instanceof Error ? error.message : String(error));
      return;
    }
    if (page !== null) yield page;
  }
}

/** The captured page behind an index row; `directory` is where the WARC files lie. */
export function capturedPage(row: CaptureRow, directory: string): CapturedPage {
  const { url, status, at, etag, lastModified, stableSha256 } = row;
  const read = () => readWarcRecord(join(directory, row.warc), row.offset, row.length);
  return { url, status, at, etag, lastModified, stableSha256, read };
}

/** Null for a record that is no page. Throws where the record is incomplete or its bytes are not those of its digest. */
async function pageOf(record: WARCRecord): Promise<WarcPage | null> {
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
