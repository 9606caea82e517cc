import type { Archive } from '../archive/archive.ts';
import type { Programs } from '../decks/inspection/inspector.ts';
import { isFresh } from '../fetch/robots.ts';
import { serverOf } from '../fetch/server-key.ts';
import { toInstant } from '../model/clock.ts';
import { platforms } from '../platforms/registry.ts';
import { byFile } from './download.ts';
import { dueInspections } from './inspect.ts';
import type { ConferenceFacts, FileFacts, NightFacts } from './night.ts';
import { parkedServers } from './parked.ts';

/** What an archive knows that decides about a night at `now`, milliseconds since the epoch. */
export function nightFacts(
  { archive, programs }: { readonly archive: Archive; readonly programs: Programs },
  now: number,
  maxFiles: number | null,
): NightFacts {
  const conferences = archive.conferences.all().map((one): ConferenceFacts => {
    // Of a platform that only a newer Deckhand knows the reading says so, when it comes to that: the other conferences have their night.
    const platform = platforms.find(({ name }) => name === one.platform);
    return {
      ...one,
      conference: one.slug,
      outdated: platform !== undefined && one.parserVersion !== null && one.parserVersion < platform.parserVersion,
      pages: Math.max(platform?.requests ?? 0, archive.captures.pageCount(one.id)),
      address: whereIs(one.parameters['origin'] ?? one.parameters['url'] ?? one.url),
    };
  });
  const links = archive.decks.due(null, toInstant(now));
  const files = byFile(links).flatMap(([first]): FileFacts[] =>
    first === undefined ? [] : [{ conference: first.conference, state: first.state, address: whereIs(first.url) }],
  );
  const inspections = dueInspections({ archive, programs }, { slug: null, all: false });
  const origins = new Set([...conferences, ...files].map(({ address }) => address.origin));
  return {
    conferences,
    files,
    inspections: new Map(
      [...Map.groupBy(inspections, (file) => file.conference)].map(([name, some]) => [name, some.length]),
    ),
    parked: parkedServers(archive, now),
    robots: new Set(
      [...origins].filter((origin) => {
        const robots = archive.servers.loadRobots(origin);
        return robots !== null && isFresh(robots, now);
      }),
    ),
    maxFiles,
  };
}

function whereIs(address: unknown): FileFacts['address'] {
  if (typeof address !== 'string' || !URL.canParse(address)) return { server: '', origin: '' };
  const url = new URL(address);
  return { server: serverOf(url), origin: url.origin };
}
