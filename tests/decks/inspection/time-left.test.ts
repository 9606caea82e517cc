import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectFile } from '../../../src/decks/inspection/inspect-file.ts';
import type { Inspection } from '../../../src/decks/inspection/inspector.ts';
import { INSPECTION_LIMITS } from '../../../src/decks/inspection/limits.ts';
import { createPictureWriter } from '../../../src/decks/inspection/pictures.ts';
import { findPrograms } from '../../../src/decks/inspection/programs.ts';
import { requireRoom } from '../../../src/decks/inspection/scratch.ts';
import { deckFor } from '../../setup/decks.ts';
import { trialDirectory } from '../../setup/trial-archive.ts';

async function inspectWith(env: { readonly PATH?: string | undefined }, timeLeft: () => number): Promise<Inspection> {
  const place = trialDirectory();
  const path = join(place, 'a.pdf');
  writeFileSync(path, deckFor('a.pdf', ['One', 'Two', 'Three']));
  return inspectFile(
    { path, extension: 'pdf' },
    {
      programs: findPrograms(env),
      limits: INSPECTION_LIMITS,
      pictures: createPictureWriter(mkdtempSync(join(place, 'pictures-'))),
      scratch: place,
      timeLeft,
      leftBehind: () => {},
    },
  );
}

describe('a file whose time is over', () => {
  it('keeps its text and the pictures that were drawn by then', async () => {
    let looks = 0;
    const found = await inspectWith({}, () => (looks++ < 2 ? 1_000 : 0));
    expect(found).toMatchObject({ state: 'ok', detail: 'Pictures end at page 2 of 3: the file takes too long.' });
    expect([found.slides.length, found.pictures.length]).toEqual([3, 2]);
  });

  it('gives no program any more of it', async () => {
    const { PATH } = process.env;
    if (findPrograms({ PATH }).pdfinfo === null) return;
    expect((await inspectWith({ PATH }, () => 0)).state).toBe('timed_out');
  });
});

describe('a disk for scratch', () => {
  it('is full when it has less room than is wanted, and only then', async () => {
    const directory = trialDirectory();
    await requireRoom(directory, 1);
    await expect(requireRoom(directory, 1e18)).rejects.toMatchObject({ code: 'ENOSPC', path: directory });
  });
});
