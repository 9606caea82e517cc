import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createInspectionPool } from '../../../src/decks/inspection/inspection-pool.ts';
import type { Inspection, Inspector } from '../../../src/decks/inspection/inspector.ts';
import { INSPECTION_LIMITS } from '../../../src/decks/inspection/limits.ts';
import { findPrograms } from '../../../src/decks/inspection/programs.ts';
import { corpusPath, describeCorpus } from '../../setup/corpus.ts';

/** The end of each real deck's name, its pages, and words of one of them. */
const DECKS: readonly (readonly [name: string, pages: number, page: number, words: string])[] = [
  ['blackberry__DEV120.pdf', 51, 1, 'Developing NFC Applications for BlackBerry 10'],
  ['blackberry__JAM39_slides.pdf', 24, 1, 'Build and Packaging for Native Apps'],
  ['CNCF_at_Linux_Summit.pdf', 19, 1, 'Alexis Richardson, CNCF TOC chair'],
  ['Standards_and_the_Next_Generation_of_Cloud.pdf', 18, 1, 'How I Stopped Worrying and Learned to Love'],
  ['what-is-cloud-native.pdf', 63, 1, 'why should I care?'],
  ['Klaus_Ma.pdf', 13, 2, '目录'],
  ['Shuangkun_Tian.pdf', 18, 1, 'Fine-tuning LLM with Argo'],
  ['Frank_Fan.pdf', 24, 1, 'Keeping it Small'],
  ['John_Zheng.pdf', 37, 1, 'HP云的模型服务自动化实践'],
  ['CoreDNS_2017-Salon.pdf', 3, 1, 'web._tcp.example.org'],
  ['CoreDNS_2017.pdf', 6, 1, 'Miek Gieben'],
  ['CNCF_Overview_Ja-Jp.pdf', 52, 1, 'プレゼンテーションはこちらからも参照でき'],
  ['Hive-SQLforHadoop.pdf', 48, 1, 'Dean Wampler'],
  ['Spark20.pdf', 37, 1, 'CHICAGO SPARK, MAY 18, 2016'],
  ['Hive-SQLforHadoop.key', 48, 1, 'Dean Wampler'],
  ['Spark20.key', 37, 1, 'Chicago Spark, May 18, 2016'],
  ['JAM318_Sohm.pptx', 53, 1, 'Native API Deep Dive'],
  ['JAM349_Sohm.pptx', 4, 1, 'Lab: BBM Integration'],
  ['JAM47_Sohm.pptx', 30, 1, 'Leveraging BlackBerry Services: BBM'],
];

describeCorpus('real decks, looked into', () => {
  const programs = findPrograms(process.env);
  const found = new Map<string, Inspection>();
  let work = '';
  let inspector: Inspector;

  beforeAll(async () => {
    work = mkdtempSync(join(tmpdir(), 'deckhand-'));
    inspector = createInspectionPool({ processes: 2, programs, limits: INSPECTION_LIMITS });
    const names = readdirSync(corpusPath('decks')).filter((name) => /\.(?:pdf|pptx|key)$/.test(name));
    await Promise.all(
      names.map(async (name) => {
        const path = corpusPath('decks', name);
        const extension = name.slice(name.lastIndexOf('.') + 1);
        found.set(name, await inspector.inspect({ path, extension }, mkdtempSync(join(work, 'pictures-'))));
      }),
    );
  }, 180_000);
  afterAll(async () => {
    await inspector.close();
    rmSync(work, { recursive: true, force: true });
  });
  const of = (end: string): Inspection | undefined => [...found].find(([name]) => name.endsWith(end))?.[1];

  it.each(DECKS)('%s has %d pages, and on page %d "%s"', (name, pages, page, words) => {
    expect(of(name)).toMatchObject({ state: 'ok', pages });
    expect(of(name)?.slides.map(({ number }) => number)).toEqual(
      Array.from({ length: pages }, (_, index) => index + 1),
    );
    expect(of(name)?.slides[page - 1]?.text).toContain(words);
  });

  it.each(DECKS.filter(([name]) => programs.soffice !== null || !name.endsWith('.pptx')))(
    '%s has a picture of each of its %d pages',
    (name, pages) => {
      const pictures = of(name)?.pictures ?? [];
      expect(pictures.map(({ number }) => number)).toEqual(Array.from({ length: pages }, (_, index) => index + 1));
      for (const { width, height } of pictures) expect([width <= 480, height > 0]).toEqual([true, true]);
    },
  );

  it('a Git LFS pointer is no deck, whatever it is called', () => {
    for (const name of ['AI-in-the-Open.LFS-POINTER.pdf', 'Ray-Microservices.LFS-POINTER.key']) {
      expect(of(name)).toMatchObject({ state: 'unsupported', detail: expect.stringContaining('Git LFS') as string });
    }
  });
});
