import { execFile } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import SqliteDatabase from 'better-sqlite3';
import { findPrograms, hasPoppler } from '../decks/inspection/programs.ts';
import { findChromium } from '../fetch/browser.ts';
import { look } from './start.ts';

/** One thing that Deckhand needs or can use. */
export interface Finding {
  readonly name: string;
  /** `missing`: something optional is not there. `broken`: Deckhand cannot work as it is. */
  readonly state: 'ok' | 'missing' | 'broken';
  readonly found: string;
  /** What to do; null when there is nothing to do. */
  readonly advice: string | null;
}

export interface DoctorOptions {
  readonly data: string;
  readonly contact: string | null;
  readonly chromium: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Less than this free, in bytes, and a conference with videos attached may not fit. */
const LITTLE_SPACE = 5e9;

/** Looks at everything a run depends on: Node, SQLite, a Chromium, the programs that read decks, the disk, the directory, the network, the contact. Writes nothing. */
export async function examine(options: DoctorOptions): Promise<Finding[]> {
  return [
    { name: 'Node.js', state: 'ok', found: process.version, advice: null },
    sqlite(),
    await chromium(options.chromium),
    ...(await inspectionPrograms(options.env)),
    ...directory(options.data),
    await archive(options.data),
    await network(options.env),
    contact(options.contact),
  ];
}

function sqlite(): Finding {
  const database = new SqliteDatabase(':memory:');
  const version = database.prepare<[], { v: string }>('SELECT sqlite_version() AS v').get()?.v ?? '?';
  const fts =
    database.prepare<[], { n: number }>("SELECT sqlite_compileoption_used('ENABLE_FTS5') AS n").get()?.n === 1;
  database.close();
  return fts
    ? { name: 'SQLite', state: 'ok', found: `${version} with FTS5`, advice: null }
    : {
        name: 'SQLite',
        state: 'broken',
        found: `${version} without FTS5`,
        advice: 'Install Deckhand again with "npm ci": its own SQLite has FTS5.',
      };
}

/** What reads decks: each with what is missing without it. */
async function inspectionPrograms(env: DoctorOptions['env']): Promise<Finding[]> {
  const programs = findPrograms(env);
  const poppler: Finding = hasPoppler(programs)
    ? { name: 'poppler', state: 'ok', found: await versionOf(programs.pdftotext, '-v'), advice: null }
    : {
        name: 'poppler',
        state: 'missing',
        found: 'none',
        advice:
          'PDFs are read by pdfjs, which takes more than twice the time and more memory. On Debian: apt-get install poppler-utils.',
      };
  const office: Finding =
    programs.soffice === null
      ? {
          name: 'LibreOffice',
          state: 'missing',
          found: 'none',
          advice:
            'Without it there are no pictures of PPTX and ODP slides, and PPT files are not read. On Debian: apt-get install libreoffice-impress-nogui.',
        }
      : { name: 'LibreOffice', state: 'ok', found: await versionOf(programs.soffice, '--version'), advice: null };
  const limits: Finding =
    programs.prlimit === null
      ? {
          name: 'prlimit',
          state: 'missing',
          found: 'none',
          advice:
            'Without it the memory of poppler and LibreOffice has no bound on hostile files. It comes with util-linux.',
        }
      : { name: 'prlimit', state: 'ok', found: programs.prlimit, advice: null };
  return [poppler, office, limits];
}

/** The first line that a program says of itself (poppler says it on stderr), and where it is. */
async function versionOf(path: string, flag: string): Promise<string> {
  try {
    const { stdout, stderr } = await promisify(execFile)(path, [flag], { timeout: 20_000 });
    return `${`${stdout}${stderr}`.split('\n')[0]?.trim()} (${path})`;
  } catch {
    return `${path} does not tell its version`;
  }
}

async function chromium(configured: string | null): Promise<Finding> {
  const path = await findChromium(configured);
  const advice =
    'Only pages that need JavaScript want it. On Debian: apt-get install chromium; elsewhere: npx playwright install chromium.';
  if (path === null) return { name: 'Chromium', state: 'missing', found: 'none', advice };
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 20_000 });
    return { name: 'Chromium', state: 'ok', found: `${stdout.trim()} (${path})`, advice: null };
  } catch {
    return { name: 'Chromium', state: 'missing', found: `${path} does not start`, advice };
  }
}

function directory(data: string): Finding[] {
  const place = nearest(data);
  const { bavail, bsize } = statfsSync(place);
  const free = bavail * bsize;
  const room = `${(free / 1e9).toFixed(1)} GB free`;
  return [
    writable(place)
      ? { name: 'Data directory', state: 'ok', found: existsSync(data) ? data : `${data} (will be made)`, advice: null }
      : {
          name: 'Data directory',
          state: 'broken',
          found: `${place} cannot be written`,
          advice: 'Make it writable for this user, or name another with --data.',
        },
    free >= LITTLE_SPACE
      ? { name: 'Disk', state: 'ok', found: room, advice: null }
      : {
          name: 'Disk',
          state: 'missing',
          found: room,
          advice: 'A conference takes 0.2 to 2 GB. Free some space, or limit a run with --max-bytes.',
        },
  ];
}

async function archive(data: string): Promise<Finding> {
  if (!existsSync(join(data, 'archive.sqlite'))) {
    return {
      name: 'Archive',
      state: 'missing',
      found: 'none yet',
      advice: '"deckhand archive kubecon-eu-2018" makes one.',
    };
  }
  try {
    const conferences = await look(data, (opened) => opened.conferences.all().length);
    return {
      name: 'Archive',
      state: 'ok',
      found: conferences === 1 ? '1 conference' : `${conferences} conferences`,
      advice: null,
    };
  } catch (error) {
    return {
      name: 'Archive',
      state: 'broken',
      found: error instanceof Error ? error.message : String(error),
      advice: 'See the message.',
    };
  }
}

async function network(env: DoctorOptions['env']): Promise<Finding> {
  const proxy = env['HTTPS_PROXY'] ?? env['https_proxy'] ?? env['HTTP_PROXY'] ?? env['http_proxy'];
  if (proxy !== undefined && proxy !== '') {
    const shown = URL.canParse(proxy) ? new URL(proxy).host : 'set';
    return { name: 'Network', state: 'ok', found: `through the proxy ${shown}, which was not asked`, advice: null };
  }
  try {
    const { address } = await lookup('sched.com');
    return { name: 'Network', state: 'ok', found: `sched.com is ${address}`, advice: null };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
    return {
      name: 'Network',
      state: 'missing',
      found: `sched.com cannot be looked up (${code})`,
      advice:
        'Check the connection and DNS; behind a proxy set HTTPS_PROXY. Saved pages can be read without: --from FILE.',
    };
  }
}

function contact(address: string | null): Finding {
  if (address !== null) return { name: 'Contact', state: 'ok', found: address, advice: null };
  const advice =
    'Put {"contact": "you@example.org"} into deckhand.config.json, so that a server operator can reach you.';
  return { name: 'Contact', state: 'missing', found: 'none', advice };
}

/** The directory itself, or the nearest one above it that exists. */
function nearest(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearest(dirname(path));
}

/** A directory in which files can be made. */
function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
