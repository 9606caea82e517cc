import type { ExportFile, ExportLink, ExportSession } from '../archive/export-records.ts';
import type { LinkKind } from '../model/vocabulary.ts';
import { lineOf } from './printable.ts';
import { webAddress } from './web-address.ts';

/** A link as a format writes it. */
export interface PublishedLink {
  readonly kind: LinkKind;
  /** Strict `http` or `https` address. */
  readonly url: string;
  /** On one line; empty for none. */
  readonly label: string;
  /** The stored file that it gives now. */
  readonly file: ExportFile | null;
}

/**
 * The session's links of these kinds that lead somewhere, in published order, each address once. Addresses that answer "not found" (`gone`,
 * `not_yet`) are left out; one behind a wall is not, a reader may have the key.
 */
export function linksOf(session: ExportSession, kinds: readonly LinkKind[]): PublishedLink[] {
  const found = new Map<string, PublishedLink>();
  for (const link of session.links) {
    const url = isDead(link) || !kinds.includes(link.kind) ? null : webAddress(link.url);
    if (url === null || found.has(url)) continue;
    const file = link.files.find(({ isCurrent }) => isCurrent) ?? null;
    found.set(url, { kind: link.kind, url, label: lineOf(link.label), file });
  }
  return [...found.values()];
}

function isDead(link: ExportLink): boolean {
  return link.state === 'gone' || link.state === 'not_yet';
}

/** The file's media type where it has the form of one (RFC 6838, 4.2), else null. */
export function mediaTypeOf(link: PublishedLink): string | null {
  const type = link.file?.mediaType ?? '';
  return /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/u.test(type) ? type : null;
}
