import type { Validators } from '../model/client.ts';

/** The file that an attempt stored. */
interface DeckFile {
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
  /** Under which the file is stored: of its content, not of its name. */
  readonly extension: string;
  /** Relative to the data directory. */
  readonly path: string;
  /** For people; never a path. */
  readonly publishedName: string | null;
}

interface Attempt {
  /** Of the last answer; null where nobody was asked or nobody answered. */
  readonly status: number | null;
  /** One sentence for a person. */
  readonly detail: string;
}

/**
 * How one attempt to download a link ended; the kinds are `ATTEMPT_OUTCOMES`.
 *
 * - `stored`: the link's first file. `new_version`: other content than the current version's; it may equal an older one's.
 * - `unchanged`: the server said so, or sent the same bytes again.
 * - `not_yet`, `gone`: 404 or 410, by how long ago the event was.
 * - `wall`: 401, 403, a login page or a bot check. `unavailable`: there is no file behind the link, and why.
 * - `failed`: no answer, or one that is not the file. `refused`: the server asked us to slow down (429, 503), which is
 *   not the link's fault and counts as no failure. `silent`: no answer at all came, which may be true of the whole server.
 */
export type DeckOutcome =
  | (Attempt & Validators & { readonly kind: 'stored' | 'new_version'; readonly file: DeckFile })
  | (Attempt & Validators & { readonly kind: 'unchanged' })
  | (Attempt & { readonly kind: 'not_yet' | 'gone' | 'wall' })
  | (Attempt & { readonly kind: 'unavailable'; readonly reason: string })
  /** `bytes`: what the server announced, null where it did not. */
  | (Attempt & { readonly kind: 'too_large'; readonly bytes: number | null })
  | (Attempt & { readonly kind: 'failed'; readonly refused: boolean; readonly silent?: true });
