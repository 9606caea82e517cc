import { createHash } from 'node:crypto';
import { deckFor } from '../../setup/decks.ts';
import type { SiteFile, SitePerson, SiteSession } from '../../sites/sched/conference.ts';
import type { Chance } from './chance.ts';

/** Sessions, people and decks of conferences that never were. Nothing in a title reads as a person, a kind or a level. */

const THINGS =
  'Anchors Beacons Cables Docks Engines Ferries Gulls Hulls Islands Jetties Keels Lanterns Masts Nets Oars Piers'.split(
    ' ',
  );
const OTHERS = 'Caches Clusters Containers Kernels Queues Routers Schedulers Sockets Storage Volumes'.split(' ');
const FIRST_NAMES = 'Ada Bela Chandra Dilek Emeka Freya Goran Hana Ines Jonas Kaya Luis Mira Nils'.split(' ');
const LAST_NAMES = 'Aalto Brandt Costa Dubois Eriksen Farkas Grieg Horvat Ivanov Jansen Kowal Lindqvist'.split(' ');
export const COMPANIES = ['Tidewater', 'Kvist', 'Northlight', 'Saltworks', 'Breakwater'] as const;
export const ROOMS = ['Dock 1', 'Dock 2', 'Great Hall', 'Loft'] as const;
export const TRACKS = ['Networking', 'Storage', 'Security'] as const;
export const LEVELS = ['Beginner', 'Intermediate', 'Advanced'] as const;
const SENTENCES = [
  'What broke first',
  'How we noticed',
  'Why it came back',
  'What we do now',
  'Who was asked',
] as const;

/** A number in each title makes it the only one of its conference. */
export function title(chance: Chance, number: number): string {
  return `${chance.pick(THINGS)} over ${chance.pick(OTHERS)} ${number}`;
}

export function abstract(chance: Chance): string {
  return `${chance.pick(SENTENCES)}. ${chance.pick(SENTENCES)}, in ${chance.between(2, 99)} minutes.`;
}

/** A person of one session alone. */
export function person(chance: Chance, id: string): SitePerson {
  return {
    role: 'Speakers',
    username: id,
    name: `${chance.pick(FIRST_NAMES)} ${chance.pick(LAST_NAMES)}`,
    position: `Engineer, ${chance.pick(COMPANIES)}`,
    bio: '',
  };
}

export function level(value: string): SiteSession['fields'] {
  return [{ label: 'Audience Experience Level', slot: 'company', value }];
}

/** The `number`-th session of an event on that day, by its place in the day. */
export function session(chance: Chance, event: string, number: number, day: string): SiteSession {
  const shortId = `${event}s${number}`;
  const minutes = 9 * 60 + 45 * number;
  return {
    md5: createHash('md5').update(shortId).digest('hex'),
    shortId,
    title: title(chance, number),
    start: `${day}T${clock(minutes)}`,
    end: `${day}T${clock(minutes + 30)}`,
    room: chance.pick(ROOMS),
    descriptionHtml: abstract(chance),
    people: Array.from({ length: chance.between(1, 2) }, (_, index) => person(chance, `${shortId}p${index}`)),
    type: chance.pick(TRACKS),
    fields: level(chance.pick(LEVELS)),
    files: [],
  };
}

/** The same time of day, half an hour later or, in the evening, earlier. */
export function movedBy(local: string): string {
  const [hour = 0, minute = 0] = local.slice(11).split(':').map(Number);
  const now = hour * 60 + minute;
  return `${local.slice(0, 11)}${clock(now > 17 * 60 ? now - 60 : now + 30)}`;
}

/** A deck of one page. The same words are the same bytes. */
export function deck(name: string, words: string): SiteFile {
  const folder = createHash('md5').update(name).digest('hex').slice(0, 2);
  return { folder, name, body: () => deckFor(`any.pdf`, [words]) };
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
