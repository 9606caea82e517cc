import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodeText } from '../fetch/charset.ts';
import { readWarcFile } from '../fetch/warc.ts';
import type { Page } from '../model/client.ts';
import { toInstant } from '../model/clock.ts';
import { UsageError } from '../model/failure.ts';

/** Larger than any schedule page seen, small enough to hold in memory, in bytes. */
const MAX_SAVED_BYTES = 64 * 1024 * 1024;

/**
 * Pages that a person saved: HTML and ICS files (also gzip, as some servers' answers are stored), and every page of a
 * WARC. A plain file counts as a page at `address`. Throws a `UsageError` for a file that cannot be read.
 */
export async function readSavedPages(files: readonly string[], address: string, now: number): Promise<Page[]> {
  const pages: Page[] = [];
  for (const file of files) {
    try {
      if (/\.warc(\.gz)?$/i.test(file)) pages.push(...(await pagesOfWarc(file)));
      else pages.push(pageOfFile(await readFile(file), basename(file), address, now));
    } catch (error) {
      const reason = reasonOf(error);
      throw new UsageError('unreadable_file', `${basename(file)} cannot be read: ${reason}`, { cause: error });
    }
  }
  return pages;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'there is no such file';
  return code === 'EISDIR' ? 'it is a directory' : error.message;
}

async function pagesOfWarc(file: string): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const { url, status, mediaType, text, at } of readWarcFile(file)) {
    pages.push({ requestedUrl: url, url, status, mediaType, text, notModified: false, receivedAt: at });
  }
  if (pages.length === 0) throw new Error('it holds no captured page');
  return pages;
}

function pageOfFile(raw: Buffer, name: string, address: string, now: number): Page {
  const isGzip = raw[0] === 0x1f && raw[1] === 0x8b;
  const bytes = isGzip ? gunzipSync(raw, { maxOutputLength: MAX_SAVED_BYTES }) : raw;
  const isCalendar = bytes.subarray(0, 15).toString('latin1') === 'BEGIN:VCALENDAR';
  const mediaType = isCalendar ? 'text/calendar' : 'text/html';
  return {
    // Two files are two pages, though neither knows its own address.
    requestedUrl: `${address}#${encodeURIComponent(name)}`,
    url: address,
    status: 200,
    mediaType,
    text: decodeText(bytes, mediaType),
    notModified: false,
    receivedAt: toInstant(now),
  };
}
