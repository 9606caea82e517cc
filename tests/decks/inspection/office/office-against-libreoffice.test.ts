import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Zippable, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeckContents } from '../../../../src/decks/inspection/contents.ts';
import { readOdp } from '../../../../src/decks/inspection/office/odp.ts';
import { readPptx } from '../../../../src/decks/inspection/office/pptx.ts';
import { slideText } from '../../../../src/decks/inspection/slide-text.ts';
import { openZip } from '../../../../src/decks/inspection/zip.ts';
import { corpusDirectory, corpusPath, describeCorpus } from '../../../setup/corpus.ts';
import { odpFrame, odpList, odpTable } from '../../../setup/odp-shapes.ts';
import { type OfficeText, odpEntries, pptxEntries } from '../../../setup/office.ts';
import { alternateContent, group, table, textShape } from '../../../setup/pptx-shapes.ts';

const CORPUS_DECKS = ['blackberry__JAM318_Sohm.pptx', 'blackberry__JAM349_Sohm.pptx', 'blackberry__JAM47_Sohm.pptx'];

const isInstalled = ['soffice', 'pdftotext'].every((program) => spawnSync(program, ['--version']).error === undefined);

/** What LibreOffice draws, page by page: another reader's opinion of the same file. */
describe.skipIf(!isInstalled)(
  isInstalled ? 'what LibreOffice draws' : 'what LibreOffice draws (skipped: soffice or pdftotext is not installed)',
  () => {
    const directory = mkdtempSync(join(tmpdir(), 'deckhand-office-'));
    const drawn = new Map<string, readonly string[]>();
    // The extension twice, because LibreOffice takes one off, and made.pptx and made.odp would become the same PDF.
    const pathOf = (name: string): string => join(directory, `${name}.${extension(name)}`);

    beforeAll(() => {
      writeFileSync(pathOf('made.pptx'), zipSync(madePptx()));
      writeFileSync(pathOf('made.odp'), zipSync(madeOdp()));
      const decks = ['made.pptx', 'made.odp'];
      if (corpusDirectory !== null) {
        for (const name of CORPUS_DECKS) copyFileSync(corpusPath('decks', name), pathOf(name));
        decks.push(...CORPUS_DECKS);
      }
      // Hidden slides too, as our readers have them. One run for all: starting takes longer than drawing.
      const filter = 'pdf:impress_pdf_Export:{"ExportHiddenSlides":{"type":"boolean","value":"true"}}';
      const profile = `-env:UserInstallation=${pathToFileURL(join(directory, 'profile')).href}`;
      const options = [profile, '--headless', '--convert-to', filter, '--outdir', directory];
      execFileSync('soffice', [...options, ...decks.map(pathOf)], {
        stdio: 'ignore',
        timeout: 120_000,
      });
      for (const deck of decks) {
        const text = execFileSync('pdftotext', [join(directory, `${deck}.pdf`), '-'], { encoding: 'utf8' });
        drawn.set(deck, text.split('\f').slice(0, -1));
      }
    }, 180_000);
    afterAll(() => rmSync(directory, { recursive: true }));

    it.each(['made.pptx', 'made.odp'])('of %s is on the same slides, word for word', async (name) => {
      const { slides } = await readDeck(pathOf(name));
      const pages = drawn.get(name) ?? [];
      expect(slides).toHaveLength(4);
      expect(slides.map(({ text }) => wordsOf(text).toSorted())).toEqual(pages.map((page) => wordsOf(page).toSorted()));
    });

    describeCorpus('of real decks', () => {
      // Measured. What lacks: the PDF's letters stand apart where the font is a replacement ("do c"), and a hyphen at a line's end.
      it.each([
        [CORPUS_DECKS[0] ?? '', 53, 0.98],
        [CORPUS_DECKS[1] ?? '', 4, 1],
        [CORPUS_DECKS[2] ?? '', 30, 0.99],
      ])('%s is on the same slides', async (name, count, least) => {
        const { slides } = await readDeck(pathOf(name));
        const pages = drawn.get(name) ?? [];
        expect([slides.length, pages.length]).toEqual([count, count]);
        let all = 0;
        let found = 0;
        for (const [index, { text }] of slides.entries()) {
          const ours = wordsOf(text);
          for (const word of wordsWithoutNumber(pages[index] ?? '', index + 1)) {
            all += 1;
            const at = ours.indexOf(word);
            if (at === -1) continue;
            found += 1;
            ours.splice(at, 1);
          }
        }

        expect(found / all).toBeGreaterThanOrEqual(least);
      });
    });
  },
);

async function readDeck(path: string): Promise<DeckContents> {
  const zip = await openZip(path);
  try {
    return await (extension(path) === 'odp' ? readOdp(zip) : readPptx(zip));
  } finally {
    zip.close();
  }
}

function extension(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function wordsOf(text: string): string[] {
  return (
    slideText(text)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** Without the number of the slide, which the readers leave out. */
function wordsWithoutNumber(page: string, number: number): readonly string[] {
  const words = wordsOf(page);
  const at = words.lastIndexOf(String(number));
  return at === -1 ? words : words.toSpliced(at, 1);
}

const SLIDES: OfficeText['slides'] = [
  { heading: 'Ropes & knots', body: ['A bowline holds', 'A clove hitch slips'], notes: 'Not drawn' },
  { heading: 'Hidden', body: [], notes: '', hidden: true },
  { heading: 'Shapes', body: [], notes: '' },
  { heading: 'Table', body: [], notes: '' },
];

function madePptx(): Zippable {
  const box = textShape(null, ['inside a box']);
  const choice = alternateContent(textShape(null, ['chosen']), textShape(null, ['unseen']));
  const shapes = group(box, group(textShape(null, ['deep']))) + choice + textShape(null, ['secret'], ' hidden="1"');
  const rows = table([
    ['Name', 'Port'],
    ['spanning', null],
  ]);
  return pptxEntries({ title: 'Made', author: 'Us', slides: withShapes(shapes, rows) });
}

function madeOdp(): Zippable {
  const list = odpFrame(null, []).replace('<draw:text-box>', `<draw:text-box>${odpList(['one', 'two'])}`);
  const rows = odpTable([
    ['Name', 'Port'],
    ['spanning', null],
  ]).replace('<draw:image xlink:href="Pictures/table.svm"/>', '');
  const shapes = `<draw:g>${odpFrame(null, ['inside a box'])}<draw:g>${list}</draw:g></draw:g>`;
  return odpEntries({ title: 'Made', author: 'Us', slides: withShapes(shapes, rows) });
}

function withShapes(shapes: string, rows: string): OfficeText['slides'] {
  return SLIDES.map((slide, index) =>
    index === 2 ? { ...slide, shapes } : index === 3 ? { ...slide, shapes: rows } : slide,
  );
}
