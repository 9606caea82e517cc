import PQueue from 'p-queue';
import type { DueLink } from '../archive/decks.ts';
import { downloadDeck, PRIVATE_ADDRESS } from '../decks/download.ts';
import type { DeckOutcome } from '../decks/outcome.ts';
import { afterAttempt, placeOf } from '../decks/recheck.ts';
import { resolveShareLink } from '../hosts/share-link.ts';
import { FetchError } from '../model/failure.ts';
import type { Run } from './run.ts';

/**
 * In hand at a time for one host. The client decides how many of them really run (its limit is by server, and lower); this
 * bounds what waits in memory, and lets another host's decks begin meanwhile.
 */
const IN_HAND_PER_HOST = 16;

/**
 * Downloads what is due: of one conference, or of all (`slug` null). Each file is asked for once, however many sessions
 * link to it. A parked server costs its own links their turn, not those of other servers. Ends early, with the rest still due, on a
 * signal or a spent budget.
 */
export async function downloadDue(run: Run, slug: string | null): Promise<void> {
  run.archive.decks.retryUnavailable(slug, run.allowedAddresses, run.at());
  const due = run.archive.decks.due(slug, run.at());
  const files = [...Map.groupBy(due, (link) => `${link.conference}\n${link.canonicalUrl}`).values()];
  run.progress.update({ conference: slug, activity: 'downloading', done: 0, total: files.length });

  const limits: Limits = { started: 0, parked: new Set(), refused: new Set(), fatal: null };
  const byHost = Map.groupBy(files, ([first]) => hostOf(first?.url ?? ''));
  await Promise.all(
    [...byHost].map(async ([host, ofHost]) => {
      const queue = new PQueue({ concurrency: IN_HAND_PER_HOST });
      const tasks = ofHost.map((links) => queue.add(() => downloadFile(run, links, host, limits)));
      await Promise.all(tasks);
    }),
  );
  if (limits.fatal !== null) throw limits.fatal.error;
}

/** What ends some or all of the downloads under way. */
interface Limits {
  started: number;
  /** Hosts whose server wants to be left alone. */
  readonly parked: Set<string>;
  /** Hosts at private addresses that the operator did not name. */
  readonly refused: Set<string>;
  /** A full disk, a bug: nothing more begins, and it is thrown when all that is in hand has ended. */
  fatal: { readonly error: unknown } | null;
}

async function downloadFile(run: Run, links: readonly DueLink[], host: string, limits: Limits): Promise<void> {
  const [first] = links;
  if (first === undefined || run.isOver() || limits.fatal !== null || limits.parked.has(host)) return;
  const { maxFiles } = run.budgets;
  if (maxFiles !== null && limits.started >= maxFiles) {
    if (limits.started === maxFiles) run.note('budget', null, '--max-files is used up; the rest stays due.');
    limits.started += 1;
    return;
  }
  limits.started += 1;
  try {
    const outcome = await downloadDeck(first, {
      client: run.client,
      store: run.store,
      clock: run.clock,
      maxFileBytes: run.maxFileBytes,
      resolve: (link) => resolveShareLink(link, run.client),
    });
    for (const link of links) record(run, link, outcome);
    if (outcome.kind === 'unavailable' && outcome.reason === PRIVATE_ADDRESS && !limits.refused.has(host)) {
      limits.refused.add(host);
      const advice = `If that is right, run it again with --allow-host ${host}.`;
      run.note(
        'ok',
        first.conference,
        `${first.conference} has files at ${host}, a private address, which was not asked. ${advice}`,
      );
    }
  } catch (error) {
    if (!(error instanceof FetchError)) {
      limits.fatal ??= { error };
      return;
    }
    // Stopped or out of budget: the run ends by itself, the link stays due, and a spent budget is noted by whoever asks.
    if (error.code !== 'parked') {
      run.isOver();
      return;
    }
    if (!limits.parked.has(host)) run.note('limited', first.conference, `${error.message}. The rest stays due.`);
    limits.parked.add(host);
  } finally {
    run.progress.add({ done: 1 });
  }
}

function record(run: Run, link: DueLink, outcome: DeckOutcome): void {
  const file = 'file' in outcome ? outcome.file : null;
  // Another session's link may have had this very content already.
  const kind =
    file === null
      ? outcome.kind
      : link.current === null
        ? 'stored'
        : link.current.sha256 === file.sha256
          ? 'unchanged'
          : 'new_version';
  const after = afterAttempt(outcome, {
    now: run.clock.now(),
    endsOn: link.endsOn,
    failures: link.failures,
    stored: link.current !== null,
    place: placeOf(link.id),
  });
  run.archive.decks.record({
    ...after,
    linkId: link.id,
    runId: run.id,
    at: run.at(),
    outcome: kind,
    httpStatus: outcome.status,
    detail: outcome.detail,
    etag: 'etag' in outcome ? outcome.etag : null,
    lastModified: 'lastModified' in outcome ? outcome.lastModified : null,
    ...(file === null || kind === 'unchanged' ? {} : { file }),
  });

  const report = run.report(link.conference);
  report.decks[kind] += 1;
  if (file !== null) {
    report.bytes += file.bytes;
    run.progress.add({ decks: 1, bytes: file.bytes });
  }
  run.log.debug({ conference: link.conference, url: link.url, outcome: kind, status: outcome.status }, outcome.detail);
  const where = `${link.conference}, "${link.sessionTitle}"`;
  if (outcome.kind === 'failed' || outcome.kind === 'too_large')
    run.note(
      'partial',
      link.conference,
      `${where}: ${link.url} was not stored. ${outcome.detail.replace(`${link.url}: `, '')}`,
    );
  // A wall is news once: it is no failure that a person has not reacted yet.
  if (outcome.kind === 'wall' && link.state !== 'wall') {
    run.note(
      'ok',
      link.conference,
      `${where}: ${outcome.detail} Fetch ${link.url} in a browser and run: deckhand attach ${link.url} FILE`,
    );
  }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
