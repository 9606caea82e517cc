import { judgeFile } from '../deck-type.ts';
import { fileHead } from '../file-head.ts';
import { type DeckContents, UnreadableFile } from './contents.ts';
import type { InspectionTools } from './inspection-tools.ts';
import { type FileToInspect, type Inspection, nothingFound, type Program } from './inspector.ts';
import { readKeynoteFile } from './keynote/keynote-file.ts';
import { toPdf } from './office/libreoffice.ts';
import { readOdp } from './office/odp.ts';
import { readOle2 } from './office/ole2.ts';
import { readPptx } from './office/pptx.ts';
import { drawPdf, readPdf, wantedForPdf } from './pdf/pdf.ts';
import { slideText } from './slide-text.ts';
import { openZip, type Zip } from './zip.ts';

/** What was found besides the pictures. */
type Found = Omit<Inspection, 'state' | 'pictures'>;

/** How a file of each extension is looked into. */
const READERS: Readonly<Record<string, (path: string, tools: InspectionTools) => Promise<Found>>> = {
  pdf: lookIntoPdf,
  key: (path, tools) => lookIntoZip(path, async (zip) => keepPictures(await readKeynoteFile(zip), zip, tools)),
  ...forEach('pptx pptm ppsx ppsm potx potm', (path, tools) => lookIntoOffice(path, readPptx, tools)),
  ...forEach('odp otp', (path, tools) => lookIntoOffice(path, readOdp, tools)),
  ...forEach('ppt pps pot', lookIntoPpt),
};

/** Looks into one file in this process. What is wrong with the file is its state; throws what the disk says, and bugs. */
export async function inspectFile(file: FileToInspect, tools: InspectionTools): Promise<Inspection> {
  try {
    const extension = await extensionByBytes(file);
    const read = READERS[extension];
    if (read === undefined) throw new UnreadableFile('unsupported', `A .${extension} file is no deck.`);
    const found = await read(file.path, tools);
    const pictures = await tools.pictures.finish();
    const hasText = found.slides.some((slide) => slide.text !== '' || slide.notes !== null);
    return {
      ...found,
      title: telling(found.title),
      author: telling(found.author),
      pictures,
      state: hasText ? 'ok' : 'empty',
      detail: found.detail ?? (hasText ? null : 'No page has any text: the slides are pictures.'),
    };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return nothingFound(error.state, error.message, error instanceof MissingProgram ? [error.program] : []);
  }
}

/** A title or author that says something: some programs write a dot where nobody filled it in. */
function telling(fact: string | null): string | null {
  return fact !== null && /[\p{L}\p{N}]/u.test(fact) ? fact : null;
}

/** What the file is by its first bytes. Throws an `UnreadableFile` for what bears a deck's name and is none. */
async function extensionByBytes({ path, extension }: FileToInspect): Promise<string> {
  const { head, bytes } = await fileHead(path);
  const hints = { url: `file:///deck.${extension}`, name: null, contentType: null, label: null };
  const judgement = await judgeFile(head, bytes, hints);
  if (judgement.ok) return judgement.extension;
  const isBroken = judgement.reason === 'empty' || judgement.reason === 'mismatch';
  throw new UnreadableFile(isBroken ? 'damaged' : 'unsupported', judgement.detail);
}

class MissingProgram extends UnreadableFile {
  readonly program: Program;

  constructor(program: Program, message: string) {
    super('unsupported', message);
    this.program = program;
  }
}

async function lookIntoPdf(path: string, tools: InspectionTools): Promise<Found> {
  const text = await readPdf(path, tools);
  const detail = await drawPdf(path, text.pages.length, tools);
  return {
    detail,
    pages: text.pages.length,
    title: text.title === null ? null : slideText(text.title),
    author: text.author === null ? null : slideText(text.author),
    slides: text.pages.map((page, index) => ({ number: index + 1, text: slideText(page), notes: null })),
    wanted: wantedForPdf(tools.programs),
  };
}

/** Text by our own reader; the slides are drawn from a PDF where there is a LibreOffice to make it. */
async function lookIntoOffice(
  path: string,
  read: (zip: Zip) => Promise<DeckContents>,
  tools: InspectionTools,
): Promise<Found> {
  const found = await lookIntoZip(path, async (zip) => foundIn(await read(zip)));
  const { soffice } = tools.programs;
  if (soffice === null) return { ...found, detail: 'Pictures of its slides need LibreOffice.', wanted: ['soffice'] };
  try {
    const pdf = await toPdf(path, soffice, tools);
    const { pages } = await readPdf(pdf, tools);
    // Pictures of the wrong slides would be worse than none.
    if (pages.length !== found.slides.length) {
      return { ...found, detail: `LibreOffice makes ${pages.length} pages of ${found.slides.length} slides.` };
    }
    return { ...found, detail: await drawPdf(pdf, pages.length, tools) };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { ...found, detail: `There are no pictures: ${error.message}` };
  }
}

async function lookIntoPpt(path: string, tools: InspectionTools): Promise<Found> {
  const kind = await readOle2(path);
  if (kind === 'encrypted') throw new UnreadableFile('encrypted', 'The file wants a password.');
  if (kind === 'other') throw new UnreadableFile('unsupported', 'The file is no PowerPoint presentation.');
  const { soffice } = tools.programs;
  if (soffice === null) throw new MissingProgram('soffice', 'A .ppt file can be read where LibreOffice is installed.');
  return lookIntoPdf(await toPdf(path, soffice, tools), tools);
}

async function lookIntoZip(path: string, look: (zip: Zip) => Promise<Found>): Promise<Found> {
  const zip = await openZip(path);
  try {
    return await look(zip);
  } finally {
    zip.close();
  }
}

function foundIn(contents: DeckContents): Found {
  return {
    detail: null,
    pages: contents.slides.length,
    title: contents.title,
    author: contents.author,
    slides: contents.slides.map(({ text, notes }, index) => ({ number: index + 1, text, notes })),
    wanted: [],
  };
}

async function keepPictures(contents: DeckContents, zip: Zip, { pictures }: InspectionTools): Promise<Found> {
  const missed: number[] = [];
  for (const [index, { picture }] of contents.slides.entries()) {
    const kept = picture !== null && (await keptFrom(zip, picture, (bytes) => pictures.kept(index + 1, bytes)));
    if (!kept) missed.push(index + 1);
  }
  const lost = missed.length === contents.slides.length ? 'It has no pictures of its slides.' : null;
  return {
    ...foundIn(contents),
    detail: missed.length === 0 ? null : (lost ?? `It has no picture of slide ${missed.join(', ')}.`),
  };
}

async function keptFrom(zip: Zip, name: string, keep: (bytes: Buffer) => Promise<boolean>): Promise<boolean> {
  try {
    return await keep(await zip.read(name));
  } catch (error) {
    if (error instanceof UnreadableFile) return false;
    throw error;
  }
}

function forEach<T>(extensions: string, reader: T): Record<string, T> {
  return Object.fromEntries(extensions.split(' ').map((extension) => [extension, reader]));
}
