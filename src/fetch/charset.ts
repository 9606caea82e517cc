/** How far a page is searched for a declaration of its charset: the HTML standard's prescan reads 1,024 bytes. */
const PRESCAN_BYTES = 1024;

/** Encodings with one byte a letter: any bytes are a text in them, so that nothing shows where a server only says it. */
const ONE_BYTE = /^(?:windows-\d+|iso-8859-\d+.*|koi8-.|ibm866|macintosh|x-mac-cyrillic)$/;

/**
 * The text of a page. The charset is, in this order: that of a byte order mark, of the Content-Type header, of the page
 * itself (`<meta charset>`, `<?xml encoding?>`), else UTF-8; a page that says nothing and is not UTF-8 is read as
 * windows-1252, as browsers do. Other than browsers, bytes that are UTF-8 are read so where the charset would take any bytes
 * (`AddDefaultCharset ISO-8859-1` is an old habit of Apache's): no text in one of those is UTF-8 by chance. Broken
 * sequences become U+FFFD; nothing throws.
 */
export function decodeText(bytes: Uint8Array, contentType: string | undefined): string {
  const label =
    markedCharset(bytes) ??
    known(headerCharset(contentType)) ??
    known(declaredCharset(bytes, mediaTypeOf(contentType)));
  if (label !== null && !isSaidOnly(label, bytes)) return new TextDecoder(label).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    if (label !== null) return new TextDecoder(label).decode(bytes);
    // A calendar is UTF-8 by its standard (RFC 5545, 3.1.4), so its broken bytes are broken UTF-8.
    const fallback = mediaTypeOf(contentType) === 'text/calendar' ? 'utf-8' : 'windows-1252';
    return new TextDecoder(fallback).decode(bytes);
  }
}

/** Whether the bytes themselves have to be asked: a charset that takes any, or UTF-16 without the zeros of its markup. */
function isSaidOnly(label: string, bytes: Uint8Array): boolean {
  return (
    ONE_BYTE.test(label) ||
    (label.startsWith('utf-16') && markedCharset(bytes) === null && !bytes.subarray(0, PRESCAN_BYTES).includes(0))
  );
}

/** Lower-case type without parameters, `text/html`; empty for none. */
export function mediaTypeOf(contentType: string | undefined): string {
  return (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

function headerCharset(contentType: string | undefined): string | null {
  return /;\s*charset\s*=\s*["']?([^\s;"']+)/i.exec(contentType ?? '')?.[1] ?? null;
}

function markedCharset(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return null;
}

function declaredCharset(bytes: Uint8Array, mediaType: string): string | null {
  if (mediaType !== '' && !/html|xml/.test(mediaType)) return null;
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, PRESCAN_BYTES)).toString('latin1');
  const found =
    /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([^"']+)["']/i.exec(start)?.[1] ??
    /<meta\s[^>]*charset\s*=\s*["']?([^\s"'/>;]+)/i.exec(start)?.[1] ??
    null;
  // A page that was read byte by byte up to here is not UTF-16, whatever it says (HTML standard, 13.2.3.2).
  return found !== null && /^utf-?16/i.test(found) ? 'utf-8' : found;
}

function known(label: string | null): string | null {
  if (label === null) return null;
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return null;
  }
}
