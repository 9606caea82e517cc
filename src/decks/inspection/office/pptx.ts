import { type DeckContents, UnreadableFile } from '../contents.ts';
import type { Zip } from '../zip.ts';
import { checkSlideCount, oneLine, type SlideDraft, slideList, type TextSink, textSink } from './deck-text.ts';
import { documentFacts } from './document-facts.ts';
import { type ShapeTarget, shapeTree } from './drawing-text.ts';
import { type OpenPackage, openPackage, type Relationship } from './open-package.ts';
import { type FigureReader, figureReader } from './pptx-figures.ts';
import { along, prefixedAttribute, type XmlParts, xmlParts } from './xml.ts';

/**
 * Reads a PowerPoint file (ECMA-376; pptx, pptm, ppsx, potx and their like). Slides in the order of the presentation, hidden ones included;
 * the title first, then the other shapes in the file's order with their tables, charts and SmartArt. Left out: what stands on masters and
 * layouts, slide numbers, dates, repeated footers, hidden shapes, alternative texts, comments and embedded files. Notes are the body of the
 * notes page. Throws an `UnreadableFile`.
 */
export async function readPptx(zip: Zip): Promise<DeckContents> {
  const xml = xmlParts(zip);
  const parts = openPackage(zip, xml);
  const figures = figureReader(xml);
  const top = await parts.relationships('');
  const main = top.find(({ type }) => type === 'officeDocument')?.target;
  if (main === undefined) throw new UnreadableFile('damaged', 'The file does not say which part is the presentation.');

  const slides = slideList();
  const known = new Map<string, SlideDraft>();
  for (const part of await slideParts(xml, parts, main)) {
    const draft = known.get(part) ?? (await readSlide(part, xml, parts, figures));
    known.set(part, draft);
    slides.add(draft);
  }
  const core = top.find(({ type }) => type === 'core-properties')?.target;
  const facts = core === undefined ? null : await documentFacts(xml, core, []);
  return {
    title: oneLine(facts?.get('title') ?? ''),
    author: oneLine(facts?.get('creator') ?? ''),
    slides: slides.finished(),
  };
}

/** Parts of the slides, in the order in which they are shown (ECMA-376 part 1, 19.2.1.34). */
async function slideParts(xml: XmlParts, parts: OpenPackage, main: string): Promise<readonly string[]> {
  const ids: string[] = [];
  await xml.read(main, (root) => {
    if (root.name !== 'presentation') throw new UnreadableFile('unsupported', 'The file is no presentation.');
    return along(['sldIdLst', 'sldId'], (element) => {
      ids.push(prefixedAttribute(element, 'id') ?? '');
      // Here already, so that a list without end is not followed first.
      checkSlideCount(ids.length);
      return null;
    });
  });
  const targets = new Map((await parts.relationships(main)).map(({ id, target }) => [id, target]));
  return ids.map((id, index) => {
    const part = targets.get(id);
    if (part === undefined) throw new UnreadableFile('damaged', `The file lacks its slide ${index + 1}.`);
    return part;
  });
}

async function readSlide(
  part: string,
  xml: XmlParts,
  parts: OpenPackage,
  readFigure: FigureReader,
): Promise<SlideDraft> {
  const related = await parts.relationships(part);
  const words = slideWords();
  await xml.read(part, (root) => {
    if (root.name !== 'sld') throw new UnreadableFile('damaged', `The file's part ${part} is no slide.`);
    return along(['cSld', 'spTree'], () => shapeTree(words.target));
  });
  const byId = new Map(related.map((relationship) => [relationship.id, relationship]));
  const text = textSink();
  text.write(words.title.toString());
  for (const piece of words.body) {
    if (typeof piece !== 'string') text.write(piece.toString());
    else text.write(await figureText(byId.get(piece), related, readFigure));
  }
  const notes = related.find(({ type }) => type === 'notesSlide');
  return {
    text: text.toString(),
    footer: words.footer.toString(),
    notes: notes === undefined ? '' : await notesText(xml, notes.target),
  };
}

async function figureText(
  figure: Relationship | undefined,
  related: readonly Relationship[],
  readFigure: FigureReader,
): Promise<string> {
  if (figure === undefined) return '';
  return `${(await readFigure(figure, related)).trimEnd()}\n`;
}

/** A slide's words as they are found: titles and footers apart, and the rest in order, a figure as the name of its relationship. */
function slideWords(): {
  readonly title: TextSink;
  readonly footer: TextSink;
  readonly body: readonly (TextSink | string)[];
  readonly target: ShapeTarget;
} {
  const title = textSink();
  const footer = textSink();
  let last = textSink();
  const body: (TextSink | string)[] = [last];
  const figures = new Set<string>();
  // Kept as a sum, because a slide may have a million figures and as many alternatives.
  let settled = 0;
  const target: ShapeTarget = {
    sinkFor(placeholder) {
      switch (placeholder) {
        case 'title':
        case 'ctrTitle':
          return title;
        case 'ftr':
          return footer;
        case 'sldNum':
        case 'dt':
        case 'hdr':
          return null;
        case null:
        default:
          return last;
      }
    },
    figure(relationship) {
      if (figures.has(relationship)) return;
      figures.add(relationship);
      settled += last.length + 1;
      last = textSink();
      body.push(relationship, last);
    },
    found: () => title.length + footer.length + settled + last.length,
  };
  return { title, footer, body, target };
}

/** The body of a notes page (ECMA-376 part 1, 13.3.5), without the picture of the slide, its number, header and footer. */
async function notesText(xml: XmlParts, part: string): Promise<string> {
  const sink = textSink();
  const target: ShapeTarget = {
    sinkFor: (placeholder) => (placeholder === 'body' ? sink : null),
    figure: () => {},
    found: () => sink.length,
  };
  await xml.read(part, (root) => (root.name === 'notes' ? along(['cSld', 'spTree'], () => shapeTree(target)) : null));
  return sink.toString();
}
