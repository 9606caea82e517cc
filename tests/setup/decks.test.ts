import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { fileTypeFromBuffer } from 'file-type';
import { afterAll, describe, expect, it } from 'vitest';
import { deckFor, movie } from './decks.ts';

const SLIDES = ['Ropes & knots\nA bowline holds', 'Second slide\nnote: breathe here', 'Third: “quays” and cafés'];

describe('decks made for tests', () => {
  it.each([
    ['talk.pdf', 'application/pdf'],
    ['talk.pptx', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
    ['talk.odp', 'application/vnd.oasis.opendocument.presentation'],
    ['talk.key', 'application/vnd.apple.keynote'],
    ['talk.zip', 'application/zip'],
    ['talk.mov', 'video/quicktime'],
    ['talk.mp4', 'video/mp4'],
  ])('%s begins with the magic numbers of %s', async (name, mediaType) => {
    expect((await fileTypeFromBuffer(deckFor(name, SLIDES)))?.mime).toBe(mediaType);
  });

  it.each(['talk.txt', 'Plain_Text_Transcript_212'])('%s is plain text', (name) => {
    expect(deckFor(name, SLIDES).toString()).toContain('Ropes & knots\nA bowline holds');
  });

  it('refuses an extension that nobody has taught it', () => {
    expect(() => deckFor('talk.docx', SLIDES)).toThrow('No maker for .docx');
  });

  it('the same name and slides are the same file, other slides another', () => {
    expect(deckFor('kubecon.pdf', ['one'])).toBe(deckFor('kubecon.pdf', ['one']));
    expect(deckFor('kubecon.pdf', ['one']).equals(deckFor('kubecon.pdf', ['two']))).toBe(false);
  });

  it('slides of a PPTX are ordered by presentation.xml, not by their file numbers', () => {
    const entries = unzipSync(deckFor('order.pptx', ['first', 'second']));
    expect(strFromU8(entries['ppt/slides/slide2.xml'] ?? new Uint8Array())).toContain('first');
    expect(strFromU8(entries['ppt/_rels/presentation.xml.rels'] ?? new Uint8Array())).toMatch(
      /Id="rId10"[^>]*slide2\.xml/,
    );
  });

  it('an ODP keeps its type first and uncompressed', () => {
    expect(deckFor('talk.odp', SLIDES).subarray(30, 46).toString()).toBe('mimetypeapplicat');
  });

  it('a KEY has the entries of Keynote', () => {
    expect(Object.keys(unzipSync(deckFor('talk.key', SLIDES)))).toEqual(
      expect.arrayContaining(['Index/Document.iwa', 'Index/Slide.iwa', 'Index/Slide-2.iwa', 'preview.jpg']),
    );
  });

  it('a film has the size it is asked for', () => {
    expect(movie('mov', 100_000)).toHaveLength(100_000 + 20 + 8);
  });

  it('as many decks as a large conference has take no more than a few seconds', () => {
    const started = performance.now();
    for (let number = 0; number < 219; number += 1) deckFor(`${number}.pdf`, [`Deck ${number}\nwith a line`, 'Two']);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

const poppler = spawnSync('pdftotext', ['-v']).error === undefined;
describe.skipIf(!poppler)('poppler reads the PDF', () => {
  const directory = mkdtempSync(join(tmpdir(), 'deckhand-decks-'));
  const file = join(directory, 'talk.pdf');
  writeFileSync(file, deckFor('talk.pdf', SLIDES));
  afterAll(() => rmSync(directory, { recursive: true }));

  it('with the text of each page', () => {
    const pages = execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' }).split('\f');
    expect(pages.map((page) => page.trim().replace(/\s+/g, ' '))).toEqual([
      'Ropes & knots A bowline holds',
      'Second slide',
      'Third: “quays” and cafés',
      '',
    ]);
  });

  it('with its title, author and page count', () => {
    const facts = execFileSync('pdfinfo', [file], { encoding: 'utf8' });
    expect(facts).toMatch(/^Title: +Ropes & knots$/m);
    expect(facts).toMatch(/^Author: +Deckhand test deck$/m);
    expect(facts).toMatch(/^Pages: +3$/m);
  });
});
