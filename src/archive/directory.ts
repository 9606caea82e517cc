import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * `mkdir -p`, one parent after the other: Node's own recursive `mkdirSync` never returns where a directory takes no new entries and says
 * that it is not there (below /proc, Node 24). Throws the system's errors; `EEXIST` where a file stands in the way.
 */
export function makeDataDirectory(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const parent = dirname(path);
  if (parent !== path) makeDataDirectory(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // Made by a second run meanwhile.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
