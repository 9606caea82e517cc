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
 * Pages that a person saved: HTML and ICS files (also gzip, as some servers' answers are stored), and every page of a WARC. The address of a
 * plain file is `url`. Throws a `UsageError` for a file that cannot be read.
 */
export async function readSavedPages(files: readonly string[], url: string, now: number): Promise<Page[]> {
  const pages: Page[] = [];
  for (const file of files) {
    try {
      if (/\.warc(\.gz)?$/i.test(file)) {
        for await (const page of readWarcFile(file)) {
          pages.push({
            requestedUrl: page.url,
            url: page.url,
            status: page.status,
            mediaType: page.mediaType,
            text: page.text,
            notModified: false,
            receivedAt: page.at,
          });
        }
        continue;
      }
      const raw = await readFile(file);
      const bytes = raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw, { maxOutputLength: MAX_SAVED_BYTES }) : raw;
      const mediaType =
        /\.ics(\.gz)?$/i.test(file) || bytes.subarray(0, 15).toString('latin1') === 'BEGIN:VCALENDAR'
          ? 'text/calendar'
          : 'text/html';
      pages.push({
        requestedUrl: url,
        url,
        status: 200,
        mediaType,
        text: decodeText(bytes, mediaType),
        notModified: false,
        receivedAt: toInstant(now),
      });
    } catch (error) {
      throw new UsageError(
        'unreadable_file',
        `${basename(file)} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        { cause: error },
      );
    }
  }
  return pages;
}
