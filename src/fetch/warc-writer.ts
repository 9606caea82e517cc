import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { WARC_1_1, WARCRecord, WARCSerializer } from 'warcio';
import { type Clock, toInstant } from '../model/clock.ts';
import { asStorageError } from '../model/failure.ts';
import type { CaptureRow, ReceivedPage } from './captures.ts';

export interface WarcWriterOptions {
  readonly directory: string;
  /** Begins the file name: the conference's slug. */
  readonly name: string;
  readonly clock: Clock;
  /** Written into the file's first record: `Deckhand/0.1.0`. */
  readonly software: string;
  /** Called when the record is safely on disk; writes the index row. */
  readonly record: (row: CaptureRow) => void;
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

/** The file is made with its first record: a night of 304s leaves none. A file of an earlier run is never written to. */
export function openWarcWriter(options: WarcWriterOptions): WarcWriter {
  const { directory, clock, software, record } = options;
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

  const opened = async (): Promise<OpenFile> => {
    if (file !== null) return file;
    const created = await createFile(options);
    file = created;
    const info = WARCRecord.createWARCInfo(
      { filename: created.name, date: toInstant(clock.now()), warcVersion: WARC_1_1 },
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
      const target = await opened();
      const { offset, length } = await append(target, recordOf(page));
      const { requestedUrl, url, status, etag, lastModified, stableSha256, detail } = page;
      const sha256 = createHash('sha256').update(page.raw).digest('hex');
      const at = toInstant(page.at);
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

async function createFile({ directory, name, clock }: WarcWriterOptions): Promise<OpenFile> {
  await mkdir(directory, { recursive: true });
  const moment = toInstant(clock.now()).replaceAll(/[-:]/g, '');
  for (let number = 1; ; number += 1) {
    const fileName = `${name}-${moment}${number === 1 ? '' : `-${number}`}.warc.gz`;
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
