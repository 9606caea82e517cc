import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Archive, openArchive } from '../../src/archive/archive.ts';
import { type BlobStore, openBlobStore } from '../../src/decks/blob-store.ts';
import { openPictureStore } from '../../src/decks/picture-store.ts';
import { createProgress } from '../../src/jobs/progress.ts';
import { type Verification, verifyArchive } from '../../src/jobs/verify.ts';
import { filesOf, trialConference } from '../cli/trial-conference.ts';
import { link, person, programme, session } from '../setup/programme.ts';
import { AT, type TrialArchive, trialArchive } from '../setup/trial-archive.ts';
import { change, verified } from './repair/damage.ts';

const LINKS = 8;

/** An archive with links that a run, which holds its lock, may store files for; and somebody who looks at it meanwhile. */
interface Beside extends TrialArchive {
  readonly store: BlobStore;
  /** Puts a file in its place, as a download does before it writes the row. */
  readonly put: (text: string) => Promise<{ sha256: string; bytes: number }>;
  /** Writes the row of a file as the newest version of the nth link. */
  readonly record: (nth: number, file: { sha256: string; bytes: number }) => void;
  /** Verifies on a connection of its own. */
  readonly verify: (given?: {
    sleep?: (ms: number) => Promise<void>;
    onProgress?: (done: number) => void;
  }) => Promise<Verification>;
}

function beside(): Beside {
  const trial = trialArchive();
  const keys = Array.from({ length: LINKS }, (_, n) => String(n));
  trial.save(programme(keys.map((key) => session({ key, links: [link(`https://x.org/${key}.pdf`)] }))));
  const { archive, directory } = trial;
  const store = openBlobStore(directory);
  const reader: Archive = openArchive({ directory, mode: 'read' });
  onTestFinished(() => reader.close());
  return {
    ...trial,
    store,
    put: (text) => store.put(Buffer.from(text), 'pdf'),
    record: (nth, { sha256, bytes }) => {
      const [due] = archive.decks.find(`https://x.org/${nth % LINKS}.pdf`);
      archive.decks.record({
        linkId: due?.id ?? 0,
        runId: trial.runId,
        at: AT,
        outcome: due?.current == null ? 'stored' : 'new_version',
        httpStatus: 200,
        detail: null,
        state: 'stored',
        failures: 0,
        nextCheckAt: null,
        etag: null,
        lastModified: null,
        file: { sha256, bytes, mediaType: 'application/pdf', extension: 'pdf', publishedName: null },
      });
    },
    verify: ({ sleep = () => Promise.resolve(), onProgress } = {}) =>
      verifyArchive({
        archive: reader,
        store: openBlobStore(directory),
        pictures: openPictureStore(directory),
        progress: createProgress(({ done }) => onProgress?.(done)),
        clock: { sleep },
        alone: false,
      }),
  };
}

describe('`verify` beside a run', () => {
  it('waits for the row of a file that has none yet, and does not call it an orphan', async () => {
    const { put, record, verify } = beside();
    const waits: number[] = [];
    const file = await put('just stored');
    const { defects } = await verify({
      sleep: (ms) => {
        waits.push(ms);
        record(0, file);
        return Promise.resolve();
      },
    });
    expect([waits, defects]).toEqual([[15_000], []]);
  });

  it('calls an orphan what has no row after that', async () => {
    const { put, verify } = beside();
    const { sha256 } = await put('left by a killed run');
    expect((await verify()).defects).toMatchObject([{ kind: 'orphan', sha256 }]);
  });

  it('waits for nobody where no run can be at work', async () => {
    const { put, verify, directory } = beside();
    await put('left by a killed run');
    // As the run that holds the lock leaves it when it ends.
    rmSync(join(directory, 'lock.json'));
    const sleep = (): Promise<void> => Promise.reject(new Error('somebody waited'));
    expect((await verify({ sleep })).defects).toMatchObject([{ kind: 'orphan' }]);
  });

  it('misses no file that is removed on request while it looks', async () => {
    const { put, record, verify, archive, directory } = beside();
    for (let nth = 0; nth < 3; nth += 1) record(nth, await put(`deck ${nth}`));
    const { files, defects } = await verify({
      onProgress: (done) => {
        if (done !== 1) return;
        const { files: removed } = archive.forgetting.conference('trial-2018', AT);
        expect(removed).toHaveLength(3);
        rmSync(join(directory, 'decks'), { recursive: true });
      },
    });
    expect([files, defects]).toEqual([3, []]);
  });

  it('finds nothing wrong, however often it looks while files, texts and sessions are written', async () => {
    const trial = beside();
    const { put, record, verify, archive } = trial;
    const run = { isOver: false };
    let turn = Promise.withResolvers<void>();
    const write = async (): Promise<void> => {
      for (let nth = 0; nth < 20; nth += 1) {
        const file = await put(`deck number ${nth}`);
        record(nth, file);
        archive.inspections.save({
          fileId: archive.inspections.named(file.sha256)?.id ?? 0,
          at: AT,
          version: 1,
          state: 'ok',
          detail: null,
          pages: 1,
          title: null,
          author: null,
          slides: [{ number: 1, text: `persistent storage ${nth} 日本語`, notes: null }],
          pictures: [],
          wanted: [],
        });
        const people = [person(`Søren ${nth}`, { speakerKey: 'soren' })];
        trial.save(programme([session({ key: `n${nth}`, people })], { scope: { kind: 'sessions' } }));
        turn.resolve();
        turn = Promise.withResolvers();
      }
      run.isOver = true;
      turn.resolve();
    };
    const looks: Verification[] = [];
    const writing = write();
    while (!run.isOver) looks.push(await verify({ sleep: () => (run.isOver ? Promise.resolve() : turn.promise) }));
    await writing;
    looks.push(await verify());
    expect(looks.flatMap(({ defects }) => defects)).toEqual([]);
    expect(looks.length).toBeGreaterThan(1);
    expect(looks.at(-1)?.files).toBe(20);
  });

  it('that archives a conference finds nothing damaged', async () => {
    const trial = await trialConference();
    await trial.crawl();
    const run = { isOver: false };
    const running = trial.run('download', ...filesOf(trial)).finally(() => (run.isOver = true));
    const codes: number[] = [];
    while (!run.isOver) codes.push((await trial.run('verify')).code);
    expect([(await running).code, ...new Set(codes)]).toEqual([0, 0]);
    expect(await verified(trial)).toEqual({ code: 0, kinds: [], defects: [] });
  });
});

describe('`verify`', () => {
  it('looks into full-text indexes without writing to the archive or leaving a file behind', async () => {
    const trial = beside();
    trial.record(0, await trial.put('a deck'));
    const version = (): unknown => trial.rows('PRAGMA data_version').at(0);
    const before = [version(), trial.dump()];
    expect((await trial.verify()).defects).toEqual([]);
    change({ data: trial.directory }, "INSERT INTO sessions_fts (rowid, title) VALUES (4711, 'ghost')");
    expect((await trial.verify()).defects).toMatchObject([{ kind: 'search', table: 'sessions_fts' }]);
    expect([version(), trial.dump()]).toEqual(before);
    expect(trial.rows("SELECT name FROM sqlite_schema WHERE name LIKE '%twin%'")).toEqual([]);
  });
});

describe('a person whose name is published otherwise on one session', () => {
  it('is found by it on the others as well, which were not read', () => {
    const trial = trialArchive();
    const called = (name: string) => [person(name, { speakerKey: '7' })];
    trial.save(
      programme([
        session({ key: 'a', people: called('Jon Smith') }),
        session({ key: 'b', people: called('Jon Smith') }),
      ]),
    );
    trial.save(programme([session({ key: 'b', people: called('Jonathan Smith') })], { scope: { kind: 'sessions' } }));
    expect(trial.rows('SELECT speakers FROM session_texts ORDER BY id')).toEqual([
      { speakers: 'Jonathan Smith' },
      { speakers: 'Jonathan Smith' },
    ]);
    expect(trial.archive.integrity.staleTexts()).toEqual({ session_texts: 0, slides: 0 });
  });
});
