import type { TextSink } from './deck-text.ts';
import { plainAttribute, prefixedAttribute, type XmlElement, type XmlVisitor } from './xml.ts';

/** Where the words of a tree of shapes go. */
export interface ShapeTarget {
  /** For a placeholder's type (ECMA-376 part 1, 19.7.10; `obj` where it has none), null for a shape that is no placeholder; null leaves it out. */
  sinkFor(placeholder: string | null): TextSink | null;
  /** A chart or SmartArt by the relationship that leads to its words. */
  figure(relationship: string): void;
  /** Grows with all that was found: tells whether one alternative gave anything. */
  found(): number;
}

/** Content of `p:spTree`, `p:grpSp` or `dsp:spTree`: shapes in the file's order, which is the order of drawing, hidden ones left out. */
export function shapeTree(target: ShapeTarget): XmlVisitor {
  const frame = shapeFrame();
  const tree: XmlVisitor = {
    child(element) {
      if (element.name === 'nvGrpSpPr') return frame.properties;
      if (frame.hidden()) return null;
      switch (element.name) {
        case 'sp':
          return shape(target);
        case 'grpSp':
          return shapeTree(target);
        case 'graphicFrame':
          return graphicFrame(target);
        case 'AlternateContent':
          return alternatives(() => target.found(), tree);
        default:
          return null;
      }
    },
  };
  return tree;
}

/** Content of `a:txBody` and its like: each paragraph, and each break in one, ends with `lineEnd`. */
export function paragraphs(sink: TextSink, lineEnd = '\n'): XmlVisitor {
  const body: XmlVisitor = {
    child({ name }) {
      if (name === 'p') return { ...inline(sink, lineEnd), end: () => sink.write(lineEnd) };
      return name === 'AlternateContent' ? alternatives(() => sink.length, body) : null;
    },
  };
  return body;
}

/** Runs, fields, breaks and formulas (`m:t` in `a14:m`). */
function inline(sink: TextSink, lineEnd: string): XmlVisitor {
  const runs: XmlVisitor = {
    child(element) {
      switch (element.name) {
        case 't':
          return { text: (text) => sink.write(text) };
        case 'br':
          sink.write(lineEnd);
          return null;
        case 'fld':
          // The slide's number is known without it.
          return plainAttribute(element, 'type') === 'slidenum' ? null : runs;
        case 'AlternateContent':
          return alternatives(() => sink.length, runs);
        case 'rPr':
        case 'pPr':
        case 'endParaRPr':
        case 'extLst':
          return null;
        default:
          return runs;
      }
    },
  };
  return runs;
}

/** Content of `mc:AlternateContent` (ECMA-376 part 3): the first choice in which anything is found, or the fallback; never two of them. */
function alternatives(found: () => number, inside: XmlVisitor): XmlVisitor {
  const before = found();
  return {
    child: ({ name }) => ((name === 'Choice' || name === 'Fallback') && found() === before ? inside : null),
  };
}

function shape(target: ShapeTarget): XmlVisitor {
  const frame = shapeFrame();
  return {
    child({ name }) {
      if (name === 'nvSpPr') return frame.properties;
      if (name !== 'txBody' || frame.hidden()) return null;
      const sink = target.sinkFor(frame.placeholder());
      return sink === null ? null : paragraphs(sink);
    },
  };
}

function graphicFrame(target: ShapeTarget): XmlVisitor {
  const frame = shapeFrame();
  const content: XmlVisitor = {
    child(element) {
      if (element.name === 'nvGraphicFramePr') return frame.properties;
      if (frame.hidden()) return null;
      switch (element.name) {
        case 'graphic':
        case 'graphicData':
          return content;
        case 'AlternateContent':
          return alternatives(() => target.found(), content);
        case 'tbl':
          return table(target.sinkFor(null));
        case 'relIds':
          return figure(target, prefixedAttribute(element, 'dm'));
        case 'chart':
          return figure(target, prefixedAttribute(element, 'id'));
        default:
          return null;
      }
    },
  };
  return content;
}

function figure(target: ShapeTarget, relationship: string | null): null {
  if (relationship !== null) target.figure(relationship);
  return null;
}

/** A row is one line, cells stand behind each other with a tab; a cell that is merged into another is not to be seen. */
function table(sink: TextSink | null): XmlVisitor | null {
  if (sink === null) return null;
  const cell: XmlVisitor = {
    child: ({ name }) => (name === 'txBody' ? paragraphs(sink, ' ') : null),
    end: () => sink.write('\t'),
  };
  const row: XmlVisitor = {
    child: (element) => (element.name === 'tc' && !isMerged(element) ? cell : null),
    end: () => sink.write('\n'),
  };
  return { child: ({ name }) => (name === 'tr' ? row : null) };
}

function isMerged(cell: XmlElement): boolean {
  return isOn(plainAttribute(cell, 'hMerge')) || isOn(plainAttribute(cell, 'vMerge'));
}

/** What stands before a shape's words: whether it is hidden, and which placeholder it fills. */
function shapeFrame(): {
  readonly properties: XmlVisitor;
  hidden(): boolean;
  placeholder(): string | null;
} {
  let hidden = false;
  let placeholder: string | null = null;
  const properties: XmlVisitor = {
    child(element) {
      if (element.name === 'cNvPr') hidden ||= isOn(plainAttribute(element, 'hidden'));
      if (element.name === 'ph') placeholder = plainAttribute(element, 'type') ?? 'obj';
      return element.name === 'nvPr' ? properties : null;
    },
  };
  return { properties, hidden: () => hidden, placeholder: () => placeholder };
}

function isOn(value: string | null): boolean {
  return value === '1' || value === 'true';
}
