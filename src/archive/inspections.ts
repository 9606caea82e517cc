import type { Database } from 'better-sqlite3';
import type { TextState } from '../model/vocabulary.ts';
import { prepared } from './prepared.ts';
import { differing } from './search-texts.ts';

/** A stored file whose inspection is due. */
export interface FileToLookInto {
  readonly id: number;
  readonly sha256: string;
  readonly extension: string;
  readonly bytes: number;
  /** Slug of the first conference that has it. */
  readonly conference: string;
  /** What an earlier inspection found, or null. */
  readonly state: TextState | null;
}

/** Which files are due. */
export interface InspectionsDue {
  /** Null for every conference. */
  readonly slug: string | null;
  /** The inspector's version: whatever an older one looked into is due. */
  readonly version: number;
  /** Programs that are installed: a file that wanted one of them is due. */
  readonly programs: readonly string[];
  /** Also what was looked into already. */
  readonly all: boolean;
}

/** What an inspection found, as it is kept. Picture paths are relative to the data directory. */
export interface InspectionToSave {
  readonly fileId: number;
  readonly at: string;
  readonly version: number;
  readonly state: TextState;
  readonly detail: string | null;
  readonly pages: number | null;
  readonly title: string | null;
  readonly author: string | null;
  readonly slides: readonly { readonly number: number; readonly text: string; readonly notes: string | null }[];
  readonly pictures: readonly {
    readonly number: number;
    readonly path: string;
    readonly width: number;
    readonly height: number;
  }[];
  readonly wanted: readonly string[];
}

/** What was found in the stored files: their text, slide by slide, and the pictures of their slides. */
export function createInspections(database: Database) {
  const due = database.prepare<
    Omit<InspectionsDue, 'programs' | 'all'> & { programs: string; all: 0 | 1; after: number },
    FileToLookInto
  >(
    `SELECT f.id, f.sha256, f.extension, f.bytes, f.text_state AS state, min(c.slug) AS conference
     FROM files f
     JOIN deck_versions v ON v.file_id = f.id
     JOIN links l ON l.id = v.link_id
     JOIN sessions s ON s.id = l.session_id
     JOIN conferences c ON c.id = s.conference_id
     WHERE (@slug IS NULL OR c.slug = @slug) AND f.id > @after
       AND (f.inspector_version IS NULL OR f.inspector_version < @version OR @all
         OR EXISTS (SELECT 1 FROM json_each(f.wanted_programs) w JOIN json_each(@programs) p ON p.value = w.value))
     GROUP BY f.id ORDER BY f.id`,
  );
  const named = database.prepare<[string], FileToLookInto>(
    `SELECT f.id, f.sha256, f.extension, f.bytes, f.text_state AS state, min(c.slug) AS conference
     FROM files f JOIN deck_versions v ON v.file_id = f.id JOIN links l ON l.id = v.link_id
       JOIN sessions s ON s.id = l.session_id JOIN conferences c ON c.id = s.conference_id
     WHERE f.sha256 = ? GROUP BY f.id`,
  );
  const upsertSlide = prepared(
    database,
    `INSERT INTO slides (file_id, number, text, notes, search_text, search_notes)
     VALUES (@fileId, @number, @text, @notes, @searchText, @searchNotes)
     ON CONFLICT (file_id, number) DO UPDATE SET
       text = excluded.text, notes = excluded.notes, search_text = excluded.search_text, search_notes = excluded.search_notes
     WHERE text IS NOT excluded.text OR notes IS NOT excluded.notes
       OR search_text IS NOT excluded.search_text OR search_notes IS NOT excluded.search_notes`,
  );
  const upsertPicture = database.prepare(
    `INSERT INTO pictures (file_id, number, path, width, height) VALUES (@fileId, @number, @path, @width, @height)
     ON CONFLICT (file_id, number) DO UPDATE SET path = excluded.path, width = excluded.width, height = excluded.height`,
  );
  const dropSlides = prepared(
    database,
    'DELETE FROM slides WHERE file_id = ? AND number NOT IN (SELECT value FROM json_each(?))',
  );
  const dropPictures = database.prepare(
    'DELETE FROM pictures WHERE file_id = ? AND number NOT IN (SELECT value FROM json_each(?))',
  );
  const updateFile = database.prepare(
    `UPDATE files SET pages = @pages, title = @title, author = @author, text_state = @state, text_detail = @detail,
       inspector_version = @version, inspected_at = @at, wanted_programs = @wanted WHERE id = @fileId`,
  );
  const keepFound = database.prepare('UPDATE files SET inspector_version = ?, inspected_at = ? WHERE id = ?');
  return {
    /** One stored file, due or not; null where no link has it. */
    named: (sha256: string): FileToLookInto | null => named.get(sha256) ?? null,
    /** Notes that a file was looked into again, and keeps what was found before. */
    keep: (fileId: number, version: number, at: string): void => void keepFound.run(version, at, fileId),
    /** Files that nobody, an older inspector, or one without the programs of today looked into, after the file with this id. */
    due: (of: InspectionsDue, after = 0): FileToLookInto[] =>
      due.all({ ...of, programs: JSON.stringify(of.programs), all: of.all ? 1 : 0, after }),
    /** Stores what was found in the place of what was known before: all or nothing. A slide that says the same keeps its row. */
    save(inspection: InspectionToSave): void {
      const { fileId, slides, pictures } = inspection;
      database
        .transaction(() => {
          updateFile.run({ ...inspection, wanted: JSON.stringify(inspection.wanted) });
          for (const slide of slides) {
            upsertSlide().run({
              ...slide,
              fileId,
              searchText: differing(slide.text),
              searchNotes: slide.notes === null ? null : differing(slide.notes),
            });
          }
          for (const picture of pictures) upsertPicture.run({ ...picture, fileId });
          dropSlides().run(fileId, JSON.stringify(slides.map((slide) => slide.number)));
          dropPictures.run(fileId, JSON.stringify(pictures.map((picture) => picture.number)));
        })
        .immediate();
    },
  };
}
