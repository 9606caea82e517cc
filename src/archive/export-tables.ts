/** What a column holds: `instant` is ISO-8601 UTC text, `day` a local day as text, `boolean` 0 or 1. NULL is possible in all. */
export type ColumnType = 'text' | 'integer' | 'boolean' | 'instant' | 'day';

/** One column of an exported table. */
export interface ExportColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** The tables of the formats that have rows, in the order of the documentation. */
export const EXPORT_TABLES = ['sessions', 'decks', 'slides', 'people', 'links', 'missing', 'changes'] as const;
export type ExportTable = (typeof EXPORT_TABLES)[number];

/** A value as a format gets it: booleans are true and false already. */
export type ExportValue = string | number | boolean | null;
export type ExportRow = Readonly<Record<string, ExportValue>>;

/** A table: its columns in order, and the query of the rows of one session (`?` is the session's id). */
interface TableDefinition {
  readonly columns: readonly ExportColumn[];
  readonly sql: string;
}

const SESSION = 'FROM sessions s JOIN conferences c ON c.id = s.conference_id';

/** `name` or `name:type`, in order; text is the ordinary type. */
function columns(text: string): ExportColumn[] {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => {
      const [name = '', type = 'text'] = word.split(':');
      return { name, type: type as ColumnType };
    });
}

/**
 * The columns are those of the archive's views, under the same names and in the same order, and behind them what analysts ask for besides. Ids of
 * rows are left out: they mean nothing outside one archive.
 */
export const TABLE_DEFINITIONS: Readonly<Record<ExportTable, TableDefinition>> = {
  sessions: {
    columns:
      columns(`conference key day:day starts_at:instant local_start room kind title speakers companies level track state
      slides:integer decks:integer video_url url
      ends_at:instant local_end utc_offset published_title published_level availability language tags abstract
      first_seen_at:instant withdrawn_at:instant revision:integer changed_at:instant`),
    sql: `SELECT o.*, t.ends_at, t.local_end, t.utc_offset, s.published_title, s.published_level, s.availability, s.language,
        (SELECT group_concat(name, '; ') FROM (SELECT g.name FROM tags g WHERE g.session_id = s.id ORDER BY g.id)) AS tags,
        s.abstract, s.first_seen_at, s.withdrawn_at,
        (SELECT count(DISTINCT h.run_id) FROM changes h WHERE h.session_id = s.id AND h.field <> 'session') AS revision,
        (SELECT max(h.at) FROM changes h WHERE h.session_id = s.id AND h.field <> 'session') AS changed_at
      ${SESSION} JOIN session_overview o ON o.conference = c.slug AND o.key = s.key
      LEFT JOIN slots t ON t.session_id = s.id AND t.position = 1
      WHERE s.id = ?`,
  },
  decks: {
    columns:
      columns(`conference session_key title speakers kind label url sha256 bytes:integer media_type pages:integer path
      fetched_at:instant version:integer is_current:boolean
      published_name file_title file_author text_state`),
    sql: `SELECT o.*,
        (SELECT v.published_name FROM links l JOIN deck_versions v ON v.link_id = l.id
          WHERE l.session_id = s.id AND l.url = o.url AND v.version = o.version) AS published_name,
        f.title AS file_title, f.author AS file_author, f.text_state
      ${SESSION} JOIN deck_overview o ON o.conference = c.slug AND o.session_key = s.key
      JOIN files f ON f.sha256 = o.sha256
      WHERE s.id = ? ORDER BY o.url, o.version`,
  },
  slides: {
    columns: columns(
      'conference session_key title number:integer text notes path picture version:integer is_current:boolean',
    ),
    sql: `SELECT o.conference, o.session_key, o.title, o.number, o.text, o.notes, o.path, o.picture, o.version, o.is_current
      ${SESSION} JOIN slide_overview o ON o.conference = c.slug AND o.session_key = s.key
      WHERE s.id = ? ORDER BY o.path, o.version, o.number`,
  },
  people: {
    columns: columns('conference session_key title position:integer name role job_title company speaker_key url bio'),
    sql: `SELECT c.slug AS conference, s.key AS session_key, s.title, a.position, p.name, a.role, a.job_title, a.company,
        p.key AS speaker_key, p.url, p.bio
      ${SESSION} JOIN appearances a ON a.session_id = s.id JOIN speakers p ON p.id = a.speaker_id
      WHERE s.id = ? ORDER BY a.position`,
  },
  links: {
    columns:
      columns(`conference session_key title url canonical_url label kind origin state versions:integer attempts:integer
      last_attempt_at:instant next_check_at:instant first_seen_at:instant removed_at:instant`),
    sql: `SELECT c.slug AS conference, s.key AS session_key, s.title, l.url, l.canonical_url, l.label, l.kind, l.origin, l.state,
        (SELECT count(*) FROM deck_versions v WHERE v.link_id = l.id) AS versions,
        (SELECT count(*) FROM attempts a WHERE a.link_id = l.id) AS attempts,
        (SELECT max(a.at) FROM attempts a WHERE a.link_id = l.id) AS last_attempt_at,
        l.next_check_at, l.first_seen_at, l.removed_at
      ${SESSION} JOIN links l ON l.session_id = s.id
      WHERE s.id = ? ORDER BY l.canonical_url`,
  },
  missing: {
    columns: columns(
      'conference session_key title link_url reason attempts:integer last_attempt_at:instant next_check_at:instant',
    ),
    sql: `WITH wanted AS (SELECT c.slug, s.key ${SESSION} WHERE s.id = ?)
      SELECT o.* FROM missing_decks o
      WHERE o.conference = (SELECT slug FROM wanted) AND o.session_key = (SELECT key FROM wanted)
      ORDER BY o.link_url`,
  },
  changes: {
    columns: columns('at:instant conference session_key title field before after'),
    sql: `SELECT h.at, c.slug AS conference, s.key AS session_key, s.title, h.field, h.before, h.after
      ${SESSION} JOIN changes h ON h.session_id = s.id
      WHERE s.id = ? ORDER BY h.at, h.id`,
  },
};

/** The columns of a table, in order. */
export function columnsOf(table: ExportTable): readonly ExportColumn[] {
  return TABLE_DEFINITIONS[table].columns;
}
