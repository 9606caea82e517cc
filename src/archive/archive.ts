import { createCaptureIndex } from './captures.ts';
import { createConferences } from './conferences.ts';
import { asArchiveError, openDatabase, requireArchive } from './database.ts';
import { createDecks } from './decks.ts';
import type { ExportSelection } from './export-selection.ts';
import { type ArchiveExport, openExport } from './export-source.ts';
import { createForgetting } from './forget.ts';
import { createHeldProgrammes } from './held.ts';
import { createInspections } from './inspections.ts';
import { createIntegrity } from './integrity.ts';
import { takeWriterLock } from './lock.ts';
import { createOverview } from './overview.ts';
import { knownSessions, type ProgrammeToSave, saveProgramme } from './programmes.ts';
import { createQueries } from './query.ts';
import { createRunLog } from './runs.ts';
import { readSchema } from './schema.ts';
import { type SearchLimits, search } from './search.ts';
import { createServerMemory } from './servers.ts';
import { createSnapshots } from './snapshot.ts';

/** How an archive is opened. */
export interface OpenOptions {
  /** The data directory. */
  readonly directory: string;
  /** `create` makes it when it is missing, `write` needs it to be there, `read` takes no lock and writes nothing. */
  readonly mode: 'create' | 'write' | 'read';
  /** What the lock's holder is called in a second run's message. */
  readonly command?: string;
  readonly now?: () => number;
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
    // Each prepares its statements when it is first asked for: to prepare them all takes longer than a night in which nothing is due.
    const parts = {
      conferences: once(() => createConferences(database)),
      captures: once(() => createCaptureIndex(database)),
      decks: once(() => createDecks(database)),
      held: once(() => createHeldProgrammes(database)),
      servers: once(() => createServerMemory(database)),
      runs: once(() => createRunLog(database)),
      overview: once(() => createOverview(database)),
      inspections: once(() => createInspections(database)),
      integrity: once(() => createIntegrity(database)),
      forgetting: once(() => createForgetting(database)),
      query: once(() => createQueries(database)),
      snapshot: once(() => createSnapshots(database)),
    };
    return {
      directory,
      get conferences() {
        return parts.conferences();
      },
      get captures() {
        return parts.captures();
      },
      get decks() {
        return parts.decks();
      },
      get held() {
        return parts.held();
      },
      get servers() {
        return parts.servers();
      },
      get runs() {
        return parts.runs();
      },
      get overview() {
        return parts.overview();
      },
      get inspections() {
        return parts.inspections();
      },
      get integrity() {
        return parts.integrity();
      },
      get forgetting() {
        return parts.forgetting();
      },
      /** What the database consists of. */
      schema: () => readSchema(database),
      /** Any query that only reads; of an archive that was opened to `read`. */
      get query() {
        return parts.query();
      },
      /** A checked copy for readers at this path, which must be free. */
      get snapshot() {
        return parts.snapshot();
      },
      programmes: {
        known: (conferenceId: number) => knownSessions(database, conferenceId),
        save: (programme: ProgrammeToSave) => saveProgramme(database, programme),
      },
      /** Opens a consistent view of a selection, for exports; close it. One at a time. */
      exports: (selection: ExportSelection): ArchiveExport => openExport(database, directory, selection),
      search: (question: string, limits: SearchLimits) => search(database, question, limits),
      /** What an error of any of these parts means to whoever runs the program; others are returned as they are. */
      explain: (error: unknown): unknown => asArchiveError(error, directory),
      close(): void {
        database.close();
        lock?.release();
      },
    };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly part: T } | null = null;
  return () => (made ??= { part: make() }).part;
}

export type Archive = ReturnType<typeof openArchive>;
