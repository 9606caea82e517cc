import SqliteDatabase, { type Database } from 'better-sqlite3';
import { closest, distance } from 'fastest-levenshtein';
import { UsageError } from '../model/failure.ts';
import { readSchema } from './schema.ts';

/** A value as SQLite has it; integers come as `bigint`, so that none loses a digit. */
export type SqlValue = null | number | bigint | string | Uint8Array;

/** What a query answers: its columns, and its rows one at a time. */
export interface Answer {
  readonly columns: readonly string[];
  readonly rows: Iterable<readonly SqlValue[]>;
}

/** Values for the `:name` parameters of a query. */
export type QueryParameters = Readonly<Record<string, string | number | bigint>>;

/**
 * Runs any one statement that only reads. What writes is refused before it runs, by SQLite's own judgement of the compiled statement: a connection
 * that is opened read-only would still write a file with `VACUUM INTO`. Throws a `UsageError` with SQLite's words, and the place where it can be
 * told, for a statement that SQLite does not take; also while its rows are read.
 */
export function createQueries(database: Database) {
  return (sql: string, parameters: QueryParameters = {}): Answer => {
    if (!database.readonly) throw new Error('queries of others are for an archive that is opened to read');
    try {
      database.pragma('query_only = ON');
      const statement = database.prepare<unknown[], SqlValue[]>(sql);
      if (!statement.readonly) {
        throw new UsageError(
          'read_only',
          'This would write, and the archive is open to be read only. "deckhand snapshot <file>" makes a copy that you can change with sqlite3.',
        );
      }
      const values = Object.keys(parameters).length === 0 ? [] : [parameters];
      if (!statement.reader) {
        statement.run(...values);
        return { columns: [], rows: [] };
      }
      statement.raw(true).safeIntegers(true);
      const columns = statement.columns().map((column) => column.name);
      return { columns, rows: rowsOf(statement.iterate(...values), (error) => explain(database, error, sql)) };
    } catch (error) {
      throw explain(database, error, sql);
    }
  };
}

function* rowsOf(
  rows: IterableIterator<SqlValue[]>,
  explained: (error: unknown) => unknown,
): Generator<readonly SqlValue[]> {
  try {
    yield* rows;
  } catch (error) {
    throw explained(error);
  }
}

/** Errors that are about the machine or the file, not about the query. */
const NOT_THE_QUERY = /^SQLITE_(?:BUSY|LOCKED|CORRUPT|IOERR|FULL|NOMEM)/;

/** A failure of the query as a `UsageError`; of the archive or the program, as it is. */
function explain(database: Database, error: unknown, sql: string): unknown {
  if (error instanceof SqliteDatabase.SqliteError) {
    if (NOT_THE_QUERY.test(error.code)) return error;
    const hint = suggestion(database, error.message);
    return new UsageError('bad_query', `SQLite: ${error.message}.${hint}${placeOf(sql, error.message)}`, {
      cause: error,
    });
  }
  // What better-sqlite3 itself says of parameters and of a string with none or several statements.
  const missing = error instanceof Error ? /^Missing named parameter "(\w+)"/.exec(error.message)?.[1] : undefined;
  if (missing !== undefined) return new UsageError('missing_parameter', parameterAdvice(missing));
  if (error instanceof TypeError && error.message.startsWith('Missing named parameters')) {
    return new UsageError('missing_parameter', parameterAdvice(/(?<!:)[:@$](\w+)/.exec(sql)?.[1] ?? 'name'));
  }
  if (error instanceof RangeError && /parameter values/.test(error.message)) {
    return new UsageError(
      'missing_parameter',
      'A parameter without a name cannot be given a value: write :name instead of ?.',
      { cause: error },
    );
  }
  if (error instanceof RangeError) {
    return new UsageError(
      'bad_query',
      /more than one/.test(error.message) ? 'One statement at a time.' : 'There is no statement in this.',
    );
  }
  return error;
}

function parameterAdvice(name: string): string {
  return `The query has a parameter :${name}; give it a value with --param ${name}=VALUE.`;
}

/** "Did you mean" for a table or column that is nearly called so; empty for none. */
function suggestion(database: Database, message: string): string {
  const [, what, name] = /^no such (table|column): (?:\w+\.)*(\w+)$/.exec(message) ?? [];
  if (what === undefined || name === undefined) return '';
  const schema = readSchema(database);
  const known =
    what === 'table'
      ? schema.map((table) => table.name)
      : [...new Set(schema.flatMap((table) => table.columns.map((column) => column.name)))];
  const nearest = closest(name, known);
  return distance(name, nearest) <= Math.max(1, Math.floor(name.length / 3)) ? ` Did you mean ${nearest}?` : '';
}

/** The line of the query with a mark below the word that SQLite names; empty where that word stands nowhere, or at several places. */
function placeOf(sql: string, message: string): string {
  const word =
    /^near "(.+)": syntax error$/s.exec(message)?.[1] ??
    /^unrecognized token: "(.+)"$/s.exec(message)?.[1] ??
    /^no such (?:table|column|function): (.+)$/.exec(message)?.[1] ??
    /^ambiguous column name: (.+)$/.exec(message)?.[1];
  if (word === undefined) return '';
  const escaped = word.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  const edge = (character: string | undefined, at: string): string => (/\w/.test(character ?? '') ? at : '');
  const places = [
    ...sql.matchAll(
      new RegExp(`${edge(word[0], String.raw`(?<!\w)`)}${escaped}${edge(word.at(-1), String.raw`(?!\w)`)}`, 'gi'),
    ),
  ];
  const [place] = places;
  if (place === undefined || places.length > 1) return '';
  const start = sql.lastIndexOf('\n', place.index - 1) + 1;
  const line = sql.slice(start).split('\n', 1)[0] ?? '';
  return `\n  ${line}\n  ${' '.repeat(place.index - start)}^`;
}
