import type { Database } from 'better-sqlite3';

/** A column as the database itself describes it. */
export interface SchemaColumn {
  readonly name: string;
  /** As declared; empty for a view's column that is computed. */
  readonly type: string;
  readonly nullable: boolean;
  readonly isKey: boolean;
  /** The table and column it refers to. */
  readonly references: { readonly table: string; readonly column: string; readonly onDelete: string } | null;
  /** The only values that its CHECK allows; null where there is no such list. */
  readonly words: readonly string[] | null;
  /** Whether a CHECK holds it to JSON. */
  readonly isJson: boolean;
}

/** An index of a table, those that a UNIQUE makes included. */
export interface SchemaIndex {
  readonly name: string;
  readonly unique: boolean;
  readonly columns: readonly string[];
}

/** A table, a view or a full-text table (`search`). */
export interface SchemaTable {
  readonly name: string;
  readonly kind: 'table' | 'view' | 'search';
  readonly columns: readonly SchemaColumn[];
  readonly indexes: readonly SchemaIndex[];
  /** Of a full-text table: the table or view whose rows it indexes, by `rowid`. */
  readonly content: string | null;
  /** The statement that makes it. */
  readonly sql: string;
}

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly pk: number;
}

interface ReferenceRow {
  readonly from: string;
  readonly table: string;
  readonly to: string;
  readonly on_delete: string;
}

/**
 * What an opened database consists of, by name: tables, then full-text tables, then views. SQLite's own tables and those that a full-text
 * table keeps for itself are left out.
 */
export function readSchema(database: Database): SchemaTable[] {
  const tables = database
    .prepare<[], { name: string; kind: SchemaTable['kind']; sql: string }>(
      `SELECT l.name, CASE l.type WHEN 'virtual' THEN 'search' ELSE l.type END AS kind, s.sql
       FROM pragma_table_list l JOIN sqlite_schema s ON s.name = l.name
       WHERE l.schema = 'main' AND l.type IN ('table', 'view', 'virtual') AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
       ORDER BY CASE l.type WHEN 'table' THEN 1 WHEN 'virtual' THEN 2 ELSE 3 END, l.name`,
    )
    .all();
  // Hidden columns are those that steer a full-text table.
  const columnsOf = database.prepare<[string], ColumnRow>(
    'SELECT name, type, "notnull", pk FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid',
  );
  const referencesOf = database.prepare<[string], ReferenceRow>(
    'SELECT "from", "table", "to", on_delete FROM pragma_foreign_key_list(?)',
  );
  const indexesOf = database.prepare<[string], { name: string; unique: number }>(
    `SELECT name, "unique" FROM pragma_index_list(?) ORDER BY origin <> 'u', name`,
  );
  const indexColumns = database.prepare<[string], { name: string }>('SELECT name FROM pragma_index_info(?)');

  return tables.map(({ name, kind, sql }) => {
    const references = new Map(referencesOf.all(name).map((row) => [row.from, row]));
    const words = new Map(
      [...sql.matchAll(/CHECK \((\w+) IN \(([^)]*)\)\)/g)].map((match) => [
        match[1],
        (match[2] ?? '').split(',').map((word) => word.trim().replaceAll("'", '')),
      ]),
    );
    const json = new Set([...sql.matchAll(/CHECK \(json_valid\((\w+)\)\)/g)].map((match) => match[1]));
    return {
      name,
      kind,
      sql,
      content: /\bcontent\s*=\s*["'[]?(\w+)/.exec(sql)?.[1] ?? null,
      columns: columnsOf.all(name).map((column) => {
        const reference = references.get(column.name);
        return {
          name: column.name,
          type: column.type,
          nullable: column.notnull === 0 && column.pk === 0,
          isKey: column.pk > 0,
          references:
            reference === undefined
              ? null
              : { table: reference.table, column: reference.to, onDelete: reference.on_delete },
          words: words.get(column.name) ?? null,
          isJson: json.has(column.name),
        };
      }),
      indexes: indexesOf.all(name).map((index) => ({
        name: index.name,
        unique: index.unique === 1,
        columns: indexColumns.all(index.name).map((column) => column.name),
      })),
    };
  });
}
