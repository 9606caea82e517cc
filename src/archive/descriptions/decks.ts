import type { Descriptions } from './description.ts';

/** The tables that hold links, files and what is inside them. */
export const DECK_TABLES: Descriptions = {
  links: {
    row: 'one address found on a session',
    note: 'The same file on two sessions is two links. A link that the programme no longer has stays, with `removed_at`.',
    columns: {
      id: 'Key.',
      session_id: 'The session.',
      url: 'Address as published.',
      canonical_url: 'The same text for every address of the same file; unique within the session.',
      label: 'What the page calls it.',
      kind: 'What it leads to.',
      origin: 'Where it was found: a file that the platform hosts, a field of its own, or running text.',
      state:
        '`ignored`: nothing to download, as with videos. `not_yet`: not there, asked again. `gone`: no longer asked. `wall`: a login or a bot check stands before it. `unavailable`: its host says why there is no file.',
      failures: 'Attempts in a row that failed.',
      next_check_at: 'When it is asked again; NULL for never.',
      first_seen_at: 'When it was first read.',
      removed_at: 'When the programme was first read without it; NULL while it is there.',
    },
  },
  files: {
    row: 'one stored file, whatever number of links leads to it',
    note: 'Its bytes lie at `decks/ab/cd/<sha256>.<extension>` below the data directory, `ab` and `cd` being the first letters of the SHA-256.',
    columns: {
      id: 'Key.',
      sha256: 'SHA-256 of the content, in hexadecimal.',
      bytes: 'Size in bytes.',
      media_type: 'Media type, from the content.',
      extension: 'Extension, from the content, without a dot.',
      pages: 'Pages or slides; NULL until inspected, or where it has none.',
      title: 'Title inside the file.',
      author: 'Author inside the file.',
      text_state: 'What looking for its text found; NULL until inspected. `empty`: readable, without any text.',
      stored_at: 'When it was stored.',
      text_detail: 'Why `text_state` is not `ok`, or what could not be had: one sentence.',
      inspector_version: 'Version of the inspector that looked last; NULL until one has.',
      inspected_at: 'When it was inspected last.',
      wanted_programs: 'Programs that were not installed and would have told more.',
    },
  },
  deck_versions: {
    row: 'one version of a link’s file: each different content it ever gave',
    columns: {
      id: 'Key.',
      link_id: 'The link.',
      file_id: 'The file it gave.',
      version: 'From 1; the highest of a link is the current one.',
      fetched_at: 'When it was downloaded.',
      etag: 'ETag of the answer.',
      last_modified: 'Last-Modified of the answer, as sent.',
      published_name: 'File name as the server or the page gave it.',
    },
  },
  attempts: {
    row: 'one attempt to download a link',
    columns: {
      id: 'Key.',
      link_id: 'The link.',
      run_id: 'The run.',
      at: 'When.',
      outcome: 'How it ended.',
      http_status: 'HTTP status of the answer; NULL without an answer.',
      detail: 'What went wrong, for people.',
    },
  },
  slides: {
    row: 'one page or slide of a file',
    columns: {
      id: 'Key. Also the `rowid` in `slides_fts`.',
      file_id: 'The file.',
      number: 'From 1.',
      text: 'Its text; empty where it has none.',
      notes: 'What the speaker was to say, where the format keeps it (PPTX, ODP, KEY).',
      search_text: 'The text as it is searched, where that differs: Chinese, Japanese and Korean as pairs of letters.',
      search_notes: 'The notes as they are searched, where that differs.',
    },
  },
  pictures: {
    row: 'the picture of one page or slide',
    columns: {
      id: 'Key.',
      file_id: 'The file.',
      number: 'Number of the slide.',
      path: 'Where it lies, below the data directory.',
      width: 'Width in pixels.',
      height: 'Height in pixels.',
    },
  },
};
