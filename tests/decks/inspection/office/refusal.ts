import { expect } from 'vitest';
import { type DeckContents, UnreadableFile } from '../../../../src/decks/inspection/contents.ts';
import type { Zip } from '../../../../src/decks/inspection/zip.ts';
import { readZipped } from '../../../setup/zip-file.ts';

/** Reads such a file, which must be unreadable, and soon; says why. */
export async function refusal(bytes: Uint8Array, read: (zip: Zip) => Promise<DeckContents>): Promise<string> {
  const started = performance.now();
  const error: unknown = await readZipped(bytes, read).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UnreadableFile);
  expect(performance.now() - started).toBeLessThan(30_000);
  const { state, message } = error as UnreadableFile;
  return `${state}: ${message}`;
}
