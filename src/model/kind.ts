import type { ParsedTitle } from './title.ts';
import type { SessionKind } from './vocabulary.ts';

type Hint = readonly [SessionKind, RegExp];

/**
 * Titles that say themselves what they are, whatever type the platform files them under; only where no people stand in
 * the title.
 */
const TITLE_HINTS: readonly Hint[] = [
  [
    'break',
    /^(?:(?:am|pm|mini|morning|afternoon|mid-?day|networking|welcome) )*(?:breaks?(?= ?(?:[^\p{L} ]|sponsored|$))|coffee|tea|lunch|breakfast|dinner|brunch|happy hour|reception|registration|check-?in|badge pick-?up|party)\b/iu,
  ],
  [
    'break',
    /\b(?:coffee|lunch|tea|networking|bio) breaks?\b|\b(?:diversity|networking) lunch\b|\b(?:pancake |networking )?breakfast\b|\b(?:luncheon|reception|happy hour|badge pick-?up|attendee party|after-?party|evening event|registration desk)\b|^(?:.* )?party$/iu,
  ],
  [
    'meeting',
    /\b(?:toc|tsc|sig|wg|committee|board|community|members?) (?:\(\w+\) )?meetings?\b|\bmeetings?$|\boffice hours\b/iu,
  ],
  ['meeting', /^(?:birds of a feather|bof)\b|(?<!^(?:intro|deep dive):.*)\b(?:bof|birds of a feather)\)?$/iu],
  ['lightning_talk', /\blightning talks?\b/iu],
  ['keynote', /\bkeynotes?\b/iu],
  ['workshop', /\b(?:workshop|hackathon|hands-on (?:training|lab|workshop)|sprint|contribfest)\b/iu],
  ['tutorial', /\btutorial\b/iu],
  ['panel', /\bpanel discussion\b|: panel: /iu],
  [
    'other',
    /^(?:sponsor|solutions?|project|meet the)\b.*\b(?:showcase|theater|pavilion|ambassador|maintainer)\b|\b(?:quiet room|cloakroom|coat check|expo hall|lounge|bingo|yoga)\b/iu,
  ],
];

/** Gatherings and events of their own: only where the title names nobody who speaks there. */
const GATHERING =
  /\b(?:summit|gathering|fun run|(?:booth|sponsor) crawl|unconference|mentoring|meet (?:&|and|\+) greet|hosted by)\b/iu;

/** A pause in a block of talks bears the block's name: `Project Lightning Talk: Mini Break` (KubeCon EU 2026). */
const NOTHING_BUT_A_BREAK =
  /^(?:(?:am|pm|mini|short|morning|afternoon|coffee|tea|lunch) )*(?:break|lunch)(?: \d+)?(?: [|(].*)?$/iu;

/** Session types as platforms name them, in the order in which they are tried. */
const TYPE_HINTS: readonly Hint[] = [
  ['lightning_talk', /\blightning\b/iu],
  ['keynote', /\b(?:keynotes?|plenary|plenaries)\b/iu],
  ['tutorial', /\btutorials?\b/iu],
  ['panel', /\bpanels?\b/iu],
  ['workshop', /\b(?:workshops?|hands-on|trainings?|hackathons?|sprints?|contribfest|labs?)\b/iu],
  [
    'break',
    /\b(?:breaks?|meals?|lunch|breakfast|coffee|registration|check-?in|reception|(?<!third[- ])part(?:y|ies)|social events?|badge)\b/iu,
  ],
  ['meeting', /\b(?:meetings?|office hours|bofs?|birds of a feather|unconference)\b/iu],
  ['other', /\b(?:showcase|exhibit\w*|expo|posters?|special events?)\b|^(?:activities|experiences)$/iu],
];

/**
 * What a session is. The mark in its title is the best witness (`Keynote: ...`), then a title without people that names
 * a break, then the platform's session type (`Meals / Breaks / Special Events`), then the title's words; a session of
 * which nothing is known is a talk.
 */
export function kindOf(session: { readonly title: ParsedTitle; readonly type: string | null }): SessionKind {
  const { title, type } = session;
  if (title.people.length === 0 && NOTHING_BUT_A_BREAK.test(title.title)) return 'break';
  if (title.kind !== null) return title.kind;
  const hinted = first(TITLE_HINTS, title.title);
  if (hinted === 'break' && title.people.length === 0) return 'break';
  const typed = type === null ? null : first(TYPE_HINTS, type);
  if (typed !== null && !(typed === 'break' && title.people.length > 0)) return typed;
  if (hinted !== null && hinted !== 'break') return hinted;
  return title.people.length === 0 && GATHERING.test(title.title) ? 'other' : 'talk';
}

function first(hints: readonly Hint[], text: string): SessionKind | null {
  return hints.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}
