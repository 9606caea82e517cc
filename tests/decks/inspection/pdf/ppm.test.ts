import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPpmReader } from '../../../../src/decks/inspection/pdf/ppm.ts';
import { trialDirectory } from '../../../setup/trial-archive.ts';

const ppm = (width: number, height: number, pixels: readonly number[]): Buffer =>
  Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), Buffer.from(pixels)]);

function written(bytes: Uint8Array): string {
  const path = join(trialDirectory(), 'page-1.ppm');
  writeFileSync(path, bytes);
  return path;
}

describe('a reader of drawn pages', () => {
  it('gives width, height and pixels', () => {
    const picture = createPpmReader()(written(ppm(2, 1, [1, 2, 3, 10, 13, 32])));
    expect([picture?.width, picture?.height, [...(picture?.pixels ?? [])]]).toEqual([2, 1, [1, 2, 3, 10, 13, 32]]);
  });

  it.each<[string, Uint8Array]>([
    ['is empty', Buffer.alloc(0)],
    ['is cut short', ppm(2, 1, [1, 2, 3])],
    ['has no pixels', ppm(0, 4, [])],
    ['is no such picture', Buffer.from('P5\n1 1\n255\nx')],
    ['says that it is larger than any page', Buffer.from('P6\n900000 900000\n255\n')],
  ])('takes a file that %s for none', (_what, bytes) => {
    expect(createPpmReader()(written(bytes))).toBeNull();
  });

  it('uses the memory of a picture again once it is released, and not before', () => {
    const read = createPpmReader();
    const first = read(written(ppm(1, 1, [1, 1, 1])));
    const second = read(written(ppm(1, 1, [2, 2, 2])));
    expect([...(first?.pixels ?? [])]).toEqual([1, 1, 1]);
    expect(second?.pixels.buffer).not.toBe(first?.pixels.buffer);
    first?.release();
    const third = read(written(ppm(1, 1, [3, 3, 3])));
    expect(third?.pixels.buffer).toBe(first?.pixels.buffer);
    expect([...(second?.pixels ?? [])]).toEqual([2, 2, 2]);
  });
});
