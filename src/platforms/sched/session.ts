import type { TitleConvention } from '../../model/edition.ts';
import { kindOf } from '../../model/kind.ts';
import type { TitlePerson } from '../../model/people.ts';
import type { Appearance, Session } from '../../model/session.ts';
import { nameKey } from '../../model/text.ts';
import { type ParsedTitle, parseTitle } from '../../model/title.ts';
import type { SessionField } from '../../model/vocabulary.ts';
import { sessionPage } from './addresses.ts';
import { languageOf, levelOfFields, levelOfNames, tagsOfFields } from './custom-fields.ts';
import { distinct } from './prose.ts';
import { type Entry, KNOWS, VIEW_ORDER, type View } from './reading.ts';
import { type Offsets, slotOf } from './times.ts';

/** What the views say of one session, one entry a view. */
export type Group = Partial<Record<View, Entry>>;

/** What is known around a session. */
export interface Surroundings {
  readonly origin: string;
  readonly titles: TitleConvention;
  readonly offsets: Offsets;
}

/**
 * One session of all that the views say of it. Where they disagree the better witness wins: speaker block over listing over
 * title over calendar. A value that no view is authoritative for is an offer, see `Session.knows`.
 */
export function sessionOf(group: Group, { origin, titles, offsets }: Surroundings): Session | null {
  const views = VIEW_ORDER.filter((view) => group[view] !== undefined);
  const entries = views.flatMap((view) => group[view] ?? []);
  const first = entries[0];
  const md5 = pick(entries, (entry) => entry.md5);
  const short = pick(entries, (entry) => entry.short);
  const key = md5 ?? short;
  if (first === undefined || key === null) return null;

  const block = pick(entries, (entry) => entry.people);
  const title = titleOf(first.publishedTitle, titles, block);
  const type = pick(entries, (entry) => entry.type);
  const subTypes = entries.find((entry) => entry.type !== null)?.subTypes ?? [];
  const fields = entries.find((entry) => entry.fields.length > 0)?.fields ?? [];
  const tags = [...new Set([...subTypes, ...tagsOfFields(fields)])];
  const level =
    levelOfFields(fields) ??
    levelOfNames([...(type === null ? [] : [type]), ...tags]) ??
    (title.publishedLevel === null ? null : { level: title.level, publishedLevel: title.publishedLevel });
  const availability = pick(entries, (entry) => entry.availability) ?? title.availability;
  const slot = slotOf(
    {
      localStart: pick(entries, (entry) => entry.localStart),
      localEnd: localEndOf(entries),
      startsAt: instants(group)?.startsAt ?? null,
      endsAt: instants(group)?.endsAt ?? null,
    },
    roomIn(group, views),
    offsets,
  );
  const detailed = group.listing ?? group.event_page;
  return {
    key,
    aliases: key === md5 && short !== null ? [short] : [],
    url: `${origin}${sessionPage(short ?? key)}`,
    title: title.title,
    publishedTitle: first.publishedTitle,
    kind: kindOf({ title, type }),
    cancelled: title.cancelled,
    availability,
    level: level?.level ?? null,
    publishedLevel: level?.publishedLevel ?? null,
    track: type,
    language: languageOf(fields),
    abstract: detailed === undefined ? pick(entries, (entry) => entry.abstract) : detailed.abstract,
    slots: slot === null ? [] : [slot],
    people: peopleOf(block, title, entries),
    tags,
    links: distinct(entries.flatMap((entry) => entry.links)),
    knows: knownFields(group, views, {
      people: block !== null,
      end: slot?.localEnd !== null || slot.endsAt !== null,
      availability: availability !== null,
    }),
  };
}

/** The first value that is not null, the best witness asked first. */
function pick<T>(entries: readonly Entry[], read: (entry: Entry) => T | null): T | null {
  for (const entry of entries) {
    const value = read(entry);
    if (value !== null) return value;
  }
  return null;
}

/** The end that belongs to the start: of the same view, or of one that gives the same start. */
function localEndOf(entries: readonly Entry[]): string | null {
  const start = pick(entries, (entry) => entry.localStart);
  return pick(entries, (entry) => (entry.localStart === start ? entry.localEnd : null));
}

/** The calendar's instants, else those of the session's own page. */
function instants(group: Group): Entry | undefined {
  return [group.calendar, group.event_page].find((entry) => entry !== undefined && entry.startsAt !== null);
}

/** A view that knows rooms and has none for the session says that there is none; only the best such view is asked. Else the calendar is. */
function roomIn(group: Group, views: readonly View[]): string | null {
  const view = views.find((one) => KNOWS[one].includes('room')) ?? views[0];
  return view === undefined ? null : (group[view]?.room ?? null);
}

/**
 * The title taken apart. Where a speaker block stands beside it and the convention is not known, the block decides whether the
 * tail after the dash is people: `Intro - Deep Dive` is none.
 */
function titleOf(published: string, convention: TitleConvention, block: readonly Appearance[] | null): ParsedTitle {
  if (convention.people !== 'unknown' || block === null || block.length === 0) return parseTitle(published, convention);
  const split = parseTitle(published, { people: 'after_dash' });
  const words = new Set(block.flatMap((person) => nameKey(person.name).split(' ')));
  const confirmed = split.people.some((person) =>
    nameKey(person.name)
      .split(' ')
      .some((word) => words.has(word)),
  );
  return confirmed ? split : parseTitle(published, { people: 'none' });
}

/** People of the block; what it leaves out (a company, that somebody moderates) the title may add. Without a block, the title's. */
function peopleOf(block: readonly Appearance[] | null, title: ParsedTitle, entries: readonly Entry[]): Appearance[] {
  if (block === null) {
    if (title.people.length > 0) return title.people.map(appearanceOf);
    const names = entries.find((entry) => entry.names.length > 0)?.names ?? [];
    return names.map((name) => appearanceOf({ name, role: 'speaker', jobTitle: null, company: null }));
  }
  const titled = new Map(title.people.map((person) => [nameKey(person.name), person]));
  return block.map((person) => {
    const same = titled.get(nameKey(person.name));
    if (same === undefined) return person;
    return {
      ...person,
      role: person.role === 'speaker' ? same.role : person.role,
      jobTitle: person.jobTitle ?? same.jobTitle,
      company: person.company ?? same.company,
    };
  });
}

function appearanceOf(person: TitlePerson): Appearance {
  return { speakerKey: null, bio: null, url: null, ...person };
}

/**
 * What the views together are authoritative for. Without a speaker block the title's people are an offer; a start without
 * an end (the simple view alone) must not erase a stored end. A mark or a badge tells of the seats wherever it stands; its
 * absence tells something only where badges are shown.
 */
function knownFields(
  group: Group,
  views: readonly View[],
  has: { people: boolean; end: boolean; availability: boolean },
): SessionField[] {
  const known = new Set(views.flatMap((view) => [...KNOWS[view], ...(group[view]?.knows ?? [])]));
  if (has.availability) known.add('availability');
  if (!has.people) known.delete('people');
  if (!has.end && group.simple !== undefined && views.every((view) => view === 'simple')) known.delete('slots');
  return [...known];
}
