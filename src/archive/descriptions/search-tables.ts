import type { Descriptions } from './description.ts';

/** The full-text tables and what they index. */
export const SEARCH_TABLES: Descriptions = {
  session_texts: {
    row: 'the words by which one session is found',
    note: 'Chinese, Japanese and Korean stand here as overlapping pairs of letters; ask for them in pairs too.',
    columns: {
      id: 'The session.',
      title: 'Words of the title.',
      speakers: 'Names of its people.',
      companies: 'Their companies.',
      abstract: 'Words of the abstract.',
    },
  },
  sessions_fts: {
    row: 'one session, for full-text search with MATCH; its `rowid` is `sessions.id`',
    columns: {
      title: 'Words of the title.',
      speakers: 'Names of its people.',
      companies: 'Their companies.',
      abstract: 'Words of the abstract.',
    },
  },
  slides_fts: {
    row: 'one slide, for full-text search with MATCH; its `rowid` is `slides.id`',
    columns: {
      text: 'Words on the slide.',
      notes: 'Words of its notes.',
    },
  },
};
