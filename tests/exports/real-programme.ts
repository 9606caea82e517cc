import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { ExportSession } from '../../src/archive/export-records.ts';
import type { Page } from '../../src/model/client.ts';
import { assemble } from '../../src/platforms/sched/assemble.ts';
import { pageOf, requestFor } from '../platforms/sched/pages.ts';
import { corpusPath } from '../setup/corpus.ts';
import { exportConference, exportLink } from './records.ts';

/** KubeCon + CloudNativeCon Europe 2026 as its printed page and calendar have it, in the order in which the archive gives sessions. */
export function realProgramme(): ExportSession[] {
  const event = 'kccnceu2026';
  const page = (path: string, file: string): Page => {
    const bytes = readFileSync(corpusPath('sched', file));
    return pageOf(
      `https://${event}.sched.com${path}`,
      (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'),
    );
  };
  const timeZone = 'Europe/Amsterdam';
  const { conference, sessions } = assemble(requestFor({ timeZone }, event), [
    page('/print/all', 'kccnceu2026-print.html'),
    page('/all.ics', 'kccnceu2026-all.2026-03-23.ics'),
  ]);
  const facts = exportConference({
    slug: 'kubecon-eu-2026',
    name: conference.name ?? 'KubeCon + CloudNativeCon Europe 2026',
    series: 'kubecon',
    url: `https://${event}.sched.com/`,
    city: 'Amsterdam',
    country: 'Netherlands',
    venue: 'RAI Amsterdam',
    timeZone,
    startsOn: '2026-03-23',
    endsOn: '2026-03-26',
  });
  return sessions
    .map(
      (session): ExportSession => ({
        ...session,
        conference: facts,
        state: session.cancelled ? 'cancelled' : 'scheduled',
        people: session.people.map(({ speakerKey, ...person }) => ({ key: speakerKey ?? person.name, ...person })),
        links: session.links.map(({ url, label, kind, origin }) => exportLink(url, { label, kind, origin })),
        removedLinks: [],
        firstSeenAt: '2026-03-01T03:00:00Z',
        withdrawnAt: null,
        revision: 0,
        changedAt: null,
      }),
    )
    .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

const orderOf = ({ slots, title, key }: ExportSession): string => `${slots[0]?.startsAt ?? ''}\n${title}\n${key}`;
