import { join } from 'node:path';
import { createCaptureIndex } from './captures.ts';
import { createChanges } from './changes.ts';
import { createConferences } from './conferences.ts';
import { asArchiveError, openDatabase, requireArchive } from './database.ts';
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
    const parts = lazily({
      conferences: () => createConferences(database),
      captures: () => createCaptureIndex(database),
      decks: () => createDecks(database),
      held: () => createHeldProgrammes(database),
      servers: () => createServerMemory(database),
      runs: () => createRunLog(database),
      overview: () => createOverview(database),
      changes: () => createChanges(database),
      inspections: () => createInspections(database),
      integrity: () => createIntegrity(database),
      mending: () => createMending(database, join(directory, 'backups'), now),
      forgetting: () => createForgetting(database),
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
    });
  } catch (error) {
    lock?.release();
    throw error;
  }
}

export type Archive = ReturnType<typeof openArchive>;
