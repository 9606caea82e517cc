import type { SiteConference } from '../../sites/sched/conference.ts';
import type { Chance } from './chance.ts';
import { createChance } from './chance.ts';
import { dayOfNight, daysLater } from './days.ts';
import { deckEvents, earlyDeck } from './deck-events.ts';
import { session } from './sessions.ts';
import { become, postpone, type ScriptedEvent, type SiteState, type Story, show } from './story.ts';
import { eventsBehindTheWall, talkEvents } from './talk-events.ts';

/** What becomes of a conference besides the usual. Nights count from its first day. */
type Fate =
  | { readonly kind: 'usual' }
  /** Nothing is published before that night; an operator knows the address long before. */
  | { readonly kind: 'late'; readonly addedOn: number; readonly publishedOn: number }
  | { readonly kind: 'postponed'; readonly on: number; readonly days: number }
  | {
      readonly kind: 'down';
      readonly health: 'bot_check' | 'refusing' | 'dead';
      readonly from: number;
      readonly until: number;
    };

interface Casting {
  /** Night of the first day. */
  readonly starts: number;
  readonly fate: Fate;
}

const usual = (...nights: readonly number[]): Casting[] =>
  nights.map((starts) => ({ starts, fate: { kind: 'usual' } }));

/** Forty conferences: long past, just past, of this year and of the next. */
const CAST: readonly Casting[] = [
  ...usual(-2_400, -1_100, -730, -366, -240),
  ...usual(-168, -90, -45, -20, -3),
  ...usual(2, 9, 17, 26, 38, 47, 55, 64, 78, 92, 104, 111, 126, 139, 152, 168, 183),
  ...usual(247, 281, 312, 340, 361),
  ...usual(398, 520),
  { starts: 190, fate: { kind: 'late', addedOn: 101, publishedOn: 171 } },
  { starts: 120, fate: { kind: 'postponed', on: 88, days: 132 } },
  { starts: 84, fate: { kind: 'down', health: 'dead', from: 132, until: 10_000 } },
  { starts: 203, fate: { kind: 'down', health: 'bot_check', from: 188, until: 219 } },
  { starts: 228, fate: { kind: 'down', health: 'refusing', from: 234, until: 237 } },
  { starts: 73, fate: { kind: 'down', health: 'refusing', from: 140, until: 147 } },
];

const ZONES = ['Europe/Copenhagen', 'America/Los_Angeles', 'Asia/Tokyo', 'Europe/London', 'Australia/Sydney'] as const;

/** Forty stories, the same for the same seed. `nights` is how many of them are told. */
export function fortyStories(seed: number, nights: number): Story[] {
  return CAST.map(({ starts, fate }, index) =>
    storyOf(createChance(seed * 1_000 + index), starts, fate, index, nights),
  );
}

function storyOf(chance: Chance, starts: number, fate: Fate, index: number, nights: number): Story {
  const event = `pier${String(index + 1).padStart(2, '0')}`;
  const conference = conferenceOf(chance, event, starts, chance.between(1, 2));
  const ends = starts + (conference.startsOn === conference.endsOn ? 0 : 1);
  const isOver = ends < 0;
  const delay = fate.kind === 'postponed' ? fate.days : 0;
  const late = fate.kind === 'late';
  const addedOn = late ? fate.addedOn : 0;
  // What is over is published whole; of the others the last sessions come in two stages.
  const later = isOver ? [] : conference.sessions.slice(-3).map(({ md5 }) => md5);
  const first: SiteState = {
    conference,
    hidden: new Set(later),
    missing: new Set(),
    health: late ? 'unpublished' : 'up',
  };
  const stage = (before: number, md5s: readonly string[]): ScriptedEvent => ({
    night: Math.max(late ? fate.publishedOn + 5 : 3, starts - before),
    what: `${md5s.length} sessions are announced`,
    apply: show(...md5s),
  });
  const events = [
    ...(isOver ? [] : [stage(45, later.slice(0, 2)), stage(25, later.slice(2))]),
    ...fateEvents(fate),
    ...talkEvents(chance, conference, window(starts, ends, fate)),
    ...(hasDecks(index, starts, fate)
      ? deckEvents(chance, conference, { starts: starts + delay, ends: ends + delay })
      : []),
    ...(fate.kind === 'down' && fate.health === 'bot_check' ? eventsBehindTheWall(chance, conference, fate.from) : []),
    ...(delay > 0 ? earlyDeck(conference, starts - 40) : []),
  ];
  return {
    slug: `${event}-2026`,
    first,
    events: events
      .map((one) => afterTheWall(one, fate))
      .filter(({ night }) => night > 0 && night < nights)
      .toSorted((a, b) => a.night - b.night),
    addedOn,
    validators: index % 3 !== 2,
    filesApart: index % 8 === 0,
    real: false,
  };
}

/** Every fourth of the usual ones, but no old ones: what became of those was over before the year. Each night with a new deck starts an inspector. */
function hasDecks(index: number, starts: number, fate: Fate): boolean {
  return fate.kind === 'usual' ? index % 4 === 0 && starts > -60 : true;
}

/** Behind a wall no session comes back: what it is could not be read. */
function afterTheWall(event: ScriptedEvent, fate: Fate): ScriptedEvent {
  const isBehind = fate.kind === 'down' && event.night >= fate.from && event.night < fate.until;
  return isBehind && event.what.endsWith('is back') ? { ...event, night: fate.until + 1 } : event;
}

/** The nights between which talks change: where the site can be read as a whole. */
function window(starts: number, ends: number, fate: Fate): readonly [from: number, to: number] {
  if (ends < -60) return [20, 340];
  if (fate.kind === 'late') return [fate.publishedOn + 2, ends + 40];
  if (fate.kind === 'down' && fate.health === 'bot_check') return [starts - 70, fate.from - 4];
  return [Math.max(4, starts - 70), ends + 50];
}

function fateEvents(fate: Fate): ScriptedEvent[] {
  switch (fate.kind) {
    case 'usual':
      return [];
    case 'late':
      return [{ night: fate.publishedOn, what: 'the programme is published', apply: become('up') }];
    case 'postponed':
      return [{ night: fate.on, what: `it is postponed by ${fate.days} days`, apply: postpone(fate.days) }];
    case 'down':
      return [
        { night: fate.from, what: `its site becomes ${fate.health}`, apply: become(fate.health) },
        { night: fate.until, what: 'its site is up again', apply: become('up') },
      ];
  }
}

function conferenceOf(chance: Chance, event: string, starts: number, days: number): SiteConference {
  const startsOn = dayOfNight(starts);
  const endsOn = daysLater(startsOn, days - 1);
  const count = chance.between(6, 9);
  return {
    event,
    name: `Pier ${event.slice(4)}`,
    website: `https://${event}.example/`,
    city: 'Skagen, Denmark',
    zone: chance.pick(ZONES),
    startsOn,
    endsOn,
    clock: chance.pick(['12h', '24h'] as const),
    ended: false,
    sessions: Array.from({ length: count }, (_, number) =>
      session(chance, event, number, number % 2 === 0 ? startsOn : endsOn),
    ),
  };
}
