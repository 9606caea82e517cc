import { strToU8, type Zippable } from 'fflate';
import type { SlideText } from './decks.ts';
import { iwa, type MadeObject, message, number, part, references } from './iwa.ts';
import { jpeg } from './jpeg.ts';

/** A slide of a made Keynote file. */
export interface KeynoteSlide extends SlideText {
  /** Texts of a table's cells, in the order in which they were entered. */
  readonly cells?: readonly string[];
  /** Passed over when the deck is shown. */
  readonly skipped?: boolean;
}

/** Type numbers of the archives inside an .iwa file, as iWork since 2013 writes them. */
const TYPE = {
  document: 1,
  show: 2,
  node: 4,
  slide: 5,
  placeholder: 7,
  theme: 10,
  note: 15,
  text: 2001,
  table: 6000,
  tableModel: 6001,
  dataList: 6005,
  metadata: 11_006,
};

const DOCUMENT = 1;
const METADATA = 2;
const SHOW = 10;
const THEME = 11;
const TEMPLATE_NODE = 20;
const TEMPLATE = 30;
/** Data of the template's picture and of a picture whose slide was deleted. */
const TEMPLATE_DATA = 1;
const DELETED_DATA = 2;

/** What kinds a text may be of. */
const TEXT_BOX = 3;
const NOTE = 4;

/**
 * The entries of a Keynote file as written since 2013: a document with its show, a node and a component for each slide, a template, pictures
 * that only the metadata can attribute. The components are numbered against the order in which the slides are shown, one picture is of a
 * slide that is no more, and a slide without a body has kept that of another, switched off. Keynote itself would want more.
 */
export function keynoteEntries(slides: readonly KeynoteSlide[]): Zippable {
  const parts = slides.map(slideParts);
  const tables = parts.flatMap(({ table }) => table);
  const lists = parts.flatMap(({ lists }) => lists);
  const last = slides.length - 1;
  const components = parts.map(({ objects }, index): [string, Uint8Array] => [
    `Index/Slide${index === last ? '' : `-${last - index}`}.iwa`,
    iwa(objects),
  ]);
  return {
    // First, so that the first bytes of a file of any size tell what it is.
    'Index/MasterSlide.iwa': iwa(template()),
    'Index/Document.iwa': iwa(documentObjects(slides)),
    ...Object.fromEntries(components.toReversed()),
    ...(tables.length === 0 ? {} : { 'Index/CalculationEngine.iwa': iwa(tables) }),
    ...(lists.length === 0 ? {} : { 'Index/Tables/DataList.iwa': iwa(lists) }),
    'Index/DocumentStylesheet.iwa': iwa([{ identifier: 3, type: 401, payload: new Uint8Array() }]),
    ...Object.fromEntries(pictures(slides).map(({ name, picture }): [string, Uint8Array] => [`Data/${name}`, picture])),
    'Index/Metadata.iwa': iwa([metadata(slides)]),
    'Metadata/Properties.plist': strToU8('bplist00'),
    'preview.jpg': jpeg('preview'),
  };
}

/** Identifiers of what belongs to the slide at an index. */
const nodeOf = (index: number): number => 100 + index;
const slideOf = (index: number): number => 100_000 + index * 100;

function documentObjects(slides: readonly KeynoteSlide[]): MadeObject[] {
  const nodes = slides.map((_, index) => nodeOf(index));
  const tree = references(2, ...nodes);
  return [
    object(DOCUMENT, TYPE.document, references(2, SHOW), [SHOW]),
    object(SHOW, TYPE.show, message(references(2, THEME), part(3, tree)), [THEME, ...nodes]),
    object(THEME, TYPE.theme, references(2, TEMPLATE_NODE), [TEMPLATE_NODE]),
    node(TEMPLATE_NODE, TEMPLATE, TEMPLATE_DATA, false),
    // As in real files, the order of the nodes in the component says nothing.
    ...slides
      .map(({ skipped = false }, index) => node(nodeOf(index), slideOf(index), dataOf(index, slides.length), skipped))
      .toReversed(),
  ];
}

function node(identifier: number, slide: number, data: number, skipped: boolean): MadeObject {
  const payload = message(references(2, slide), number(4, skipped ? 1 : 0), number(7, 0), references(16, data));
  return object(identifier, TYPE.node, payload, [slide]);
}

interface SlideParts {
  readonly objects: readonly MadeObject[];
  readonly table: readonly MadeObject[];
  readonly lists: readonly MadeObject[];
}

function slideParts({ heading, body, notes, cells = [] }: KeynoteSlide, index: number): SlideParts {
  const slide = slideOf(index);
  const [title, bodyBox, pageNumber, note, table] = [slide + 10, slide + 20, slide + 30, slide + 40, slide + 50];
  const drawn = [...(cells.length === 0 ? [] : [table]), ...(body.length === 0 ? [] : [bodyBox]), title];
  const payload = message(
    part(4, new Uint8Array()),
    references(5, title),
    references(6, bodyBox),
    references(7, ...drawn),
    references(17, TEMPLATE),
    number(19, 1),
    references(20, pageNumber),
    references(27, note),
    references(42, ...drawn),
  );
  const text = body.length === 0 ? 'Left over from another slide' : body.join('\n');
  return {
    objects: [
      object(slide, TYPE.slide, payload, [title, bodyBox, pageNumber, note, TEMPLATE]),
      ...placeholder(bodyBox, slide, text),
      ...placeholder(title, slide, heading),
      ...placeholder(pageNumber, slide, '\uFFFC'),
      object(note, TYPE.note, references(1, note + 1), [note + 1]),
      storage(note + 1, NOTE, notes),
    ],
    ...(cells.length === 0 ? { table: [], lists: [] } : tableParts(table, slide, cells)),
  };
}

/** A placeholder and the text in it; both know the slide. */
function placeholder(identifier: number, slide: number, text: string): MadeObject[] {
  const drawable = references(2, slide);
  const shape = message(part(1, part(1, drawable)), references(2, identifier + 1));
  return [
    object(identifier, TYPE.placeholder, message(part(1, shape), number(2, 2)), [slide, identifier + 1]),
    storage(identifier + 1, TEXT_BOX, text),
  ];
}

function storage(identifier: number, kind: number, text: string): MadeObject {
  return object(identifier, TYPE.text, message(number(1, kind), ...(text === '' ? [] : [part(3, text)])));
}

/** A table and its model lie with what computes them, the texts of its cells in a list elsewhere, the last one first. */
function tableParts(identifier: number, slide: number, cells: readonly string[]): Omit<SlideParts, 'objects'> {
  const [model, list] = [identifier + 1, identifier + 2];
  const entries = cells.map((cell, index) => part(3, message(number(1, index + 1), number(2, 1), part(3, cell))));
  return {
    table: [
      object(identifier, TYPE.table, message(part(1, references(2, slide)), references(2, model)), [slide, model]),
      object(model, TYPE.tableModel, part(4, references(4, list)), [list]),
    ],
    lists: [object(list, TYPE.dataList, message(number(1, 1), number(2, cells.length + 1), ...entries.toReversed()))],
  };
}

function template(): MadeObject[] {
  const [title, body] = [TEMPLATE + 10, TEMPLATE + 20];
  return [
    object(TEMPLATE, TYPE.slide, message(references(5, title), references(6, body), references(7, title, body)), [
      title,
      body,
    ]),
    ...placeholder(title, TEMPLATE, 'Title Text'),
    ...placeholder(body, TEMPLATE, 'Body Level One\nBody Level Two'),
  ];
}

/** The newest data are of the first slide. */
const dataOf = (index: number, slides: number): number => 10 + (slides - index) * 3;

/** The files under `Data/`, by their data's number. */
function pictures(
  slides: readonly KeynoteSlide[],
): { readonly data: number; readonly name: string; readonly picture: Uint8Array }[] {
  return [
    { data: TEMPLATE_DATA, name: `mt-${uuid(TEMPLATE_DATA)}-${TEMPLATE_DATA}.jpg`, picture: jpeg('Title Text') },
    { data: DELETED_DATA, name: `st-${uuid(DELETED_DATA)}-${DELETED_DATA}.jpg`, picture: jpeg('a deleted slide') },
    ...slides
      .map(({ heading }, index) => ({ data: dataOf(index, slides.length), picture: jpeg(heading) }))
      .map(({ data, picture }) => ({ data, name: `st-${uuid(data)}-${data}.jpg`, picture }))
      .toReversed(),
  ];
}

function metadata(slides: readonly KeynoteSlide[]): MadeObject {
  const datas = pictures(slides).map(({ data, name }) => {
    const preferred = name.replace(/-\d+\.jpg$/, '.jpg');
    return part(4, message(number(1, data), part(2, Buffer.alloc(20, data)), part(3, preferred), part(4, name)));
  });
  return object(METADATA, TYPE.metadata, message(number(1, 200_000), ...datas));
}

/** Made of a number, and in no order. */
function uuid(value: number): string {
  const digits = ((value * 2_654_435_761) % 2 ** 32).toString(16).toUpperCase().padStart(8, '0');
  return `${digits}-0000-4000-8000-${'0'.repeat(12)}`;
}

function object(identifier: number, type: number, payload: Uint8Array, named: readonly number[] = []): MadeObject {
  return { identifier, type, payload, references: named };
}
