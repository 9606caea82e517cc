import { existsSync, readFileSync } from 'node:fs';
import { pino } from 'pino';
import type { Archive } from '../archive/archive.ts';
import { proxyFromEnvironment } from '../fetch/undici-exchange.ts';
import type { Log, Run, RunReport } from '../jobs/run.ts';
import { start } from '../jobs/start.ts';
import { toInstant } from '../model/clock.ts';
import { DeckhandError } from '../model/failure.ts';
import { writeMetrics, writeReports } from '../reports/after-run.ts';
import { type Outcome, tellListeners } from '../reports/tell.ts';
import { clockOf, type Io } from './io.ts';
import type { Settings } from './options.ts';
import { listenForSignals } from './signals.ts';
import { drawProgress } from './terminal-progress.ts';

/** This version, as package.json has it. */
export const VERSION = readVersion();

/** A job of the command line: what it is called, and how much of an archive it needs. */
export interface Execution {
  readonly command: string;
  readonly mode: 'create' | 'write';
  /** Looks at the archive before the run begins; throws a `UsageError` for names that are not there. Returns `host:port` to be trusted. */
  readonly prepare?: (archive: Archive) => readonly string[];
  readonly job: (run: Run) => Promise<void>;
  /** The operator's `ping` and `webhook` are told how it ended. */
  readonly tells?: boolean;
}

/** Runs a job with the settings of the command line, signals and progress line included. */
export async function execute(
  io: Io,
  settings: Settings,
  { command, mode, prepare, job, tells = false }: Execution,
): Promise<RunReport> {
  const clock = clockOf(io);
  const drawing =
    io.stderr.isTTY === true && !settings.quiet && settings.logLevel === null
      ? drawProgress(io.stderr, () => clock.now())
      : null;
  const stopping = listenForSignals(io.signals, (message) => {
    drawing?.clear();
    io.stderr.write(`${message}\n`);
  });
  const { data, metrics, config, allowedAddresses, pace, budgets, maxFileBytes } = settings;
  const tell = async (outcome: Outcome): Promise<void> => {
    if (!tells) return;
    const listeners = { ping: config.ping ?? null, webhook: config.webhook ?? null };
    const options = {
      userAgent: userAgent(config.contact),
      proxy: proxyFromEnvironment(io.env),
      clock,
      signal: stopping.now,
    };
    for (const message of await tellListeners(outcome, listeners, options)) io.stderr.write(`deckhand: ${message}\n`);
  };
  try {
    const ran = await start(
      {
        command,
        data,
        mode,
        userAgent: userAgent(config.contact),
        allowedAddresses,
        pace,
        budgets,
        maxFileBytes,
        chromium: config.chromium ?? null,
        env: io.env,
        log: createLog(io, settings),
        onProgress: drawing?.listener ?? (() => undefined),
        windingDown: stopping.windingDown,
        stopNow: stopping.now,
        signalled: stopping.signalled,
        clock,
        ...(io.connect === undefined ? {} : { connect: io.connect }),
      },
      prepare ?? (() => []),
      job,
    );
    const report = await writeReports(ran, { data, metrics });
    await tell({ report });
    return report;
  } catch (error) {
    // A bug has ended a run that is in `runs`; whoever watches the metrics has to see it.
    try {
      if (!(error instanceof DeckhandError)) await writeMetrics({ data, metrics }, toInstant(clock.now()));
    } finally {
      await tell({ error });
    }
    throw error;
  } finally {
    drawing?.clear();
    stopping.dispose();
  }
}

/** `Deckhand/0.1.0 (+mailto:ops@example.org)`: an honest name, and whom to complain to. */
export function userAgent(contact: string | undefined): string {
  if (contact === undefined) return `Deckhand/${VERSION}`;
  return `Deckhand/${VERSION} (+${contact.includes('://') ? contact : `mailto:${contact}`})`;
}

/** JSON lines on stderr. On a terminal they would tear the progress line, so there only on request; `--quiet` leaves the report to speak. */
function createLog(io: Io, settings: Settings): Log {
  const level = settings.logLevel ?? (settings.quiet || io.stderr.isTTY === true ? 'silent' : 'info');
  return pino({ name: 'deckhand', level }, { write: (line: string) => void io.stderr.write(line) });
}

function readVersion(): string {
  // The sources lie one directory nearer to package.json than the built files.
  for (const place of ['../../package.json', '../../../package.json']) {
    const url = new URL(place, import.meta.url);
    if (!existsSync(url)) continue;
    const { name, version } = JSON.parse(readFileSync(url, 'utf8')) as { name: string; version: string };
    if (name === 'deckhand') return version;
  }
  throw new Error('package.json is missing from the installation');
}
