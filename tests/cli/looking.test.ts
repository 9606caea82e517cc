import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deckhand } from '../setup/command-line.ts';
import { trialDirectory } from '../setup/trial-archive.ts';
import { type Ended, HARBOUR, type Trial, trialConference } from './trial-conference.ts';

const MOORING = /61\/mooring/;

async function archived(): Promise<Trial> {
  const trial = await trialConference();
  trial.site.fault(MOORING, { kind: 'status', status: 403 });
  await trial.archive();
  return trial;
}

describe('`status`', () => {
  it('shows each conference on a line, and what needs a person', async () => {
    const trial = await archived();
    expect((await trial.run('status')).stdout).toMatch(
      /^conference +begins +phase +last read +next read +sessions +decks +size\nharbourconf-2024 +2024-05-14 +running +2024-05-22 +2024-05-22 +23 +11 of 16 +\d+ kB\n! harbourconf-2024: 1 deck behind a wall\. "deckhand missing harbourconf-2024" lists them; deckhand attach <link> <file> stores what you fetch\.\n$/,
    );
    expect((await trial.run('status', HARBOUR)).stdout).toMatch(
      /^HarbourConf 2024 \(harbourconf-2024\), 2024-05-14 to 2024-05-15\nlast read .*\nsessions +23 \(1 cancelled, 0 withdrawn\)\ntalks +16, 11 with a deck\nlinks +15: 14 stored, 1 behind a wall\nfiles +13 files, \d+ kB\nslides +\d+ slides; files: \d+ with text.*\n! /,
    );
  });

  it('--quiet is silent when nothing needs a person', async () => {
    const trial = await trialConference();
    await trial.archive();
    expect(await trial.run('status', '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('`missing`', () => {
  it('says of each session without a deck why', async () => {
    const trial = await archived();
    const { missing } = await trial.json<{ missing: Record<string, unknown>[] }>('missing');
    expect(missing.map(({ title, reason }) => `${String(reason)}: ${String(title)}`).toSorted()).toEqual([
      'announced_without_file: A Century of Cranes',
      'no_link: Closing Remarks',
      'no_link: Small Ports Mini-Summit',
      'no_link: Weather Is Just Backpressure',
      'no_link: Who Owns the Pager at Sea?',
      'wall: Mooring Stateful Workloads: Persistent Storage Without Tears',
    ]);
    const text = (await trial.run('missing', HARBOUR)).stdout;
    expect(text).toMatch(/^conference +reason +title +link\n/);
    expect(text).toMatch(/announced without file +A Century of Cranes\n/);
  });
});

describe('`search`', () => {
  it.each<[string, string[], RegExp | null]>([
    [
      'words of a title',
      ['undersea', 'cable'],
      /^1 session:\n\n#2b: Repairing an Undersea Cable Over the Network - Mei-Ling Huang \(Lanternfish\)\n/,
    ],
    ['a company', ['quayside'], /Quayside/],
    ['a name without its accents', ['idowu', 'adebayo'], /Ìdòwú Adébáyò/],
    ['the beginning of a word', ['observab*'], /Salt, Rust and Observability/],
    [
      'a phrase that the shell unquoted',
      ['persistent storage without tears'],
      /^1 session:\n\nMooring Stateful Workloads/,
    ],
    ['what is nowhere', ['submarine'], null],
  ])('finds by %s', async (_, words, found) => {
    const trial = await trialConference();
    await trial.crawl();
    const { code, stdout } = await trial.run('search', ...words);
    expect(code).toBe(0);
    if (found === null) expect(stdout).toBe('Nothing found.\n');
    else expect(stdout).toMatch(found);
  });

  it('keeps to a conference and to a number', async () => {
    const trial = await trialConference();
    await trial.crawl();
    const { sessions } = await trial.json<{ sessions: unknown[] }>(
      'search',
      'coffee',
      '--conference',
      HARBOUR,
      '--limit',
      '2',
    );
    expect(sessions).toHaveLength(2);
    expect((await trial.run('search', 'coffee', '--conference', 'harbourconf-2042')).stderr).toMatch(
      /Did you mean harbourconf-2024\?/,
    );
  });
});

describe('`conferences`', () => {
  it('lists what is known by name without an archive, and finds by words', async () => {
    const workingDirectory = trialDirectory();
    const all = JSON.parse((await deckhand(['conferences', '--json'], { workingDirectory })).stdout) as {
      conferences: unknown[];
    };
    expect(all.conferences.length).toBeGreaterThan(5);
    expect((await deckhand(['conferences', 'EU', '2018'], { workingDirectory })).stdout).toMatch(
      /^conference .*\nkubecon-eu-2018 +2018-\S+ +Copenhagen +sched +KubeCon/,
    );
    expect((await deckhand(['conferences', 'atlantis'], { workingDirectory })).stdout).toMatch(
      /^No conference has these words\. An address works as well/,
    );
  });

  it('lists what a person added by its address', async () => {
    const trial = await trialConference();
    await trial.crawl();
    expect((await trial.run('conferences', 'harbour')).stdout).toMatch(
      /\nharbourconf-2024 +2024-05-14 +\S* *sched +HarbourConf 2024 +2024-05-22T/,
    );
  });
});

describe('`verify`', () => {
  const path = (trial: Trial): string =>
    String(trial.rows('SELECT path FROM deck_overview ORDER BY path').at(0)?.['path']);
  const verified = async (harm: (trial: Trial) => void): Promise<{ trial: Trial; ended: Ended; file: string }> => {
    const trial = await archived();
    const file = path(trial);
    harm(trial);
    return { trial, ended: await trial.run('verify'), file: join(trial.data, file) };
  };
  const name = (file: string): string => file.slice(file.lastIndexOf('/') + 1);

  it('finds nothing in an archive that is whole', async () => {
    const { ended } = await verified(() => {});
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(
      /^13 files \(\d+ kB\), 2 captured pages and \d+ pictures read, the database and its full-text indexes checked: all as they were written\n$/,
    );
  });

  it('names a file of which one bit was flipped', async () => {
    const { ended, file } = await verified((trial) => {
      const place = join(trial.data, path(trial));
      const bytes = readFileSync(place);
      bytes[100] = (bytes[100] ?? 0) ^ 1;
      writeFileSync(place, bytes);
    });
    expect(ended.code).toBe(7);
    expect(ended.stdout).toContain(`! The stored file ${name(file)} is damaged. It came from http://127.0.0.1:`);
    expect(ended.stdout).toMatch(
      /"deckhand verify --repair" fetches it again where it is still to be had; otherwise restore it from a backup\.\n.*: 1 defect\n$/,
    );
  });

  it('names a file that is missing', async () => {
    const { ended, file } = await verified((trial) => rmSync(join(trial.data, path(trial))));
    expect(ended.code).toBe(7);
    expect(ended.stdout).toContain(`! The stored file ${name(file)} is missing.`);
  });

  it('names a captured page that cannot be read', async () => {
    const { ended } = await verified((trial) => rmSync(join(trial.data, 'captures'), { recursive: true }));
    expect(ended.code).toBe(7);
    expect(ended.stdout).toMatch(
      /! The captured page of http\S+ is missing: captures\/\S+ is not there\. Restore captures\/\S+ from a backup; "deckhand verify --repair" has the page asked for again\.\n/,
    );
  });

  it('mentions a file that belongs to nothing, which is no failure', async () => {
    const { ended } = await verified((trial) => {
      const place = join(trial.data, path(trial));
      writeFileSync(
        place.replace(
          /([0-9a-f]{64})\.\w+$/,
          (_, sha: string) => `${sha.slice(0, -1)}${sha.endsWith('0') ? '1' : '0'}.pdf`,
        ),
        'x',
      );
    });
    expect(ended.code).toBe(0);
    expect(ended.stdout).toMatch(
      /^! decks\/\S+\.pdf belongs to no link\. A killed run leaves such a file; it does no harm\. "deckhand verify --repair" moves it to orphans\/, from where it may be deleted\.\n/,
    );
  });

  it('--quiet says only what is wrong', async () => {
    const trial = await archived();
    expect((await trial.run('verify', '--quiet')).stdout).toBe('');
  });
});

describe('`doctor`', () => {
  interface Finding {
    readonly name: string;
    readonly state: string;
    readonly found: string;
    readonly advice: string | null;
  }
  /** Behind a proxy that is not asked: nothing leaves this machine. */
  const examined = async (
    workingDirectory: string,
    data: string,
  ): Promise<{ code: number; findings: Map<string, Finding> }> => {
    const env = { HTTPS_PROXY: 'http://user:secret@proxy.example:3128' };
    const { code, stdout } = await deckhand(['doctor', '--json', '--data', data], { workingDirectory, env });
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    return { code, findings: new Map(findings.map((finding) => [finding.name, finding])) };
  };

  it('of a fresh installation finds what is needed, says what is missing, and writes nothing', async () => {
    const workingDirectory = trialDirectory();
    const { code, findings } = await examined(workingDirectory, join(workingDirectory, 'data'));
    expect(code).toBe(0);
    expect([...findings.keys()]).toEqual([
      'Node.js',
      'SQLite',
      'Chromium',
      'poppler',
      'LibreOffice',
      'prlimit',
      'Data directory',
      'Disk',
      'Archive',
      'Network',
      'Contact',
    ]);
    expect(findings.get('Node.js')).toMatchObject({ state: 'ok', found: process.version });
    expect(findings.get('SQLite')).toMatchObject({ state: 'ok' });
    expect(findings.get('Data directory')).toMatchObject({
      state: 'ok',
      found: `${join(workingDirectory, 'data')} (will be made)`,
    });
    expect(findings.get('Archive')).toMatchObject({ state: 'missing', found: 'none yet' });
    expect(findings.get('Network')).toMatchObject({
      state: 'ok',
      found: 'through the proxy proxy.example:3128, which was not asked',
    });
    expect(findings.get('Contact')).toMatchObject({
      state: 'missing',
      advice: expect.stringContaining('deckhand.config.json'),
    });
    for (const { state, advice } of findings.values()) expect(advice === null).toBe(state === 'ok');
  });

  it('finds the archive, and the contact of the configuration', async () => {
    const trial = await trialConference();
    await trial.crawl();
    const workingDirectory = trialDirectory();
    writeFileSync(
      join(workingDirectory, 'deckhand.config.json'),
      '{"contact": "ops@example.org", "chromium": "/nowhere/chromium"}',
    );
    const { code, findings } = await examined(workingDirectory, trial.data);
    expect(code).toBe(0);
    expect(findings.get('Archive')).toMatchObject({ state: 'ok', found: '1 conference' });
    expect(findings.get('Contact')).toMatchObject({ state: 'ok', found: 'ops@example.org' });
    expect(findings.get('Chromium')).toMatchObject({ state: 'missing' });
  });

  it.each<[string, (directory: string) => string, string, number]>([
    ['a directory that cannot be made', (directory) => join(directory, 'file', 'data'), 'Data directory', 8],
    ['an archive that is none', (directory) => directory, 'Archive', 2],
  ])('ends with an error for %s', async (_, data, name, exitCode) => {
    const directory = trialDirectory();
    writeFileSync(join(directory, 'file'), '');
    writeFileSync(join(directory, 'archive.sqlite'), 'Dear diary, today was a good day.');
    const { code, findings } = await examined(directory, data(directory));
    expect(code).toBe(exitCode);
    expect(findings.get(name)).toMatchObject({ state: 'broken', advice: expect.any(String) });
  });

  it('shows what there is to do beside what it found', async () => {
    const workingDirectory = trialDirectory();
    const env = { HTTPS_PROXY: 'http://proxy.example:3128' };
    const { stdout } = await deckhand(['doctor', '--quiet'], { workingDirectory, env });
    expect(stdout).toMatch(/^ +what +found +to do\n/);
    expect(stdout).toMatch(/missing +Archive +none yet +"deckhand archive kubecon-eu-2018" makes one\./);
    expect(stdout).not.toMatch(/^ok /m);
  });
});
