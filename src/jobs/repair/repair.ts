import { DeckhandError, NoSpaceError } from '../../model/failure.ts';
import { isDamage } from '../defect.ts';
import type { Run } from '../run.ts';
import { type Verification, verifyArchive } from '../verify.ts';
import { askLinks, fetchFiles, inspectFetched } from './repair-files.ts';
import { inspectAgain } from './repair-pictures.ts';
import { needsBackup, type Repair, repairPlan, type Step } from './repair-plan.ts';
import { left, type RepairBy, type Result } from './repair-result.ts';
import { askAnew, putAway, rereadConference, writeInDatabase } from './repair-rows.ts';

/** What became of one thing that was wrong. */
export interface Repaired extends Result {
  /** The `what` of the defects that it was about. */
  readonly whats: readonly string[];
  readonly step: Step['do'];
}

export interface RepairReport {
  readonly before: Verification;
  readonly repairs: readonly Repaired[];
  /** Path of the copy of the database that was made before it was changed. */
  readonly backup: string | null;
  /** What was found afterwards; null where a signal ended the run. */
  readonly after: Verification | null;
}

/**
 * Verifies the archive, mends what can be mended, and verifies it again. Files are asked for as in any download, with its pace, its limits and its
 * record. No byte is deleted but pictures of files that are nobody's. What is still wrong in the end is noted on the run, so that its exit code says it.
 */
export async function repairArchive(run: Run): Promise<RepairReport> {
  const verify = (): Promise<Verification> => verifyArchive({ ...run, alone: true });
  const before = await verify();
  const plan = repairPlan(before.defects);
  const backup = needsBackup(plan) ? run.archive.mending.backUp() : null;
  const repairs: Repaired[] = [];
  const done = ({ whats, step }: Pick<Repair, 'whats' | 'step'>, result: Result): void => {
    repairs.push({ whats, step: step.do, ...result });
    run.log.info({ step: step.do, outcome: result.outcome }, result.message);
  };
  const attempt = async (repair: Repair, work: () => Result | Promise<Result>): Promise<void> => {
    try {
      done(repair, await work());
    } catch (error) {
      done(repair, left(`Tried to ${repair.would}: ${reasonOf(run, error)}`));
    }
  };
  const steps = <Do extends Step['do']>(...kinds: readonly Do[]): RepairBy<Do>[] =>
    plan.filter((repair): repair is RepairBy<Do> => (kinds as readonly string[]).includes(repair.step.do));

  for (const repair of steps('nothing')) done(repair, left(repair.step.why));
  for (const repair of steps('reindex', 'rebuild', 'mend_reference', 'settle_link', 'correct_size'))
    await attempt(repair, () => writeInDatabase(run, repair.step));
  for (const repair of steps('reread')) await attempt(repair, () => rereadConference(run, repair.step));
  for (const repair of steps('rewrite_texts')) await attempt(repair, () => writeInDatabase(run, repair.step));
  await askLinks(run, steps('ask'), done);
  await fetchFiles(run, steps('fetch'), done);
  await inspectFetched(run, steps('ask', 'fetch'));
  await inspectAgain(run, steps('inspect'), done);
  for (const repair of steps('ask_anew')) await attempt(repair, () => askAnew(run, repair.step));
  for (const repair of steps('set_aside', 'remove_pictures')) await attempt(repair, () => putAway(run, repair.step));

  const after = run.windingDown.aborted ? null : plan.length === 0 ? before : await verify();
  noteWhatIsLeft(run, repairs, after);
  return { before, repairs, backup, after };
}

/** Why a step failed; one that cannot be mended costs the others nothing. Throws what ends the whole run: a full disk, a bug. */
function reasonOf(run: Run, thrown: unknown): string {
  const error = run.archive.explain(thrown);
  const isExpected = error instanceof DeckhandError || (error instanceof Error && 'code' in error);
  if (!isExpected || error instanceof NoSpaceError) throw error;
  return error.message;
}

/** Everything that is wrong still, once: with what was tried, where something was. */
function noteWhatIsLeft(run: Run, repairs: readonly Repaired[], after: Verification | null): void {
  const failed = repairs.filter(({ outcome }) => outcome === 'left');
  for (const { message } of failed) run.note('damaged', null, message);
  const told = new Set(failed.flatMap(({ whats }) => whats));
  for (const defect of after?.defects ?? []) {
    if (isDamage(defect) && !told.has(defect.what)) run.note('damaged', null, defect.message);
  }
}
