import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { UsageError } from '../model/failure.ts';
import { parseBytes, parseDuration } from './quantities.ts';

/** The operator's file, looked for in the working directory or named by DECKHAND_CONFIG. */
export const CONFIG_FILE = 'deckhand.config.json';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

const WebAddress = z.url({
  protocol: /^https?$/,
  error: 'must be a web address, such as "https://example.org/deckhand"',
});

const NOT_HOST_AND_PORT = 'must be host:port, such as "192.168.1.5:8080"';
const HostAndPort = z.string({ error: NOT_HOST_AND_PORT }).regex(/^[^/\s]+:\d+$/, NOT_HOST_AND_PORT);

/** `deckhand.config.json`. Unknown names are errors, so a misspelt one is not silently ignored. */
export const Config = z.strictObject({
  /** Whom a server's operator can complain to: an e-mail or web address. It is sent with every request. */
  contact: z
    .union([z.email(), z.url({ protocol: /^https?$/ })], {
      error: 'must be an e-mail or web address, such as "you@example.org"',
    })
    .optional(),
  /** The data directory, relative to the working directory; `--data` and DECKHAND_DATA win. */
  data: text('a path, such as "/srv/deckhand/data"').optional(),
  /** `host:port` of private addresses that may be asked, as with `--allow-host`. */
  allowHosts: z.array(HostAndPort, { error: 'must be a list, such as ["192.168.1.5:8080"]' }).optional(),
  /** Path of a Chromium for pages that need JavaScript. */
  chromium: text('a path, such as "/usr/bin/chromium"').optional(),
  /** Told after each `deckhand nightly`: asked for when nothing needs a person, with `/fail` appended when something does. Or both addresses. */
  ping: z
    .union([WebAddress, z.strictObject({ success: WebAddress, failure: WebAddress })], {
      error: 'must be a web address, or {"success": "https://...", "failure": "https://..."}',
    })
    .optional(),
  /** Gets the report of each `deckhand nightly` as JSON, by POST. */
  webhook: WebAddress.optional(),
  /** Where the Prometheus text file is written; default: `reports/deckhand.prom` in the data directory. */
  metrics: text('a path, such as "/var/lib/node_exporter/deckhand.prom"').optional(),
  maxFiles: count(0).optional(),
  maxBytes: quantity(parseBytes).optional(),
  maxTime: quantity(parseDuration).optional(),
  maxFileBytes: quantity(parseBytes).optional(),
  /** Milliseconds. */
  pace: count(0).optional(),
  connections: count(1).optional(),
  logLevel: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).optional(),
});
/** The settings as read: sizes in bytes, times in milliseconds. */
export type Config = z.infer<typeof Config>;

function text(what: string) {
  return z.string({ error: `must be ${what}` }).min(1, `must be ${what}`);
}

function count(least: number) {
  const error = `must be a whole number, ${least} or more`;
  return z.int({ error }).min(least, error);
}

/** A number, or text as on the command line: `500MB`, `30m`. */
function quantity(parse: (text: string) => number) {
  return z
    .union([z.string(), z.number()], { error: 'must be a number or a text such as "500MB" or "30m"' })
    .transform((value, context) => {
      try {
        return parse(String(value));
      } catch (error) {
        const message = error instanceof Error ? error.message.replace(/^It m/, 'm').replace(/\.$/, '') : String(error);
        context.addIssue({ code: 'custom', message });
        return z.NEVER;
      }
    });
}

/** What was read, and from where; `path` is null where there is no file. */
export interface ReadConfig {
  readonly path: string | null;
  readonly config: Config;
}

/** An environment variable; one that is set to nothing, as compose files and units have it, is not set. */
export function variable(
  env: Readonly<Record<string, string | undefined>>,
  name: 'DECKHAND_CONFIG' | 'DECKHAND_DATA',
): string | undefined {
  return env[name] === '' ? undefined : env[name];
}

/** Reads the configuration; an absent file is an empty one. Throws a `UsageError` that names every wrong value by its path. */
export function readConfig(workingDirectory: string, env: Readonly<Record<string, string | undefined>>): ReadConfig {
  const named = variable(env, 'DECKHAND_CONFIG');
  const path = resolve(workingDirectory, named ?? CONFIG_FILE);
  if (!existsSync(path)) {
    if (named !== undefined) throw new UsageError('no_config', `DECKHAND_CONFIG names ${named}, which is not there.`);
    return { path: null, config: {} };
  }
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError('bad_config', `${path} cannot be read as JSON: ${why}`, { cause: error });
  }
  const parsed = Config.safeParse(json);
  if (parsed.success) return { path, config: parsed.data };
  const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue)).map((problem) => `  ${problem}`);
  throw new UsageError(
    'bad_config',
    `${path} has errors:\n${problems.join('\n')}\nAll settings: docs/configuration.md`,
  );
}

/** What is wrong, each with its path and what would be right; `above` is the path of the setting that the issue is within. */
function problemsOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): string[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => misspelt(key, path));
  // Of several forms the one that was tried: an object with a wrong key is no badly written text.
  const tried =
    issue.code === 'invalid_union'
      ? issue.errors.find((issues) => issues.every((one) => one.path.length > 0 || one.code === 'unrecognized_keys'))
      : undefined;
  if (tried !== undefined) return tried.flatMap((one) => problemsOf(one, path));
  if (path.length === 0) return ['(top level): must be an object, such as {"contact": "you@example.org"}'];
  return [`${path.join('.')}: ${issue.message}`];
}

function misspelt(key: string, path: readonly PropertyKey[]): string {
  const known = path.length === 0 ? Object.keys(Config.shape) : ['success', 'failure'];
  const best = closest(key, known);
  const near = distance(key.toLowerCase(), best.toLowerCase()) <= Math.max(2, key.length / 3);
  const advice = near ? `Did you mean "${best}"?` : `Known are ${known.join(', ')}.`;
  return `${[...path, key].join('.')}: there is no such setting. ${advice}`;
}
