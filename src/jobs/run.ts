import type { Archive } from '../archive/archive.ts';
import type { BlobStore } from '../decks/blob-store.ts';
import type { Inspector, Programs } from '../decks/inspection/inspector.ts';
import type { PictureStore } from '../decks/picture-store.ts';
import type { PoliteClient } from '../fetch/client.ts';
import { type Clock, toInstant } from '../model/clock.ts';
import { DeckhandError, EXIT_CODES, type ExitName, FetchError, worstOf } from '../model/failure.ts';
import { ATTEMPT_OUTCOMES, type AttemptOutcome, TEXT_STATES, type TextState } from '../model/vocabulary.ts';
import type { Progress } from './progress.ts';

/** Limits of one run, named by the operator. What they cut off stays due. */
export interface Budgets {
  readonly maxFiles: number | null;
  /** Body bytes received, pages and files. */
  readonly maxBytes: number | null;
  readonly maxMilliseconds: number | null;
}

/** The part of pino that jobs use. */
export interface Log {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** What a run did for one conference. Zeros are said too: the report of a quiet night is a report. */
export interface ConferenceReport {
  readonly conference: string;
  /** A programme of it was read and taken. */
  read: boolean;
  sessions: number;
  added: number;
  changed: number;
  withdrawn: number;
  linksAdded: number;
  linksRemoved: number;
  readonly decks: Record<AttemptOutcome, number>;
  /** Bytes of files fetched. */
  bytes: number;
  /** Files that were looked into, by what was found. */
  readonly inspected: Record<TextState, number>;
  /** Pages and slides that were read from them. */
  slides: number;
  /** Links without their file that will be asked again, when the run ended. */
  waiting: number;
  /** Requests that went out for it: robots.txt, redirects and further attempts included. */
  requests: number;
  /** Time spent on it; that of downloads runs beside other conferences' downloads. */
  seconds: number;
}

export interface RunReport {
  readonly command: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly seconds: number;
  readonly exit: ExitName;
  readonly exitCode: number;
  /** Requests that went out, robots.txt and redirects included, and body bytes that came back. */
  readonly requests: number;
  readonly bytes: number;
  readonly conferences: readonly ConferenceReport[];
  /** What went wrong or needs a person, a sentence each, in the order it happened. */
  readonly notes: readonly Note[];
}

export interface Note {
  readonly exit: ExitName;
  readonly conference: string | null;
  readonly message: string;
  /** Whether somebody has to do something; what the next run makes good by itself needs nobody. */
  readonly person: boolean;
}

/** The ends that need a person. A server that does not answer, a limit or a budget is the next run's affair. */
const FOR_A_PERSON: ReadonlySet<ExitName> = new Set(['internal', 'usage', 'suspect', 'locked', 'damaged', 'no_space']);

/** What a job works with: the archive, the client, and the record of what happens. */
export interface Run {
  readonly id: number;
  readonly archive: Archive;
  readonly client: PoliteClient;
  readonly store: BlobStore;
  readonly pictures: PictureStore;
  /** Looks into files; starts no process before there is one. */
  readonly inspector: Inspector;
  /** What the inspector has at hand. */
  readonly programs: Programs;
  /** Files that may be looked into at a time: the machine's cores. */
  readonly cores: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly progress: Progress;
  readonly budgets: Budgets;
  readonly maxFileBytes: number;
  /** `host:port` of private addresses that may be asked. */
  readonly allowedAddresses: readonly string[];
  /** Aborted by the first Ctrl-C: what is in hand is finished, nothing new begins. */
  readonly windingDown: AbortSignal;
  /** Now, as stored. */
  at(): string;
  /** The report of a conference, made on first use. */
  report(conference: string): ConferenceReport;
  /**
   * Says that something went wrong or needs a person; the exit code follows from the worst of these. `person` where it does not
   * follow from `exit`: a download that failed once is made good by the next run, one that failed for the third time is not.
   */
  note(exit: ExitName, conference: string | null, message: string, person?: boolean): void;
  /** Counts one more download; throws a `FetchError` with code `budget`, and notes it once, when `--max-files` is used up. */
  takeFile(): void;
  /** True when no new item may begin, because of a signal or a spent budget; the first time a budget is spent it is noted. */
  isOver(): boolean;
}

/**
 * Does something for each of several names. What goes wrong with one is noted and costs the others nothing; what concerns the whole
 * run (a signal, a budget, a full disk, damage) is thrown. So is what goes wrong with the only name, unless there is more to do: `isAll` false.
 */
export async function forEachName(
  run: Run,
  names: readonly string[],
  step: (name: string) => void | Promise<void>,
  isAll = true,
): Promise<void> {
  for (const name of names) {
    if (run.isOver()) return;
    try {
      await step(name);
    } catch (error) {
      const isItsOwn =
        error instanceof DeckhandError && ['usage', 'suspect', 'partial', 'limited'].includes(error.exit);
      if (!isItsOwn || (isAll && names.length === 1)) throw error;
      run.note(error.exit, name, `${name}: ${error.message}`);
    }
  }
}

/** What a run is made of: parts that it hands on to its job, and some of its own. */
export interface RunParts
  extends Pick<
    Run,
    | 'archive'
    | 'store'
    | 'pictures'
    | 'inspector'
    | 'programs'
    | 'cores'
    | 'clock'
    | 'log'
    | 'progress'
    | 'budgets'
    | 'maxFileBytes'
    | 'allowedAddresses'
    | 'windingDown'
  > {
  readonly command: string;
  /** Set when a signal ended the run: its name decides the exit code. */
  readonly signalled: () => 'interrupted' | 'terminated' | null;
  /** Makes the client; `beforeRequest` must be asked before every request and may throw. */
  readonly connect: (beforeRequest: (counts: { readonly bytes: number }) => string | null) => PoliteClient;
}

/**
 * Runs a job from its entry in `runs` to its report. An expected failure (`DeckhandError`) ends the job and becomes a note; anything
 * else is a bug: it is recorded with exit code 1 and thrown on.
 */
export async function runJob(parts: RunParts, job: (run: Run) => Promise<void>): Promise<RunReport> {
  const { archive, clock, budgets } = parts;
  const startedAt = clock.now();
  const notes: Note[] = [];
  const reports = new Map<string, ConferenceReport>();
  let files = 0;
  let budgetNoted = false;
  const noteBudget = (message: string): void => {
    if (!budgetNoted) run.note('budget', null, message);
    budgetNoted = true;
  };

  const overspent = (bytes: number): string | null => {
    if (budgets.maxBytes !== null && bytes >= budgets.maxBytes) return '--max-bytes is used up; the rest stays due.';
    if (budgets.maxMilliseconds !== null && clock.now() - startedAt >= budgets.maxMilliseconds)
      return '--max-time is over; the rest stays due.';
    return null;
  };
  const client = parts.connect(({ bytes }) => {
    // Waiting for a server's turn can take long: the first Ctrl-C ends that wait too.
    if (parts.windingDown.aborted) throw new FetchError('stopped', 'The run was asked to stop.');
    return overspent(bytes);
  });
  const run: Run = {
    ...parts,
    id: archive.runs.start(parts.command, toInstant(startedAt)),
    client,
    at: () => toInstant(clock.now()),
    report: (conference) => {
      const known = reports.get(conference) ?? emptyReport(conference);
      reports.set(conference, known);
      return known;
    },
    note: (exit, conference, message, person = FOR_A_PERSON.has(exit)) => {
      notes.push({ exit, conference, message, person });
      parts.log[exit === 'internal' || exit === 'damaged' ? 'error' : 'warn']({ exit, conference }, message);
    },
    takeFile: () => {
      if (budgets.maxFiles !== null && files >= budgets.maxFiles) {
        noteBudget('--max-files is used up; the rest stays due.');
        throw new FetchError('budget', '--max-files is used up');
      }
      files += 1;
    },
    isOver: () => {
      if (parts.windingDown.aborted) return true;
      const spent = overspent(client.counts().bytes);
      if (spent !== null) noteBudget(spent);
      return spent !== null;
    },
  };

  let bug: unknown = null;
  try {
    await job(run);
  } catch (thrown) {
    const error = archive.explain(thrown);
    if (error instanceof DeckhandError) {
      if (!(error instanceof FetchError && error.code === 'stopped')) run.note(error.exit, null, error.message);
    } else {
      bug = error;
      run.note(
        'internal',
        null,
        `This is a bug in Deckhand: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  try {
    await client.close();
  } finally {
    await parts.inspector.close();
  }
  const longReader = archive.longReader();
  if (longReader !== null) run.note('ok', null, longReader, true);

  for (const report of reports.values()) {
    report.waiting = archive.decks.waiting(report.conference);
    report.seconds = tenths(report.seconds);
  }
  const signalled = parts.signalled();
  const exit = worstOf([...notes.map((note) => note.exit), ...(signalled === null ? [] : [signalled])]);
  const endedAt = clock.now();
  const { requests, bytes } = client.counts();
  const report: RunReport = {
    command: parts.command,
    startedAt: toInstant(startedAt),
    endedAt: toInstant(endedAt),
    seconds: tenths((endedAt - startedAt) / 1000),
    exit,
    exitCode: EXIT_CODES[exit],
    requests,
    bytes,
    conferences: [...reports.values()],
    notes,
  };
  const recorded = withRecord(archive, run.id, report);
  if (bug !== null) throw bug;
  return recorded;
}

/** The report, written into `runs`; where that cannot be, a note says so, and what the run did is still told. */
function withRecord(archive: Archive, runId: number, report: RunReport): RunReport {
  const { requests, bytes, conferences, notes } = report;
  try {
    archive.runs.end(runId, report.exitCode, { requests, bytes, conferences, notes }, report.endedAt);
    return report;
  } catch (thrown) {
    const error = archive.explain(thrown);
    if (!(error instanceof DeckhandError)) throw thrown;
    return withFailure(report, error);
  }
}

/** The report of a run after whose end something failed. One full disk is told once, however many files have no room on it. */
export function withFailure(report: RunReport, failure: DeckhandError): RunReport {
  if (report.notes.some(({ exit }) => exit === failure.exit)) return report;
  const exit = worstOf([report.exit, failure.exit]);
  const note = { exit: failure.exit, conference: null, message: failure.message, person: true };
  return { ...report, exit, exitCode: EXIT_CODES[exit], notes: [...report.notes, note] };
}

function emptyReport(conference: string): ConferenceReport {
  return {
    conference,
    read: false,
    sessions: 0,
    added: 0,
    changed: 0,
    withdrawn: 0,
    linksAdded: 0,
    linksRemoved: 0,
    decks: zeros<AttemptOutcome>(ATTEMPT_OUTCOMES),
    bytes: 0,
    inspected: zeros<TextState>(TEXT_STATES),
    slides: 0,
    waiting: 0,
    requests: 0,
    seconds: 0,
  };
}

function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

function zeros<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}
