import * as fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '../../../../src/decks/inspection/contents.ts';
import { readOdp } from '../../../../src/decks/inspection/office/odp.ts';
import { partName } from '../../../../src/decks/inspection/office/open-package.ts';
import { readPptx } from '../../../../src/decks/inspection/office/pptx.ts';
import { odpFrame, odpTable } from '../../../setup/odp-shapes.ts';
import { odpEntries, pptxEntries } from '../../../setup/office.ts';
import {
  chartFrame,
  chartPart,
  diagramFrame,
  diagramPart,
  group,
  table,
  textShape,
} from '../../../setup/pptx-shapes.ts';
import { readZipped, zipBomb } from '../../../setup/zip-file.ts';
import { refusal } from './refusal.ts';

const SLIDE = 'ppt/slides/slide1.xml';
const TEXT = { title: 'T', author: 'A', slides: [{ heading: 'One', body: ['two'], notes: 'three' }] };

describe('a zip that lies', () => {
  it.each([
    ['as it says', 1024 ** 3, 'The file breaks a limit: unpacked, %s has 1073741824 bytes.'],
    ['where it says a hundred bytes', 100, 'The file is no whole zip archive.'],
    ['where it says nothing', 0, 'The file is no whole zip archive.'],
  ])('is not unpacked to a gibibyte of zeros %s', async (_, bytes, why) => {
    expect(await refusal(zipBomb(pptxEntries(TEXT), SLIDE, bytes), readPptx)).toBe(
      `damaged: ${why.replace('%s', SLIDE)}`,
    );
    expect(await refusal(zipBomb(odpEntries(TEXT), 'content.xml', bytes), readOdp)).toBe(
      `damaged: ${why.replace('%s', 'content.xml')}`,
    );
  });

  it('is damaged wherever it is cut', async () => {
    for (const [whole, read] of [
      [zipSync(pptxEntries(TEXT)), readPptx],
      [zipSync(odpEntries(TEXT)), readOdp],
    ] as const) {
      for (const share of [0, 0.01, 0.5, 0.9, 0.999]) {
        const cut = whole.subarray(0, Math.floor(whole.length * share));
        expect(await refusal(cut, read)).toBe('damaged: The file is no whole zip archive.');
      }
    }
  });
});

describe('whatever bytes are changed', () => {
  const shapes = [group(textShape(null, ['a']), table([['b', null]])), chartFrame('rId7'), diagramFrame('rId8')].join(
    '',
  );
  const pptx = pptxEntries({
    title: 'T',
    author: 'A',
    slides: [
      {
        heading: 'One',
        body: ['two'],
        notes: 'three',
        shapes,
        relations: [
          ['rId7', 'chart', '../charts/chart1.xml'],
          ['rId8', 'diagramData', '../diagrams/data1.xml'],
        ],
      },
    ],
    parts: { 'ppt/charts/chart1.xml': chartPart('a', 'b', ['c']), 'ppt/diagrams/data1.xml': diagramPart(['d'], null) },
  });
  const odp = odpEntries({
    title: 'T',
    author: 'A',
    slides: [
      { heading: 'One', body: ['two'], notes: 'three', shapes: odpTable([['a', null]]) + odpFrame('footer', ['b']) },
    ],
  });
  // Stored as well as packed: in a stored file a change reaches the XML, since nobody compares checksums.
  const files = [
    [zipSync(pptx, { level: 0 }), readPptx],
    [zipSync(pptx), readPptx],
    [zipSync(odp, { level: 0 }), readOdp],
    [zipSync(odp), readOdp],
  ] as const;
  const piece = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 6 }),
    fc
      .constantFrom('<', '>', '/>', '</', '&', '"', '../', '<p:sp>', '<a:p>', '<text:p>', 'rId1', 'ppt/', '1')
      .map((text) => strToU8(text)),
  );

  it('a reader says what it read or that it cannot, and soon', async () => {
    let read = 0;
    let unreadable = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(fc.record({ at: fc.nat(), piece }), { minLength: 1, maxLength: 4 }),
        async ([file, reader], changes) => {
          const spoilt = Buffer.from(file);
          for (const change of changes)
            spoilt.set(change.piece.subarray(0, spoilt.length), change.at % (spoilt.length - 32));
          const started = performance.now();
          try {
            const { slides } = await readZipped(spoilt, reader);
            for (const { text, notes } of slides) expect(typeof text === 'string' && notes !== '').toBe(true);
            read += 1;
          } catch (error) {
            if (!(error instanceof UnreadableFile)) throw error;
            unreadable += 1;
          }
          expect(performance.now() - started).toBeLessThan(5_000);
        },
      ),
      { numRuns: 600, interruptAfterTimeLimit: 30_000 },
    );
    // Both happen, or the changes say nothing.
    expect(Math.min(read, unreadable)).toBeGreaterThan(20);
  });

  it('a target never leads out of the file', () => {
    const segment = fc.constantFrom('..', '.', '', 'ppt', 'slides', 'a.xml', String.raw`..\..`, '/', '%2e%2e');
    fc.assert(
      fc.property(fc.array(segment), fc.array(segment), (source, target) => {
        const name = partName(source.filter((part) => /^[a-z]/.test(part)).join('/'), target.join('/'));
        expect(name === null || !/(?:^|[/\\])\.\.(?:$|[/\\])|^\/|\\/.test(name)).toBe(true);
      }),
    );
  });
});
