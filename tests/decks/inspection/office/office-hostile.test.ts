import { type Zippable, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readOdp } from '../../../../src/decks/inspection/office/odp.ts';
import { readPptx } from '../../../../src/decks/inspection/office/pptx.ts';
import { odpObject } from '../../../setup/odp-shapes.ts';
import { odpEntries, pptxEntries, type Relation, relationships } from '../../../setup/office.ts';
import { chartFrame, diagramFrame, diagramPart, textShape } from '../../../setup/pptx-shapes.ts';
import { readZipped } from '../../../setup/zip-file.ts';
import { refusal } from './refusal.ts';

const SLIDE = 'ppt/slides/slide1.xml';
const SLIDE_RELATIONS = 'ppt/slides/_rels/slide1.xml.rels';
const PRESENTATION = 'ppt/presentation.xml';
const PRESENTATION_RELATIONS = 'ppt/_rels/presentation.xml.rels';

type Parts = Readonly<Record<string, string | null>>;

/** A deck of one slide with other parts in the place of its own. */
const pptxWith = (parts: Parts): Zippable =>
  pptxEntries({ title: 'T', author: 'A', slides: [{ heading: 'One', body: ['two'], notes: 'three' }], parts });
const odpWith = (parts: Parts): Zippable =>
  odpEntries({ title: 'T', author: 'A', slides: [{ heading: 'One', body: ['two'], notes: 'three' }], parts });

const slideOf = (shapes: string): string =>
  `<p:sld xmlns:p="p" xmlns:a="a" xmlns:r="r"><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:sld>`;
const contentOf = (page: string): string =>
  `<office:document-content><office:body><office:presentation><draw:page>${page}</draw:page></office:presentation></office:body></office:document-content>`;

/** A million elements in each other. */
const nested = (name: string): string => `<${name}>`.repeat(1_000_000) + `</${name}>`.repeat(1_000_000);

const LAUGHS = `<!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from({ length: 9 }, (_, n) => `<!ENTITY lol${n + 1} "${`&lol${n === 0 ? '' : n};`.repeat(10)}">`).join('')}]>`;
const FILE_ENTITY = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>';

describe('a hostile PowerPoint file', () => {
  it.each<[fact: string, parts: Parts, why: string]>([
    [
      'nests a million elements',
      { [SLIDE]: slideOf(nested('x')) },
      'breaks a limit: ppt/slides/slide1.xml nests elements more than 256 deep',
    ],
    ['nests a million groups', { [SLIDE]: slideOf(nested('p:grpSp')) }, 'nests elements more than 256 deep'],
    [
      'has six million elements',
      { [SLIDE]: slideOf('<x/>'.repeat(6_000_000)) },
      'more than 5000000 elements and attributes',
    ],
    [
      'has a million attributes on one element',
      { [SLIDE]: slideOf(`<x ${Array.from({ length: 1_000_000 }, (_, n) => `a${n}=""`).join(' ')}/>`) },
      'has an element of more than 1000 attributes',
    ],
    [
      'defines entities by entities a billion times',
      { [SLIDE]: LAUGHS + slideOf(textShape(null, ['<a:r><a:t>&lol9;</a:t></a:r>'])) },
      'ppt/slides/slide1.xml is no well-formed XML',
    ],
    [
      'asks for a file of the reader',
      { [SLIDE]: FILE_ENTITY + slideOf(textShape(null, ['<a:r><a:t>&f;</a:t></a:r>'])) },
      'ppt/slides/slide1.xml is no well-formed XML',
    ],
    ['has a slide that is cut off', { [SLIDE]: slideOf('').slice(0, -8) }, 'is no well-formed XML'],
    ['has a slide that is no XML', { [SLIDE]: 'PK' }, 'is no well-formed XML'],
    ['lacks a slide', { [SLIDE]: null }, 'damaged: The file lacks its slide 1.'],
    ['lacks its presentation', { [PRESENTATION]: null }, 'does not say which part is the presentation'],
    ['lacks the relationships of its presentation', { [PRESENTATION_RELATIONS]: null }, 'lacks its slide 1'],
    ['lacks the relationships of the package', { '_rels/.rels': null }, 'does not say which part is the presentation'],
    ['is a letter', { [PRESENTATION]: '<w:document xmlns:w="w"/>' }, 'unsupported: The file is no presentation.'],
    [
      'has a slide that is its presentation',
      { [PRESENTATION_RELATIONS]: relationships([['rId10', 'slide', 'presentation.xml']]) },
      "damaged: The file's part ppt/presentation.xml is no slide.",
    ],
    [
      'has a slide outside of the file',
      { [PRESENTATION_RELATIONS]: relationships([['rId10', 'slide', '../../../etc/passwd']]) },
      'lacks its slide 1',
    ],
    [
      'has a slide on a server',
      { [PRESENTATION_RELATIONS]: relationships([['rId10', 'slide', 'http://h.example/ppt/slides/slide1.xml']]) },
      'lacks its slide 1',
    ],
    [
      'shows one slide 100,000 times',
      { [PRESENTATION]: presentationOf(100_000) },
      'damaged: The file breaks a limit: it has more than 5000 slides.',
    ],
    [
      'shows one slide full of text 5,000 times',
      { [PRESENTATION]: presentationOf(5_000), [SLIDE]: slideOf(textShape(null, ['x'.repeat(100_000)])) },
      'damaged: The file breaks a limit: its slides have more than 20000000 characters.',
    ],
  ])('%s', async (_, parts, why) => {
    expect(await refusal(zipSync(pptxWith(parts), { level: 1 }), readPptx)).toContain(why);
  });

  it('that shows one slide 5,000 times has that many, and reads it once', async () => {
    const { slides } = await readZipped(zipSync(pptxWith({ [PRESENTATION]: presentationOf(5_000) })), readPptx);
    expect(slides).toHaveLength(5_000);
    expect(slides.at(-1)).toEqual({ text: 'One\ntwo', notes: 'three', picture: null });
  });

  it('that shows 30,000 figures is not followed through them', async () => {
    const numbers = Array.from({ length: 30_000 }, (_, number) => number);
    const parts = {
      [SLIDE]: slideOf(numbers.map((number) => chartFrame(`rId${number}`)).join('')),
      [SLIDE_RELATIONS]: relationships(numbers.map((number) => [`rId${number}`, 'chart', `../charts/${number}.xml`])),
      ...Object.fromEntries(numbers.map((number) => [`ppt/charts/${number}.xml`, '<c:chartSpace xmlns:c="c"/>'])),
    };
    expect(await refusal(zipSync(pptxWith(parts), { level: 0 }), readPptx)).toContain('it has more than 20000 parts');
  });

  it('whose parts point at each other in a circle is read once round', async () => {
    const circle: Relation[] = [
      ['rId1', 'slide', '../slides/slide1.xml'],
      ['rId2', 'notesSlide', '../slides/slide1.xml'],
      ['rId3', 'chart', '../slides/slide1.xml'],
      ['rId4', 'diagramData', '../diagrams/data1.xml'],
      ['rId5', 'diagramDrawing', '../diagrams/data1.xml'],
    ];
    const shapes = [chartFrame('rId3'), chartFrame('rId1'), diagramFrame('rId4'), textShape(null, ['words'])];
    const parts = {
      [SLIDE]: slideOf(shapes.join('')),
      [SLIDE_RELATIONS]: relationships(circle),
      'ppt/diagrams/data1.xml': diagramPart(['point'], 'rId5'),
    };
    const { slides } = await readZipped(zipSync(pptxWith(parts)), readPptx);
    expect(slides).toEqual([{ text: 'point\nwords', notes: null, picture: null }]);
  });

  it('keeps no more of a slide than any slide has', async () => {
    const parts = { [SLIDE]: slideOf(textShape(null, ['x'.repeat(30_000_000)])) };
    expect((await readZipped(zipSync(pptxWith(parts), { level: 1 }), readPptx)).slides[0]?.text).toHaveLength(200_000);
  });

  it('gives no more text for a million entities, a million breaks or a million blanks', async () => {
    const lines = [
      `<a:r><a:t>${'&amp;'.repeat(1_000_000)}</a:t></a:r>`,
      '<a:br/>'.repeat(1_000_000),
      `<a:r><a:t>${' '.repeat(1_000_000)}</a:t></a:r>`,
    ];
    const parts = { [SLIDE]: slideOf(textShape(null, lines)) };
    expect((await readZipped(zipSync(pptxWith(parts)), readPptx)).slides[0]?.text).toBe('&'.repeat(200_000));
  });
});

describe('a hostile OpenDocument presentation', () => {
  it.each<[fact: string, parts: Parts, why: string]>([
    [
      'nests a million elements',
      { 'content.xml': contentOf(nested('draw:g')) },
      'content.xml nests elements more than 256 deep',
    ],
    [
      'nests a million spans',
      { 'content.xml': contentOf(`<text:p>${nested('text:span')}</text:p>`) },
      'more than 256 deep',
    ],
    [
      'has 5,001 pages',
      { 'content.xml': contentOf('</draw:page><draw:page>'.repeat(5_000)) },
      'it has more than 5000 slides',
    ],
    [
      'defines entities by entities a billion times',
      { 'content.xml': LAUGHS + contentOf('<text:p>&lol9;</text:p>') },
      'content.xml is no well-formed XML',
    ],
    ['lacks its content', { 'content.xml': null }, 'damaged: The file lacks its part content.xml.'],
    [
      'has more text than any deck',
      { 'content.xml': contentOf(`<text:p>${'x '.repeat(100_000)}</text:p></draw:page><draw:page>`.repeat(150)) },
      'its slides have more than 20000000 characters',
    ],
  ])('%s', async (_, parts, why) => {
    expect(await refusal(zipSync(odpWith(parts), { level: 1 }), readOdp)).toContain(why);
  });

  it('that has itself for an object is read once', async () => {
    const parts = { 'content.xml': contentOf(`${odpObject('.')}${odpObject('./')}<text:p>words</text:p>`) };
    expect((await readZipped(zipSync(odpWith(parts)), readOdp)).slides[0]?.text).toBe('words');
  });

  it('that asks for ten million blanks gets one', async () => {
    const parts = { 'content.xml': contentOf('<text:p>a<text:s text:c="10000000"/>b</text:p>') };
    expect((await readZipped(zipSync(odpWith(parts)), readOdp)).slides[0]?.text).toBe('a b');
  });
});

/** A presentation that shows its one slide so many times. */
function presentationOf(times: number): string {
  return `<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst>${'<p:sldId id="256" r:id="rId10"/>'.repeat(times)}</p:sldIdLst></p:presentation>`;
}
