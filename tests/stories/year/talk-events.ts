import type { SiteConference, SitePerson, SiteSession } from '../../sites/sched/conference.ts';
import type { Chance } from './chance.ts';
import { abstract, COMPANIES, LEVELS, level, movedBy, person, ROOMS, TRACKS, title } from './sessions.ts';
import { alter, hide, type ScriptedEvent, show } from './story.ts';

/** What organisers do to talks, some of it undone later. */
export function talkEvents(
  chance: Chance,
  { sessions }: SiteConference,
  [from, to]: readonly [from: number, to: number],
): ScriptedEvent[] {
  const count = chance.between(5, 9);
  return Array.from({ length: count }, () => {
    const night = chance.between(from, to);
    const one = chance.pick(sessions);
    return chance.pick(KINDS)(chance, one, night);
  }).flat();
}

/** Changes while only the calendar can be read: it shows titles and times, the rest comes out when the wall falls. */
export function eventsBehindTheWall(chance: Chance, { sessions }: SiteConference, from: number): ScriptedEvent[] {
  return [renamed, moved, relocated, replaced].flatMap((make, index) => {
    const session = sessions[index];
    return session === undefined ? [] : make(chance, session, from + 5 + 4 * index);
  });
}

type Maker = (chance: Chance, session: SiteSession, night: number) => ScriptedEvent[];

const simple =
  (
    what: string,
    change: (chance: Chance, session: SiteSession) => (session: SiteSession) => Partial<SiteSession>,
  ): Maker =>
  (chance, session, night) => [
    { night, what: `${session.shortId}: another ${what}`, apply: alter(session.md5, change(chance, session)) },
  ];

const renamed = simple('title', (chance) => {
  const text = title(chance, chance.between(100, 9_999));
  return () => ({ title: text });
});

const relocated = simple('room', (chance) => {
  const room = chance.pick(ROOMS);
  return () => ({ room });
});

const moved = simple('time', () => ({ start, end }) => ({ start: movedBy(start), end: movedBy(end) }));

const replaced = simple('speaker', (chance, { shortId }) => {
  const substitute: SitePerson = person(chance, `${shortId}x${chance.between(1, 999)}`);
  return ({ people }) => ({ people: [substitute, ...people.slice(1)] });
});

const KINDS: readonly Maker[] = [
  renamed,
  relocated,
  moved,
  replaced,
  simple('abstract', (chance) => {
    const text = abstract(chance);
    return () => ({ descriptionHtml: text });
  }),
  simple('track', (chance) => {
    const type = chance.pick(TRACKS);
    return () => ({ type });
  }),
  simple('level', (chance) => {
    const fields = level(chance.pick(LEVELS));
    return () => ({ fields });
  }),
  simple('company', (chance) => {
    const position = `Engineer, ${chance.pick(COMPANIES)}`;
    return ({ people }) => ({ people: people.map((one) => ({ ...one, position })) });
  }),
  (chance, { md5, shortId }, night) => [
    { night, what: `${shortId} is cancelled`, apply: alter(md5, () => ({ cancelled: true })) },
    ...(chance.between(0, 2) === 0
      ? [
          {
            night: night + chance.between(2, 20),
            what: `${shortId} is on again`,
            apply: alter(md5, () => ({ cancelled: false })),
          },
        ]
      : []),
  ],
  (chance, { md5, shortId }, night) => [
    { night, what: `${shortId} vanishes`, apply: hide(md5) },
    ...(chance.between(0, 2) === 0
      ? []
      : [{ night: night + chance.between(1, 30), what: `${shortId} is back`, apply: show(md5) }]),
  ],
];
