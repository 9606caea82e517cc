import { strToU8, type Zippable, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { DeckContents } from '../../../../src/decks/inspection/contents.ts';
import { readPptx } from '../../../../src/decks/inspection/office/pptx.ts';
import { deckFor } from '../../../setup/decks.ts';
import { type OfficeText, pptxEntries, relationships } from '../../../setup/office.ts';
import {
  alternateContent,
  chartFrame,
  chartPart,
  diagramDrawingPart,
  diagramFrame,
  diagramPart,
  field,
  formula,
  group,
  run,
  table,
  textShape,
} from '../../../setup/pptx-shapes.ts';
import { readZipped } from '../../../setup/zip-file.ts';

const read = (entries: Zippable): Promise<DeckContents> => readZipped(zipSync(entries), readPptx);

/** Text of each slide of a deck. */
async function textsOf(
  slides: readonly Partial<OfficeText['slides'][number]>[],
  parts: OfficeText['parts'] = {},
): Promise<string[]> {
  const full = slides.map((slide) => ({ heading: '', body: [], notes: '', ...slide }));
  const deck = await read(pptxEntries({ title: '', author: '', slides: full, parts }));
  return deck.slides.map(({ text }) => text);
}

/** Text of one slide that has these shapes. */
async function textOf(shapes: string, more: Partial<OfficeText['slides'][number]> = {}): Promise<string | undefined> {
  return (await textsOf([{ shapes, ...more }]))[0];
}

describe('a PowerPoint file', () => {
  it('gives title, author, and the text of each slide in the order of the presentation', async () => {
    const deck = deckFor('talk.pptx', ['Ropes & knots\nA bowline holds', 'Second', 'Third: “quays” and cafés']);
    expect(await readZipped(deck, readPptx)).toEqual({
      title: 'Ropes & knots',
      author: 'Deckhand test deck',
      slides: [
        { text: 'Ropes & knots\nA bowline holds', notes: null, picture: null },
        { text: 'Second', notes: null, picture: null },
        { text: 'Third: “quays” and cafés', notes: null, picture: null },
      ],
    });
  });

  it('keeps notes apart from the slide, and only the body of their page', async () => {
    const entries = pptxEntries({
      title: '',
      author: '',
      slides: [{ heading: 'One', body: [], notes: 'Breathe\nand wait' }],
    });
    const notes = Buffer.from(entries['ppt/notesSlides/notesSlide1.xml'] as Uint8Array).toString();
    const furniture = `${textShape('sldNum', ['1'])}${textShape('hdr', ['Header'])}${textShape('dt', ['May'])}${textShape('ftr', ['Footer'])}${textShape(null, ['A box'])}`;
    entries['ppt/notesSlides/notesSlide1.xml'] = strToU8(notes.replace('</p:spTree>', `${furniture}</p:spTree>`));
    expect((await read(entries)).slides).toEqual([{ text: 'One', notes: 'Breathe\nand wait', picture: null }]);
  });

  it('has no title and no author where it says none, or says it in a part that is broken', async () => {
    const slides = [{ heading: 'One', body: [], notes: '' }];
    const empty = pptxEntries({ title: '', author: ' ', slides });
    const without = pptxEntries({ title: 'T', author: 'A', slides, parts: { 'docProps/core.xml': null } });
    const broken = pptxEntries({ title: 'T', author: 'A', slides, parts: { 'docProps/core.xml': '<a><b></a>' } });
    for (const entries of [empty, without, broken]) {
      expect(await read(entries)).toMatchObject({ title: null, author: null, slides: [{ text: 'One' }] });
    }
  });

  it('takes no last editor for its author', async () => {
    const core = `<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><cp:lastModifiedBy>An editor</cp:lastModifiedBy></cp:coreProperties>`;
    const deck = pptxEntries({ title: '', author: '', slides: [], parts: { 'docProps/core.xml': core } });
    expect((await read(deck)).author).toBeNull();
  });

  it('gives hidden slides too', async () => {
    expect(await textsOf([{ heading: 'One' }, { heading: 'Hidden', hidden: true }, { heading: 'Three' }])).toEqual([
      'One',
      'Hidden',
      'Three',
    ]);
  });

  it('may have no slides', async () => {
    expect(await textsOf([])).toEqual([]);
  });

  it.each([
    ['the strict namespaces (ISO 29500)', (xml: string) => strict(xml)],
    [
      'other prefixes',
      (xml: string) =>
        xml.replaceAll(/(?<=[</ ]|xmlns:)([apr]):(?=\w)/g, 'x$1:').replaceAll(/xmlns:([apr])=/g, 'xmlns:x$1='),
    ],
    ['UTF-16', (xml: string) => Buffer.from(`\ufeff${xml.replace('UTF-8', 'UTF-16')}`, 'utf16le')],
    [
      'UTF-16 from the other end',
      (xml: string) => Buffer.from(`\ufeff${xml.replace('UTF-8', 'UTF-16')}`, 'utf16le').swap16(),
    ],
    ['a byte order mark', (xml: string) => `\ufeff${xml}`],
  ])('may be written with %s', async (_, rewrite) => {
    const entries = pptxEntries({
      title: 'Tïtle',
      author: 'A',
      slides: [{ heading: 'One', body: ['two'], notes: 'three' }],
    });
    const rewritten = Object.fromEntries(
      Object.entries(entries).map(([name, xml]) => {
        const written = rewrite(Buffer.from(xml as Uint8Array).toString());
        return [name, typeof written === 'string' ? strToU8(written) : new Uint8Array(written)];
      }),
    );
    expect(await read(rewritten)).toEqual({
      title: 'Tïtle',
      author: 'A',
      slides: [{ text: 'One\ntwo', notes: 'three', picture: null }],
    });
  });

  it.each([
    ['an absolute target', 'slides/slide1.xml', '/ppt/slides/slide1.xml'],
    ['a target by way of another directory', 'slides/slide1.xml', '../ppt/media/../slides/./slide1.xml'],
    ['a target in other letters', 'slides/slide1.xml', 'Slides/Slide1.XML'],
    ['a target with backslashes', 'slides/slide1.xml', String.raw`slides\slide1.xml`],
  ])('finds a slide by %s', async (_, from, to) => {
    const entries = pptxEntries({ title: '', author: '', slides: [{ heading: 'One', body: [], notes: '' }] });
    const name = 'ppt/_rels/presentation.xml.rels';
    const relations = Buffer.from(entries[name] as Uint8Array).toString();
    expect((await read({ ...entries, [name]: strToU8(relations.replace(from, to)) })).slides[0]?.text).toBe('One');
  });

  it('finds its presentation wherever the package says it lies', async () => {
    const entries = pptxEntries({ title: '', author: '', slides: [{ heading: 'One', body: [], notes: '' }] });
    const moved = Object.fromEntries(
      Object.entries(entries).map(([name, content]) => [name.replace(/^ppt\//, 'deck/'), content]),
    );
    moved['_rels/.rels'] = strToU8(relationships([['rId1', 'officeDocument', '/deck/presentation.xml']]));
    expect((await read(moved)).slides[0]?.text).toBe('One');
  });
});

describe('the text of a PowerPoint slide', () => {
  it('has the title first, then the shapes in the order of the file', async () => {
    const shapes = textShape(null, ['A box']) + textShape('body', ['Body']) + textShape('ctrTitle', ['The title']);
    expect(await textOf(shapes, { heading: '' })).toBe('The title\nA box\nBody');
  });

  it('has a line for each paragraph and each break, with the runs of a line joined', async () => {
    const lines = [`${run('Kuber')}${run('netes ')}${run('& friends')}<a:br/>${run('below')}`, 'next', '', 'last'];
    expect(await textOf(textShape(null, lines))).toBe('Kubernetes & friends\nbelow\nnext\n\nlast');
  });

  it('has the rows of a table as lines and its cells apart, without those that are merged away', async () => {
    const rows = table([
      ['Name', 'Port'],
      ['two\nlines', '53'],
      ['wide', null],
    ]);
    expect(await textOf(textShape(null, ['before']) + rows + textShape(null, ['after']))).toBe(
      'before\nName Port\ntwo lines 53\nwide\nafter',
    );
  });

  it('has the shapes of groups, and of groups in groups', async () => {
    const inner = group(textShape(null, ['deep']), table([['cell']]));
    expect(await textOf(group(textShape(null, ['outer']), inner))).toBe('outer\ndeep\ncell');
  });

  it('has a formula once, though it is written for older programs too', async () => {
    const lines = [`${run('Area: ')}${alternateContent(formula('π', 'r²'), run('[picture]'))}${run(' m²')}`];
    expect(await textOf(textShape(null, lines))).toBe('Area: πr2 m2');
    const shapes = alternateContent(textShape(null, [formula('E=mc')]), textShape(null, ['cannot be shown']));
    expect(await textOf(shapes)).toBe('E=mc');
  });

  it('has the fallback where the first choice has no words that are known', async () => {
    expect(await textOf(alternateContent('<p:contentPart/>', textShape(null, ['in ink'])))).toBe('in ink');
    expect(await textOf(textShape(null, [alternateContent('<a:new/>', run('old'))]))).toBe('old');
  });

  it('has no slide number, no date, and nothing that is hidden', async () => {
    const shapes = [
      textShape('sldNum', [field('slidenum', '7')]),
      textShape('dt', ['2 May 2018']),
      textShape(null, [`${run('Page ')}${field('slidenum', '7')}`]),
      textShape(null, ['secret'], ' hidden="1"'),
      group(textShape(null, ['secret'])).replace('name="Group"', 'name="Group" hidden="true"'),
      table([['secret']]).replace('name="Frame"', 'name="Frame" hidden="1"'),
    ];
    expect(await textOf(shapes.join(''))).toBe('Page');
  });

  it('ends with its footer where no other slide has the same', async () => {
    const footer = (text: string): string => textShape('ftr', [text]);
    const slides = [
      { heading: 'One', shapes: footer('Quayside Ltd') },
      { heading: 'Two', shapes: footer('Source: the harbour master') },
      { heading: 'Three', shapes: footer('Quayside  Ltd ') },
    ];
    expect(await textsOf(slides)).toEqual(['One', 'Two\nSource: the harbour master', 'Three']);
  });

  it('has no alternative texts, which programs make up', async () => {
    expect(await textOf(textShape(null, ['seen'], ' descr="A picture containing text" title="t"'))).toBe('seen');
  });

  it('has the words of a chart, each once and no numbers', async () => {
    const text = textShape(null, ['before']) + chartFrame('rId7') + textShape(null, ['after']);
    const parts = { 'ppt/charts/chart1.xml': chartPart('Ships a year', 'Arrivals', ['Spring', 'Autumn']) };
    const relations = [['rId7', 'chart', '../charts/chart1.xml']] as const;
    expect(await textsOf([{ shapes: text, relations: relations.map(([...all]) => all) }], parts)).toEqual([
      'before\nShips a year\nArrivals\nSpring\nAutumn\nafter',
    ]);
  });

  it('has the words of SmartArt as they are drawn, or else as they are written', async () => {
    const slide = {
      shapes: diagramFrame('rId7'),
      relations: [
        ['rId7', 'diagramData', '../diagrams/data1.xml'],
        ['rId8', 'diagramDrawing', '../diagrams/drawing1.xml'],
      ] satisfies [string, string, string][],
    };
    const drawing = { 'ppt/diagrams/drawing1.xml': diagramDrawingPart(['Plan', 'Build', 'Run']) };
    const data = (to: string | null): Record<string, string> => ({
      'ppt/diagrams/data1.xml': diagramPart(['Run', 'Build', 'Plan'], to),
    });
    expect(await textsOf([slide], { ...data('rId8'), ...drawing })).toEqual(['Plan\nBuild\nRun']);
    expect(await textsOf([slide], data('rId8'))).toEqual(['Run\nBuild\nPlan']);
    expect(await textsOf([slide], { ...data(null), ...drawing })).toEqual(['Run\nBuild\nPlan']);
  });

  it('does without a figure whose part is missing', async () => {
    const relations: [string, string, string][] = [['rId7', 'chart', '../charts/chart1.xml']];
    const shapes = `${chartFrame('rId7')}${diagramFrame('rId8')}${textShape(null, ['words'])}`;
    expect(await textOf(shapes, { relations })).toBe('words');
  });
});

/** The transitional namespaces in their strict form. */
function strict(xml: string): string {
  return xml
    .replaceAll('http://schemas.openxmlformats.org/officeDocument/2006/', 'http://purl.oclc.org/ooxml/officeDocument/')
    .replaceAll(
      /http:\/\/schemas\.openxmlformats\.org\/(drawingml|presentationml)\/2006\//g,
      'http://purl.oclc.org/ooxml/$1/',
    );
}
