import { type TextSink, textSink } from './deck-text.ts';
import { paragraphs, type ShapeTarget, shapeTree } from './drawing-text.ts';
import type { Relationship } from './open-package.ts';
import { along, plainAttribute, type XmlParts, type XmlVisitor } from './xml.ts';

/**
 * The words of a chart or of SmartArt. A part is read once, however many slides show it; throws an `UnreadableFile`.
 *
 * @param related The slide's relationships: the drawing of a diagram is one of them.
 */
export type FigureReader = (figure: Relationship, related: readonly Relationship[]) => Promise<string>;

/** A `FigureReader` of one file. */
export function figureReader(xml: XmlParts): FigureReader {
  const known = new Map<string, string>();
  const once = async (part: string, read: () => Promise<string>): Promise<string> => {
    const text = known.get(part) ?? (await read());
    known.set(part, text);
    return text;
  };
  return (figure, related) =>
    once(figure.target, async () => {
      if (figure.type !== 'diagramData') return chartText(xml, figure.target);
      const { text, drawing } = await diagramText(xml, figure.target);
      const drawn = related.find(({ id, type }) => id === drawing && type === 'diagramDrawing');
      // The data has the words in the order of their making; the drawing, which not every writer leaves, in that of the picture.
      const shown = drawn === undefined ? '' : await once(drawn.target, () => drawingText(xml, drawn.target));
      return shown.trim() === '' ? text : shown;
    });
}

/** Words of `dgm:dataModel` (ECMA-376 part 1, 21.4.2), and the relationship that its drawing has ([MS-ODRAWXML] 2.6). */
async function diagramText(xml: XmlParts, part: string): Promise<{ readonly text: string; readonly drawing: string }> {
  const sink = textSink();
  let drawing = '';
  const points = along(['pt', 't'], () => paragraphs(sink));
  const extension = along(['ext', 'dataModelExt'], (element) => {
    drawing = plainAttribute(element, 'relId') ?? '';
    return null;
  });
  await xml.read(part, (root) =>
    root.name !== 'dataModel'
      ? null
      : { child: ({ name }) => (name === 'ptLst' ? points : name === 'extLst' ? extension : null) },
  );
  return { text: sink.toString(), drawing };
}

async function drawingText(xml: XmlParts, part: string): Promise<string> {
  const sink = textSink();
  const target: ShapeTarget = { sinkFor: () => sink, figure: () => {}, found: () => sink.length };
  await xml.read(part, (root) => (root.name === 'drawing' ? along(['spTree'], () => shapeTree(target)) : null));
  return sink.toString();
}

/** Titles, names of series and of categories, each once, of a chart (ECMA-376 part 1, 21.2) or one of the newer kinds ([MS-ODRAWXML] 2.24). */
async function chartText(xml: XmlParts, part: string): Promise<string> {
  const sink = textSink();
  await xml.read(part, (root) => (root.name === 'chartSpace' ? chart(sink) : null));
  return sink.toString();
}

/** Numbers are not words; a formula names the cells that they come from. */
const NO_WORDS = new Set(['numRef', 'numLit', 'numCache', 'numDim', 'f', 'txPr', 'spPr', 'extLst', 'formatCode']);

function chart(sink: TextSink): XmlVisitor {
  const seen = new Set<string>();
  const label = (): XmlVisitor => {
    let words = '';
    return {
      text: (text) => {
        words += text;
      },
      child: ({ name }) => (name === 'v' ? label() : null),
      end() {
        const line = words.trim();
        if (line !== '' && !seen.has(line)) sink.write(`${line}\n`);
        seen.add(line);
      },
    };
  };
  const inside: XmlVisitor = {
    child({ name }) {
      if (NO_WORDS.has(name)) return null;
      if (name === 'rich') return paragraphs(sink);
      return name === 'v' || name === 'pt' ? label() : inside;
    },
  };
  return inside;
}
