/**
 * `node bench/crawl.ts` (after `npm run build`): the whole time of `deckhand archive` against `wget -r` on one replica site with 50 ms an
 * answer, in turn, as a ratio; then the peak memory of archiving 2 GB. With DECKHAND_CORPUS the site is that of KubeCon +
 * CloudNativeCon Europe 2018, else that of the invented HarbourConf.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../dist/src/cli/bin.js', import.meta.url));
const ROUNDS = Number(process.argv[2] ?? 3);
const corpus = process.env['DECKHAND_CORPUS'];

interface Site {
  readonly origin: string;
  /** Requests since the last call. */
  requests(): Promise<number>;
  close(): void;
}

interface Measured {
  readonly seconds: number;
  /** Peak resident memory in MB. */
  readonly memory: number;
  readonly requests: number;
}

async function startSite(what: string, latencyMs: number): Promise<Site> {
  const child: ChildProcess = fork(fileURLToPath(new URL('./crawl-site.ts', import.meta.url)), [
    what,
    String(latencyMs),
  ]);
  const [{ origin }] = (await once(child, 'message')) as [{ origin: string }];
  return {
    origin,
    requests: async () => {
      child.send('requests');
      const [{ requests }] = (await once(child, 'message')) as [{ requests: number }];
      return requests;
    },
    close: () => child.disconnect(),
  };
}

async function measure(site: Site, command: (directory: string) => readonly string[]): Promise<Measured> {
  const directory = mkdtempSync(join(tmpdir(), 'deckhand-bench-'));
  const [program = '', ...args] = command(directory);
  await site.requests();
  const started = performance.now();
  const child = spawn(program, args, { cwd: directory, stdio: 'ignore' });
  let memory = 0;
  const watch = setInterval(() => {
    memory = Math.max(memory, peakOf(child.pid));
  }, 20);
  await once(child, 'exit');
  clearInterval(watch);
  const seconds = (performance.now() - started) / 1000;
  rmSync(directory, { recursive: true, force: true });
  if (child.exitCode !== 0) throw new Error(`${program} ended with ${child.exitCode}`);
  return { seconds, memory, requests: await site.requests() };
}

/** The kernel's own high-water mark of a living process, MB. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

const ARCHIVE =
  'archive --as kubecon-eu-2018 --platform sched --zone Europe/Copenhagen --pace 0 --connections 4 --quiet'.split(' ');
const WGET = 'wget -q -r -l 2 -nd -A pdf,pptx,odp,key,mov'.split(' ');
const archive = (of: Site) => (directory: string) => [
  process.execPath,
  BIN,
  ...ARCHIVE,
  of.origin,
  '--data',
  directory,
];
const wget = (of: Site) => () => [...WGET, `${of.origin}/list/descriptions/`];

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const site = await startSite(corpus === undefined ? 'harbour' : join(corpus, 'sched', 'kubecon-eu-2018.json'), 50);
const ours: Measured[] = [];
const theirs: Measured[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  ours.push(await measure(site, archive(site)));
  theirs.push(await measure(site, wget(site)));
}
site.close();
for (const [name, runs] of [
  ['deckhand archive', ours],
  ['wget -r -l 2', theirs],
] as const) {
  const seconds = runs.map((run) => run.seconds.toFixed(1)).join(', ');
  process.stdout.write(
    `${name.padEnd(17)} ${median(runs.map((run) => run.seconds)).toFixed(2)} s (${seconds}), ${runs.at(-1)?.requests} requests, peak ${runs.at(-1)?.memory.toFixed(0)} MB\n`,
  );
}
const ratio = median(ours.map((run, round) => run.seconds / (theirs[round]?.seconds ?? Number.NaN)));
process.stdout.write(`ratio ${ratio.toFixed(2)} (aim: at most 0.5)\n`);

const large = await startSite('large', 0);
const run = await measure(large, archive(large));
large.close();
process.stdout.write(
  `archiving 2 GB in 40 files: ${run.seconds.toFixed(1)} s, peak ${run.memory.toFixed(0)} MB (aim: under 250 MB)\n`,
);
