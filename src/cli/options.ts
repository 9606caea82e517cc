import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Config, LOG_LEVELS, readConfig, variable } from './config.ts';
import type { Io } from './io.ts';
import { parseBytes, parseCount, parseDuration } from './quantities.ts';

/** The largest file that is downloaded unless `--max-file-bytes` says otherwise, in bytes. */
export const DEFAULT_MAX_FILE_BYTES = 1024 ** 3;

/** Options that every command has, as commander hands them over. */
interface CommonFlags {
  readonly data?: string;
  readonly json?: true;
  readonly logLevel?: (typeof LOG_LEVELS)[number];
  readonly quiet?: true;
}

/** Options of the commands that use the network. */
interface NetworkFlags {
  readonly dryRun?: true;
  readonly maxFiles?: number;
  readonly maxBytes?: number;
  readonly maxTime?: number;
  readonly maxFileBytes?: number;
  readonly pace?: number;
  readonly connections?: number;
  readonly allowHost?: readonly string[];
}

/** What is in force for one command: flags over environment over configuration over defaults. */
export interface Settings {
  /** The data directory, absolute. */
  readonly data: string;
  readonly json: boolean;
  readonly logLevel: (typeof LOG_LEVELS)[number] | null;
  readonly quiet: boolean;
  readonly dryRun: boolean;
  readonly budgets: {
    readonly maxFiles: number | null;
    readonly maxBytes: number | null;
    readonly maxMilliseconds: number | null;
  };
  readonly maxFileBytes: number;
  readonly pace: { readonly ms?: number; readonly connections?: number };
  readonly allowedAddresses: readonly string[];
  /** Path of the Prometheus text file, absolute; null for the one in the data directory. */
  readonly metrics: string | null;
  readonly config: Config;
}

/** Adds the options that every command has. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--data <directory>', 'where the archive is (default: DECKHAND_DATA, or ./data)')
    .option('--json', 'print one JSON document (docs/json.md)')
    .addOption(new Option('--log-level <level>', 'how much to log, as JSON lines on stderr').choices(LOG_LEVELS))
    .option('--quiet', 'print only what needs a person');
}

/** Adds the options of the commands that use the network. */
export function withNetworkOptions(command: Command): Command {
  return command
    .option('--dry-run', 'say what would be done; no request, no write')
    .option('--max-files <number>', 'stop after this many downloads; the rest stays due', parseCount(0))
    .option('--max-bytes <size>', 'stop after this many bytes received, such as 500MB', parseBytes)
    .option('--max-time <time>', 'stop after this long, such as 30m', parseDuration)
    .option('--max-file-bytes <size>', 'largest file to download (default: 1GiB)', parseBytes)
    .option(
      '--pace <milliseconds>',
      'least time between requests to a server; below the floor for loopback only',
      parseCount(0),
    )
    .option(
      '--connections <number>',
      'requests to a server at a time; above the limit for loopback only',
      parseCount(1),
    )
    .option('--allow-host <host:port>', 'a private address that may be asked; may be repeated', collectHost);
}

/** Settings of a command, from its flags, the environment and the configuration file. Throws a `UsageError`. */
export function settingsOf(flags: CommonFlags & NetworkFlags, io: Io): Settings {
  const { config } = readConfig(io.workingDirectory, io.env);
  const pace = flags.pace ?? config.pace;
  const connections = flags.connections ?? config.connections;
  return {
    data: resolve(io.workingDirectory, flags.data ?? variable(io.env, 'DECKHAND_DATA') ?? config.data ?? 'data'),
    json: flags.json ?? false,
    logLevel: flags.logLevel ?? (flags.quiet === true ? null : (config.logLevel ?? null)),
    quiet: flags.quiet ?? false,
    dryRun: flags.dryRun ?? false,
    budgets: {
      maxFiles: flags.maxFiles ?? config.maxFiles ?? null,
      maxBytes: flags.maxBytes ?? config.maxBytes ?? null,
      maxMilliseconds: flags.maxTime ?? config.maxTime ?? null,
    },
    maxFileBytes: flags.maxFileBytes ?? config.maxFileBytes ?? DEFAULT_MAX_FILE_BYTES,
    pace: {
      ...(pace === undefined ? {} : { ms: pace }),
      ...(connections === undefined ? {} : { connections }),
    },
    allowedAddresses: [...(flags.allowHost ?? []), ...(config.allowHosts ?? [])],
    metrics: config.metrics === undefined ? null : resolve(io.workingDirectory, config.metrics),
    config,
  };
}

function collectHost(value: string, before: readonly string[] = []): readonly string[] {
  if (!/^[^/\s]+:\d+$/.test(value)) throw new InvalidArgumentError('It must be host:port, such as 127.0.0.1:8080.');
  return [...before, value];
}
