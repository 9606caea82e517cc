import { type DeckContents, UnreadableFile } from '../contents.ts';
import type { Zip } from '../zip.ts';
import { checkSlideCount, oneLine, slideList, type TextSink, textSink } from './deck-text.ts';
import { documentFacts } from './document-facts.ts';
import { type FrameTarget, frames, paragraph } from './odp-text.ts';
import { partName } from './open-package.ts';
import { along, MalformedXml, prefixedAttribute, type XmlParts, type XmlVisitor, xmlParts } from './xml.ts';

const MANIFEST = 'META-INF/manifest.xml';
const META = 'meta.xml';

/**
 * Reads an OpenDocument presentation (ODF 1.3; odp and otp). Pages in their order, hidden ones included; the title first, then the other
 * shapes in the file's order with their tables and charts. Left out: what stands on master pages, page numbers, dates, headers, repeated
 * footers, comments, alternative texts. The author is who made the file (`meta:initial-creator`), or else who saved it last (`dc:creator`).
 * Throws an `UnreadableFile`.
 */
export async function readOdp(zip: Zip): Promise<DeckContents> {
  const xml = xmlParts(zip);
  if (zip.has(MANIFEST) && (await isEncrypted(xml))) {
    throw new UnreadableFile('encrypted', 'The file wants a password.');
  }
  const pages = await readPages(xml);
  const slides = slideList();
  const objects = new Map<string, string>();
  for (const page of pages) {
    for (const address of page.objects) {
      if (!objects.has(address)) objects.set(address, await objectText(zip, xml, address));
    }
    const text = textSink();
    text.write(page.title.toString());
    for (const piece of page.body)
      text.write(typeof piece === 'string' ? (objects.get(piece) ?? '') : piece.toString());
    slides.add({ text: text.toString(), footer: page.footer.toString(), notes: page.notes.toString() });
  }
  const facts = zip.has(META) ? await documentFacts(xml, META, ['meta']) : null;
  return {
    title: oneLine(facts?.get('title') ?? ''),
    author: oneLine(facts?.get('initial-creator') ?? '') ?? oneLine(facts?.get('creator') ?? ''),
    slides: slides.finished(),
  };
}

/** Whether any entry is encrypted (ODF 1.3 part 2, 3.4.1); a manifest that cannot be read says of none that it is. */
async function isEncrypted(xml: XmlParts): Promise<boolean> {
  let encrypted = false;
  try {
    await xml.read(MANIFEST, () =>
      along(['file-entry', 'encryption-data'], () => {
        encrypted = true;
        return null;
      }),
    );
  } catch (error) {
    if (!(error instanceof MalformedXml)) throw error;
  }
  return encrypted;
}

interface PageWords {
  readonly title: TextSink;
  readonly footer: TextSink;
  readonly notes: TextSink;
  /** In order; an embedded object by its address. */
  readonly body: readonly (TextSink | string)[];
  readonly objects: ReadonlySet<string>;
  readonly visitor: XmlVisitor;
}

async function readPages(xml: XmlParts): Promise<readonly PageWords[]> {
  const pages: PageWords[] = [];
  let isPresentation = false;
  const page = ({ name }: { readonly name: string }): XmlVisitor | null => {
    if (name !== 'page') return null;
    checkSlideCount(pages.length + 1);
    const words = pageWords();
    pages.push(words);
    return words.visitor;
  };
  await xml.read('content.xml', () =>
    along(['body', 'presentation'], () => {
      isPresentation = true;
      return { child: page };
    }),
  );
  if (!isPresentation) throw new UnreadableFile('unsupported', 'The file is no presentation.');
  return pages;
}

function pageWords(): PageWords {
  const [title, footer, notes] = [textSink(), textSink(), textSink()];
  let last = textSink();
  const body: (TextSink | string)[] = [last];
  const objects = new Set<string>();
  const target: FrameTarget = {
    sinkFor(role) {
      if (role === 'title') return title;
      if (role === 'footer') return footer;
      return role !== null && FURNITURE.has(role) ? null : last;
    },
    object(address) {
      if (objects.has(address)) return;
      objects.add(address);
      last = textSink();
      body.push(address, last);
    },
  };
  const notesTarget: FrameTarget = {
    // A frame without a class is one that the speaker drew.
    sinkFor: (role) => (role === null || role === 'notes' ? notes : null),
    object: () => {},
  };
  const onPage = frames(target);
  const visitor: XmlVisitor = {
    child: (element) => (element.name === 'notes' ? frames(notesTarget) : (onPage.child?.(element) ?? null)),
  };
  return { title, footer, notes, body, objects, visitor };
}

const FURNITURE = new Set(['page-number', 'date-time', 'header']);

/** Titles and words of a chart, each once, numbers left out; nothing of any other object, or of one that is not in the file. */
async function objectText(zip: Zip, xml: XmlParts, address: string): Promise<string> {
  const part = partName('', `${address}/content.xml`);
  const sink = textSink();
  if (part === null || !zip.has(part)) return '';
  const seen = new Set<string>();
  const line = (): XmlVisitor => {
    const words = textSink();
    return {
      ...paragraph(words),
      end() {
        const text = words.toString().trim();
        if (text !== '' && !seen.has(text)) sink.write(`${text}\n`);
        seen.add(text);
      },
    };
  };
  const chart: XmlVisitor = {
    child(element) {
      if (element.name === 'p') return line();
      const type = prefixedAttribute(element, 'value-type');
      return element.name === 'table-cell' && type !== null && type !== 'string' ? null : chart;
    },
  };
  await xml.read(part, () => along(['body', 'chart'], () => chart));
  return sink.toString();
}
