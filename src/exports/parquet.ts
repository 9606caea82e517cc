import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import {
  type ColumnType,
  columnsOf,
  type ExportColumn,
  type ExportRow,
  type ExportValue,
} from '../archive/export-tables.ts';
import type { TableFormat } from './format.ts';

/** A row group is closed at so many rows or characters of text, whichever comes first: it is what memory holds. */
const GROUP_ROWS = 10_000;
const GROUP_CHARACTERS = 8_000_000;

/**
 * Parquet as https://parquet.apache.org/docs/file-format/ has it, Snappy-compressed, written row group by row group. Instants are timestamps in
 * UTC (milliseconds), days are dates, counts are 64-bit integers; every column may be NULL. Local wall times stay text: where
 * no time was published they are a date alone.
 */
export const parquet: TableFormat = {
  kind: 'table',
  name: 'parquet',
  description: 'a table as Parquet with typed columns, for DuckDB, pandas and Spark',
  extension: 'parquet',
  mediaType: 'application/vnd.apache.parquet',
  binary: true,
  async write(source, output, { table }) {
    const columns = columnsOf(table);
    const writer = new ByteWriter();
    const file = new ParquetWriter({ writer, schema: schemaOf(columns), createdBy: 'Deckhand' });
    const flush = async (): Promise<void> => {
      // `offset` goes on counting: it is the place in the file. `index` is the place in this buffer alone.
      const bytes = writer.getBytes().slice();
      writer.index = 0;
      await output.write(bytes);
    };
    const writeGroup = async (rows: readonly ExportRow[]): Promise<void> => {
      const columnData = columns.map(({ name, type }) => ({
        name,
        data: rows.map((row) => valueOf(type, row[name] ?? null)),
      }));
      await file.write({ columnData, rowGroupSize: rows.length });
      await flush();
    };
    let group: ExportRow[] = [];
    let characters = 0;
    for (const row of source.rows(table)) {
      group.push(row);
      for (const value of Object.values(row)) characters += typeof value === 'string' ? value.length : 0;
      if (group.length < GROUP_ROWS && characters < GROUP_CHARACTERS) continue;
      await writeGroup(group);
      group = [];
      characters = 0;
    }
    if (group.length > 0) await writeGroup(group);
    await file.finish();
    await flush();
  },
};

const ELEMENTS: Readonly<Record<ColumnType, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  integer: { type: 'INT64' },
  boolean: { type: 'BOOLEAN' },
  // The logical type says that it is UTC; the converted type is for readers that know no logical ones.
  instant: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
  day: { type: 'INT32', converted_type: 'DATE' },
};

function schemaOf(columns: readonly ExportColumn[]): SchemaElement[] {
  return [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, type }): SchemaElement => ({ name, ...ELEMENTS[type], repetition_type: 'OPTIONAL' })),
  ];
}

/** The value as Parquet has it; a day or an instant that is none is NULL. */
function valueOf(type: ColumnType, value: ExportValue): string | boolean | bigint | Date | null {
  if (value === null) return null;
  switch (type) {
    case 'text':
      return String(value);
    case 'integer':
      return BigInt(value);
    case 'boolean':
      return value === true;
    case 'instant':
    case 'day': {
      const date = new Date(String(value));
      return Number.isNaN(date.getTime()) ? null : date;
    }
  }
}
