import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunReport } from '../jobs/run.ts';
import { asStorageError } from '../model/failure.ts';

/** Where the reports lie, below the data directory. */
export const REPORTS_DIRECTORY = 'reports';

/** Reports that are kept: more than a year of nights. The older ones stand in `runs` all the same. */
const REPORTS_KEPT = 400;

/** `20261125T020000Z-nightly.json`. */
const NAME = /^\d{8}T\d{6}Z-[a-z]+\.json$/;

/**
 * Writes a run's report as JSON, `20261125T020000Z-nightly.json`, and once more as `latest.json`; removes the oldest beyond 400. Throws a
 * `NoSpaceError`.
 */
export function saveReport(data: string, report: RunReport): void {
  const directory = join(data, REPORTS_DIRECTORY);
  try {
    mkdirSync(directory, { recursive: true });
    const stamp = report.startedAt.replaceAll(/[-:]/g, '');
    const verb = /^[a-z]+/.exec(report.command)?.[0] ?? 'run';
    const json = `${JSON.stringify(report, null, 2)}\n`;
    writeWhole(join(directory, `${stamp}-${verb}.json`), json);
    writeWhole(join(directory, 'latest.json'), json);
    const old = readdirSync(directory)
      .filter((name) => NAME.test(name))
      .toSorted()
      .slice(0, -REPORTS_KEPT);
    for (const name of old) rmSync(join(directory, name), { force: true });
  } catch (error) {
    throw asStorageError(error, directory);
  }
}

/** Writes a file so that readers see the old one or the new one, never a half. */
export function writeWhole(path: string, content: string): void {
  const half = `${path}.new`;
  try {
    writeFileSync(half, content);
    renameSync(half, path);
  } catch (error) {
    rmSync(half, { force: true });
    throw error;
  }
}
