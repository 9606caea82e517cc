import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { corpusDirectory, corpusPath } from '../setup/corpus.ts';
import { harbour } from '../sites/harbour/conference.ts';
import type { SiteConference } from '../sites/sched/conference.ts';
import type { Markup } from '../sites/sched/frame.ts';
import { fromCorpus } from '../sites/sched/from-corpus.ts';
import { draw } from '../sites/sched/views.ts';

const FIXTURES = [
  'sched/fixtures/all.ics',
  'sched/fixtures/event-page.html',
  'sched/fixtures/listing-2016.html',
  'sched/fixtures/listing.html',
  'sched/fixtures/print.html',
  'sched/fixtures/simple.html',
  'agenda/pages/storage-summit.html',
] as const;

const REAL = [
  'agntconmcpconeu26-list-descriptions.EXCERPT.html',
  'dlfforum2017-all.EXCERPT.ics',
  'dlfforum2017-list-simple.EXCERPT.html',
  'jococruise2023-all.v1.ics',
  'kccnceu2026-all.2026-03-22.ics',
  'kccnceu2026-print.html',
] as const;

/** Pages as they should be: our fixtures, a replica's, and those of the corpus where it is there. */
export function realPages(): readonly string[] {
  const own = FIXTURES.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'));
  const replicas = [
    ...(['2026', '2018', '2016'] as const).flatMap((markup) => drawn(harbour, markup)),
    ...(corpusDirectory === null ? [] : drawn(fromCorpus(corpusPath('sched', 'kubecon-eu-2018.json')), '2026')),
  ];
  const real =
    corpusDirectory === null
      ? []
      : [
          ...REAL.map((name) => readFileSync(corpusPath('sched', name), 'utf8')),
          gunzipSync(readFileSync(corpusPath('sched', 'current-schedule.cfc2dbc.ics.gz'))).toString('utf8'),
        ];
  return [...own, ...replicas, ...real];
}

/** Every view of a conference. */
function drawn(conference: SiteConference, markup: Markup): string[] {
  const [session] = conference.sessions;
  const presentation = {
    conference,
    markup,
    clock: conference.clock,
    hiddenDays: [],
    origin: `https://${conference.event}.sched.com`,
    filesOrigin: 'https://hosted-files.sched.co',
  };
  return (
    [
      { kind: 'descriptions', day: null },
      { kind: 'simple', day: null },
      { kind: 'print', day: null, detailed: true },
      { kind: 'event', id: session?.shortId ?? '' },
      { kind: 'calendar' },
    ] as const
  ).flatMap((view) => draw(view, presentation, '/', 0)?.body.toString('utf8') ?? []);
}
