import type { StoredConference } from '../archive/conferences.ts';
import type { SaveReport } from '../archive/programmes.ts';
import { type KnownSession, settleKeys } from '../model/identity.ts';
import type { Programme } from '../model/programme.ts';
import type { Platform, ReadRequest } from '../platforms/platform.ts';
import type { Run } from './run.ts';

/** What a platform needs to read a conference; what was stated beforehand wins over pages, and a zone once known is kept. */
export function requestFor(
  platform: Platform,
  conference: StoredConference,
  deep: boolean,
): ReadRequest<Record<string, unknown>> {
  return {
    parameters: platform.parameters(conference.parameters),
    // Name and dates are left to the page: those it gave last time would win over a postponement.
    facts: { timeZone: conference.timeZone, ...conference.stated },
    titles: conference.titles,
    deep,
  };
}

/** Gives the sessions of a source without ids the keys they have in the archive. */
export function withSettledKeys(programme: Programme, known: readonly KnownSession[]): Programme {
  return programme.identity === 'matched'
    ? { ...programme, sessions: settleKeys(known, programme.sessions) }
    : programme;
}

/** Adds what saving did to the run's report. */
export function count(run: Run, slug: string, saved: SaveReport): void {
  const report = run.report(slug);
  report.read = true;
  report.added += saved.added;
  report.changed += saved.changed;
  report.withdrawn += saved.withdrawn;
  report.linksAdded += saved.linksAdded;
  report.linksRemoved += saved.linksRemoved;
  run.progress.add({ sessions: saved.added });
}

/** The address a person would open. */
export function addressOf(conference: StoredConference): string {
  const { origin, url } = conference.parameters;
  return conference.url ?? [url, origin].find((address) => typeof address === 'string') ?? '';
}
