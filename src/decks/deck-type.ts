import { fileTypeFromBuffer } from 'file-type';
import mime from 'mime-types';
import { extensionOf } from './published-name.ts';
import { isLfsPointer, isText, isWall, isWebPage } from './web-page.ts';

/** What is known of a file besides its bytes. */
export interface FileHints {
  /** The published address of the link. */
  readonly url: string;
  /** The name the server gave, see `publishedName`. */
  readonly name: string | null;
  /** Content-Type as sent. */
  readonly contentType: string | null;
  readonly label: string | null;
}

/**
 * Why an answer is not the file that was promised. `wall`: a login or a bot check. `mismatch`: the bytes are not of the
 * published type.
 */
type Refusal = 'empty' | 'web_page' | 'wall' | 'lfs_pointer' | 'mismatch';

export type Judgement =
  | {
      readonly ok: true;
      readonly mediaType: string;
      /** Of the content, not of the name: 1 to 10 of `a-z0-9`. */
      readonly extension: string;
    }
  | { readonly ok: false; readonly reason: Refusal; readonly detail: string };

/**
 * What a downloaded file is, by its first bytes against its published type. Depends on nothing but its arguments and
 * never throws; asynchronous only because file-type is.
 *
 * The bytes win over the name among documents (`x.pdf` that is a PowerPoint file is stored as one), because speakers rename
 * decks. A document's name over anything else (a picture, a page, text) is refused. Files that do not claim to be
 * documents are taken for what they are: a platform hosts transcripts without extension, videos and archives.
 *
 * @param head The first bytes, 4,100 if there are as many.
 * @param bytes Size of the whole file.
 */
export async function judgeFile(head: Uint8Array, bytes: number, hints: FileHints): Promise<Judgement> {
  if (bytes === 0) return refused('empty', 'The file is empty.');
  if (isLfsPointer(head)) return refused('lfs_pointer', 'This is a Git LFS pointer; the deck itself lies elsewhere.');

  const claimed = claimedExtension(hints);
  const page = judgePage(head, claimed, hints);
  if (page !== null) return page;

  const detected = await detect(head, claimed);
  if (detected !== null) {
    if (DOCUMENTS.has(claimed ?? '') && !DOCUMENTS.has(detected.extension))
      return mismatch(claimed, detected.mediaType);
    return { ok: true, ...detected };
  }
  return isText(head) ? judgeText(claimed) : judgeBinary(claimed);
}

/** Documents and the archives they are packed in: what a name or a Content-Type promises, bytes must hold. */
const DOCUMENTS: ReadonlySet<string> = new Set(
  [
    'pdf ps eps djvu rtf epub zip gz tgz 7z rar tar',
    'ppt pps pot pptx pptm ppsx ppsm potx potm odp otp key',
    'doc docx docm odt pages xls xlsx xlsm ods numbers',
  ].flatMap((line) => line.split(' ')),
);

/** OLE2 compound files, `D0CF11E0`: the first bytes do not say which. */
const OLE2 = new Set(['ppt', 'pps', 'pot', 'doc', 'xls']);

/** Formats inside a zip whose first entries may be pictures: then the name decides (Keynote '09 starts with a JPEG). */
const ZIPPED = new Set([
  'key',
  'pages',
  'numbers',
  'pptx',
  'pptm',
  'ppsx',
  'potx',
  'odp',
  'otp',
  'docx',
  'odt',
  'xlsx',
  'ods',
  'epub',
]);

/** Content-Types that say nothing: what servers send for every file they do not know. */
const VAGUE =
  /^(?:(?:application|binary)\/(?:octet-stream|(?:x-)?force-download|(?:x-)?download|unknown)|text\/(?:plain|html))$/;

/** Documents that may be written in text alone; any other magic number at the start of text is chance (`BM`, `MZ`, `ID3`). */
const WRITTEN_AS_TEXT = new Set(['ps', 'eps', 'rtf']);

const TEXTUAL = /^text\/|json|xml|yaml|subrip|javascript|tex$/;
const NEVER_TEXT = /^(?:image\/(?!svg)|video\/|audio\/)/;

/** The extension that name, address, label and Content-Type promise: a document's before any other. */
function claimedExtension(hints: FileHints): string | null {
  const type = hints.contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const claims = [
    extensionOf(hints.url),
    hints.name === null ? null : extensionOf(hints.name),
    hints.label === null ? null : extensionOf(hints.label),
    VAGUE.test(type) ? null : mime.extension(type) || null,
    // `Kubernetes 1.10` has no extension: only what is registered, or ours, counts.
  ].filter((claim) => claim !== null && (DOCUMENTS.has(claim) || mediaTypeOf(claim) !== null));
  return claims.find((claim) => claim !== null && DOCUMENTS.has(claim)) ?? claims[0] ?? null;
}

/** A web page is wanted only where the link itself says `.html`; null where this is none. */
function judgePage(head: Uint8Array, claimed: string | null, hints: FileHints): Judgement | null {
  // Servers call PDFs and transcripts text/html too; it is a page where the bytes are text and no name says which.
  const saysPage = /^(?:text\/html|application\/xhtml\+xml)\b/i.test(hints.contentType ?? '');
  const maybePage = saysPage && (claimed === null || DOCUMENTS.has(claimed)) && isText(head) && pdfAt(head) === -1;
  if (!isWebPage(head) && !maybePage) return null;
  if (isWall(head)) return refused('wall', 'A login page or a bot check came in the place of the file.');
  if (/^x?html?$/.test(extensionOf(hints.url) ?? '')) return { ok: true, mediaType: 'text/html', extension: 'html' };
  return refused('web_page', 'A web page came in the place of the file.');
}

interface FileType {
  readonly mediaType: string;
  readonly extension: string;
}

/** By magic numbers; null for text and for bytes that nothing is known of. */
async function detect(head: Uint8Array, claimed: string | null): Promise<FileType | null> {
  if (pdfAt(head) !== -1) return typeOf('pdf');
  const found = await magic(head);
  if (found === null || (isText(head) && !WRITTEN_AS_TEXT.has(found.ext))) return null;
  if (found.ext === 'cfb') return typeOf(claimed !== null && OLE2.has(claimed) ? claimed : 'ppt');
  // file-type takes every iWork document for Pages: all of them hold Index/Document.iwa.
  if (found.ext === 'zip' || found.ext === 'pages') return typeOf(insideZip(head) ?? inZipByName(claimed) ?? 'zip');
  if (found.ext === 'tar.gz') return { mediaType: 'application/gzip', extension: 'tgz' };
  return { mediaType: found.mime, extension: found.ext.replace(/[^a-z0-9]/g, '').slice(0, 10) };
}

async function magic(head: Uint8Array): Promise<{ readonly ext: string; readonly mime: string } | null> {
  try {
    return (await fileTypeFromBuffer(head)) ?? null;
  } catch {
    // Bytes that mimic a format and break its rules: no known type.
    return null;
  }
}

/**
 * Where `%PDF-` stands, or -1. Readers accept it anywhere in the first 1,024 bytes (PDF 1.7 reference, implementation
 * note 13), and real servers put warnings or blank lines before it; file-type does not.
 */
function pdfAt(head: Uint8Array): number {
  return Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, 1024)).indexOf('%PDF-', 0, 'latin1');
}

/** What the entries tell that stand in the first bytes. */
function insideZip(head: Uint8Array): string | null {
  const names = zipEntryNames(Buffer.from(head.buffer, head.byteOffset, head.byteLength));
  if (names.some((name) => name.startsWith('ppt/'))) return 'pptx';
  if (names.some((name) => /^Index\/(?:Master)?Slide|^index\.apxl/.test(name))) return 'key';
  return null;
}

function inZipByName(claimed: string | null): string | null {
  return claimed !== null && ZIPPED.has(claimed) ? claimed : null;
}

/** Names in the local file headers (APPNOTE 4.3.7: signature, 22 bytes, name length, extra length, name). */
function zipEntryNames(head: Buffer): readonly string[] {
  const names: string[] = [];
  for (
    let at = head.indexOf('PK\u0003\u0004', 0, 'latin1');
    at !== -1;
    at = head.indexOf('PK\u0003\u0004', at + 4, 'latin1')
  ) {
    if (at + 30 > head.length) break;
    names.push(head.toString('latin1', at + 30, at + 30 + head.readUInt16LE(at + 26)));
  }
  return names;
}

function judgeText(claimed: string | null): Judgement {
  const type = claimed === null ? null : mediaTypeOf(claimed);
  if (claimed !== null && type !== null) {
    if (DOCUMENTS.has(claimed) || NEVER_TEXT.test(type)) return mismatch(claimed, 'text');
    if (TEXTUAL.test(type)) return { ok: true, mediaType: type, extension: claimed };
  }
  return { ok: true, mediaType: 'text/plain', extension: 'txt' };
}

function judgeBinary(claimed: string | null): Judgement {
  const type = claimed === null ? null : mediaTypeOf(claimed);
  if (claimed !== null && (DOCUMENTS.has(claimed) || type?.startsWith('text/') === true)) {
    return mismatch(claimed, 'none that is known');
  }
  return { ok: true, mediaType: type ?? 'application/octet-stream', extension: claimed ?? 'bin' };
}

function typeOf(extension: string): FileType {
  return { mediaType: mediaTypeOf(extension) ?? 'application/octet-stream', extension };
}

function mediaTypeOf(extension: string): string | null {
  return mime.lookup(`file.${extension}`) || null;
}

function mismatch(claimed: string | null, found: string): Judgement {
  return refused('mismatch', `The file is published as ${claimed ?? 'a document'}, but its first bytes are ${found}.`);
}

function refused(reason: Refusal, detail: string): Judgement {
  return { ok: false, reason, detail };
}
