import PQueue from 'p-queue';
import type { FileToLookInto } from '../archive/inspections.ts';
import { InspectionStopped } from '../decks/inspection/inspection-pool.ts';
import { INSPECTOR_VERSION, PROGRAMS } from '../decks/inspection/inspector.ts';
import { DamagedError } from '../model/failure.ts';
import type { TextState } from '../model/vocabulary.ts';
import type { Run } from './run.ts';

/** Which files are to be looked into. */
export interface InspectionWish {
  /** Null for every conference. */
  readonly slug: string | null;
  /** Also those that this inspector has looked into already. */
  readonly all: boolean;
}

/** The due files of an archive, with what decides whether a file is due. */
export function dueInspections(
  { archive, programs }: Pick<Run, 'archive' | 'programs'>,
  { slug, all }: InspectionWish,
  after = 0,
): FileToLookInto[] {
  const installed = PROGRAMS.filter((program) => programs[program] !== null);
  return archive.inspections.due({ slug, version: INSPECTOR_VERSION, programs: installed, all }, after);
}

/** Looks into every due file, one a core. Ends early, with the rest still due, on a signal or a spent budget. */
export async function inspectDue(run: Run, wish: InspectionWish): Promise<void> {
  const queue = new PQueue({ concurrency: run.cores });
  await inspect(
    run,
    (after) => dueInspections(run, wish, after),
    queue,
    () => Promise.resolve(false),
  );
}

/** Looks into these files, due or not, one a core. Ends early on a signal or a spent budget. */
export async function inspectFiles(run: Run, files: readonly FileToLookInto[]): Promise<void> {
  await inspect(
    run,
    () => files,
    new PQueue({ concurrency: run.cores }),
    () => Promise.resolve(false),
  );
}

/**
 * Does `work`, which stores files and calls `stored` after each, and looks into them meanwhile on the other cores, then on all; returns when
 * both are done. What an earlier run left is looked into first.
 */
export async function inspectBeside(
  run: Run,
  slug: string | null,
  work: (stored: () => void) => Promise<void>,
): Promise<void> {
  let over = false;
  let sawAll = false;
  let ring = Promise.withResolvers<void>();
  const rings = (): void => ring.resolve();
  const queue = new PQueue({ concurrency: Math.max(1, run.cores - 1) });
  const inspecting = inspect(
    run,
    (after) => dueInspections(run, { slug, all: false }, after),
    queue,
    async () => {
      if (sawAll) return false;
      await ring.promise;
      ring = Promise.withResolvers<void>();
      // What came before the work was over is there for one look more.
      sawAll = over;
      return true;
    },
  ).then(
    () => null,
    (error: unknown) => ({ error }),
  );
  try {
    await work(rings);
  } finally {
    over = true;
    queue.concurrency = run.cores;
    rings();
    const problem = await inspecting;
    // oxlint-disable-next-line no-unsafe-finally -- a full disk or a bug beside the work ends the run as one in it does
    if (problem !== null) throw problem.error;
  }
}

/** `next` gives the files after the one with this id; `more` resolves to true when there may be new ones, to false when there will be none. */
async function inspect(
  run: Run,
  next: (after: number) => readonly FileToLookInto[],
  queue: PQueue,
  more: () => Promise<boolean>,
): Promise<void> {
  await run.pictures.clear();
  // A full disk, a bug: nothing more begins, and it is thrown when all that is in hand has ended.
  const failures: unknown[] = [];
  const isOver = (): boolean => failures.length > 0 || run.isOver();
  let last = 0;
  do {
    const files = next(last);
    run.progress.add({ toInspect: files.length });
    for (const file of files) {
      last = file.id;
      await queue.onSizeLessThan(1);
      if (isOver()) break;
      void queue.add(() => inspectFile(run, file).catch((error: unknown) => failures.push(error)));
    }
  } while (!isOver() && (await more()));
  await queue.onIdle();
  if (failures.length > 0) throw failures[0];
}

async function inspectFile(run: Run, file: FileToLookInto): Promise<void> {
  const { archive, store, pictures, inspector } = run;
  let scratch: string | null = null;
  try {
    const path = await store.localPath(file.sha256, file.extension);
    scratch = await pictures.scratch();
    const found = await inspector.inspect({ path, extension: file.extension }, scratch);
    const { state, detail, pages, title, author, slides, wanted } = found;
    if (isWorse(state, file.state)) {
      await pictures.discard(scratch);
      archive.inspections.keep(file.id, INSPECTOR_VERSION, run.at());
      run.note(
        'ok',
        file.conference,
        `${file.conference}: ${file.sha256} keeps the slides that were read before. ${detail ?? ''}`,
      );
      run.progress.add({ inspected: 1 });
      return;
    }
    archive.inspections.save({
      fileId: file.id,
      at: run.at(),
      version: INSPECTOR_VERSION,
      state,
      detail,
      pages,
      title,
      author,
      slides,
      pictures: await pictures.keep(file.sha256, scratch, found.pictures),
      wanted,
    });
    await pictures.prune(file.sha256, found.pictures);
    const report = run.report(file.conference);
    report.inspected[state] += 1;
    report.slides += slides.length;
    run.progress.add({ inspected: 1 });
    run.log.debug({ conference: file.conference, sha256: file.sha256, state, pages }, detail ?? 'looked into');
  } catch (error) {
    // On a full disk the run needs the room to write down how it ended.
    if (scratch !== null) await pictures.discard(scratch);
    // It stays due.
    if (error instanceof InspectionStopped) return;
    // One file that is gone from the disk costs the others nothing.
    if (!(error instanceof DamagedError)) throw error;
    run.note('damaged', file.conference, `${file.conference}: ${error.message}`);
  }
}

/** The bytes are the same: what once could be read and now takes too long, or breaks a limit, is read less well, not otherwise. */
function isWorse(state: TextState, before: TextState | null): boolean {
  return (before === 'ok' || before === 'empty') && state !== 'ok' && state !== 'empty';
}
