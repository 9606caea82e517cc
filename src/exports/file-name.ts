import { normalForm } from '../model/normal-form.ts';

/** Longest name of a file or directory that Linux, macOS and Windows take, in bytes of UTF-8. */
export const MAX_NAME_BYTES = 255;

/** Longest path below the directory of an export, in bytes: with a directory in front of it, it stays within Linux' 4,096 and macOS' 1,024. */
export const MAX_PATH_BYTES = 800;

/** What no file name may hold on some system, and what stands for it: a path has no parts that were not meant. */
const REPLACED: readonly (readonly [RegExp, string])[] = [
  // Direction marks and what has no width: `invoice<U+202E>fdp.exe`. Joiners stay: Persian and many emoji are written with them.
  [/[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, ''],
  [/[<>?*]/g, ''],
  // Behind what leaves a gap: `A: ? b` has two blanks by now.
  [/[\p{Cc}\u2028\u2029\s]+/gu, ' '],
  [/\s*:\s+/g, ' - '],
  [/[/\\|:]/g, '-'],
  [/"/g, "'"],
];

/** Names of devices on Windows, whatever the extension: https://learn.microsoft.com/windows/win32/fileio/naming-a-file. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?=\s*(?:\.|$))/i;

/** A stranger's text as part of a file name: no separators, controls, direction marks or characters that Windows refuses; NFC. */
export function nameText(text: string): string {
  let name = normalForm(text.toWellFormed(), 'NFC');
  for (const [pattern, replacement] of REPLACED) name = name.replace(pattern, replacement);
  return name.trim();
}

/**
 * The name of a file or directory: `stem` with `ending` behind it, at most `maxBytes` of UTF-8 together. What an empty field left behind (`Title - `,
 * `()`) goes, and leading dots and blanks, trailing dots and blanks; a device name gets an underscore. `fallback` where nothing
 * is left.
 */
export function fileName(stem: string, ending: string, fallback: string, maxBytes = MAX_NAME_BYTES): string {
  const name = withoutDebris(stem) || fallback;
  const safe = DEVICE.test(name) ? `_${name}` : name;
  return shortened(safe, maxBytes - Buffer.byteLength(ending)) + ending;
}

function withoutDebris(stem: string): string {
  // Blanks first: what follows would try each of a row of them.
  const name = stem
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\(\s*\)|\[\s*\]/g, '')
    .replaceAll(/(?:\s+[-–—_,]+(?=\s))+\s+/g, (run) => (/[-–—]/.test(run) ? ' - ' : ' '))
    .replaceAll(/\s+/g, ' ')
    .replace(/^[\s.\-–—_,]+/, '');
  return withoutEnd(name);
}

/** By hand, because `[...]+$` takes quadratic time on a row of dots in the midst of a title. */
function withoutEnd(name: string): string {
  let end = name.length;
  while (end > 0 && /[\s.\-–—_,]/.test(name.charAt(end - 1))) end -= 1;
  return name.slice(0, end);
}

/** Cut between characters as a reader sees them, an ellipsis at the end. */
function shortened(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const room = maxBytes - Buffer.byteLength('…');
  let cut = '';
  let bytes = 0;
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > room) break;
    cut += segment;
  }
  return `${withoutEnd(cut)}…`;
}

/** Two paths with the same key are one file somewhere: file systems that ignore letter case, or how accents are composed. */
export function collisionKey(path: string): string {
  // Lower case first: `ẞ` is `ß` to some, and only that has the capitals `SS`.
  return path.normalize('NFC').toLowerCase().toUpperCase().toLowerCase().normalize('NFC');
}
