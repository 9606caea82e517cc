import type { Fault } from '../../sites/faults.ts';
import { waited } from './checks.ts';
import { type Asked, DECK_DUE, type FaultRow, FIRST, NOTHING, strike } from './row.ts';

const NOT_READ = { sessions: 0, deck: 'none', otherDeck: 'none' } as const;
const thrice = (end: string): string => [end, end, end].join(' ');

/** Rules that are not to be had because of the one who asks, or are there after all: nothing is forbidden. */
const ALLOWS: readonly (readonly [string, Fault, Asked])[] = [
  ['is not there', { kind: 'status', status: 404 }, { robots: '404' }],
  ['is gone', { kind: 'status', status: 410 }, { robots: '410' }],
  ['asks for a login', { kind: 'status', status: 401 }, { robots: '401' }],
  ['is behind a bot check', { kind: 'bot_check' }, { robots: '403' }],
  ['is a web page', { kind: 'web_page' }, { robots: '200' }],
  ['is empty', { kind: 'short', bytes: 0 }, { robots: '200' }],
  [
    'redirects to a page that is not there',
    { kind: 'redirect', status: 301, location: '/elsewhere.txt' },
    { robots: '301', '/elsewhere.txt': '404' },
  ],
  [
    'redirects to itself',
    { kind: 'redirect', status: 302, location: '/robots.txt' },
    { robots: '302 302 302 302 302 302' },
  ],
];

/** Rules that may be there and are not to be had. */
const FORBIDS: readonly (readonly [string, Fault, string])[] = [
  ['is answered with 500', { kind: 'status', status: 500 }, thrice('500')],
  ['is answered with 501', { kind: 'status', status: 501 }, '501'],
  ['is never answered', { kind: 'silent' }, thrice('timed_out')],
  ['stalls', { kind: 'stalled', bytes: 5 }, thrice('timed_out')],
  ['is reset', { kind: 'reset' }, thrice('unreachable')],
  ['is cut', { kind: 'cut', bytes: 5 }, thrice('cut_short')],
  ['comes in another protocol', { kind: 'no_http' }, thrice('malformed')],
  ['has 5 GB', { kind: 'endless', bytes: 5e9, announced: false }, 'too_large'],
];

const HURRY = { headersMs: 100, bodyIdleMs: 100 };

/** Every class of status, and silence, in the place of a robots.txt (RFC 9309, 2.3.1). */
export const faultsOfRobots: readonly FaultRow[] = [
  ...ALLOWS.map(
    ([what, fault, asked]): FaultRow => ({
      name: `a robots.txt that ${what} forbids nothing`,
      fault: strike('robots', fault),
      exit: 0,
      asked,
      says: null,
    }),
  ),
  ...FORBIDS.map(
    ([what, fault, ends]): FaultRow => ({
      name: `a robots.txt that ${what} forbids everything for one night`,
      fault: strike('robots', fault),
      ...(ends.startsWith('timed_out') ? { hurry: { place: 'robots', limits: HURRY } } : {}),
      exit: 3,
      asked: { ...NOTHING, robots: ends },
      ...NOT_READ,
      says: /^harbourconf-2024 was not read: \S+ is not asked, because its robots\.txt could not be had: /,
      next: { asked: FIRST },
    }),
  ),
  ...FORBIDS.map(
    ([what, fault, ends]): FaultRow => ({
      name: `a robots.txt that ${what} on a later night leaves the rules that are known`,
      before: 'archive',
      fault: strike('robots', fault),
      ...(ends.startsWith('timed_out') ? { hurry: { place: 'robots', limits: HURRY } } : {}),
      exit: 0,
      asked: { robots: ends },
      says: null,
    }),
  ),
  ...FORBIDS.map(
    ([what, fault, ends]): FaultRow => ({
      name: `a robots.txt of the file server that ${what} costs the decks, and not the programme, one night`,
      fault: strike('file robots', fault),
      ...(ends.startsWith('timed_out') ? { hurry: { place: 'file robots', limits: HURRY } } : {}),
      exit: 3,
      asked: { 'file robots': ends, deck: '', 'other deck': '' },
      deck: 'failed failed',
      otherDeck: 'failed failed',
      says: /its robots\.txt could not be had/,
      next: { asked: { ...DECK_DUE, 'other deck': '200' } },
    }),
  ),
  {
    name: 'a robots.txt that is refused with 429 and 30 seconds is asked for again after 30 seconds',
    fault: strike('robots', { kind: 'refused', status: 429, retryAfter: '30' }, { times: 1 }),
    exit: 0,
    asked: { robots: '429 200' },
    says: null,
    check: waited(30_000),
  },
  {
    name: 'a robots.txt that asks for two hours with 503 is obeyed as any page is',
    fault: strike('robots', { kind: 'refused', status: 503, retryAfter: '7200' }),
    exit: 5,
    asked: { ...NOTHING, robots: '503' },
    ...NOT_READ,
    says: /is left alone until 2024-05-28T04:00:\d\dZ: it answered 503, asking for 7200 s/,
    next: { asked: FIRST },
  },
  {
    name: 'a robots.txt that redirects to a private address lets nobody in',
    fault: strike('robots', { kind: 'redirect', status: 302, location: 'http://10.0.0.1/robots.txt' }),
    exit: 2,
    asked: { ...NOTHING, robots: '302' },
    ...NOT_READ,
    says: /10\.0\.0\.1:80 is not asked/,
    next: { asked: FIRST },
  },
  {
    name: 'a robots.txt that forbids everything is obeyed, and a person is told what is left to do',
    fault: ({ site }) => {
      site.switches.robots = { disallow: ['/'] };
      return () => void (site.switches.robots = {});
    },
    exit: 3,
    asked: NOTHING,
    ...NOT_READ,
    says: /robots\.txt of \S+ forbids it\. Pages that you save yourself can be read: deckhand crawl harbourconf-2024 --from FILE$/,
    next: { asked: FIRST },
  },
  {
    name: 'a robots.txt that forbids the decks leaves the programme, and the decks are asked for a week later',
    fault: ({ site }) => {
      site.switches.robots = { disallow: ['/harbourconf2024/'] };
      return () => void (site.switches.robots = {});
    },
    exit: 0,
    asked: { deck: '', 'other deck': '' },
    deck: 'unavailable unavailable',
    otherDeck: 'unavailable unavailable',
    says: null,
    next: { days: 7, asked: { ...DECK_DUE, 'other deck': '200' } },
  },
];
