import Builder from 'fast-xml-builder';
import type { ChangeEvent } from '../archive/change-event.ts';
import { EVERYTHING, type ExportSelection } from '../archive/export-selection.ts';
import { foldChanges } from '../archive/fold-changes.ts';
import { counted } from '../model/amounts.ts';
import { changeLine, changeSummary } from './change-words.ts';
import type { FeedFormat } from './format.ts';
import { lineOf } from './printable.ts';
import { uuidOf } from './stable-id.ts';
import { webAddress } from './web-address.ts';

/** Entries of a feed, at most: readers ask often, and nobody scrolls further. */
export const MOST_ENTRIES = 100;

/** Changes that an entry tells one by one; of more, the number. */
const MOST_LINES = 100;

/** What a feed says of itself. */
export interface FeedFacts {
  /** When the archive was begun: with `about` what the feed is told by from all others, so neither must change. */
  readonly birth: string | null;
  /** What of the archive it is about; empty for all of it. */
  readonly about: readonly string[];
  readonly title?: string;
  /** Where it will be found, or null. */
  readonly address?: string | null;
}

const builder = new Builder({
  ignoreAttributes: false,
  suppressBooleanAttributes: false,
  suppressEmptyNode: true,
  format: true,
});

/**
 * An Atom feed (RFC 4287) of new decks and changes: an entry for each conference and run that brought any, the newest first. It depends on the
 * archive alone; a later run adds entries and leaves those before as they are, but for titles, which are those of
 * today.
 */
export const atom: FeedFormat = {
  kind: 'feed',
  name: 'atom',
  description: 'a feed of new decks and changes, for feed readers',
  extension: 'xml',
  mediaType: 'application/atom+xml',
  async write(source, output, { selection, address }) {
    const [conference, ...others] = source.conferences();
    const about = aboutOf(selection);
    await output.write(
      atomFeed(source.news(MOST_ENTRIES), {
        birth: source.birth,
        about,
        ...(about.length === 0 || conference === undefined || others.length > 0
          ? {}
          : { title: feedTitle(conference.name) }),
        address,
      }),
    );
  },
};

/** What narrows a selection, an option each: those that are added later leave the ids of today's feeds alone. */
function aboutOf(selection: ExportSelection): string[] {
  return Object.entries(selection)
    .filter(([option, value]) => JSON.stringify(value) !== JSON.stringify(EVERYTHING[option as keyof ExportSelection]))
    .map((option) => JSON.stringify(option))
    .toSorted();
}

/** The feed of these events, which may be in any order and of any number of runs; only the newest entries are in it. */
export function atomFeed(events: readonly ChangeEvent[], facts: FeedFacts): string {
  const names = ['atom', facts.birth ?? '', ...facts.about];
  const entries = [...Map.groupBy(events, ({ runId, conference }) => `${runId}\n${conference}`).values()]
    .map((own) => ({ events: own, updated: own.reduce((newest, { at }) => (at > newest ? at : newest), '') }))
    .toSorted((a, b) => compare(b.updated, a.updated) || order(a.events[0], b.events[0]))
    .slice(0, MOST_ENTRIES);
  const self = webAddress(facts.address ?? null);
  const feed = {
    '@_xmlns': 'http://www.w3.org/2005/Atom',
    id: `urn:uuid:${uuidOf(...names)}`,
    title: lineOf(facts.title ?? null) || feedTitle('Deckhand'),
    updated: entries[0]?.updated ?? facts.birth ?? '1970-01-01T00:00:00Z',
    author: { name: 'Deckhand' },
    generator: 'Deckhand',
    ...(self === null ? {} : { link: { '@_rel': 'self', '@_type': 'application/atom+xml', '@_href': self } }),
    entry: entries.map((entry) => entryOf(entry.events, entry.updated, names)),
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ feed })}`;
}

function feedTitle(name: string): string {
  return `${name}: new decks and changes`;
}

function entryOf(own: readonly ChangeEvent[], updated: string, names: readonly string[]): object {
  const events = foldChanges(own);
  const { conference = '', conferenceName = '', conferenceUrl = null, runId = 0 } = own[0] ?? {};
  const page = webAddress(conferenceUrl);
  return {
    id: `urn:uuid:${uuidOf(...names, 'entry', conference, runId)}`,
    title: `${lineOf(conferenceName) || conference}: ${changeSummary(events)}`,
    updated,
    ...(page === null ? {} : { link: { '@_rel': 'alternate', '@_href': page } }),
    category: { '@_term': conference },
    content: { '@_type': 'html', '#text': contentOf(events) },
  };
}

/** HTML: a heading for each session, and a list of what happened to it. */
function contentOf(events: readonly ChangeEvent[]): string {
  const grouped = [...Map.groupBy(events, ({ sessionKey }) => sessionKey).values()].flat();
  const shown = [...Map.groupBy(grouped.slice(0, MOST_LINES), ({ sessionKey }) => sessionKey).values()];
  const hidden = grouped.length - MOST_LINES;
  const sessions = shown.map((ofSession) => {
    const title = linked(ofSession[0]?.sessionUrl ?? null, lineOf(ofSession[0]?.title ?? null) || 'Untitled');
    return `<h3>${title}</h3><ul>${ofSession.map((event) => `<li>${lineHtml(event)}</li>`).join('')}</ul>`;
  });
  return [...sessions, ...(hidden > 0 ? [`<p>and ${counted(hidden, 'more change')}</p>`] : [])].join('\n');
}

/** What came is linked; what is gone is not. */
function lineHtml(event: ChangeEvent): string {
  return linked(event.kind === 'link_removed' ? null : (event.link?.url ?? null), changeLine(event));
}

function linked(url: string | null, text: string): string {
  const address = webAddress(url);
  return address === null ? html(text) : `<a href="${html(address)}">${html(text)}</a>`;
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function order(a: ChangeEvent | undefined, b: ChangeEvent | undefined): number {
  return (b?.runId ?? 0) - (a?.runId ?? 0) || compare(a?.conference ?? '', b?.conference ?? '');
}

/** By code unit: the same on every machine, whatever its language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
