import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { atomFeed, MOST_ENTRIES } from '../exports/atom.ts';
import { type RunReport, withFailure } from '../jobs/run.ts';
import { look } from '../jobs/start.ts';
import { DeckhandError, NoSpaceError } from '../model/failure.ts';
import { metricsText } from './metrics.ts';
import { REPORTS_DIRECTORY, replaceFile, saveReport } from './report-file.ts';

/** Where the files about a run go. */
export interface ReportPlaces {
  /** The data directory. */
  readonly data: string;
  /** Path of the Prometheus text file; null for the usual one. */
  readonly metrics: string | null;
}

/** Where the metrics are written unless the configuration says otherwise. */
export function usualMetricsPath(data: string): string {
  return join(data, REPORTS_DIRECTORY, 'deckhand.prom');
}

/**
 * Writes what others read of a run that has ended: the metrics, the feed of what is new, and its report as JSON. What cannot be written becomes a note of the report
 * that is returned; the run's own work is done.
 */
export async function writeReports(report: RunReport, places: ReportPlaces): Promise<RunReport> {
  const { data } = places;
  // These first: what is wrong with them stands in the report that is saved.
  const failures = [await writeMetrics(places, report.endedAt), await writeFeed(data)];
  const told = failures.filter((failure) => failure !== null).reduce(withFailure, report);
  try {
    saveReport(data, told);
    return told;
  } catch (thrown) {
    return withFailure(told, unwritten('report', join(data, REPORTS_DIRECTORY), thrown));
  }
}

/** Writes the Prometheus text file of the archive as it is at `now`, an instant. Returns why it could not, or null; throws what is a bug. */
export async function writeMetrics({ data, metrics }: ReportPlaces, now: string): Promise<DeckhandError | null> {
  const path = metrics ?? usualMetricsPath(data);
  try {
    const text = await look(data, (archive) =>
      metricsText({
        runs: archive.runs.last(),
        conferences: archive.overview.status(null),
        parked: archive.servers.parked(now),
        now: Date.parse(now),
      }),
    );
    // Ours is made when it is missing; where the operator named another, a missing directory is a slip of the pen.
    if (metrics === null) mkdirSync(dirname(path), { recursive: true });
    replaceFile(path, text);
    return null;
  } catch (thrown) {
    return unwritten('metrics', path, thrown);
  }
}

/** Writes what `deckhand export atom` gives without any choice. A file that says the same is left alone: who asks for it by its date is told that nothing is new. */
async function writeFeed(data: string): Promise<DeckhandError | null> {
  const path = join(data, REPORTS_DIRECTORY, 'feed.atom');
  try {
    const text = await look(data, ({ changes }) =>
      atomFeed(changes.newest(MOST_ENTRIES), { birth: changes.birth(), about: [] }),
    );
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path) || readFileSync(path, 'utf8') !== text) replaceFile(path, text);
    return null;
  } catch (thrown) {
    return unwritten('feed', path, thrown);
  }
}

const CAUSES: Readonly<Record<string, string>> = {
  ENOENT: 'its directory is not there',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EISDIR: 'a directory stands in its place',
  ENOTDIR: 'a file stands in the place of its directory',
  EEXIST: 'a file stands in the place of its directory',
};

/** What to do, or where to find the same. */
const ADVICE = {
  report: 'The same stands in the table "runs".',
  metrics: 'The setting "metrics" names the file.',
  feed: '"deckhand export atom" writes it elsewhere.',
} as const;

/** What the system refused, as a sentence; anything that is not about files is thrown on. */
function unwritten(what: keyof typeof ADVICE, path: string, thrown: unknown): DeckhandError {
  if (thrown instanceof DeckhandError) return thrown;
  if (!(thrown instanceof Error && 'syscall' in thrown && 'code' in thrown)) throw thrown;
  const code = String(thrown.code);
  const cause = CAUSES[code] ?? `this user may not write there (${code})`;
  return new NoSpaceError(
    `The ${what} ${what === 'metrics' ? 'were' : 'was'} not written to ${path}: ${cause}. ${ADVICE[what]}`,
    {
      cause: thrown,
    },
  );
}
