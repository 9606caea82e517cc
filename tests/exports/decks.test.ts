import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVERYTHING, type ExportSelection } from '../../src/archive/export-selection.ts';
import { decks } from '../../src/exports/decks.ts';
import type { FilesReport, FilesRequest } from '../../src/exports/format.ts';
import { DEFAULT_TEMPLATE } from '../../src/exports/name-template.ts';
import { link, programme, session } from '../setup/programme.ts';
import { AT, type TrialArchive, trialDirectory } from '../setup/trial-archive.ts';
import { exportArchive, SESSIONS, storeFile } from './trial-export.ts';

const MESH = 'trial-2018/2018-05-02 A Mesh, Explained - Ann Lee, Bo Ek.pdf';
const STORAGE = 'trial-2018/2018-05-02 Ünïcode 存储 & Storage - Cy, Jr., Dee, Eve.pdf';

/** Exports into a directory beside the archive's. */
async function exported(
  trial: TrialArchive,
  directory: string,
  given: Partial<FilesRequest> = {},
  selection: Partial<ExportSelection> = {},
): Promise<FilesReport> {
  const source = trial.archive.exports({ ...EVERYTHING, ...selection });
  try {
    return await decks.write(source, {
      directory,
      template: DEFAULT_TEMPLATE,
      allVersions: false,
      by: 'copy',
      ...given,
    });
  } finally {
    source.close();
  }
}

/** `path: content` of every file of a tree. */
const tree = (directory: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(directory, path)).isFile())
      .toSorted()
      .map((path) => [path, readFileSync(join(directory, path), 'utf8')]),
  );

const NOTHING = { copied: 0, linked: 0, unchanged: 0, replaced: 0, beside: [], missing: [], bytes: 0 };

describe('the tree of files', () => {
  it('has the current versions under readable names', async () => {
    const directory = join(trialDirectory(), 'new', 'slides');
    const report = await exported(await exportArchive(), directory);
    expect(tree(directory)).toEqual({ [MESH]: 'mesh, second', [STORAGE]: 'storage' });
    expect(report).toEqual({ ...NOTHING, copied: 2, bytes: 19 });
  });

  it('has older versions on request, marked unless the template says the version', async () => {
    const trial = await exportArchive();
    const [one, other] = [trialDirectory(), trialDirectory()];
    await exported(trial, one, { allVersions: true });
    expect(tree(one)).toEqual({
      [MESH]: 'mesh, second',
      [MESH.replace('.pdf', ' (v1).pdf')]: 'mesh, first',
      [STORAGE]: 'storage',
    });
    await exported(trial, other, { allVersions: true, template: '{key} {version}.{ext}' });
    expect(Object.keys(tree(other))).toEqual(['mesh 1.pdf', 'mesh 2.pdf', 'storage 1.pdf']);
  });

  it('has what removed links held on request, but not what was only moved, and puts the new file in the place of the old', async () => {
    const trial = await exportArchive();
    const [before, directory] = [trialDirectory(), trialDirectory()];
    await exported(trial, before);
    const [mesh, storage, ...others] = SESSIONS;
    if (mesh === undefined || storage === undefined) throw new Error('there are no sessions');
    const urls = ['https://files.example/mesh-2.pdf', 'https://files.example/storage-2.pdf'] as const;
    const replaced = [
      { ...mesh, links: [link(urls[0])] },
      { ...storage, links: [link(urls[1])] },
    ];
    trial.save(programme([...replaced, ...others]));
    await storeFile(trial, urls[0], 'mesh, third', AT);
    await storeFile(trial, urls[1], 'storage', AT);

    expect(await exported(trial, before)).toEqual({ ...NOTHING, replaced: 1, unchanged: 1, bytes: 11 });
    expect(tree(before)).toEqual({ [MESH]: 'mesh, third', [STORAGE]: 'storage' });
    await exported(trial, directory, { allVersions: true });
    expect(tree(directory)).toEqual({
      [MESH]: 'mesh, third',
      [MESH.replace('.pdf', ' (v1).pdf')]: 'mesh, first',
      [MESH.replace('.pdf', ' (v2).pdf')]: 'mesh, second',
      [STORAGE]: 'storage',
    });
  });

  it('changes nothing and copies nothing when it is made again', async () => {
    const trial = await exportArchive();
    const directory = trialDirectory();
    await exported(trial, directory);
    const before = statSync(join(directory, MESH));
    expect(await exported(trial, directory)).toEqual({ ...NOTHING, unchanged: 2 });
    expect(statSync(join(directory, MESH)).ino).toBe(before.ino);
    expect(before.mtime.toISOString()).toBe('2018-05-05T00:00:00.000Z');
    // Another time of modification alone is no other file.
    utimesSync(join(directory, MESH), new Date(), new Date());
    expect(await exported(trial, directory)).toEqual({ ...NOTHING, unchanged: 2 });
  });

  it('has a new version in the place of the old one, and keeps what the archive no longer has', async () => {
    const trial = await exportArchive();
    const directory = trialDirectory();
    await exported(trial, directory);
    await storeFile(trial, 'https://files.example/mesh.pdf', 'mesh, third!', '2018-05-09T00:00:00Z');
    trial.save(programme(SESSIONS.filter(({ key }) => key !== 'storage')));
    expect(await exported(trial, directory)).toEqual({ ...NOTHING, replaced: 1, bytes: 12 });
    expect(tree(directory)).toEqual({ [MESH]: 'mesh, third!', [STORAGE]: 'storage' });
  });

  it('takes no file for another of its size that was fetched in the same second', async () => {
    const trial = await exportArchive();
    const directory = trialDirectory();
    await storeFile(trial, 'https://files.example/mesh.pdf', 'network', AT);
    const template = 'talk.{ext}';
    const one = (key: string) => exported(trial, directory, { template }, { keys: [key] });
    expect(await one('storage')).toEqual({ ...NOTHING, copied: 1, bytes: 7 });
    const { beside } = await one('mesh');
    expect(tree(directory)).toEqual({ 'talk.pdf': 'storage', [beside[0]?.path ?? '']: 'network' });
  });

  it('leaves alone what somebody changed, and puts the file beside it', async () => {
    const trial = await exportArchive();
    const directory = trialDirectory();
    await exported(trial, directory);
    writeFileSync(join(directory, MESH), 'MESH, my notes');
    const [report, again] = [await exported(trial, directory), await exported(trial, directory)];
    const [{ path: beside } = { path: null }] = report.beside;
    expect(beside).toMatch(/Bo Ek \([0-9a-f]{8}\)\.pdf$/);
    expect(report).toEqual({ ...NOTHING, copied: 1, unchanged: 1, bytes: 12, beside: [{ taken: MESH, path: beside }] });
    expect(again).toEqual({ ...NOTHING, unchanged: 2, beside: report.beside });
    expect(tree(directory)).toEqual({ [MESH]: 'MESH, my notes', [beside ?? '']: 'mesh, second', [STORAGE]: 'storage' });

    writeFileSync(join(directory, beside ?? ''), 'mine as well');
    expect(await exported(trial, directory)).toEqual({
      ...NOTHING,
      unchanged: 1,
      beside: [{ taken: MESH, path: null }],
    });
    expect(readFileSync(join(directory, beside ?? ''), 'utf8')).toBe('mine as well');
  });

  it('tells files apart that would share a name, by letter case and accents too, whatever their order', async () => {
    const titles = ['Caf\u00E9', 'CAFE\u0301', 'café', 'Other'];
    const sessions = titles.map((title, index) =>
      session({ key: `k${index}`, title, links: [link(`https://files.example/${index}.pdf`)] }),
    );
    const names = async (order: readonly number[]): Promise<string[]> => {
      const trial = await exportArchive(order.map((index) => sessions[index] ?? session({ key: 'none' })));
      for (const index of order) await storeFile(trial, `https://files.example/${index}.pdf`, `deck ${index}`, AT);
      const directory = trialDirectory();
      await exported(trial, directory);
      return Object.entries(tree(directory)).map(([path, content]) => `${path}: ${content}`);
    };
    const found = await names([0, 1, 2, 3]);
    expect(found).toHaveLength(4);
    expect(found.filter((name) => /caf.* \([0-9a-f]{8}\)\.pdf: deck [012]$/i.test(name))).toHaveLength(3);
    expect(found).toContain('trial-2018/Other.pdf: deck 3');
    expect(await names([3, 2, 1, 0])).toEqual(found);
  });

  it('has a file that two sessions share once under one name', async () => {
    const shared = ['a', 'b'].map((key) =>
      session({ key, title: 'Same', links: [link('https://files.example/x.pdf')] }),
    );
    const trial = await exportArchive(shared);
    await storeFile(trial, 'https://files.example/x.pdf', 'x', AT);
    const directory = trialDirectory();
    expect(await exported(trial, directory)).toEqual({ ...NOTHING, copied: 1, bytes: 1 });
  });

  it('is made of hard links on request; those of another run of it and copies are known again', async () => {
    const trial = await exportArchive();
    const directory = trialDirectory();
    expect(await exported(trial, directory, { by: 'link' })).toEqual({ ...NOTHING, linked: 2 });
    const [blob] = trial.rows("SELECT path FROM deck_overview WHERE is_current AND session_key = 'mesh'");
    expect(statSync(join(directory, MESH)).ino).toBe(statSync(join(trial.directory, String(blob?.['path']))).ino);
    expect(await exported(trial, directory, { by: 'link' })).toEqual({ ...NOTHING, unchanged: 2 });
    expect(await exported(trial, directory)).toEqual({ ...NOTHING, unchanged: 2 });
    await storeFile(trial, 'https://files.example/mesh.pdf', 'third', '2018-05-09T00:00:00Z');
    expect(await exported(trial, directory, { by: 'link' })).toEqual({ ...NOTHING, unchanged: 1, replaced: 1 });
    expect(readFileSync(join(directory, MESH), 'utf8')).toBe('third');
  });

  it.runIf(existsSync('/dev/shm') && statSync('/dev/shm').dev !== statSync('/tmp').dev)(
    'is made of copies where there can be no hard links: on another file system',
    async () => {
      const directory = join('/dev/shm', `deckhand-${process.pid}`);
      mkdirSync(directory);
      try {
        expect(await exported(await exportArchive(), directory, { by: 'link' })).toEqual({
          ...NOTHING,
          copied: 2,
          bytes: 19,
        });
      } finally {
        rmSync(directory, { recursive: true });
      }
    },
  );

  it('goes on without a stored file that is missing, and names it', async () => {
    const trial = await exportArchive();
    const [blob] = trial.rows("SELECT path FROM deck_overview WHERE session_key = 'storage'");
    rmSync(join(trial.directory, String(blob?.['path'])));
    const directory = trialDirectory();
    expect(await exported(trial, directory)).toEqual({ ...NOTHING, copied: 1, bytes: 12, missing: [blob?.['path']] });
    expect(Object.keys(tree(directory))).toEqual([MESH]);
  });

  it('takes over what a killed run left half done', async () => {
    const trial = await exportArchive();
    const directory = trialDirectory();
    await exported(trial, directory);
    const sha = String(trial.rows("SELECT sha256 FROM deck_overview WHERE session_key = 'storage'")[0]?.['sha256']);
    rmSync(join(directory, STORAGE));
    writeFileSync(join(directory, 'trial-2018', `.deckhand-${sha.slice(0, 16)}.new`), 'stor');
    expect(await exported(trial, directory)).toMatchObject({ copied: 1, unchanged: 1 });
    expect(Object.keys(tree(directory))).toEqual([MESH, STORAGE]);
  });

  it.each(['decks', 'decks/ab', 'captures'])('is refused among the files of the archive: %s', async (own) => {
    const trial = await exportArchive();
    await expect(exported(trial, join(trial.directory, own))).rejects.toThrow(/belongs to the archive itself/);
  });

  it('is refused where the template leads among the files of the archive', async () => {
    const trial = await exportArchive();
    const template = 'decks/{title}.{ext}';
    await expect(exported(trial, trial.directory, { template })).rejects.toThrow(/belongs to the archive itself/);
    expect(await exported(trial, trial.directory)).toMatchObject({ copied: 2 });
  });

  it('is refused where a file stands in the place of a directory', async () => {
    const directory = trialDirectory();
    writeFileSync(join(directory, 'file'), '');
    await expect(exported(await exportArchive(), join(directory, 'file'))).rejects.toThrow(/EEXIST|ENOTDIR/);
  });
});
