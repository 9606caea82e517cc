import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../src/archive/export-selection.ts';
import { columnsOf, EXPORT_TABLES, type ExportRow, type ExportTable } from '../../src/archive/export-tables.ts';
import { csv } from '../../src/exports/csv.ts';
import type { TableFormat } from '../../src/exports/format.ts';
import { ndjson } from '../../src/exports/ndjson.ts';
import { parquet } from '../../src/exports/parquet.ts';
import type { TrialArchive } from '../setup/trial-archive.ts';
import { collected, exportArchive, opened, SESSIONS } from './trial-export.ts';

const bytesOf = async (
  trial: TrialArchive,
  format: TableFormat,
  table: ExportTable,
  escapeFormulas = false,
): Promise<Buffer> => {
  const source = trial.archive.exports(EVERYTHING);
  try {
    return await collected((output) => format.write(source, output, { table, escapeFormulas }));
  } finally {
    source.close();
  }
};

/** The bytes of a format, of rows that the test has in hand. */
const bytesOfRows = (format: TableFormat, table: ExportTable, rows: readonly ExportRow[]): Promise<Buffer> =>
  collected((output) =>
    format.write({ conferences: () => [], sessions: () => [], rows: () => rows }, output, {
      table,
      escapeFormulas: false,
    }),
  );

/** What DuckDB finds in a file, as text in JSON, with the types it sees. */
async function read(trial: TrialArchive, bytes: Buffer, name: string, reader: (path: string) => string) {
  const path = join(trial.directory, name);
  writeFileSync(path, bytes);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    const result = await connection.runAndReadAll(`SELECT * FROM ${reader(path)}`);
    const types = result.columnTypes().map(String);
    return { types, names: result.columnNames(), rows: result.getRowObjectsJson() };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A row as DuckDB shows it in JSON. */
function shown(row: ExportRow, table: ExportTable): Record<string, unknown> {
  return Object.fromEntries(
    columnsOf(table).map(({ name, type }) => {
      const value = row[name] ?? null;
      if (value === null) return [name, null];
      if (type === 'integer') return [name, String(value)];
      if (type === 'instant') return [name, `${String(value).replace('T', ' ').replace('Z', '')}+00`];
      return [name, value];
    }),
  );
}

const VIEWS: Partial<Record<ExportTable, string>> = {
  sessions: 'session_overview',
  decks: 'deck_overview',
  missing: 'missing_decks',
  changes: 'recent_changes',
};

describe('tables', () => {
  it.each(Object.entries(VIEWS))('%s has the columns of the view %s first, and its rows', async (table, view) => {
    const trial = await exportArchive();
    const rows = [...opened(trial).rows(table as ExportTable)];
    const expected = trial.rows(`SELECT * FROM ${view}`);
    expect(expected.length).toBeGreaterThan(0);
    const names = Object.keys(expected[0] ?? {});
    expect(
      columnsOf(table as ExportTable)
        .map(({ name }) => name)
        .slice(0, names.length),
    ).toEqual(names);
    const sorted = (list: readonly object[]): string[] =>
      list
        .map((row) => JSON.stringify(names.map((name) => Number((row as never)[name]) || (row as never)[name])))
        .toSorted();
    const plain = rows.map((row) => ({
      ...row,
      ...('is_current' in row ? { is_current: Number(row['is_current']) } : {}),
    }));
    expect(sorted(plain)).toEqual(sorted(expected));
  });

  it.each(EXPORT_TABLES)('%s has a value for every column it names, and for no other', async (table) => {
    const rows = [...opened(await exportArchive()).rows(table)];
    expect(rows.length).toBeGreaterThan(0);
    const names = columnsOf(table).map(({ name }) => name);
    for (const row of rows) expect(Object.keys(row).toSorted()).toEqual(names.toSorted());
  });
});

describe('parquet, read back by DuckDB', () => {
  it.each(EXPORT_TABLES)('has the rows of %s that SQLite has, with their types', async (table) => {
    const trial = await exportArchive();
    const rows = [...opened(trial).rows(table)];
    const found = await read(
      trial,
      await bytesOfRows(parquet, table, rows),
      't.parquet',
      (path) => `read_parquet('${path}')`,
    );
    expect(found.names).toEqual(columnsOf(table).map(({ name }) => name));
    const TYPES = {
      text: 'VARCHAR',
      integer: 'BIGINT',
      boolean: 'BOOLEAN',
      instant: 'TIMESTAMP WITH TIME ZONE',
      day: 'DATE',
    };
    expect(found.types).toEqual(columnsOf(table).map(({ type }) => TYPES[type]));
    expect(found.rows).toEqual(rows.map((row) => shown(row, table)));
  });

  it('has the columns of a table without rows', async () => {
    const trial = await exportArchive([]);
    const found = await read(trial, await bytesOf(trial, parquet, 'slides'), 't.parquet', (path) => `'${path}'`);
    expect(found.rows).toEqual([]);
    expect(found.names).toEqual(columnsOf('slides').map(({ name }) => name));
  });

  it('is written in row groups, all of which are read', async () => {
    const trial = await exportArchive();
    const text = 'x'.repeat(3_000_000);
    const row = (number: number): ExportRow => ({
      conference: 'c',
      session_key: 'k',
      title: 't',
      number,
      text,
      notes: null,
      path: 'p',
      picture: null,
      version: 1,
      is_current: true,
    });
    const bytes = await bytesOfRows(
      parquet,
      'slides',
      Array.from({ length: 7 }, (_, index) => row(index + 1)),
    );
    const groups = await read(
      trial,
      bytes,
      't.parquet',
      (path) => `(SELECT DISTINCT row_group_id, row_group_num_rows FROM parquet_metadata('${path}') ORDER BY ALL)`,
    );
    expect(groups.rows.map((group) => Number(group['row_group_num_rows']))).toEqual([3, 3, 1]);
    const found = await read(
      trial,
      bytes,
      't.parquet',
      (path) => `(SELECT number, length(text) AS n FROM '${path}' ORDER BY 1)`,
    );
    expect(found.rows).toEqual(
      Array.from({ length: 7 }, (_, index) => ({ number: String(index + 1), n: String(text.length) })),
    );
  });
});

describe('csv', () => {
  it.each(EXPORT_TABLES)('read back by DuckDB has the rows of %s', async (table) => {
    const trial = await exportArchive();
    const rows = [...opened(trial).rows(table)];
    const bytes = await bytesOfRows(csv, table, rows);
    const found = await read(
      trial,
      bytes,
      't.csv',
      (path) => `read_csv('${path}', all_varchar = true, header = true, allow_quoted_nulls = false, parallel = false)`,
    );
    expect(found.rows).toEqual(
      rows.map((row) =>
        Object.fromEntries(columnsOf(table).map(({ name }) => [name, row[name] === null ? null : String(row[name])])),
      ),
    );
  });

  it('has a header, ends lines with CRLF, has no byte order mark and leaves values as they are', async () => {
    const text = (await bytesOf(await exportArchive(), csv, 'sessions')).toString();
    expect(text.startsWith('conference,key,day,starts_at,')).toBe(true);
    expect(text).toContain('\r\ntrial-2018,lunch,2018-05-03,,2018-05-03,,break,=Lunch,');
    expect(text).toContain('"Sidecars, ""quoted"",\nand a second line; =1+1"');
    expect(text.endsWith('\r\n')).toBe(true);
  });

  it.each(['a\nb', 'a\rb', 'a\r\nb', 'a\n'])(
    'quotes a cell that has a line end and nothing else to quote: %j',
    async (text) => {
      const row = Object.fromEntries(columnsOf('slides').map(({ name }) => [name, null]));
      const bytes = await bytesOfRows(csv, 'slides', [{ ...row, text }]);
      expect(bytes.toString().split('is_current\r\n')[1]).toBe(`,,,,"${text}",,,,,\r\n`);
    },
  );

  it('keeps an empty text apart from none', async () => {
    const text = (await bytesOf(await exportArchive(), csv, 'slides')).toString();
    expect(text).toMatch(/,2,"",Thank\tyou,decks\/\S+,,1,true\r\n/);
  });

  it('puts an apostrophe before formulas on request', async () => {
    const text = (await bytesOf(await exportArchive(), csv, 'sessions', true)).toString();
    expect(text).toContain(",break,'=Lunch,");
  });
});

describe('ndjson', () => {
  it.each(EXPORT_TABLES)('has each row of %s on a line, its keys sorted', async (table) => {
    const trial = await exportArchive();
    const lines = (await bytesOf(trial, ndjson, table)).toString().trimEnd().split('\n');
    expect(lines).toHaveLength([...opened(trial).rows(table)].length);
    for (const line of lines) {
      const keys = Object.keys(JSON.parse(line) as object);
      expect(keys).toEqual(keys.toSorted());
    }
  });

  it('has sessions with their slots, people, links and files inside', async () => {
    const trial = await exportArchive();
    const [, mesh = ''] = (await bytesOf(trial, ndjson, 'sessions')).toString().split('\n');
    expect(JSON.parse(mesh)).toMatchObject({
      conference: 'trial-2018',
      key: 'mesh',
      day: '2018-05-02',
      published_level: 'Intermediate Skill Level',
      slots: [{ room: 'A1', utc_offset: '+02:00' }, { local_start: '2018-05-04T09:00:00' }],
      people: [{ key: 'ann', company: 'Acme', job_title: 'Engineer' }, { name: 'Bo Ek' }],
      tags: ['service mesh', 'envoy'],
      links: [
        {
          state: 'stored',
          files: [
            { version: 2, is_current: true },
            { version: 1, is_current: false },
          ],
        },
        { kind: 'video', files: [] },
        { kind: 'other' },
      ],
      revision: 1,
      changed_at: '2018-05-05T00:00:00Z',
    });
  });

  it('of one archive is the same bytes twice, and DuckDB reads them', async () => {
    const trial = await exportArchive();
    const first = await bytesOf(trial, ndjson, 'sessions');
    expect((await bytesOf(trial, ndjson, 'sessions')).equals(first)).toBe(true);
    const found = await read(
      trial,
      first,
      't.ndjson',
      (path) => `(SELECT key, people[1].name AS first, len(links) AS links FROM read_ndjson('${path}'))`,
    );
    expect(found.rows).toEqual([
      { key: 'storage', first: 'Cy, Jr.', links: '1' },
      { key: 'mesh', first: 'Ann Lee', links: '3' },
      { key: 'lunch', first: null, links: '0' },
      { key: 'off', first: null, links: '0' },
      { key: 'sometime', first: null, links: '0' },
    ]);
  });

  it('of two archives with the same content is the same bytes, whatever the order in which sessions came', async () => {
    const [one, other] = [await exportArchive(), await exportArchive(SESSIONS.toReversed())];
    for (const table of EXPORT_TABLES) {
      expect((await bytesOf(one, ndjson, table)).equals(await bytesOf(other, ndjson, table))).toBe(true);
    }
  });
});
