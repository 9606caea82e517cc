import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Input } from '../../src/cli/io.ts';
import { runCommandLine } from '../../src/cli/program.ts';
import type { Ended } from '../setup/command-line.ts';
import { stockThreeConferences } from '../setup/three-conferences.ts';
import { trialDirectory } from '../setup/trial-archive.ts';

const BIN = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));
/** Of util-linux: gives a program a terminal of its own. */
const TERMINAL = 'script';
const ENDLESS = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT';

function stocked(): string {
  const data = trialDirectory();
  stockThreeConferences(data);
  return data;
}

/** `deckhand sql` on the three conferences, with what comes in and how wide its terminal is. */
async function sql(
  args: readonly string[],
  given: { stdin?: Input; columns?: number; data?: string } = {},
): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const code = await runCommandLine(['sql', ...args, '--data', given.data ?? stocked()], {
    stdout: {
      write: (text) => void (written.stdout += text),
      ...(given.columns === undefined ? {} : { isTTY: true, columns: given.columns }),
    },
    stderr: { write: (text) => void (written.stderr += text) },
    ...(given.stdin === undefined ? {} : { stdin: given.stdin }),
    env: {},
    workingDirectory: '/',
    signals: new EventEmitter(),
  });
  return { code, ...written };
}

/** What a person at a terminal types. */
function typed(text: string): Input {
  const input = new PassThrough();
  input.end(text);
  return Object.assign(input, { isTTY: true });
}

describe('`sql`', () => {
  it('prints a table', async () => {
    const { code, stdout, stderr } = await sql([
      "SELECT key, decks, level FROM session_overview WHERE conference = 'harbour-2017' ORDER BY starts_at",
    ]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe('key    decks  level\nistio      1  beginner\nboats      1  intermediate\nlunch      0\n');
  });

  it('cuts long cells on a terminal only, and counts the rows there', async () => {
    const query = "SELECT 'short' AS a, printf('%.50c', 'x') AS b, 123456 AS c";
    expect((await sql([query])).stdout).toContain('x'.repeat(50));
    expect((await sql([query], { columns: 40 })).stdout).toBe(
      `a      b${' '.repeat(31)}c\nshort  ${'x'.repeat(24)}…  123456\n(1 row)\n`,
    );
    // A terminal that does not know its width.
    expect((await sql([query], { columns: 0 })).stdout).toContain('x'.repeat(50));
  });

  it('lets no text steer the terminal', async () => {
    const { stdout } = await sql(["SELECT char(27) || '[2J' || char(10) || 'x' AS a"], { columns: 80 });
    expect(stdout).toBe('a\n [2J x\n(1 row)\n');
  });

  it('prints JSON: columns, and rows as they are', async () => {
    const { stdout } = await sql([
      "SELECT 1 AS a, 9007199254740993 AS b, x'01ff' AS c, NULL AS d, 1.5 AS a, 9e999 AS e, 'é' || char(10) AS f",
      '--json',
    ]);
    expect(JSON.parse(stdout)).toEqual({
      columns: ['a', 'b', 'c', 'd', 'a', 'e', 'f'],
      rows: [[1, '9007199254740993', "x'01ff'", null, 1.5, 'Inf', 'é\n']],
    });
    expect(JSON.parse((await sql(['SELECT key FROM sessions WHERE 0', '--json'])).stdout)).toEqual({
      columns: ['key'],
      rows: [],
    });
  });

  it('prints CSV in which NULL is nothing and an empty text is not', async () => {
    const { stdout } = await sql([
      "SELECT NULL AS a, '' AS b, 'x, \"y\"' AS c, char(10) AS d, 9007199254740993 AS e, x'01' AS \"f,g\"",
      '--csv',
    ]);
    expect(stdout).toBe('a,b,c,d,e,"f,g"\n,"","x, ""y""","\n",9007199254740993,x\'01\'\n');
  });

  it('reads the query from standard input', async () => {
    expect(
      await sql([], { stdin: Readable.from(['-- a comment\nSELECT count(*) AS n\n', 'FROM conferences;\n']) }),
    ).toEqual({
      code: 0,
      stdout: 'n\n3\n',
      stderr: '',
    });
  });

  it('gives values to parameters: whole numbers as numbers, all else as text', async () => {
    const query = 'SELECT typeof(:a) AS a, typeof(:b) AS b, typeof(:c) AS c, :d AS d';
    const values = ['--param', 'a=12', '--param', 'b=012', '--param', ':c=1.0', '--param', 'd=x=y'];
    expect((await sql([query, ...values])).stdout).toBe('a        b     c     d\ninteger  text  text  x=y\n');
  });

  it.each<[string, string[], RegExp]>([
    [
      'a query that writes',
      ['DELETE FROM sessions'],
      /^deckhand: This would write, .*"deckhand snapshot <file>" makes a copy/,
    ],
    [
      'a query that is wrong',
      ['SELECT nope FROM sessions'],
      /^deckhand: SQLite: no such column: nope\.\n {2}SELECT nope FROM sessions\n {9}\^\n$/,
    ],
    ['two queries', ['SELECT 1; SELECT 2'], /One statement at a time; here are 2/],
    ['no query', [], /^deckhand: Say what to ask, as in: deckhand sql "SELECT/],
    ['a parameter without a value', ['SELECT :words'], /--param words=VALUE/],
    ['a value without a name', ['SELECT 1', '--param', 'istio'], /It must be name=value/],
    ['two forms at once', ['SELECT 1', '--csv', '--json'], /cannot be used with/],
  ])('ends with 2 for %s', async (_, args, words) => {
    expect(await sql(args)).toMatchObject({ code: 2, stderr: expect.stringMatching(words) });
  });

  it('with --json tells a failure after the first row in a document of its own', async () => {
    const { code, stdout } = await sql(['SELECT json(value) FROM json_each(\'[1,"{"]\')', '--json']);
    expect([code, (JSON.parse(stdout) as { error: { message: string } }).error.message]).toEqual([
      2,
      'SQLite: malformed JSON.',
    ]);
  });

  it('needs an archive', async () => {
    expect((await sql(['SELECT 1'], { data: trialDirectory() })).stderr).toMatch(/There is no archive in/);
  });

  it('ends quietly when nobody reads on', async () => {
    const child = spawn(process.execPath, [
      '--no-warnings',
      BIN,
      'sql',
      '--csv',
      `${ENDLESS} i FROM n`,
      '--data',
      stocked(),
    ]);
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => void (stderr += chunk.toString()));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(stderr).toBe('');
  });

  it('is ended by Ctrl-C in the middle of a query', async () => {
    const child = spawn(process.execPath, [
      '--no-warnings',
      BIN,
      'sql',
      `${ENDLESS} max(i) FROM n`,
      '--data',
      stocked(),
    ]);
    onTestFinished(() => void child.kill('SIGKILL'));
    await wait(1500);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([null, 'SIGINT']);
  });
});

describe('the prompt of `sql`', () => {
  it('takes statements over several lines, shows errors, and goes on', async () => {
    const { code, stdout } = await sql(['--quiet', '--param', 'key=istio'], {
      stdin: typed(
        'select title\nfrom sessions where key = :key;\nselect nope;\ndelete from sessions; select 1 as one;\n.quit\nselect 2;\n',
      ),
    });
    expect(code).toBe(0);
    expect(stdout.replaceAll(/(?:deckhand| {5}\.\.\.)> /g, '')).toBe(
      'title\nIstio in the harbour\n' +
        'SQLite: no such column: nope.\n  select nope\n         ^\n' +
        'This would write, and the archive is open to be read only. "deckhand snapshot <file>" makes a copy that you can change with sqlite3.\n' +
        'one\n  1\n',
    );
    expect(stdout.split('     ...> ')).toHaveLength(2);
  });

  it('explains the tables and their columns', async () => {
    const { stdout } = await sql([], {
      stdin: typed('.help\n.tables\n.schema slots\n.schema session_overview\n.schema nope\n.schema\n.nope\n'),
    });
    expect(stdout).toMatch(/, read-only\. \.help says how\.\n/);
    expect(stdout).toMatch(/Ctrl-D is/);
    expect(stdout).toMatch(/sessions_fts +one session, for full-text search with MATCH/);
    expect(stdout).toMatch(
      /slots: one row is one time and place of a session\.\n.*\ncolumn +type +what\nid +INTEGER +not NULL +Key\.\n/,
    );
    expect(stdout).toMatch(/column +what\nconference +Slug of the conference\.\n/);
    expect(stdout).toMatch(/There is no table or view nope; \.tables lists them\./);
    expect(stdout).toMatch(/CREATE TABLE conferences \(/);
    expect(stdout).toMatch(/There is no \.nope; \.help lists what there is\./);
  });

  it('has no JSON and no CSV', async () => {
    expect((await sql(['--json'], { stdin: typed('') })).code).toBe(2);
    expect((await sql(['--csv'], { stdin: typed('') })).code).toBe(2);
  });

  it.skipIf(spawnSync(TERMINAL, ['--version']).status !== 0)(
    'on a real terminal takes back a line by Ctrl-C, and is ended by it in a query',
    async () => {
      const command = `'${process.execPath}' --no-warnings '${BIN}' sql --data '${stocked()}'`;
      const child: ChildProcess = spawn(TERMINAL, ['-qec', command, '/dev/null'], {
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      let shown = '';
      child.stdout?.on('data', (chunk: Buffer) => void (shown += chunk.toString()));
      const see = async (text: string): Promise<void> => {
        while (!shown.includes(text)) await wait(10);
        shown = shown.slice(shown.indexOf(text) + text.length);
      };
      const type = (text: string): void => void child.stdin?.write(text);
      await see('deckhand> ');
      type('select 1 as half');
      await see('half');
      type('\u0003');
      await see('deckhand> ');
      type("select 'who' || 'le' as a;\n");
      await see('whole');
      await see('(1 row)');
      await see('deckhand> ');
      type('.sch\t');
      await see('ema');
      type(' slo\t');
      await see('ts');
      type('\n');
      await see('one time and place');
      await see('deckhand> ');
      type(`${ENDLESS} max(i) FROM n;\n`);
      await see('max(i) FROM n;');
      await wait(500);
      type('\u0003');
      expect(await once(child, 'exit')).toEqual([130, null]);
    },
  );
});
