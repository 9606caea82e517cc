import { join } from 'node:path';
import { Command } from 'commander';
import { showBytes } from '../model/amounts.ts';
import { usualMetricsPath } from '../reports/after-run.ts';
import { CONFIG_FILE, Config, readConfig, variable } from './config.ts';
import type { Io } from './io.ts';
import { DEFAULT_MAX_FILE_BYTES, settingsOf, withCommonOptions } from './options.ts';
import { print, table } from './output.ts';
import { showDuration } from './quantities.ts';

/** A setting in force, and what set it. */
interface Effective {
  readonly name: string;
  readonly value: unknown;
  readonly from: string;
}

export function configCommand(io: Io): Command {
  const command = new Command('config').description('the settings in force, and where each comes from');
  return withCommonOptions(command).action((options: Parameters<typeof settingsOf>[0]) => {
    const settings = settingsOf(options, io);
    const { path } = readConfig(io.workingDirectory, io.env);
    const looked = variable(io.env, 'DECKHAND_CONFIG') ?? join(io.workingDirectory, CONFIG_FILE);
    const inForce = Object.keys(Config.shape).map((name) => effective(name as keyof Config, settings, options, io));
    print(io, settings, { file: path, settings: inForce }, () =>
      [
        path === null ? `There is no ${looked}: all settings are defaults.` : `Read from ${path}.`,
        table(
          ['setting', 'value', 'from'],
          inForce.map(({ name, value, from }) => [name, show(name, value), from]),
        ),
      ].join('\n'),
    );
  });
}

function effective(
  name: keyof Config,
  settings: ReturnType<typeof settingsOf>,
  flags: Parameters<typeof settingsOf>[0],
  io: Io,
): Effective {
  const { config, data } = settings;
  if (name === 'data') {
    if (flags.data !== undefined) return { name, value: data, from: '--data' };
    if (variable(io.env, 'DECKHAND_DATA') !== undefined) return { name, value: data, from: 'DECKHAND_DATA' };
    return { name, value: data, from: config.data === undefined ? 'default' : 'file' };
  }
  if (name === 'logLevel' && flags.logLevel !== undefined) return { name, value: flags.logLevel, from: '--log-level' };
  if (name === 'metrics' && settings.metrics !== null) return { name, value: settings.metrics, from: 'file' };
  const value = config[name];
  return value === undefined ? { name, value: defaultOf(name, data), from: 'default' } : { name, value, from: 'file' };
}

function defaultOf(name: keyof Config, data: string): unknown {
  if (name === 'maxFileBytes') return DEFAULT_MAX_FILE_BYTES;
  if (name === 'metrics') return usualMetricsPath(data);
  return name === 'allowHosts' ? [] : null;
}

function show(name: string, value: unknown): string {
  if (value === null) return '(none)';
  if (typeof value === 'number' && /bytes$/i.test(name)) return showBytes(value);
  if (typeof value === 'number' && name === 'maxTime') return showDuration(value / 1000);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
