import type { ConferenceReport, RunReport } from '../jobs/run.ts';
import { TEXT_STATES, type TextState } from '../model/vocabulary.ts';
import type { Io } from './io.ts';
import type { Settings } from './options.ts';
import { counted, showBytes, showDuration } from './quantities.ts';

/** Prints a command's result: as one JSON document, or as the text a person reads. */
export function print(io: Io, settings: Pick<Settings, 'json'>, json: unknown, text: () => string): void {
  const output = settings.json ? JSON.stringify(json, null, 2) : text();
  if (output !== '') io.stdout.write(output.endsWith('\n') ? output : `${output}\n`);
}

/** The one screen a run ends with; with `quiet` only what needs a person, which may be nothing. */
export function reportText(report: RunReport, quiet: boolean): string {
  const notes = report.notes.map((note) => `! ${note.message}`);
  if (quiet) return notes.join('\n');
  const lines = report.conferences.map(conferenceLines);
  const total = `${counted(report.requests, 'request')}, ${showBytes(report.bytes)} in ${showDuration(report.seconds)}; exit ${report.exitCode} (${report.exit.replace('_', ' ')})`;
  return [...lines, ...notes, total].join('\n');
}

function conferenceLines(report: ConferenceReport): string {
  const { decks } = report;
  // A download reads no programme, and the notes say why one could not be read.
  const sessions =
    report.sessions === 0
      ? []
      : [
          counted(report.sessions, 'session'),
          report.added > 0 ? `${report.added} new` : null,
          report.changed > 0 ? `${report.changed} changed` : null,
          report.withdrawn > 0 ? `${report.withdrawn} withdrawn` : null,
          report.added + report.changed + report.withdrawn === 0 ? 'nothing changed' : null,
        ].filter((part) => part !== null);
  const files = [
    decks.stored > 0 ? `${decks.stored} stored` : null,
    decks.new_version > 0 ? counted(decks.new_version, 'new version') : null,
    decks.unchanged > 0 ? `${decks.unchanged} unchanged` : null,
    decks.not_yet > 0 ? `${decks.not_yet} not there yet` : null,
    decks.gone > 0 ? `${decks.gone} gone` : null,
    decks.wall > 0 ? `${decks.wall} behind a wall` : null,
    decks.unavailable > 0 ? `${decks.unavailable} not to be had` : null,
    decks.too_large > 0 ? `${decks.too_large} too large` : null,
    decks.failed > 0 ? `${decks.failed} failed` : null,
  ].filter((part) => part !== null);
  const size = report.bytes > 0 ? ` (${showBytes(report.bytes)})` : '';
  return [
    report.conference,
    ...(sessions.length === 0 ? [] : [`  ${sessions.join(', ')}`]),
    ...(files.length === 0 ? [] : [`  decks: ${files.join(', ')}${size}`]),
    ...slideLines(report),
  ].join('\n');
}

/** What each state of a file's text is called where it is counted. */
export const TEXT_STATE_WORDS: Readonly<Record<TextState, string>> = {
  ok: 'with text',
  empty: 'without any text',
  encrypted: 'behind a password',
  damaged: 'damaged',
  unsupported: 'not to be read',
  timed_out: 'too slow to read',
};

function slideLines({ inspected, slides }: ConferenceReport): string[] {
  const states = TEXT_STATES.filter((state) => inspected[state] > 0);
  if (states.length === 0) return [];
  const files = states.map((state) => `${inspected[state]} ${TEXT_STATE_WORDS[state]}`);
  return [`  slides: ${slides.toLocaleString('en')}; files: ${files.join(', ')}`];
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
