import type { ChangeEvent } from '../archive/change-event.ts';
import type { ExportConference, ExportSession } from '../archive/export-records.ts';
import type { ExportSelection } from '../archive/export-selection.ts';
import type { ExportCapture } from '../archive/export-source.ts';
import type { ExportRow, ExportTable } from '../archive/export-tables.ts';

/** What is to be exported: the same for every format, read as it is asked for. */
export interface ExportSource {
  /** The selected conferences, by first day and slug, whether or not a session of them is selected. */
  conferences(): Iterable<ExportConference>;
  /**
   * The selected sessions, each conference's together (in the order of `conferences`), within it by first slot, then by title and key. One at a
   * time: memory does not grow with their number.
   */
  sessions(): Iterable<ExportSession>;
}

/** Where a format writes; resolves when more can be taken. */
export interface ExportOutput {
  write(chunk: string | Uint8Array): Promise<void>;
}

/** A format whose result is one file or stream. */
export interface StreamFormat {
  /** Tells the kinds of formats apart; this is the ordinary one and need not say so. */
  readonly kind?: 'stream';
  /** As typed: `deckhand export <name>`. */
  readonly name: string;
  /** One sentence for the help text. */
  readonly description: string;
  /** Of the file, without a dot. */
  readonly extension: string;
  readonly mediaType: string;
  /**
   * Writes all of it. The same archive gives the same bytes: nothing depends on the clock or the machine. Sessions that are withdrawn are
   * given to a format as well; it says what it does with them.
   */
  write(source: ExportSource, output: ExportOutput): Promise<void>;
}

/** An export source that has tables as well. */
export interface TableSource extends ExportSource {
  rows(table: ExportTable): Iterable<ExportRow>;
}

/** What a format of rows is asked for besides its sessions. */
export interface TableRequest {
  readonly table: ExportTable;
  /** Cells that a spreadsheet would take for formulas get an apostrophe before them. */
  readonly escapeFormulas: boolean;
}

/** A format of rows and columns: one table of the archive at a time. */
export interface TableFormat extends Omit<StreamFormat, 'kind' | 'write'> {
  readonly kind: 'table';
  /** True where the result is no text: it is not printed to a terminal. */
  readonly binary: boolean;
  write(source: TableSource, output: ExportOutput, request: TableRequest): Promise<void>;
}

/** An export source that knows where the archive's own files are. */
export interface StoredSource extends ExportSource {
  /** The data directory, which the paths of files and captures are relative to. */
  readonly directory: string;
  captures(): Iterable<ExportCapture>;
}

/** A format that holds pages and files as they were received. */
export interface PagesFormat extends Omit<StreamFormat, 'kind' | 'write'> {
  readonly kind: 'pages';
  readonly binary: true;
  write(source: StoredSource, output: ExportOutput, request: { readonly withDecks: boolean }): Promise<void>;
}

/** An export source that knows what happened, and when. */
export interface NewsSource extends ExportSource {
  /** What happened to the selected sessions in the newest runs: enough for so many pairs of conference and run. Oldest first. */
  news(entries: number): readonly ChangeEvent[];
  /** When the archive was begun, null before its first run. */
  readonly birth: string | null;
}

/** What a feed is asked for. */
export interface FeedRequest {
  /** What is exported: a feed of something else is another feed. */
  readonly selection: ExportSelection;
  /** Where it will be found, or null. */
  readonly address: string | null;
}

/** A format of news. */
export interface FeedFormat extends Omit<StreamFormat, 'kind' | 'write'> {
  readonly kind: 'feed';
  write(source: NewsSource, output: ExportOutput, request: FeedRequest): Promise<void>;
}

/** What a tree of files is asked for. */
export interface FilesRequest {
  /** Absolute. */
  readonly directory: string;
  /** How a file is called, checked when the export begins. */
  readonly template: string;
  readonly allVersions: boolean;
  /** `copy`, or `link` for hard links where the file system can. */
  readonly by: 'copy' | 'link';
}

/** What became of the files of one export. */
export interface FilesReport {
  readonly copied: number;
  readonly linked: number;
  /** Already there, as it should be. */
  readonly unchanged: number;
  /** An older version of the same link gave way to the current one. */
  readonly replaced: number;
  /** Paths below the directory that hold something of somebody else, and under which name the file was put instead; null for none. */
  readonly beside: readonly { readonly taken: string; readonly path: string | null }[];
  /** Stored files that are not in the store any more, by their path below the data directory. */
  readonly missing: readonly string[];
  /** Bytes copied. */
  readonly bytes: number;
}

/** A format whose result is a directory. */
export interface FilesFormat extends Pick<StreamFormat, 'name' | 'description'> {
  readonly kind: 'files';
  write(source: StoredSource, request: FilesRequest): Promise<FilesReport>;
}

export type ExportFormat = StreamFormat | TableFormat | PagesFormat | FeedFormat | FilesFormat;
