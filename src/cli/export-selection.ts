import { type Command, InvalidArgumentError } from 'commander';
import { editions } from '../../scrapers/index.ts';
import type { Archive } from '../archive/archive.ts';
import type { DayRange, ExportSelection } from '../archive/export-selection.ts';
import { archivedConference } from '../jobs/target.ts';
import { LEVELS, type Level, SESSION_KINDS, type SessionKind } from '../model/vocabulary.ts';

/** Flags that choose what is exported, as commander hands them over. */
export interface SelectionFlags {
  readonly series?: readonly string[];
  readonly day?: readonly DayRange[];
  readonly level?: readonly Level[];
  readonly kind?: readonly SessionKind[];
  readonly track?: readonly string[];
  readonly search?: string;
  readonly key?: readonly string[];
  readonly hasDeck?: true;
}

/** Adds the options that choose sessions: the same for every format. */
export function withSelectionOptions(command: Command): Command {
  return command
    .option('--series <name>', 'only conferences of this series, such as kubecon; may be repeated', collect(same))
    .option(
      '--day <day>',
      'only sessions that begin on this day, 2018-05-02, in this month, 2018-05, or in 2018-05-02..2018-05-04; may be repeated',
      collect(parseDays),
    )
    .option('--level <level>', `only this level (${LEVELS.join(', ')}); may be repeated`, collect(oneOf(LEVELS)))
    .option(
      '--kind <kind>',
      `only this kind of session (${SESSION_KINDS.join(', ')}); may be repeated`,
      collect(oneOf(SESSION_KINDS)),
    )
    .option('--track <name>', 'only this track, as published; may be repeated', collect(same))
    .option('--search <question>', 'only sessions that "deckhand search" would find')
    .option('--key <key...>', 'only these sessions, by key or any other id of the platform')
    .option('--has-deck', 'only sessions with a stored deck');
}

/** What the flags choose. Throws a `UsageError` for a conference that is not there. */
export function selectionOf(names: readonly string[], flags: SelectionFlags, archive: Archive): ExportSelection {
  return {
    conferences: names.map((name) => archivedConference(name, archive, editions).slug),
    series: flags.series ?? [],
    days: flags.day ?? [],
    levels: flags.level ?? [],
    kinds: flags.kind ?? [],
    tracks: flags.track ?? [],
    question: flags.search ?? null,
    keys: flags.key ?? [],
    hasDeck: flags.hasDeck ?? false,
  };
}

/** `2018-05-02`, `2018-05`, `2018`, or two of them with `..` between; both ends are included, one may be open. */
export function parseDays(text: string): DayRange {
  const [first = '', last = first, ...more] = text.split('..');
  const from = first === '' ? '0000-01-01' : boundary(first, 'from');
  const to = last === '' ? '9999-12-31' : boundary(last, 'to');
  if (from === null || to === null || more.length > 0 || text === '..' || text === '') {
    throw new InvalidArgumentError(
      'It must be a day, 2018-05-02, a month, 2018-05, or a range, 2018-05-02..2018-05-04.',
    );
  }
  if (from > to) throw new InvalidArgumentError('The first day of the range is after the last.');
  return { from, to };
}

function boundary(text: string, end: 'from' | 'to'): string | null {
  const [, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text) ?? [];
  if (year === undefined) return null;
  // The 31st of every month: days are compared as text.
  const whole = [year, month ?? (end === 'from' ? '01' : '12'), day ?? (end === 'from' ? '01' : '31')].join('-');
  const date = new Date(`${year}-${month ?? '01'}-${day ?? '01'}T00:00:00Z`);
  const isDay = !Number.isNaN(date.getTime()) && (day === undefined || date.toISOString().slice(0, 10) === whole);
  return isDay ? whole : null;
}

function collect<T>(parse: (text: string) => T): (text: string, before?: readonly T[]) => readonly T[] {
  return (text, before = []) => [...before, parse(text)];
}

function same(text: string): string {
  return text;
}

function oneOf<T extends string>(words: readonly T[]): (text: string) => T {
  return (text) => {
    const word = words.find((each) => each === text);
    if (word === undefined) throw new InvalidArgumentError(`It must be one of ${words.join(', ')}.`);
    return word;
  };
}
