import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { SaxesParser } from 'saxes';
import { type DeckContents, UnreadableFile } from '../contents.ts';
import type { Zip } from '../zip.ts';
import { type Presentation09, presentationReader } from './keynote-09-text.ts';

/** The document's XML once unpacked: 48 slides have 3.4 MB, nearly all of it styles. */
const MAX_XML_BYTES = 64 * 1024 ** 2;

/**
 * A character that XML forbids costs nothing else, so errors are passed over; but each costs the parser a stack trace, and thousands are
 * no Keynote file. What was never closed is found at the end.
 */
const MAX_ERRORS = 1_000;

/** Bytes that are given to the parser at a time. */
const PIECE = 64 * 1024;

/**
 * Reads a file of iWork '08 or '09: a zip with `index.apxl`, or `index.apxl.gz`. Throws an `UnreadableFile` where the XML is broken, has no
 * slides or is too large.
 *
 * @param folder Of the document in the zip, with its slash: empty, or the package's name where a whole package was zipped.
 */
export async function readKeynote09(zip: Zip, folder = ''): Promise<DeckContents> {
  const presentation = read(await xmlOf(zip, folder));
  if (presentation.slides.length === 0) throw new UnreadableFile('damaged', 'The Keynote file has no slides.');
  return {
    title: presentation.title,
    author: presentation.author,
    slides: presentation.slides.map(({ text, notes, pictures }) => ({
      text,
      notes,
      picture: pictures.map((path) => folder + path).find((entry) => zip.has(entry)) ?? null,
    })),
  };
}

async function xmlOf(zip: Zip, folder: string): Promise<Buffer> {
  const plain = `${folder}index.apxl`;
  if (zip.has(plain)) return zip.read(plain);
  const packed = await zip.read(`${plain}.gz`);
  try {
    return await promisify(gunzip)(packed, { maxOutputLength: MAX_XML_BYTES });
  } catch (error) {
    throw new UnreadableFile('damaged', 'index.apxl.gz of the Keynote file is broken, or too large.', { cause: error });
  }
}

function read(xml: Buffer): Presentation09 {
  // iWork declares no types; who does wants something of the parser.
  if (xml.includes('<!DOCTYPE')) throw broken();
  const reader = presentationReader();
  const parser = new SaxesParser<{ xmlns: false; position: false }>({ position: false, xmlns: false });
  parser.on('opentag', ({ name, attributes }) => reader.open(name, attributes));
  parser.on('text', (text) => reader.text(text));
  parser.on('cdata', (text) => reader.text(text));
  parser.on('closetag', () => reader.close());
  let errors = 0;
  parser.on('error', (error) => {
    if (++errors > MAX_ERRORS) throw broken(error);
  });
  const decoder = new TextDecoder();
  for (let at = 0; at < xml.length; at += PIECE) {
    parser.write(decoder.decode(xml.subarray(at, at + PIECE), { stream: true }));
  }
  parser.write(decoder.decode()).close();
  const presentation = reader.end();
  if (presentation === null) throw broken();
  return presentation;
}

function broken(cause?: Error): UnreadableFile {
  return new UnreadableFile('damaged', 'index.apxl of the Keynote file is no whole XML.', { cause });
}
