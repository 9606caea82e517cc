import type { Page, PageClient, PageOptions } from '../../model/client.ts';
import { FetchError, type FetchFailure } from '../../model/failure.ts';
import type { Programme } from '../../model/programme.ts';
import type { ReadRequest } from '../platform.ts';
import { dayListing, sessionPage, VIEWS } from './addresses.ts';
import { assemble, isList, missingDays, readPages } from './assemble.ts';
import { VOLATILE } from './calendar.ts';
import type { SchedParameters } from './parameters.ts';

/** Failures that end the reading: the server must be left alone, or the run is over. */
const FINAL: ReadonlySet<FetchFailure> = new Set(['parked', 'stopped', 'budget', 'forbidden_address']);

/** Failures after which the other pages would fail as well, as long as nothing has been read. */
const DOWN: ReadonlySet<FetchFailure> = new Set(['unreachable', 'timed_out']);

/** Other views of the whole schedule, for events without the listing, in the order in which they are tried. */
const FALLBACKS = [VIEWS.simple, VIEWS.landing, VIEWS.print] as const;

/**
 * Reads an event in two requests, its expanded listing and its calendar: the one has everything but exact times, the other
 * exact times and, behind a bot check, often the only open page. Days that the listing leaves out are asked for one by one; other
 * views only where there is no listing. With `deep`, each session's own page follows, for its video.
 *
 * Behind a bot check no other page is tried. A page that fails costs its sessions' details, not the programme; throws a
 * `FetchError` where nothing was read or the server must be left alone.
 */
export async function read(request: ReadRequest<SchedParameters>, client: PageClient): Promise<Programme> {
  const { origin } = request.parameters;
  const pages: Page[] = [];
  const failures: FetchError[] = [];
  const get = async (path: string, options?: PageOptions): Promise<Page | null> => {
    try {
      const page = await client.page(`${origin}${path}`, options);
      pages.push(page);
      return page;
    } catch (error) {
      if (!(error instanceof FetchError) || FINAL.has(error.code)) throw error;
      if (pages.length === 0 && DOWN.has(error.code)) throw error;
      failures.push(error);
      return null;
    }
  };
  const readings = () => readPages(request.parameters, pages);

  const listing = await get(VIEWS.listing);
  await get(VIEWS.calendar, { accept: 'text/calendar,*/*;q=0.8', volatile: VOLATILE });

  if (listing !== null && isOpen(request.parameters, listing)) {
    const found = readings();
    if (found.read.some(isList)) {
      for (const day of missingDays(found.read)) {
        const page = await get(dayListing(day));
        if (page === null || !isOpen(request.parameters, page)) break;
      }
    } else if (found.foreign.length === 0) {
      for (const path of FALLBACKS) {
        const page = await get(path);
        if (page === null || !isOpen(request.parameters, page) || readings().read.some(isList)) break;
      }
    }
  }
  const [failure] = failures;
  if (pages.length === 0 && failure !== undefined) throw failure;

  if (request.deep) {
    for (const session of assemble(request, pages).sessions) {
      const page = await get(sessionPage(session.aliases[0] ?? session.key), { detail: true });
      if (page !== null && !isOpen(request.parameters, page)) break;
    }
  }
  const programme = assemble(request, pages);
  return { ...programme, warnings: [...programme.warnings, ...failures.map((error) => error.message)] };
}

/** Whether asking for more pages makes sense after this one: no wall stands there and the server is well. */
function isOpen(parameters: SchedParameters, page: Page): boolean {
  const [unread] = readPages(parameters, [page]).unread;
  return unread === undefined || unread.reason === 'absent' || unread.reason === 'no_sessions';
}
