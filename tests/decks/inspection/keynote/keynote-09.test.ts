import { strToU8, type Zippable } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { DeckContents } from '../../../../src/decks/inspection/contents.ts';
import { readKeynoteFile } from '../../../../src/decks/inspection/keynote/keynote-file.ts';
import type { KeynoteSlide } from '../../../setup/keynote.ts';
import { keynote09Entries } from '../../../setup/keynote-09.ts';
import { zipOf } from '../../../setup/zip.ts';

const SLIDES: readonly KeynoteSlide[] = [
  { heading: 'Ropes & knots', body: ['A bowline holds', 'A granny <slips>'], notes: 'breathe here' },
  { heading: 'Quays', body: [], notes: '' },
  { heading: 'Tides', body: ['Twice a day'], notes: 'point at\nthe moon', skipped: true },
  { heading: 'Loads', body: [], notes: '', cells: ['Rope', 'Load', 'Hemp', '900'] },
];

const read = async (entries: Zippable): Promise<DeckContents> => readKeynoteFile(await zipOf(entries));

const xml = (slide: string): Zippable => ({
  'index.apxl': strToU8(
    `<key:presentation><key:slide-list><key:slide>${slide}</key:slide></key:slide-list></key:presentation>`,
  ),
});

describe('a Keynote file of iWork ’09', () => {
  it('is read in the order of its index, hidden slides included', async () => {
    expect((await read(keynote09Entries(SLIDES))).slides.map(({ text }) => text)).toEqual([
      'Ropes & knots\nA bowline holds\nA granny <slips>',
      'Quays',
      'Tides\nTwice a day',
      'Loads\nRope\nLoad\nHemp\n900',
    ]);
  });

  it('keeps what the speaker is told apart', async () => {
    const { slides } = await read(keynote09Entries(SLIDES));
    expect(slides.map(({ notes }) => notes)).toEqual(['breathe here', null, 'point at\nthe moon', null]);
  });

  it('says its title and author where somebody wrote them down', async () => {
    const facts = { title: 'All about ropes', author: 'A. Sailor' };
    expect(await read(keynote09Entries(SLIDES, facts))).toMatchObject(facts);
    expect(await read(keynote09Entries(SLIDES))).toMatchObject({ title: null, author: null });
  });

  it('has for each slide the picture that its own entry names', async () => {
    const { slides } = await read(keynote09Entries(SLIDES));
    expect(slides.map(({ picture }) => picture)).toEqual([
      'thumbs/st4-0.jpg',
      'thumbs/st3-7.jpg',
      'thumbs/st2-14.jpg',
      'thumbs/st1-21.jpg',
    ]);
  });

  it('has no picture where the one it names is not there', async () => {
    const entries = keynote09Entries(SLIDES);
    delete entries['thumbs/st3-7.jpg'];
    expect((await read(entries)).slides[1]?.picture).toBeNull();
  });

  it.each(['Title Text', 'Body Level One', 'Left over', 'A comment', 'Free Form'])('shows no "%s"', async (text) => {
    expect(JSON.stringify(await read(keynote09Entries(SLIDES)))).not.toContain(text);
  });

  it.each([
    ['with a packed index', { gzip: true }, ''],
    ['in a folder', { folder: 'Talk.key/' }, 'Talk.key/'],
    ['with a packed index in a folder', { folder: 'Talk.key/', gzip: true }, 'Talk.key/'],
  ])('is read %s', async (_how, packing, folder) => {
    const plain = await read(keynote09Entries(SLIDES));
    const slides = plain.slides.map((slide) => ({ ...slide, picture: folder + (slide.picture ?? '') }));
    expect(await read(keynote09Entries(SLIDES, undefined, packing))).toEqual({ ...plain, slides });
  });

  it.each([
    [
      'what a box says before anybody wrote into it',
      '<sf:p><sf:ghost-text>Double-click to edit</sf:ghost-text></sf:p>',
      '',
    ],
    ['breaks and tabs', '<sf:p>one<sf:br/>two<sf:tab/>three<sf:lnbr/>four</sf:p>', 'one\ntwo three\nfour'],
    ['words in marked data', '<sf:p><![CDATA[if (a < b)]]></sf:p>', 'if (a < b)'],
    ['a character that XML forbids', '<sf:p>one\u0004two</sf:p>', 'onetwo'],
    ['words outside of paragraphs', 'one<sf:p>two</sf:p>three', 'two'],
  ])('shows %s as they should be', async (_what, content, text) => {
    const storage = `<sf:text-storage><sf:text-body>${content}</sf:text-body></sf:text-storage>`;
    expect((await read(xml(`<sf:shape>${storage}</sf:shape>`))).slides).toMatchObject([{ text }]);
  });

  it.each(['constructor', '__proto__', 'toString'])('takes an element %s for any other', async (name) => {
    const content = `<sf:text-storage><sf:p>one<${name} ${name}="1"/>two</sf:p></sf:text-storage>`;
    expect((await read(xml(`<${name}>${content}</${name}>`))).slides).toMatchObject([{ text: 'onetwo' }]);
  });

  it('has a formula’s result among the cells of a table, and numbers of nothing else', async () => {
    const cells = '<sf:tabular-model><sf:f><sf:r><sf:rn sf:v="42"/></sf:r></sf:f></sf:tabular-model>';
    expect((await read(xml(`${cells}<sf:n sf:v="7"/>`))).slides).toMatchObject([{ text: '42' }]);
  });
});
