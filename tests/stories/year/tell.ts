import type { YearRun } from './run-year.ts';

/** The requests of a year, for people: a line a kind, and how many nights asked how often. */
export function requestsPerNight({ nights, sites }: YearRun): string {
  const asked = sites.flatMap((site) => site.asked);
  const kinds = (['schedule', 'robots', 'deck'] as const).map(
    (kind) => `${asked.filter((one) => one.kind === kind).length} ${kind}`,
  );
  const requests = nights.map(({ report }) => report.requests).toSorted((a, b) => a - b);
  const total = requests.reduce((sum, one) => sum + one, 0);
  const bars = [...Map.groupBy(requests, (one) => Math.floor(one / BAR))].map(
    ([bar, some]) =>
      `${String(bar * BAR).padStart(5)}-${String(bar * BAR + BAR - 1).padEnd(4)} ${'#'.repeat(Math.ceil(some.length / 2))} ${some.length}`,
  );
  return [
    `${nights.length} nights, ${sites.length} conferences, ${total} requests: ${kinds.join(', ')}, the rest without an answer`,
    `a night: least ${requests[0]}, median ${requests[Math.floor(requests.length / 2)]}, most ${requests.at(-1)}`,
    ...bars,
    '',
  ].join('\n');
}

/** Requests to a bar of the histogram. */
const BAR = 5;
