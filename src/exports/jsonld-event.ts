import type { ExportConference, ExportPerson, ExportSession } from '../archive/export-records.ts';
import { calendarDay } from '../model/day-span.ts';
import type { Slot } from '../model/session.ts';
import { distinct, lineOf, proseOf, titleOf } from './printable.ts';
import { linksOf, mediaTypeOf, type PublishedLink } from './published-links.ts';
import { uuidOf } from './stable-id.ts';
import { timingOf, type When } from './timing.ts';
import { webAddress } from './web-address.ts';

/** A node of JSON-LD; a key whose value is undefined is not written. Keys stand in the order in which they are written here. */
export type Node = Readonly<Record<string, unknown>>;

/** The conference as an Event without its sessions. */
export function conferenceNode(conference: ExportConference): Node {
  const series = lineOf(conference.series);
  return {
    '@type': 'Event',
    '@id': `urn:uuid:${uuidOf(conference.slug)}`,
    identifier: conference.slug,
    name: lineOf(conference.name) || conference.slug,
    startDate: calendarDay(conference.startsOn) ?? undefined,
    endDate: calendarDay(conference.endsOn) ?? undefined,
    location: venueOf(conference),
    url: webAddress(conference.url) ?? undefined,
    superEvent: series === '' ? undefined : { '@type': 'EventSeries', name: series },
  };
}

/**
 * A session as an Event. Schema.org gives an Event no level and no track: the level is its audience, the track what it is about, tags are
 * keywords. A recording is what an event was `recordedIn`; slides, papers and code are the works it features.
 */
export function sessionNode(session: ExportSession): Node {
  const { conference, key, slots } = session;
  const [first, ...more] = slots.map((slot, index) => slotNode(session, slot, index));
  const track = lineOf(session.track);
  const keywords = distinct([session.kind.replace('_', ' '), ...session.tags]);
  const abstract = proseOf(session.abstract);
  const language = lineOf(session.language);
  const works = linksOf(session, ['slides', 'paper', 'code']).map(workNode);
  const videos = linksOf(session, ['video']).map(videoNode(titleOf(session)));
  return {
    '@type': 'Event',
    '@id': `urn:uuid:${uuidOf(conference.slug, key)}`,
    identifier: key,
    name: titleOf(session),
    eventStatus: `https://schema.org/${session.state === 'cancelled' ? 'EventCancelled' : 'EventScheduled'}`,
    startDate: first?.['startDate'],
    endDate: first?.['endDate'],
    location: first?.['location'] ?? venueOf(conference),
    url: webAddress(session.url) ?? undefined,
    description: abstract === '' ? undefined : abstract,
    inLanguage: language === '' ? undefined : language,
    about: track === '' ? undefined : { '@type': 'Thing', name: track },
    audience: session.level === null ? undefined : { '@type': 'Audience', audienceType: session.level },
    keywords,
    performer: someOf(session.people.map((person) => personNode(conference, person))),
    workFeatured: someOf(works),
    recordedIn: someOf(videos),
    // Several slots are parts of one event, which begins with the first of them.
    subEvent: more.length === 0 ? undefined : [first, ...more],
  };
}

function slotNode(session: ExportSession, slot: Slot, index: number): Node {
  const timing = timingOf(slot, session.conference.timeZone);
  const room = lineOf(slot.room);
  const venue = venueOf(session.conference);
  return {
    '@type': 'Event',
    '@id': `urn:uuid:${uuidOf(session.conference.slug, session.key, index + 1)}`,
    name: titleOf(session),
    startDate: timing === null ? undefined : dateOf(timing.start),
    endDate: timing === null || timing.end === null ? undefined : dateOf(timing.end),
    location: room === '' ? venue : { '@type': 'Place', name: room, containedInPlace: venue },
  };
}

/** A date, or a time with the offset that was in force on site where that is known. */
function dateOf(when: When): string {
  return when.kind === 'instant' ? `${when.local}${when.offset}` : when.local;
}

function venueOf({ venue, city, country }: ExportConference): Node | undefined {
  const [name, locality, state] = [venue, city, country].map((text) => lineOf(text) || undefined);
  if (name === undefined && locality === undefined && state === undefined) return undefined;
  const isPlaced = locality !== undefined || state !== undefined;
  const address = { '@type': 'PostalAddress', addressLocality: locality, addressCountry: state };
  return { '@type': 'Place', name: name ?? locality ?? state, address: isPlaced ? address : undefined };
}

function personNode({ slug }: ExportConference, person: ExportPerson): Node {
  const company = lineOf(person.company);
  return {
    '@type': 'Person',
    '@id': `urn:uuid:${uuidOf(slug, 'person', person.key)}`,
    name: lineOf(person.name),
    jobTitle: lineOf(person.jobTitle) || undefined,
    affiliation: company === '' ? undefined : { '@type': 'Organization', name: company },
    url: webAddress(person.url) ?? undefined,
  };
}

const WORK_TYPES: Readonly<Partial<Record<PublishedLink['kind'], string>>> = {
  slides: 'PresentationDigitalDocument',
  code: 'SoftwareSourceCode',
};

function workNode(link: PublishedLink): Node {
  const { file } = link;
  const type = mediaTypeOf(link) ?? undefined;
  return {
    '@type': WORK_TYPES[link.kind] ?? 'CreativeWork',
    name: nameOf(link) || undefined,
    url: link.url,
    encodingFormat: type,
    encoding:
      file === null
        ? undefined
        : {
            '@type': 'MediaObject',
            contentUrl: link.url,
            encodingFormat: type,
            contentSize: `${file.bytes} B`,
            sha256: file.sha256,
            uploadDate: file.fetchedAt,
          },
  };
}

function videoNode(title: string): (link: PublishedLink) => Node {
  return (link) => ({ '@type': 'VideoObject', name: nameOf(link) || title, url: link.url });
}

function nameOf({ label, file }: PublishedLink): string {
  return label || lineOf(file?.title ?? null) || lineOf(file?.publishedName ?? null);
}

function someOf(nodes: readonly Node[]): readonly Node[] | undefined {
  return nodes.length === 0 ? undefined : nodes;
}
