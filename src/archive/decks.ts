import type { Database } from 'better-sqlite3';
import { toInstant } from '../model/clock.ts';
import { CLOCK_ERROR } from '../model/phase.ts';
import type { AttemptOutcome, LinkKind, LinkOrigin, LinkState } from '../model/vocabulary.ts';

/** How the detail of an attempt begins that a person made, by hand. */
export const ATTACHED = 'attached by a person';

/** A link whose file is to be asked for, with what the last answer left behind. */
export interface DueLink {
  readonly id: number;
  readonly conference: string;
  readonly endsOn: string | null;
  readonly sessionKey: string;
  readonly sessionTitle: string;
  readonly url: string;
  readonly canonicalUrl: string;
  readonly label: string | null;
  readonly kind: LinkKind;
  readonly origin: LinkOrigin;
  readonly state: LinkState;
  readonly failures: number;
  /** The newest version, where there is one. */
  readonly current: (StoredFile & { readonly etag: string | null; readonly lastModified: string | null }) | null;
}

/** One attempt to download a link and what follows from it; stored in one transaction. */
export interface AttemptToRecord {
  readonly linkId: number;
  readonly runId: number;
  readonly at: string;
  readonly outcome: AttemptOutcome;
  readonly httpStatus: number | null;
  readonly detail: string | null;
  readonly state: LinkState;
  readonly failures: number;
  readonly nextCheckAt: string | null;
  /** The file that is now the link's: on `stored` and `new_version`. */
  readonly file?: StoredFile;
  /** New validators: with a file, and with `unchanged`. */
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export interface StoredFile {
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
  readonly extension: string;
  readonly publishedName: string | null;
}

type DueRow = Omit<DueLink, 'current'> & {
  sha256: string | null;
  bytes: number;
  mediaType: string;
  extension: string;
  publishedName: string | null;
  etag: string | null;
  lastModified: string | null;
};

/** A file that nobody could read may be half of one, which its server would call unchanged for ever: it is asked for as a whole. */
const validator = (column: 'etag' | 'last_modified'): string =>
  `CASE WHEN f.text_state = 'damaged' THEN NULL ELSE v.${column} END`;

const CURRENT = `LEFT JOIN deck_versions v ON v.link_id = l.id AND v.version = (SELECT max(w.version) FROM deck_versions w WHERE w.link_id = l.id)
  LEFT JOIN files f ON f.id = v.file_id`;

/** One that lies far ahead was made by a clock that was wrong, and so is the time of the next. */
const LAST_ATTEMPT_AT = '(SELECT a.at FROM attempts a WHERE a.link_id = l.id ORDER BY a.id DESC LIMIT 1)';

export function createDecks(database: Database) {
  const columns = `l.id, c.slug AS conference, c.ends_on AS endsOn, s.key AS sessionKey, s.title AS sessionTitle, l.url, l.canonical_url AS canonicalUrl, l.label, l.kind,
    l.origin, l.state, l.failures, f.sha256, f.bytes, f.media_type AS mediaType, f.extension, v.published_name AS publishedName,
    ${validator('etag')} AS etag, ${validator('last_modified')} AS lastModified`;
  const from = `FROM links l JOIN sessions s ON s.id = l.session_id JOIN conferences c ON c.id = s.conference_id ${CURRENT}`;
  const due = database.prepare<{ slug: string | null; now: string; ahead: string }, DueRow>(
    `SELECT ${columns} ${from}
     WHERE (@slug IS NULL OR c.slug = @slug) AND l.removed_at IS NULL AND l.state <> 'ignored'
       AND (l.next_check_at <= @now OR l.state = 'due' OR ${LAST_ATTEMPT_AT} > @ahead)
     ORDER BY l.failures = 0, l.state <> 'due', l.next_check_at, c.starts_on, l.id`,
  );
  const byUrl = database.prepare<{ name: string }, DueRow>(
    `SELECT ${columns} ${from} WHERE l.url = @name OR l.canonical_url = @name OR CAST(l.id AS TEXT) = @name ORDER BY l.id`,
  );
  const byIds = database.prepare<{ ids: string }, DueRow>(
    `SELECT ${columns} ${from} WHERE l.id IN (SELECT value FROM json_each(@ids)) ORDER BY c.starts_on, l.id`,
  );
  const attemptOf = database.prepare<[number, number], { outcome: AttemptOutcome; detail: string | null }>(
    'SELECT outcome, detail FROM attempts WHERE link_id = ? AND run_id = ? ORDER BY id DESC LIMIT 1',
  );
  const lastOutcome = database
    .prepare<[number], AttemptOutcome>('SELECT outcome FROM attempts WHERE link_id = ? ORDER BY id DESC LIMIT 1')
    .pluck();
  const insertFile = database.prepare(
    `INSERT INTO files (sha256, bytes, media_type, extension, stored_at) VALUES (@sha256, @bytes, @mediaType, @extension, @at) ON CONFLICT (sha256) DO NOTHING`,
  );
  const fileOf = database.prepare<[string], { id: number }>('SELECT id FROM files WHERE sha256 = ?');
  const newest = database.prepare<
    [number],
    { id: number; version: number; fileId: number; etag: string | null; lastModified: string | null }
  >(
    'SELECT id, version, file_id AS fileId, etag, last_modified AS lastModified FROM deck_versions WHERE link_id = ? ORDER BY version DESC LIMIT 1',
  );
  const insertVersion = database.prepare(
    `INSERT INTO deck_versions (link_id, file_id, version, fetched_at, etag, last_modified, published_name)
     VALUES (@linkId, @fileId, @version, @at, @etag, @lastModified, @publishedName)`,
  );
  const updateValidators = database.prepare('UPDATE deck_versions SET etag = ?, last_modified = ? WHERE id = ?');
  const updateLink = database.prepare(
    'UPDATE links SET state = @state, failures = @failures, next_check_at = @nextCheckAt WHERE id = @linkId',
  );
  const insertAttempt = database.prepare(
    'INSERT INTO attempts (link_id, run_id, at, outcome, http_status, detail) VALUES (@linkId, @runId, @at, @outcome, @httpStatus, @detail)',
  );
  const insertChange = database.prepare(
    `INSERT INTO changes (run_id, session_id, link_id, at, field, before, after)
     SELECT @runId, session_id, id, @at, 'deck', @before, @after FROM links WHERE id = @linkId`,
  );
  const shaOf = database.prepare<[number], { sha256: string }>('SELECT sha256 FROM files WHERE id = ?');
  const unavailable = database.prepare<{ slug: string | null }, { id: number; url: string; detail: string | null }>(
    `SELECT l.id, l.url, (SELECT a.detail FROM attempts a WHERE a.link_id = l.id ORDER BY a.id DESC LIMIT 1) AS detail FROM links l JOIN sessions s ON s.id = l.session_id JOIN conferences c ON c.id = s.conference_id
     WHERE (@slug IS NULL OR c.slug = @slug) AND l.state = 'unavailable' AND l.removed_at IS NULL`,
  );
  const waiting = database.prepare<[string], { n: number }>(
    `SELECT count(*) AS n FROM links l JOIN sessions s ON s.id = l.session_id JOIN conferences c ON c.id = s.conference_id
     WHERE c.slug = ? AND l.removed_at IS NULL AND l.state NOT IN ('stored', 'ignored') AND l.next_check_at IS NOT NULL`,
  );
  const wanted = database.prepare<[string], { n: number }>(
    `SELECT count(*) AS n FROM links l JOIN sessions s ON s.id = l.session_id JOIN conferences c ON c.id = s.conference_id
     WHERE c.slug = ? AND l.removed_at IS NULL AND l.state <> 'ignored'`,
  );
  const makeAllDue = database.prepare<{ slug: string; now: string }>(
    `UPDATE links SET next_check_at = @now, failures = 0
     WHERE removed_at IS NULL AND state <> 'ignored' AND session_id IN (
       SELECT s.id FROM sessions s JOIN conferences c ON c.id = s.conference_id WHERE c.slug = @slug)`,
  );
  const setNextCheck = database.prepare('UPDATE links SET next_check_at = ? WHERE id = ?');
  const waitingLinks = database.prepare<
    [string],
    { id: number; state: LinkState; failures: number; nextCheckAt: string | null }
  >(
    `SELECT l.id, l.state, l.failures, l.next_check_at AS nextCheckAt FROM links l JOIN sessions s ON s.id = l.session_id JOIN conferences c ON c.id = s.conference_id
     WHERE c.slug = ? AND l.removed_at IS NULL AND l.state <> 'ignored'`,
  );

  const toDue = ({
    sha256,
    bytes,
    mediaType,
    extension,
    publishedName,
    etag,
    lastModified,
    ...row
  }: DueRow): DueLink => ({
    ...row,
    current: sha256 === null ? null : { sha256, bytes, mediaType, extension, publishedName, etag, lastModified },
  });

  return {
    /**
     * Links whose time has come, failed ones first (they wait longer each time, and the third failure is told), then new ones, then those that wait
     * longest: what a budget cuts off one night begins the next. `slug` null is all conferences.
     */
    due: (slug: string | null, now: string): DueLink[] =>
      due.all({ slug, now, ahead: toInstant(Date.parse(now) + CLOCK_ERROR) }).map(toDue),
    /** The links that a person means: by address, canonical address or id. */
    find: (name: string): DueLink[] => byUrl.all({ name }).map(toDue),
    /** The links with these ids, due or not, removed from their session or not. */
    byIds: (ids: readonly number[]): DueLink[] => byIds.all({ ids: JSON.stringify(ids) }).map(toDue),
    /** How the last attempt of a run to download a link ended; null where it made none. */
    attemptOf: (linkId: number, runId: number) => attemptOf.get(linkId, runId) ?? null,
    /** How the last attempt to download a link ended; null before the first. */
    lastOutcome: (linkId: number): AttemptOutcome | null => lastOutcome.get(linkId) ?? null,
    /** Links that had no file to be had when they were last asked for, and what was said then. */
    unavailable: (slug: string | null): { id: number; url: string; detail: string | null }[] =>
      unavailable.all({ slug }),
    /** Links of a conference without their file that will be asked again. */
    waiting: (slug: string): number => waiting.get(slug)?.n ?? 0,
    /** Links of a conference whose files are wanted, stored or not. */
    wanted: (slug: string): number => wanted.get(slug)?.n ?? 0,
    /** Every link of a conference is due from now on, as if it had never failed. */
    makeAllDue: (slug: string, now: string): void => void makeAllDue.run({ slug, now }),
    /** These links are due from now on. */
    makeDue(ids: readonly number[], now: string): void {
      database.transaction(() => ids.forEach((id) => setNextCheck.run(now, id))).immediate();
    },
    /** Links of a conference whose files are wanted, and when each is asked for next. */
    waitingLinks: (slug: string): { id: number; state: LinkState; failures: number; nextCheckAt: string | null }[] =>
      waitingLinks.all(slug),
    /** These links are asked for then: instants, or null for never again of themselves. */
    checkAt(links: readonly { readonly id: number; readonly at: string | null }[]): void {
      database.transaction(() => links.forEach(({ id, at }) => setNextCheck.run(at, id))).immediate();
    },
    /** Stores an attempt, the link's new state, and the file where there is a new one: all or nothing. */
    record(attempt: AttemptToRecord): void {
      database
        .transaction(() => {
          const { file } = attempt;
          const current = newest.get(attempt.linkId);
          if (file !== undefined) {
            insertFile.run({ ...file, at: attempt.at });
            const fileId = fileOf.get(file.sha256)?.id;
            if (fileId === undefined) throw new Error(`file ${file.sha256} was not stored`);
            insertVersion.run({
              ...attempt,
              fileId,
              version: (current?.version ?? 0) + 1,
              publishedName: file.publishedName,
            });
            if (current !== undefined)
              insertChange.run({ ...attempt, before: shaOf.get(current.fileId)?.sha256 ?? null, after: file.sha256 });
          } else if (attempt.outcome === 'unchanged' && current !== undefined) {
            if (current.etag !== attempt.etag || current.lastModified !== attempt.lastModified) {
              updateValidators.run(attempt.etag, attempt.lastModified, current.id);
            }
          }
          updateLink.run(attempt);
          insertAttempt.run(attempt);
        })
        .immediate();
    },
  };
}
