import { availableParallelism } from 'node:os';
import { type Archive, openArchive } from '../archive/archive.ts';
import { type BlobStore, openBlobStore } from '../decks/blob-store.ts';
import { createInspectionPool } from '../decks/inspection/inspection-pool.ts';
import { INSPECTION_LIMITS } from '../decks/inspection/limits.ts';
import { findPrograms } from '../decks/inspection/programs.ts';
import { openPictureStore, type PictureStore } from '../decks/picture-store.ts';
import { createClient } from '../fetch/client.ts';
import type { Exchange } from '../fetch/exchange.ts';
import { createExchange, proxyFromEnvironment } from '../fetch/undici-exchange.ts';
import { type Clock, systemClock } from '../model/clock.ts';
import { createProgress, type ProgressListener } from './progress.ts';
import { type Budgets, type Log, type Run, type RunReport, runJob } from './run.ts';

/** Everything that a run is given from outside. */
export interface StartOptions {
  readonly command: string;
  /** The data directory. */
  readonly data: string;
  /** `create` makes the archive when it is missing. */
  readonly mode: 'create' | 'write';
  readonly userAgent: string;
  /** `host:port` of private addresses that may be asked. */
  readonly allowedAddresses: readonly string[];
  readonly pace: { readonly ms?: number; readonly connections?: number };
  readonly budgets: Budgets;
  readonly maxFileBytes: number;
  /** Path of a Chromium; null to look for one. */
  readonly chromium: string | null;
  /** HTTP_PROXY and the like. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  readonly onProgress: ProgressListener;
  readonly windingDown: AbortSignal;
  readonly stopNow: AbortSignal;
  readonly signalled: () => 'interrupted' | 'terminated' | null;
  readonly clock?: Clock;
  /** Makes the connections. Default: our own, by way of the environment's proxy. */
  readonly connect?: () => Exchange;
}

/**
 * Opens the archive and everything around it, runs a job, closes all of it again, and returns the job's report. `prepare` looks at the archive
 * before the run begins: it may refuse with a `UsageError`, and returns further addresses that are to be trusted.
 */
export async function start(
  options: StartOptions,
  prepare: (archive: Archive) => readonly string[],
  job: (run: Run) => Promise<void>,
): Promise<RunReport> {
  const { clock = systemClock, log } = options;
  const proxy = proxyFromEnvironment(options.env);
  const archive = openArchive({
    directory: options.data,
    mode: options.mode,
    command: options.command,
    now: () => clock.now(),
  });
  try {
    const allowedAddresses = [...options.allowedAddresses, ...prepare(archive)];
    const { command, budgets, maxFileBytes, windingDown, signalled } = options;
    const programs = findPrograms(options.env);
    const cores = availableParallelism();
    const inspector = createInspectionPool({ processes: cores, programs, limits: INSPECTION_LIMITS });
    options.stopNow.addEventListener('abort', () => void inspector.close(), { once: true });
    return await runJob(
      {
        command,
        archive,
        store: openBlobStore(options.data),
        pictures: openPictureStore(options.data),
        inspector,
        programs,
        cores,
        clock,
        log,
        progress: createProgress(options.onProgress),
        budgets,
        maxFileBytes,
        allowedAddresses,
        windingDown,
        signalled,
        connect: (budget) =>
          createClient({
            exchange: options.connect?.() ?? createExchange({ proxy }),
            clock,
            servers: archive.servers,
            userAgent: options.userAgent,
            allowedAddresses,
            pace: options.pace,
            signal: options.stopNow,
            windingDown,
            budget,
            log,
            ...(options.chromium === null ? {} : { browser: { executablePath: options.chromium } }),
          }),
      },
      job,
    );
  } catch (error) {
    throw archive.explain(error);
  } finally {
    archive.close();
  }
}

/** Opens the archive to look at it: no lock, no write; closes it whatever happens. */
export async function look<T>(
  data: string,
  see: (archive: Archive, store: BlobStore, pictures: PictureStore) => T | Promise<T>,
): Promise<T> {
  const archive = openArchive({ directory: data, mode: 'read' });
  try {
    return await see(archive, openBlobStore(data), openPictureStore(data));
  } catch (error) {
    throw archive.explain(error);
  } finally {
    archive.close();
  }
}
