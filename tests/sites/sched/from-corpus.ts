import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Temporal } from 'temporal-polyfill';
import { deckFor } from '../../setup/decks.ts';
import type { SiteConference, SiteFile, SiteSession } from './conference.ts';

/** What a scrape of an edition's session pages left: in the programme's order, without times, rooms and people. */
interface ScrapedEdition {
  readonly name: string;
  readonly sessions: readonly ScrapedSession[];
}

interface ScrapedSession {
  readonly name: string;
  readonly url: string;
  readonly description: string;
  readonly attachment: readonly { readonly name: string; readonly url: string }[] | null;
  readonly video: string;
}

/** What the scrapes do not say of an edition and a replica needs. */
interface EditionFacts {
  readonly event: string;
  readonly website: string;
  readonly city: string;
  readonly zone: string;
  readonly clock: '12h' | '24h';
  /** Each day and the short id of the first session that the scrape lists on it. */
  readonly days: readonly (readonly [day: string, firstSession: string])[];
  readonly rooms: number;
  /** Sessions that are no ordinary slot: local start and end. */
  readonly fixed?: Readonly<Record<string, readonly [start: string, end: string]>>;
}

/** By the file's name, `kubecon-eu-2018.json`. */
const EDITIONS: Readonly<Record<string, EditionFacts>> = {
  'kubecon-eu-2018': {
    event: 'kccnceu18',
    website: 'https://events.linuxfoundation.org/events/kubecon-cloudnativecon-europe-2018/',
    city: 'Copenhagen, Denmark',
    zone: 'Europe/Copenhagen',
    clock: '24h',
    days: [
      ['2018-04-30', 'EQCm'],
      ['2018-05-01', 'Drc4'],
      ['2018-05-02', 'Drbm'],
      ['2018-05-03', 'EfSJ'],
      ['2018-05-04', 'Drcp'],
    ],
    rooms: 11,
    fixed: {
      // The OpenSDS summit, by its agenda, and the party in Tivoli.
      EBoD: ['2018-05-01T09:00', '2018-05-01T20:00'],
      DuqM: ['2018-05-03T19:00', '2018-05-04T00:00'],
    },
  },
  'kubecon-eu-2019': {
    event: 'kccnceu19',
    website: 'https://events.linuxfoundation.org/events/kubecon-cloudnativecon-europe-2019/',
    city: 'Barcelona, Spain',
    zone: 'Europe/Madrid',
    clock: '24h',
    days: [
      ['2019-05-19', 'MQpR'],
      ['2019-05-20', 'MQg0'],
      ['2019-05-21', 'MQiL'],
      ['2019-05-22', 'MRwD'],
      ['2019-05-23', 'P7wZ'],
    ],
    rooms: 16,
  },
  'kubecon-na-2018': {
    event: 'kccna18',
    website: 'https://events.linuxfoundation.org/events/kubecon-cloudnativecon-north-america-2018/',
    city: 'Seattle, WA, United States',
    zone: 'America/Los_Angeles',
    clock: '12h',
    days: [
      ['2018-12-09', 'H15L'],
      ['2018-12-10', 'IlqX'],
      ['2018-12-11', 'Ilqp'],
      ['2018-12-12', 'IgSE'],
      ['2018-12-13', 'H6uK'],
    ],
    rooms: 16,
  },
  'kubecon-eu-2020': {
    event: 'kccnceu20',
    website: 'https://events.linuxfoundation.org/kubecon-cloudnativecon-europe/',
    city: 'Virtual',
    zone: 'Europe/Amsterdam',
    clock: '24h',
    days: [
      ['2020-08-17', 'dWzb'],
      ['2020-08-18', 'ZfUb'],
      ['2020-08-19', 'Zerw'],
      ['2020-08-20', 'di05'],
    ],
    rooms: 16,
  },
};

/** Names of the editions that can be replicated. */
export const REPLICABLE = Object.keys(EDITIONS);

/**
 * A real edition as a replica: titles, descriptions, attachments with their folders and names, and videos are those of the
 * scrape; times and rooms are made (the scrape keeps the programme's order, so each day has the sessions it had), md5 ids
 * are hashed from the short ids, there are no speaker blocks, and each deck is a small file of its own.
 */
export function fromCorpus(file: string): SiteConference {
  const name = /([^/\\]+)\.json$/.exec(file)?.[1] ?? file;
  const facts = EDITIONS[name];
  if (facts === undefined) throw new Error(`No replica for ${name}; there are ${REPLICABLE.join(', ')}`);
  const edition = JSON.parse(readFileSync(file, 'utf8')) as ScrapedEdition;
  const { event, website, city, zone, clock, days } = facts;
  return {
    event,
    name: edition.name.replace(/: Schedule$/, ''),
    website,
    city,
    zone,
    clock,
    ended: true,
    startsOn: days[0]?.[0] ?? '',
    endsOn: days.at(-1)?.[0] ?? '',
    sessions: placed(edition.sessions, facts),
  };
}

/** Gives every session its day, time and room: one after another where all meet, side by side where there are tracks. */
function placed(scraped: readonly ScrapedSession[], { days, rooms, fixed = {} }: EditionFacts): SiteSession[] {
  const starts = new Map(days.map(([day, first]) => [first, day]));
  let clock = Temporal.PlainDateTime.from(`${days[0]?.[0]}T08:00`);
  let inParallel = 0;
  const go = (minutes: number): void => {
    clock = clock.add({ minutes });
    inParallel = 0;
  };
  return scraped.map((session) => {
    const shortId = shortIdOf(session.url);
    const day = starts.get(shortId);
    if (day !== undefined) {
      clock = Temporal.PlainDateTime.from(`${day}T08:00`);
      inParallel = 0;
    }
    const exact = fixed[shortId];
    if (exact !== undefined) return siteSession(session, exact[0], exact[1], 'Hall C');
    const together = minutesTogether(session.name);
    if (together !== null || inParallel === rooms) {
      if (inParallel > 0) go(TRACK_MINUTES + PAUSE_MINUTES);
    }
    const start = clock.toString({ smallestUnit: 'minute' });
    const end = clock.add({ minutes: together ?? TRACK_MINUTES }).toString({ smallestUnit: 'minute' });
    if (together === null) {
      inParallel += 1;
      return siteSession(session, start, end, `Room ${inParallel}`);
    }
    go(together);
    return siteSession(session, start, end, together === KEYNOTE_MINUTES ? 'Keynote Hall' : 'Foyer');
  });
}

const TRACK_MINUTES = 35;
const PAUSE_MINUTES = 5;
const KEYNOTE_MINUTES = 15;

/** How long everybody is in one place for this session, or null where tracks run side by side. */
function minutesTogether(title: string): number | null {
  if (/^(Sponsored )?Keynote\b/.test(title)) return KEYNOTE_MINUTES;
  if (/^Lunch\b/.test(title)) return 60;
  return /^(Welcome Coffee|Coffee Break|Breakfast|Break)\b/.test(title) ? 20 : null;
}

function siteSession(scraped: ScrapedSession, start: string, end: string, room: string): SiteSession {
  const shortId = shortIdOf(scraped.url);
  // A replica leads nowhere else: an address of a slide host in running text would be asked for over the real network.
  const description = scraped.description
    .replaceAll('\u2028', ' ')
    .replaceAll('https://docs.google.com/', 'docs.google.com/')
    .trim();
  return {
    md5: createHash('md5').update(shortId).digest('hex'),
    shortId,
    title: scraped.name,
    slug: /\/event\/\w+\/([^?]*)/.exec(scraped.url)?.[1] ?? '',
    start,
    end,
    room,
    descriptionHtml: description === '' ? '<br>' : description,
    people: [],
    type: typeOf(scraped.name),
    fields: [],
    files: (scraped.attachment ?? []).map(({ name, url }) => siteFile(name, url)),
    ...(scraped.video === '' ? {} : { video: scraped.video }),
  };
}

/** `https://static.sched.com/hosted_files/kccnceu18/4e/how-to.pdf`: folder and name are kept. */
function siteFile(label: string, url: string): SiteFile {
  const [folder = '', encoded = ''] = new URL(url).pathname.split('/').slice(-2);
  const name = decodeURIComponent(encoded);
  return {
    folder,
    name,
    label,
    body: () => deckFor(name, [`${label}\nThe only copy of ${url}`, 'Questions?\nnote: Thank the organisers']),
  };
}

function shortIdOf(url: string): string {
  return /\/event\/([A-Za-z0-9]+)/.exec(url)?.[1] ?? url;
}

function typeOf(title: string): string {
  if (/^(Sponsored )?Keynote\b/.test(title)) return 'Keynotes';
  if (title.startsWith('Lightning Talk:')) return 'Lightning Talks';
  if (/\b(Registration|Badge Pick)/i.test(title)) return 'Registration';
  if (/\b(Break|Lunch|Coffee|Breakfast|Party|Reception|Fun Run)\b/.test(title)) return 'Breaks & Events';
  return 'Breakout Sessions';
}
