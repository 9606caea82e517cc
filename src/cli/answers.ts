import { setImmediate as breathe } from 'node:timers/promises';
import { stringify } from 'csv-stringify/sync';
import type { Answer, SqlValue } from '../archive/query.ts';
import { CSV_CELLS } from '../exports/csv.ts';
import type { Output } from './io.ts';
import { table } from './output.ts';

/** Rows between two looks at whether anybody still reads. */
const BATCH = 500;

/** A value as text: a BLOB as SQL writes it, `x'0102'`; NULL stays null. */
function show(value: SqlValue): string | number | null {
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return value > 0 ? 'Inf' : '-Inf';
  return value;
}

/** The document of `--json`, a row a line. Integers that JSON readers would round are texts. */
export function answerJson({ columns, rows }: Answer): string {
  const lines = Array.from(rows, (row) => `\n    ${JSON.stringify(row.map(show))}`);
  return `{\n  "columns": ${JSON.stringify(columns)},\n  "rows": [${lines.join(',')}${lines.length === 0 ? '' : '\n  '}]\n}\n`;
}

/** Writes CSV as the rows come: a line of names, NULL as nothing and an empty text as `""`. */
export async function writeCsv({ columns, rows }: Answer, output: Output): Promise<void> {
  const write = (lines: unknown[][]): void => void output.write(stringify(lines, CSV_CELLS));
  let batch: unknown[][] = [[...columns]];
  for (const row of rows) {
    batch.push(row.map(show));
    if (batch.length < BATCH) continue;
    write(batch);
    batch = [];
    // Whoever read the other end of a pipe may have gone (| head): that is told between two turns.
    await breathe();
  }
  write(batch);
}

/** Least width to which a column is cut, in characters. */
const NARROWEST = 12;

/**
 * The rows as a table. Line ends and other control characters become spaces: text from strangers must not steer a terminal. `width` is that of the
 * terminal, in characters: wide columns are cut until a row fits, or nearly; null cuts nothing.
 */
export function answerTable({ columns, rows }: Answer, width: number | null): string {
  const cells = Array.from(rows, (row) =>
    row.map((value) => {
      const shown = show(value);
      return typeof shown === 'string' ? shown.replaceAll(/\p{Cc}+/gu, ' ') : shown;
    }),
  );
  if (columns.length === 0) return '';
  if (width === null) return table(columns, cells);
  const widths = columns.map((name, column) =>
    cells.reduce((widest, row) => Math.max(widest, String(row[column] ?? '').length), name.length),
  );
  const fitting = fit(widths, width);
  const cut = cells.map((row) =>
    row.map((cell, column) => {
      const most = fitting[column] ?? NARROWEST;
      return typeof cell === 'string' && cell.length > most ? `${cell.slice(0, most - 1)}…` : cell;
    }),
  );
  return table(columns, cut);
}

/** Takes from the widest columns what a row is too long; two spaces stand between columns. */
function fit(widths: readonly number[], width: number): number[] {
  const fitted = [...widths];
  let excess = fitted.reduce((sum, column) => sum + column, 2 * (fitted.length - 1)) - width;
  while (excess > 0) {
    const widest = Math.max(...fitted);
    if (widest <= NARROWEST) break;
    const index = fitted.indexOf(widest);
    const second = Math.max(NARROWEST, ...fitted.filter((_, column) => column !== index));
    const taken = Math.min(excess, Math.max(1, widest - second));
    fitted[index] = widest - taken;
    excess -= taken;
  }
  return fitted;
}
