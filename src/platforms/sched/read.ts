import type { Page, PageClient, PageOptions } from '../../model/client.ts';
import { FetchError, type FetchFailure } from '../../model/failure.ts';
import type { MissedPage, Programme } from '../../model/programme.ts';
import type { ReadRequest } from '../platform.ts';
import { dayOfView, sessionPage, VIEWS } from './addresses.ts';
import { isList, missingDays, programmeOf, sorted } from './assemble.ts';
import { VOLATILE } from './calendar.ts';
import type { SchedParameters } from './parameters.ts';
import type { Reading, Unread } from './reading.ts';
import { readPage } from './view.ts';

/** Failures that end the reading: the server must be left alone, or the run is over. */
const FINAL: ReadonlySet<FetchFailure> = new Set(['parked', 'stopped', 'budget']);

/** Failures after which the other pages would fail as well, as long as nothing has been read. */
const DOWN: ReadonlySet<FetchFailure> = new Set(['unreachable', 'timed_out', 'forbidden_address']);

/** Other views of the whole schedule, for events without the listing, in the order in which they are tried. */
const FALLBACKS = [VIEWS.simple, VIEWS.landing, VIEWS.print] as const;

/** How a request ended. Behind a wall the other pages are not asked for; after a failure no other view is tried. */
type Outcome = 'answered' | 'failed' | 'walled';

/**
 * Reads an event in two requests, its expanded listing and its calendar: the one has everything but exact times, the other
 * exact times and, behind a bot check, often the only open page. Days that the listing leaves out are asked for one by one; other
 * views only where there is no listing. With `deep`, each session's own page follows, for its video.
 *
 * A site without any of this may draw its schedule by script: the last to be tried is the landing page in a browser.
 *
 * Behind a bot check no other page is tried. A page that fails is missed: it costs its sessions' details, not the programme; throws a
 * `FetchError` where nothing was read or the server must be left alone.
 */
export async function read(request: ReadRequest<SchedParameters>, client: PageClient): Promise<Programme> {
  const { parameters } = request;
  const pages: (Reading | Unread)[] = [];
  const failures: FetchError[] = [];
  const unanswered: MissedPage[] = [];
  let answers = 0;
  const ask = async (path: string, options?: PageOptions, how: 'page' | 'render' = 'page'): Promise<Page | null> => {
    const url = `${parameters.origin}${path}`;
    try {
      const page = await client[how](url, options);
      answers += 1;
      return page;
    } catch (error) {
      if (!(error instanceof FetchError) || FINAL.has(error.code)) throw error;
      if (answers === 0 && DOWN.has(error.code)) throw error;
      failures.push(error);
      unanswered.push({ url, message: error.message });
      return null;
    }
  };
  const take = (answer: Page | null): Outcome => {
    if (answer === null) return 'failed';
    const page = readPage(answer, parameters.origin);
    pages.push(page);
    if (page.view !== null || page.reason === 'absent' || page.reason === 'no_sessions') return 'answered';
    return page.reason === 'broken' ? 'failed' : 'walled';
  };
  const get = async (path: string, options?: PageOptions): Promise<Outcome> => take(await ask(path, options));
  const list = (): Reading | undefined => sorted(parameters, pages).read.find(isList);

  // Both are asked for before either is taken apart: where neither was modified, whoever gave us the client has seen enough.
  const listing = await ask(VIEWS.listing);
  const calendar = await ask(VIEWS.calendar, { accept: 'text/calendar,*/*;q=0.8', volatile: VOLATILE });
  let outcome = take(listing);
  take(calendar);
  for (const path of FALLBACKS) {
    if (outcome !== 'answered' || list() !== undefined || sorted(parameters, pages).foreign.length > 0) break;
    outcome = await get(path);
  }
  if (outcome === 'answered' && needsScripts(pages)) take(await ask(VIEWS.landing, {}, 'render'));
  const view = list()?.view;
  if (view === 'listing' || view === 'simple' || view === 'print') {
    for (const day of missingDays(sorted(parameters, pages).read)) {
      if (outcome === 'answered') outcome = await get(dayOfView(view, day));
    }
  }
  const [failure] = failures;
  if (pages.length === 0 && failure !== undefined) throw failure;

  if (request.deep) {
    for (const { key, aliases } of programmeOf(request, sorted(parameters, pages)).sessions) {
      if (outcome !== 'walled') outcome = await get(sessionPage(aliases[0] ?? key), { detail: true });
    }
  }
  return programmeOf(request, sorted(parameters, pages), unanswered);
}

/**
 * Whether a browser may see more than we do: there are pages, none with a session, and no calendar. Sched's own pages need
 * none (they come whole, and beside an empty one stands its calendar); a site that draws the same markup by script does.
 */
function needsScripts(pages: readonly (Reading | Unread)[]): boolean {
  return (
    pages.some((page) => page.view === null && page.reason === 'no_sessions') &&
    pages.every((page) => page.view === null)
  );
}
