import { type Command, InvalidArgumentError } from 'commander';
import { editions } from '../../scrapers/index.ts';
import type { Archive } from '../archive/archive.ts';
import type { ExportSelection } from '../archive/export-selection.ts';
import { archivedConference } from '../jobs/target.ts';
import { type DaySpan, daySpan } from '../model/day-span.ts';
import { LEVELS, type Level, SESSION_KINDS, type SessionKind, wordIn } from '../model/vocabulary.ts';

/** Flags that choose what is exported, as commander hands them over. */
export interface SelectionFlags {
  readonly series?: readonly string[];
  readonly day?: readonly DaySpan[];
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

function parseDays(text: string): DaySpan {
  const span = daySpan(text);
  if (span === 'backwards') throw new InvalidArgumentError('The first day of the range is after the last.');
  if (span === 'no_days') {
    throw new InvalidArgumentError(
      'It must be a day, 2018-05-02, a month, 2018-05, or a range, 2018-05-02..2018-05-04.',
    );
  }
  return span;
}

function collect<T>(parse: (text: string) => T): (text: string, before?: readonly T[]) => readonly T[] {
  return (text, before = []) => [...before, parse(text)];
}

function same(text: string): string {
  return text;
}

function oneOf<T extends string>(words: readonly T[]): (text: string) => T {
  return (text) => {
    const word = wordIn(words, text);
    if (word === null) throw new InvalidArgumentError(`It must be one of ${words.join(', ')}.`);
    return word;
  };
}
