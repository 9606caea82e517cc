import { strToU8, type Zippable, zipSync } from 'fflate';
import PdfKit from 'pdfkit';
import { keynoteEntries } from './keynote.ts';
import { odpEntries, pptxEntries } from './office.ts';

/**
 * Small real files with a given text. One string is one slide: its first line is the heading, lines that begin with
 * `note:` are speaker notes (kept by PPTX, ODP and KEY; a PDF has none), the rest is the body.
 */
interface DeckText {
  readonly title: string;
  readonly author: string;
  readonly slides: readonly string[];
}

/** One slide of a deck as the makers see it. */
export interface SlideText {
  readonly heading: string;
  readonly body: readonly string[];
  readonly notes: string;
}

/** What `deckFor` names as the author. */
const DECK_AUTHOR = 'Deckhand test deck';

const made = new Map<string, Buffer>();

/**
 * A file of the kind that the name's extension says (pdf, pptx, odp, key, mov, mp4, zip, txt; none is text), with one
 * slide for each string. The same name and slides always give the same bytes, made once a process. Throws on an
 * extension nobody has taught it.
 */
export function deckFor(name: string, slides: readonly string[]): Buffer {
  const identity = [name, ...slides].join('\0');
  const known = made.get(identity);
  if (known !== undefined) return known;
  const [heading = name] = slides[0]?.split('\n') ?? [];
  const deck = makeDeck(extensionOf(name), { title: heading, author: DECK_AUTHOR, slides });
  made.set(identity, deck);
  return deck;
}

function makeDeck(extension: string, text: DeckText): Buffer {
  switch (extension) {
    case 'pdf':
      return pdf(text);
    case 'pptx':
      return pptx(text);
    case 'odp':
      return odp(text);
    case 'key':
      return key(text);
    case 'mov':
    case 'mp4':
      return movie(extension, 2_048, text.slides.join('\n'));
    case 'zip':
      return zipped({ 'README.txt': strToU8(text.slides.join('\n\n')) });
    case 'txt':
    case '':
      return Buffer.from(`${text.slides.join('\n\n')}\n`);
    default:
      throw new Error(`No maker for .${extension}; tests/setup/decks.ts knows the others`);
  }
}

/** A PDF of 16:9 pages. The standard fonts have the characters of Windows-1252; any other becomes a question mark. */
function pdf({ title, author, slides }: DeckText): Buffer {
  const document = new PdfKit({
    // Uncompressed, pdfkit writes everything before `end` returns, so the file can be read at once.
    compress: false,
    autoFirstPage: false,
    size: [960, 540],
    margin: 60,
    info: { Title: title, Author: author, CreationDate: new Date(Date.UTC(2018, 4, 2, 9)) },
  });
  for (const { heading, body } of slides.map(slideText)) {
    document.addPage();
    document.font('Helvetica-Bold').fontSize(36).text(inFont(heading)).moveDown();
    document.font('Helvetica').fontSize(22);
    for (const line of body) document.text(inFont(line));
  }
  document.end();
  const file: unknown = document.read();
  if (!Buffer.isBuffer(file)) throw new Error('pdfkit had nothing to give yet');
  return file;
}

/** A PowerPoint file with a master, a layout, a theme and notes. */
function pptx({ title, author, slides }: DeckText): Buffer {
  return zipped(pptxEntries({ title, author, slides: slides.map(slideText) }));
}

/** An OpenDocument presentation: `mimetype` stands first and is stored, so that magic numbers find it. */
function odp({ title, author, slides }: DeckText): Buffer {
  return zipped(odpEntries({ title, author, slides: slides.map(slideText) }));
}

/** A Keynote file as written since 2013: stored entries under Index, Data and Metadata, and a preview picture. */
function key({ slides }: DeckText): Buffer {
  return zipped(keynoteEntries(slides.map(slideText)), 0);
}

/** A film nobody can watch: the container's first box and `bytes` of media data that repeat `text`. */
export function movie(kind: 'mov' | 'mp4', bytes: number, text = ''): Buffer {
  const [brand, compatible] = kind === 'mov' ? ['qt  ', 'qt  '] : ['isom', 'mp42'];
  return Buffer.concat([
    box('ftyp', Buffer.concat([Buffer.from(brand), Buffer.alloc(4), Buffer.from(compatible)])),
    box('mdat', Buffer.alloc(bytes, text === '' ? '\0' : text)),
  ]);
}

/** `pdf` of `a/b.c.PDF`; empty where a name has no extension. */
function extensionOf(name: string): string {
  return /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
}

function inFont(text: string): string {
  return text.replaceAll(/[^ -~\u00A0-\u00FF€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/gu, '?');
}

function slideText(slide: string): SlideText {
  const [heading = '', ...lines] = slide.split('\n');
  return {
    heading,
    body: lines.filter((line) => !isNote(line)),
    notes: lines
      .filter(isNote)
      .map((line) => line.slice('note:'.length).trim())
      .join('\n'),
  };
}

const isNote = (line: string): boolean => line.startsWith('note:');

function box(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + content.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}

/** The date is given in local parts, as ZIP stores it, so that the bytes are the same in every time zone. */
function zipped(entries: Zippable, level: 0 | 6 = 6): Buffer {
  return Buffer.from(zipSync(entries, { level, mtime: new Date(2018, 4, 2, 9) }));
}
