import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunReport } from '../jobs/run.ts';

/** Where the reports lie, below the data directory. */
export const REPORTS_DIRECTORY = 'reports';

/** Reports that are kept of each command: more than a year of nights. The older ones stand in `runs` all the same. */
const REPORTS_KEPT = 400;

/** `20261125T020000Z-nightly.json`; `-nightly-2` for a second one that began within the same second. */
const NAME = /^\d{8}T\d{6}Z-(?<verb>[a-z]+)(?:-\d+)?\.json$/;

/**
 * Writes a run's report as JSON, `20261125T020000Z-nightly.json`, and once more as `latest.json`; removes the oldest of the same command
 * beyond 400. Throws the system's own errors.
 */
export function saveReport(data: string, report: RunReport): void {
  const directory = join(data, REPORTS_DIRECTORY);
  mkdirSync(directory, { recursive: true });
  const names = readdirSync(directory);
  const stamp = report.startedAt.replaceAll(/[-:]/g, '');
  const verb = /^[a-z]+/.exec(report.command)?.[0] ?? 'run';
  const json = `${JSON.stringify(report, null, 2)}\n`;
  const name = freeName(`${stamp}-${verb}`, names);
  replaceFile(join(directory, name), json);
  replaceFile(join(directory, 'latest.json'), json);
  // A loop of "deckhand attach" must not push a year of nights out.
  const old = [...names, name]
    .filter((other) => NAME.exec(other)?.groups?.['verb'] === verb)
    .toSorted()
    .slice(0, -REPORTS_KEPT);
  for (const other of old) rmSync(join(directory, other), { force: true });
}

function freeName(base: string, taken: readonly string[]): string {
  let name = `${base}.json`;
  for (let number = 2; taken.includes(name); number += 1) name = `${base}-${number}.json`;
  return name;
}

/**
 * Writes a file so that readers see the old one or the new one, never a half. The half has a name of its own: the run's lock is free again when
 * reports are written, and the next run may be writing the same file. Throws the system's own errors.
 */
export function replaceFile(path: string, content: string): void {
  const half = `${path}.${process.pid}.new`;
  try {
    writeFileSync(half, content);
    renameSync(half, path);
  } catch (error) {
    rmSync(half, { force: true });
    throw error;
  }
}
