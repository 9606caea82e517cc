import { tidy } from './text.ts';
import type { Level } from './vocabulary.ts';

/** Words for a level as conferences publish them. */
const LEVEL_WORDS: Readonly<Record<string, Level>> = {
  any: 'any',
  all: 'any',
  everyone: 'any',
  everybody: 'any',
  anyone: 'any',
  beginner: 'beginner',
  beginners: 'beginner',
  introductory: 'beginner',
  novice: 'beginner',
  basic: 'beginner',
  entry: 'beginner',
  '100': 'beginner',
  intermediate: 'intermediate',
  medium: 'intermediate',
  '200': 'intermediate',
  advanced: 'advanced',
  expert: 'advanced',
  experts: 'advanced',
  '300': 'advanced',
  '400': 'advanced',
};

/**
 * Words that stand beside a level and say nothing of it: `Intermediate Skill Level`, `Suitable for all audiences`.
 */
const FILLERS = new Set(
  'skill skills level levels audience audiences experience experienced knowledge for of the suitable to users user attendees developers technical difficulty session content track'.split(
    ' ',
  ),
);

/**
 * The level that a level field's value or a mark such as `Intermediate Skill Level` names. Null where the text is
 * something else, or names two levels (`Beginner / Intermediate`): nothing is guessed. Words after a dash, colon or
 * bracket explain the level and are not read (`Beginner - no prior knowledge`).
 */
export function levelFromText(text: string): Level | null {
  const words = tidy(text).toLowerCase();
  return levelOfWords(words) ?? levelOfWords(words.split(/ [-–—] |[:(;.]/u, 1)[0] ?? '');
}

function levelOfWords(text: string): Level | null {
  const levels = new Set<Level>();
  for (const word of text.split(/[^\p{L}\p{N}]+/u)) {
    if (word === '' || FILLERS.has(word)) continue;
    const level = Object.hasOwn(LEVEL_WORDS, word) ? LEVEL_WORDS[word] : undefined;
    if (level === undefined) return null;
    levels.add(level);
  }
  if (levels.size !== 1) return null;
  return levels.values().next().value ?? null;
}

/** Levels of other things: a sponsor's, a floor's, a ticket's. */
const OTHER_LEVELS = /\b(?:sponsor\w*|floor|ticket|pass|seat\w*|member\w*|access|service|building|noise)\b/iu;

/**
 * Whether a field with this label holds a skill level. The label decides, not the slot: Sched's slots are called
 * `company` and `audience` whatever they hold (`Audience Experience Level` stands in the slot `company`). A label
 * `Audience` alone is none; see `levelFromField`.
 */
export function isLevelLabel(label: string): boolean {
  const text = tidy(label);
  return /\b(?:levels?|skills?|difficulty|expertise|audience experience)\b/iu.test(text) && !OTHER_LEVELS.test(text);
}

/**
 * The level that a labelled field publishes, or null where the field is about something else. With a label that is
 * ambiguous (`Audience`) only a value that is a level makes it one.
 */
export function levelFromField(label: string, value: string): { level: Level | null; published: string } | null {
  const published = tidy(value);
  if (published === '') return null;
  const level = levelFromText(published);
  if (isLevelLabel(label)) return { level, published };
  return level !== null && /^(?:target |intended )?audience$/iu.test(tidy(label)) ? { level, published } : null;
}
