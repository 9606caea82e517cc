import type { Descriptions } from './description.ts';

/** The tables that hold how the archive came about: runs, changes, pages, servers. */
export const RECORD_KEEPING_TABLES: Descriptions = {
  runs: {
    row: 'one execution of a job, such as `deckhand archive`',
    columns: {
      id: 'Key.',
      command: 'The command as typed, without secrets.',
      started_at: 'When it began.',
      ended_at: 'When it ended; NULL while it is active, or when it was killed.',
      exit_code: 'Its exit code (docs/exit-codes.md).',
      counts: 'What its report shows.',
    },
  },
  changes: {
    row: 'one change that a later reading found',
    note: 'The first reading of a conference reports none; neither does a correction by a better parser.',
    columns: {
      id: 'Key.',
      run_id: 'The run that found it.',
      session_id: 'The session.',
      link_id: 'The link, for the fields `link` and `deck`.',
      at: 'When it was found, not when it was made.',
      field: 'What changed. `session`: it is new in the programme. `deck`: its file has other content.',
      before: 'Value before, as a person reads it; for `deck` the SHA-256, NULL for something new.',
      after: 'Value after; NULL for something that is no longer there.',
    },
  },
  captures: {
    row: 'one schedule page exactly as received',
    columns: {
      id: 'Key.',
      conference_id: 'The conference it was read for.',
      run_id: 'The run.',
      url: 'Address that was asked for.',
      final_url: 'Address that answered, after redirects.',
      at: 'When.',
      status: 'HTTP status.',
      etag: 'ETag of the answer.',
      last_modified: 'Last-Modified of the answer, as sent.',
      sha256: 'SHA-256 of the body as received.',
      stable_sha256:
        'SHA-256 of the text without its volatile parts: what "the same page" is judged by. Empty once a repair found that the record cannot be read.',
      detail: '1 for a session’s own page.',
      warc: 'File that holds it, below the data directory.',
      offset: 'Where its record begins in that file, in bytes. A word of SQL: write `"offset"`.',
      length: 'Length of its record, in bytes.',
    },
  },
  programme_pages: {
    row: 'one page that the accepted programme of a conference was read from',
    columns: {
      id: 'Key.',
      conference_id: 'The conference.',
      capture_id: 'The page as it was received.',
      url: 'Its address.',
    },
  },
  held_programmes: {
    row: 'a programme that looked wrong and waits for a person',
    columns: {
      id: 'Key.',
      conference_id: 'The conference.',
      run_id: 'The run that read it.',
      held_at: 'When it was held back.',
      reason: 'What looks wrong, in a sentence.',
      parser_version: 'Version of the parser that read it.',
      programme: 'The programme as it was read.',
      captures: 'Ids of the captures it was read from.',
    },
  },
  tombstones: {
    row: 'something that was removed on request and does not come back',
    columns: {
      id: 'Key.',
      kind: 'What it was.',
      name: 'Canonical address of the link, or slug of the conference.',
      at: 'When it was removed.',
    },
  },
  server_state: {
    row: 'one server, as a registrable domain such as `sched.com`, and what is known of its patience',
    columns: {
      id: 'Key.',
      domain: 'The domain.',
      next_allowed_at: 'Before this the next request does not start.',
      parked_until: 'Until when it is left alone; NULL or past where it is not.',
      reason: 'Why it is left alone.',
      parkings: 'Times in a row it had to be left alone.',
      robots: 'The robots.txt of each of its origins.',
      robots_at: 'When a robots.txt of it was last read.',
    },
  },
};
