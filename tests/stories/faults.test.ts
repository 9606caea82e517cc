import { describe, it } from 'vitest';
import { play } from './fault-trial.ts';
import { faultsOfDecks } from './faults-of-decks.ts';

describe('a server of files', () => {
  it.each(faultsOfDecks.map((row) => [row.name, row] as const))('%s', (_, row) => play(row));
});
