import type { StoredConference } from '../archive/conferences.ts';
import type { PageClient } from '../model/client.ts';
import { DamagedError, FetchError } from '../model/failure.ts';
import type { Programme } from '../model/programme.ts';
import type { Platform } from '../platforms/platform.ts';
import { platformNamed } from '../platforms/registry.ts';
import { type ConferenceCaptures, captureConference } from './capture-sink.ts';
import { addressOf, count, requestFor, withSettledKeys } from './reading.ts';
import { reparseConference } from './reparse.ts';
import { followDates } from './reschedule.ts';
import type { Run } from './run.ts';
import { readSavedPages } from './saved-pages.ts';
import { isWalled, judgeProgramme } from './suspicion.ts';
import { settledPages, Unchanged, untilUnchanged } from './unchanged.ts';

export interface CrawlOptions {
  /** Also read each session's own page, in a second pass. */
  readonly deep: boolean;
  /** Files a person saved, read instead of the network; empty for the network. */
  readonly from: readonly string[];
  /** Pages are asked for whether they changed or not. Default: only if they changed, where the server can say so. */
  readonly anew?: boolean;
  /** Pages that are all as they were make the programme that the archive has: they are not taken apart once more. Default false. */
  readonly skipsUnchanged?: boolean;
}

/**
 * Reads a conference's programme and makes it the archive's. A deep pass follows the saved listing, so that an interruption leaves the
 * listing whole; the pages it already captured are not asked for again. What goes wrong is noted on the run, not thrown, so
 * that the next conference has its turn; only what ends the whole run is thrown.
 */
export async function crawlConference(run: Run, conference: StoredConference, options: CrawlOptions): Promise<void> {
  const { archive, clock, progress } = run;
  progress.update({ conference: conference.slug, activity: 'reading', done: 0, total: null });
  const { parserVersion } = platformNamed(conference.platform);
  if (conference.parserVersion !== null && conference.parserVersion < parserVersion)
    await correctConference(run, conference);

  const captures = captureConference({ archive, clock, runId: run.id, anew: options.anew ?? false }, conference);
  const startedAt = clock.now();
  try {
    if (options.from.length > 0) await readFiles(run, conference, options.from, captures);
    else await readNetwork(run, conference, options, captures);
    followDates(run, conference);
  } catch (error) {
    if (!(error instanceof FetchError) || error.code === 'stopped' || error.code === 'budget') throw error;
    const advice =
      error.code === 'forbidden_by_robots' && error.cause === undefined
        ? `. Pages that you save yourself can be read: deckhand crawl ${conference.slug} --from FILE`
        : '';
    const problem = `${conference.slug} was not read: ${error.message}${advice}`;
    run.note(error.exit, conference.slug, problem);
    // A server that wants to be left alone says nothing about the conference.
    if (error.code !== 'parked') archive.conferences.tried(conference.id, problem, run.at());
  } finally {
    await captures.close();
    const report = run.report(conference.slug);
    report.sessions = archive.conferences.listed(conference.id);
    report.seconds += (clock.now() - startedAt) / 1000;
  }
}

/** Reads the captures again, where they are still there: what cannot be corrected is read anew all the same. */
export async function correctConference(run: Run, conference: StoredConference): Promise<void> {
  if (run.archive.captures.pages(conference.id).length === 0) return;
  try {
    await reparseConference(run, conference);
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    run.note(error.exit, conference.slug, error.message);
  }
}

async function readNetwork(
  run: Run,
  conference: StoredConference,
  { deep, skipsUnchanged = false }: CrawlOptions,
  captures: ConferenceCaptures,
): Promise<void> {
  const { archive } = run;
  const platform = platformNamed(conference.platform);
  const watched = counted(run, captures.watch(run.client.capturing(captures.sink, run.report(conference.slug))));
  const client = skipsUnchanged ? untilUnchanged(watched, settledPages(archive, conference)) : watched;
  for (const pass of deep ? [false, true] : [false]) {
    let programme: Programme;
    try {
      programme = await platform.read(requestFor(platform, conference, pass), client);
    } catch (error) {
      if (!(error instanceof Unchanged)) throw error;
      archive.conferences.readAgain(conference.id, run.at());
      run.report(conference.slug).read = true;
      return;
    }
    const pages = pass ? 'all' : 'all_but_details';
    const good = take(run, conference, platform, programme, { captures: captures.used(programme.unusable), pages });
    if (!good || run.isOver()) return;
    run.progress.update({ done: 0, total: programme.sessions.length });
  }
}

async function readFiles(
  run: Run,
  conference: StoredConference,
  files: readonly string[],
  captures: ConferenceCaptures,
): Promise<void> {
  const platform = platformNamed(conference.platform);
  const pages = await readSavedPages(files, addressOf(conference), run.clock.now());
  for (const page of pages) await captures.keepSaved(page);
  const programme = platform.assemble(requestFor(platform, conference, true), pages);
  // One saved day stands beside the pages that were read before; a whole programme takes their place.
  const replaces = programme.scope.kind === 'conference' ? 'all_but_details' : 'same';
  take(run, conference, platform, programme, { captures: captures.used(), pages: replaces });
}

/** Judges a programme and saves it, or holds it back. Returns whether it was good without reserve. */
function take(
  run: Run,
  conference: StoredConference,
  platform: Platform,
  read: Programme,
  from: { readonly captures: readonly number[]; readonly pages: 'all' | 'all_but_details' | 'same' },
): boolean {
  const { archive } = run;
  const tried = (problem: string | null): void => archive.conferences.tried(conference.id, problem, run.at());
  const known = archive.programmes.known(conference.id);
  const programme = withSettledKeys(read, known);
  for (const warning of programme.warnings) run.log.info({ conference: conference.slug }, warning);

  const verdict = judgeProgramme(programme, known);
  if (verdict.kind === 'held') {
    const { parserVersion } = platform;
    const reason = `${verdict.reason} ${adviceOnHeld(conference, programme)}`;
    archive.held.hold({
      conferenceId: conference.id,
      runId: run.id,
      heldAt: run.at(),
      reason,
      parserVersion,
      programme: JSON.stringify(programme),
      captures: from.captures,
    });
    const problem = `${conference.slug} is held back: ${reason}`;
    run.note('suspect', conference.slug, problem);
    tried(problem);
    return false;
  }
  const saved = archive.programmes.save({
    conferenceId: conference.id,
    runId: run.id,
    programme,
    parserVersion: platform.parserVersion,
    captures: from.captures,
    // What could not be read this time keeps its captures and their validators.
    pages: verdict.kind === 'limited' || lacksPages(programme) ? 'same' : from.pages,
    reporting: true,
    at: run.at(),
  });
  archive.held.drop(conference.id);
  count(run, conference.slug, saved);
  const inPart = programme.missed.length === 0 ? null : inPartBecause(conference, programme.missed.join(' '));
  if (inPart !== null) run.note('partial', conference.slug, `${inPart} The next run asks again.`);
  if (verdict.kind === 'good') {
    tried(inPart);
    return true;
  }
  const doubtful = `${inPartBecause(conference, verdict.reason)} ${adviceOnPage(conference, programme)}`;
  run.note('suspect', conference.slug, doubtful);
  tried(doubtful);
  return false;
}

function inPartBecause({ slug }: StoredConference, reason: string): string {
  return `${slug} was read in part: ${reason}`;
}

/** Whether some page did not come, or came as what it should not be. */
function lacksPages({ missed, unusable = [] }: Programme): boolean {
  return missed.length > 0 || unusable.length > 0;
}

/** What a person can do about a page that we cannot see as they can. */
function adviceOnPage(conference: StoredConference, { doubts }: Programme): string {
  const page = doubts.find((doubt) => doubt.url !== null)?.url ?? addressOf(conference);
  return `Open ${page} in a browser, save the page, and run: deckhand crawl ${conference.slug} --from saved.html`;
}

function adviceOnHeld(conference: StoredConference, programme: Programme): string {
  const accept = `run: deckhand accept ${conference.slug}`;
  if (programme.sessions.length > 0) return `If the page is right, ${accept}`;
  const advice = adviceOnPage(conference, programme);
  return isWalled(programme) || conference.lastReadAt === null
    ? advice
    : `${advice}. If it is empty for good, ${accept}`;
}

/** The same client, seen by whoever watches the run. */
function counted(run: Run, client: PageClient): PageClient {
  return {
    page: async (url, options) => {
      const page = await client.page(url, options);
      if (options?.detail === true) run.progress.add({ done: 1 });
      return page;
    },
    render: (url, options) => client.render(url, options),
  };
}
