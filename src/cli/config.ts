import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../model/failure.ts';

/** The operator's file, looked for in the working directory or named by DECKHAND_CONFIG. */
export const CONFIG_FILE = 'deckhand.config.json';

/** `deckhand.config.json`. Unknown names are errors, so a misspelt one is not silently ignored. */
export const Config = z.strictObject({
  /** Whom a server's operator can complain to: an e-mail or web address. It is sent with every request. */
  contact: z
    .union([z.email(), z.url({ protocol: /^https?$/ })], { error: 'must be an e-mail or web address' })
    .optional(),
  /** The data directory, relative to the working directory; `--data` and DECKHAND_DATA win. */
  data: z.string().min(1).optional(),
  /** `host:port` of private addresses that may be asked, as with `--allow-host`. */
  allowHosts: z.array(z.string().regex(/^[^/\s]+:\d+$/, 'must be host:port')).optional(),
  /** Path of a Chromium for pages that need JavaScript. */
  chromium: z.string().min(1).optional(),
});
export type Config = z.infer<typeof Config>;

/** Reads the configuration; an absent file is an empty one. Throws a `UsageError` that names every wrong value by its path. */
export function readConfig(workingDirectory: string, env: Readonly<Record<string, string | undefined>>): Config {
  const named = env['DECKHAND_CONFIG'];
  const path = named ?? join(workingDirectory, CONFIG_FILE);
  if (!existsSync(path)) {
    if (named !== undefined) throw new UsageError('no_config', `DECKHAND_CONFIG names ${named}, which is not there.`);
    return {};
  }
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(
      'bad_config',
      `${path} is not valid JSON: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
  const parsed = Config.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .map((issue) => `  ${issue.path.join('.') || '(top level)'}: ${issue.message}`)
    .join('\n');
  throw new UsageError(
    'bad_config',
    `${path} has errors:\n${problems}\nKnown settings: ${Object.keys(Config.shape).join(', ')}.`,
  );
}
