import { DECK_TABLES } from './decks.ts';
import type { Descriptions } from './description.ts';
import { PROGRAMME_TABLES } from './programme.ts';
import { RECORD_KEEPING_TABLES } from './record-keeping.ts';
import { SEARCH_TABLES } from './search-tables.ts';
import { VIEWS } from './views.ts';

/** A part of the archive: tables and views that are read together. */
export interface Chapter {
  readonly title: string;
  readonly tables: Descriptions;
}

/** Every table and view, in the order in which a reader meets them. */
export const CHAPTERS: readonly Chapter[] = [
  { title: 'Views', tables: VIEWS },
  { title: 'The programme', tables: PROGRAMME_TABLES },
  { title: 'Links, files and slides', tables: DECK_TABLES },
  { title: 'Full-text search', tables: SEARCH_TABLES },
  { title: 'How it came about', tables: RECORD_KEEPING_TABLES },
];

/** The description of each table and view, by name. */
export const DESCRIPTIONS: Descriptions = Object.assign(
  {},
  ...CHAPTERS.map((chapter) => chapter.tables),
) as Descriptions;
