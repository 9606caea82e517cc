import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/jobs/run.ts';
import { FILES } from '../sites/faults.ts';
import { HARBOUR, type Trial, trialConference } from './trial-conference.ts';

const BIN = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));

interface Child {
  readonly process: ChildProcess;
  /** Resolves once this many requests have reached the site. */
  asked(requests: number): Promise<void>;
  /** Resolves once stderr holds this. */
  said(text: string): Promise<void>;
  ended(): Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/** `deckhand archive` in a process of its own, against decks of which each takes 400 ms, two at a time. */
function begin(trial: Trial, ...flags: string[]): Child {
  const { site, data } = trial;
  const hosts = ['--allow-host', new URL(site.filesOrigin).host, '--pace', '0', '--connections', '2'];
  const args = ['archive', site.origin, '--as', HARBOUR, '--platform', 'sched', '--data', data, ...hosts, ...flags];
  const child = spawn(process.execPath, ['--no-warnings', BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (written.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (written.stderr += text));
  const closed = once(child, 'close') as Promise<[number | null]>;
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds() && child.exitCode === null) await wait(5);
  };
  return {
    process: child,
    asked: (requests) => until(() => site.requests.length >= requests),
    said: (text) => until(() => written.stderr.includes(text)),
    ended: async () => {
      const [code] = await closed;
      return { code, ...written };
    },
  };
}

const due = ({ rows }: Trial): unknown => rows("SELECT count(*) AS n FROM links WHERE state = 'due'").at(0)?.['n'];
const stored = ({ rows }: Trial): unknown =>
  rows("SELECT count(*) AS n FROM links WHERE state = 'stored'").at(0)?.['n'];

/** robots.txt, listing, calendar, robots.txt of the files, and the first decks. */
const IN_THE_DECKS = 6;

describe('Ctrl-C', () => {
  it('once finishes what is in hand, begins nothing new, and leaves the rest due', async () => {
    const trial = await trialConference();
    trial.site.fault(FILES, { kind: 'slow', ms: 400 });
    const child = begin(trial, '--json');
    await child.asked(IN_THE_DECKS);
    child.process.kill('SIGINT');
    const { code, stdout, stderr } = await child.ended();
    expect(code).toBe(130);
    expect(stderr).toContain('Finishing what is in hand. Once more to stop at once; nothing is lost either way.\n');
    const report = JSON.parse(stdout) as RunReport;
    expect(report).toMatchObject({
      exit: 'interrupted',
      exitCode: 130,
      notes: [],
      conferences: [{ sessions: 23, decks: { stored: 2, failed: 0 } }],
    });
    expect([stored(trial), due(trial)]).toEqual([2, 13]);
    expect(trial.site.requests).toHaveLength(IN_THE_DECKS);
    expect(trial.rows('SELECT exit_code FROM runs')).toEqual([{ exit_code: 130 }]);
    expect((await trial.run('verify')).code).toBe(0);
  });

  it('during the wait for a server’s turn does not wait for it', async () => {
    const trial = await trialConference();
    trial.site.fault(FILES, { kind: 'refused', status: 429, retryAfter: '60' });
    const child = begin(trial);
    await child.said('asks us to slow down');
    const begun = Date.now();
    child.process.kill('SIGINT');
    await child.said('Finishing what is in hand');
    child.process.kill('SIGINT');
    expect((await child.ended()).code).toBe(130);
    expect(Date.now() - begun).toBeLessThan(5_000);
    expect(due(trial)).toBe(15);
  });
});

describe('SIGTERM', () => {
  it('twice stops at once, and the next run completes', async () => {
    const trial = await trialConference();
    trial.site.fault(FILES, { kind: 'stalled', bytes: 700 }, { times: 2 });
    const child = begin(trial);
    await child.asked(IN_THE_DECKS);
    await wait(50);
    const begun = Date.now();
    child.process.kill('SIGTERM');
    await child.said('Finishing what is in hand');
    child.process.kill('SIGTERM');
    const { code } = await child.ended();
    expect(code).toBe(143);
    expect(Date.now() - begun).toBeLessThan(5_000);
    expect([stored(trial), due(trial)]).toEqual([0, 15]);
    expect((await begin(trial).ended()).code).toBe(0);
    expect([stored(trial), due(trial)]).toEqual([15, 0]);
    expect((await trial.run('verify')).code).toBe(0);
  });
});

describe('a run without a terminal', () => {
  it('logs JSON lines to stderr and its report to stdout, without a progress line', async () => {
    const trial = await trialConference();
    trial.site.fault(/61\/mooring/, { kind: 'status', status: 403 });
    const { code, stdout, stderr } = await begin(trial).ended();
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^harbourconf-2024\n {2}23 sessions, 23 new\n {2}decks: 14 stored, 1 behind a wall \(\d+ kB\)\n {2}slides: \d+; files: .*\n! .*deckhand attach.*\n\d+ requests, /,
    );
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.every((line) => line['name'] === 'deckhand' && typeof line['msg'] === 'string')).toBe(true);
    expect(stderr).not.toContain('\u001B');
  });
});
