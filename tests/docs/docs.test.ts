import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { Config } from '../../src/cli/config.ts';
import { EXIT_CODES } from '../../src/model/failure.ts';
import { DESCRIPTIONS } from '../../src/archive/descriptions/all.ts';
import { datasetteFile } from './datasette.ts';
import { commandsPage } from './documents.ts';
import { questions } from './questions.ts';
import { schemaPage } from './schema-page.ts';
import { shippedSchema } from './shipped-schema.ts';

const root = new URL('../..', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'data/README.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
].filter((path) => path.endsWith('.md'));

describe('the documents', () => {
  it('describe every command and option, and no other', () => {
    expect(read('docs/commands.md')).toBe(commandsPage());
  });

  it('describe every exit code, and no other', () => {
    const rows = [...read('docs/exit-codes.md').matchAll(/^\| (\d+) \| (\w+) \|/gm)].map((row) => [
      row[2],
      Number(row[1]),
    ]);
    expect(Object.fromEntries(rows)).toEqual(EXIT_CODES);
  });

  it('describe every setting of the configuration file, and no other', () => {
    const settings = read('docs/configuration.md').split('| variable |')[0] ?? '';
    const described = [...settings.matchAll(/^\| `(\w+)` \|/gm)].map((row) => row[1]);
    expect(described).toEqual(Object.keys(Config.shape));
  });

  it('describe every table, view and column of the database, in its order, and no other', () => {
    const schema = shippedSchema();
    expect(Object.keys(DESCRIPTIONS).toSorted()).toEqual(schema.map(({ name }) => name).toSorted());
    for (const { name, columns } of schema) {
      expect([name, Object.keys(DESCRIPTIONS[name]?.columns ?? {})]).toEqual([
        name,
        columns.map((column) => column.name),
      ]);
      const texts = [DESCRIPTIONS[name]?.row, ...Object.values(DESCRIPTIONS[name]?.columns ?? {})];
      expect(texts.filter((text) => text === undefined || text.trim() === '')).toEqual([]);
    }
    expect(read('docs/schema.md')).toBe(schemaPage(schema));
  });

  it.each(pages)('%s links only to what is there', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map((match) => match[1] ?? '');
    const broken = links.filter((link) => !existsSync(join(root, dirname(page), link)));
    expect(broken).toEqual([]);
  });

  it.each(pages)('%s names only npm scripts and commands that exist', (page) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const text = read(page);
    const named = [...text.matchAll(/npm run ([a-z:]+)/g)].map((match) => match[1] ?? '');
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
    const commands = new Set([...commandsPage().matchAll(/^## deckhand (\w+)/gm)].map((match) => match[1]));
    const used = [...text.matchAll(/(?:^ {4}|`|npx )deckhand ([a-z]+)/gm)].map((match) => match[1]);
    expect(used.filter((name) => !commands.has(name))).toEqual([]);
  });
});

describe('docs/datasette.yaml', () => {
  /** The file as Datasette's documentation has it; keys it does not know are an error here. */
  const Table = z.strictObject({
    description: z.string(),
    facets: z.array(z.string()).optional(),
    label_column: z.string().optional(),
    sort: z.string().optional(),
    sort_desc: z.string().optional(),
    sortable_columns: z.array(z.string()).optional(),
    fts_table: z.string().optional(),
    fts_pk: z.string().optional(),
    hidden: z.literal(true).optional(),
    columns: z.record(z.string(), z.string()),
  });
  const Query = z.strictObject({
    title: z.string(),
    description: z.string(),
    params: z.array(z.string()).optional(),
    sql: z.string(),
  });
  const File = z.strictObject({
    title: z.string(),
    description: z.string(),
    settings: z.strictObject({ sql_time_limit_ms: z.number() }),
    databases: z.strictObject({
      archive: z.strictObject({ tables: z.record(z.string(), Table), queries: z.record(z.string(), Query) }),
    }),
  });
  const file = File.parse(parse(read('docs/datasette.yaml')));
  const { tables, queries } = file.databases.archive;
  const schema = new Map(shippedSchema().map((table) => [table.name, table]));

  it('is made of the database, its descriptions and docs/queries.md', () => {
    expect(read('docs/datasette.yaml')).toBe(datasetteFile([...schema.values()], questions()));
    expect(Object.entries(queries).map(([name, { sql }]) => [name, sql])).toEqual(
      questions().map(({ name, sql }) => [name, sql]),
    );
  });

  it('describes every table and view that Datasette shows', () => {
    const shown = [...schema.values()].filter(({ kind }) => kind !== 'search').map(({ name }) => name);
    expect(Object.keys(tables).toSorted()).toEqual(shown.toSorted());
  });

  it.each(Object.entries(tables))('names columns of %s that are there', (name, table) => {
    const columns = new Set(schema.get(name)?.columns.map((column) => column.name));
    const { facets = [], sortable_columns: sortable = [], label_column, sort, sort_desc, fts_pk } = table;
    const named = [...facets, ...sortable, label_column, sort, sort_desc, fts_pk, ...Object.keys(table.columns)];
    expect(named.filter((column) => column !== undefined && !columns.has(column))).toEqual([]);
    // Datasette sorts a view by nothing that is not allowed here, and answers with an error.
    const order = sort ?? sort_desc;
    if (schema.get(name)?.kind === 'view' && order !== undefined) expect(sortable).toContain(order);
    if (table.fts_table !== undefined) expect(schema.get(table.fts_table)?.kind).toBe('search');
    expect(table.fts_table === undefined).toBe(fts_pk === undefined);
  });
});
