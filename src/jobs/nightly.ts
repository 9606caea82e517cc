import type { StoredConference } from '../archive/conferences.ts';
import type { Edition } from '../model/edition.ts';
import { FetchError } from '../model/failure.ts';
import { TOGETHER_FROM } from './attention.ts';
import { correctConference, crawlConference } from './crawl.ts';
import { downloadDue } from './download.ts';
import { inspectBeside } from './inspect.ts';
import { isOverdue, type NightItem, planNight } from './night.ts';
import { nightFacts } from './night-facts.ts';
import { forEachName, type Run } from './run.ts';
import { rememberTarget } from './target.ts';

/** One killed night is an accident, made good by the next. */
const CUT_OFF_UNTIL_TOLD = 2;

/**
 * Whatever is due: programmes by their conference's phase, then every due deck of every conference, looked into meanwhile. What goes wrong
 * with one conference costs the others nothing. Says of each conference that has not been read for too long that it needs a person.
 */
export async function nightly(run: Run, editions: readonly Edition[]): Promise<void> {
  tellCutOff(run);
  const { items } = planNight(nightFacts(run, run.clock.now(), run.budgets.maxFiles), run.clock.now());
  try {
    await doAll(run, editions, items);
  } catch (error) {
    // A budget or a signal that ends every night before a conference has its turn would otherwise never be heard of.
    if (error instanceof FetchError) tellOverdue(run, items);
    throw error;
  }
  tellOverdue(run, items);
}

/** A night that is killed tells nobody; the next that is not killed at once does. */
function tellCutOff(run: Run): void {
  const nights = run.archive.runs.cutOff('nightly', run.id);
  if (nights < CUT_OFF_UNTIL_TOLD) return;
  const message = `The last ${nights} nights were killed before their end. Look for what kills them: too little memory, or a time limit of systemd or Kubernetes; maxTime ends a night in good order.`;
  run.note('ok', null, message, true);
}

async function doAll(run: Run, editions: readonly Edition[], items: readonly NightItem[]): Promise<void> {
  for (const { conference, waits } of items.filter(({ task, waits }) => task === 'read' && waits !== null)) {
    run.note('limited', conference, `${conference} was not read: ${waits}`);
  }
  const named = (task: string): string[] =>
    items.filter((item) => item.task === task && item.waits === null).map(({ conference }) => conference);
  const forEachDue = (task: string, step: (conference: StoredConference) => Promise<void>): Promise<void> =>
    forEachName(
      run,
      named(task),
      async (slug) => step(await rememberTarget(run, slug, { flags: {}, editions })),
      false,
    );
  await forEachDue('correct', (conference) => correctConference(run, conference));
  await forEachDue('read', (conference) =>
    crawlConference(run, conference, { deep: false, from: [], skipsUnchanged: true }),
  );
  await inspectBeside(run, null, (stored) => downloadDue(run, null, stored));
}

/** Of those that were due: one that was given up for a month is told of once a month. */
function tellOverdue(run: Run, items: readonly NightItem[]): void {
  const { archive, clock } = run;
  const due = new Map(items.filter(({ task }) => task === 'read').map(({ conference, waits }) => [conference, waits]));
  const overdue = archive.conferences.all().filter((one) => due.has(one.slug) && isOverdue(one, clock.now()));
  const messages = overdue.map(({ slug, lastReadAt, lastProblem }) => {
    const since = lastReadAt === null ? 'has never been read' : `has not been read since ${lastReadAt}`;
    const waits = due.get(slug) ?? null;
    const why = waits === null ? lastProblem : `${waits}.`;
    return { slug, message: `${slug} ${since}.${why === null ? '' : ` ${why}`}` };
  });
  const together = messages.length >= TOGETHER_FROM;
  for (const { slug, message } of messages) run.note('ok', slug, message, !together);
  if (!together) return;
  const many = `${messages.length} conferences have not been read for too long; "deckhand status" lists them.`;
  run.note('ok', null, `${many} One of them: ${messages[0]?.message ?? ''}`, true);
}
