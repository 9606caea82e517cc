import type { Io } from './io.ts';
import type { Settings } from './options.ts';

/** Prints a command's result: as one JSON document, or as the text a person reads. */
export function print(io: Io, settings: Pick<Settings, 'json'>, json: unknown, text: () => string): void {
  const output = settings.json ? JSON.stringify(json, null, 2) : text();
  if (output !== '') io.stdout.write(output.endsWith('\n') ? output : `${output}\n`);
}

/** Rows under headings, columns as wide as they need to be; numbers to the right. */
export function table(headings: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const cells = [headings, ...rows.map((row) => row.map((value) => (value === null ? '' : String(value))))];
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const isNumber = headings.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  return cells
    .map((row) =>
      row
        .map((cell, column) =>
          isNumber[column] === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
