import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { atomFeed, MOST_ENTRIES } from '../exports/atom.ts';
import type { RunReport } from '../jobs/run.ts';
import { look } from '../jobs/start.ts';
import { asStorageError, DeckhandError, EXIT_CODES, worstOf } from '../model/failure.ts';
import { metricsText } from './metrics.ts';
import { REPORTS_DIRECTORY, saveReport, writeWhole } from './report-file.ts';

/** Where the files about a run go. */
export interface ReportPlaces {
  /** The data directory. */
  readonly data: string;
  /** Path of the Prometheus text file; null for `reports/deckhand.prom` in the data directory. */
  readonly metrics: string | null;
}

/**
 * Writes what others read of a run that has ended: its report as JSON, the metrics, and the feed of what is new. What cannot be written becomes a note of the report
 * that is returned; the run's own work is done.
 */
export async function writeReports(report: RunReport, { data, metrics }: ReportPlaces): Promise<RunReport> {
  const path = metrics ?? join(data, REPORTS_DIRECTORY, 'deckhand.prom');
  const steps: readonly (() => void | Promise<void>)[] = [
    () => saveReport(data, report),
    async () => writeWhole(path, await metricsOf(data, report.endedAt)),
    async () => writeIfNew(join(data, REPORTS_DIRECTORY, 'feed.atom'), await feedOf(data)),
  ];
  const failures: DeckhandError[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (thrown) {
      const error = asStorageError(thrown, path);
      if (!(error instanceof DeckhandError)) throw error;
      failures.push(error);
    }
  }
  return failures.reduce(withFailure, report);
}

function metricsOf(data: string, now: string): Promise<string> {
  return look(data, (archive) =>
    metricsText({
      runs: archive.runs.last(),
      conferences: archive.overview.status(null),
      parked: archive.servers.parked(now),
    }),
  );
}

/** The same as `deckhand export atom` writes without any choice. */
function feedOf(data: string): Promise<string> {
  return look(data, ({ changes }) => atomFeed(changes.newest(MOST_ENTRIES), { birth: changes.birth(), about: [] }));
}

/** Leaves a file with this content alone: who asks for it by its date is told that nothing is new. */
function writeIfNew(path: string, content: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === content) return;
  writeWhole(path, content);
}

function withFailure(report: RunReport, { exit: own, message }: DeckhandError): RunReport {
  const exit = worstOf([report.exit, own]);
  const note = { exit: own, conference: null, message, person: true };
  return { ...report, exit, exitCode: EXIT_CODES[exit], notes: [...report.notes, note] };
}
