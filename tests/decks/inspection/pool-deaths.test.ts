import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createInspectionPool, InspectionStopped } from '../../../src/decks/inspection/inspection-pool.ts';
import type { Inspector } from '../../../src/decks/inspection/inspector.ts';
import { INSPECTION_LIMITS, type InspectionLimits } from '../../../src/decks/inspection/limits.ts';
import { findPrograms } from '../../../src/decks/inspection/programs.ts';
import { deckFor } from '../../setup/decks.ts';
import { trialDirectory } from '../../setup/trial-archive.ts';
import { inspectBytes, textsOf } from './contract.ts';

/** A program in the place of LibreOffice; its parent (`$PPID`) is the process that looks into the file. */
function officeThat(does: string): string {
  const path = join(trialDirectory(), 'soffice');
  writeFileSync(path, `#!/bin/sh\n${does}\n`, { mode: 0o755 });
  return path;
}

let inspector: Inspector | null = null;
afterEach(() => inspector?.close());

function pool(soffice: string, limits: Partial<InspectionLimits> = {}): Inspector {
  inspector = createInspectionPool({
    processes: 1,
    programs: { ...findPrograms({}), soffice },
    limits: { ...INSPECTION_LIMITS, ...limits },
  });
  return inspector;
}

const inspect = (by: Inspector, name: string): ReturnType<typeof inspectBytes> =>
  inspectBytes(by, name, deckFor(name, ['Words']));

describe('a process that looks into files', () => {
  it('may die between two files, and costs neither of them anything', async () => {
    const by = pool(officeThat('(sleep 0.2; kill -KILL $PPID) > /dev/null 2>&1 &'));
    expect((await inspect(by, 'a.pptx')).state).toBe('ok');
    await wait(500);
    expect(await inspect(by, 'b.key')).toMatchObject({ state: 'ok', detail: null });
  });

  it('is not trusted about a file when it had others before: a new one has the last word', async () => {
    const once = join(trialDirectory(), 'once');
    const by = pool(officeThat(`[ -e ${once} ] || { touch ${once}; kill -KILL $PPID; }`));
    await inspect(by, 'a.key');
    expect(textsOf(await inspect(by, 'b.pptx'))).toEqual(['Words']);
    expect(existsSync(once)).toBe(true);
  });

  it('marks the file that ends every process', async () => {
    const by = pool(officeThat('kill -KILL $PPID'));
    await inspect(by, 'a.key');
    expect(await inspect(by, 'b.pptx')).toMatchObject({ state: 'damaged', slides: [] });
    expect((await inspect(by, 'c.key')).state).toBe('ok');
  });

  it.each([
    ['it', 'kill -TERM $PPID; sleep 5'],
    ['a program that it runs', 'kill -TERM $$'],
  ])('says nothing of a file when %s is told to end, as all are when a service is stopped', async (_what, does) => {
    const by = pool(officeThat(does));
    await expect(inspect(by, 'a.pptx')).rejects.toThrow(InspectionStopped);
  });

  it('keeps the text of a deck whose LibreOffice hangs, and leaves nothing of that running', async () => {
    const note = join(trialDirectory(), 'pid');
    // As soffice starts soffice.bin, which holds its output open.
    const by = pool(officeThat(`sleep 600 & echo $! > ${note}; wait`), { programMs: 700 });
    const found = await inspect(by, 'a.pptx');
    expect(found).toMatchObject({ state: 'ok', detail: 'There are no pictures: soffice took longer than 1 s.' });
    await expect.poll(() => isRunning(Number(readFileSync(note, 'utf8')))).toBe(false);
  }, 20_000);
});

/** Not so a process that has ended and whose end nobody has asked for. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
