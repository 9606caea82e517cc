import type { ChangedFile, ChangedLink, ChangeEvent, ChangeKind } from '../archive/change-event.ts';
import { counted, showBytes } from '../model/amounts.ts';
import { lineOf } from './printable.ts';

/** Longest value that is shown of a field or an address, in characters. */
const LONGEST_VALUE = 160;

/** One event as a person reads it, on one line that is safe to print: `room: Hall 1 -> Hall 2`. */
export function changeLine(event: ChangeEvent): string {
  switch (event.kind) {
    case 'deck_added':
      return `${newFile(event.link)}: ${fileWords(event)}`;
    case 'deck_replaced':
      return `${event.link?.kind === 'slides' ? 'deck' : 'file'} replaced: ${fileWords(event)}`;
    case 'deck_moved':
      return movedLine(event);
    case 'session_added':
      return 'new session';
    case 'session_withdrawn':
      return 'withdrawn';
    case 'session_returned':
      return event.after === 'cancelled' ? 'back in the programme, cancelled' : 'back in the programme';
    case 'session_changed':
      return fieldLine(event);
    case 'link_added':
      return `link added${kindOf(event.link)}: ${short(event.after)}`;
    case 'link_removed':
      return `link removed${kindOf(event.link)}: ${short(event.before)}${event.file === null ? '' : ' (its file stays in the archive)'}`;
  }
}

function fieldLine({ field, before, after }: ChangeEvent): string {
  if (field === 'state') return after === 'cancelled' ? 'cancelled' : 'no longer cancelled';
  if (field === 'abstract') return abstractLine(before, after);
  return `${(field ?? '').replaceAll('_', ' ')}: ${short(before)} -> ${short(after)}`;
}

/** An abstract is too long to be shown twice. */
function abstractLine(before: string | null, after: string | null): string {
  const letters = (text: string): string => text.length.toLocaleString('en');
  if (before === null) return `abstract added (${counted((after ?? '').length, 'character')})`;
  if (after === null) return 'abstract removed';
  return `abstract changed (${letters(before)} -> ${letters(after)} characters)`;
}

function movedLine({ before, after }: ChangeEvent): string {
  const [from, to] = [lastPart(before ?? ''), lastPart(after ?? '')];
  return from === to
    ? `file moved, same content: ${short(before)} -> ${short(after)}`
    : `file renamed, same content: ${short(from)} -> ${short(to)}`;
}

function newFile(link: ChangedLink | null): string {
  if (link?.kind === 'slides') return 'new deck';
  return `new file${kindOf(link)}`;
}

function kindOf(link: ChangedLink | null): string {
  return link === null || link.kind === 'other' ? '' : ` (${link.kind})`;
}

/** `slides.pdf (1.2 MB, version 2)`. */
function fileWords({ file, link }: ChangeEvent): string {
  const name = short(file?.name ?? lastPart(link?.url ?? ''));
  if (file === null) return name;
  return `${name} (${[showBytes(file.bytes), ...versionWords(file)].join(', ')})`;
}

function versionWords({ version, firstVersion }: ChangedFile): string[] {
  if (version === 1) return [];
  return [`version ${version}${firstVersion === null ? '' : `, again what version ${firstVersion} was`}`];
}

/** What a person would call the file of an address. */
function lastPart(url: string): string {
  const part = url.split(/[?#]/u, 1)[0]?.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(part) || url;
  } catch {
    return part || url;
  }
}

function short(value: string | null): string {
  const line = lineOf(value);
  if (line === '') return '(none)';
  return line.length <= LONGEST_VALUE ? line : `${line.slice(0, LONGEST_VALUE - 1).toWellFormed()}…`;
}

/** What is counted, singular and plural, in the order in which it is told. */
const COUNTED: readonly (readonly [singular: string, plural: string, is: (event: ChangeEvent) => boolean])[] = [
  ['new deck', 'new decks', ({ kind, link }) => kind === 'deck_added' && link?.kind === 'slides'],
  ['new file', 'new files', ({ kind, link }) => kind === 'deck_added' && link?.kind !== 'slides'],
  ['file replaced', 'files replaced', ({ kind, link }) => kind === 'deck_replaced' && link?.kind !== 'slides'],
  ['deck replaced', 'decks replaced', ({ kind, link }) => kind === 'deck_replaced' && link?.kind === 'slides'],
  ['file moved', 'files moved', ({ kind }) => kind === 'deck_moved'],
  ['new session', 'new sessions', ({ kind }) => kind === 'session_added'],
  ['session withdrawn', 'sessions withdrawn', ({ kind }) => kind === 'session_withdrawn'],
  ['session back', 'sessions back', ({ kind }) => kind === 'session_returned'],
  ['session cancelled', 'sessions cancelled', isCancellation],
];

/** Kinds that say of a session that it is not what it was. */
const OF_A_SESSION: ReadonlySet<ChangeKind> = new Set(['session_changed', 'link_added', 'link_removed']);

/** `2 new decks, 1 deck replaced, 3 sessions changed`: all events in a few words. */
export function changeSummary(events: readonly ChangeEvent[]): string {
  const parts = COUNTED.map(([singular, plural, is]) => {
    const number = events.filter(is).length;
    return number === 0 ? null : counted(number, singular, plural);
  });
  const changed = new Set(
    events
      .filter((event) => OF_A_SESSION.has(event.kind) && !isCancellation(event))
      .map(({ sessionKey, conference }) => `${conference}\n${sessionKey}`),
  ).size;
  return [...parts, changed === 0 ? null : `${counted(changed, 'session')} changed`]
    .filter((part) => part !== null)
    .join(', ');
}

function isCancellation({ field, after }: ChangeEvent): boolean {
  return field === 'state' && after === 'cancelled';
}
