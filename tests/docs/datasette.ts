import { stringify } from 'yaml';
import { DESCRIPTIONS } from '../../src/archive/descriptions/all.ts';
import type { SchemaTable } from '../../src/archive/schema.ts';
import type { Question } from './questions.ts';

/** How Datasette shows a table; the words are Datasette's own. */
interface Shown {
  readonly facets?: readonly string[];
  readonly label_column?: string;
  readonly sort?: string;
  readonly sort_desc?: string;
  /** A view can be sorted by these columns only. */
  readonly sortable_columns?: readonly string[];
  readonly fts_table?: string;
  readonly fts_pk?: string;
  readonly hidden?: true;
}

const SHOWN: Readonly<Record<string, Shown>> = {
  session_overview: {
    facets: ['conference', 'day', 'kind', 'level', 'track', 'state'],
    sort: 'starts_at',
    sortable_columns: ['conference', 'day', 'starts_at', 'room', 'title', 'level', 'track', 'slides', 'decks'],
  },
  deck_overview: {
    facets: ['conference', 'kind', 'media_type', 'is_current'],
    sort_desc: 'fetched_at',
    sortable_columns: ['conference', 'title', 'bytes', 'pages', 'fetched_at', 'version'],
  },
  missing_decks: {
    facets: ['conference', 'reason'],
    sortable_columns: ['conference', 'title', 'reason', 'attempts', 'last_attempt_at', 'next_check_at'],
  },
  recent_changes: { facets: ['conference', 'field'], sort_desc: 'at', sortable_columns: ['at', 'conference', 'field'] },
  people_overview: {
    sort_desc: 'sessions',
    sortable_columns: ['name', 'conferences', 'sessions'],
  },
  slide_overview: {
    facets: ['conference', 'is_current'],
    sortable_columns: ['conference', 'title', 'number'],
    fts_table: 'slides_fts',
    fts_pk: 'slide_id',
  },
  slide_texts: { hidden: true },
  conferences: { label_column: 'name', facets: ['series', 'platform', 'country'], sort_desc: 'starts_on' },
  sessions: {
    label_column: 'title',
    facets: ['conference_id', 'kind', 'state', 'level', 'track'],
    fts_table: 'sessions_fts',
    fts_pk: 'id',
  },
  speakers: { label_column: 'name', facets: ['conference_id'], sort: 'name' },
  appearances: { facets: ['role', 'company'] },
  tags: { facets: ['name'] },
  links: { label_column: 'url', facets: ['kind', 'origin', 'state'] },
  files: { label_column: 'sha256', facets: ['media_type', 'text_state'], sort_desc: 'stored_at' },
  deck_versions: { sort_desc: 'fetched_at' },
  attempts: { facets: ['outcome', 'http_status'], sort_desc: 'at' },
  slides: { fts_table: 'slides_fts', fts_pk: 'id' },
  session_texts: { hidden: true },
  runs: { label_column: 'command', facets: ['exit_code'], sort_desc: 'started_at' },
  changes: { facets: ['field'], sort_desc: 'at' },
  captures: { label_column: 'url', facets: ['conference_id', 'status'], sort_desc: 'at' },
  programme_pages: { hidden: true },
  held_programmes: {},
  tombstones: { facets: ['kind'] },
  server_state: { label_column: 'domain' },
};

const HEAD = `# Descriptions, facets, search and queries for Datasette (https://datasette.io).
# Made by "npm run docs" from the database, src/archive/descriptions/ and docs/queries.md; a test holds them together.
#
#   deckhand snapshot archive.sqlite
#   datasette archive.sqlite --metadata docs/datasette.yaml --config docs/datasette.yaml
#
# Datasette 1.0 takes descriptions from --metadata and all else from --config; older ones take everything from --metadata and know no
# --config of this kind. The names below are those of a database that is served as "archive".
`;

/** What `docs/datasette.yaml` must be. */
export function datasetteFile(schema: readonly SchemaTable[], questions: readonly Question[]): string {
  const described = new Map(schema.map((table) => [table.name, table]));
  const tables = Object.entries(DESCRIPTIONS)
    // Datasette hides full-text tables by itself and does not show their columns.
    .filter(([name]) => described.get(name)?.kind !== 'search')
    .map(([name, { row, note, columns }]) => [
      name,
      {
        description: `One row is ${row}.${note === undefined ? '' : ` ${note}`}`,
        ...SHOWN[name],
        columns,
      },
    ]);
  const queries = questions.map(({ name, title, description, sql, parameters }) => [
    name,
    { title, description, ...(parameters.length === 0 ? {} : { params: parameters }), sql },
  ]);
  const file = {
    title: 'Deckhand',
    description: 'Conference programmes and slide decks',
    // A question about every slide takes longer than the second that is Datasette's default.
    settings: { sql_time_limit_ms: 5000 },
    databases: { archive: { tables: Object.fromEntries(tables), queries: Object.fromEntries(queries) } },
  };
  return `${HEAD}${stringify(file, { lineWidth: 0, blockQuote: 'literal' })}`;
}
