import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';
import type { Exchange } from '../../src/fetch/exchange.ts';
import type { RunReport } from '../../src/jobs/run.ts';
import { createFakeClock, type FakeClock } from '../setup/fake-clock.ts';
import { trialDirectory } from '../setup/trial-archive.ts';
import { harbour } from '../sites/harbour/conference.ts';
import type { SiteConference } from '../sites/sched/conference.ts';
import { altered } from '../sites/sched/programme-changes.ts';
import { type Site, type SiteOptions, startSite } from '../sites/sched/site.ts';

/** The name under which trials archive HarbourConf. */
export const HARBOUR = 'harbourconf-2024';

/** A command line that has ended: what it said, and its report where `--json` gave one. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A replica site, an empty data directory and a clock that jumps over every wait; all gone when the test is. */
export interface Trial {
  readonly site: Site;
  readonly data: string;
  readonly clock: FakeClock;
  /** Where SIGINT and SIGTERM come from. */
  readonly signals: EventEmitter;
  /** A command in the data directory, as a shell without a terminal would run it. */
  run(...args: string[]): Promise<Ended>;
  /** The same with `--json`: its document. */
  json<T = RunReport>(...args: string[]): Promise<T>;
  /** `archive` or `crawl` of the replica's address as `harbourconf-2024`. */
  archive(...flags: string[]): Promise<RunReport>;
  crawl(...flags: string[]): Promise<RunReport>;
  /** Rows of any query, read on a connection of its own as an analyst would. */
  readonly rows: (sql: string) => Record<string, unknown>[];
  /** `path status` of every request since the last call, without robots.txt. */
  asked(): string[];
}

/** HarbourConf without its one link to a host elsewhere. */
const ashore: SiteConference = {
  ...harbour,
  sessions: altered('1cQb1', { descriptionHtml: 'No link to another host.' })(harbour.sessions),
};

/** A week after HarbourConf. */
export const AFTERWARDS = Date.UTC(2024, 4, 22, 2);

export async function trialConference(
  given: { conference?: SiteConference; site?: SiteOptions; now?: number; connect?: () => Exchange } = {},
): Promise<Trial> {
  const clock = createFakeClock(given.now ?? AFTERWARDS);
  const site = await startSite(given.conference ?? ashore, {
    pageValidators: true,
    now: () => Date.parse('2024-05-20T00:00:00Z'),
    ...given.site,
  });
  onTestFinished(() => site.close());
  const data = trialDirectory();
  const signals = new EventEmitter();
  let seen = 0;

  const run = async (...args: string[]): Promise<Ended> => {
    const written = { stdout: '', stderr: '' };
    const code = await runCommandLine([...args, '--data', data], {
      stdout: { write: (text) => void (written.stdout += text) },
      stderr: { write: (text) => void (written.stderr += text) },
      env: {},
      workingDirectory: data,
      signals,
      clock,
      ...(given.connect === undefined ? {} : { connect: given.connect }),
    });
    return { code, ...written };
  };
  const json = async <T>(...args: string[]): Promise<T> => JSON.parse((await run(...args, '--json')).stdout) as T;
  const hosts = (): string[] => ['--allow-host', new URL(site.filesOrigin).host];
  const read = (verb: string, flags: string[]): Promise<RunReport> =>
    json(
      verb,
      site.origin,
      '--as',
      HARBOUR,
      '--platform',
      'sched',
      '--zone',
      'Europe/Copenhagen',
      ...hosts(),
      ...flags,
    );
  return {
    site,
    data,
    clock,
    signals,
    run,
    json,
    archive: (...flags) => read('archive', flags),
    crawl: (...flags) => read('crawl', flags),
    rows: (sql) => {
      const database = new SqliteDatabase(join(data, 'archive.sqlite'), { readonly: true });
      try {
        return database.prepare<[], Record<string, unknown>>(sql).all();
      } finally {
        database.close();
      }
    },
    asked: () => {
      const fresh = site.requests.slice(seen);
      seen = site.requests.length;
      return fresh.filter(({ path }) => path !== '/robots.txt').map(({ path, status }) => `${path} ${status}`);
    },
  };
}

/** Flags that let the decks of a stored conference be asked for. */
export function filesOf({ site }: Trial): string[] {
  return ['--allow-host', new URL(site.filesOrigin).host];
}

/** What a run said that went wrong or needs a person, a line each. */
export function messages({ notes }: Pick<RunReport, 'notes'>): string {
  return notes.map(({ message }) => message).join('\n');
}

/** The state of the link whose address ends like this. */
export function linkState({ rows }: Trial, path: string): unknown {
  return rows(`SELECT state FROM links WHERE url LIKE '%${path}'`).at(0)?.['state'];
}
