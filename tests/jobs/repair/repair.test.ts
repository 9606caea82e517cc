import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { filesOf, HARBOUR, messages, type Trial, trialConference } from '../../cli/trial-conference.ts';
import { deckFor } from '../../setup/decks.ts';
import { change, filesBelow, flip, pathOf, repaired, seen, verified } from './damage.ts';

const KEYNOTE = 'Harbour%20That%20Never%20Sleeps';
const MOORING = 'mooring-stateful-workloads';

async function archived(): Promise<Trial> {
  const trial = await trialConference();
  expect((await trial.archive()).exitCode).toBe(0);
  return trial;
}

/** A blob that no link has. */
const STRAY = `decks/00/11/${'0011'.padEnd(64, 'a')}.pdf`;

/** What somebody does to an archive, the kinds of defects that are found then, and the harm itself. */
type Harm = readonly [string, string, (trial: Trial) => void];

const FILES: readonly Harm[] = [
  ['a file of which one bit was flipped', 'damaged', (trial) => flip(trial, pathOf(trial, KEYNOTE))],
  ['a file that is cut short', 'damaged', (trial) => truncateSync(join(trial.data, pathOf(trial, KEYNOTE)), 10)],
  ['a file that is missing', 'missing', (trial) => rmSync(join(trial.data, pathOf(trial, KEYNOTE)))],
  ['every file at once', 'missing', (trial) => rmSync(join(trial.data, 'decks'), { recursive: true })],
  [
    'pictures that are missing or cut short',
    'picture',
    (trial) => {
      const [lost, cut] = trial.rows('SELECT path FROM pictures ORDER BY path').map(({ path }) => String(path));
      rmSync(join(trial.data, lost ?? ''));
      truncateSync(join(trial.data, cut ?? ''), 100);
    },
  ],
  [
    'a file and its pictures',
    'missing picture',
    (trial) => {
      const path = pathOf(trial, KEYNOTE);
      rmSync(join(trial.data, path));
      const directory = path.replace('decks', 'pictures').replace(/\.\w+$/, '');
      rmSync(join(trial.data, directory), { recursive: true });
    },
  ],
  ['a wrong size', 'size', (trial) => change(trial, 'UPDATE files SET bytes = bytes + 1 WHERE id = 3')],
];

const SEARCH: readonly Harm[] = [
  [
    'a full-text index that is empty',
    'search',
    (trial) => change(trial, "INSERT INTO slides_fts (slides_fts) VALUES ('delete-all')"),
  ],
  [
    'a full-text index of which a part is gone',
    'search',
    (trial) => change(trial, 'DELETE FROM slides_fts_data WHERE id > 10'),
  ],
  [
    'a full-text index whose bytes are spoilt',
    'search',
    (trial) => change(trial, "UPDATE sessions_fts_data SET block = x'0011223344' WHERE id > 10"),
  ],
  [
    'a full-text index without its structure',
    'search',
    (trial) => change(trial, 'DELETE FROM sessions_fts_data WHERE id = 10'),
  ],
  [
    'full-text indexes without their configuration, which cannot even be opened',
    'search',
    (trial) => change(trial, 'DELETE FROM sessions_fts_config; DELETE FROM slides_fts_config'),
  ],
  [
    'a full-text index that lacks a row',
    'search',
    (trial) =>
      change(
        trial,
        "INSERT INTO slides_fts (slides_fts, rowid, text, notes) SELECT 'delete', id, text, notes FROM slide_texts WHERE id = 2",
      ),
  ],
  [
    'a full-text index with a row too many',
    'search',
    (trial) => change(trial, "INSERT INTO sessions_fts (rowid, title) VALUES (4711, 'harbour')"),
  ],
  [
    'a full-text index of another text',
    'search text',
    (trial) =>
      change(
        trial,
        `CREATE TEMP TABLE kept AS SELECT sql FROM sqlite_schema WHERE name = 'session_texts_updated';
           DROP TRIGGER session_texts_updated;
           UPDATE session_texts SET title = 'harbour' WHERE id = 2;
           CREATE TRIGGER session_texts_updated AFTER UPDATE ON session_texts BEGIN
             INSERT INTO sessions_fts (sessions_fts, rowid, title, speakers, companies, abstract)
             VALUES ('delete', old.id, old.title, old.speakers, old.companies, old.abstract);
             INSERT INTO sessions_fts (rowid, title, speakers, companies, abstract)
             VALUES (new.id, new.title, new.speakers, new.companies, new.abstract);
           END;`,
      ),
  ],
  [
    'texts that are not those of their sessions',
    'text',
    (trial) =>
      change(trial, "UPDATE session_texts SET title = 'x' WHERE id = 1; DELETE FROM session_texts WHERE id = 3"),
  ],
  [
    'slides that are searched for by other words',
    'text',
    (trial) => change(trial, "UPDATE slides SET search_text = 'tide' WHERE id = 1"),
  ],
];

const ROWS: readonly Harm[] = [
  [
    'rows of a file that is not there',
    'reference',
    (trial) =>
      change(
        trial,
        `INSERT INTO slides (file_id, number, text) VALUES (4711, 1, 'the ghost');
           INSERT INTO pictures (file_id, number, path, width, height) VALUES (4711, 1, 'pictures/none.webp', 1, 1)`,
      ),
  ],
  [
    'rows of a session that is not there',
    'reference',
    (trial) =>
      change(
        trial,
        `INSERT INTO tags (session_id, name) VALUES (4711, 'ghost');
           INSERT INTO slots (session_id, position) VALUES (4711, 1);
           INSERT INTO session_texts (id, title, speakers, companies, abstract) VALUES (4711, 'Harbour', '', '', '')`,
      ),
  ],
  [
    'a run that is not there',
    'reference',
    (trial) =>
      change(
        trial,
        "INSERT INTO runs (id, command, started_at) VALUES (50, 'later', '2024-05-23T00:00:00Z'); DELETE FROM runs WHERE id = 1",
      ),
  ],
  ['a person who is not there', 'reference text', (trial) => change(trial, 'DELETE FROM speakers WHERE id = 2')],
  [
    'a link whose versions are not there',
    'link orphan',
    (trial) =>
      change(trial, `DELETE FROM deck_versions WHERE link_id IN (SELECT id FROM links WHERE url LIKE '%${MOORING}%')`),
  ],
  [
    'a link that does not know of its version',
    'link',
    (trial) =>
      change(trial, "UPDATE links SET state = 'gone' WHERE id = (SELECT min(id) FROM links WHERE state = 'stored')"),
  ],
  [
    'a version whose file is not there',
    'orphan reference',
    (trial) =>
      change(
        trial,
        `DELETE FROM files WHERE id IN (SELECT v.file_id FROM deck_versions v JOIN links l ON l.id = v.link_id WHERE l.url LIKE '%${MOORING}%')`,
      ),
  ],
  [
    'an index that lacks rows',
    'index',
    (trial) => {
      const partial = (sql: string): string =>
        `PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = '${sql}' WHERE name = 'sessions_by_track'`;
      change(trial, partial('CREATE INDEX sessions_by_track ON sessions (track) WHERE id < 3'));
      change(trial, "UPDATE sessions SET track = track || '' WHERE id > 5; REINDEX sessions_by_track");
      change(trial, partial('CREATE INDEX sessions_by_track ON sessions (track)'));
    },
  ],
];

describe('`verify --repair` mends', () => {
  it.each([
    ['files and pictures', FILES],
    ['full-text indexes and the texts that they are made of', SEARCH],
    ['rows that refer to nothing, and indexes', ROWS],
  ])('%s, so that the archive is as it was', async (_, harms) => {
    // One archive for all: each repair leaves it as the next one needs it.
    const trial = await archived();
    const before = seen(trial);
    for (const [name, kinds, harm] of harms) {
      harm(trial);
      const found = await verified(trial);
      expect([name, found.kinds.join(' '), found.code]).toEqual([name, kinds, 7]);
      const report = await repaired(trial);
      expect([name, messages(report), report.exitCode]).toEqual([name, '', 0]);
      expect([name, await verified(trial)]).toEqual([name, { code: 0, kinds: [], defects: [] }]);
      expect([name, seen(trial)]).toEqual([name, before]);
    }
  });

  it('says line by line what it did, and keeps the damaged bytes and the database as they were', async () => {
    const trial = await archived();
    const path = pathOf(trial, KEYNOTE);
    flip(trial, path);
    change(trial, "INSERT INTO slides_fts (slides_fts) VALUES ('delete-all')");
    const bad = readFileSync(join(trial.data, path));
    trial.asked();
    const { code, stdout } = await trial.run('verify', '--repair', ...filesOf(trial));
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(
      /^The database as it was before: \S+\/backups\/archive-before-repair-20240522T\d+Z\.sqlite$/,
    );
    expect(lines[1]).toBe('+ The full-text index slides_fts was made again from its text.');
    const aside = `damaged/${path.split('/').at(-1)}`;
    expect(lines[2]).toMatch(
      /^\+ Fetched decks\/\S+ again from http\S+: the same content; the damaged bytes lie at damaged\/\S+\.pdf\.$/,
    );
    expect(lines[2]).toContain(aside);
    expect(lines.at(-2)).toMatch(/^before: 14 files .*: 2 defects$/);
    expect(lines.at(-1)).toMatch(/^after: 14 files .*: all as they were written$/);
    expect(readFileSync(join(trial.data, aside)).equals(bad)).toBe(true);
    // One request, although the server could have said that nothing changed.
    expect(trial.asked()).toEqual([expect.stringMatching(/Harbour%20That%20Never%20Sleeps\.pdf 200$/)]);
    const [backup] = readdirSync(join(trial.data, 'backups'));
    const copy = new SqliteDatabase(join(trial.data, 'backups', backup ?? ''), { readonly: true });
    expect(copy.prepare("SELECT count(*) AS n FROM slides_fts WHERE slides_fts MATCH 'the'").get()).toEqual({ n: 0 });
    copy.close();
    expect(trial.rows('SELECT command, exit_code FROM runs ORDER BY id DESC LIMIT 1')).toEqual([
      { command: 'verify --repair', exit_code: 0 },
    ]);
  });

  it('a file that several addresses gave, from the first that gives it still; each is asked once', async () => {
    const trial = await archived();
    const before = seen(trial);
    const [shared] = trial.rows(
      'SELECT path, min(url) AS first FROM deck_overview GROUP BY path HAVING count(DISTINCT url) > 1',
    );
    const urls = trial.rows(`SELECT url FROM deck_overview WHERE path = '${String(shared?.['path'])}'`);
    const paths = urls.map(({ url }) => String(url).replace(trial.site.filesOrigin, ''));
    rmSync(join(trial.data, String(shared?.['path'])));
    trial.site.fault(paths[0] ?? '', { kind: 'status', status: 404 });
    trial.asked();
    expect(messages(await repaired(trial))).toBe('');
    expect(trial.asked()).toEqual([`${paths[0]} 404`, `${paths[1]} 200`]);
    expect(seen(trial)).toBe(before);
  });

  it('nothing in an archive that is whole: no request, no copy of the database', async () => {
    const trial = await archived();
    const before = seen(trial);
    trial.asked();
    const report = await repaired(trial);
    expect(report).toMatchObject({ exitCode: 0, requests: 0, repair: { backup: null, repairs: [] } });
    expect(existsSync(join(trial.data, 'backups'))).toBe(false);
    expect(seen(trial)).toBe(before);
  });

  it('what lies about by moving it to orphans/, and pictures of nothing by removing them', async () => {
    const trial = await archived();
    const before = seen(trial);
    for (const directory of ['decks/00/11', 'pictures/00/11/'.concat('0011'.padEnd(64, 'b'))])
      mkdirSync(join(trial.data, directory), { recursive: true });
    writeFileSync(join(trial.data, STRAY), 'stray');
    writeFileSync(join(trial.data, `pictures/00/11/${'0011'.padEnd(64, 'b')}/0001.webp`), 'stray');
    expect(await verified(trial)).toMatchObject({ code: 0, kinds: ['orphan'] });
    const report = await repaired(trial);
    expect(report.exitCode).toBe(0);
    expect(report.repair.repairs.map(({ step }) => step)).toEqual(['set_aside', 'remove_pictures']);
    expect(filesBelow(trial, 'orphans')).toEqual([`${STRAY.replace(/^decks\/..\/../, 'orphans')} 5`]);
    expect((await verified(trial)).defects).toEqual([]);
    expect(seen(trial)).toBe(before);
  });
});

describe('what `verify --repair` cannot mend it leaves, and says what a person can do', () => {
  it('a file whose link has it no more', async () => {
    const trial = await archived();
    const path = pathOf(trial, KEYNOTE);
    rmSync(join(trial.data, path));
    trial.site.fault(/Never%20Sleeps/, { kind: 'status', status: 404 });
    const report = await repaired(trial);
    expect(report.exitCode).toBe(7);
    expect(messages(report)).toMatch(
      /^decks\/\S+ is lost here: http\S+: The server has no such file \(HTTP 404\)\. Put a copy from a backup at decks\/\S+, or, if you have the same file: deckhand attach http\S+ FILE$/,
    );
    // What the person does then.
    expect((await verified(trial)).code).toBe(7);
    trial.site.mend();
    expect((await repaired(trial)).exitCode).toBe(0);
  });

  it('a file whose link gives other content now, which becomes its newest version', async () => {
    const trial = await archived();
    const path = pathOf(trial, KEYNOTE);
    const [{ url } = {}] = trial.rows(`SELECT url FROM links WHERE url LIKE '%${KEYNOTE}%'`);
    const good = readFileSync(join(trial.data, path));
    flip(trial, path);
    trial.site.fault(/Never%20Sleeps/, {
      kind: 'replaced',
      body: deckFor('new.pdf', ['Quite another deck']),
    });
    const report = await repaired(trial);
    expect(messages(report)).toMatch(
      /gives other content now, which was stored as its newest version\. The damaged bytes lie at damaged\//,
    );
    expect(report.exitCode).toBe(7);
    expect(
      trial.rows(`SELECT version, is_current FROM deck_overview WHERE url LIKE '%${KEYNOTE}%' ORDER BY version`),
    ).toEqual([
      { version: 1, is_current: 0 },
      { version: 2, is_current: 1 },
    ]);
    // The link is not asked for the old content again.
    trial.asked();
    expect(messages(await repaired(trial))).toContain('has a newer version since. Put a copy from a backup at');
    expect(trial.asked()).toEqual([]);
    const copy = join(trial.data, 'copy.pdf');
    writeFileSync(copy, good);
    expect((await trial.run('attach', String(url), copy)).code).toBe(0);
    expect((await verified(trial)).code).toBe(0);
  });

  it('a file that a person attached', async () => {
    const trial = await trialConference();
    trial.site.fault(new RegExp(MOORING), { kind: 'status', status: 403 });
    await trial.archive();
    const copy = join(trial.data, 'copy.pdf');
    writeFileSync(copy, deckFor('copy.pdf', ['Attached']));
    const [{ url } = {}] = trial.rows(`SELECT url FROM links WHERE url LIKE '%${MOORING}%'`);
    await trial.run('attach', String(url), copy);
    rmSync(join(trial.data, pathOf(trial, MOORING)));
    trial.asked();
    const report = await repaired(trial);
    expect(report.exitCode).toBe(7);
    expect(messages(report)).toContain(
      `cannot be fetched again: a person attached it. Put a copy from a backup at decks/`,
    );
    expect(trial.asked()).toEqual([]);
    expect((await trial.run('attach', String(url), copy)).code).toBe(0);
    expect((await verified(trial)).code).toBe(0);
  });

  it('more files than a budget allows: the next repair goes on', async () => {
    const trial = await archived();
    const before = seen(trial);
    rmSync(join(trial.data, pathOf(trial, KEYNOTE)));
    rmSync(join(trial.data, pathOf(trial, MOORING)));
    const report = await repaired(trial, '--max-files', '1');
    expect(report.exitCode).toBe(7);
    expect(messages(report)).toMatch(
      /could not be asked in this run, and "deckhand verify --repair" asks it the next time/,
    );
    expect(report.repair.repairs.map(({ outcome }) => outcome).toSorted()).toEqual(['left', 'mended']);
    expect((await repaired(trial)).exitCode).toBe(0);
    expect(seen(trial)).toBe(before);
  });

  it('a session that is gone: all that is left of it stays', async () => {
    const trial = await archived();
    change(trial, `DELETE FROM sessions WHERE id = (SELECT session_id FROM links WHERE url LIKE '%${KEYNOTE}%')`);
    const broken = await verified(trial);
    expect([broken.code, broken.kinds]).toEqual([7, ['reference']]);
    const before = trial.rows(
      'SELECT (SELECT count(*) FROM links) + (SELECT count(*) FROM slots) + (SELECT count(*) FROM appearances) AS n',
    );
    const report = await repaired(trial);
    expect(report.exitCode).toBe(7);
    expect(messages(report)).toMatch(
      /row \d+ of links refers to a row of sessions that is not there: it is kept, because it may hold what nothing else has\. Put the row of sessions with id \d+ back from a copy in backups\//,
    );
    expect(
      trial.rows(
        'SELECT (SELECT count(*) FROM links) + (SELECT count(*) FROM slots) + (SELECT count(*) FROM appearances) AS n',
      ),
    ).toEqual(before);
  });

  it('a row that breaks a rule of its table; all else is mended', async () => {
    const trial = await archived();
    const rule = (from: string, to: string): string =>
      `PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, '${from}', '${to}') WHERE name = 'tags'`;
    change(trial, rule('name TEXT NOT NULL', 'name TEXT'));
    change(trial, 'UPDATE tags SET name = NULL WHERE id = 1');
    change(trial, rule('name TEXT', 'name TEXT NOT NULL'));
    rmSync(join(trial.data, pathOf(trial, KEYNOTE)));
    expect(await verified(trial)).toMatchObject({ code: 7, kinds: ['missing', 'row'] });
    const report = await repaired(trial);
    expect(messages(report)).toMatch(/^The database says: NULL value in tags\.name\. Correct the row in sqlite3/);
    expect(await verified(trial)).toMatchObject({ code: 7, kinds: ['row'] });
  });

  it('damaged pages of the database: nothing is written at all', async () => {
    const trial = await archived();
    change(trial, 'PRAGMA wal_checkpoint(TRUNCATE)');
    const file = join(trial.data, 'archive.sqlite');
    const root = Number(trial.rows("SELECT rootpage AS n FROM sqlite_schema WHERE name = 'tags'").at(0)?.['n']);
    const bytes = readFileSync(file);
    bytes.fill(0xff, (root - 1) * 4096 + 8, (root - 1) * 4096 + 64);
    writeFileSync(file, bytes);
    rmSync(join(trial.data, pathOf(trial, KEYNOTE)));
    expect(await verified(trial)).toMatchObject({ code: 7 });
    trial.asked();
    const { code, stderr } = await trial.run('verify', '--repair', ...filesOf(trial));
    expect(code).toBe(7);
    expect(stderr).toMatch(
      /Nothing is repaired, because pages of the database itself are damaged \(Tree .*Restore the newest copy from backups\/ .*\.recover/,
    );
    expect(trial.asked()).toEqual([]);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('a captured page: the next reading asks for it without conditions and keeps it, and the loss is told once', async () => {
    const trial = await archived();
    const [capture] = trial.rows('SELECT url, warc, "offset" + length / 2 AS middle FROM captures ORDER BY id');
    flip(trial, String(capture?.['warc']), Number(capture?.['middle']));
    expect(await verified(trial)).toMatchObject({ code: 7, kinds: ['capture'] });
    const report = await repaired(trial);
    expect(report.exitCode).toBe(7);
    expect(messages(report)).toMatch(
      /^The page http\S+ as it was received is lost, unless a backup of captures\/\S+ is put back\. The next reading asks for the page without conditions and keeps it anew\.$/,
    );
    expect(await verified(trial)).toMatchObject({ code: 0, kinds: ['lost'] });
    expect((await trial.run('verify', '--quiet')).stdout).toBe('');
    expect((await trial.run('verify')).stdout).toMatch(/^! Pages in captures\/\S+ are known to be lost/);

    trial.asked();
    expect((await trial.crawl()).exitCode).toBe(0);
    const path = String(capture?.['url']).replace(trial.site.origin, '');
    expect(trial.asked()).toContain(`${path} 200`);
    expect((await trial.run('reparse', HARBOUR)).code).toBe(0);
    // Once more: the page is kept again, so its validators are used again.
    trial.asked();
    await trial.crawl();
    expect(trial.asked()).toContain(`${path} 304`);
  });

  it('a capture file comes back from a backup, and nothing is lost any more', async () => {
    const trial = await archived();
    const warc = String(trial.rows('SELECT warc FROM captures').at(0)?.['warc']);
    copyFileSync(join(trial.data, warc), join(trial.data, 'kept.warc.gz'));
    rmSync(join(trial.data, warc));
    expect((await repaired(trial)).exitCode).toBe(7);
    expect(await verified(trial)).toMatchObject({ code: 0, kinds: ['lost'] });
    copyFileSync(join(trial.data, 'kept.warc.gz'), join(trial.data, warc));
    expect((await verified(trial)).defects).toEqual([]);
  });
});

describe('`verify --repair`', () => {
  it('with --dry-run says what would be done, asks nobody and writes nothing', async () => {
    const trial = await archived();
    rmSync(join(trial.data, pathOf(trial, KEYNOTE)));
    change(trial, "INSERT INTO slides_fts (slides_fts) VALUES ('delete-all'); PRAGMA wal_checkpoint(TRUNCATE)");
    const state = (): string[] => [
      ...filesBelow(trial, '.').filter((name) => !/-(?:wal|shm) /.test(name)),
      seen(trial),
    ];
    const before = state();
    trial.asked();
    const { code, stdout } = await trial.run('verify', '--repair', '--dry-run');
    expect(code).toBe(7);
    expect(stdout).toMatch(
      /\nWould make the full-text index slides_fts again\.\nWould fetch decks\/\S+ again from http\S+\.\n14 files/,
    );
    const { plan } = await trial.json<{ plan: { step: string; whats: string[] }[] }>('verify', '--repair', '--dry-run');
    expect(plan.map(({ step }) => step)).toEqual(['rebuild', 'fetch']);
    expect(trial.asked()).toEqual([]);
    expect(state()).toEqual(before);
  });

  it('waits for no other run: it ends with the code of a locked archive', async () => {
    const trial = await archived();
    const lock = new SqliteDatabase(join(trial.data, 'lock.sqlite'));
    lock.exec('BEGIN EXCLUSIVE');
    expect((await trial.run('verify', '--repair')).code).toBe(6);
    lock.close();
  });

  it.each(['--dry-run', '--pace=1000', '--allow-host=127.0.0.1:80', '--max-files=1'])(
    'is what %s goes with: without it that is a mistake',
    async (flag) => {
      const trial = await trialConference();
      await trial.crawl();
      const { code, stderr } = await trial.run('verify', flag);
      expect(code).toBe(2);
      expect(stderr).toContain(`${flag.split('=')[0]} goes with --repair`);
    },
  );

  it('keeps no damaged copy of what is forgotten', async () => {
    const trial = await archived();
    flip(trial, pathOf(trial, KEYNOTE));
    await repaired(trial);
    expect(filesBelow(trial, 'damaged')).toHaveLength(1);
    const [{ url } = {}] = trial.rows(`SELECT url FROM links WHERE url LIKE '%${KEYNOTE}%'`);
    await trial.run('forget', String(url));
    expect(filesBelow(trial, 'damaged')).toEqual([]);
  });
});
