import { existsSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deckhand } from '../setup/command-line.ts';
import { trialDirectory } from '../setup/trial-archive.ts';
import { HARBOUR, type Trial, trialConference } from './trial-conference.ts';

const count = (trial: Trial, table: string): unknown => trial.rows(`SELECT count(*) AS n FROM ${table}`).at(0)?.['n'];

async function archived(): Promise<Trial> {
  const trial = await trialConference();
  await trial.archive();
  return trial;
}

describe('`archive`', () => {
  it('looks into every deck that came, and says what it found', async () => {
    const trial = await trialConference();
    const { conferences, exit } = await trial.archive();
    expect(exit).toBe('ok');
    const [{ inspected, slides } = { inspected: {}, slides: 0 }] = conferences;
    expect(inspected).toMatchObject({ encrypted: 0, damaged: 0, timed_out: 0 });
    expect(slides).toBe(count(trial, 'slides'));
    expect(slides).toBeGreaterThan(30);
    expect(trial.rows('SELECT count(*) AS n FROM files WHERE text_state IS NULL')).toEqual([{ n: 0 }]);
  });

  it('looks into nothing twice', async () => {
    const trial = await archived();
    const before = trial.rows('SELECT * FROM files');
    const { conferences } = await trial.archive();
    expect(conferences.at(0)?.slides).toBe(0);
    expect(trial.rows('SELECT * FROM files')).toEqual(before);
  });

  it('leaves a picture of every page of a PDF on the disk, and no scratch', async () => {
    const trial = await archived();
    const pages = trial.rows("SELECT sum(pages) AS n FROM files WHERE extension = 'pdf'").at(0)?.['n'];
    const paths = trial.rows(
      "SELECT p.path FROM pictures p JOIN files f ON f.id = p.file_id WHERE f.extension = 'pdf'",
    );
    expect(paths.length).toBe(pages);
    expect(paths.filter(({ path }) => !existsSync(join(trial.data, String(path))))).toEqual([]);
    expect(readdirSync(join(trial.data, 'pictures', '.scratch'))).toEqual([]);
  });
});

describe('`inspect`', () => {
  it('looks into what a run without it left, and says on a dry run which files those are', async () => {
    const trial = await trialConference();
    await trial.crawl();
    await trial.run('download', HARBOUR, '--allow-host', new URL(trial.site.filesOrigin).host);
    const { due } = await trial.json<{ due: object[] }>('inspect', '--dry-run');
    expect(due.length).toBe(count(trial, 'files'));
    expect(count(trial, 'slides')).toBe(0);
    expect((await trial.run('status')).stdout).toContain(`${due.length} files not looked into yet`);
    const { conferences, requests } = await trial.json('inspect', HARBOUR);
    expect([requests, conferences.at(0)?.slides]).toEqual([0, count(trial, 'slides')]);
    expect((await trial.json<{ due: object[] }>('inspect', '--dry-run')).due).toEqual([]);
    for (const args of [[], ['--dry-run']]) {
      expect((await trial.run('inspect', ...args)).stdout).toMatch(/^Nothing is due: /);
    }
  });

  it('--all looks into everything again, changes no slide, and makes a lost picture again', async () => {
    const trial = await archived();
    const before = trial.rows('SELECT * FROM slides');
    const [lost, cut] = trial.rows('SELECT path FROM pictures ORDER BY path').map(({ path }) => String(path));
    rmSync(join(trial.data, lost ?? ''));
    truncateSync(join(trial.data, cut ?? ''), 100);
    const verified = await trial.run('verify');
    expect(verified.code).toBe(7);
    expect(verified.stdout).toContain(`"deckhand inspect ${HARBOUR} --all" makes it again`);
    expect((await trial.run('inspect', HARBOUR, '--all')).code).toBe(0);
    expect((await trial.run('verify')).code).toBe(0);
    expect(trial.rows('SELECT * FROM slides')).toEqual(before);
  });

  it('tells of a file that is gone from the disk, and looks into the others', async () => {
    const trial = await archived();
    const path = String(trial.rows('SELECT path FROM deck_overview ORDER BY path').at(0)?.['path']);
    rmSync(join(trial.data, path));
    const report = await trial.json('inspect', '--all');
    expect(report).toMatchObject({ exit: 'damaged', exitCode: 7 });
    expect(report.notes.at(0)?.message).toContain(`${path} is missing`);
    expect(report.conferences.at(0)?.slides).toBeGreaterThan(30);
  });

  it('leaves a file due, and no scratch, when the program that reads it is told to end', async () => {
    const trial = await archived();
    const slides = count(trial, 'slides');
    const programs = trialDirectory();
    writeFileSync(join(programs, 'soffice'), '#!/bin/sh\nkill -TERM $$\n', { mode: 0o755 });
    const env = { PATH: programs };
    const ended = await deckhand(['inspect', '--data', trial.data], { env });
    expect(ended.code).toBe(0);
    expect(count(trial, 'slides')).toBe(slides);
    const again = await deckhand(['inspect', '--dry-run', '--json', '--data', trial.data], { env });
    expect((JSON.parse(again.stdout) as { due: object[] }).due.length).toBeGreaterThan(0);
    expect(readdirSync(join(trial.data, 'pictures', '.scratch'))).toEqual([]);
  });

  it('keeps the slides of a file that could be read before and no longer can, and says so', async () => {
    const trial = await archived();
    const before = [trial.rows('SELECT * FROM slides'), trial.rows('SELECT * FROM pictures')];
    const [{ path, sha256 } = {}] = trial.rows(
      "SELECT path, sha256 FROM deck_overview WHERE media_type LIKE '%pdf' ORDER BY path",
    );
    writeFileSync(join(trial.data, String(path)), '%PDF-1.7 and nothing that one could read');
    const report = await trial.json('inspect', '--all');
    expect(report.exit).toBe('ok');
    expect(report.notes.map(({ message }) => message)).toEqual([
      expect.stringContaining(`${String(sha256)} keeps the slides that were read before.`),
    ]);
    expect([trial.rows('SELECT * FROM slides'), trial.rows('SELECT * FROM pictures')]).toEqual(before);
    expect(trial.rows(`SELECT text_state FROM files WHERE sha256 = '${String(sha256)}'`)).toEqual([
      { text_state: 'ok' },
    ]);
  });

  it('refuses a conference that is not there, and a directory without an archive', async () => {
    const trial = await archived();
    const refused = await trial.run('inspect', 'harbourconf-2042');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('harbourconf-2024');
  });
});

describe('`forget`', () => {
  it('removes the slides and pictures of the files it removes', async () => {
    const trial = await archived();
    const [{ url, sha256 } = {}] = trial.rows(
      "SELECT url, sha256 FROM deck_overview d WHERE media_type LIKE '%pdf' AND (SELECT count(*) FROM deck_overview e WHERE e.sha256 = d.sha256) = 1",
    );
    const directory = join(
      trial.data,
      'pictures',
      String(sha256).slice(0, 2),
      String(sha256).slice(2, 4),
      String(sha256),
    );
    expect(existsSync(directory)).toBe(true);
    await trial.run('forget', String(url));
    expect(existsSync(directory)).toBe(false);
    expect(
      trial.rows(`SELECT * FROM slides d JOIN files f ON f.id = d.file_id WHERE f.sha256 = '${String(sha256)}'`),
    ).toEqual([]);
    expect((await trial.run('verify')).code).toBe(0);
  });
});
