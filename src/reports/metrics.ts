import type { ConferenceStatus } from '../archive/overview.ts';
import type { LastRun } from '../archive/runs.ts';

/** What the metrics are made of. */
export interface MetricsFacts {
  /** The last run of each command that has ended. */
  readonly runs: readonly LastRun[];
  readonly conferences: readonly ConferenceStatus[];
  readonly parked: readonly { readonly domain: string; readonly parkedUntil: string }[];
}

/** One series of a metric: its labels and its value; null leaves it out. */
type Sample = readonly [labels: Readonly<Record<string, string>>, value: number | null];

const LINK_STATES = ['stored', 'due', 'notYet', 'failed', 'walls', 'unavailable', 'gone'] as const;

/**
 * The state of an archive in the text format of Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/), for the textfile
 * collector of node_exporter. Times are seconds since the epoch, sizes bytes.
 */
export function metricsText({ runs, conferences, parked }: MetricsFacts): string {
  const ofRuns = (value: (run: LastRun) => number | null): Sample[] =>
    runs.map((run) => [{ command: run.command }, value(run)]);
  const ofConferences = (value: (one: ConferenceStatus) => number | null): Sample[] =>
    conferences.map((one) => [{ conference: one.conference }, value(one)]);
  return [
    metric(
      'run_start_timestamp_seconds',
      'When the last run of a command began.',
      ofRuns((run) => seconds(run.startedAt)),
    ),
    metric(
      'run_end_timestamp_seconds',
      'When it ended.',
      ofRuns((run) => seconds(run.endedAt)),
    ),
    metric(
      'run_exit_code',
      'How it ended (docs/exit-codes.md).',
      ofRuns((run) => run.exitCode),
    ),
    metric(
      'run_requests',
      'Requests that it made.',
      ofRuns((run) => run.requests),
    ),
    metric(
      'run_received_bytes',
      'Body bytes that came back.',
      ofRuns((run) => run.bytes),
    ),
    metric(
      'run_needs_person',
      'Things of it that need a person.',
      ofRuns((run) => run.needsPerson),
    ),
    metric(
      'conference_last_read_timestamp_seconds',
      'When its programme was last read and taken.',
      ofConferences((one) => seconds(one.lastReadAt)),
    ),
    metric(
      'conference_read_failures',
      'Tries in a row that were no good reading.',
      ofConferences((one) => one.readFailures),
    ),
    metric(
      'conference_held',
      'A programme is held back until a person has looked.',
      ofConferences((one) => (one.heldBecause === null ? 0 : 1)),
    ),
    metric(
      'conference_sessions',
      'Sessions, cancelled and withdrawn ones included.',
      ofConferences((one) => one.sessions),
    ),
    metric(
      'conference_talks',
      'Sessions one would expect slides of.',
      ofConferences((one) => one.talks),
    ),
    metric(
      'conference_talks_with_deck',
      'Those with a stored deck.',
      ofConferences((one) => one.talksWithDeck),
    ),
    metric(
      'conference_links',
      'Links whose file is wanted, by what became of them.',
      conferences.flatMap((one) =>
        LINK_STATES.map((state): Sample => [{ conference: one.conference, state: snake(state) }, one[state]]),
      ),
    ),
    metric(
      'conference_files',
      'Stored files, every version.',
      ofConferences((one) => one.files),
    ),
    metric(
      'conference_file_bytes',
      'Their size.',
      ofConferences((one) => one.bytes),
    ),
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

function snake(state: string): string {
  return state === 'walls' ? 'wall' : state.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
