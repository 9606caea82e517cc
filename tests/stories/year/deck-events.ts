import type { SiteConference, SiteSession } from '../../sites/sched/conference.ts';
import type { Chance } from './chance.ts';
import { deck } from './sessions.ts';
import { both, find, lose, type ScriptedEvent, withFiles } from './story.ts';

interface Event {
  readonly starts: number;
  /** Night of its last day. */
  readonly ends: number;
}

/** What becomes of the decks of a conference: a fate each for three of its sessions. */
export function deckEvents(chance: Chance, { sessions }: SiteConference, event: Event): ScriptedEvent[] {
  const offset = chance.between(0, FATES.length - 1);
  return sessions
    .slice(0, 3)
    .flatMap((session, index) => FATES[(offset + index) % FATES.length]?.(session, event) ?? []);
}

/** A deck that is there months before the event. */
export function earlyDeck({ sessions }: SiteConference, night: number): ScriptedEvent[] {
  return sessions.slice(4, 5).map((session) => appears(session, night));
}

type Fate = (session: SiteSession, event: Event) => ScriptedEvent[];

const name = ({ shortId }: SiteSession, more = ''): string => `${shortId}${more}.pdf`;
const words = ({ shortId }: SiteSession, edition: string): string => `${shortId}, ${edition} edition`;
const appears = (session: SiteSession, night: number, edition = 'first', more = ''): ScriptedEvent => ({
  night,
  what: `${session.shortId} has a deck${more}`,
  apply: withFiles(session.md5, (files) => [...files, deck(name(session, more), words(session, edition))]),
});
const goes = (session: SiteSession, night: number): ScriptedEvent => ({
  night,
  what: `${session.shortId} has no deck any more`,
  apply: withFiles(session.md5, () => []),
});
const becomes = (session: SiteSession, night: number, edition: string): ScriptedEvent => ({
  night,
  what: `${session.shortId} has the ${edition} edition of its deck`,
  apply: withFiles(session.md5, () => [deck(name(session), words(session, edition))]),
});

const FATES: readonly Fate[] = [
  // There before the event, replaced after the talk, and back to what it was.
  (session, { starts, ends }) => [
    appears(session, starts - 5),
    becomes(session, ends + 4, 'second'),
    becomes(session, ends + 15, 'first'),
  ],
  // Linked before its file arrives.
  (session, { starts, ends }) => {
    const link = appears(session, starts - 3);
    return [
      { ...link, apply: both(link.apply, lose(name(session))) },
      { night: ends + 5, what: `the file of ${session.shortId} arrives`, apply: find(name(session)) },
    ];
  },
  // Linked, and the file never comes.
  (session, { ends }) => {
    const link = appears(session, ends + 3);
    return [{ ...link, apply: both(link.apply, lose(name(session))) }];
  },
  // The same content under another name, weeks after the event.
  (session, { starts, ends }) => [
    appears(session, starts + 1),
    {
      night: ends + 22,
      what: `the deck of ${session.shortId} is renamed`,
      apply: withFiles(session.md5, () => [deck(name(session, '-final'), words(session, 'first'))]),
    },
  ],
  // Taken down, and put up again with a second one.
  (session, { starts, ends }) => [
    appears(session, starts + 1),
    goes(session, ends + 9),
    becomes(session, ends + 19, 'first'),
    appears(session, ends + 24, 'first', '-appendix'),
  ],
  // Its file is lost while the link stays; replaced much later.
  (session, { starts, ends }) => [
    appears(session, starts),
    { night: ends + 5, what: `the file of ${session.shortId} is lost`, apply: lose(name(session)) },
    {
      night: ends + 45,
      what: `the file of ${session.shortId} is back`,
      apply: both(find(name(session)), becomes(session, 0, 'third').apply),
    },
  ],
  // Comes so late that the nights of the conference are over.
  (session, { ends }) => [appears(session, ends + 58)],
];
