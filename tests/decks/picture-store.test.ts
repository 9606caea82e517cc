import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openPictureStore, type PictureStore } from '../../src/decks/picture-store.ts';
import { trialDirectory } from '../setup/trial-archive.ts';

const SHA = 'ab'.repeat(32);
const PLACE = `pictures/ab/ab/${SHA}`;

async function keep(store: PictureStore, numbers: readonly number[], shade = 10): ReturnType<PictureStore['keep']> {
  const scratch = await store.scratch();
  const pictures = numbers.map((number) => ({ number, name: `000${number}.webp`, width: 4, height: 3 }));
  const image = sharp({ create: { width: 4, height: 3, channels: 3, background: { r: shade, g: 0, b: 0 } } });
  for (const { name } of pictures) writeFileSync(join(scratch, name), await image.webp().toBuffer());
  return store.keep(SHA, scratch, pictures);
}

describe('the store of pictures', () => {
  it('keeps the pictures of a file below its SHA-256 and leaves no scratch', async () => {
    const data = trialDirectory();
    const store = openPictureStore(data);
    expect(await keep(store, [1, 2])).toEqual([
      { number: 1, path: `${PLACE}/0001.webp`, width: 4, height: 3 },
      { number: 2, path: `${PLACE}/0002.webp`, width: 4, height: 3 },
    ]);
    expect(readdirSync(join(data, PLACE))).toEqual(['0001.webp', '0002.webp']);
    expect(readdirSync(join(data, 'pictures', '.scratch'))).toEqual([]);
    expect(await Array.fromAsync(store.list())).toEqual([SHA]);
  });

  it('puts those of a later inspection in their place, and removes what there are no more', async () => {
    const data = trialDirectory();
    const store = openPictureStore(data);
    await keep(store, [1, 2, 3]);
    const before = readFileSync(join(data, PLACE, '0001.webp'));
    await keep(store, [1], 200);
    expect(readdirSync(join(data, PLACE))).toEqual(['0001.webp', '0002.webp', '0003.webp']);
    await store.prune(SHA, [{ name: '0001.webp' }]);
    expect(readdirSync(join(data, PLACE))).toEqual(['0001.webp']);
    expect(readFileSync(join(data, PLACE, '0001.webp')).equals(before)).toBe(false);
    await keep(store, []);
    await store.prune(SHA, []);
    expect(readdirSync(join(data, PLACE))).toEqual([]);
  });

  it('tells a whole picture from one that is cut short, empty, missing or no picture', async () => {
    const data = trialDirectory();
    const store = openPictureStore(data);
    await keep(store, [1, 2, 3, 4]);
    truncateSync(join(data, PLACE, '0002.webp'), 20);
    writeFileSync(join(data, PLACE, '0003.webp'), '');
    writeFileSync(join(data, PLACE, '0004.webp'), 'a note of twelve bytes and more');
    const whole = await Promise.all([1, 2, 3, 4, 5].map((number) => store.isWhole(`${PLACE}/000${number}.webp`)));
    expect(whole).toEqual([true, false, false, false, false]);
  });

  it('clears what a killed run left, and removes the pictures of a file on request', async () => {
    const data = trialDirectory();
    const store = openPictureStore(data);
    await keep(store, [1]);
    writeFileSync(join(await store.scratch(), '0001.webp'), 'half');
    await store.clear();
    expect(existsSync(join(data, 'pictures', '.scratch'))).toBe(false);
    expect(existsSync(join(data, PLACE))).toBe(true);
    await store.remove(SHA);
    expect(existsSync(join(data, PLACE))).toBe(false);
    await store.remove(SHA);
  });

  it('makes nothing when it is opened or read, and refuses what is no SHA-256', async () => {
    const data = trialDirectory();
    const store = openPictureStore(data);
    expect(await Array.fromAsync(store.list())).toEqual([]);
    expect(readdirSync(data)).toEqual([]);
    await expect(store.remove('../../etc')).rejects.toThrow(RangeError);
  });

  it('says that the disk cannot be written', async () => {
    const data = trialDirectory();
    mkdirSync(join(data, 'pictures'));
    writeFileSync(join(data, 'pictures', '.scratch'), 'a file stands here');
    await expect(openPictureStore(data).scratch()).rejects.toMatchObject({ exit: 'no_space' });
  });
});
