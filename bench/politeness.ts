/**
 * `node bench/politeness.ts`: the rules of politeness, held against the real command at its usual pace, by replica sites that note
 * every request; about four minutes. Ends with 1 when a rule was broken. The paced runs are told as a ratio too: their whole time, from
 * the start of the process to its end, over requests times pace. `node bench/politeness.ts kill` plays the scenarios that are so called.
 */
import { availableParallelism, loadavg } from 'node:os';
import {
  type Claim,
  conductOf,
  exitClaim,
  on,
  only,
  openTrial,
  paceClaim,
  type Scenario,
  startReplica,
  toFiles,
  toSchedule,
} from './polite-runs.ts';
import { parking, rules } from './polite-rules.ts';

const AIM = 1.03;
const [wanted = ''] = process.argv.slice(2);

/** A ratio is an aim and no rule: a busy machine breaks it. */
function ratioClaim(seconds: number, boundSeconds: number): Claim {
  const ratio = seconds / boundSeconds;
  const bound = `${seconds.toFixed(2)} s, lower bound ${boundSeconds.toFixed(1)} s`;
  return {
    kept: true,
    fact: `${bound}, ratio ${ratio.toFixed(3)} (aim: at most ${AIM}${ratio > AIM ? '; MISSED' : ''})`,
  };
}

const paced: readonly Scenario[] = [
  {
    name: 'archive, schedule and decks on one server',
    plans: [{ decks: 40, oneServer: true }],
    play: async (trial, replicas) => {
      const replica = only(replicas);
      const { code, seconds } = await trial.begin(on('archive', replica)).ended;
      const requests = await replica.requests(trial);
      return [exitClaim(code, 0), paceClaim('server', requests, 1000, 1), ratioClaim(seconds, requests.length)];
    },
  },
  {
    name: 'archive, decks on a server of their own',
    plans: [{ decks: 80 }],
    play: async (trial, replicas) => {
      const replica = only(replicas);
      const { code, seconds } = await trial.begin(on('archive', replica)).ended;
      const requests = await replica.requests(trial);
      const [schedule, files] = [requests.filter(toSchedule), requests.filter(toFiles)];
      // The decks are known only when the schedule has been read: the two follow each other.
      const bound = schedule.length + files.length / 2;
      return [
        exitClaim(code, 0),
        paceClaim('schedule', schedule, 1000, 1),
        paceClaim('files', files, 500, 2),
        ratioClaim(seconds, bound),
      ];
    },
  },
  {
    name: 'download from two servers beside each other',
    plans: [
      { decks: 70, event: 'north' },
      { decks: 50, event: 'south' },
    ],
    play: async (trial, replicas) => {
      for (const [index, replica] of replicas.entries())
        await trial.begin(on('crawl', replica, `edition-${index}`)).ended;
      const hosts = replicas.flatMap(({ filesOrigin }) => ['--allow-host', new URL(filesOrigin).host]);
      const { code, seconds } = await trial.begin(['download', ...hosts]).ended;
      const files = await Promise.all(replicas.map(async (replica) => (await replica.requests(trial)).filter(toFiles)));
      const claims = files.map((requests, index) => paceClaim(`server ${index + 1}`, requests, 500, 2));
      return [exitClaim(code, 0), ...claims, ratioClaim(seconds, Math.max(...files.map(({ length }) => length)) / 2)];
    },
  },
  {
    name: 'files that begin after 700 ms: twice that between starts',
    plans: [{ decks: 12, faults: [{ path: String.raw`\.pdf$`, fault: { kind: 'slow', ms: 700 } }] }],
    play: async (trial, replicas) => {
      const replica = only(replicas);
      const { code } = await trial.begin(on('archive', replica)).ended;
      const files = (await replica.requests(trial)).filter(toFiles);
      const { meanGap } = conductOf(files.slice(2), 500);
      const ratio = { kept: true, fact: `mean of the slow ones ${(meanGap / 1400).toFixed(3)} of 1400 ms` };
      return [exitClaim(code, 0), paceClaim('files', files, 500, 2), ratio];
    },
  },
  {
    name: 'files that take 1.5 s on two connections',
    plans: [{ decks: 20, faults: [{ path: String.raw`\.pdf$`, fault: { kind: 'dragging', ms: 1500 } }] }],
    play: async (trial, replicas) => {
      const replica = only(replicas);
      const { code } = await trial.begin(on('archive', replica)).ended;
      const files = (await replica.requests(trial)).filter(toFiles);
      const { meanGap } = conductOf(files.slice(2), 500);
      const ratio = {
        kept: true,
        fact: `mean gap ${(meanGap / 750).toFixed(3)} of the 750 ms that two connections need`,
      };
      return [exitClaim(code, 0), paceClaim('files', files, 500, 2), ratio];
    },
  },
];

let broken = 0;

async function play({ name, plans, play: run }: Scenario): Promise<void> {
  if (!name.includes(wanted)) return;
  const replicas = await Promise.all(plans.map(startReplica));
  const trial = openTrial();
  try {
    const claims = await run(trial, replicas);
    const kept = claims.every((claim) => claim.kept);
    if (!kept) broken += 1;
    const facts = claims.map(({ fact, kept: one }) => (one ? fact : `BROKEN ${fact}`));
    process.stdout.write(`${kept ? 'kept  ' : 'BROKEN'} ${name}: ${facts.join('; ')}\n`);
  } finally {
    for (const replica of replicas) replica.close();
    trial.remove();
  }
}

// A parking takes two minutes, in which the others have their turn: one after the other where time is measured, then beside each other.
const parked = play(parking);
for (const scenario of paced) await play(scenario);
await Promise.all(rules().map(play));
await parked;
process.stdout.write(
  `load of the machine at the end: ${loadavg()[1]?.toFixed(1)} on ${availableParallelism()} cores\n`,
);
process.exitCode = broken > 0 ? 1 : 0;
