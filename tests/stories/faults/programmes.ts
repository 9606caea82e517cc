import type { Trial } from '../../cli/trial-conference.ts';
import { type Fault, HTML_PAGES } from '../../sites/faults.ts';
import { fjordcamp } from '../../sites/fjordcamp.ts';
import { altered, emptied, shrunkTo } from '../../sites/sched/programme-changes.ts';
import { type Asked, type FaultRow, FIRST, NO_DECKS, strike } from './row.ts';

const NO_LINKS = { deck: 'none', otherDeck: 'none' } as const;
const THE_REST: Asked = { ...FIRST, calendar: '304' };

/** The programme is another from now on; returned is what takes it back. */
function becomes(change: (trial: Trial) => void): FaultRow['fault'] {
  return (trial) => {
    change(trial);
    return () => {
      trial.site.switches.programme = (sessions) => sessions;
      trial.site.switches.insteadOf = null;
    };
  };
}

/** The page has changed, and this is wrong with it. */
function renewed(place: 'listing' | 'calendar', fault: Fault): FaultRow['fault'] {
  return (trial) => {
    strike(place, { kind: 'changing_etag' })(trial);
    strike(place, fault)(trial);
  };
}

/** Pages that come whole, and are not what they should be. */
export const faultsOfProgrammes: readonly FaultRow[] = [
  {
    name: 'a bot check before the schedule leaves the calendar on the first night, and a person is told what to do',
    fault: ({ site }) => site.fault(HTML_PAGES, { kind: 'bot_check' }),
    exit: 4,
    asked: { listing: '403', ...NO_DECKS },
    ...NO_LINKS,
    says: /A bot check answered instead of the schedule \(status 403\)\. Open \S+ in a browser, save the page, and run: deckhand crawl harbourconf-2024 --from saved\.html$/,
    next: { asked: THE_REST },
  },
  {
    name: 'a bot check before the schedule on a later night costs nothing',
    before: 'archive',
    fault: ({ site }) => site.fault(HTML_PAGES, { kind: 'bot_check' }),
    exit: 4,
    asked: { listing: '403' },
    says: /A bot check answered instead of the schedule/,
  },
  {
    name: 'a bot check that says 200 is one all the same',
    before: 'archive',
    fault: ({ site }) => site.fault(HTML_PAGES, { kind: 'bot_check', status: 200 }),
    exit: 4,
    asked: { listing: '200' },
    says: /A bot check answered instead of the schedule/,
  },
  {
    name: 'a bot check before the calendar alone costs the exact times for one night',
    before: 'archive',
    fault: strike('calendar', { kind: 'bot_check' }),
    exit: 3,
    asked: { calendar: '403' },
    says: /was read in part/,
  },
  {
    name: 'an empty programme is held back',
    before: 'archive',
    fault: becomes(({ site }) => void (site.switches.programme = emptied)),
    exit: 4,
    asked: { listing: '200', calendar: '200', '/list/simple': '200', '/': '200 200', '/print': '200' },
    says: /is held back: The page holds no sessions\. Open /,
    next: { asked: { listing: '304', calendar: '304' } },
  },
  {
    name: 'a programme that shrank by half is held back',
    before: 'archive',
    fault: becomes(({ site }) => void (site.switches.programme = shrunkTo(11))),
    exit: 4,
    asked: { listing: '200', calendar: '200' },
    says: /is held back: 12 of 23 known sessions are gone from the page\. If the page is right, run: deckhand accept/,
  },
  {
    name: 'a page of another conference is held back',
    before: 'archive',
    fault: becomes(({ site }) => void (site.switches.insteadOf = fjordcamp)),
    exit: 4,
    asked: { listing: '200', calendar: '200' },
    says: /is held back: 23 of 23 known sessions are gone from the page/,
  },
  {
    name: 'a web page in the place of the listing leaves the calendar and the other views',
    before: 'archive',
    fault: strike('listing', { kind: 'web_page' }),
    exit: 0,
    asked: { listing: '200', '/list/simple': '200' },
    says: null,
    next: { asked: { listing: '200' } },
  },
  {
    name: 'an empty page in the place of the listing leaves the calendar and the other views',
    before: 'archive',
    fault: renewed('listing', { kind: 'short', bytes: 0 }),
    exit: 0,
    asked: { listing: '200', '/list/simple': '200' },
    says: null,
    next: { asked: { listing: '200' } },
  },
  {
    name: 'an empty calendar costs nothing',
    before: 'archive',
    fault: renewed('calendar', { kind: 'short', bytes: 0 }),
    exit: 0,
    asked: { calendar: '200' },
    says: null,
    next: { asked: { calendar: '200' } },
  },
  {
    name: 'a listing of which the server has but half is read in part, and whole on the next night',
    fault: strike('listing', { kind: 'short', bytes: 9_000 }),
    exit: 3,
    asked: { ...NO_DECKS },
    ...NO_LINKS,
    says: /was read in part: .*ends in the middle/,
    next: { asked: THE_REST },
  },
  {
    name: 'a listing of which the server has but half costs nothing on a later night',
    before: 'archive',
    fault: renewed('listing', { kind: 'short', bytes: 9_000 }),
    exit: 3,
    asked: { listing: '200' },
    says: /was read in part: .*ends in the middle/,
  },
  {
    name: 'a calendar of which the server has but half costs nothing',
    before: 'archive',
    fault: renewed('calendar', { kind: 'short', bytes: 3_000 }),
    exit: 0,
    asked: { calendar: '200' },
    says: null,
  },
  {
    name: 'a page in UTF-8 that says it is ISO-8859-1 keeps its letters',
    fault: strike('listing', { kind: 'media_type', value: 'text/html; charset=ISO-8859-1' }),
    exit: 0,
    asked: {},
    says: null,
  },
  {
    name: 'a page in UTF-8 that says it is UTF-16 keeps its letters',
    fault: strike('listing', { kind: 'media_type', value: 'text/html; charset=utf-16' }),
    exit: 0,
    asked: {},
    says: null,
  },
  {
    name: 'a page whose charset is none keeps its letters',
    fault: strike('listing', { kind: 'media_type', value: 'text/html; charset=utf-8859-15' }),
    exit: 0,
    asked: {},
    says: null,
  },
  {
    name: 'a calendar that says it is a web page in windows-1252 keeps its letters',
    fault: strike('calendar', { kind: 'media_type', value: 'text/html; charset=windows-1252' }),
    exit: 0,
    asked: {},
    says: null,
  },
  {
    name: 'a Last-Modified that moves while the listing stays costs a page and changes nothing',
    before: 'archive',
    fault: strike('listing', { kind: 'date_alone', lastModified: 'Mon, 10 Jun 2024 08:00:00 GMT' }),
    exit: 0,
    asked: { listing: '200' },
    says: null,
  },
  {
    name: 'a Last-Modified that stays while the listing changes is believed: the calendar alone tells of it',
    before: 'archive',
    always: strike('listing', { kind: 'date_alone', lastModified: 'Mon, 20 May 2024 08:00:00 GMT' }),
    fault: becomes(({ site }) => void (site.switches.programme = altered('1cQa8', { title: 'Late Lunch' }))),
    exit: 0,
    asked: { listing: '304', calendar: '200' },
    says: null,
    next: { asked: { listing: '200', calendar: '200' } },
  },
  {
    name: 'weak ETags on both pages are asked with',
    before: 'archive',
    always: ({ site }) => site.fault(/descriptions|ics/, { kind: 'weak_etag' }),
    fault: () => undefined,
    exit: 0,
    asked: {},
    says: null,
  },
  {
    name: 'an ETag that is another each time costs a page a night and changes nothing',
    before: 'archive',
    fault: strike('listing', { kind: 'changing_etag' }),
    exit: 0,
    asked: { listing: '200' },
    says: null,
  },
];
