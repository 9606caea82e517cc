import { lookup } from 'mime-types';
import { httpDate, type Resource, resource, strongTag } from '../answer.ts';
import { type Fault, FaultList, type Lasting, type Target } from '../faults.ts';
import { type LoggedRequest, serve } from '../serving.ts';
import { filePath } from './addresses.ts';
import { type Clock, daysOf, type SiteConference, type SiteSession } from './conference.ts';
import type { Markup } from './frame.ts';
import { draw, viewOf } from './views.ts';

/** What a replica does while it runs. All of it can be changed between two requests. */
interface Switches {
  /** Waited before every answer. Default 0. */
  latencyMs: number;
  /** Schedule pages and the calendar carry an ETag and answer 304. Default false: that Sched does is not known. */
  pageValidators: boolean;
  /** Text is compressed for clients that ask. Default true. */
  gzip: boolean;
  /** Generation of the markup. Default `2026`. */
  markup: Markup;
  /** The clock of the pages, or null for the conference's own. */
  clock: Clock | null;
  /** Undated views list this local day alone, the others are links; null, the default: all days. */
  onlyDay: string | null;
  /** Days that undated views leave out while the menus link them. Default none. */
  hiddenDays: readonly string[];
  /** robots.txt of both servers; null: 404. By default everything is allowed without a delay. */
  robots: { readonly crawlDelaySeconds?: number; readonly disallow?: readonly string[] } | null;
  /** Whether `/all.ics` exists. Default true. */
  calendar: boolean;
  /** What became of the programme: withdrawn, retitled, moved (see `programme-changes.ts`). Default: as it is. */
  programme: (sessions: readonly SiteSession[]) => readonly SiteSession[];
  /** Another conference at these addresses, as after a sub-domain was given away. Default null. */
  insteadOf: SiteConference | null;
  /** The moment that calendars are exported at, milliseconds since the epoch. Default: the machine's clock. */
  now: () => number;
}

export interface SiteOptions extends Partial<Switches> {
  /** 0, the default: a free one. */
  readonly port?: number;
  readonly filesPort?: number;
  /** Decks lie on the schedule's own server. Default false. */
  readonly oneServer?: boolean;
  /** Both servers speak https with this key and certificate, PEM. Default: http. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A running replica. */
export interface Site {
  /** The schedule, `http://127.0.0.1:40001`. */
  readonly origin: string;
  /** The decks; the same as `origin` with `oneServer`. */
  readonly filesOrigin: string;
  /** Every request to either server so far, in order of arrival. */
  readonly requests: LoggedRequest[];
  readonly switches: Switches;
  /** Makes something go wrong from now on; returns a function that lifts it. */
  fault(target: Target, fault: Fault, lasting?: Lasting): () => void;
  /** Connections to this server are refused from now on; resolves to what takes it back. */
  down(server: 'schedule' | 'files'): Promise<() => Promise<void>>;
  /** Lifts all faults. */
  mend(): void;
  close(): Promise<void>;
}

/** Serves a conference as Sched would: the schedule on one port, the decks on another. */
export async function startSite(conference: SiteConference, options: SiteOptions = {}): Promise<Site> {
  const { port = 0, filesPort = 0, oneServer = false, tls, ...chosen } = options;
  const switches: Switches = { ...defaults(), ...chosen };
  const faults = new FaultList();
  const requests: LoggedRequest[] = [];
  const origins = { schedule: '', files: '' };

  const settled = (name: string, path: string, found: Resource | null): Resource => {
    const known = found ?? resource('text/html; charset=UTF-8', '<h1>Not Found</h1>', { status: 404 });
    return faults.apply(path, { ...known, delayMs: known.delayMs + switches.latencyMs }, name);
  };
  const shown = (): SiteConference => {
    const current = switches.insteadOf ?? conference;
    return { ...current, sessions: switches.programme(current.sessions) };
  };
  const findFile = (path: string): Resource | null =>
    path === '/robots.txt' ? robots(switches) : file(shown(), path.replace(/^\/hosted_files/, ''));
  const findPage = (path: string): Resource | null => {
    if (path === '/robots.txt') return robots(switches);
    return schedulePage(shown(), switches, origins, path) ?? (oneServer ? findFile(path) : null);
  };

  const server = { log: requests, gzip: () => switches.gzip, ...(tls === undefined ? {} : { tls }) };
  const schedule = await serve({
    ...server,
    name: 'schedule',
    port,
    find: (path) => settled('schedule', path, findPage(path)),
  });
  const files = oneServer
    ? null
    : await serve({
        ...server,
        name: 'files',
        port: filesPort,
        find: (path) => settled('files', path, findFile(path)),
      }).catch(async (error: unknown) => {
        await schedule.close();
        throw error;
      });
  origins.schedule = schedule.origin;
  origins.files = files?.origin ?? schedule.origin;

  return {
    origin: origins.schedule,
    filesOrigin: origins.files,
    requests,
    switches,
    fault: (target, fault, lasting) => faults.add(target, fault, lasting),
    down: (which) => (which === 'files' && files !== null ? files : schedule).down(),
    mend: () => faults.clear(),
    close: async () => {
      await schedule.close();
      await files?.close();
    },
  };
}

function defaults(): Switches {
  return {
    latencyMs: 0,
    pageValidators: false,
    gzip: true,
    markup: '2026',
    clock: null,
    onlyDay: null,
    hiddenDays: [],
    robots: {},
    calendar: true,
    programme: (sessions) => sessions,
    insteadOf: null,
    now: () => Date.now(),
  };
}

function schedulePage(
  conference: SiteConference,
  switches: Switches,
  origins: { readonly schedule: string; readonly files: string },
  path: string,
): Resource | null {
  const view = viewOf(path);
  if (view === null || (view.kind === 'calendar' && !switches.calendar)) return null;
  const otherDays =
    switches.onlyDay === null ? [] : daysOf(conference.sessions).filter((day) => day !== switches.onlyDay);
  const drawn = draw(
    view,
    {
      conference,
      origin: origins.schedule,
      filesOrigin: origins.files,
      markup: switches.markup,
      clock: switches.clock ?? conference.clock,
      hiddenDays: [...switches.hiddenDays, ...otherDays],
    },
    path,
    switches.now(),
  );
  return drawn === null || switches.pageValidators ? drawn : { ...drawn, etag: null };
}

/** A deck by its path, decoded once: `80%2525.pdf` is the file `80%25.pdf`. */
function file({ event, endsOn, sessions }: SiteConference, path: string): Resource | null {
  const found = sessions.flatMap(({ files }) => files).find((candidate) => samePath(filePath(event, candidate), path));
  if (found === undefined) return null;
  const body = found.body();
  return resource(lookup(found.name) || 'application/octet-stream', body, {
    etag: strongTag(body),
    lastModified: httpDate(Date.parse(`${endsOn}T18:00:00Z`)),
    ranges: true,
  });
}

function samePath(a: string, b: string): boolean {
  if (a === b) return true;
  try {
    return decodeURIComponent(a) === decodeURIComponent(b);
  } catch {
    return false;
  }
}

function robots({ robots: rules }: Switches): Resource | null {
  if (rules === null) return null;
  const lines = [
    'User-agent: *',
    ...(rules.crawlDelaySeconds === undefined ? [] : [`Crawl-delay: ${rules.crawlDelaySeconds}`]),
    ...(rules.disallow ?? []).map((path) => `Disallow: ${path}`),
    ...(rules.disallow === undefined ? ['Allow: /'] : []),
  ];
  return resource('text/plain; charset=utf-8', `${lines.join('\n')}\n`);
}
