import type { ExportConference, ExportSession } from '../archive/export-records.ts';

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
