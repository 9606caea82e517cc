/** Replicas and commands as processes for `bench/politeness.ts`, and what their requests say about the pace. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { LoggedRequest } from '../tests/sites/serving.ts';
import type { SitePlan } from './polite-site.ts';

const BIN = fileURLToPath(new URL('../src/cli/bin.ts', import.meta.url));
const SITE = fileURLToPath(new URL('./polite-site.ts', import.meta.url));

/**
 * Milliseconds that a gap may be too short: the clock and the log know whole ones, and on a busy machine a process may be put aside
 * between its turn and the sending. Arrivals alone would need far more, because the replica has to wait until it is woken, too.
 */
export const TOLERANCE_MS = 5;

type Arrived = Omit<LoggedRequest, 'headers'> & { readonly agent: string };

/** A request as the replica and the program's own log have it. */
export type Seen = Arrived & {
  /** When it was sent, milliseconds since the epoch; its arrival where a killed process could not write its log any more. */
  readonly sent: number;
};

export interface Replica {
  readonly origin: string;
  readonly filesOrigin: string;
  /** What was asked so far, in order of arrival; with `trials`, when it was sent by their logs. */
  requests(...trials: readonly Trial[]): Promise<readonly Seen[]>;
  /** Resolves as soon as so many requests fit, with all that was asked. */
  until(number: number, fits: (request: Seen) => boolean): Promise<readonly Seen[]>;
  close(): void;
}

export async function startReplica(plan: SitePlan): Promise<Replica> {
  const child = fork(SITE, [JSON.stringify(plan)], { execArgv: ['--no-warnings'] });
  const [origins] = (await once(child, 'message')) as [{ origin: string; filesOrigin: string }];
  const requests = async (...trials: readonly Trial[]): Promise<readonly Seen[]> => {
    child.send('requests');
    const [arrived] = (await once(child, 'message')) as [readonly Arrived[]];
    const lines = trials.flatMap((trial) => trial.sent());
    return arrived.map((request) => {
      const origin = request.server === 'files' ? origins.filesOrigin : origins.origin;
      const fits = ({ url, sentAt }: SentLine): boolean =>
        url === origin + request.path && sentAt <= request.at + 1 && sentAt > request.at - LOST_MS;
      return { ...request, sent: lines.findLast(fits)?.sentAt ?? request.at };
    });
  };
  return {
    ...origins,
    requests,
    until: async (number, fits) => {
      for (;;) {
        const seen = await requests();
        if (seen.filter(fits).length >= number) return seen;
        await wait(5);
      }
    },
    close: () => child.disconnect(),
  };
}

/** A request on loopback that needs longer than this is not the one of the log. */
const LOST_MS = 900;

interface SentLine {
  readonly url: string;
  readonly sentAt: number;
}

/** A data directory that `remove` takes away, and commands on it. */
export interface Trial {
  readonly directory: string;
  /** Starts a command; `contact` tells its requests from those of others. */
  begin(args: readonly string[], contact?: string): Running;
  /** Every request that the commands logged. */
  sent(): readonly SentLine[];
  remove(): void;
}

export interface Running {
  readonly child: ChildProcess;
  /** Exit code (null after a kill) and seconds from the start of the process to its end. */
  readonly ended: Promise<{ readonly code: number | null; readonly seconds: number }>;
}

export function openTrial(): Trial {
  const directory = mkdtempSync(join(tmpdir(), 'deckhand-polite-'));
  let commands = 0;
  return {
    directory,
    sent: () =>
      readdirSync(directory)
        .filter((name) => name.endsWith('.log'))
        .flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n'))
        .filter((line) => line.endsWith('}') && line.includes('"sentAt"'))
        .map((line) => JSON.parse(line) as SentLine)
        .toSorted((a, b) => a.sentAt - b.sentAt),
    begin: (args, contact = 'bench@example.org') => {
      const config = join(directory, `${contact}.json`);
      writeFileSync(config, JSON.stringify({ contact }));
      const log = openSync(join(directory, `${(commands += 1)}.log`), 'w');
      const started = performance.now();
      const child = spawn(
        process.execPath,
        ['--no-warnings', BIN, ...args, '--data', directory, '--log-level', 'debug'],
        {
          cwd: directory,
          stdio: ['ignore', 'ignore', log],
          env: { ...process.env, DECKHAND_CONFIG: config },
        },
      );
      closeSync(log);
      const ended = once(child, 'exit').then(([code]: unknown[]) => ({
        code: code as number | null,
        seconds: (performance.now() - started) / 1000,
      }));
      return { child, ended };
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** The arguments that read a replica. */
export function on(command: 'archive' | 'crawl', replica: Replica, name = 'polite'): readonly string[] {
  const where = [
    '--platform',
    'sched',
    '--zone',
    'Europe/Copenhagen',
    '--allow-host',
    new URL(replica.filesOrigin).host,
  ];
  return [command, replica.origin, '--as', name, ...where];
}

export const toSchedule = ({ server }: Seen): boolean => server === 'schedule';
export const toFiles = ({ server }: Seen): boolean => server === 'files';

/** What one server saw. */
export interface Conduct {
  readonly requests: number;
  /** The shortest gap between two that were sent, milliseconds; infinite for fewer than two. */
  readonly leastGap: number;
  readonly meanGap: number;
  /** The shortest gap between two arrivals: the same, seen by another process. */
  readonly leastArrived: number;
  /** Gaps shorter than the pace, or than twice the time to the first byte before, by more than the tolerance. */
  readonly tooShort: number;
  /** Connections open at once. */
  readonly mostOpen: number;
}

export function conductOf(seen: readonly Seen[], paceMs: number): Conduct {
  const requests = seen.toSorted((a, b) => a.sent - b.sent);
  const gaps = requests.slice(1).map((request, index) => {
    const before = requests[index] ?? request;
    const firstByte = Math.min(10_000, (before.begun ?? before.arrived) - before.arrived);
    const gap = request.sent - before.sent;
    return { gap, arrived: request.arrived - before.arrived, least: Math.max(paceMs, 2 * firstByte) };
  });
  return {
    requests: requests.length,
    leastArrived: Math.min(...gaps.map(({ arrived }) => arrived)),
    leastGap: Math.min(...gaps.map(({ gap }) => gap)),
    meanGap: gaps.reduce((sum, { gap }) => sum + gap, 0) / gaps.length,
    tooShort: gaps.filter(({ gap, least }) => gap < least - TOLERANCE_MS).length,
    mostOpen: Math.max(0, ...requests.map(({ open }) => open)),
  };
}

/** `12 requests, least gap 1001 ms (on arrival 998, mean 1003), 1 open at most`. */
export function told({ requests, leastGap, leastArrived, meanGap, mostOpen }: Conduct): string {
  return `${requests} requests, least gap ${leastGap.toFixed(0)} ms (on arrival ${leastArrived.toFixed(0)}, mean ${meanGap.toFixed(0)}), ${mostOpen} open at most`;
}

/** A fact that was measured, and whether the rule behind it was kept. */
export interface Claim {
  readonly kept: boolean;
  readonly fact: string;
}

/** One way to use the program on replicas of its own. */
export interface Scenario {
  readonly name: string;
  readonly plans: readonly SitePlan[];
  readonly play: (trial: Trial, replicas: readonly Replica[]) => Promise<readonly Claim[]>;
}

/** The pace was kept and no more connections were open than may be. */
export function paceClaim(of: string, requests: readonly Seen[], paceMs: number, connections: number): Claim {
  const conduct = conductOf(requests, paceMs);
  const kept = conduct.tooShort === 0 && conduct.mostOpen <= connections && conduct.requests > 1;
  return { kept, fact: `${of}: ${told(conduct)}${conduct.tooShort > 0 ? `, ${conduct.tooShort} too short` : ''}` };
}

export function exitClaim(code: number | null, expected: number | null): Claim {
  return { kept: code === expected, fact: `exit ${code}` };
}

/** The one replica of a scenario that has one. */
export function only(replicas: readonly Replica[]): Replica {
  const [replica] = replicas;
  if (replica === undefined) throw new Error('a scenario without a replica');
  return replica;
}
