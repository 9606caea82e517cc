import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deckhand } from '../setup/command-line.ts';
import { trialDirectory } from '../setup/trial-archive.ts';

interface Effective {
  readonly file: string | null;
  readonly settings: { readonly name: string; readonly value: unknown; readonly from: string }[];
}

/** `deckhand config --json` in a directory with this file. */
async function effective(
  file: object | null,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<{ file: string | null; of: (name: string) => unknown[]; workingDirectory: string }> {
  const workingDirectory = trialDirectory();
  if (file !== null) writeFileSync(join(workingDirectory, 'deckhand.config.json'), JSON.stringify(file));
  const { stdout } = await deckhand(['config', '--json', ...args], { workingDirectory, env });
  const document = JSON.parse(stdout) as Effective;
  const of = (name: string): unknown[] =>
    document.settings.filter((setting) => setting.name === name).flatMap(({ value, from }) => [value, from]);
  return { file: document.file, of, workingDirectory };
}

describe('`config`', () => {
  it('without a file shows the defaults, and where a file would be looked for', async () => {
    const { file, of, workingDirectory } = await effective(null);
    expect(file).toBeNull();
    expect(of('data')).toEqual([join(workingDirectory, 'data'), 'default']);
    expect(of('metrics')).toEqual([join(workingDirectory, 'data/reports/deckhand.prom'), 'default']);
    expect(of('maxFileBytes')).toEqual([1024 ** 3, 'default']);
    expect(of('ping')).toEqual([null, 'default']);
    const { stdout } = await deckhand(['config'], { workingDirectory });
    expect(stdout).toMatch(
      new RegExp(
        `^There is no ${workingDirectory}/deckhand\\.config\\.json: all settings are defaults\\.\nsetting +value +from\n`,
      ),
    );
    expect(stdout).toMatch(/\nmaxFileBytes +1\.1 GB +default\n/);
  });

  it('shows what the file sets, in bytes and milliseconds, paths in full', async () => {
    const settings = {
      ...{ contact: 'ops@example.org', data: 'here', maxTime: '5h', maxBytes: '20GB', maxFileBytes: 5e6 },
      ...{ ping: 'https://hc.example/x', metrics: 'm.prom', allowHosts: ['10.0.0.1:80'], pace: 2000 },
    };
    const { file, of, workingDirectory } = await effective(settings);
    expect(file).toBe(join(workingDirectory, 'deckhand.config.json'));
    expect(of('data')).toEqual([join(workingDirectory, 'here'), 'file']);
    expect(of('metrics')).toEqual([join(workingDirectory, 'm.prom'), 'file']);
    expect(of('maxTime')).toEqual([18_000_000, 'file']);
    expect(of('maxBytes')).toEqual([20e9, 'file']);
    expect(of('contact')).toEqual(['ops@example.org', 'file']);
    expect(of('allowHosts')).toEqual([['10.0.0.1:80'], 'file']);
    const { stdout } = await deckhand(['config'], { workingDirectory });
    expect(stdout).toMatch(/\nmaxBytes +20 GB +file\nmaxTime +5 h 0 min +file\n/);
  });

  it.each<[string, object | null, string[], Record<string, string>, string, unknown[]]>([
    [
      'a flag beats the environment',
      { data: '/a' },
      ['--data', '/b'],
      { DECKHAND_DATA: '/c' },
      'data',
      ['/b', '--data'],
    ],
    ['the environment beats the file', { data: '/a' }, [], { DECKHAND_DATA: '/c' }, 'data', ['/c', 'DECKHAND_DATA']],
    [
      'a variable set to nothing is not set',
      { data: '/a' },
      [],
      { DECKHAND_DATA: '', DECKHAND_CONFIG: '' },
      'data',
      ['/a', 'file'],
    ],
    ['a flag beats the file', { logLevel: 'info' }, ['--log-level', 'warn'], {}, 'logLevel', ['warn', '--log-level']],
    ['the file beats the default', { logLevel: 'info' }, [], {}, 'logLevel', ['info', 'file']],
  ])('%s', async (_, file, args, env, name, expected) => {
    expect((await effective(file, args, env)).of(name)).toEqual(expected);
  });

  it('reads the file that DECKHAND_CONFIG names, and paths in it are of the working directory', async () => {
    const elsewhere = trialDirectory();
    mkdirSync(join(elsewhere, 'etc'));
    const named = join(elsewhere, 'etc', 'second.json');
    writeFileSync(named, '{"data": "second"}');
    const { file, of, workingDirectory } = await effective({ data: 'first' }, [], { DECKHAND_CONFIG: named });
    expect(file).toBe(named);
    expect(of('data')).toEqual([join(workingDirectory, 'second'), 'file']);
  });

  it('of a wrong file says what is wrong, as every command does', async () => {
    const workingDirectory = trialDirectory();
    writeFileSync(join(workingDirectory, 'deckhand.config.json'), '{"pings": "https://x.example/"}');
    const { code, stdout, stderr } = await deckhand(['config'], { workingDirectory });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('  pings: there is no such setting. Did you mean "ping"?\n');
  });
});
