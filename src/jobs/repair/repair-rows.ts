import type { BrokenReference } from '../../archive/integrity.ts';
import { DeckhandError } from '../../model/failure.ts';
import { reparseConference } from '../reparse.ts';
import type { Run } from '../run.ts';
import { left, mended, type Result, type StepOf } from './repair-result.ts';

/** Steps that are one change of the database. What they throw is SQLite's own. */
export function writeInDatabase(
  run: Run,
  step: StepOf<'reindex' | 'rebuild' | 'mend_reference' | 'settle_link' | 'correct_size' | 'rewrite_texts'>,
): Result {
  const { mending } = run.archive;
  switch (step.do) {
    case 'reindex':
      mending.reindex();
      return mended('The indexes of the tables were made again.');
    case 'rebuild':
      mending.rebuild(step.table);
      return mended(`The full-text index ${step.table} was made again from its text.`);
    case 'rewrite_texts':
      return mended(`${mending.rewriteTexts(step.table)} texts of ${step.table} were written again.`);
    case 'settle_link':
      mending.settleLink(step.linkId, run.at());
      return mended(`Link ${step.linkId} says that it is stored.`);
    case 'correct_size':
      mending.correctSize(step.sha256, step.bytes);
      return mended(`The database says that ${step.sha256} has ${step.bytes} bytes.`);
    case 'mend_reference':
      return mendReference(run, step.reference, step.rule);
  }
}

function mendReference(run: Run, reference: BrokenReference, rule: StepOf<'mend_reference'>['rule']): Result {
  const { mending } = run.archive;
  const row = `row ${reference.rowid} of ${reference.table}`;
  switch (rule) {
    case 'remove':
      mending.removeRow(reference);
      return mended(`Removed ${row}: it is nothing without its row of ${reference.parent}.`);
    case 'clear':
      mending.clearReference(reference);
      return mended(`Cleared ${reference.column} in ${row}.`);
    case 'stand_in':
      mending.standInRun(reference);
      return mended(`Made run ${reference.parentId ?? ''} again, as far as ${row} tells of it.`);
  }
}

/** Removes the appearance of a person who is not known any more, and reads the captured pages again, which know. */
export async function rereadConference(run: Run, { reference }: StepOf<'reread'>): Promise<Result> {
  const { archive } = run;
  const slug = archive.mending.removeRow(reference);
  archive.mending.rewriteTexts('session_texts');
  const conference = slug === null ? null : archive.conferences.find(slug);
  if (conference === null)
    return mended(`Removed row ${reference.rowid} of ${reference.table}: its session is gone too.`);
  try {
    await reparseConference(run, conference);
    return mended(
      `Removed row ${reference.rowid} of ${reference.table}, and read the captured pages of ${conference.slug} again, which name the person.`,
    );
  } catch (error) {
    if (!(error instanceof DeckhandError)) throw error;
    return left(
      `Removed row ${reference.rowid} of ${reference.table}: a person is missing on a session of ${conference.slug} until the next reading ("deckhand crawl ${conference.slug}"). ${error.message}`,
    );
  }
}

/** A page as it was received cannot be had again: what can be is the page as it is now. */
export function askAnew(run: Run, { captureId, url, warc }: StepOf<'ask_anew'>): Result {
  run.archive.mending.giveUpCapture(captureId);
  return left(
    `The page ${url} as it was received is lost, unless a backup of ${warc} is put back. The next reading asks for the page without conditions and keeps it anew.`,
  );
}

/** Takes out of the way what is nobody's. */
export async function putAway(run: Run, step: StepOf<'set_aside' | 'remove_pictures'>): Promise<Result> {
  const { archive, store, pictures } = run;
  if (step.do === 'remove_pictures') {
    if (archive.integrity.has.file(step.sha256)) return mended(`${step.sha256} belongs to a link again.`);
    await pictures.remove(step.sha256);
    return mended(`Removed the pictures of ${step.sha256}, a file of no link.`);
  }
  archive.mending.dropFile(step.sha256);
  // A link that was asked again has it now.
  if (archive.integrity.has.file(step.sha256)) return mended(`${step.sha256} belongs to a link again.`);
  const place = await store.setAside(step.sha256, step.extension, 'orphans');
  await pictures.remove(step.sha256);
  return mended(
    place === null
      ? `Removed the row of ${step.sha256}, a file of no link that was not there.`
      : `Moved ${step.sha256}.${step.extension}, a file of no link, to ${place}.`,
  );
}
