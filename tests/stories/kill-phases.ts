import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { shippedMigrations } from '../../src/archive/migrate.ts';
import { endState, namesIn, partsIn, scratchIn, wholeContent } from '../setup/end-state.ts';
import type { Site } from '../sites/sched/site.ts';

/** What a run needs to be begun, killed and judged. */
export interface Trial {
  readonly data: string;
  /** Where the snapshot is put. */
  readonly copy: string;
  readonly site: Site;
}

/** A part of the program's work in which it is killed. */
export interface Phase {
  readonly name: string;
  /** How often at least. */
  readonly kills: number;
  /** The archive that it begins with: that of an earlier phase, by name; null for none. */
  readonly from: string | null;
  readonly command: (trial: Trial) => readonly string[];
  /** How far the work has come when the clock of the kill begins: the chance number picks one of several moments. */
  readonly hasBegun: (trial: Trial, chance: number, requests: number) => boolean;
  /** Within how many milliseconds after that the kill comes. */
  readonly withinMs: number;
  /** What a kill has left half-done, by name; empty where it met nothing. */
  readonly halves: (trial: Trial) => readonly string[];
  /** What it must have met at least once each, over all kills. */
  readonly met: readonly string[];
  readonly end: (trial: Trial) => unknown;
  /** Must hold after every kill, before anything is mended. */
  readonly afterKill?: (trial: Trial, before: Buffer | null) => boolean;
}

const network = ({ site, data }: Trial): string[] => [
  ...['--data', data, '--allow-host', new URL(site.filesOrigin).host, '--allow-host', new URL(site.origin).host],
  ...['--pace', '0', '--connections', '3', '--json'],
];
const address = ({ site }: Trial): string[] => [
  ...[site.origin, '--as', 'harbourconf-2024', '--platform', 'sched', '--zone', 'Europe/Copenhagen'],
];
const existing = (condition: boolean, name: string): string[] => (condition ? [name] : []);
const backups = ({ data }: Trial): string[] => namesIn(join(data, 'backups'));
const halfCopies = ({ copy }: Trial): string[] => namesIn(join(copy, '..')).filter((name) => name.includes('.half-'));

function query(data: string, sql: string): unknown {
  const path = join(data, 'archive.sqlite');
  if (!existsSync(path)) return null;
  const database = new SqliteDatabase(path, { readonly: true });
  try {
    return database.prepare<[]>(sql).pluck().get();
  } catch {
    return null; // Killed before there was a table.
  } finally {
    database.close();
  }
}

export const PHASES: readonly Phase[] = [
  {
    name: 'crawl',
    kills: 16,
    from: null,
    command: (trial) => ['crawl', ...address(trial), ...network(trial)],
    hasBegun: ({ data }, chance, requests) => {
      if (chance % 4 === 0) return existsSync(join(data, 'lock.json'));
      if (chance % 4 === 1) return namesIn(join(data, 'captures')).length > 0;
      return requests > chance % 3;
    },
    withinMs: 40,
    halves: ({ data }) => [
      ...existing(namesIn(join(data, 'captures')).length > 0, 'captures'),
      ...existing(Number(query(data, 'SELECT count(*) FROM runs WHERE ended_at IS NULL')) > 0, 'run'),
    ],
    met: ['captures', 'run'],
    end: ({ data }) => endState(data),
  },
  {
    name: 'download',
    kills: 18,
    from: 'crawl',
    command: (trial) => ['download', ...network(trial)],
    hasBegun: (_, chance, requests) => requests >= chance % 14,
    withinMs: 25,
    halves: ({ data }) => [
      ...existing(partsIn(data) > 0, 'part'),
      ...existing(Number(query(data, "SELECT count(*) FROM links WHERE state = 'stored'")) > 0, 'stored'),
    ],
    met: ['part', 'stored'],
    end: ({ data }) => endState(data),
  },
  {
    name: 'inspect',
    kills: 16,
    from: 'download',
    command: ({ data }) => ['inspect', '--data', data, '--json'],
    hasBegun: ({ data }, chance) => scratchIn(data) > 0 && namesIn(join(data, 'pictures')).length > chance % 4,
    withinMs: 60,
    halves: ({ data }) => [
      ...existing(scratchIn(data) > 0, 'scratch'),
      ...existing(Number(query(data, 'SELECT count(*) FROM files WHERE inspector_version IS NOT NULL')) > 0, 'saved'),
    ],
    met: ['scratch', 'saved'],
    end: ({ data }) => endState(data),
  },
  {
    name: 'migrate',
    kills: 18,
    from: 'older',
    command: ({ data }) => ['download', '--data', data, '--max-files', '0', '--json'],
    hasBegun: (trial, chance) => {
      if (chance % 4 === 0) return existsSync(join(trial.data, 'lock.json'));
      const suffix = chance % 4 === 1 ? '.half' : '.sqlite';
      return backups(trial).some((name) => name.endsWith(suffix));
    },
    withinMs: 8,
    halves: (trial) => [
      ...existing(
        backups(trial).some((name) => name.endsWith('.half')),
        'half backup',
      ),
      ...existing(
        backups(trial).some((name) => name.endsWith('.sqlite')) &&
          Number(query(trial.data, 'PRAGMA user_version')) < shippedMigrations().length,
        'between versions',
      ),
    ],
    met: ['half backup', 'between versions'],
    end: (trial) => ({
      content: wholeContent(join(trial.data, 'archive.sqlite')),
      halves: backups(trial).filter((name) => !name.endsWith('.sqlite')),
    }),
  },
  {
    name: 'snapshot',
    kills: 16,
    from: 'inspect',
    command: ({ data, copy }) => ['snapshot', copy, '--data', data, '--json'],
    hasBegun: (trial) => halfCopies(trial).length > 0,
    withinMs: 60,
    halves: (trial) => existing(halfCopies(trial).length > 0, 'half copy'),
    met: ['half copy'],
    end: (trial) => ({ content: wholeContent(trial.copy), halves: halfCopies(trial) }),
    // The old one whole, or the new one whole.
    afterKill: ({ copy, data }, before) =>
      before?.equals(readFileSync(copy)) === true ||
      query(data, 'SELECT count(*) FROM attempts') === countIn(copy, 'attempts'),
  },
  {
    name: 'archive',
    kills: 20,
    from: null,
    command: (trial) => ['archive', ...address(trial), ...network(trial)],
    hasBegun: (_, chance, requests) => requests >= chance % 24,
    withinMs: 25,
    halves: ({ data }) => [...existing(partsIn(data) > 0, 'part'), ...existing(scratchIn(data) > 0, 'scratch')],
    met: ['part', 'scratch'],
    end: ({ data }) => endState(data),
  },
];

function countIn(path: string, table: string): unknown {
  const database = new SqliteDatabase(path, { readonly: true });
  try {
    const whole = database.pragma('quick_check', { simple: true }) === 'ok';
    return whole ? database.prepare<[]>(`SELECT count(*) FROM ${table}`).pluck().get() : null;
  } finally {
    database.close();
  }
}
