import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Inspection, Inspector, SlideText } from '../../../src/decks/inspection/inspector.ts';
import { deckFor } from '../../setup/decks.ts';
import { encryptedPdf, flatPages, pageTreeCycle, pdfOfSize } from '../../setup/hostile-pdfs.ts';
import { trialDirectory } from '../../setup/trial-archive.ts';

/** What every inspector promises of any file; `make` gives one that the suite does not close. */
export function inspectorContract(name: string, make: () => Inspector): void {
  const inspect = (fileName: string, bytes: Uint8Array): Promise<Inspection & { readonly directory: string }> =>
    inspectBytes(make(), fileName, bytes);

  describe(name, () => {
    it('finds pages, title, author, the text and a picture of every page of a PDF', async () => {
      const found = await inspect('deck.pdf', deckFor('deck.pdf', ['Storage Lingo\nvolumes and claims', 'Questions?']));
      expect(found).toMatchObject({
        state: 'ok',
        detail: null,
        pages: 2,
        title: 'Storage Lingo',
        author: 'Deckhand test deck',
        pictures: [
          { number: 1, name: '0001.webp', width: 480, height: 270 },
          { number: 2, name: '0002.webp', width: 480, height: 270 },
        ],
      });
      expect(textsOf(found)).toEqual(['Storage Lingo\nvolumes and claims', 'Questions?']);
      expect(readdirSync(found.directory).toSorted()).toEqual(['0001.webp', '0002.webp']);
    });

    it.each<[string, string, Buffer]>([
      ['a PDF that wants a password is', 'encrypted', encryptedPdf()],
      ['a PDF cut off after its first line is', 'damaged', deckFor('a.pdf', ['Cut']).subarray(0, 40)],
      ['a PDF that is nothing but its first line and noise is', 'damaged', noise()],
      ['a PDF whose page tree goes in a circle is', 'empty', pageTreeCycle()],
      ['a PDF without a word is', 'empty', flatPages(3)],
      ['an empty file is', 'damaged', Buffer.alloc(0)],
      ['a web page under the name of a PDF is', 'unsupported', Buffer.from('<!doctype html><title>Not found</title>')],
      ['a Git LFS pointer under the name of a PDF is', 'unsupported', lfsPointer()],
    ])('%s %s, and says why', async (_what, state, bytes) => {
      const found = await inspect('x.pdf', bytes);
      expect(found.state).toBe(state);
      expect(found.detail).toMatch(/^\S.*\.$/s);
      expect(found.detail).not.toContain(found.directory);
    });

    it('reads a PDF that lost its end', async () => {
      const whole = deckFor('b.pdf', ['Alpha', 'Beta', 'Gamma']);
      const found = await inspect('b.pdf', whole.subarray(0, whole.lastIndexOf('startxref')));
      expect(found.state).toBe('ok');
      expect(textsOf(found)).toContain('Alpha');
    });

    it('takes a film, an archive and a text for no deck', async () => {
      for (const file of ['a.mp4', 'a.zip', 'a.txt']) {
        const found = await inspect(file, deckFor(file, ['Not a slide']));
        expect(found).toMatchObject({ state: 'unsupported', pages: null, slides: [], pictures: [], wanted: [] });
      }
    });

    it('goes by the bytes, not by the name', async () => {
      const found = await inspect('renamed.key', deckFor('c.pdf', ['A PDF all the same']));
      expect(found).toMatchObject({ state: 'ok', pages: 1 });
    });

    it('keeps the shape of a page, whatever it is', async () => {
      const tall = await inspect('tall.pdf', pdfOfSize(300, 600, ['tall']));
      expect(tall.pictures).toEqual([{ number: 1, name: '0001.webp', width: 480, height: 960 }]);
      const strip = await inspect('strip.pdf', pdfOfSize(20, 14_000, ['x']));
      expect(strip.state).toBe('ok');
      expect(strip.pictures.length).toBe(1);
      for (const picture of strip.pictures) expect(picture.height).toBeLessThanOrEqual(4_800);
    });

    it('looks into several files at a time, and gives the same again', async () => {
      const deck = deckFor('d.pdf', ['One', 'Two']);
      const inspector = make();
      const found = await Promise.all([1, 2, 3, 4].map(() => inspectBytes(inspector, 'd.pdf', deck)));
      for (const one of found) expect({ ...one, directory: '' }).toEqual({ ...found[0], directory: '' });
    });
  });
}

/** Writes the bytes to a file and has it looked into. */
export async function inspectBytes(
  inspector: Inspector,
  name: string,
  bytes: Uint8Array,
): Promise<Inspection & { readonly directory: string }> {
  const place = trialDirectory();
  const path = join(place, name);
  writeFileSync(path, bytes);
  const directory = mkdtempSync(join(place, 'pictures-'));
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return { ...(await inspector.inspect({ path, extension }, directory)), directory };
}

export function textsOf(found: { readonly slides: readonly SlideText[] }): string[] {
  return found.slides.map((slide) => slide.text);
}

function noise(): Buffer {
  return Buffer.concat([
    Buffer.from('%PDF-1.7\n'),
    Buffer.from(Array.from({ length: 3_000 }, (_, i) => (i * 197) % 251)),
  ]);
}

function lfsPointer(): Buffer {
  return Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 123456\n`);
}
