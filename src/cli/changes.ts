import { Command } from 'commander';
import { editions } from '../../scrapers/index.ts';
import type { ChangeEvent } from '../archive/change-event.ts';
import { foldChanges } from '../archive/fold-changes.ts';
import { changeLine, changeSummary } from '../exports/change-words.ts';
import { lineOf } from '../exports/printable.ts';
import { look } from '../jobs/start.ts';
import { archivedConference } from '../jobs/target.ts';
import { counted } from '../model/amounts.ts';
import { UsageError } from '../model/failure.ts';
import { clockOf, type Io } from './io.ts';
import { type Moment, parseMoment, sinceInstant, untilInstant } from './moments.ts';
import { settingsOf, withCommonOptions } from './options.ts';
import { print } from './output.ts';
import { parseCount } from './quantities.ts';

/** What is told where nothing else is said: a week of nights, and as much of a conference as a person reads. */
const DEFAULT_SINCE: Moment = { kind: 'age', age: 7 * 24 * 3_600_000 };
const DEFAULT_LIMIT = 50;

type Flags = Parameters<typeof settingsOf>[0] & {
  readonly since?: Moment;
  readonly until?: Moment;
  readonly limit?: number;
};

/** The news of one conference, as the document of `--json` has it. */
interface ConferenceChanges {
  readonly conference: string;
  readonly name: string;
  readonly summary: string;
  readonly total: number;
  readonly changes: readonly ChangeEvent[];
}

export function changesCommand(io: Io): Command {
  const command = new Command('changes')
    .description('what is new and what changed: sessions, links and decks')
    .argument('[conference...]', 'only these (default: all)')
    .option(
      '--since <date>',
      'from this day (in UTC) or instant on, or no older than an age such as 12h, 7d or 2w (default: 7d)',
      parseMoment,
    )
    .option('--until <date>', 'up to this day, its end included, or instant, or age', parseMoment)
    .option(
      '--limit <number>',
      `how many changes of each conference at most (default: ${DEFAULT_LIMIT}; with --json all)`,
      parseCount(1),
    );
  return withCommonOptions(command).action(async (names: string[], flags: Flags) => {
    const settings = settingsOf(flags, io);
    const now = clockOf(io).now();
    const from = sinceInstant(flags.since ?? DEFAULT_SINCE, now);
    const before = flags.until === undefined ? null : untilInstant(flags.until, now);
    if (before !== null && before <= from) {
      throw new UsageError(
        'backwards',
        `Nothing lies between --since ${from} and --until ${before}. Without --since the last 7 days are meant.`,
      );
    }
    const { events, last } = await look(settings.data, (archive) => {
      const conferences = names.map((name) => archivedConference(name, archive, editions).slug);
      const found = archive.changes.between({ conferences, from, before });
      return { events: found, last: found.length > 0 ? null : archive.changes.lastBefore(from, conferences) };
    });
    const limit = flags.limit ?? (settings.json ? Infinity : DEFAULT_LIMIT);
    const conferences = byConference(events, limit);
    const document = { since: from, until: before, conferences: conferences.map(documentOf) };
    print(io, settings, document, () => {
      const span = `since ${from}${before === null ? '' : `, before ${before}`}`;
      const usual = flags.since === undefined ? ' (the last 7 days; --since goes further back)' : '';
      if (settings.quiet) return conferences.map((each) => conferenceText(each)).join('\n');
      if (conferences.length > 0)
        return [`Changes ${span}${usual}:`, ...conferences.map((each) => conferenceText(each))].join('\n\n');
      const earlier =
        last === null
          ? ''
          : ` The last thing before that was on ${last.slice(0, 10)}: --since ${last.slice(0, 10)} shows it.`;
      return `Nothing changed ${span}${usual}.${earlier}`;
    });
  });
}

function byConference(events: readonly ChangeEvent[], limit: number): ConferenceChanges[] {
  return [...Map.groupBy(events, ({ conference }) => conference)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([conference, own]) => {
      const folded = foldChanges(own);
      // A session's changes stand together; sessions in the order in which they were first heard of.
      const grouped = [...Map.groupBy(folded, ({ sessionKey }) => sessionKey).values()].flat();
      return {
        conference,
        name: own[0]?.conferenceName ?? conference,
        summary: changeSummary(folded),
        total: grouped.length,
        changes: grouped.slice(0, limit),
      };
    });
}

function conferenceText({ conference, name, summary, total, changes }: ConferenceChanges): string {
  const sessions = [...Map.groupBy(changes, ({ sessionKey }) => sessionKey).values()];
  const lines = sessions.flatMap((events) => [
    `  ${lineOf(events[0]?.title ?? null) || 'Untitled'}`,
    ...events.map((event) => `    ${event.at.slice(0, 10)}  ${changeLine(event)}`),
  ]);
  const hidden = total - changes.length;
  const more =
    hidden === 0 ? [] : [`  and ${counted(hidden, 'more change', 'more changes')} (--limit ${total} shows all)`];
  return [`${conference} (${lineOf(name)}): ${summary}`, ...lines, ...more].join('\n');
}

/** Without what means nothing outside this archive, and what stands above already. */
function documentOf({ changes, ...conference }: ConferenceChanges): object {
  return {
    ...conference,
    changes: changes.map(({ at, runId, sessionKey, title, kind, field, before, after, link, file }) => ({
      at,
      run: runId,
      sessionKey,
      title,
      kind,
      field,
      before,
      after,
      link: link === null ? null : { url: link.url, kind: link.kind, label: link.label },
      file,
    })),
  };
}
