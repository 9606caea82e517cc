import type { TextSink } from './deck-text.ts';
import { prefixedAttribute, type XmlElement, type XmlVisitor } from './xml.ts';

/** Where the words of a page's frames go. */
export interface FrameTarget {
  /** For a `presentation:class` (ODF 1.3 part 3, 19.389), null for a shape that has none; null leaves the shape out. */
  sinkFor(role: string | null): TextSink | null;
  /** An embedded document by its address in the file. */
  object(address: string): void;
}

/** Remarks of editors, and controls that nothing is typed into yet. */
const NO_WORDS = new Set(['annotation', 'annotation-end', 'forms', 'notes', 'ruby-text', 'page-number']);

/** Content of `draw:page`, `draw:g` or a shape: paragraphs in the file's order, which is the order of drawing. */
export function frames(target: FrameTarget, role: string | null = null): XmlVisitor {
  return {
    child(element) {
      if (NO_WORDS.has(element.name) || isUnseen(element)) return null;
      const inner = prefixedAttribute(element, 'class') ?? role;
      const sink = target.sinkFor(inner);
      switch (element.name) {
        case 'p':
        case 'h':
          return sink === null ? null : paragraph(sink);
        case 'table':
          return sink === null ? null : table(sink);
        case 'object':
          if (sink !== null) target.object(prefixedAttribute(element, 'href') ?? '');
          return null;
        default:
          return frames(target, inner);
      }
    },
  };
}

/** Content of `text:p` or `text:h` (ODF 1.3 part 3, 6.1): white space is one blank, more of it has elements of its own. */
export function paragraph(sink: TextSink, lineEnd = '\n'): XmlVisitor {
  return { ...inline(sink, lineEnd), end: () => sink.write(lineEnd) };
}

function inline(sink: TextSink, lineEnd: string): XmlVisitor {
  const spans: XmlVisitor = {
    text: (text) => sink.write(text.replaceAll(/[ \t\r\n]+/g, ' ')),
    child({ name }) {
      if (NO_WORDS.has(name)) return null;
      switch (name) {
        case 's':
          sink.write(' ');
          return null;
        case 'tab':
          sink.write('\t');
          return null;
        case 'line-break':
          sink.write(lineEnd);
          return null;
        case 'p':
        case 'h':
          return paragraph(sink, lineEnd);
        default:
          return spans;
      }
    },
  };
  return spans;
}

/** A row is one line, cells stand behind each other with a tab. What a merged cell covers is among them: LibreOffice draws it in that cell. */
function table(sink: TextSink): XmlVisitor {
  const cell: XmlVisitor = {
    child: ({ name }) => (name === 'p' || name === 'h' ? paragraph(sink, ' ') : NO_WORDS.has(name) ? null : cell),
  };
  const row: XmlVisitor = {
    child: ({ name }) =>
      name === 'table-cell' || name === 'covered-table-cell' ? { ...cell, end: () => sink.write('\t') } : null,
    end: () => sink.write('\n'),
  };
  const rows: XmlVisitor = { child: ({ name }) => (name === 'table-row' ? row : rows) };
  return rows;
}

/** An empty frame that asks to be filled, or one that is not drawn. */
function isUnseen(element: XmlElement): boolean {
  return prefixedAttribute(element, 'placeholder') === 'true' || prefixedAttribute(element, 'display') === 'none';
}
