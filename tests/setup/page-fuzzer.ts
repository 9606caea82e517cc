/**
 * Real pages, spoilt: cut, swapped, nested, spliced, their tags deleted and their attributes changed. The same seed makes the same pages.
 *
 * `DECKHAND_FUZZ_SEED=7 DECKHAND_FUZZ_RUNS=5000 npx vitest run --config tests/vitest.config.ts tests/platforms/spoilt-pages.test.ts` tries other pages,
 * and more of them; a failure names the seed and the number of the page.
 */

/** What the environment asks for. */
export const FUZZ = {
  seed: Number(process.env['DECKHAND_FUZZ_SEED'] ?? 2018),
  runs: (byDefault: number): number => Number(process.env['DECKHAND_FUZZ_RUNS'] ?? byDefault),
};

/** Whole numbers from 0 up to, not including, a bound. */
export type Chance = (bound: number) => number;

/** Mulberry32: small, and good enough to choose where to cut. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * bound);
  };
}

/** A page no longer than this is spoilt as a whole; of a longer one a beginning and a piece from its midst, so that a run takes milliseconds. */
const MOST_TEXT = 30_000;

type Mutation = (text: string, chance: Chance, other: string) => string;

/** Spoils a page by one to six mutations; `other` is the page that pieces are taken from. */
export function spoilt(page: string, other: string, chance: Chance): string {
  let text = excerpt(page, chance);
  const donor = excerpt(other, chance);
  for (let count = 1 + chance(6); count > 0; count -= 1) text = of(MUTATIONS, chance)(text, chance, donor);
  return text;
}

function excerpt(page: string, chance: Chance): string {
  if (page.length <= MOST_TEXT) return page;
  const half = MOST_TEXT / 2;
  const from = chance(page.length - half);
  return page.slice(0, half) + page.slice(Math.max(half, from), from + half);
}

function of<T>(choices: readonly T[], chance: Chance): T {
  return choices[chance(choices.length)] as T;
}

/** Two places of a text, in order. */
function span(text: string, chance: Chance, most = text.length): { from: number; to: number } {
  const from = chance(text.length + 1);
  return { from, to: Math.min(text.length, from + chance(most + 1)) };
}

/** What upsets readers of texts, markup, addresses, times or calendars. */
const NOISE: readonly string[] = [
  '\0',
  '\u0001\u0008\u001B[31m',
  '\u0085',
  '\u2028',
  '\uFEFF',
  '\uFFFE',
  '\uD800',
  '\uDC00',
  '\u200D\u200D',
  '\u202E',
  '\uE000',
  '\u0301'.repeat(40),
  'İ',
  '\uFDFA',
  '&#0;',
  '&#xD800;',
  '&nbsp\\;',
  '&lt;b&gt;',
  '<',
  '>',
  '"',
  "'",
  '<!--',
  '-->',
  '<![CDATA[',
  '</',
  '<svg><a>',
  '<table><tr>',
  '<template>',
  '<script>',
  '</body>',
  '<plaintext>',
  '%',
  '%E9',
  'javascript:',
  'http://[',
  '//',
  '#',
  '../'.repeat(9),
  '__proto__',
  'constructor',
  ' - ',
  ', ',
  ' & ',
  ' (by ',
  ')',
  '[CANCELLED]',
  'Keynote: ',
  '9999-12-31',
  '0000-00-00',
  '2026-02-30',
  '2026-13-45T25:61:61Z',
  'December 31, 9999 11:00pm - 1:00am',
  '24:00',
  '-0:00',
  'NaN',
  'BEGIN:VEVENT\n',
  'END:VEVENT\n',
  'BEGIN:X\n',
  '\r',
  '\n ',
  'DTSTART;TZID=Nowhere/None:20260101T000000\n',
  'DTSTART:99999999T999999Z\n',
  'RRULE:FREQ=SECONDLY\n',
  '09:00-10:00 A (by B, C)\n',
];

/** Attributes and values that the readers look for. */
const NAMES = ['id', 'href', 'class', 'src', 'content', 'value', 'title', 'name', 'property'] as const;
const VALUES = [
  '',
  'name',
  'event',
  'sched-container',
  'sched-container-inner',
  'sched-event-details',
  'tip-description',
  'tip-roles',
  'tip-custom-fields',
  'sched-person-session',
  'list-single__event',
  'list-single__date',
  'sched-container-anchor',
  '0'.repeat(32),
  'event/AbCd',
  'speaker/joe',
  'type/A/b',
  '2026-02-30',
  '2026-03-24',
  'https://other.sched.com/event/AbCd',
  'https://u:p@h/x#y',
  '#',
] as const;

const TAG = /<[^>]*>/g;

function aTag(text: string, chance: Chance): { readonly from: number; readonly to: number } {
  const tags = [...text.matchAll(TAG)];
  if (tags.length === 0) return span(text, chance, 20);
  const tag = of(tags, chance);
  return { from: tag.index, to: tag.index + tag[0].length };
}

const MUTATIONS: readonly Mutation[] = [
  // Bytes.
  (text, chance) => text.slice(0, chance(text.length + 1)),
  (text, chance) => cut(text, span(text, chance, 400)),
  (text, chance) => cut(text, span(text, chance)),
  (text, chance) => insert(text, chance, of(NOISE, chance)),
  (text, chance) => insert(text, chance, of(NOISE, chance).repeat(1 + chance(50))),
  (text, chance) => Array.from({ length: 10 }).reduce<string>((all) => insert(all, chance, of(NOISE, chance)), text),
  (text, chance) => {
    const { from, to } = span(text, chance, 2_000);
    return insert(text, chance, text.slice(from, to).repeat(1 + chance(4)));
  },
  (text, chance) => {
    const { from, to } = span(text, chance, 2_000);
    return insert(cut(text, { from, to }), chance, text.slice(from, to));
  },
  (text, chance) => {
    const bytes = Buffer.from(text);
    for (let count = 1 + chance(20); count > 0; count -= 1) bytes[chance(bytes.length)] = chance(256);
    return bytes.toString(of(['utf8', 'latin1'], chance));
  },
  // Another page.
  (text, chance, other) => text.slice(0, chance(text.length + 1)) + other.slice(chance(other.length + 1)),
  (text, chance, other) => {
    const { from, to } = span(other, chance, 4_000);
    return insert(text, chance, other.slice(from, to));
  },
  // Markup.
  (text, chance) => cut(text, aTag(text, chance)),
  (text, chance) => {
    const name = of(['div', 'span', 'a', 'li', 'h2', 'h3', 'tr', 'td', 'p', 'script'], chance);
    return text.replaceAll(new RegExp(`</${name}>`, 'g'), (tag) => (chance(3) === 0 ? '' : tag));
  },
  (text, chance) => {
    const tag = aTag(text, chance);
    return insert(text, chance, text.slice(tag.from, tag.to).repeat(1 + chance(30)));
  },
  (text, chance) => {
    const tag = aTag(text, chance);
    const open = text.slice(tag.from, tag.to);
    return `${text.slice(0, tag.from)}${open.repeat(1 + chance(300))}${text.slice(tag.to)}`;
  },
  (text, chance) => {
    const [one, two] = [aTag(text, chance), aTag(text, chance)].toSorted((a, b) => a.from - b.from);
    if (one === undefined || two === undefined || one.to > two.from) return text;
    const between = text.slice(one.to, two.from);
    return (
      text.slice(0, one.from) +
      text.slice(two.from, two.to) +
      between +
      text.slice(one.from, one.to) +
      text.slice(two.to)
    );
  },
  (text, chance) => {
    const { to } = aTag(text, chance);
    const value = chance(4) === 0 ? of(NOISE, chance).repeat(1 + chance(500)) : of(VALUES, chance);
    return `${text.slice(0, to - 1)} ${of(NAMES, chance)}="${value}"${text.slice(to - 1)}`;
  },
  (text, chance) => {
    const name = of(NAMES, chance);
    return text.replaceAll(new RegExp(`${name}="[^"]*"`, 'g'), (pair) =>
      chance(4) === 0 ? `${name}="${of(VALUES, chance)}"` : pair,
    );
  },
  // Lines.
  (text, chance) => {
    const lines = text.split('\n');
    const at = chance(lines.length);
    lines.splice(at, 1 + chance(3), ...lines.slice(chance(lines.length)).slice(0, chance(5)));
    return lines.join('\n');
  },
  (text, chance) => text.replaceAll(/\d\d/g, (digits) => (chance(20) === 0 ? String(chance(100)) : digits)),
];

function cut(text: string, { from, to }: { readonly from: number; readonly to: number }): string {
  return text.slice(0, from) + text.slice(to);
}

function insert(text: string, chance: Chance, piece: string): string {
  const at = chance(text.length + 1);
  return text.slice(0, at) + piece + text.slice(at);
}
