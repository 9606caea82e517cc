import type { PageClient } from '../model/client.ts';

/** Where the bytes of a deck are to be had. */
export interface FileAddress {
  readonly kind: 'file';
  readonly url: string;
}

/** Why there is no file behind a share link; a clause that a person reads: `the author does not offer a download`. */
export interface Unavailable {
  readonly kind: 'unavailable';
  readonly reason: string;
}

/**
 * A place where decks are shared. It knows how the address of a share page becomes the address of a file, and nothing of
 * the file itself.
 */
export interface SlideHost {
  readonly name: string;
  /** Pure: whether an address belongs to this host. */
  recognise(url: URL): boolean;
  /**
   * The file behind an address that it recognised. Asks the client only where the address alone does not tell. Throws
   * what the client throws.
   */
  resolve(url: URL, client: PageClient): Promise<FileAddress | Unavailable>;
}

/** A file at an address. */
export function fileAt(url: string): FileAddress {
  return { kind: 'file', url };
}

/** No file, because of `reason`. */
export function unavailable(reason: string): Unavailable {
  return { kind: 'unavailable', reason };
}
