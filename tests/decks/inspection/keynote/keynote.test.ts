import { type Zippable, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { DeckContents } from '../../../../src/decks/inspection/contents.ts';
import { readKeynoteFile } from '../../../../src/decks/inspection/keynote/keynote-file.ts';
import { iwa, type MadeObject, message, number, part, references } from '../../../setup/iwa.ts';
import { jpeg } from '../../../setup/jpeg.ts';
import { type KeynoteSlide, keynoteEntries } from '../../../setup/keynote.ts';
import { inFolder, zipOf } from '../../../setup/zip.ts';

const SLIDES: readonly KeynoteSlide[] = [
  { heading: 'Ropes & knots', body: ['A bowline holds', 'A granny slips'], notes: 'breathe here' },
  { heading: 'Quays', body: [], notes: '' },
  { heading: 'Tides', body: ['Twice a day'], notes: 'point at the moon', skipped: true },
  { heading: 'Loads', body: [], notes: '', cells: ['Rope', 'Load', 'Hemp', '900 kg'] },
];

async function read(entries: Zippable): Promise<DeckContents> {
  const zip = await zipOf(entries);
  try {
    return await readKeynoteFile(zip);
  } finally {
    zip.close();
  }
}

const textsOf = ({ slides }: DeckContents): string[] => slides.map(({ text }) => text);

/** What the comment in each slide's picture says. */
async function picturesOf(entries: Zippable): Promise<(string | null)[]> {
  const { slides } = await read(entries);
  const zip = await zipOf(entries);
  const comments = slides.map(async ({ picture }) => {
    const bytes = picture === null ? null : await zip.read(picture);
    return bytes === null ? null : bytes.toString('utf8', 6, 4 + bytes.readUInt16BE(4));
  });
  return Promise.all(comments);
}

/** The file of `slides` with another `Index/Document.iwa`. */
function withDocument(slides: readonly KeynoteSlide[], ...objects: readonly MadeObject[]): Zippable {
  return { ...keynoteEntries(slides), 'Index/Document.iwa': iwa(objects) };
}

/** A document whose show has the given tree. */
function documentWithTree(tree: Uint8Array, ...nodes: readonly MadeObject[]): MadeObject[] {
  return [
    { identifier: 1, type: 1, payload: references(2, 10) },
    { identifier: 10, type: 2, payload: part(3, tree) },
    ...nodes,
  ];
}

const node = (identifier: number, ...fields: readonly Uint8Array[]): MadeObject => ({
  identifier,
  type: 4,
  payload: message(...fields),
});

/** Identifiers that the maker gives to slides. */
const slideAt = (index: number): number => 100_000 + index * 100;

describe('a Keynote file since 2013', () => {
  it('is read in the order of the show, not of the component numbers, hidden slides included', async () => {
    expect(textsOf(await read(keynoteEntries(SLIDES)))).toEqual([
      'Ropes & knots\nA bowline holds\nA granny slips',
      'Quays',
      'Tides\nTwice a day',
      'Loads\nRope\nLoad\nHemp\n900 kg',
    ]);
  });

  it('keeps what the speaker is told apart', async () => {
    const { slides } = await read(keynoteEntries(SLIDES));
    expect(slides.map(({ notes }) => notes)).toEqual(['breathe here', null, 'point at the moon', null]);
  });

  it('says neither its title nor its author', async () => {
    expect(await read(keynoteEntries(SLIDES))).toMatchObject({ title: null, author: null });
  });

  it('has for each slide the picture that belongs to it, and none of a slide that was deleted', async () => {
    expect(await picturesOf(keynoteEntries(SLIDES))).toEqual(SLIDES.map(({ heading }) => heading));
  });

  it.each([
    ['a template', 'Title Text'],
    ['a template', 'Body Level One'],
    ['a placeholder that was switched off', 'Left over'],
    ['the place of a picture or number', '\uFFFC'],
  ])('shows nothing of %s (%s)', async (_what, text) => {
    expect(textsOf(await read(keynoteEntries(SLIDES))).join('\n')).not.toContain(text);
  });

  it.each(['\u2028', '\u2029', '\u000B', '\n'])('has a line for each line that ends with %j', async (separator) => {
    const slides = [{ heading: `one${separator}two`, body: [], notes: `three${separator}four` }];
    expect((await read(keynoteEntries(slides))).slides).toMatchObject([{ text: 'one\ntwo', notes: 'three\nfour' }]);
  });

  it('is read from an inner Index.zip, as it was written in a package', async () => {
    const entries = Object.entries(keynoteEntries(SLIDES));
    const inner = Object.fromEntries(entries.filter(([name]) => name.startsWith('Index/')));
    const outer = Object.fromEntries(entries.filter(([name]) => !name.startsWith('Index/')));
    const packed = { 'Index.zip': zipSync(inner, { level: 0 }), ...outer };
    expect(await read(packed)).toEqual(await read(keynoteEntries(SLIDES)));
    expect(await picturesOf(inFolder('Talk.key', packed))).toEqual(SLIDES.map(({ heading }) => heading));
  });

  it('is read from a zip of its package, with the Finder’s own folder beside it', async () => {
    const entries = { '__MACOSX/Talk.key/._Index': jpeg(''), ...inFolder('Talk.key', keynoteEntries(SLIDES)) };
    expect(textsOf(await read(entries))).toEqual(textsOf(await read(keynoteEntries(SLIDES))));
    expect(await picturesOf(entries)).toEqual(SLIDES.map(({ heading }) => heading));
  });

  it('has a root instead of a list in the first files of 2013; slides may lie under slides', async () => {
    const under = node(101, references(2, slideAt(2)));
    const tree = references(1, 99);
    const nodes = [node(99, references(1, 100, 102)), node(100, references(1, 101), references(2, slideAt(0))), under];
    const document = documentWithTree(tree, ...nodes, node(102, references(2, slideAt(1))));
    expect(textsOf(await read(withDocument(SLIDES, ...document))).map((text) => text.split('\n')[0])).toEqual([
      'Ropes & knots',
      'Tides',
      'Quays',
    ]);
  });

  it('has a shape’s text after the title and the body, a group’s in its order, and the same text once', async () => {
    const text = (identifier: number, words: string): MadeObject => ({
      identifier,
      type: 2001,
      payload: part(3, words),
    });
    const drawn = (identifier: number, type: number, ...named: readonly number[]): MadeObject => ({
      identifier,
      type,
      payload: new Uint8Array(),
      references: named,
    });
    const slide: MadeObject = {
      identifier: slideAt(0),
      type: 5,
      payload: message(
        references(5, 900),
        references(6, 902),
        references(42, 904, 902, 900),
        references(7, 904, 902, 900),
      ),
    };
    const group = drawn(904, 3008, slideAt(0), 905, 907, 905);
    const parts = [drawn(905, 2011, 906), text(906, 'left'), drawn(907, 2011, 908), text(908, 'right')];
    const entries = {
      ...keynoteEntries(SLIDES.slice(0, 1)),
      'Index/Slide.iwa': iwa([
        slide,
        group,
        ...parts,
        drawn(902, 7, 903),
        text(903, 'body'),
        drawn(900, 7, 901),
        text(901, 'title'),
      ]),
    };
    expect(textsOf(await read(entries))).toEqual(['title\nbody\nleft\nright']);
  });
});

describe('a Keynote file that is not whole', () => {
  const twelve = Array.from({ length: 12 }, (_, index) => ({ heading: `slide ${index + 1}`, body: [], notes: '' }));
  const backwards = twelve.map(({ heading }) => heading).toReversed();

  it.each([
    ['lacks its document', [{ identifier: 9, type: 9, payload: new Uint8Array() }]],
    ['has a show without slides', documentWithTree(new Uint8Array())],
    ['has a show of slides that are not there', documentWithTree(references(2, 100), node(100, references(2, 77)))],
  ])('and %s is read by the numbers of its components', async (_what, document) => {
    expect(textsOf(await read(withDocument(twelve, ...document)))).toEqual(backwards);
  });

  it('keeps the place of a slide that is lost', async () => {
    const entries = keynoteEntries(SLIDES);
    delete entries['Index/Slide-2.iwa'];
    const { slides } = await read(entries);
    expect(slides.map(({ text }) => text.split('\n')[0])).toEqual(['Ropes & knots', '', 'Tides', 'Loads']);
    expect(slides[1]?.picture).toMatch(/^Data\/st-/);
  });

  it('has all texts of the component for a slide that names none', async () => {
    const storage = (identifier: number, kind: number, text: string): MadeObject => ({
      identifier,
      type: 2001,
      payload: message(number(1, kind), part(3, text)),
    });
    const objects = [storage(4, 3, 'one'), storage(5, 4, 'a note'), storage(6, 3, 'two')];
    const entries = withDocument([], { identifier: 1, type: 1, payload: new Uint8Array() });
    const slide = { identifier: 3, type: 5, payload: new Uint8Array() };
    const expected = [{ text: 'one\ntwo', notes: 'a note', picture: null }];
    expect((await read({ ...entries, 'Index/Slide.iwa': iwa([slide, ...objects]) })).slides).toEqual(expected);
    expect((await read({ ...entries, 'Index/Slide.iwa': iwa(objects) })).slides).toEqual(expected);
  });

  it('has no picture that nothing attributes to its slide', async () => {
    const entries = keynoteEntries(SLIDES);
    delete entries['Index/Metadata.iwa'];
    expect(await picturesOf(entries)).toEqual([null, null, null, null]);
  });

  it('has numbered pictures if there is one for each slide', async () => {
    const entries = keynoteEntries(twelve);
    const others = Object.entries(entries).filter(([name]) => !/^Data\/st-|Metadata\.iwa$/.test(name));
    const numbered = twelve.map(({ heading }, index): [string, Uint8Array] => [
      `Data/st-${index + 1}.jpg`,
      jpeg(heading),
    ]);
    expect(await picturesOf(Object.fromEntries([...numbered, ...others]))).toEqual(backwards.toReversed());
    expect(await picturesOf(Object.fromEntries([...numbered.slice(1), ...others]))).toEqual(twelve.map(() => null));
  });
});

describe('a file that is no Keynote file one can read', () => {
  const encrypted = { ...keynoteEntries(SLIDES), 'Index/Document.iwa': Buffer.from('not what it was') };

  it.each([
    ['wants a password', 'encrypted', { '.iwpv2': jpeg(''), ...encrypted }],
    ['wants a password and hints at it', 'encrypted', inFolder('Talk.key', { ...encrypted, '.iwph': jpeg('') })],
    ['is another zip', 'unsupported', { 'ppt/presentation.xml': jpeg('') }],
    ['is an empty zip', 'unsupported', {}],
    ['has an index deep in other folders', 'unsupported', inFolder('a/b', keynoteEntries(SLIDES))],
    ['has no slides', 'damaged', keynoteEntries([])],
  ])('%s: %s', async (_what, state, entries) => {
    await expect(read(entries)).rejects.toMatchObject({ name: 'UnreadableFile', state });
  });
});
