import type { ExchangeLimits } from '../../../src/fetch/exchange.ts';
import type { Trial } from '../../cli/trial-conference.ts';
import type { Fault } from '../../sites/faults.ts';
import { type Asked, type FaultRow, FIRST, NO_DECKS, NOTHING, type Place, strike } from './row.ts';

const NO_LINKS = { deck: 'none', otherDeck: 'none' } as const;
const NOT_READ = { sessions: 0, ...NO_LINKS } as const;
/** The next night after the calendar alone was read. */
const THE_REST: Asked = { ...FIRST, calendar: '304' };
const IN_PART = /^harbourconf-2024 was read in part: .* The next run asks again\.$/s;
const thrice = (end: string): string => [end, end, end].join(' ');

interface PageFault {
  /** What comes behind "a listing" and "a calendar". */
  readonly name: string;
  readonly fault: Fault;
  /** How the requests end. */
  readonly ends: string;
  readonly hurry?: Partial<ExchangeLimits>;
  /** Nobody answers: as long as nothing was read, the other pages are not asked for either. */
  readonly down?: true;
}

const PAGE_FAULTS: readonly PageFault[] = [
  { name: 'whose connection is reset', fault: { kind: 'reset' }, ends: thrice('unreachable'), down: true },
  {
    name: 'that is never answered',
    fault: { kind: 'silent' },
    ends: thrice('timed_out'),
    hurry: { headersMs: 100 },
    down: true,
  },
  {
    name: 'whose headers stop in the middle',
    fault: { kind: 'half_header' },
    ends: thrice('timed_out'),
    hurry: { headersMs: 100 },
    down: true,
  },
  {
    name: 'that stalls',
    fault: { kind: 'stalled', bytes: 500 },
    ends: thrice('timed_out'),
    hurry: { bodyIdleMs: 100 },
    down: true,
  },
  {
    name: 'that comes byte by byte',
    fault: { kind: 'drip', everyMs: 20 },
    ends: thrice('timed_out'),
    hurry: { slowest: { bytes: 100, inMs: 120 } },
    down: true,
  },
  {
    name: 'that is shorter than its Content-Length',
    fault: { kind: 'wrong_length', by: 100 },
    ends: thrice('cut_short'),
  },
  {
    name: 'that is longer than its Content-Length',
    fault: { kind: 'wrong_length', by: -400 },
    ends: thrice('cut_short'),
  },
  { name: 'whose connection breaks', fault: { kind: 'cut', bytes: 500 }, ends: thrice('cut_short') },
  { name: 'in chunks that are none', fault: { kind: 'garbage_chunks' }, ends: thrice('malformed') },
  { name: 'in another protocol', fault: { kind: 'no_http' }, ends: thrice('malformed') },
  {
    name: 'that redirects to itself',
    fault: { kind: 'redirect', status: 302, location: '' },
    ends: '302',
  },
  {
    name: 'that is a gzip bomb',
    fault: { kind: 'bomb', bytes: 5_000_000 },
    ends: 'too_large',
    hurry: { maxBytes: 1_000_000 },
  },
  {
    name: 'of 5 GB that says so',
    fault: { kind: 'endless', bytes: 5e9, announced: true },
    ends: 'too_large',
    hurry: { maxBytes: 1_000_000 },
  },
  {
    name: 'of 5 GB that does not say so',
    fault: { kind: 'endless', bytes: 5e9, announced: false },
    ends: 'too_large',
    hurry: { maxBytes: 1_000_000 },
  },
];

function rowOf(place: Place, { fault, hurry }: PageFault): Pick<FaultRow, 'fault' | 'hurry' | 'exit'> {
  const strikes = (trial: Trial): void => {
    // The page is a new one: what has not changed is not sent, and nothing can go wrong with it.
    strike(place, { kind: 'changing_etag' })(trial);
    strike(place, fault.kind === 'redirect' ? { ...fault, location: LOCATION[place] ?? '' } : fault)(trial);
  };
  return {
    fault: strikes,
    ...(hurry === undefined ? {} : { hurry: { place, limits: hurry } }),
    exit: 3,
  };
}

const LOCATION: Readonly<Partial<Record<Place, string>>> = { listing: '/list/descriptions/', calendar: '/all.ics' };

/** The same fault on the first night, when nothing is known, and on a later one, when there is all to lose. */
function ofListing(page: PageFault): readonly FaultRow[] {
  const { name, ends, down = false } = page;
  const first = down
    ? { asked: { ...NOTHING, listing: ends }, ...NOT_READ, next: { asked: FIRST } }
    : { asked: { ...NO_DECKS, listing: ends }, ...NO_LINKS, next: { asked: THE_REST } };
  return [
    {
      name: `a listing ${name} leaves ${down ? 'nothing' : 'the calendar'} on the first night`,
      ...rowOf('listing', page),
      ...first,
      says: down ? /^harbourconf-2024 was not read: / : IN_PART,
    },
    {
      name: `a listing ${name} costs nothing on a later night`,
      before: 'archive',
      ...rowOf('listing', page),
      asked: down ? { listing: ends, calendar: '' } : { listing: ends },
      says: down ? /^harbourconf-2024 was not read: / : IN_PART,
    },
  ];
}

function ofCalendar(page: PageFault): readonly FaultRow[] {
  const { name, ends } = page;
  return [
    {
      name: `a calendar ${name} leaves the listing and its decks on the first night`,
      ...rowOf('calendar', page),
      asked: { calendar: ends },
      says: IN_PART,
      next: { asked: { calendar: '200' } },
    },
    {
      name: `a calendar ${name} costs nothing on a later night`,
      before: 'archive',
      ...rowOf('calendar', page),
      asked: { calendar: ends },
      says: IN_PART,
    },
  ];
}

/** What a server of schedules does wrong with one page. */
export const faultsOfPages: readonly FaultRow[] = [
  ...PAGE_FAULTS.flatMap(ofListing),
  ...PAGE_FAULTS.flatMap(ofCalendar),
  {
    name: 'a listing that redirects to a private address ends the reading: only the operator can say whether that is right',
    fault: strike('listing', { kind: 'redirect', status: 302, location: 'http://10.0.0.1/' }),
    exit: 2,
    asked: { ...NOTHING, listing: '302' },
    ...NOT_READ,
    says: /^harbourconf-2024 was not read: 10\.0\.0\.1:80 is not asked.*add --allow-host 10\.0\.0\.1:80\.$/,
    next: { asked: FIRST },
  },
  {
    name: 'a listing that redirects to a private address costs nothing on a later night',
    before: 'archive',
    fault: strike('listing', { kind: 'redirect', status: 302, location: 'http://10.0.0.1/' }),
    exit: 2,
    asked: { listing: '302', calendar: '' },
    says: /^harbourconf-2024 was not read: 10\.0\.0\.1:80 is not asked/,
  },
  {
    name: 'a calendar that redirects to a private address leaves the listing and its decks',
    fault: strike('calendar', { kind: 'redirect', status: 302, location: 'http://10.0.0.1/' }),
    exit: 3,
    asked: { calendar: '302' },
    says: /was read in part: .*10\.0\.0\.1:80 is not asked/,
    next: { asked: { calendar: '200' } },
  },
  {
    name: 'a schedule whose server refuses connections costs three requests',
    fault: ({ site }) => site.down('schedule'),
    exit: 3,
    asked: { ...NOTHING, robots: thrice('unreachable') },
    unheard: 3,
    ...NOT_READ,
    says: /^harbourconf-2024 was not read: .* is not asked, because its robots\.txt could not be had: .*ECONNREFUSED/,
    next: { asked: FIRST },
  },
  {
    name: 'a schedule whose server refuses connections on a later night costs six',
    before: 'archive',
    fault: ({ site }) => site.down('schedule'),
    exit: 3,
    asked: { robots: thrice('unreachable'), listing: thrice('unreachable'), calendar: '' },
    unheard: 6,
    says: /^harbourconf-2024 was not read: .*list\/descriptions\/: .*ECONNREFUSED/,
  },
];
