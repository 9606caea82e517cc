import { stringify } from 'csv-stringify/sync';
import { columnsOf, type ExportRow } from '../archive/export-tables.ts';
import type { TableFormat } from './format.ts';

/** So many rows are written at a time. */
const ROWS_AT_A_TIME = 200;

/**
 * How a cell is written, also where the rows are those of a query: an absent value is nothing, an empty text `""`, and every line end is
 * quoted, since readers end a row at any of them. (Left alone, csv-stringify quotes only those that our rows end with.)
 */
export const CSV_CELLS = { quoted_match: /^$/, quote_record_delimiter: true, cast: { boolean: String } } as const;

/**
 * RFC 4180 with a header, UTF-8 without a byte order mark, lines ended by CRLF. An absent value is an empty cell, an empty text is `""`; booleans
 * are `true` and `false`. Values are exact unless formulas are to be escaped.
 */
export const csv: TableFormat = {
  kind: 'table',
  name: 'csv',
  description: 'a table as comma-separated values, for spreadsheets and scripts',
  extension: 'csv',
  mediaType: 'text/csv; charset=utf-8',
  binary: false,
  async write(source, output, { table, escapeFormulas }) {
    const columns = columnsOf(table).map(({ name }) => name);
    const text = (rows: readonly ExportRow[], header: boolean): string =>
      stringify([...rows], {
        columns,
        header,
        record_delimiter: 'windows',
        // OWASP's list: = + - @ and their full-width forms, tab, carriage return.
        escape_formulas: escapeFormulas,
        ...CSV_CELLS,
      });
    await output.write(text([], true));
    let batch: ExportRow[] = [];
    for (const row of source.rows(table)) {
      batch.push(row);
      if (batch.length < ROWS_AT_A_TIME) continue;
      await output.write(text(batch, false));
      batch = [];
    }
    if (batch.length > 0) await output.write(text(batch, false));
  },
};
