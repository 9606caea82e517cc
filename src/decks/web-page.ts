import { isBotCheck } from '../model/bot-check.ts';

/**
 * What the first bytes say when they are text: a web page in the place of a deck, a login or bot check, a Git LFS
 * pointer. Pure and total.
 */

/** The bytes can be read as text: UTF-16 with its mark, or a byte encoding without control characters. */
export function isText(head: Uint8Array): boolean {
  return isUtf16(head) || !head.some((byte) => byte < 0x20 && !TEXT_CONTROLS.has(byte));
}

/** The bytes begin as an HTML document does: white space, an XML declaration and comments may come before. */
export function isWebPage(head: Uint8Array): boolean {
  return OPENING.test(withoutPrologue(asText(head)));
}

/** A login form or a bot check ("Just a moment...") speaks here in the place of the file. */
export function isWall(head: Uint8Array): boolean {
  const text = asText(head);
  return isBotCheck(text) || WALL_MARKS.some((mark) => mark.test(text));
}

/**
 * What a repository gives for a file that is kept in Git LFS: some 130 bytes of text under a deck's name
 * (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md).
 */
export function isLfsPointer(head: Uint8Array): boolean {
  return asText(head).startsWith('version https://git-lfs.github.com/spec/v1');
}

// Backspace to carriage return (old text files overprint), the old end-of-file mark, and ISO-2022-JP's escape.
const TEXT_CONTROLS = new Set([0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1a, 0x1b]);

const OPENING = /^<(?:!doctype\s+html|html|head|body|script|noscript|title|meta|link|style|iframe|frameset)\b/i;

const WALL_MARKS: readonly RegExp[] = [
  /<title>\s*access denied/i,
  /g-recaptcha|h-captcha|hcaptcha\.com|px-captcha/i,
  // A login in the place of a file that is not shared with everybody.
  /accounts\.google\.com\/(?:v3\/signin|ServiceLogin|InteractiveLogin|signin)/i,
  /login\.microsoftonline\.com/i,
  /<input\b[^>]{0,200}\btype\s*=\s*["']?password/i,
  /<title>[^<]{0,200}\b(?:sign in|log ?in|anmelden|anmeldung|connexion|ログイン|登录)\b/iu,
];

function isUtf16(head: Uint8Array): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
}

/** Total: bytes that are not UTF-8 become replacement characters, which no mark contains. */
function asText(head: Uint8Array): string {
  const encoding = isUtf16(head) ? (head[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8';
  return new TextDecoder(encoding).decode(head).trimStart();
}

/** By hand, because a regular expression for "any number of comments" takes exponential time on hostile input. */
function withoutPrologue(text: string): string {
  let rest = text;
  for (;;) {
    const end = rest.startsWith('<!--') ? '-->' : rest.startsWith('<?xml') ? '?>' : null;
    if (end === null) return rest;
    const at = rest.indexOf(end);
    if (at === -1) return '';
    rest = rest.slice(at + end.length).trimStart();
  }
}
