import type { ConferenceStatus } from '../archive/overview.ts';
import type { LastRun } from '../archive/runs.ts';
import { isOverdue, nextReadAt } from '../jobs/night.ts';

/** What the metrics are made of. */
export interface MetricsFacts {
  /** The last run of each command that has ended. */
  readonly runs: readonly LastRun[];
  readonly conferences: readonly ConferenceStatus[];
  readonly parked: readonly { readonly domain: string; readonly parkedUntil: string }[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** One series of a metric: its labels and its value; null leaves it out. */
type Sample = readonly [labels: Readonly<Record<string, string>>, value: number | null];

/** A metric of each thing of one kind: its name without `deckhand_`, its help, its value; null where there is none. */
type Metric<Thing> = readonly [name: string, help: string, value: (thing: Thing, now: number) => number | null];

const OF_RUNS: readonly Metric<LastRun>[] = [
  ['run_start_timestamp_seconds', 'When the last run of a command began.', (run) => seconds(run.startedAt)],
  ['run_end_timestamp_seconds', 'When it ended.', (run) => seconds(run.endedAt)],
  ['run_exit_code', 'How it ended (docs/exit-codes.md).', (run) => run.exitCode],
  ['run_requests', 'Requests that it made.', (run) => run.requests],
  ['run_received_bytes', 'Body bytes that came back.', (run) => run.bytes],
  ['run_needs_person', 'Things of it that need a person.', (run) => run.needsPerson],
];

const OF_CONFERENCES: readonly Metric<ConferenceStatus>[] = [
  [
    'conference_last_read_timestamp_seconds',
    'When its programme was last read and taken.',
    (one) => seconds(one.lastReadAt),
  ],
  [
    'conference_next_read_timestamp_seconds',
    'From when on it is due to be read again; in the past where it is due.',
    (one, now) => nextReadAt(one, now) / 1000,
  ],
  [
    'conference_overdue',
    'It has not been read for so long that a person should know.',
    (one, now) => Number(isOverdue(one, now)),
  ],
  ['conference_read_failures', 'Tries in a row that were no good reading.', (one) => one.readFailures],
  ['conference_held', 'A programme is held back until a person has looked.', (one) => Number(one.heldBecause !== null)],
  ['conference_sessions', 'Sessions, cancelled and withdrawn ones included.', (one) => one.sessions],
  ['conference_talks', 'Sessions one would expect slides of.', (one) => one.talks],
  ['conference_talks_with_deck', 'Those with a stored deck.', (one) => one.talksWithDeck],
  ['conference_files', 'Stored files, every version.', (one) => one.files],
  ['conference_file_bytes', 'Their size.', (one) => one.bytes],
];

/** States of links by their name in the database, and how many links of a conference are in them. */
const LINK_STATES: readonly (readonly [state: string, count: (one: ConferenceStatus) => number])[] = [
  ['stored', (one) => one.stored],
  ['due', (one) => one.due],
  ['not_yet', (one) => one.notYet],
  ['failed', (one) => one.failed],
  ['wall', (one) => one.walls],
  ['unavailable', (one) => one.unavailable],
  ['gone', (one) => one.gone],
];

/**
 * The state of an archive in the text format of Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/), for the textfile
 * collector of node_exporter. Times are seconds since the epoch, sizes bytes.
 */
export function metricsText({ runs, conferences, parked, now }: MetricsFacts): string {
  const links = conferences.flatMap((one) =>
    LINK_STATES.map(([state, count]): Sample => [{ conference: one.conference, state }, count(one)]),
  );
  return [
    ...OF_RUNS.map(([name, help, value]) =>
      metric(
        name,
        help,
        runs.map((run): Sample => [{ command: run.command }, value(run, now)]),
      ),
    ),
    ...OF_CONFERENCES.map(([name, help, value]) =>
      metric(
        name,
        help,
        conferences.map((one): Sample => [{ conference: one.conference }, value(one, now)]),
      ),
    ),
    metric('conference_links', 'Links whose file is wanted, by what became of them.', links),
    metric(
      'server_parked_until_timestamp_seconds',
      'Until when a server is left alone.',
      parked.map((server): Sample => [{ domain: server.domain }, seconds(server.parkedUntil)]),
    ),
  ].join('');
}

function metric(name: string, help: string, samples: readonly Sample[]): string {
  const lines = samples
    .filter(([, value]) => value !== null)
    .map(([labels, value]) => {
      const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
      return `deckhand_${name}{${pairs.join(',')}} ${value}\n`;
    });
  if (lines.length === 0) return '';
  return `# HELP deckhand_${name} ${help}\n# TYPE deckhand_${name} gauge\n${lines.join('')}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function seconds(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant) / 1000;
}
