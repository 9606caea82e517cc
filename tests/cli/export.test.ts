import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { writeFileOutput } from '../../src/exports/file-output.ts';
import { deckhand } from '../setup/command-line.ts';
import { trialDirectory } from '../setup/trial-archive.ts';
import { HARBOUR, type Trial, trialConference } from './trial-conference.ts';

const BIN = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));

/** Runs the program itself; its output goes into a pipe of which only so many bytes are read. */
function piped(
  args: readonly string[],
  most = Number.POSITIVE_INFINITY,
): Promise<{ code: number | null; stdout: Buffer; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const pieces: Buffer[] = [];
    let stderr = '';
    child.stdout.on('data', (piece: Buffer) => {
      pieces.push(piece);
      if (Buffer.concat(pieces).length >= most) child.stdout.destroy();
    });
    child.stderr.on('data', (piece: Buffer) => void (stderr += piece.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout: Buffer.concat(pieces), stderr }));
  });
}

describe('`export`', () => {
  let data: string;
  let trial: Trial;
  const run = (...args: string[]) => deckhand(['export', ...args, '--data', data], { workingDirectory: data });

  it('writes every format of every selection from the archive of a conference', async () => {
    trial = await trialConference();
    await trial.archive();
    const titles = async (...args: string[]): Promise<string[]> => {
      const { code, stdout, stderr } = await trial.run('export', 'ndjson', ...args);
      expect([code, stderr]).toEqual([0, '']);
      return stdout
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { title: string }).title);
    };
    expect(await titles()).toHaveLength(Number(trial.rows('SELECT count(*) AS n FROM sessions')[0]?.['n']));
    expect(await titles(HARBOUR, '--day', '2024-05-14', '--level', 'beginner')).toEqual([
      'Reading the Tide: An Introduction to Service Meshes',
    ]);
    expect(await titles('--kind', 'panel')).toEqual(['Who Owns the Pager at Sea?']);
    // As in a question.
    expect(await titles('--kind', 'Lightning-Talk', '--level', 'Any')).toEqual(['Eighty Percent Is Enough']);
    expect(await titles('--search', 'gangway')).toEqual(['Container Networking for People Who Load Containers']);
    // Keys come last: they take every word up to the next flag.
    expect(await titles('--key', '1cQa5', '1cQa4')).toEqual([
      'Mooring Stateful Workloads: Persistent Storage Without Tears',
      'Reading the Tide: An Introduction to Service Meshes',
    ]);

    const { stdout: report } = await trial.run('export', 'markdown', HARBOUR, '--key', '1cQa4', '1cQa6');
    expect(
      report
        .split('\n')
        .filter((line) => line.startsWith('- '))
        .map((line) => line.replace(/ \[.*/, '')),
    ).toEqual([
      '- Mooring Stateful Workloads: Persistent Storage Without Tears - Søren Bøgh & Łucja Dąbrowska, Tidewater Systems (Intermediate Skill Level)',
      '- Container Networking for People Who Load Containers - Tomás Ó Briain, Quayside, Inc. & Mei-Ling Huang, Lanternfish (Advanced Skill Level)',
    ]);
    const { stdout: csv } = await trial.run('export', 'csv', '--table', 'decks');
    expect(csv.trimEnd().split('\r\n')).toHaveLength(
      1 + Number(trial.rows('SELECT count(*) AS n FROM deck_overview')[0]?.['n']),
    );
  });

  it('of one archive gives the same bytes twice, also as a program into a pipe', async () => {
    trial = await trialConference();
    await trial.archive();
    ({ data } = trial);
    for (const table of ['sessions', 'people', 'links']) {
      const [one, other] = [await run('ndjson', '--table', table), await run('ndjson', '--table', table)];
      expect(one.stdout).toBe(other.stdout);
      const child = await piped(['export', 'ndjson', '--table', table, '--data', data]);
      expect([child.code, child.stdout.toString()]).toEqual([0, one.stdout]);
    }
    await run('parquet', '--output', 'x.parquet');
    const child = await piped(['export', 'parquet', '--data', data]);
    expect(child.stdout.equals(readFileSync(join(data, 'x.parquet')))).toBe(true);
  });

  it('ends quietly when the reader of the pipe goes away', async () => {
    trial = await trialConference();
    await trial.archive();
    const child = await piped(['export', 'warc', '--with-decks', '--data', trial.data], 1);
    expect([child.code, child.stderr]).toEqual([0, '']);
  });

  it.runIf(existsSync('/dev/full'))('says that the disk of standard output is full', async () => {
    trial = await trialConference();
    await trial.crawl();
    const args = [BIN, 'export', 'csv', '--data', trial.data];
    const { status, stderr } = spawnSync(process.execPath, args, {
      stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
    });
    expect([status, stderr.toString()]).toEqual([
      8,
      'deckhand: standard output cannot be written (its disk is full); what is there is not whole.\n',
    ]);
  });

  it.runIf(existsSync('/dev/full'))('ends with its own exit code where standard error cannot be written', async () => {
    trial = await trialConference();
    await trial.crawl();
    const full = openSync('/dev/full', 'w');
    const ended = (...args: string[]) =>
      spawnSync(process.execPath, [BIN, 'export', ...args, '--data', trial.data], {
        stdio: ['ignore', 'ignore', full],
      });
    expect(ended('csv', '--search', 'blockchain').status).toBe(0);
    expect(ended('cvs').status).toBe(2);
  });

  it('writes a file whole, says so, and replaces it on request only', async () => {
    trial = await trialConference();
    await trial.crawl();
    ({ data } = trial);
    const first = await run('csv', '--output', 'sessions.csv');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^\/\S+\/sessions\.csv: \d+ sessions selected, [\d.]+ kB\n$/);
    const before = readFileSync(join(data, 'sessions.csv'), 'utf8');
    expect((await run('csv')).stdout).toBe(before);

    writeFileSync(join(data, 'sessions.csv'), 'mine');
    const second = await run('csv', '--output', 'sessions.csv');
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(
      /sessions\.csv is there already\. --force replaces it; --output names another file\.\n$/,
    );
    expect(readFileSync(join(data, 'sessions.csv'), 'utf8')).toBe('mine');
    const third = await run('csv', '--output', 'sessions.csv', '--force', '--json');
    expect(JSON.parse(third.stdout)).toEqual({
      format: 'csv',
      output: join(data, 'sessions.csv'),
      bytes: Buffer.byteLength(before),
      sessions: trial.rows('SELECT 1 FROM sessions').length,
    });
    expect(readFileSync(join(data, 'sessions.csv'), 'utf8')).toBe(before);
    expect((await run('csv', '--output', 'quiet.csv', '--quiet')).stdout).toBe('');
  });

  it('leaves nothing behind when it fails', async () => {
    trial = await trialConference();
    await trial.crawl();
    ({ data } = trial);
    rmSync(join(data, 'captures'), { recursive: true });
    const { code, stderr } = await run('warc', '--output', 'x.warc.gz');
    expect(code).toBe(7);
    expect(stderr).toMatch(/^deckhand: The captured page of http/);
    expect(readdirSync(data).filter((name) => name.startsWith('x.warc'))).toEqual([]);
  });

  it('says when nothing is selected, and writes what an empty export is', async () => {
    trial = await trialConference();
    await trial.crawl();
    ({ data } = trial);
    const { code, stdout, stderr } = await run('csv', '--search', 'blockchain');
    expect([code, stderr]).toEqual([0, 'deckhand: no session is selected\n']);
    expect(stdout.split('\r\n')).toHaveLength(2);
    expect(await run('decks', '--search', 'blockchain', '--output', 'slides')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/slides: no file is selected\n$/) as string,
      stderr: 'deckhand: no session is selected\n',
    });
  });

  it.each([
    ['archive.sqlite'],
    ['archive.sqlite-wal'],
    ['lock.sqlite'],
    ['decks/talks.csv'],
    ['link.csv'],
    ['linked/archive.sqlite'],
    ['second.sqlite'],
  ])('never writes %s, which is the archive', async (output) => {
    trial = await trialConference();
    await trial.crawl();
    ({ data } = trial);
    symlinkSync('archive.sqlite', join(data, 'link.csv'));
    symlinkSync('.', join(data, 'linked'));
    linkSync(join(data, 'archive.sqlite'), join(data, 'second.sqlite'));
    const { code, stderr } = await run('csv', '--output', output, '--force');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/ belongs to the archive itself \(/)]);
    expect((await trial.run('export', 'csv')).code).toBe(0);
  });

  it('never writes over the archive of another directory', async () => {
    trial = await trialConference();
    await trial.crawl();
    ({ data } = trial);
    const other = trialDirectory();
    copyFileSync(join(data, 'archive.sqlite'), join(other, 'archive.sqlite'));
    const { code, stderr } = await run('csv', '--output', join(other, 'archive.sqlite'), '--force');
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/ is an archive or a backup of one: it is not overwritten/),
    ]);
  });

  it('of two that write one file at once leaves one whole, and tells the other', async () => {
    const path = join(trialDirectory(), 'both.md');
    const first = writeFileOutput(path, true, async (output) => {
      await output.write('first');
      expect(await writeFileOutput(path, true, (second) => second.write('second, and longer'))).toBe(18);
    });
    await expect(first).rejects.toThrow(/^Another export writes \/\S+both\.md at this moment/);
    expect(readFileSync(path, 'utf8')).toBe('second, and longer');
    expect(readdirSync(dirname(path))).toEqual(['both.md']);
  });

  it('replaces the file that a symbolic link leads to, and follows none to where it is not asked to write', async () => {
    trial = await trialConference();
    await trial.crawl();
    ({ data } = trial);
    writeFileSync(join(data, 'published.md'), 'old');
    writeFileSync(join(data, 'mine.md'), 'mine');
    symlinkSync('published.md', join(data, 'latest.md'));
    symlinkSync('mine.md', join(data, 'published.md.new'));
    expect((await run('markdown', '--output', 'latest.md', '--force')).code).toBe(0);
    expect(lstatSync(join(data, 'latest.md')).isSymbolicLink()).toBe(true);
    expect(lstatSync(join(data, 'published.md')).isSymbolicLink()).toBe(false);
    expect(readFileSync(join(data, 'published.md'), 'utf8')).toMatch(/^# HarbourConf/);
    expect(readFileSync(join(data, 'mine.md'), 'utf8')).toBe('mine');
  });

  it('makes a tree of the files, and reports it', async () => {
    trial = await trialConference();
    await trial.archive();
    ({ data } = trial);
    const { code, stdout } = await run('decks', HARBOUR, '--output', 'slides');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\/\S+\/slides: 1\d files copied \([\d.]+ kB\)\n$/);
    expect(readdirSync(join(data, 'slides', HARBOUR))).toContain(
      '2024-05-14 Mooring Stateful Workloads - Persistent Storage Without Tears - Søren Bøgh, Łucja Dąbrowska.key',
    );
    const again = await run('decks', '--output', 'slides', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({
      format: 'decks',
      output: join(data, 'slides'),
      copied: 0,
      beside: [],
      missing: [],
    });
    writeFileSync(join(data, 'file'), 'mine');
    const blocked = await run('decks', '--output', 'file');
    expect([blocked.code, blocked.stderr]).toEqual([
      2,
      expect.stringMatching(/\/file cannot be made: a file stands where a directory has to be\.\n$/),
    ]);
    expect((await run('decks', '--output', 'links', '--link')).stdout).toMatch(/links: 1\d linked\n$/);
  });

  it('of a tree with a stored file missing ends as damage, and with a name taken twice as partial', async () => {
    trial = await trialConference();
    await trial.archive();
    ({ data } = trial);
    const template = ['--template', '{key}.{ext}', '--key', '1cQa5'];
    await run('decks', '--output', 'one', ...template);
    const [found = ''] = readdirSync(join(data, 'one'));
    const sha = String(
      trial.rows(
        `SELECT d.sha256 FROM deck_overview d JOIN session_aliases a ON a.alias = '1cQa5' JOIN sessions s ON s.id = a.session_id AND s.key = d.session_key`,
      )[0]?.['sha256'],
    );
    writeFileSync(join(data, 'one', found), 'mine');
    const beside = await run('decks', '--output', 'one', ...template);
    expect([beside.code, beside.stdout]).toEqual([
      0,
      expect.stringMatching(
        /^! \S+ holds something that is not of this archive: it stays, and the file is \S+ \([0-9a-f]{8}\)\.pdf\.\n/,
      ),
    ]);
    writeFileSync(join(data, 'one', found.replace('.pdf', ` (${sha.slice(0, 8)}).pdf`)), 'mine too');
    expect((await run('decks', '--output', 'one', ...template)).code).toBe(3);
    rmSync(join(data, 'decks'), { recursive: true });
    const damaged = await run('decks', '--output', 'two', ...template);
    expect([damaged.code, damaged.stdout]).toEqual([
      7,
      expect.stringMatching(/^! The stored file decks\/\S+ is missing\./),
    ]);
  });
});

describe('`export` is refused, and nothing is written:', () => {
  it.each<[string[], RegExp]>([
    [['cvs'], /^There is no format "cvs"\. Did you mean csv\? There are: csv, ndjson, parquet, ics, /],
    [['markdwon', '--output', 'x'], /^There is no format "markdwon"\. Did you mean markdown\?/],
    [['markdown', '--table', 'decks'], /^--table is for csv, ndjson, parquet; markdown has no use of it\.$/],
    [['ndjson', '--escape-formulas'], /^--escape-formulas is for csv; ndjson has no use of it\.$/],
    [['csv', '--template', '{title}.{ext}'], /^--template is for decks; csv has no use of it\.$/],
    [['csv', '--self', 'https://x.org/feed.xml'], /^--self is for atom; csv has no use of it\.$/],
    [['atom', '--self', 'feed.xml'], /It must be an address, such as https:\/\/example\.org\/feed\.xml\./],
    [['decks', '--force', '--output', 'x'], /^--force is for files; decks overwrites nothing of yours in any case\.$/],
    [['decks'], /^decks makes a directory\. Name it, as in: --output slides$/],
    [['decks', '--output', '-'], /^decks makes a directory\./],
    [
      ['decks', '--output', 'x', '--template', '{titel}.{ext}'],
      /^--template: there is no field \{titel\}\. Did you mean \{title\}\?/,
    ],
    [['parquet'], /^parquet is no text for a terminal\. Name a file, as in: --output export\.parquet$/],
    [['warc'], /^warc is no text for a terminal\. Name a file, as in: --output export\.warc\.gz$/],
    [['csv', '--output', ''], /^--output has to name a file/],
    [['csv', '--table', 'talks'], /Allowed choices are sessions, decks, slides, people, links, missing, changes\./],
    [['csv', '--level', 'expert'], /It must be one of beginner, intermediate, advanced, any\.$/],
    [['csv', '--day', ''], /It must be a day, 2018-05-02, a month, 2018-05, or a range/],
    [['csv', '--kind', 'speech'], /It must be one of keynote, talk, /],
    [['csv', '--day', '2018-02-30'], /It must be a day, 2018-05-02, a month, 2018-05, or a range/],
    [['csv', '--day', '2018-05-04..2018-05-02'], /The first day of the range is after the last\.$/],
    [['csv'], /^There is no archive in /],
  ])('%j', async (args, message) => {
    const data = trialDirectory();
    const { code, stdout, stderr } = await deckhand(['export', ...args, '--data', data]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.replace(/^deckhand: /, '').replace(/\n(?:\("deckhand export.*\n)?$/, '')).toMatch(message);
    expect(readdirSync(data)).toEqual([]);
  });

  it('--json without a file for the export itself', async () => {
    const { code, stdout } = await deckhand(['export', 'csv', '--json', '--data', trialDirectory()]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        code: 'output_needed',
        message: expect.stringMatching(/has to go to a file, as in: --output export\.csv$/),
      },
    });
  });

  it('places that are no files', async () => {
    const trial = await trialConference();
    await trial.crawl();
    const refused = async (output: string): Promise<string> => {
      const { code, stderr } = await trial.run('export', 'csv', '--output', output, '--force');
      expect(code).toBe(2);
      return stderr;
    };
    mkdirSync(join(trial.data, 'there'));
    expect(await refused('there')).toMatch(/there is a directory\. Name a file in it with --output\./);
    expect(await refused('not/there/x.csv')).toMatch(
      /x\.csv cannot be made: the directory it would be in is not there\./,
    );
    expect(await refused('/dev/null')).toMatch(/\/dev\/null is no file\. For a pipe give no --output\./);
    expect(await refused(`${'x'.repeat(300)}.csv`)).toMatch(/is too long a path/);
    writeFileSync(join(trial.data, 'file'), '');
    const tree = await trial.run('export', 'decks', '--output', 'file/slides');
    expect([tree.code, tree.stdout]).toEqual([0, expect.stringMatching(/no file is selected/)]);
    const unknown = await trial.run('export', 'csv', 'harbourconf-2042');
    expect(unknown.stderr).toMatch(/Did you mean harbourconf-2024\? "deckhand conferences" lists all\.$/m);
    const address = await trial.run('export', 'csv', 'https://harbourconf2024.sched.com/');
    expect([address.code, address.stderr]).toEqual([
      2,
      expect.stringMatching(
        /sched\.com\/ is an address, and this takes the name of a conference\. "deckhand status" lists/,
      ),
    ]);
  });
});
