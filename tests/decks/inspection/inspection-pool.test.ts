import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInspectionPool, InspectionStopped } from '../../../src/decks/inspection/inspection-pool.ts';
import type { Inspector, Programs } from '../../../src/decks/inspection/inspector.ts';
import { INSPECTION_LIMITS, type InspectionLimits } from '../../../src/decks/inspection/limits.ts';
import { findPrograms, hasPoppler } from '../../../src/decks/inspection/programs.ts';
import { deckFor } from '../../setup/decks.ts';
import { flatPages, streamBomb } from '../../setup/hostile-pdfs.ts';
import { trialDirectory } from '../../setup/trial-archive.ts';
import { inspectBytes, inspectorContract, textsOf } from './contract.ts';

const installed = findPrograms(process.env);
const none = findPrograms({});

function pool(programs: Programs, limits: Partial<InspectionLimits> = {}): Inspector {
  return createInspectionPool({ processes: 2, programs, limits: { ...INSPECTION_LIMITS, ...limits } });
}

describe.each([
  ['with the programs that are installed', installed],
  ['with what npm brings alone', none],
] as const)('an inspector in processes, %s,', (_name, programs) => {
  let inspector: Inspector;
  beforeAll(() => {
    inspector = pool(programs);
  });
  afterAll(() => inspector.close());
  inspectorContract('holds the contract', () => inspector);

  it('keeps the notes of a PowerPoint, OpenDocument or Keynote deck apart from its words', async () => {
    for (const name of ['a.pptx', 'a.odp', 'a.key']) {
      const slides = ['Mooring\nwith two lines\nnote: Tell them of the storm', 'Thanks'];
      const found = await inspectBytes(inspector, name, deckFor(name, slides));
      expect(found).toMatchObject({ state: 'ok', pages: 2 });
      expect(textsOf(found)).toEqual(['Mooring\nwith two lines', 'Thanks']);
      expect(found.slides.map((slide) => slide.notes)).toEqual(['Tell them of the storm', null]);
    }
  });
});

describe('an inspector without programs', () => {
  const inspector = pool(none);
  afterAll(() => inspector.close());

  it('says which of them would tell more', async () => {
    const wanted = async (name: string): Promise<readonly string[]> =>
      (await inspectBytes(inspector, name, deckFor(name, ['Words']))).wanted;
    expect([await wanted('a.pdf'), await wanted('a.pptx'), await wanted('a.odp'), await wanted('a.key')]).toEqual([
      ['pdfinfo', 'pdftotext', 'pdftoppm'],
      ['soffice'],
      ['soffice'],
      [],
    ]);
  });
});

it('wants no program that it has and cannot use alone', async () => {
  const inspector = pool({ ...none, pdftotext: '/usr/bin/true' });
  const found = await inspectBytes(inspector, 'a.pdf', deckFor('a.pdf', ['Words']));
  expect(found.wanted).toEqual(['pdfinfo', 'pdftoppm']);
  await inspector.close();
});

describe.skipIf(installed.soffice === null)('an inspector with LibreOffice (skipped where it is not installed)', () => {
  const inspector = pool(installed);
  afterAll(() => inspector.close());

  it('draws the slides of PowerPoint and OpenDocument decks', async () => {
    for (const name of ['a.pptx', 'a.odp']) {
      const found = await inspectBytes(inspector, name, deckFor(name, ['First', 'Second']));
      expect(found).toMatchObject({ state: 'ok', detail: null, wanted: [] });
      expect(found.pictures.map(({ number, width }) => [number, width])).toEqual([
        [1, 480],
        [2, 480],
      ]);
    }
  });
});

describe.skipIf(installed.soffice === null)(
  'an old PowerPoint file (skipped where LibreOffice is not installed)',
  () => {
    const directory = mkdtempSync(join(tmpdir(), 'deckhand-ppt-'));
    const inspector = pool(installed);
    let ppt: Buffer;
    beforeAll(() => {
      writeFileSync(join(directory, 'old.pptx'), deckFor('old.pptx', ['Old but gold\nfrom 1997', 'Thanks']));
      const profile = `-env:UserInstallation=file://${join(directory, 'profile')}`;
      execFileSync(installed.soffice ?? '', ['--headless', profile, '--convert-to', 'ppt', 'old.pptx'], {
        cwd: directory,
      });
      ppt = readFileSync(join(directory, 'old.ppt'));
    });
    afterAll(async () => {
      await inspector.close();
      rmSync(directory, { recursive: true, force: true });
    });

    it('has text and pictures where LibreOffice is installed', async () => {
      const found = await inspectBytes(inspector, 'old.ppt', ppt);
      expect(found).toMatchObject({ state: 'ok', pages: 2, detail: null });
      expect(textsOf(found)).toEqual(['Old but gold\nfrom 1997', 'Thanks']);
      expect(found.pictures.map(({ number }) => number)).toEqual([1, 2]);
    });

    it('wants LibreOffice where it is not', async () => {
      const without = pool({ ...installed, soffice: null });
      expect(await inspectBytes(without, 'old.ppt', ppt)).toMatchObject({ state: 'unsupported', wanted: ['soffice'] });
      await without.close();
    });
  },
);

describe.each([
  ['poppler', installed],
  ['pdfjs', none],
] as const)('a file that breaks a limit, read by %s,', (engine, programs) => {
  const skipped = engine === 'poppler' && !hasPoppler(installed);

  it.skipIf(skipped)('is marked when a stream unpacks to 400 MB, or has no words for all its size', async () => {
    const residentBytes = 400 * 1024 ** 2;
    const inspector = pool(programs, { residentBytes });
    const found = await inspectBytes(inspector, 'bomb.pdf', streamBomb(400));
    expect(found.state).toBe(engine === 'poppler' ? 'empty' : 'damaged');
    expect(found.detail).toMatch(engine === 'poppler' ? /has any text/ : /more than 400 MiB of memory/);
    await inspector.close();
  });

  it.skipIf(skipped)('is marked when it says that it has more pages than any document', async () => {
    const inspector = pool(programs, { pages: 100 });
    const found = await inspectBytes(inspector, 'pages.pdf', flatPages(101));
    expect(found).toMatchObject({
      state: 'damaged',
      detail: 'The file breaks a limit: it says that it has 101 pages.',
    });
    await inspector.close();
  });

  it.skipIf(skipped)('keeps all text and as many pictures as may be made', async () => {
    const inspector = pool(programs, { pictures: 2 });
    const found = await inspectBytes(inspector, 'long.pdf', deckFor('long.pdf', ['One', 'Two', 'Three']));
    expect(found).toMatchObject({ state: 'ok', pages: 3, detail: 'Pictures were made of the first 2 of 3 pages.' });
    expect([textsOf(found), readdirSync(found.directory).length]).toEqual([['One', 'Two', 'Three'], 2]);
    await inspector.close();
  });
});

describe('a file that takes too long', () => {
  const next = ['And the next'];

  it('is marked and costs the next file nothing, where it is pdfjs that takes the time', async () => {
    // Some minutes for pdfjs, which goes through the tree once a page.
    const inspector = pool(none, { fileMs: 10_000 });
    const [slow, quick] = await Promise.all([
      inspectBytes(inspector, 'slow.pdf', flatPages(40_000)),
      inspectBytes(inspector, 'quick.pdf', deckFor('quick.pdf', ['Still here'])),
    ]);
    expect(slow).toMatchObject({ state: 'timed_out', slides: [], pictures: [] });
    expect(textsOf(quick)).toEqual(['Still here']);
    expect(textsOf(await inspectBytes(inspector, 'next.pdf', deckFor('next.pdf', next)))).toEqual(next);
    await inspector.close();
  });

  it('is marked and costs the next file nothing, where it is a program that hangs', async () => {
    const pdfinfo = join(trialDirectory(), 'pdfinfo');
    writeFileSync(pdfinfo, '#!/bin/sh\nexec sleep 600\n', { mode: 0o755 });
    const hanging = { ...none, pdfinfo, pdftotext: pdfinfo, pdftoppm: pdfinfo };
    const inspector = pool(hanging, { programMs: 500 });
    const slow = await inspectBytes(inspector, 'slow.pdf', deckFor('slow.pdf', ['Never read']));
    expect(slow).toMatchObject({ state: 'timed_out', detail: expect.stringMatching(/^pdfinfo took longer/) as string });
    expect(textsOf(await inspectBytes(inspector, 'next.key', deckFor('next.key', next)))).toEqual(next);
    await inspector.close();
  });
});

describe('a pool that is closed', () => {
  it('refuses what waits for a process as well', async () => {
    const inspector = createInspectionPool({ processes: 1, programs: none, limits: INSPECTION_LIMITS });
    const all = [1, 2, 3].map(() => inspectBytes(inspector, 'slow.pdf', flatPages(20_000)));
    const refused = all.map((one) => expect(one).rejects.toThrow(InspectionStopped));
    await inspector.close();
    await Promise.all(refused);
  });

  it('cuts off what is under way, and knows nothing of that file', async () => {
    const inspector = pool(none);
    const under = inspectBytes(inspector, 'slow.pdf', flatPages(20_000));
    const refused = expect(under).rejects.toThrow(InspectionStopped);
    // The file is in hand once its process runs: closing is right at any moment.
    await inspectBytes(inspector, 'quick.pdf', deckFor('quick.pdf', ['Quick']));
    await inspector.close();
    await refused;
    await expect(inspectBytes(inspector, 'late.pdf', deckFor('quick.pdf', ['Late']))).rejects.toThrow(
      InspectionStopped,
    );
  });
});
