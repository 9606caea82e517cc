import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { takeWriterLock } from '../../src/archive/lock.ts';
import { deckhand } from '../setup/command-line.ts';
import { startServer } from '../setup/server.ts';
import { trialDirectory } from '../setup/trial-archive.ts';
import { HARBOUR, trialConference } from './trial-conference.ts';

/** What `--json` prints for an error. */
interface ErrorDocument {
  readonly error: { readonly code: string; readonly message: string; readonly exit: string; readonly exitCode: number };
}

/** Where even root may write nothing (Linux); elsewhere a place below a device. */
const UNWRITABLE = process.platform === 'linux' ? '/sys/deckhand/data' : '/dev/null/data';

/** Every name below a directory. */
const within = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' }).toSorted();

/** Runs a command line as a person and as a program would, and holds the two together. */
async function refused(
  args: readonly string[],
  given: { workingDirectory?: string; env?: Record<string, string> } = {},
): Promise<ErrorDocument['error']> {
  const person = await deckhand(args, given);
  expect(person.stdout).toBe('');
  const program = await deckhand([...args, '--json'], given);
  const { error } = JSON.parse(program.stdout) as ErrorDocument;
  expect(person.stderr).toContain(`deckhand: ${error.message}\n`);
  expect([person.code, program.code]).toEqual([error.exitCode, error.exitCode]);
  return error;
}

describe('a command line that cannot be meant is refused, and nothing is written:', () => {
  it.each<[string[], string, RegExp]>([
    [
      ['archive', 'kubecon-eu-2081'],
      'unknown_conference',
      /^There is no conference "kubecon-eu-2081"\. Did you mean .*kubecon-eu-2018.*\? "deckhand conferences" lists all/,
    ],
    [
      ['archive', 'htp:/x'],
      'malformed_address',
      /^"htp:\/x" is neither a conference's name nor a web address\. An address looks like https:/,
    ],
    [['crawl', 'not a slug!'], 'malformed_address', /^"not a slug!" is neither/],
    [['archive', 'ftp://x.org'], 'malformed_address', /^"ftp:\/\/x\.org" is neither/],
    [
      ['archive', 'https://x.org/', '--platform', 'shed'],
      'unknown_platform',
      /^There is no platform "shed"\. Known ones: .*sched/,
    ],
    [
      ['archive', 'https://x.org/', '--zone', 'Copenhagen'],
      'bad_zone',
      /^--zone Copenhagen is no IANA time zone\. They look like Europe\/Copenhagen\.$/,
    ],
    [['archive', 'https://x.org/', '--as', 'X Y'], 'bad_slug', /^--as X Y: a conference's name has lower-case letters/],
    [['archive', 'kubecon-eu-2018', '--zone', 'Europe/Berlin'], 'flags_without_address', /go with an address/],
    [['archive'], 'bad_command_line', /^missing required argument/],
    [
      ['archive', 'kubecon-eu-2018', '--max-bytes', 'many'],
      'bad_command_line',
      /It must be a size such as 500000, 20MB or 1GiB\.$/,
    ],
    [
      ['archive', 'kubecon-eu-2018', '--max-time', 'soon'],
      'bad_command_line',
      /It must be a time such as 90s, 30m or 2h\.$/,
    ],
    [
      ['archive', 'kubecon-eu-2018', '--max-files', '-1'],
      'bad_command_line',
      /It must be a whole number, 0 or more\.$/,
    ],
    [
      ['archive', 'kubecon-eu-2018', '--connections', '0'],
      'bad_command_line',
      /It must be a whole number, 1 or more\.$/,
    ],
    [
      ['archive', 'kubecon-eu-2018', '--allow-host', 'localhost'],
      'bad_command_line',
      /It must be host:port, such as 127\.0\.0\.1:8080\.$/,
    ],
    [['status', '--log-level', 'loud'], 'bad_command_line', /Allowed choices are trace, debug/],
    [['stauts'], 'bad_command_line', /^unknown command 'stauts'\n\(Did you mean status\?\)$/],
    [['status', '--jsno'], 'bad_command_line', /^unknown option '--jsno'\n\(Did you mean --json\?\)$/],
    [['status', 'kubecon-eu-2018', 'kubecon-eu-2019'], 'bad_command_line', /^too many arguments/],
    [
      ['status'],
      'no_archive',
      /^There is no archive in \/.*\/data\. "deckhand archive <conference>" makes one; --data names another directory\.$/,
    ],
    [['download'], 'no_archive', /^There is no archive in /],
    [['verify'], 'no_archive', /^There is no archive in /],
    [['accept', 'kubecon-eu-2018'], 'no_archive', /^There is no archive in /],
    [['archive', 'kubecon-eu-2018x', '--dry-run'], 'unknown_conference', /Did you mean kubecon-eu-2018/],
  ])('%j', async (args, code, message) => {
    const workingDirectory = trialDirectory();
    const error = await refused(args, { workingDirectory });
    expect(error).toMatchObject({ code, exit: 'usage', exitCode: 2 });
    expect(error.message).toMatch(message);
    expect(within(workingDirectory)).toEqual([]);
  });

  it('a refused command says how its help is found', async () => {
    expect((await deckhand(['archive'])).stderr).toMatch(/\n\("deckhand archive --help" shows how\)\n$/);
    expect((await deckhand(['stauts'])).stderr).toMatch(/\n\("deckhand --help" lists the commands\)\n$/);
  });
});

describe('a configuration that is wrong is refused:', () => {
  const refusal = async (text: string): Promise<string> => {
    const workingDirectory = trialDirectory();
    writeFileSync(join(workingDirectory, 'deckhand.config.json'), text);
    const error = await refused(['archive', 'kubecon-eu-2018'], { workingDirectory });
    expect(error).toMatchObject({ code: 'bad_config', exitCode: 2 });
    expect(within(workingDirectory)).toEqual(['deckhand.config.json']);
    return error.message;
  };
  it.each<[string, RegExp]>([
    [
      '{"contcat": "ops@example.org"}',
      /deckhand\.config\.json has errors:\n {2}contcat: there is no such setting\. Did you mean "contact"\?\nAll settings: docs\/configuration\.md$/,
    ],
    ['{"contact": "me"}', /contact: must be an e-mail or web address/],
    ['{"data": 3}', / {2}data: must be a path, such as "\/srv\/deckhand\/data"/],
    ['{"colour": "red"}', /colour: there is no such setting\. Known are contact, data, /],
    ['{"maxBytes": "many"}', /maxBytes: must be a size such as 500000, 20MB or 1GiB/],
    ['{"maxTime": "5 parsecs"}', /maxTime: must be a time such as 90s, 30m or 2h/],
    ['{"maxFiles": -1}', /maxFiles: must be a whole number, 0 or more/],
    ['{"pace": "fast"}', /pace: must be a whole number, 0 or more/],
    ['{"ping": "hc-ping.com/x"}', /ping: must be a web address, such as /],
    [
      '{"ping": {"sucess": "https://x.org/", "failure": "https://x.org/"}}',
      / {2}ping\.success: must be a web address.*\n {2}ping\.sucess: there is no such setting\. Did you mean "success"\?\n/,
    ],
    ['{"ping": {"success": "https://x.org/"}}', / {2}ping\.failure: must be a web address/],
    ['{"ping": 7}', / {2}ping: must be a web address, or \{"success": /],
    ['{"contact": 7}', / {2}contact: must be an e-mail or web address/],
    ['{"allowHosts": [7]}', /allowHosts\.0: must be host:port/],
    ['{"webhook": "mailto:me@example.org"}', /webhook: must be a web address, such as /],
    ['{"logLevel": "loud"}', /logLevel: must be one of trace, debug, /],
    ['{"data": 3, "metrics": ""}', /data: must be a path.*\n {2}metrics: must be a path/],
    ['{"allowHosts": ["localhost"]}', /allowHosts\.0: must be host:port/],
    ['{"contact": }', /cannot be read as JSON: /],
    ['[]', /\(top level\): must be an object, such as /],
  ])('%s', async (text, message) => {
    expect(await refusal(text)).toMatch(message);
  });

  it('one that is named and not there', async () => {
    const error = await refused(['status'], { env: { DECKHAND_CONFIG: '/nowhere/deckhand.json' } });
    expect(error).toMatchObject({
      code: 'no_config',
      message: 'DECKHAND_CONFIG names /nowhere/deckhand.json, which is not there.',
    });
  });
});

describe('a data directory', () => {
  const withFile = (make: (path: string) => void): string => {
    const directory = trialDirectory();
    make(join(directory, 'archive.sqlite'));
    return directory;
  };
  const sqlite = (sql: string) => (path: string) => {
    const database = new SqliteDatabase(path);
    database.exec(sql);
    database.close();
  };
  it.each<[string, () => string, string, number, RegExp]>([
    [
      'below a file',
      () =>
        join(
          withFile((path) => writeFileSync(path, '')),
          'archive.sqlite',
          'data',
        ),
      'no_space',
      8,
      /\/data cannot be made: a file stands where a directory has to be\. Name another with --data\.$/,
    ],
    [
      'that is a file',
      () =>
        join(
          withFile((path) => writeFileSync(path, '')),
          'archive.sqlite',
        ),
      'no_space',
      8,
      /cannot be made: a file stands where/,
    ],
    [
      'where the system takes no directory at all',
      () => (process.platform === 'linux' ? '/proc/deckhand/data' : UNWRITABLE),
      'no_space',
      8,
      /^\/\S+ cannot be made: (?:the system takes no new directories there|a file stands)/,
    ],
    ['where the system lets nobody write', () => UNWRITABLE, 'no_space', 8, /^\/\S+ cannot be (?:written|made)/],
    [
      'with a file that is no database',
      () => withFile((path) => writeFileSync(path, 'Dear diary, today was a good day.')),
      'not_our_database',
      2,
      /archive\.sqlite is not an SQLite database\. Name another directory with --data, or move the file away\.$/,
    ],
    [
      'with the database of another program',
      () => withFile(sqlite('CREATE TABLE notes (text)')),
      'not_our_database',
      2,
      /is an SQLite database of another program\./,
    ],
    [
      'of a newer Deckhand',
      () => withFile(sqlite('PRAGMA application_id = 1147495275; PRAGMA user_version = 999; CREATE TABLE x (y)')),
      'newer_database',
      2,
      /was written by a newer Deckhand \(schema 999; this one knows \d+\)\. Upgrade Deckhand, or restore a copy/,
    ],
    ['whose database is a directory', () => withFile((path) => mkdirSync(path)), 'no_space', 8, /cannot be written/],
  ])('%s is refused', async (_, make, code, exitCode, message) => {
    const error = await refused(['archive', 'kubecon-eu-2018', '--data', make()]);
    expect(error).toMatchObject({ code, exitCode });
    expect(error.message).toMatch(message);
  });

  it('that another run is writing to is left to it, by name', async () => {
    const trial = await trialConference();
    await trial.crawl();
    const lock = takeWriterLock(trial.data, 'archive kubecon-eu-2018', '2024-05-22T02:00:00Z');
    try {
      for (const args of [['crawl', HARBOUR], ['download'], ['accept', HARBOUR]]) {
        const error = await refused([...args, '--data', trial.data]);
        expect(error).toMatchObject({ code: 'locked', exit: 'locked', exitCode: 6 });
        expect(error.message).toMatch(
          /^"deckhand archive kubecon-eu-2018" \(process \d+ on \S+, since 2024-05-22T02:00:00Z\) is writing to .*\. Wait for it to end, or name another directory with --data\.$/,
        );
      }
      // Whoever only looks needs no lock.
      for (const args of [['status'], ['missing'], ['search', 'tide'], ['verify'], ['download', '--dry-run']])
        expect((await trial.run(...args)).code).toBe(0);
    } finally {
      lock.release();
    }
  });
});

describe('a conference that is not in the archive', () => {
  it.each<[string, RegExp]>([
    ['kubecon-eu-2018', /^kubecon-eu-2018 is not in this archive yet\. "deckhand archive kubecon-eu-2018" reads it\.$/],
    ['harbourconf-2042', /^There is no conference "harbourconf-2042"\. Did you mean harbourconf-2024\?/],
    ['nonsense', /^There is no conference "nonsense"\. "deckhand conferences" lists all/],
  ])('%s: every command says so', async (name, message) => {
    const trial = await trialConference();
    await trial.crawl();
    for (const args of [['status'], ['missing'], ['download'], ['reparse'], ['accept']]) {
      const error = await refused([...args, name, '--data', trial.data]);
      expect(error.exitCode).toBe(2);
      expect(error.message).toMatch(message);
    }
  });
});

describe('an address', () => {
  it('at which nobody answers ends the run as partial, and says who', async () => {
    const trial = await trialConference();
    const server = await startServer();
    await server.close();
    const report = await trial.json('archive', server.url('/'));
    expect(report).toMatchObject({ exit: 'partial', exitCode: 3 });
    expect(report.notes.map(({ message }) => message).join('\n')).toContain(`connect ECONNREFUSED ${server.address}`);
    expect((await trial.run('archive', server.url('/'))).stdout).toMatch(/^- .*ECONNREFUSED/);
  });

  it('of a page that is no schedule ends the run as suspect', async () => {
    const trial = await trialConference();
    const server = await startServer({ '/': '<p>Welcome to our company</p>' });
    const ended = await trial.run('archive', server.url('/'));
    expect(ended.code).toBe(4);
    expect(ended.stdout).toMatch(
      /^! http\S+ \(status 200\) is no schedule of a kind we know\. Name the page that lists the sessions, or say which it is with --platform\.\n/,
    );
    expect((await trial.run('status')).stdout).toMatch(/^The archive is empty\./);
  });

  it('in a private network that nobody named is not asked', async () => {
    const trial = await trialConference();
    const server = await startServer();
    const redirecting = await startServer({ '/': { status: 302, headers: { location: server.url('/') } } });
    const report = await trial.json('archive', redirecting.url('/'));
    expect(report).toMatchObject({ exit: 'usage', exitCode: 2 });
    const [note] = report.notes;
    expect(note?.message).toContain(server.address);
    expect(note?.message).toMatch(/it lies in a private or special network\. .*--allow-host/);
    expect(server.seen).toEqual([]);
  });
});
