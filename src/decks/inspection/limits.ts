/** What one file may take. A file that takes more is marked, and costs the run nothing else. */
export interface InspectionLimits {
  /** The whole file, in milliseconds. */
  readonly fileMs: number;
  /** One program on it (pdftotext, LibreOffice), in milliseconds; less than `fileMs`, so that what the others found is kept. */
  readonly programMs: number;
  /** Address space of a program, in bytes (`prlimit --as`). */
  readonly programBytes: number;
  /** Memory of the process that reads a file by itself, in bytes as resident. */
  readonly residentBytes: number;
  /** All text of one file, in bytes. */
  readonly textBytes: number;
  /** More pages than this are no document. */
  readonly pages: number;
  /** Pictures are made of the first so many pages. */
  readonly pictures: number;
}

/**
 * The largest real manuals have 2,400 pages and 7 MB of text, and take 10 s; the slowest real deck took LibreOffice 20 s. poppler needs 10 to 110 MB,
 * pdfjs 330 MB.
 */
export const INSPECTION_LIMITS: InspectionLimits = {
  fileMs: 300_000,
  programMs: 120_000,
  programBytes: 4 * 1024 ** 3,
  residentBytes: 1024 ** 3,
  textBytes: 64 * 1024 ** 2,
  pages: 50_000,
  pictures: 3_000,
};
