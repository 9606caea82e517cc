/** What a server asks for, and what two processes and a kill may not change: scenarios of `bench/politeness.ts`. */
import { setTimeout as wait } from 'node:timers/promises';
import {
  type Claim,
  conductOf,
  exitClaim,
  on,
  only,
  openTrial,
  paceClaim,
  type Scenario,
  type Seen,
  TOLERANCE_MS,
  toFiles,
  toSchedule,
  told,
} from './polite-runs.ts';

/** A server's wish is met at its time and less than a second later; to that comes what a busy machine needs to wake two processes. */
const LATEST_MS = 1000 + 250;

/** The requests around the first refusal. */
function refusalIn(requests: readonly Seen[]): { readonly refused: Seen; readonly next: Seen } {
  const index = requests.findIndex(({ status }) => status === 429);
  const [refused, next] = requests.slice(index, index + 2);
  if (index < 0 || refused === undefined || next === undefined)
    throw new Error('nothing was refused, or nothing followed');
  return { refused, next };
}

/** How much later than asked (milliseconds) the server was asked again. Never earlier; `latest` is infinite where a process had to start. */
function lateClaim(late: number, latest = LATEST_MS): Claim {
  const kept = late >= -TOLERANCE_MS && late < latest;
  return { kept, fact: `asked again ${Math.abs(late).toFixed(0)} ms ${late < 0 ? 'too early' : 'after the time'}` };
}

const refusedOnce = (retryAfter: string, skip = 3) => ({
  path: String.raw`\.pdf$`,
  fault: { kind: 'refused', status: 429, retryAfter } as const,
  lasting: { skip, times: 1 },
});

const retryAfterSeconds: Scenario = {
  name: 'Retry-After in seconds',
  plans: [{ decks: 6, faults: [refusedOnce('6')] }],
  play: async (trial, replicas) => {
    const replica = only(replicas);
    const { code } = await trial.begin(on('archive', replica)).ended;
    const files = (await replica.requests(trial)).filter(toFiles);
    const { refused, next } = refusalIn(files);
    return [exitClaim(code, 0), lateClaim(next.sent - refused.at - 6000), paceClaim('files', files, 500, 2)];
  },
};

/** The date lies a good while behind the reading of the schedule. */
function retryAfterDate(date: number): Scenario {
  return {
    name: 'Retry-After as a date',
    plans: [{ decks: 6, faults: [refusedOnce(new Date(date).toUTCString())] }],
    play: async (trial, replicas) => {
      const replica = only(replicas);
      const { code } = await trial.begin(on('archive', replica)).ended;
      const files = (await replica.requests(trial)).filter(toFiles);
      const { refused, next } = refusalIn(files);
      // On a very busy machine the date may be over when the server names it.
      const late = next.sent - Math.max(date, refused.at);
      return [exitClaim(code, 0), lateClaim(late), paceClaim('files', files, 500, 2)];
    },
  };
}

const robots: Scenario = {
  name: 'Crawl-delay of 2 s, and half of the files disallowed',
  plans: [{ decks: 8, robots: { crawlDelaySeconds: 2, disallow: ['/harbour/5d/'] } }],
  play: async (trial, replicas) => {
    const replica = only(replicas);
    const { code } = await trial.begin(on('archive', replica)).ended;
    const requests = await replica.requests(trial);
    const forbidden = requests.filter(({ path }) => path.startsWith('/harbour/5d/')).length;
    const allowed = requests.filter(({ path }) => path.startsWith('/harbour/4e/')).length;
    return [
      { kept: code === 0 || code === 3, fact: `exit ${code}` },
      {
        kept: forbidden === 0 && allowed === 4,
        fact: `${forbidden} forbidden files asked for, ${allowed} of 4 others`,
      },
      paceClaim('schedule', requests.filter(toSchedule), 2000, 1),
      paceClaim('files', requests.filter(toFiles), 2000, 1),
    ];
  },
};

const atOnce: Scenario = {
  name: 'two processes started at once on one data directory',
  plans: [{ decks: 6 }],
  play: async (trial, replicas) => {
    const replica = only(replicas);
    const processes = ['first@example.org', 'second@example.org'].map((contact) =>
      trial.begin(on('archive', replica), contact),
    );
    const codes = (await Promise.all(processes.map(({ ended }) => ended))).map(({ code }) => code);
    const requests = await replica.requests(trial);
    const agents = new Set(requests.map(({ agent }) => agent));
    return [
      { kept: codes.includes(0) && codes.includes(6), fact: `exits ${codes.join(' and ')}` },
      { kept: agents.size === 1, fact: `${agents.size} of them asked` },
      paceClaim('schedule', requests.filter(toSchedule), 1000, 1),
      paceClaim('files', requests.filter(toFiles), 500, 2),
    ];
  },
};

const oneAfterTheOther: Scenario = {
  name: 'three processes, each begun in the instant that the one before ends',
  plans: [{ decks: 3, oneServer: true }],
  play: async (trial, replicas) => {
    const replica = only(replicas);
    const codes: (number | null)[] = [];
    for (let count = 0; count < 3; count += 1) codes.push((await trial.begin(on('crawl', replica)).ended).code);
    const requests = await replica.requests(trial);
    return [
      { kept: codes.every((code) => code === 0), fact: `exits ${codes.join(', ')}` },
      paceClaim('server', requests, 1000, 1),
    ];
  },
};

const killed: Scenario = {
  name: 'a run killed six times, and restarted in the same instant',
  plans: [{ decks: 16 }],
  play: async (trial, replicas) => {
    const replica = only(replicas);
    let running = trial.begin(on('archive', replica));
    for (let kill = 1; kill <= 6; kill += 1) {
      // Somewhere in the gap, and once right after a request came.
      await replica.until(3 * kill, () => true);
      await wait(130 * (kill - 1));
      running.child.kill('SIGKILL');
      await running.ended;
      running = trial.begin(on('archive', replica));
    }
    const { code } = await running.ended;
    const requests = await replica.requests(trial);
    return [
      exitClaim(code, 0),
      paceClaim('schedule', requests.filter(toSchedule), 1000, 1),
      paceClaim('files', requests.filter(toFiles), 500, 2),
    ];
  },
};

const killedWhileWaiting: Scenario = {
  name: 'a run killed while it waits for Retry-After, and restarted in the same instant',
  plans: [{ decks: 6, faults: [refusedOnce('9', 2)] }],
  play: async (trial, replicas) => {
    const replica = only(replicas);
    const first = trial.begin(on('archive', replica));
    await replica.until(1, ({ status }) => status === 429);
    await wait(300);
    first.child.kill('SIGKILL');
    await first.ended;
    const { code } = await trial.begin(on('archive', replica)).ended;
    const files = (await replica.requests(trial)).filter(toFiles);
    const { refused, next } = refusalIn(files);
    return [exitClaim(code, 0), lateClaim(next.sent - refused.at - 9000, Infinity), paceClaim('files', files, 500, 2)];
  },
};

/** Not a rule: each archive keeps its own pace (docs/configuration.md says so). What comes of it is told. */
const twoDirectories: Scenario = {
  name: 'two processes at once on two data directories (each its own pace, as documented)',
  plans: [{ decks: 6 }],
  play: async (trial, replicas) => {
    const replica = only(replicas);
    const other = openTrial();
    const both = await Promise.all(
      [trial, other].map((one, index) => one.begin(on('archive', replica), `${index}@example.org`).ended),
    );
    const files = (await replica.requests(trial, other)).filter(toFiles);
    other.remove();
    const each = [0, 1].map((index) => files.filter(({ agent }) => agent.includes(`${index}@`)));
    return [
      { kept: both.every(({ code }) => code === 0), fact: `exits ${both.map(({ code }) => code).join(' and ')}` },
      ...each.map((requests, index) => paceClaim(`files, process ${index + 1}`, requests, 500, 4)),
      { kept: true, fact: `together: ${told(conductOf(files, 500))}` },
    ];
  },
};

/** A server parked for 125 s that is not asked again by then never will be. */
const GIVEN_UP_AFTER_MS = 160_000;

/**
 * A server that asks for a bit more than two minutes is parked. It is tried again and again by new processes, one of them killed; none may
 * ask it before its time, and the first one after it does.
 */
export const parking: Scenario = {
  name: 'a parked server, over restarts and a kill',
  plans: [{ decks: 4, faults: [refusedOnce('125', 2)] }],
  play: async (trial, replicas) => {
    const replica = only(replicas);
    const first = trial.begin(on('archive', replica));
    const refused = (await replica.until(1, ({ status }) => status === 429)).find(({ status }) => status === 429);
    await wait(50);
    first.child.kill('SIGKILL');
    await first.ended;
    const hosts = ['--allow-host', new URL(replica.filesOrigin).host];
    const codes: (number | null)[] = [];
    let next: Seen | undefined;
    const givenUpAt = performance.now() + GIVEN_UP_AFTER_MS;
    while (next === undefined && performance.now() < givenUpAt) {
      codes.push((await trial.begin(['download', ...hosts]).ended).code);
      next = (await replica.requests(trial)).find(
        ({ server, arrived }) => server === 'files' && arrived > (refused?.arrived ?? 0),
      );
      // Close together when the time has come.
      if (next === undefined) await wait(codes.length < 6 ? 20_000 : 100);
    }
    const late = (next?.arrived ?? Infinity) - (refused?.arrived ?? 0) - 125_000;
    return [
      { kept: codes.slice(0, -1).every((code) => code === 5), fact: `exits ${codes.join(', ')}` },
      lateClaim(late, Infinity),
    ];
  },
};

/** Made anew for each play: a date does not keep. */
export function rules(): readonly Scenario[] {
  const date = Math.floor(Date.now() / 1000) * 1000 + 25_000;
  return [
    retryAfterSeconds,
    retryAfterDate(date),
    robots,
    atOnce,
    oneAfterTheOther,
    killed,
    killedWhileWaiting,
    twoDirectories,
  ];
}
