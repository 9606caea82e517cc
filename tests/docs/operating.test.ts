import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { Config } from '../../src/cli/config.ts';
import { createProgram } from '../../src/cli/program.ts';
import { EXIT_CODES } from '../../src/model/failure.ts';
import { HARBOUR, trialConference } from '../cli/trial-conference.ts';
import { samplesOf } from '../reports/exposition.ts';
import { trialDirectory } from '../setup/trial-archive.ts';

const page = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8');
const BIN = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));
const SYSTEMD_ANALYZE = '/usr/bin/systemd-analyze';

/** The blocks of a language, in the order of the page. */
const blocks = (language: string): string[] =>
  [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].flatMap(([, tag, text = '']) => (tag === language ? [text] : []));

/** The block that is the file of this path. */
function file(path: string): string {
  const found = [...blocks('sh'), ...blocks('ini'), ...blocks('text')].find((block) =>
    block.split('\n').slice(0, 2).includes(`# ${path}`),
  );
  if (found === undefined) throw new Error(`there is no ${path} in the page`);
  return found;
}

/** A directory of commands for the PATH: `deckhand` itself, from the sources. */
function commands(): string {
  const directory = trialDirectory();
  const wrapper = file('/usr/local/bin/deckhand')
    .replace('/opt/deckhand/node_modules/.bin/node', `"${process.execPath}" --no-warnings`)
    .replace('/opt/deckhand/dist/src/cli/bin.js', BIN)
    .replace('/etc/deckhand/deckhand.config.json', join(directory, 'deckhand.config.json'));
  script(join(directory, 'deckhand'), wrapper);
  writeFileSync(join(directory, 'deckhand.config.json'), '{}');
  return directory;
}

function script(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

/** What cron does: a shell, a PATH, and nothing else. */
async function sh(line: string, path: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn('/bin/sh', ['-c', line], {
    env: { PATH: `${path}:/usr/bin:/bin` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (said.stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}

/** Every command line of Deckhand in the page: in blocks, in indented lines and in running text. */
function commandLines(): string[] {
  const text = page.replaceAll(/^```text\n[^]*?^```$/gm, '').replaceAll('sudo -u deckhand ', '');
  const found = [...text.matchAll(/(?:^|[\s`"(]|\/usr\/local\/bin\/)deckhand ([a-z]+(?![\w.-])(?: [^\n`;&|>]*)?)/gm)];
  return found.map(([, words = '']) => words.replace(/ \d*$/, '').trim());
}

describe('docs/operating.md', () => {
  it('has configurations that are right', () => {
    expect(blocks('json').length).toBeGreaterThan(0);
    for (const block of blocks('json')) expect(Config.safeParse(JSON.parse(block)).error).toBeUndefined();
  });

  it('names commands, options and arguments that there are', () => {
    const io = { stdout: process.stdout, stderr: process.stderr, env: {}, workingDirectory: '/', signals: process };
    const lines = commandLines();
    expect(lines.length).toBeGreaterThan(30);
    for (const line of lines) {
      const [name = '', ...words] = line.replaceAll(/"[^"]*"|<[^>]*>/g, 'x').split(/\s+/);
      const command = createProgram(io, () => undefined).commands.find((one) => one.name() === name);
      expect([line, command?.name()]).toEqual([line, name]);
      const { operands, unknown } = command?.parseOptions(words) ?? { operands: [], unknown: words };
      expect([line, unknown]).toEqual([line, []]);
      const taken = command?.registeredArguments ?? [];
      const most = taken.some(({ variadic }) => variadic) ? Number.POSITIVE_INFINITY : taken.length;
      expect([line, operands.length <= most]).toEqual([line, true]);
    }
  });

  it('says of every exit code who has to act, and nobody where the unit and the job say so', () => {
    const rows = [...page.matchAll(/^\| (\d+) \| (\w+) \| (nobody|you)/gm)];
    expect(Object.fromEntries(rows.map(([, code, name = '']) => [name, Number(code)]))).toEqual(EXIT_CODES);
    const nobody = rows.filter(([, code, , who]) => who === 'nobody' && Number(code) > 0 && Number(code) < 130);
    const codes = nobody.map(([, code = '']) => code);
    expect(/^SuccessExitStatus=(.*)$/m.exec(page)?.[1]?.split(' ')).toEqual(codes);
    expect(/^ *(.*)\) exit 0 ;;$/m.exec(page)?.[1]?.split(' | ')).toEqual(codes);
  });

  it('has shell that a shell can read', () => {
    for (const block of blocks('sh')) {
      const { status, stderr } = spawnSync('/bin/sh', ['-n'], { input: block, encoding: 'utf8' });
      expect([block, status, stderr]).toEqual([block, 0, '']);
    }
  });
});

describe('its cron lines', () => {
  const jobs = blocks('cron').flatMap((block) => block.split('\n').filter((line) => /^[\d*]/.test(line)));
  const nightly = jobs[0] ?? '';

  it('have five fields and a command', () => {
    expect(jobs.length).toBeGreaterThan(4);
    for (const job of jobs) expect(job).toMatch(/^(?:(?:\*|\d+) ){4}(?:\*|\d+)  (?:cd |deckhand)/);
    // An unescaped % ends a command of cron and begins its input.
    expect(jobs.filter((job) => job.includes('%'))).toEqual([]);
  });

  it('of the night is silent on a good one, and says on standard error what kept it from running', async () => {
    const trial = await trialConference();
    await trial.run('add', trial.site.origin, '--as', HARBOUR, '--platform', 'sched', '--zone', 'Europe/Copenhagen');
    const path = commands();
    const command = nightly.replace(/^(?:\S+ ){5} ?/, '').replace('/var/lib/deckhand', trial.data);
    writeFileSync(join(path, 'deckhand.config.json'), JSON.stringify({ data: trial.data, maxFiles: 0 }));
    // A budget of no files at all: exit 9 is for nobody either.
    expect(await sh(command, path)).toEqual({ code: 9, stdout: '', stderr: '' });
    writeFileSync(join(path, 'deckhand.config.json'), JSON.stringify({ data: trialDirectory() }));
    expect(await sh(command, path)).toEqual({
      ...{ code: 2, stdout: '' },
      stderr: expect.stringMatching(/^deckhand: There is no archive in /),
    });
  });
});

describe('its units', () => {
  const service = file('/etc/systemd/system/deckhand.service');
  const timer = file('/etc/systemd/system/deckhand.timer');

  it.runIf(existsSync(SYSTEMD_ANALYZE))('are right for systemd, and leave little exposed', () => {
    const directory = mkdtempSync(join(tmpdir(), 'deckhand-units-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const unit = join(directory, 'deckhand.service');
    // What is not on the machine of this test is no fault of the unit.
    writeFileSync(unit, service.replace('/usr/local/bin/deckhand', process.execPath));
    writeFileSync(join(directory, 'deckhand.timer'), timer);
    const verified = spawnSync(SYSTEMD_ANALYZE, ['verify', '--man=no', unit, join(directory, 'deckhand.timer')], {
      encoding: 'utf8',
      env: { ...process.env, SYSTEMD_UNIT_PATH: `${directory}:` },
    });
    const said = verified.stderr.split('\n').filter((line) => line.includes('deckhand'));
    expect([verified.status, said]).toEqual([0, []]);
    const security = spawnSync(SYSTEMD_ANALYZE, ['security', '--offline=true', '--threshold=30', unit], {
      encoding: 'utf8',
    });
    expect([security.status, security.stderr]).toEqual([0, '']);
  });

  it('give V8 the memory that it writes code into, and Chromium its sandbox', () => {
    expect(service).not.toMatch(/^MemoryDenyWriteExecute/m);
    expect(service).toMatch(/^SystemCallFilter=@system-service chroot$/m);
    expect(service).toMatch(/^RestrictNamespaces=user pid net$/m);
  });

  it('give a night more time than its budget, and its end more than a request may take', () => {
    const config = Config.parse(JSON.parse(blocks('json')[0] ?? ''));
    const hours = Number(/^TimeoutStartSec=(\d+)h$/m.exec(service)?.[1]);
    expect((config.maxTime ?? 0) / 3_600_000).toBeLessThan(hours);
    expect(service).toMatch(/^TimeoutStopSec=10min$/m);
  });
});

describe('its YAML', () => {
  interface CronJob {
    readonly kind: string;
    readonly spec: {
      readonly schedule: string;
      readonly concurrencyPolicy: string;
      readonly jobTemplate: {
        readonly spec: { readonly backoffLimit: number; readonly template: { readonly spec: Pod } };
      };
    };
  }
  interface Pod {
    readonly restartPolicy: string;
    readonly terminationGracePeriodSeconds: number;
    readonly containers: readonly {
      readonly command: readonly string[];
      readonly args: readonly string[];
      readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
    }[];
    readonly volumes: readonly { readonly name: string }[];
  }
  const [kubernetes = '', compose = '', rules = ''] = blocks('yaml');
  const [cronJob, claim] = parseAllDocuments(kubernetes).map((document) => document.toJS() as CronJob);
  const pod = cronJob?.spec.jobTemplate.spec.template.spec;
  const [container] = pod?.containers ?? [];

  it('has a CronJob of which two never run at a time, with a volume for each mount', () => {
    expect([cronJob?.kind, claim?.kind]).toEqual(['CronJob', 'PersistentVolumeClaim']);
    expect(cronJob?.spec).toMatchObject({ concurrencyPolicy: 'Forbid', jobTemplate: { spec: { backoffLimit: 0 } } });
    expect(cronJob?.spec.schedule).toMatch(/^\d+ \d+ \* \* \*$/);
    expect(pod).toMatchObject({ restartPolicy: 'Never', terminationGracePeriodSeconds: 600 });
    const mounted = container?.volumeMounts.map(({ name }) => name).toSorted();
    expect(pod?.volumes.map(({ name }) => name).toSorted()).toEqual(mounted);
  });

  /** The job's shell, with another program in Deckhand's place. */
  const job = (program: string): string => {
    const text = container?.args[0] ?? '';
    const placed = text.replace('node /app/dist/src/cli/bin.js nightly', program);
    expect(placed).not.toBe(text);
    return placed;
  };

  it.each([
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 0],
    [4, 4],
    [5, 0],
    [6, 6],
    [9, 0],
  ])('its job ends a night of exit code %d with %d', async (code, ended) => {
    expect((await sh(job(`sh -c 'exit ${code}'`), '/bin')).code).toBe(ended);
  });

  it('its job hands SIGTERM on, and waits for the end of what is in hand', async () => {
    const program = join(trialDirectory(), 'night');
    script(
      program,
      `#!/bin/sh\ntrap 'sleep 0.2; echo finished; exit 143' TERM\necho begun\nwhile :; do sleep 0.05; done\n`,
    );
    const child = spawn('/bin/sh', ['-c', job(program)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => void (said += text));
    while (!said.includes('begun')) await wait(5);
    child.kill('SIGTERM');
    const [code] = (await once(child, 'close')) as [number | null];
    expect([said, code]).toEqual(['begun\nfinished\n', 143]);
  });

  it('has a compose file that keeps the archive in a volume, and its configuration where the variable says', () => {
    const { services, volumes } = parse(compose) as {
      services: Record<string, { environment: Record<string, string>; volumes: string[] }>;
      volumes: object;
    };
    expect(Object.keys(services)).toEqual(['deckhand']);
    expect(Object.keys(volumes)).toEqual(['deckhand']);
    const { environment, volumes: mounts } = services['deckhand'] ?? { environment: {}, volumes: [] };
    expect(mounts).toContain('deckhand:/data');
    expect(mounts.some((mount) => mount.endsWith(`:${environment['DECKHAND_CONFIG']}:ro`))).toBe(true);
  });

  it('has alerts on metrics that there are', async () => {
    const { groups } = parse(rules) as { groups: { rules: { alert: string; expr: string }[] }[] };
    const exprs = groups.flatMap((group) => group.rules.map(({ expr }) => expr));
    expect(exprs.length).toBeGreaterThan(3);
    const trial = await trialConference();
    await trial.crawl();
    const text = readFileSync(join(trial.data, 'reports', 'deckhand.prom'), 'utf8');
    const there = new Set([...samplesOf(text).keys()].map((series) => series.replace(/\{.*/, '')));
    const named = exprs.flatMap((expr) => expr.match(/deckhand_\w+/g) ?? []);
    expect(named.filter((name) => !there.has(name))).toEqual([]);
  });
});

describe('its backup', () => {
  /** A machine without rsync gets one of cp for this: what is tested is the order, and what comes of it. */
  const withRsync = (path: string): void => {
    if (['/usr/bin/rsync', '/bin/rsync'].some((place) => existsSync(place))) return;
    script(
      join(path, 'rsync'),
      '#!/bin/sh\nfor last; do from=$to; to=$last; done\nmkdir -p "$to"\ncp -a "$from." "$to"\nrm -rf "$to.parts" "$to.scratch"\n',
    );
  };

  it('is an archive itself, whole after a second time, and restores the first one', async () => {
    const trial = await trialConference();
    await trial.archive('--max-files', '2');
    const path = commands();
    withRsync(path);
    script(join(path, 'deckhand-backup'), file('/usr/local/bin/deckhand-backup'));
    const to = join(trialDirectory(), 'backup');
    const backup = (): ReturnType<typeof sh> => sh(`deckhand-backup ${to} ${trial.data}`, path);
    expect(await backup()).toEqual({ code: 0, stdout: '', stderr: '' });
    await trial.archive('--max-files', '1');
    expect(await backup()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await sh(`deckhand verify --data ${to}`, path)).toMatchObject({
      ...{ code: 0, stderr: '' },
      stdout: expect.stringMatching(/^3 files .*: all as they were written\n$/),
    });

    // The archive is lost; what was backed up takes its place, and the next run goes on from there.
    rmSync(trial.data, { recursive: true });
    mkdirSync(trial.data);
    expect((await sh(`rsync -a ${to}/ ${trial.data}/`, path)).code).toBe(0);
    trial.asked();
    const report = await trial.archive('--max-files', '1');
    expect(report.conferences).toMatchObject([{ added: 0, changed: 0, decks: { stored: 1 } }]);
    expect((await trial.run('verify')).code).toBe(0);
  });
});

it('its log rotation rotates the file that its cron line writes, as the user that writes it', () => {
  const rotation = file('/etc/logrotate.d/deckhand');
  expect(rotation).toMatch(/^\/var\/log\/deckhand\/\*\.log \{$/m);
  expect(page).toContain('2>>/var/log/deckhand/nightly.log');
  expect(rotation).toMatch(/^ {4}su deckhand deckhand$/m);
  expect(rotation).toMatch(/^ {4}delaycompress$/m);
});
