import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { corpusPath } from '../../setup/corpus.ts';
import type { SiteConference, SiteSession } from '../../sites/sched/conference.ts';
import { daysLater, nightOfDay } from './days.ts';
import type { SiteState, Story } from './story.ts';

/** A real calendar at two moments. */
export interface RealPair {
  readonly slug: string;
  readonly before: string;
  readonly after: string;
  readonly zone: string;
  readonly city: string;
  /** What it is moved by so that it falls into the simulated year: whole weeks, in days. */
  readonly days: number;
  /** The day on which the site turns from the one to the other, after the move. */
  readonly turnsOn: string;
}

export const REAL_PAIRS: readonly RealPair[] = [
  {
    slug: 'kubecon-eu-2026-replica',
    before: 'kccnceu2026-all.2026-03-22.ics',
    after: 'kccnceu2026-all.2026-03-23.ics',
    zone: 'Europe/Amsterdam',
    city: 'Amsterdam, Netherlands',
    days: 0,
    turnsOn: '2026-03-23',
  },
  {
    slug: 'jococruise-2023-replica',
    before: 'jococruise2023-all.v1.ics',
    after: 'jococruise2023-all.v2.ics',
    zone: 'America/New_York',
    city: 'At Sea, Caribbean',
    days: 1_092,
    turnsOn: '2026-03-01',
  },
];

/** One calendar entry with its lines unfolded: what tells whether two exports differ in it. */
export interface RealEntry {
  readonly uid: string;
  /** Without DTSTAMP, which differs in each export. */
  readonly text: string;
}

/** A story of a replica that shows the one calendar and, from a night on, the other. */
export function realStory(pair: RealPair): Story {
  const [before, after] = [pair.before, pair.after].map((name) => conferenceOf(pair, name));
  if (before === undefined || after === undefined) throw new Error('a pair is two');
  const first: SiteState = { conference: before, hidden: new Set(), missing: new Set(), health: 'up' };
  const night = nightOfDay(pair.turnsOn);
  return {
    slug: pair.slug,
    first,
    events: [{ night, what: 'the later calendar', apply: (state) => ({ ...state, conference: after }) }],
    addedOn: 0,
    validators: true,
    filesApart: false,
    real: true,
  };
}

/** The entries of a file as they stand. */
export function realEntries(name: string): RealEntry[] {
  return blocks(name).map((block) => ({
    uid: /^UID:(.*)$/mu.exec(block)?.[1] ?? '',
    text: block.replace(/^DTSTAMP:.*\n/mu, ''),
  }));
}

function blocks(name: string): string[] {
  const text = readFileSync(corpusPath('sched', name), 'utf8').replaceAll('\r\n', '\n');
  return text
    .split(/^BEGIN:VEVENT\n/mu)
    .slice(1)
    .map((block) => block.split(/^END:VEVENT$/mu, 1)[0] ?? '');
}

function conferenceOf(pair: RealPair, name: string): SiteConference {
  const sessions = blocks(name).map((block) => sessionOf(pair, block));
  const days = sessions.map(({ start }) => start.slice(0, 10)).toSorted();
  return {
    event: pair.slug.replaceAll('-', ''),
    name: pair.slug,
    website: 'https://replica.example/',
    city: pair.city,
    zone: pair.zone,
    startsOn: days[0] ?? '',
    endsOn: days.at(-1) ?? '',
    clock: '24h',
    ended: false,
    sessions,
  };
}

function sessionOf({ zone, city, days }: RealPair, block: string): SiteSession {
  const event = new ICAL.Component(ICAL.parse(`BEGIN:VEVENT\n${block}END:VEVENT`) as unknown[]);
  const text = (property: string): string => String(event.getFirstPropertyValue(property) ?? '');
  const local = (property: string): string =>
    daysLater(
      Temporal.Instant.from(text(property))
        .toZonedDateTimeISO(zone)
        .toPlainDateTime()
        .toString({ smallestUnit: 'minute' }),
      days,
    );
  const md5 = text('uid');
  const room = text('location').replace(`, ${city}`, '');
  const description = text('description').replaceAll('\n', '<br>');
  return {
    md5,
    shortId: md5.slice(0, 8),
    title: text('summary'),
    start: local('dtstart'),
    end: local('dtend'),
    room: room === '' ? null : room,
    descriptionHtml: description === '' ? '<br>' : description,
    people: [],
    type: text('categories'),
    fields: [],
    files: [],
  };
}
