import { execFileSync, spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import type { DeckContents } from '../../../../src/decks/inspection/contents.ts';
import { readKeynoteFile } from '../../../../src/decks/inspection/keynote/keynote-file.ts';
import { openZip } from '../../../../src/decks/inspection/zip.ts';
import { corpusPath, describeCorpus } from '../../../setup/corpus.ts';

const poppler = spawnSync('pdftotext', ['-v']).error === undefined;

async function read(name: string): Promise<DeckContents> {
  const zip = await openZip(corpusPath('decks', `${name}.key`));
  try {
    return await readKeynoteFile(zip);
  } finally {
    zip.close();
  }
}

/** Text of each page of the PDF that Keynote made of the same deck. */
function pagesOf(name: string): string[] {
  const text = execFileSync('pdftotext', [corpusPath('decks', `${name}.pdf`), '-'], { encoding: 'utf8' });
  return text.split('\f').slice(0, -1);
}

/** Share of the pages' words that stand on the slide of the same number as well, each as often as it is there. */
function shareFound(pages: readonly string[], slides: readonly string[]): number {
  let all = 0;
  let found = 0;
  for (const [index, page] of pages.entries()) {
    const left = wordsOf(slides[index] ?? '');
    for (const [word, count] of wordsOf(page)) {
      all += count;
      found += Math.min(count, left.get(word) ?? 0);
    }
  }
  return found / all;
}

function wordsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

describeCorpus('a real deck of Keynote 6 (2016)', () => {
  const name = 'deanwampler__Spark20';

  it('has 37 slides, each with a picture of its own', async () => {
    const { slides } = await read(name);
    expect(slides).toHaveLength(37);
    const pictures = slides.map(({ picture }) => picture);
    expect(pictures.every((picture) => picture?.startsWith('Data/st-') ?? false)).toBe(true);
    expect(new Set(pictures).size).toBe(37);
  });

  it.skipIf(!poppler)('has on each slide the words of that page of its PDF', async () => {
    const { slides } = await read(name);
    const pages = pagesOf(name);
    expect(pages).toHaveLength(37);
    const texts = slides.map(({ text }) => text);
    // The four words that are missed are two each that run together in the PDF: "bydatabricks", "introductionto".
    expect(shareFound(pages, texts)).toBeGreaterThan(0.99);
    // And hardly anything else: no words of a template, nor of a placeholder that was switched off.
    expect(shareFound(texts, pages)).toBeGreaterThan(0.99);
  });
});

describeCorpus('a real deck of Keynote ’09 (2014)', () => {
  const name = 'deanwampler__Hive-SQLforHadoop';

  it('has 48 slides, each with a picture of its own', async () => {
    const { slides } = await read(name);
    expect(slides).toHaveLength(48);
    const pictures = slides.map(({ picture }) => picture);
    expect(pictures.every((picture) => picture?.startsWith('thumbs/st') ?? false)).toBe(true);
    expect(new Set(pictures).size).toBe(48);
  });

  it.skipIf(!poppler)('has on each slide the words and notes of that page of its PDF', async () => {
    const { slides } = await read(name);
    // The PDF was printed with notes, and with a date and a number on each page.
    const pages = pagesOf(name).map((page, index) =>
      page.replace('Wednesday, May 14, 14', '').replace(new RegExp(`^${index + 1}$`, 'm'), ''),
    );
    expect(pages).toHaveLength(48);
    const texts = slides.map(({ text, notes }) => `${text}\n${notes ?? ''}`);
    // What is missed stands in a picture that four slides show: a diagram of Hive's parts.
    expect(shareFound(pages, texts)).toBeGreaterThan(0.95);
    expect(shareFound(texts, pages)).toBeGreaterThan(0.99);
  });
});
