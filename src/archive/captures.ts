import type { Database } from 'better-sqlite3';

/** The index row of one kept page: where its record lies, and what the next request needs. */
export interface Capture {
  readonly id: number;
  readonly runId: number;
  readonly url: string;
  readonly finalUrl: string;
  readonly at: string;
  readonly status: number;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly sha256: string;
  readonly stableSha256: string;
  readonly detail: boolean;
  /** Path below the data directory. */
  readonly warc: string;
  /** Bytes. */
  readonly offset: number;
  readonly length: number;
}

type CaptureRow = Omit<Capture, 'detail'> & { detail: number };

const COLUMNS = `c.id, c.run_id AS runId, c.url, c.final_url AS finalUrl, c.at, c.status, c.etag, c.last_modified AS lastModified, c.sha256,
  c.stable_sha256 AS stableSha256, c.detail, c.warc, c."offset", c.length`;

/** The index of the captured schedule pages. */
export function createCaptureIndex(database: Database) {
  const insert = database.prepare(
    `INSERT INTO captures (conference_id, run_id, url, final_url, at, status, etag, last_modified, sha256, stable_sha256, detail, warc, "offset", length)
     VALUES (@conferenceId, @runId, @url, @finalUrl, @at, @status, @etag, @lastModified, @sha256, @stableSha256, @detail, @warc, @offset, @length)`,
  );
  const accepted = database.prepare<{ conferenceId: number; url: string }, CaptureRow>(
    `SELECT ${COLUMNS} FROM programme_pages p JOIN captures c ON c.id = p.capture_id
     WHERE p.conference_id = @conferenceId AND (c.url = @url OR c.final_url = @url) LIMIT 1`,
  );
  const recent = database.prepare<{ conferenceId: number; url: string; since: string }, CaptureRow>(
    `SELECT ${COLUMNS} FROM captures c JOIN runs r ON r.id = c.run_id JOIN conferences f ON f.id = c.conference_id
     WHERE c.conference_id = @conferenceId AND (c.url = @url OR c.final_url = @url) AND c.at > @since AND c.status = 200
       AND (c.detail = 1 OR c.at > coalesce(f.last_read_at, ''))
       AND coalesce(r.exit_code, 1) NOT IN (0, 4)
       AND NOT EXISTS (SELECT 1 FROM programme_pages p JOIN captures a ON a.id = p.capture_id
         WHERE p.conference_id = c.conference_id AND a.id >= c.id AND (a.url = @url OR a.final_url = @url))
       AND NOT EXISTS (SELECT 1 FROM held_programmes h, json_each(h.captures) j WHERE h.conference_id = c.conference_id AND j.value = c.id)
     ORDER BY c.id DESC LIMIT 1`,
  );
  const pages = database.prepare<[number], CaptureRow>(
    `SELECT ${COLUMNS} FROM programme_pages p JOIN captures c ON c.id = p.capture_id WHERE p.conference_id = ? ORDER BY c.id`,
  );
  const pageCount = database.prepare<[number], { n: number }>(
    `SELECT count(*) AS n FROM programme_pages p JOIN captures c ON c.id = p.capture_id WHERE p.conference_id = ? AND c.detail = 0`,
  );
  const toCapture = (row: CaptureRow | undefined): Capture | null =>
    row === undefined ? null : { ...row, detail: row.detail === 1 };
  const all = (rows: CaptureRow[]): Capture[] => rows.map((row) => ({ ...row, detail: row.detail === 1 }));
  return {
    add(conferenceId: number, capture: Omit<Capture, 'id'>): number {
      return Number(insert.run({ ...capture, conferenceId, detail: capture.detail ? 1 : 0 }).lastInsertRowid);
    },
    /** The capture that the accepted programme was read from: its validators make the request conditional. */
    accepted: (conferenceId: number, url: string): Capture | null => toCapture(accepted.get({ conferenceId, url })),
    /** A page that a crawl captured which never came to its end, neither held back nor older than the accepted one; `since` is an instant. */
    unfinished: (conferenceId: number, url: string, since: string): Capture | null =>
      toCapture(recent.get({ conferenceId, url, since })),
    /** How many pages the accepted programme was read from, each session's own not counted. */
    pageCount: (conferenceId: number): number => pageCount.get(conferenceId)?.n ?? 0,
    /** The pages of the accepted programme. */
    pages: (conferenceId: number): Capture[] => all(pages.all(conferenceId)),
  };
}
