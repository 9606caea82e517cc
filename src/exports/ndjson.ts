import type { ExportSession } from '../archive/export-records.ts';
import type { TableFormat, TableSource } from './format.ts';

/**
 * One JSON object a line, keys sorted by code unit, rows in the fixed order of every export: the same archive gives the same bytes.
 * Sessions are whole records with their slots, people, links and files inside; the other tables are rows as in CSV.
 */
export const ndjson: TableFormat = {
  kind: 'table',
  name: 'ndjson',
  description: 'one JSON object a line, for programs, with all that hangs on a session',
  extension: 'ndjson',
  mediaType: 'application/x-ndjson',
  binary: false,
  async write(source, output, { table }) {
    for (const record of table === 'sessions' ? sessionRecords(source) : source.rows(table)) {
      await output.write(`${JSON.stringify(sorted(record))}\n`);
    }
  },
};

function* sessionRecords(source: TableSource): Generator<object> {
  for (const session of source.sessions())
    yield { ...session, conference: session.conference.slug, day: dayOf(session) };
}

/** Local day of the first slot, as in the view `session_overview`. */
function dayOf({ slots }: ExportSession): string | null {
  return slots[0]?.localStart?.slice(0, 10) ?? null;
}

/** The same value with the keys of every object in snake case, as the columns of the archive are, and in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [snakeCase(key), sorted(inner)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function snakeCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
