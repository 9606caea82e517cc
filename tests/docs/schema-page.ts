import { type Chapter, CHAPTERS } from '../../src/archive/descriptions/all.ts';
import type { TableDescription } from '../../src/archive/descriptions/description.ts';
import type { SchemaColumn, SchemaTable } from '../../src/archive/schema.ts';

const HEAD = `# The archive's schema

<!-- Made by "npm run docs" from the database itself and src/archive/descriptions/; a test holds the three together. -->

Everything is in one SQLite file, \`archive.sqlite\`, which any SQLite from 3.37 on reads, also while a run writes. Begin with the views:
they answer the daily questions and their columns stay as they are. [queries.md](queries.md) has questions with their SQL,
[datasette.yaml](datasette.yaml) the same descriptions for [Datasette](https://datasette.io), and \`deckhand snapshot <file>\` makes
a copy for readers.

- Tables are STRICT and every key is one column. Allowed words are held by a CHECK.
- Instants are ISO-8601 UTC text, \`2018-05-02T09:00:00Z\`; days and wall times are local, \`2018-05-02\` and \`2018-05-02T11:00:00\`.
  Both sort as text, and SQLite's date functions take them.
- A published value stands beside each normalised one.
- Nothing is deleted but on request: a session that its programme no longer has is \`withdrawn\`, a link gets \`removed_at\`.
- Columns and tables may be added; none is renamed or removed within a major version.`;

/** What `docs/schema.md` must be. Throws for a table that no chapter describes. */
export function schemaPage(schema: readonly SchemaTable[]): string {
  const left = new Map(schema.map((table) => [table.name, table]));
  const chapters = CHAPTERS.map((chapter) => chapterText(chapter, left));
  if (left.size > 0) throw new Error(`not described in src/archive/descriptions/: ${[...left.keys()].join(', ')}`);
  return `${[HEAD, diagram(schema), ...chapters].join('\n\n')}\n`;
}

function chapterText({ title, tables }: Chapter, left: Map<string, SchemaTable>): string {
  const sections = Object.entries(tables).map(([name, description]) => {
    const table = left.get(name);
    if (table === undefined) throw new Error(`${name} is described and is not in the database`);
    left.delete(name);
    return section(table, description);
  });
  return [`## ${title}`, ...sections].join('\n\n');
}

function section(table: SchemaTable, { row, note, columns }: TableDescription): string {
  const parts = [
    `### ${table.name}`,
    `One row is ${row}.${note === undefined ? '' : ` ${note}`}`,
    columnTable(table, columns),
  ];
  if (table.content !== null)
    parts.push(`Indexes the rows of \`${table.content}\`; FTS5, letter case and accents do not matter.`);
  if (table.indexes.length > 0) {
    const indexes = table.indexes.map(
      ({ columns: names, unique }) => `\`${names.join(', ')}\`${unique ? ' (unique)' : ''}`,
    );
    parts.push(`Indexes: ${indexes.join('; ')}.`);
  }
  return parts.join('\n\n');
}

function columnTable({ kind, columns }: SchemaTable, described: TableDescription['columns']): string {
  const meaning = (column: SchemaColumn): string =>
    [cell(described[column.name] ?? ''), kind === 'table' ? allowed(column) : '']
      .filter((part) => part !== '')
      .join(' ');
  if (kind !== 'table') {
    return [
      '| column | what |',
      '| --- | --- |',
      ...columns.map((column) => `| \`${column.name}\` | ${meaning(column)} |`),
    ].join('\n');
  }
  return [
    '| column | type | NULL? | refers to | what |',
    '| --- | --- | --- | --- | --- |',
    ...columns.map(
      (column) =>
        `| \`${column.name}\` | ${typeOf(column)} | ${column.nullable ? 'yes' : ''} | ${reference(column)} | ${meaning(column)} |`,
    ),
  ].join('\n');
}

function typeOf({ type, isJson, isKey }: SchemaColumn): string {
  return `${type}${isJson ? ', JSON' : ''}${isKey ? ', key' : ''}`;
}

function reference({ references }: SchemaColumn): string {
  return references === null ? '' : `[${references.table}](#${references.table})`;
}

function allowed({ words }: SchemaColumn): string {
  return words === null ? '' : `One of ${words.map((word) => `\`${word}\``).join(' ')}.`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** Which table refers to which, as Mermaid draws it: https://mermaid.js.org/syntax/entityRelationshipDiagram.html. */
function diagram(schema: readonly SchemaTable[]): string {
  const lines = schema.flatMap((table) =>
    table.columns.flatMap(({ references, nullable, isKey, name }) => {
      if (references === null) return [];
      const one =
        isKey || table.indexes.some(({ unique, columns }) => unique && columns.length === 1 && columns[0] === name);
      return [`  ${references.table} ${nullable ? '|o' : '||'}--${one ? 'o|' : 'o{'} ${table.name} : ${name}`];
    }),
  );
  return ['## How the tables hang together', '', '```mermaid', 'erDiagram', ...lines, '```'].join('\n');
}
