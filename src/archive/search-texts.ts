import type { Database } from 'better-sqlite3';
import { prepared } from './prepared.ts';
import { searchable } from './searchable.ts';

/** Where texts are kept as they are searched. */
export type TextTable = 'session_texts' | 'slides';

/** The words of a session that can be searched for, as published. */
export interface SessionWords {
  readonly title: string;
  readonly people: readonly { readonly name: string; readonly company: string | null }[];
  readonly abstract: string | null;
}

interface TextRow {
  readonly id: number;
  readonly title: string;
  readonly speakers: string;
  readonly companies: string;
  readonly abstract: string;
}

interface SlideRow {
  readonly id: number;
  readonly text: string;
  readonly notes: string | null;
  readonly searchText: string | null;
  readonly searchNotes: string | null;
}

/** The published words of sessions, and what is stored of them for the search. */
const WORDS = `SELECT s.id, coalesce(s.title, '') AS title, coalesce(s.abstract, '') AS abstract,
    coalesce((SELECT group_concat(name, '; ') FROM (
      SELECT p.name FROM appearances a JOIN speakers p ON p.id = a.speaker_id WHERE a.session_id = s.id ORDER BY a.position)), '') AS speakers,
    coalesce((SELECT group_concat(company, '; ') FROM (
      SELECT coalesce(a.company, '') AS company FROM appearances a JOIN speakers p ON p.id = a.speaker_id WHERE a.session_id = s.id ORDER BY a.position)), '') AS companies
  FROM sessions s`;

/** The texts that the full-text tables index: written from what they are made of, and compared with it. */
export function createSearchTexts(database: Database) {
  const all = database.prepare<[], TextRow>(WORDS);
  const bySpeaker = database.prepare<[number], TextRow>(
    `${WORDS} WHERE s.id IN (SELECT session_id FROM appearances WHERE speaker_id = ?)`,
  );
  const stored = database.prepare<[], TextRow>('SELECT id, title, speakers, companies, abstract FROM session_texts');
  const slides = database.prepare<[], SlideRow>(
    'SELECT id, text, notes, search_text AS searchText, search_notes AS searchNotes FROM slides',
  );
  const upsert = prepared(
    database,
    `INSERT INTO session_texts (id, title, speakers, companies, abstract) VALUES (@id, @title, @speakers, @companies, @abstract)
     ON CONFLICT (id) DO UPDATE SET title = excluded.title, speakers = excluded.speakers, companies = excluded.companies, abstract = excluded.abstract`,
  );
  const updateSlide = prepared(
    database,
    'UPDATE slides SET search_text = @searchText, search_notes = @searchNotes WHERE id = @id',
  );

  /** Rows of one instant: a run may write meanwhile. */
  const staleSessions = database.transaction((): TextRow[] => {
    const before = new Map(stored.all().map((row) => [row.id, row]));
    return all
      .all()
      .map(asSearched)
      .filter((row) => {
        const text = before.get(row.id);
        return (
          text === undefined ||
          text.title !== row.title ||
          text.speakers !== row.speakers ||
          text.companies !== row.companies ||
          text.abstract !== row.abstract
        );
      });
  });
  const staleSlides = (): SlideRow[] => {
    const stale: SlideRow[] = [];
    for (const row of slides.iterate()) {
      const searchText = differing(row.text);
      const searchNotes = row.notes === null ? null : differing(row.notes);
      if (searchText !== row.searchText || searchNotes !== row.searchNotes)
        stale.push({ ...row, searchText, searchNotes });
    }
    return stale;
  };
  return {
    write(sessionId: number, { title, people, abstract }: SessionWords): void {
      const speakers = people.map((person) => person.name).join('; ');
      const companies = people.map((person) => person.company ?? '').join('; ');
      upsert().run(asSearched({ id: sessionId, title, speakers, companies, abstract: abstract ?? '' }));
    },
    /** Of all sessions of a person: the name was published otherwise on one of them. */
    writeOf(speakerId: number): void {
      for (const row of bySpeaker.all(speakerId)) upsert().run(asSearched(row));
    },
    /** How many rows of each table are not what is searched for in the words of today. */
    stale: (): Record<TextTable, number> => ({ session_texts: staleSessions().length, slides: staleSlides().length }),
    /** Writes those rows anew, and returns how many there were. */
    rewrite: (table: TextTable): number =>
      database
        .transaction(() => {
          const rows = table === 'slides' ? staleSlides() : staleSessions();
          for (const row of rows) (table === 'slides' ? updateSlide() : upsert()).run(row);
          return rows.length;
        })
        .immediate(),
  };
}

/** A text as it is searched, or null where it is the text itself. */
export function differing(text: string): string | null {
  const search = searchable(text);
  return search === text ? null : search;
}

function asSearched({ id, title, speakers, companies, abstract }: TextRow): TextRow {
  return {
    id,
    title: searchable(title),
    speakers: searchable(speakers),
    companies: searchable(companies),
    abstract: searchable(abstract),
  };
}
