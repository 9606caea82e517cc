import { inspectFiles } from '../inspect.ts';
import type { Run } from '../run.ts';
import { left, mended, type RepairBy, type Result } from './repair-result.ts';

/** Makes the pictures of some files again, by looking into them again; of a file that is lost itself there is nothing to make them of. */
export async function inspectAgain(
  run: Run,
  repairs: readonly RepairBy<'inspect'>[],
  done: (repair: RepairBy<'inspect'>, result: Result) => void,
): Promise<void> {
  const { archive, store, pictures } = run;
  const whole: RepairBy<'inspect'>[] = [];
  for (const repair of repairs) {
    const { sha256 } = repair.step;
    const file = archive.inspections.named(sha256);
    if (file !== null && (await store.verify(sha256, file.extension)) === 'ok') whole.push(repair);
    else done(repair, left(`Pictures of ${sha256} are missing, and the file that they are made of is not whole.`));
  }
  if (whole.length === 0) return;
  const before = Map.groupBy(archive.integrity.pictures(), ({ sha256 }) => sha256);
  await inspectFiles(
    run,
    whole.map(({ step }) => archive.inspections.named(step.sha256)).filter((file) => file !== null),
  );
  const after = Map.groupBy(archive.integrity.pictures(), ({ sha256 }) => sha256);
  for (const repair of whole) {
    const { sha256 } = repair.step;
    const made = after.get(sha256) ?? [];
    const areWhole = await Promise.all(made.map(({ path }) => pictures.isWhole(path)));
    // Without the programs that make pictures an inspection gives fewer, and the archive then names no more.
    const isMended = made.length >= (before.get(sha256) ?? []).length && !areWhole.includes(false);
    done(
      repair,
      isMended
        ? mended(`Looked into ${sha256} again: pictures of ${made.length} slides.`)
        : left(
            `Looked into ${sha256} again, and not all of its pictures could be made. "deckhand doctor" says which programs are missing.`,
          ),
    );
  }
}
