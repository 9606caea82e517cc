import { join } from 'node:path';
import { createCaptureIndex } from './captures.ts';
import { createChanges } from './changes.ts';
import { createConferences } from './conferences.ts';
import { ARCHIVE_FILE, asArchiveError, BUSY_TIMEOUT_MS, openDatabase, requireArchive } from './database.ts';
import { createDecks } from './decks.ts';
import type { ExportSelection } from './export-selection.ts';
import { type ArchiveExport, openExport } from './export-source.ts';
import { createForgetting } from './forget.ts';
import { createHeldProgrammes } from './held.ts';
import { createInspections } from './inspections.ts';
import { createIntegrity } from './integrity.ts';
import { lazily } from './lazily.ts';
import { mayBeWritten, takeWriterLock } from './lock.ts';
import { createMending } from './mending.ts';
import { createOverview } from './overview.ts';
import { knownSessions, type ProgrammeToSave, saveProgramme } from './programmes.ts';
import { createQueries } from './query.ts';
import { createRunLog } from './runs.ts';
import { readSchema } from './schema.ts';
import { type SearchLimits, search } from './search.ts';
import { createServerMemory } from './servers.ts';
import { createSnapshots } from './snapshot.ts';
import { createWriteAheadLog, type LogLimits } from './wal.ts';

/** How an archive is opened. */
export interface OpenOptions {
  /** The data directory. */
  readonly directory: string;
  /** `create` makes it when it is missing, `write` needs it to be there, `read` takes no lock and writes nothing. */
  readonly mode: 'create' | 'write' | 'read';
  /** What the lock's holder is called in a second run's message. */
  readonly command?: string;
  readonly now?: () => number;
  /** When the write-ahead log counts as too long; 64 MB without it. */
  readonly logLimits?: LogLimits;
}

/**
 * The archive: one SQLite file behind a few small parts, each of which knows one subject. All SQL of the program is in this
 * folder. Opening throws a `UsageError`, `LockedError`, `DamagedError` or `NoSpaceError`; what a method throws is SQLite's own until
 * `explain` says the same of it.
 */
export function openArchive(options: OpenOptions) {
  const { directory, mode, command = 'run', now = Date.now } = options;
  // Only what makes an archive may make its directory: "not there" has to be said before a lock file is.
  if (mode === 'write') requireArchive(directory);
  const lock = mode === 'read' ? null : takeWriterLock(directory, command, new Date(now()).toISOString());
  try {
    const database = openDatabase(directory, mode, now);
    const log =
      mode === 'read'
        ? null
        : createWriteAheadLog(database, join(directory, ARCHIVE_FILE), BUSY_TIMEOUT_MS, options.logLimits);
    const tended = <Part extends object>(part: Part): Part => (log === null ? part : afterEach(part, () => log.tend()));
    const parts = lazily({
      conferences: () => tended(createConferences(database)),
      captures: () => tended(createCaptureIndex(database)),
      decks: () => tended(createDecks(database)),
      held: () => tended(createHeldProgrammes(database)),
      servers: () => tended(createServerMemory(database)),
      runs: () => tended(createRunLog(database)),
      overview: () => createOverview(database),
      changes: () => createChanges(database),
      inspections: () => tended(createInspections(database)),
      integrity: () => createIntegrity(database),
      mending: () => tended(createMending(database, join(directory, 'backups'), now)),
      forgetting: () => tended(createForgetting(database)),
      /** Any query that only reads; of an archive that was opened to `read`. */
      query: () => createQueries(database),
      /** A checked copy for readers at this path, which must be free. */
      snapshot: () => createSnapshots(database),
    });
    return Object.assign(parts, {
      directory,
      /** Whether a run may be at work: one is, or was killed. Of an archive that was opened to `read`. */
      mayBeWritten: () => mayBeWritten(directory),
      /** What the database consists of. */
      schema: () => readSchema(database),
      programmes: tended({
        known: (conferenceId: number) => knownSessions(database, conferenceId),
        save: (programme: ProgrammeToSave) => saveProgramme(database, programme),
      }),
      /** Opens a consistent view of a selection, for exports; close it. One at a time. */
      exports: (selection: ExportSelection): ArchiveExport => openExport(database, directory, selection),
      search: (question: string, limits: SearchLimits) => search(database, question, limits),
      /** What an error of any of these parts means to whoever runs the program; others are returned as they are. */
      explain: (error: unknown): unknown => asArchiveError(error, directory),
      /** A sentence about a reader that made the run wait for the log, for a person; null for none. */
      longReader: (): string | null => log?.longReader() ?? null,
      close(): void {
        log?.finish();
        try {
          database.close();
        } finally {
          lock?.release();
        }
      },
    });
  } catch (error) {
    lock?.release();
    throw error;
  }
}

/** The same part; `then` is called after each of its methods. */
function afterEach<Part extends object>(part: Part, then: () => void): Part {
  const methods = Object.entries(part as Record<string, unknown>).map(([name, method]) => {
    if (typeof method !== 'function') return [name, method];
    const followed = (...given: readonly unknown[]): unknown => {
      const result: unknown = method(...given);
      then();
      return result;
    };
    return [name, followed];
  });
  return Object.fromEntries(methods) as Part;
}

export type Archive = ReturnType<typeof openArchive>;
