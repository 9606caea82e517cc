import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedMigrations } from '../../src/archive/migrate.ts';
import { findPrograms } from '../../src/decks/inspection/programs.ts';
import { deckhand, type Ended } from '../setup/command-line.ts';
import { endState, namesIn, partsIn, scratchIn, wholeContent } from '../setup/end-state.ts';
import { makeOlderArchive } from '../setup/older-archive.ts';
import { breakingDisk, canMount, canUnshare, smallDisk } from '../setup/small-disk.ts';
import { FILES } from '../sites/faults.ts';
import { harbour } from '../sites/harbour/conference.ts';
import { altered } from '../sites/sched/programme-changes.ts';
import { type Site, startSite } from '../sites/sched/site.ts';

const MOUNTS = canMount();
const ROOM = 64 * 1024 ** 2;

/** What is in a directory, in bytes as a disk counts them: pages of 4 kB. */
function sizeOf(directory: string): number {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + Math.ceil(statSync(join(parentPath, name)).size / 4096) * 4096, 0);
}

/** Rooms from nothing to enough, close together where the work begins and then in even steps. */
function rooms(enough: number, steps: number): number[] {
  const first = [0, 4096, 8192, 20_000].filter((room) => room < enough);
  return [...first, ...Array.from({ length: steps }, (_, step) => ((step + 1) / steps) * enough)];
}

/** Whether it is of this version: before its first table it is no archive yet, and an older one is first upgraded. */
function isReadable(data: string): boolean {
  const database = new SqliteDatabase(join(data, 'archive.sqlite'), { readonly: true });
  try {
    return database.pragma('user_version', { simple: true }) === shippedMigrations().length;
  } finally {
    database.close();
  }
}

/** A refusal is one clear sentence that names the place, and nothing else. */
function expectClear(ended: Ended, place: string): void {
  const said = `${ended.stdout}${ended.stderr}`;
  expect(said).not.toMatch(/\bat .*\.[jt]s:\d+|bug/);
  const told = said.split('\n').filter((line) => line.includes(place));
  expect(told, said).toHaveLength(1);
  expect(told[0]).toMatch(
    /^(?:! |deckhand: )(?:The disk that holds \S+ is full\. (?:Free some space and run the command again; |Make room, or name another )|\S+ cannot be written|The (?:metrics|report|feed) w(?:as|ere) not written to \S+: )/,
  );
}

describe.runIf(MOUNTS)('a disk that is full', { timeout: 300_000 }, () => {
  let site: Site;
  let work: string;
  const env = (): Record<string, string> => ({ PATH: join(work, 'programs'), TMPDIR: join(work, 'tmp') });
  const template = (name: string): string => join(work, name);
  const flags = (data: string): string[] => [
    ...['--data', data, '--allow-host', new URL(site.filesOrigin).host, '--allow-host', new URL(site.origin).host],
    ...['--pace', '0', '--quiet', '--log-level', 'silent'],
  ];
  const address = (): string[] => [
    ...[site.origin, '--as', 'harbourconf-2024', '--platform', 'sched', '--zone', 'Europe/Copenhagen'],
  ];
  const commands: Record<string, (data: string) => string[]> = {
    crawl: (data) => ['crawl', ...address(), ...flags(data)],
    download: (data) => ['download', ...flags(data)],
    inspect: (data) => ['inspect', '--data', data, '--quiet', '--log-level', 'silent'],
    migrate: (data) => ['download', '--max-files', '0', ...flags(data)],
    archive: (data) => ['archive', ...address(), ...flags(data)],
  };
  const run = (name: string, data: string): Promise<Ended> => deckhand(commands[name]?.(data) ?? [], { env: env() });
  const state = (name: string, data: string): unknown =>
    name === 'migrate' ? wholeContent(join(data, 'archive.sqlite')) : endState(data);

  beforeAll(async () => {
    work = mkdtempSync(join(tmpdir(), 'deckhand-full-'));
    for (const name of ['programs', 'tmp']) mkdirSync(join(work, name));
    const found = findPrograms(process.env);
    for (const name of ['pdfinfo', 'pdftotext', 'pdftoppm', 'prlimit'] as const) {
      if (found[name] !== null) symlinkSync(found[name], join(work, 'programs', name));
    }
    site = await startSite(harbour, {
      programme: altered('1cQb1', { descriptionHtml: 'No link to another host.' }),
      now: () => Date.parse('2024-05-20T00:00:00Z'),
    });
    let before: string | null = null;
    for (const name of ['crawl', 'download', 'inspect']) {
      if (before !== null) cpSync(template(before), template(name), { recursive: true });
      expect((await run(name, template(name))).code).toBe(0);
      before = name;
    }
    cpSync(template('inspect'), template('older'), { recursive: true });
    for (const name of readdirSync(template('older'))) {
      if (name.startsWith('archive.sqlite')) rmSync(join(template('older'), name));
    }
    makeOlderArchive(join(template('inspect'), 'archive.sqlite'), template('older'), shippedMigrations().length - 1);
    cpSync(template('older'), template('migrate'), { recursive: true });
    expect((await run('migrate', template('migrate'))).code).toBe(0);
    cpSync(template('inspect'), template('archive'), { recursive: true });
  });
  afterAll(async () => {
    await site.close();
    rmSync(work, { recursive: true, force: true });
  });

  it.each<[string, string | null, number]>([
    ['crawl', null, 14],
    ['download', 'crawl', 10],
    ['inspect', 'download', 7],
    ['migrate', 'older', 10],
    ['archive', null, 6],
  ])(
    'ends `%s` with exit 8, whenever it is; with room the next run comes to the undisturbed end',
    async (name, from, steps) => {
      const begins = from === null ? 0 : sizeOf(template(from));
      const expected = state(name, template(name));
      const codes: number[] = [];
      // What it comes to, and as much again for logs and copies.
      const enough = 2 * sizeOf(template(name)) - begins + 400_000;
      for (const room of [...rooms(enough, steps), ROOM]) {
        const disk = smallDisk({ bytes: begins + room });
        const data = from === null ? join(disk.directory, 'data') : disk.directory;
        if (from !== null) cpSync(template(from), data, { recursive: true });
        const ended = await run(name, data);
        codes.push(ended.code);
        expect([0, 8], `${name}, ${room} bytes of room: ${ended.stdout}${ended.stderr}`).toContain(ended.code);
        if (ended.code === 8) expectClear(ended, disk.directory);
        expect(namesIn(data)).not.toContain('lock.json');

        disk.resize({ bytes: ROOM });
        if (existsSync(join(data, 'archive.sqlite'))) {
          const verified = await deckhand(['verify', '--data', data, '--quiet']);
          expect(verified.code, `${name}, ${room} bytes of room: ${verified.stdout}`).toBe(isReadable(data) ? 0 : 2);
          // A whole file that no record names yet is no damage, and the next run takes it.
          expect(verified.stdout.replaceAll(/^! \S+ belongs to no link\..*\n/gm, '')).toBe('');
        }
        expect(await run(name, data)).toEqual({ code: 0, stdout: '', stderr: '' });
        expect(state(name, data)).toEqual(expected);
        expect(await deckhand(['verify', '--data', data, '--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' });
        expect([partsIn(data), scratchIn(data)]).toEqual([0, 0]);
        disk.remove();
      }
      expect(codes.filter((code) => code === 8).length).toBeGreaterThan(3);
      expect(codes.at(-1)).toBe(0);
    },
  );

  it('that has room for no more files ends a run with exit 8 as well', async () => {
    const expected = state('archive', template('archive'));
    const codes: number[] = [];
    for (const inodes of [1, 2, 3, 4, 5, 6, 9, 16, 40, 200]) {
      const disk = smallDisk({ bytes: ROOM, inodes });
      const data = join(disk.directory, 'data');
      const ended = await run('archive', data);
      codes.push(ended.code);
      expect([0, 8], `${inodes} files: ${ended.stdout}${ended.stderr}`).toContain(ended.code);
      if (ended.code === 8) expectClear(ended, disk.directory);
      disk.resize({ inodes: 10_000 });
      expect(await run('archive', data)).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(state('archive', data)).toEqual(expected);
      expect(await deckhand(['verify', '--data', data, '--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' });
      disk.remove();
    }
    expect(codes.at(0)).toBe(8);
    expect(codes.at(-1)).toBe(0);
  });

  it.each<[string, (file: string) => string[], string]>([
    ['snapshot', (file) => ['snapshot', file], 'copy.sqlite'],
    ['export csv', (file) => ['export', 'csv', '--force', '--output', file], 'sessions.csv'],
    ['export parquet', (file) => ['export', 'parquet', '--force', '--output', file], 'sessions.parquet'],
    ['export decks', (file) => ['export', 'decks', '--output', file], 'decks'],
  ])('fails `%s` to it, names the place and leaves nothing half-written', async (_, command, name) => {
    const data = template('inspect');
    const whole = join(work, `whole-${name}`);
    expect((await deckhand([...command(whole), '--data', data])).code).toBe(0);
    const enough = statSync(whole).isDirectory() ? sizeOf(whole) : statSync(whole).size;
    const codes: number[] = [];
    for (const room of rooms(enough * 1.3 + 50_000, 6)) {
      const disk = smallDisk({ bytes: room });
      const file = join(disk.directory, name);
      const ended = await deckhand([...command(file), '--data', data, '--quiet']);
      codes.push(ended.code);
      expect([0, 8], `${room} bytes of room: ${ended.stdout}${ended.stderr}`).toContain(ended.code);
      if (ended.code === 8) {
        expectClear(ended, disk.directory);
        if (name !== 'decks') expect(readdirSync(disk.directory)).toEqual([]);
        else
          expect(
            readdirSync(disk.directory, { recursive: true }).filter((each) => String(each).endsWith('.new')),
          ).toEqual([]);
      }
      disk.resize({ bytes: ROOM });
      expect((await deckhand([...command(file), '--data', data])).code).toBe(0);
      disk.remove();
    }
    expect(codes).toContain(8);
    expect(codes.at(-1)).toBe(0);
  });

  it('that can only be read is named by every command that would write, and nothing of it changes', async () => {
    const disk = smallDisk({ bytes: ROOM });
    cpSync(template('download'), disk.directory, { recursive: true });
    disk.forbid();
    for (const name of ['crawl', 'download', 'inspect', 'archive']) {
      const ended = await run(name, disk.directory);
      expect(ended.code, name).toBe(8);
      expect(`${ended.stdout}${ended.stderr}`).toMatch(
        new RegExp(
          `^deckhand: ${disk.directory} cannot be written \\(\\w+\\)\\. Make it writable for this user, or name another with --data\\.\n$`,
        ),
      );
    }
    disk.allow();
    expect((await run('inspect', disk.directory)).code).toBe(0);
    expect(endState(disk.directory)).toEqual(endState(template('inspect')));
    disk.remove();
  });

  it('that breaks in the middle of a run and can only be read from then on ends it with exit 8', async ({ skip }) => {
    const disk = breakingDisk(join(work, 'disk.img'));
    if (disk === null) return skip('needs root, a loop device and mkfs.ext4');
    const data = join(disk.directory, 'data');
    cpSync(template('crawl'), data, { recursive: true });
    spawnSync('sync', ['--file-system', data]);
    const mend = site.fault(FILES, { kind: 'slow', ms: 700 }, { skip: 3, times: 1 });
    const running = run('download', data);
    while (namesIn(join(data, 'decks')).length < 3) await wait(5);
    disk.break();
    const ended = await running;
    mend();
    expect(ended.code, `${ended.stdout}${ended.stderr}`).toBe(8);
    expectClear(ended, data);
    disk.repair();
    expect(await deckhand(['verify', '--data', data, '--quiet'])).toMatchObject({ code: 0 });
    expect(await run('download', data)).toMatchObject({ code: 0 });
    expect(endState(data)).toEqual(endState(template('download')));
  });
});

describe.runIf(!MOUNTS)('without the right to mount', () => {
  it('a full disk is tried in a name space of its own', ({ skip }) => {
    if (!canUnshare()) skip('neither `mount -t tmpfs` nor `unshare -rm` works here: no disk can be made small');
    const vitest = fileURLToPath(import.meta.resolve('vitest/vitest.mjs'));
    const args = ['run', '--config', 'tests/vitest.config.ts', fileURLToPath(import.meta.url)];
    const { status, stdout } = spawnSync('unshare', ['-rm', process.execPath, vitest, ...args], { encoding: 'utf8' });
    expect(stdout).toMatch(/Tests .*\d+ passed/);
    expect(status, stdout).toBe(0);
  }, 300_000);
});
