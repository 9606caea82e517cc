import type { TextState } from '../../model/vocabulary.ts';

/**
 * Raised when an inspection would find more, or something else, in the same file: then every file is inspected once more by the next
 * `deckhand inspect`.
 */
export const INSPECTOR_VERSION = 1;

/** Width of a picture, in pixels; a smaller original is never enlarged. */
export const PICTURE_WIDTH = 480;

/** Separate programs that are used where they are installed; nothing of them is linked. */
export const PROGRAMS = ['pdfinfo', 'pdftotext', 'pdftoppm', 'soffice', 'prlimit'] as const;
export type Program = (typeof PROGRAMS)[number];

/** What was found of each program: its path, or null. */
export type Programs = Readonly<Record<Program, string | null>>;

/** A stored file as an inspector needs it. */
export interface FileToInspect {
  /** Absolute path of the bytes. */
  readonly path: string;
  /** Of the content, as the file was judged when it was stored. */
  readonly extension: string;
}

/** The text of one page or slide. */
export interface SlideText {
  /** From 1, in the document's order. */
  readonly number: number;
  /** NFKC, one line feed a line; empty where there is none. */
  readonly text: string;
  /** Speaker notes, where the format keeps them. */
  readonly notes: string | null;
}

/** A picture of one page or slide, as a WebP file in the directory that was given to the inspector. */
export interface SlidePicture {
  readonly number: number;
  /** The file's name in that directory. */
  readonly name: string;
  /** Pixels; at most `PICTURE_WIDTH` wide. */
  readonly width: number;
  readonly height: number;
}

/** What is known of a file once it was looked into. */
export interface Inspection {
  /**
   * `ok`: there is text. `empty`: it could be read, and no page has any text (scans, pictures). `encrypted`: it wants a password.
   * `damaged`: it breaks its format, or a limit of memory or output. `unsupported`: no deck, or the program that reads it is not installed.
   * `timed_out`: it took too long.
   */
  readonly state: TextState;
  /** Why the state is not `ok`, or what could not be had; one sentence. */
  readonly detail: string | null;
  readonly pages: number | null;
  readonly title: string | null;
  readonly author: string | null;
  readonly slides: readonly SlideText[];
  readonly pictures: readonly SlidePicture[];
  /** Programs that were not there and would have told more: once one is installed, the file is inspected again. */
  readonly wanted: readonly Program[];
}

/**
 * Looks into a file, whatever it is. Every implementation passes `tests/decks/inspection/contract.ts`. A child process now; what it is
 * given and what it returns could as well go to another machine.
 */
export interface Inspector {
  /**
   * Never throws because of the file: what is wrong with it is its `state`. Pictures are written into `directory`, which must be there and
   * be empty. Rejects when `close` cut it off, and with a `NoSpaceError` when a picture cannot be written.
   */
  inspect(file: FileToInspect, directory: string): Promise<Inspection>;
  /** Ends what is under way at once. */
  close(): Promise<void>;
}

/** What is known of a file that could not be read. */
export function nothingFound(
  state: Exclude<TextState, 'ok' | 'empty'>,
  detail: string,
  wanted: readonly Program[] = [],
): Inspection {
  return { state, detail, pages: null, title: null, author: null, slides: [], pictures: [], wanted };
}
