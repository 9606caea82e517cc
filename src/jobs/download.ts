import PQueue from 'p-queue';
import type { DueLink } from '../archive/decks.ts';
import { blobPath } from '../decks/blob-store.ts';
import { downloadDeck, PRIVATE_ADDRESS } from '../decks/download.ts';
import type { DeckOutcome } from '../decks/outcome.ts';
import { afterAttempt, placeOf } from '../decks/recheck.ts';
import { hostAndPort, isRefusedAddress } from '../fetch/addresses.ts';
import { serverOf } from '../fetch/server-key.ts';
import { resolveShareLink } from '../hosts/share-link.ts';
import { FetchError } from '../model/failure.ts';
import { FAILURES_UNTIL_TOLD } from '../model/phase.ts';
import { type Attention, createAttention } from './attention.ts';
import { parkedServers } from './parked.ts';
import type { Run } from './run.ts';

/**
 * In hand at a time for one host. The client decides how many of them really run (its limit is by server, and lower); this
 * bounds what is still asked of a server that has fallen silent, and lets another host's decks begin meanwhile.
 */
const IN_HAND_PER_HOST = 4;

/** Files in a row, three attempts each, without any answer: the server is down, and a thousand more would not be answered either. */
const SILENT_FILES = 3;

/** An unfinished download that nobody went on with for so long belongs to a link that is gone, in milliseconds. */
const PART_KEPT_MS = 30 * 24 * 3_600_000;

/**
 * Downloads what is due: of one conference, or of all (`slug` null). Each file is asked for once, however many sessions
 * link to it. A parked server costs its own links their turn, not those of other servers. Ends early, with the rest still due, on a
 * signal or a spent budget. `stored` is called after each file that came.
 */
export async function downloadDue(run: Run, slug: string | null, stored: () => void = () => undefined): Promise<void> {
  const { decks } = run.archive;
  for (const part of await run.store.staleParts()) {
    if (part.modifiedAt < run.clock.now() - PART_KEPT_MS) await run.store.discard(part);
  }
  // What is not to be had for another reason (robots.txt, the law) is not to be had tomorrow either, whoever named the server.
  const allowed = decks
    .unavailable(slug)
    .filter(({ url, detail }) => isRefusedAddress(detail ?? '') && run.allowedAddresses.includes(addressOf(url)));
  decks.makeDue(
    allowed.map((link) => link.id),
    run.at(),
  );

  run.progress.update({ conference: slug });
  await downloadLinks(run, decks.due(slug, run.at()), stored);
}

/** Asks for the files of these links, whether they are due or not; otherwise as `downloadDue`. */
export async function downloadLinks(
  run: Run,
  due: readonly DueLink[],
  stored: () => void = () => undefined,
): Promise<void> {
  const files = byFile(due);
  run.progress.update({ activity: 'downloading', done: 0, total: files.length });

  const attention = createAttention(run);
  const limits: Limits = {
    parked: new Set(),
    silent: new Map(),
    refused: new Set(),
    fatal: null,
    spans: new Map(),
    attention,
  };
  const byHost = Map.groupBy(files, ([first]) => addressOf(first?.url ?? ''));
  leaveAlone(run, byHost, limits);
  await Promise.all(
    [...byHost].map(async ([host, ofHost]) => {
      const queue = new PQueue({ concurrency: IN_HAND_PER_HOST });
      // Two conferences may link to one file. Its downloads share a part, so they are one after the other.
      const byAddress = Map.groupBy(ofHost, ([first]) => first?.canonicalUrl);
      const tasks = [...byAddress.values()].map((ofFile) =>
        queue.add(async () => {
          for (const links of ofFile) await downloadFile(run, links, host, limits).then(stored);
        }),
      );
      await Promise.all(tasks);
    }),
  );
  for (const [conference, { from, to }] of limits.spans) run.report(conference).seconds += (to - from) / 1000;
  attention.tell();
  if (limits.fatal !== null) throw limits.fatal.error;
}

/** Links of a conference by the file that they lead to: it is asked for once, however many sessions link to it. */
export function byFile(links: readonly DueLink[]): DueLink[][] {
  return [...Map.groupBy(links, (link) => `${link.conference}\n${link.canonicalUrl}`).values()];
}

/** What ends some or all of the downloads under way. */
interface Limits {
  /** Hosts whose server wants to be left alone, or does not answer. */
  readonly parked: Set<string>;
  /** How many files in a row a host did not answer for. */
  readonly silent: Map<string, number>;
  /** Refusals of private addresses that were told: one sentence for all files behind one. */
  readonly refused: Set<string>;
  /** A full disk, a bug: nothing more begins, and it is thrown when all that is in hand has ended. */
  fatal: { readonly error: unknown } | null;
  /** From the first file of a conference to its last, milliseconds since the epoch. */
  readonly spans: Map<string, { readonly from: number; readonly to: number }>;
  readonly attention: Attention;
}

/** Servers that were parked before: their files would take a small `--max-files` from those that can be had, night after night. */
function leaveAlone(run: Run, byHost: ReadonlyMap<string, readonly (readonly DueLink[])[]>, limits: Limits): void {
  const parked = parkedServers(run.archive, run.clock.now());
  for (const [host, files] of byHost) {
    const [asked] = files[0] ?? [];
    if (asked === undefined || !URL.canParse(asked.url)) continue;
    const domain = serverOf(new URL(asked.url));
    const server = parked.get(domain);
    if (server === undefined) continue;
    const why = server.reason ?? 'it asked us to stop';
    const message = `${domain} is left alone until ${server.until}: ${why}. The rest stays due.`;
    run.note('limited', asked.conference, message);
    limits.parked.add(host);
  }
}

async function downloadFile(run: Run, links: readonly DueLink[], host: string, limits: Limits): Promise<void> {
  // A link that has the file is asked conditionally, for itself and for those that do not have it yet.
  const asked = links.find((link) => link.current !== null) ?? links[0];
  if (asked === undefined || run.isOver() || limits.fatal !== null || limits.parked.has(host)) return;
  const from = limits.spans.get(asked.conference)?.from ?? run.clock.now();
  const tally = run.report(asked.conference);
  try {
    const outcome = await downloadDeck(asked, {
      client: { file: (request) => run.client.file({ ...request, tally }) },
      store: run.store,
      clock: run.clock,
      maxFileBytes: run.maxFileBytes,
      resolve: async (link) => {
        const address = await resolveShareLink(link, run.client);
        // A link that leads to no file takes nothing of the budget.
        if (address.kind === 'file') run.takeFile();
        return address;
      },
    });
    for (const link of links) record(run, link, outcomeFor(link, asked, outcome), limits.attention);
    listen(run, asked, host, outcome, limits);
    if (outcome.kind === 'unavailable' && outcome.reason === PRIVATE_ADDRESS && !limits.refused.has(outcome.detail)) {
      limits.refused.add(outcome.detail);
      run.note(
        'ok',
        asked.conference,
        `${asked.conference}: a file of "${asked.sessionTitle}" was left out. ${outcome.detail}`,
        true,
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
    if (!limits.parked.has(host)) run.note('limited', asked.conference, `${error.message}. The rest stays due.`);
    limits.parked.add(host);
  } finally {
    limits.spans.set(asked.conference, { from, to: run.clock.now() });
    run.progress.add({ done: 1 });
  }
}

/** Leaves a host alone for the rest of the run that did not answer for some files in a row. */
function listen(run: Run, { conference }: DueLink, host: string, outcome: DeckOutcome, limits: Limits): void {
  const silent = outcome.kind === 'failed' && outcome.silent === true ? (limits.silent.get(host) ?? 0) + 1 : 0;
  limits.silent.set(host, silent);
  if (silent < SILENT_FILES || limits.parked.has(host)) return;
  limits.parked.add(host);
  run.note('partial', conference, `${host} did not answer for ${silent} files in a row. The rest stays due.`);
}

/** What an answer to one link means for another of the same address: one may have had the file before, the other not. */
function outcomeFor(link: DueLink, asked: DueLink, outcome: DeckOutcome): DeckOutcome {
  if (outcome.kind === 'unchanged' && link.current === null && asked.current !== null) {
    const { status, detail, etag, lastModified } = outcome;
    return {
      kind: 'stored',
      status,
      detail,
      etag,
      lastModified,
      file: { ...asked.current, path: blobPath(asked.current.sha256, asked.current.extension) },
    };
  }
  if (outcome.kind !== 'stored' && outcome.kind !== 'new_version') return outcome;
  if (link.current === null) return { ...outcome, kind: 'stored' };
  if (link.current.sha256 !== outcome.file.sha256) return { ...outcome, kind: 'new_version' };
  const { status, detail, etag, lastModified } = outcome;
  return { kind: 'unchanged', status, detail, etag, lastModified };
}

function record(run: Run, link: DueLink, outcome: DeckOutcome, attention: Attention): void {
  const file = 'file' in outcome ? outcome.file : null;
  const { kind } = outcome;
  const after = afterAttempt(outcome, {
    now: run.clock.now(),
    endsOn: link.endsOn,
    failures: link.failures,
    stored: link.current !== null,
    place: placeOf(link.id),
  });
  // Asked before this attempt is one more.
  const wasTooLarge = kind === 'too_large' && run.archive.decks.lastOutcome(link.id) === 'too_large';
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
    ...(file === null ? {} : { file }),
  });

  const report = run.report(link.conference);
  report.decks[kind] += 1;
  // A 304 may give a file to one more link without sending it.
  if (file !== null && outcome.status !== 304) {
    report.bytes += file.bytes;
    run.progress.add({ decks: 1, bytes: file.bytes });
  }
  run.log.debug({ conference: link.conference, url: link.url, outcome: kind, status: outcome.status }, outcome.detail);
  const where = `${link.conference}, "${link.sessionTitle}"`;
  if (outcome.kind === 'failed' || outcome.kind === 'too_large') {
    const why = outcome.detail.replace(`${link.url}: `, '');
    // What is too large needs a larger limit, or nobody: that is told the first time.
    const isNews =
      kind === 'too_large' ? !wasTooLarge : after.failures === FAILURES_UNTIL_TOLD && after.failures > link.failures;
    const message = `${where}: ${link.url} was not stored. ${why}`;
    if (isNews) attention.ask('failed', link.conference, { url: link.url, message });
    else run.note('partial', link.conference, message);
  }
  // A wall is news once: it is no failure that a person has not reacted yet.
  if (outcome.kind === 'wall' && link.state !== 'wall') {
    const message = `${where}: ${outcome.detail} Fetch ${link.url} in a browser and run: deckhand attach ${link.url} FILE`;
    attention.ask('wall', link.conference, { url: link.url, message });
  }
}

function addressOf(url: string): string {
  return URL.canParse(url) ? hostAndPort(new URL(url)) : '';
}
