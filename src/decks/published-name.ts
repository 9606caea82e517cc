import { parse } from 'content-disposition';

/** Longest name that Linux, macOS and Windows file systems take, in bytes of UTF-8. */
export const MAX_NAME_BYTES = 255;

/**
 * The name under which a server gave a file: the `filename*` or `filename` of Content-Disposition (RFC 6266, RFC 8187),
 * else the last segment of the address, percent-decoded once (`80%25.pdf` is `80%.pdf`). Null where neither says one.
 *
 * For people to read, never a path: a file is stored under its SHA-256.
 *
 * @param url The address that answered, after redirects.
 */
export function publishedName(contentDisposition: string | null, url: string): string | null {
  return (contentDisposition === null ? null : nameInHeader(contentDisposition)) ?? nameInAddress(url);
}

/**
 * A stranger's file name, safe to show: no directories, no control characters, nothing that turns the reading direction
 * or hides (`invoice<U+202E>fdp.exe`), at most 255 bytes with the extension kept. Null when nothing is left.
 */
export function cleanName(published: string): string | null {
  const name = published
    .toWellFormed()
    .split(/[/\\]/)
    .findLast((segment) => segment.trim() !== '')
    ?.replace(CONTROLS, ' ')
    .replace(INVISIBLE, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (name === undefined || /^[. ]*$/.test(name)) return null;
  return shortened(name);
}

/** The extension of a name or of an address, lower case and without its dot; null where there is none. */
export function extensionOf(nameOrAddress: string): string | null {
  const name = URL.canParse(nameOrAddress) ? nameInAddress(nameOrAddress) : nameOrAddress;
  return /\.([a-z0-9]{1,10})\s*$/i.exec(name ?? '')?.[1]?.toLowerCase() ?? null;
}

// Line and paragraph separators break a line as controls do.
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;

// Bidi marks, embeddings, overrides and isolates (UAX #9), zero-width space and no-break space, soft hyphen. The
// zero-width joiners stay: Persian and many emoji are written with them.
const INVISIBLE = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

function nameInHeader(header: string): string | null {
  const name = parse(header).parameters['filename'];
  return name === undefined ? null : cleanName(asUtf8(name));
}

function nameInAddress(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const segment = new URL(url).pathname.split('/').findLast((part) => part !== '');
  return segment === undefined ? null : cleanName(decodedOnce(segment));
}

function decodedOnce(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // `100%.pdf` was never encoded.
    return segment;
  }
}

/** Many servers send raw UTF-8 in `filename=`; an HTTP client hands header bytes over as Latin-1. */
function asUtf8(value: string): string {
  if (!/[\u0080-\u00ff]/.test(value) || /[\u0100-\uffff]/.test(value)) return value;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  const extension = /\.[a-z0-9]{1,10}$/i.exec(name)?.[0] ?? '';
  let stem = '';
  let bytes = extension.length;
  for (const character of name.slice(0, name.length - extension.length)) {
    bytes += Buffer.byteLength(character);
    if (bytes > MAX_NAME_BYTES) break;
    stem += character;
  }
  return stem.trimEnd() + extension;
}
