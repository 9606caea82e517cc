import { strToU8, type Zippable, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { DeckContents } from '../../../../src/decks/inspection/contents.ts';
import { readOdp } from '../../../../src/decks/inspection/office/odp.ts';
import { deckFor } from '../../../setup/decks.ts';
import {
  encryptedManifest,
  odpChart,
  odpFrame,
  odpList,
  odpObject,
  odpParagraphs,
  odpTable,
} from '../../../setup/odp-shapes.ts';
import { type OfficeText, odpEntries } from '../../../setup/office.ts';
import { readZipped } from '../../../setup/zip-file.ts';

const read = (entries: Zippable): Promise<DeckContents> => readZipped(zipSync(entries), readOdp);

/** A deck of such slides, without title and author. */
function deckOf(slides: readonly Partial<OfficeText['slides'][number]>[], parts: OfficeText['parts'] = {}): Zippable {
  const full = slides.map((slide) => ({ heading: '', body: [], notes: '', ...slide }));
  return odpEntries({ title: '', author: '', slides: full, parts });
}

/** Text of one slide that has these shapes. */
async function textOf(shapes: string, parts: OfficeText['parts'] = {}): Promise<string | undefined> {
  return (await read(deckOf([{ shapes }], parts))).slides[0]?.text;
}

describe('an OpenDocument presentation', () => {
  it('gives title, author, and text and notes of each page in order', async () => {
    const deck = deckFor('talk.odp', ['Ropes & knots\nA bowline holds', 'Second\nnote: breathe here\nnote: wait']);
    expect(await readZipped(deck, readOdp)).toEqual({
      title: 'Ropes & knots',
      author: 'Deckhand test deck',
      slides: [
        { text: 'Ropes & knots\nA bowline holds', notes: null, picture: null },
        { text: 'Second', notes: 'breathe here\nwait', picture: null },
      ],
    });
  });

  it('names as its author who made it, or else who saved it last', async () => {
    const meta = (facts: string): string =>
      `<office:document-meta xmlns:office="o" xmlns:meta="m" xmlns:dc="d"><office:meta>${facts}</office:meta></office:document-meta>`;
    const author = async (facts: string): Promise<string | null> =>
      (await read(deckOf([], { 'meta.xml': meta(facts) }))).author;
    const maker = '<meta:initial-creator>Maker</meta:initial-creator>';
    expect(await author(`<dc:creator>Editor</dc:creator>${maker}`)).toBe('Maker');
    expect(await author('<dc:creator>Editor</dc:creator><meta:initial-creator/>')).toBe('Editor');
    expect(await author('<dc:title>Title</dc:title>')).toBeNull();
  });

  it('has no title and no author where its meta.xml is missing or broken', async () => {
    for (const meta of [null, '<office:meta>']) {
      expect(await read(deckOf([{ heading: 'One' }], { 'meta.xml': meta }))).toMatchObject({
        title: null,
        author: null,
        slides: [{ text: 'One' }],
      });
    }
  });

  it('gives hidden pages too', async () => {
    const deck = await read(deckOf([{ heading: 'One' }, { heading: 'Hidden', hidden: true }, { heading: 'Three' }]));
    expect(deck.slides.map(({ text }) => text)).toEqual(['One', 'Hidden', 'Three']);
  });

  it('is known to want a password', async () => {
    const deck = deckOf([{ heading: 'One' }], {
      'META-INF/manifest.xml': encryptedManifest(),
      'content.xml': 'no XML until somebody knows the password',
    });
    await expect(read(deck)).rejects.toMatchObject({ name: 'UnreadableFile', state: 'encrypted' });
  });

  it('can be read without a manifest, or with one that is broken', async () => {
    for (const manifest of [null, '<manifest:manifest>']) {
      expect(await textOf(odpFrame(null, ['words']), { 'META-INF/manifest.xml': manifest })).toBe('words');
    }
  });

  it('is none where it holds a letter', async () => {
    const letter = '<o:document-content xmlns:o="o"><o:body><o:text/></o:body></o:document-content>';
    await expect(read(deckOf([], { 'content.xml': letter }))).rejects.toMatchObject({ state: 'unsupported' });
  });
});

describe('the text of an OpenDocument page', () => {
  it('has the title first, then the shapes in the order of the file', async () => {
    const shapes = odpFrame(null, ['A box']) + odpFrame('subtitle', ['Sub']) + odpFrame('title', ['The title']);
    expect(await textOf(shapes)).toBe('The title\nA box\nSub');
  });

  it('has spans, links, blanks, tabs and breaks as they are seen', async () => {
    const lines = [
      '<text:span>Kuber</text:span>netes <text:span>&amp;<text:s text:c="3"/></text:span>friends',
      'a<text:tab/>b<text:line-break/>c',
      '<text:a xlink:href="http://h.example/">link</text:a>\n   over two lines',
    ].map((line) => (line.startsWith('<') ? line : `<text:span/>${line}`));
    const heading = '<text:h text:outline-level="1">Heading</text:h>';
    expect(await textOf(odpFrame(null, lines).replace('<text:p>', `${heading}<text:p>`))).toBe(
      'Heading\nKubernetes & friends\na b\nc\nlink over two lines',
    );
  });

  it('has lists, shapes and groups', async () => {
    const box = `<draw:custom-shape>${odpParagraphs(['in a shape'])}<draw:enhanced-geometry/></draw:custom-shape>`;
    const list = odpFrame(null, []).replace('<draw:text-box>', `<draw:text-box>${odpList(['one', 'two', 'three'])}`);
    expect(await textOf(`<draw:g>${box}<draw:g>${list}</draw:g></draw:g>`)).toBe('in a shape\none\ntwo\nthree');
  });

  it('has the rows of a table as lines and its cells apart, with what a merged cell covers', async () => {
    const rows = [
      ['Name', 'Port'],
      ['two\nlines', '53'],
      ['wide', null],
    ];
    expect(await textOf(odpFrame(null, ['before']) + odpTable(rows) + odpFrame(null, ['after']))).toBe(
      'before\nName Port\ntwo lines 53\nwide covered\nafter',
    );
  });

  it('has no page number, date or remark, and nothing that is not drawn', async () => {
    const shapes = [
      odpFrame('page-number', ['<text:page-number>7</text:page-number>']),
      odpFrame('date-time', ['2 May 2018']),
      odpFrame('header', ['Header']),
      odpFrame(null, ['<text:span>Page </text:span><text:page-number>7</text:page-number>']),
      odpFrame('outline', ['Click to add text'], ' presentation:placeholder="true"'),
      odpFrame(null, ['secret'], ' draw:display="none"'),
      '<office:annotation><text:p>To be shortened</text:p></office:annotation>',
    ];
    expect(await textOf(shapes.join(''))).toBe('Page');
  });

  it('ends with its footer where no other page has the same', async () => {
    const footer = (text: string): string => odpFrame('footer', [text]);
    const deck = await read(
      deckOf([
        { heading: 'One', shapes: footer('Quayside Ltd') },
        { heading: 'Two', shapes: footer('Source: the harbour master') },
        { heading: 'Three', shapes: footer('Quayside Ltd') },
      ]),
    );
    expect(deck.slides.map(({ text }) => text)).toEqual(['One', 'Two\nSource: the harbour master', 'Three']);
  });

  it('has the words of a chart, each once and no numbers', async () => {
    const shapes = odpFrame(null, ['before']) + odpObject('./Object 1') + odpFrame(null, ['after']);
    const chart = odpChart('Ships a year', 'Arrivals', ['Spring', 'Autumn', 'Spring']);
    expect(await textOf(shapes, { 'Object 1/content.xml': chart })).toBe(
      'before\nShips a year\nArrivals\nSpring\nAutumn\nafter',
    );
  });

  it.each(['./Object 2', '../../etc', 'http://h.example/', ''])('does without an object at "%s"', async (address) => {
    expect(await textOf(odpObject(address) + odpFrame(null, ['words']))).toBe('words');
  });
});

describe('the notes of an OpenDocument page', () => {
  it('have no thumbnail, no page number and no header', async () => {
    const entries = deckOf([{ heading: 'One', notes: 'Breathe' }]);
    const furniture = `<draw:page-thumbnail presentation:class="page"/>${odpFrame('page-number', ['7'])}${odpFrame('header', ['Header'])}${odpFrame('footer', ['Footer'])}`;
    const content = Buffer.from(entries['content.xml'] as Uint8Array).toString();
    entries['content.xml'] = strToU8(content.replace('<presentation:notes>', `<presentation:notes>${furniture}`));
    expect((await read(entries)).slides).toEqual([{ text: 'One', notes: 'Breathe', picture: null }]);
  });
});
