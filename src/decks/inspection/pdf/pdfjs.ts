import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PDFDocumentLoadingTask, PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { UnreadableFile } from '../contents.ts';
import type { InspectionTools } from '../inspection-tools.ts';
import { PICTURE_WIDTH } from '../inspector.ts';
import type { PdfText } from './pdf-text.ts';

/** A page drawn higher than this, in pixels, is drawn narrower instead. */
const MAX_HEIGHT = 4_800;

/** The text of a PDF by pdfjs, which npm brings: slower than poppler, and it needs more memory; errors as `readPdf`. */
export async function readWithPdfjs(path: string, { limits }: InspectionTools): Promise<PdfText> {
  return withDocument(path, async (document) => {
    if (document.numPages > limits.pages) {
      throw new UnreadableFile('damaged', `The file breaks a limit: it says that it has ${document.numPages} pages.`);
    }
    const { info } = await document.getMetadata();
    const pages: string[] = [];
    let bytes = 0;
    for (let number = 1; number <= document.numPages; number += 1) {
      const text = await pageText(document, number);
      bytes += Buffer.byteLength(text);
      if (bytes > limits.textBytes) {
        throw new UnreadableFile(
          'damaged',
          `The file breaks a limit: its text has more than ${limits.textBytes} bytes.`,
        );
      }
      pages.push(text);
    }
    return { title: fact(info, 'Title'), author: fact(info, 'Author'), pages };
  });
}

/** Draws pages 1 to `last` on a canvas; returns what could not be drawn, or null. */
export async function drawWithPdfjs(
  path: string,
  last: number,
  { pictures, timeLeft }: InspectionTools,
): Promise<string | null> {
  const { createCanvas } = await import('@napi-rs/canvas');
  const missed: number[] = [];
  let next = 1;
  await withDocument(path, async (document) => {
    for (; next <= last && timeLeft() > 0; next += 1) {
      const number = next;
      try {
        const page = await document.getPage(number);
        const size = page.getViewport({ scale: 1 });
        const viewport = page.getViewport({ scale: Math.min(PICTURE_WIDTH / size.width, MAX_HEIGHT / size.height) });
        const [width, height] = [Math.max(1, Math.round(viewport.width)), Math.max(1, Math.round(viewport.height))];
        const canvas = createCanvas(width, height);
        // pdfjs is typed for a browser's canvas; this one has all of it that drawing needs.
        await page.render({ canvas: canvas as unknown as HTMLCanvasElement, viewport, background: 'white' }).promise;
        await pictures.drawn(number, { width, height, pixels: withoutAlpha(canvas.data()), release: () => {} });
        page.cleanup();
      } catch (error) {
        // A full disk is not the page's fault.
        if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') throw error;
        missed.push(number);
      }
    }
  });
  if (next <= last) return `Pictures end at page ${next - 1} of ${last}: the file takes too long.`;
  if (missed.length === 0) return null;
  return missed.length === last ? 'No page could be drawn.' : `No picture could be made of page ${missed.join(', ')}.`;
}

async function withDocument<T>(path: string, use: (document: PDFDocumentProxy) => Promise<T>): Promise<T> {
  const pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs');
  // Where its tables lie: character maps for Chinese, Japanese and Korean, the standard fonts, picture decoders.
  const place = dirname(dirname(dirname(fileURLToPath(import.meta.resolve('pdfjs-dist/legacy/build/pdf.mjs')))));
  const folder = (name: string): string => `${join(place, name)}/`;
  const task: PDFDocumentLoadingTask = pdfjs.getDocument({
    data: new Uint8Array(await readFile(path)),
    cMapUrl: folder('cmaps'),
    cMapPacked: true,
    standardFontDataUrl: folder('standard_fonts'),
    wasmUrl: folder('wasm'),
    iccUrl: folder('iccs'),
    disableFontFace: true,
    useSystemFonts: false,
    enableXfa: false,
    stopAtErrors: false,
    verbosity: pdfjs.VerbosityLevel.ERRORS,
  });
  try {
    return await use(await task.promise);
  } catch (error) {
    if (error instanceof pdfjs.PasswordException) {
      throw new UnreadableFile('encrypted', 'The file wants a password.', { cause: error });
    }
    if (error instanceof UnreadableFile || (error instanceof Error && 'code' in error)) throw error;
    const why = error instanceof Error ? error.message.replace(/\.?$/, '') : String(error);
    throw new UnreadableFile('damaged', `No page of the file can be read: ${why}.`, { cause: error });
  } finally {
    await task.destroy();
  }
}

/** A page whose text cannot be read has none: the others still do. */
async function pageText(document: PDFDocumentProxy, number: number): Promise<string> {
  try {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    page.cleanup();
    return items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('');
  } catch {
    return '';
  }
}

function fact(info: object, name: 'Title' | 'Author'): string | null {
  const value = (info as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** Red, green and blue of pixels that have a fourth byte. */
function withoutAlpha(pixels: Buffer): Buffer {
  const plain = Buffer.allocUnsafe((pixels.length / 4) * 3);
  for (let from = 0, to = 0; from < pixels.length; from += 4, to += 3) {
    plain[to] = pixels[from] ?? 0;
    plain[to + 1] = pixels[from + 1] ?? 0;
    plain[to + 2] = pixels[from + 2] ?? 0;
  }
  return plain;
}
