import type { ConferenceReport, RunReport } from '../jobs/run.ts';
import { counted, showBytes } from '../model/amounts.ts';
import { TEXT_STATES, type TextState } from '../model/vocabulary.ts';
import { table } from './output.ts';
import { showDuration } from './quantities.ts';

/** More conferences than this, and those without any news share one line: a report is one screen. */
const MOST_WITHOUT_NEWS = 10;

/** So many notes of a kind are shown: a hundred decks of a server that is down must not push the rest off the screen. */
const MOST_NOTES = 12;

/** The one screen a run ends with; with `quiet` only what needs a person, which may be nothing, and all of that. */
export function reportText(report: RunReport, quiet: boolean): string {
  const { conferences, notes } = report;
  const needs = notes.filter(({ person }) => person).map(({ message }) => message);
  if (quiet) return needs.map((message) => `! ${message}`).join('\n');
  const others = notes.filter(({ person }) => !person).map(({ message }) => message);
  const body = conferences.length > 1 ? overview(conferences) : conferences.map(conferenceLines).join('\n');
  const total = `${counted(report.requests, 'request')}, ${showBytes(report.bytes)} in ${showDuration(report.seconds)}; exit ${report.exitCode} (${report.exit.replace('_', ' ')})`;
  return [...(body === '' ? [] : [body]), ...noted('-', others), ...noted('!', needs), total].join('\n');
}

function noted(mark: string, messages: readonly string[]): string[] {
  const shown = messages.length <= MOST_NOTES ? messages : messages.slice(0, MOST_NOTES - 1);
  const rest = messages.length - shown.length;
  const more =
    rest === 0 ? [] : [`${mark} and ${rest} more; all of them are in reports/latest.json of the data directory.`];
  return [...shown.map((message) => `${mark} ${message}`), ...more];
}

const HEADINGS = ['conference', 'sessions', 'new', 'changed', 'decks', 'waiting', 'failed', 'size', 'requests', 'time'];

function overview(conferences: readonly ConferenceReport[]): string {
  const shown = conferences.length <= MOST_WITHOUT_NEWS ? conferences : conferences.filter(hasNews);
  const rows = shown.map((one) => [
    one.conference,
    one.sessions,
    one.added,
    one.changed + one.withdrawn,
    one.decks.stored + one.decks.new_version,
    one.waiting,
    failed(one),
    showBytes(one.bytes),
    one.requests,
    showDuration(one.seconds),
  ]);
  const quiet = conferences.filter((one) => !shown.includes(one));
  const waiting = quiet.reduce((sum, one) => sum + one.waiting, 0);
  const others = `${rows.length === 0 ? '' : 'and '}${counted(quiet.length, 'conference')} without news${waiting === 0 ? '' : `, ${counted(waiting, 'deck')} waiting`}`;
  return [...(rows.length === 0 ? [] : [table(HEADINGS, rows)]), ...(quiet.length === 0 ? [] : [others])].join('\n');
}

function hasNews(one: ConferenceReport): boolean {
  return one.added + one.changed + one.withdrawn + one.decks.stored + one.decks.new_version + failed(one) > 0;
}

function failed({ decks }: ConferenceReport): number {
  return decks.failed + decks.too_large;
}

function conferenceLines(report: ConferenceReport): string {
  const { decks, waiting } = report;
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
    waiting > 0 ? `${waiting} will be asked for again` : null,
  ].filter((part) => part !== null);
  const size = report.bytes > 0 ? ` (${showBytes(report.bytes)})` : '';
  return [
    report.conference,
    ...sessionLine(report),
    ...(files.length === 0 ? [] : [`  decks: ${files.join(', ')}${size}`]),
    ...slideLines(report),
  ].join('\n');
}

/** A download reads no programme; the notes say why one could not be read. */
function sessionLine({ sessions, added, changed, withdrawn, read }: ConferenceReport): string[] {
  if (sessions === 0) return [];
  const news = [
    added > 0 ? `${added} new` : null,
    changed > 0 ? `${changed} changed` : null,
    withdrawn > 0 ? `${withdrawn} withdrawn` : null,
  ].filter((part) => part !== null);
  const what = news.length > 0 ? news.join(', ') : read ? 'nothing changed' : 'not read this time';
  return [`  ${counted(sessions, 'session')}, ${what}`];
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
