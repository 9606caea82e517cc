import type { ExportPerson, ExportSession } from '../archive/export-records.ts';
import { calendarDay } from '../model/day-span.ts';
import { nameKey, slug } from '../model/text.ts';
import type { Role, SessionKind } from '../model/vocabulary.ts';
import { type AuthorName, authorName } from './author-name.ts';
import { distinct, lineOf, proseOf, titleOf } from './printable.ts';
import { linksOf } from './published-links.ts';
import { dayOf, timingOf } from './timing.ts';
import { webAddress } from './web-address.ts';

/** What a bibliography says of a session, whatever its encoding. Texts are of one line and empty where nothing is known. */
export interface Citation {
  /** `zhang2018introduction`: ASCII letters and digits, unique within one export. */
  readonly key: string;
  /** Whether a paper was published with it; else it was a talk alone. */
  readonly hasPaper: boolean;
  /** `Keynote`, `Conference talk`. */
  readonly genre: string;
  readonly title: string;
  /** Speakers and panelists; where there are none, whoever is named. Never empty. */
  readonly authors: readonly AuthorName[];
  /** Of panels with speakers of their own. */
  readonly chairs: readonly AuthorName[];
  readonly event: string;
  readonly venue: string;
  /** `Copenhagen, Denmark`. */
  readonly place: string;
  /** Local day of the first slot that has one, else the conference's first; null for unknown. */
  readonly day: string | null;
  readonly language: string;
  readonly abstract: string;
  readonly keywords: readonly string[];
  /** The session's page, else its first paper, deck or video. */
  readonly url: string | null;
  readonly papers: readonly string[];
  readonly slides: readonly string[];
  readonly videos: readonly string[];
}

/** Kinds that can be cited: somebody says something. The value is what a reader is told. */
const GENRES: Readonly<Partial<Record<SessionKind, string>>> = {
  keynote: 'Keynote',
  talk: 'Conference talk',
  lightning_talk: 'Lightning talk',
  tutorial: 'Tutorial',
  panel: 'Panel discussion',
  workshop: 'Workshop',
};

const AUTHORS: ReadonlySet<Role> = new Set(['speaker', 'panelist']);
const CHAIRS: ReadonlySet<Role> = new Set(['moderator', 'host']);

/**
 * The citations of the sessions that can be cited, one at a time: talks of any kind with people. Breaks, meetings and entries of no kind are
 * left out, and so are cancelled and withdrawn sessions: nobody has heard them.
 */
export function* citationsOf(sessions: Iterable<ExportSession>): Generator<Citation> {
  const keyFor = citationKeys();
  for (const session of sessions) {
    const genre = GENRES[session.kind];
    const named = session.people.filter(({ name }) => lineOf(name) !== '');
    if (genre === undefined || named.length === 0 || session.state !== 'scheduled') continue;
    yield citationOf(session, genre, named, keyFor);
  }
}

function citationOf(
  session: ExportSession,
  genre: string,
  named: readonly ExportPerson[],
  keyFor: ReturnType<typeof citationKeys>,
): Citation {
  const { conference } = session;
  const speaking = named.filter(({ role }) => AUTHORS.has(role));
  const authors = namesOf(speaking.length > 0 ? speaking : named);
  const title = titleOf(session);
  const day = dayIn(session);
  const [papers = [], slides = [], videos = []] = (['paper', 'slides', 'video'] as const).map((kind) =>
    linksOf(session, [kind]).map(({ url }) => url),
  );
  return {
    key: keyFor(authors, day, title),
    hasPaper: papers.length > 0,
    genre,
    title,
    authors,
    chairs: speaking.length > 0 ? namesOf(named.filter(({ role }) => CHAIRS.has(role))) : [],
    event: lineOf(conference.name) || conference.slug,
    venue: lineOf(conference.venue),
    place: distinct([conference.city, conference.country]).join(', '),
    day,
    language: lineOf(session.language),
    abstract: proseOf(session.abstract),
    keywords: distinct([session.track, ...session.tags]),
    url: webAddress(session.url) ?? papers[0] ?? slides[0] ?? videos[0] ?? null,
    papers,
    slides,
    videos,
  };
}

function namesOf(people: readonly ExportPerson[]): AuthorName[] {
  return people.map(({ name }) => authorName(name));
}

function dayIn({ conference, slots }: ExportSession): string | null {
  for (const slot of slots) {
    const timing = timingOf(slot, conference.timeZone);
    if (timing !== null) return dayOf(timing.start);
  }
  return calendarDay(conference.startsOn);
}

/** Words of a title that say nothing of what it is about. */
const FILLER = new Set(
  'a an and are as at by do for from how in is it its of on or our the this to we what why with you your heres lets whats'.split(
    ' ',
  ),
);

/**
 * Makes keys of family name, year and the title's first word that says something. A key that is taken gets a letter, `b`, `c`, ... `z`, `aa`,
 * in the order of the export, so that one archive and one selection always give the same keys. Only the keys are kept in memory.
 */
function citationKeys(): (authors: readonly AuthorName[], day: string | null, title: string) => string {
  const taken = new Set<string>();
  const next = new Map<string, number>();
  return ([author], day, title) => {
    const name = author === undefined ? '' : author.kind === 'person' ? author.family : author.name;
    const word = slug(title)
      .split('-')
      .find((one) => !FILLER.has(one) && ascii(one).length > 1);
    const base = `${ascii(nameKey(name)) || 'anonymous'}${day?.slice(0, 4) ?? ''}${ascii(word ?? 'talk')}`;
    // Where the last one of this base stopped: a thousand talks of one key must not look at a thousand letters each.
    let number = next.get(base) ?? 1;
    let key = number === 1 ? base : `${base}${letters(number)}`;
    while (taken.has(key)) {
      number += 1;
      key = `${base}${letters(number)}`;
    }
    next.set(base, number + 1);
    taken.add(key);
    return key;
  };
}

function ascii(text: string): string {
  return text.replace(/[^a-z0-9]/gu, '');
}

/** 1 is `a`, 26 is `z`, 27 is `aa`. */
function letters(number: number): string {
  let rest = number;
  let text = '';
  while (rest > 0) {
    rest -= 1;
    text = String.fromCharCode(97 + (rest % 26)) + text;
    rest = Math.floor(rest / 26);
  }
  return text;
}
