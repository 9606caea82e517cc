import type { BrokenReference, Contradiction, FileSource } from '../archive/integrity.ts';
import type { TextTable } from '../archive/search-texts.ts';

/** One thing that is not as it was written. */
export type Defect = {
  /** Path below the data directory, the name of a table, or the database's words; the same defect has the same one again. */
  readonly what: string;
  /** What it means and what to do. */
  readonly message: string;
} & (
  | { readonly kind: 'database' }
  /** A row that breaks a rule of its table. */
  | { readonly kind: 'row' }
  /** An index of a table. */
  | { readonly kind: 'index' }
  /** A full-text index. */
  | { readonly kind: 'search'; readonly table: string }
  /** Rows that are not searched for by the words they have. */
  | { readonly kind: 'text'; readonly table: TextTable }
  | { readonly kind: 'reference'; readonly reference: BrokenReference }
  | { readonly kind: 'link'; readonly link: Contradiction }
  | { readonly kind: 'size'; readonly sha256: string; readonly bytes: number }
  | FileDefect
  /** What no link has; `extension` is null for pictures alone. */
  | { readonly kind: 'orphan'; readonly sha256: string; readonly extension: string | null }
  /** A capture whose record cannot be read. */
  | { readonly kind: 'capture'; readonly captureId: number; readonly url: string; readonly warc: string }
  /** Captures that an earlier repair gave up. */
  | { readonly kind: 'lost' }
  /** `sha256` of the file whose slide it shows. */
  | { readonly kind: 'picture'; readonly sha256: string }
);

/** A stored file that is not there, or not what it was. */
export interface FileDefect {
  readonly kind: 'missing' | 'damaged';
  readonly sha256: string;
  readonly extension: string;
  readonly sources: readonly FileSource[];
}

/** Whether the archive is worse for it: a file too many is no damage, and what was given up has been told. */
export function isDamage({ kind }: Defect): boolean {
  return kind !== 'orphan' && kind !== 'lost';
}
