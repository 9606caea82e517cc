import { describe, it } from 'vitest';
import { type FaultRow, play } from './fault-trial.ts';
import { faultsOfBodies } from './faults-of-bodies.ts';
import { faultsOfDecks } from './faults-of-decks.ts';
import { faultsOfNames } from './faults-of-names.ts';
import { faultsOfRefusing } from './faults-of-refusing.ts';

describe.each<readonly [string, readonly FaultRow[]]>([
  ['connections and lengths', faultsOfDecks],
  ['refusals', faultsOfRefusing],
  ['bodies', faultsOfBodies],
  ['names', faultsOfNames],
])('%s', (_, rows) => {
  it.each(rows.map((row) => [row.name, row] as const))('%s', (_name, row) => play(row));
});
