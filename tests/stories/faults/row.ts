import type { ExchangeLimits } from '../../../src/fetch/exchange.ts';
import type { Trial } from '../../cli/trial-conference.ts';
import type { Fault, Lasting } from '../../sites/faults.ts';
import type { SiteOptions } from '../../sites/sched/site.ts';

/** What of the replica a request is for. */
export type Place = 'robots' | 'listing' | 'calendar' | 'file robots' | 'deck' | 'other deck';

const PLACES: readonly (readonly [Place, 'schedule' | 'files', string])[] = [
  ['robots', 'schedule', '/robots.txt'],
  ['listing', 'schedule', '/list/descriptions/'],
  ['calendar', 'schedule', '/all.ics'],
  ['file robots', 'files', '/robots.txt'],
  ['deck', 'files', '/harbourconf2024/4e/keynote.pdf'],
  ['other deck', 'files', '/harbourconf2024/66/tide.pdf'],
];

/** How each request for a place ended, in order: a status, or the code of a failure; a place that is not there is not asked. */
export type Asked = Readonly<Partial<Record<string, string>>>;

/** An undisturbed first run. */
export const FIRST: Asked = {
  robots: '200',
  listing: '200',
  calendar: '200',
  'file robots': '200',
  deck: '200',
  'other deck': '200',
};
/** Any later night on which no deck is due. */
export const LATER: Asked = { robots: '200', listing: '304', calendar: '304' };
/** A later night on which the deck that failed is due. */
export const DECK_DUE: Asked = { 'file robots': '200', deck: '200' };
/** Both decks are asked for, whether they are what they were. */
export const REASKED: Asked = { ...LATER, 'file robots': '200', deck: '304', 'other deck': '304' };
/** Where no programme was read, nothing is known of decks. */
export const NO_DECKS: Asked = { 'file robots': '', deck: '', 'other deck': '' };
/** Where not even the schedule's robots.txt was had. */
export const NOTHING: Asked = { ...NO_DECKS, listing: '', calendar: '' };

/** One fault, where it strikes, and what comes of it. */
export interface FaultRow {
  /** A sentence: the row is the documentation. */
  readonly name: string;
  /**
   * What there was before: `nothing`, the default; `half`: the deck broke off after 1,000 bytes the night before; `archive`: all of it,
   * last night; `old archive`: all of it, and its decks are due to be asked again.
   */
  readonly before?: 'nothing' | 'half' | 'archive' | 'old archive';
  readonly site?: SiteOptions;
  /** What the server is like from the beginning, and stays. */
  readonly always?: (trial: Trial) => unknown;
  readonly fault: (trial: Trial) => unknown;
  /** Shorter limits for this place, so that nobody waits for what never comes. */
  readonly hurry?: { readonly place: Place; readonly limits: Partial<ExchangeLimits> };
  readonly flags?: readonly string[] | (() => readonly string[]);
  /** `deckhand archive`, which also looks into the decks, instead of `crawl` and then `download`. Takes its time. */
  readonly looksInside?: boolean;
  readonly exit: number;
  /** What differs from an undisturbed run; '' for not asked. */
  readonly asked: Asked;
  /** How many of the requests the server never saw: connections refused. */
  readonly unheard?: number;
  /** Sessions stored afterwards. Default: all 23. */
  readonly sessions?: number;
  /** State of the deck's link and outcome of the last attempt; `none` where there is no link. Default: `stored stored`. */
  readonly deck?: string;
  readonly otherDeck?: string;
  /** What a person is told; null for nothing. */
  readonly says: RegExp | null;
  /** A property of the server that nobody mends. */
  readonly stays?: boolean;
  /** The next run on the mended site. */
  readonly next?: { readonly days?: number; readonly flags?: readonly string[]; readonly asked?: Asked };
  /** In the end the archive is as if nothing had happened. Default: true. */
  readonly endsWhole?: boolean;
  /** What else must be true after the disturbed run. */
  readonly check?: (trial: Trial) => Promise<void> | void;
}

/** Makes a fault strike one place. */
export function strike(place: Place, fault: Fault, lasting: Lasting = {}): (trial: Trial) => () => void {
  const [, server, path] = PLACES.find(([name]) => name === place) ?? [];
  return ({ site }) => site.fault(path ?? '', fault, { ...lasting, ...(server === undefined ? {} : { server }) });
}

/** The place that an address of the replica is, or its path and query. */
export function placeOf({ site }: Trial, url: URL): string {
  const server = url.origin === site.origin ? 'schedule' : 'files';
  return (
    PLACES.find(([, at, path]) => at === server && path === url.pathname + url.search)?.[0] ?? url.pathname + url.search
  );
}
