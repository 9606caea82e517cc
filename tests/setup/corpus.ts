import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';

/** The directory of real conference data that `DECKHAND_CORPUS` names, or null: then the tests that need it are skipped. */
export const corpusDirectory: string | null = process.env['DECKHAND_CORPUS'] ?? null;

if (corpusDirectory !== null && !existsSync(corpusDirectory)) {
  throw new Error(`DECKHAND_CORPUS names ${corpusDirectory}, which does not exist`);
}

/** `describe` for tests that read real data; skipped, and saying so, where there is none. */
export const describeCorpus = (name: string, tests: () => void): void => {
  if (corpusDirectory === null) describe.skip(`${name} (skipped: DECKHAND_CORPUS is not set)`, tests);
  else describe(name, tests);
};

/** Absolute path of a file of the corpus. */
export function corpusPath(...parts: string[]): string {
  if (corpusDirectory === null) throw new Error('DECKHAND_CORPUS is not set');
  return join(corpusDirectory, ...parts);
}

/** A JSON file of the corpus; the caller says what shape it has. */
export function corpusJson<T>(...parts: string[]): T {
  return JSON.parse(readFileSync(corpusPath(...parts), 'utf8')) as T;
}
