import { describe, expect, it } from 'vitest';
import type { InspectionToSave } from '../../src/archive/inspections.ts';
import { link, programme, session } from '../setup/programme.ts';
import { AT, type TrialArchive, trialArchive } from '../setup/trial-archive.ts';

const SHA = (digit: string): string => digit.repeat(64);
const NOW = { slug: null, version: 1, programs: [], all: false } as const;

function stocked(...shas: readonly string[]): TrialArchive {
  const trial = trialArchive();
  trial.save(programme(shas.map((sha) => session({ key: sha, links: [link(`https://x.org/${sha}.pdf`)] }))));
  for (const sha of shas) {
    const [due] = trial.archive.decks.find(`https://x.org/${sha}.pdf`);
    trial.archive.decks.record({
      linkId: due?.id ?? 0,
      runId: trial.runId,
      at: AT,
      outcome: 'stored',
      httpStatus: 200,
      detail: null,
      state: 'stored',
      failures: 0,
      nextCheckAt: null,
      etag: null,
      lastModified: null,
      file: { sha256: SHA(sha), bytes: 10, mediaType: 'application/pdf', extension: 'pdf', publishedName: null },
    });
  }
  return trial;
}

const found = (given: Partial<InspectionToSave> = {}): InspectionToSave => ({
  fileId: 1,
  at: AT,
  version: 1,
  state: 'ok',
  detail: null,
  pages: 2,
  title: 'A title',
  author: null,
  slides: [
    { number: 1, text: 'persistent volumes', notes: 'say hello' },
    { number: 2, text: '日本語の文書', notes: null },
  ],
  pictures: [{ number: 1, path: 'pictures/11/11/x/0001.webp', width: 480, height: 270 }],
  wanted: [],
  ...given,
});

describe('inspections', () => {
  it('are due for every file that nobody looked into, and no longer once somebody has', () => {
    const { archive } = stocked('1', '2');
    expect(archive.inspections.due(NOW)).toEqual([
      { id: 1, sha256: SHA('1'), extension: 'pdf', bytes: 10, conference: 'trial-2018', state: null },
      { id: 2, sha256: SHA('2'), extension: 'pdf', bytes: 10, conference: 'trial-2018', state: null },
    ]);
    archive.inspections.save(found());
    expect(archive.inspections.due(NOW).map(({ id }) => id)).toEqual([2]);
    expect(archive.inspections.due(NOW, 2)).toEqual([]);
    expect(archive.inspections.due({ ...NOW, slug: 'another' })).toEqual([]);
  });

  it.each<[string, Partial<InspectionToSave>, object, boolean]>([
    ['by an older inspector', {}, { version: 2 }, true],
    ['by the same inspector', {}, { version: 1 }, false],
    ['that wanted a program which is here now', { wanted: ['soffice'] }, { programs: ['pdftotext', 'soffice'] }, true],
    ['that wanted a program which is still not here', { wanted: ['soffice'] }, { programs: ['pdftotext'] }, false],
    ['by the same inspector, when all are asked for', {}, { all: true }, true],
  ])('%s are due again: what was found, what is asked, whether', (_what, earlier, asked, isDue) => {
    const { archive } = stocked('1');
    archive.inspections.save(found(earlier));
    expect(archive.inspections.due({ ...NOW, ...asked }).length).toBe(isDue ? 1 : 0);
  });

  it('are stored whole: facts of the file, slides, pictures, and what is searched', () => {
    const trial = stocked('1');
    trial.archive.inspections.save(found({ state: 'ok', wanted: ['soffice'] }));
    expect(
      trial.rows(
        'SELECT pages, title, author, text_state, inspector_version, inspected_at, wanted_programs FROM files',
      ),
    ).toEqual([
      {
        pages: 2,
        title: 'A title',
        author: null,
        text_state: 'ok',
        inspector_version: 1,
        inspected_at: AT,
        wanted_programs: '["soffice"]',
      },
    ]);
    expect(trial.rows('SELECT number, text, notes, search_text, search_notes FROM slides')).toEqual([
      { number: 1, text: 'persistent volumes', notes: 'say hello', search_text: null, search_notes: null },
      { number: 2, text: '日本語の文書', notes: null, search_text: ' 日本 本語 語の の文 文書 ', search_notes: null },
    ]);
    expect(trial.rows('SELECT number, path, picture, is_current FROM slide_overview ORDER BY number')).toEqual([
      { number: 1, path: `decks/11/11/${SHA('1')}.pdf`, picture: 'pictures/11/11/x/0001.webp', is_current: 1 },
      { number: 2, path: `decks/11/11/${SHA('1')}.pdf`, picture: null, is_current: 1 },
    ]);
  });

  it('of a later inspector take the place of the earlier ones; a slide that says the same keeps its row', () => {
    const trial = stocked('1');
    trial.archive.inspections.save(found());
    trial.archive.inspections.save(
      found({
        version: 2,
        pages: 1,
        slides: [{ number: 1, text: 'persistent volumes', notes: 'say hello' }],
        pictures: [],
      }),
    );
    expect(trial.rows('SELECT id, number FROM slides')).toEqual([{ id: 1, number: 1 }]);
    expect(trial.rows('SELECT * FROM pictures')).toEqual([]);
    expect(trial.rows("SELECT rowid FROM slides_fts WHERE slides_fts MATCH '日本'")).toEqual([]);
    expect(trial.rows("SELECT rowid FROM slides_fts WHERE slides_fts MATCH 'volumes'")).toEqual([{ rowid: 1 }]);
  });

  it('leave a full-text index that passes its own check and can be made again', () => {
    const trial = stocked('1', '2');
    trial.archive.inspections.save(found());
    trial.archive.inspections.save(
      found({ fileId: 2, slides: [{ number: 1, text: '저장소 volumes', notes: '容器の話' }] }),
    );
    trial.archive.inspections.save(found({ slides: [{ number: 1, text: 'other words', notes: null }] }));
    expect(trial.archive.integrity.problems()).toEqual([]);
    expect(trial.rows('SELECT rowid FROM slides_fts WHERE slides_fts MATCH \'notes : "容器"\'')).toEqual([
      { rowid: 3 },
    ]);
    expect(trial.rows("SELECT rowid FROM slides_fts WHERE slides_fts MATCH 'persistent'")).toEqual([]);
  });
});
