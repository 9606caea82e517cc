import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { editions } from '../../scrapers/index.ts';
import type { StoredConference } from '../archive/conferences.ts';
import { ARCHIVE_FILE } from '../archive/database.ts';
import { forEachName, type Run, type RunReport } from '../jobs/run.ts';
import { addressesOf, checkTargets, namedAddresses, planOf, rememberTarget } from '../jobs/target.ts';
import { toInstant } from '../model/clock.ts';
import { withoutCredentials } from '../model/failure.ts';
import { execute } from './execute.ts';
import { clockOf, type Ended, type Io } from './io.ts';
import { settingsOf } from './options.ts';
import { print, table } from './output.ts';
import { reportText } from './report-text.ts';

/** Flags of the commands that read conferences, as commander hands them over. */
export type TargetOptions = Parameters<typeof settingsOf>[0] & {
  readonly as?: string;
  readonly platform?: string;
  readonly zone?: string;
  readonly deep?: true;
  readonly from?: readonly string[];
};

/** Adds the options that go with an address. */
export function withAddressOptions(command: Command): Command {
  return command
    .option(
      '--as <name>',
      'what to call a conference that is given by its address (default: first part of the host name)',
    )
    .option('--platform <name>', 'the software behind an address (default: recognised)')
    .option('--zone <zone>', "the conference's IANA time zone, such as Europe/Copenhagen");
}

/** Adds the options of how much of a conference is read, and from where. */
export function withReadingOptions(command: Command): Command {
  return command
    .option('--deep', "also read each session's own page, for videos: one request a session")
    .option('--from <file...>', 'read pages that you saved (HTML, ICS, WARC) instead of the network');
}

/** What a command does with the conferences that were named. */
interface TargetJob {
  readonly verb: string;
  /** As typed. */
  readonly names: readonly string[];
  readonly options: TargetOptions;
  /** All links are asked, not only those that are due. */
  readonly everything?: boolean;
  readonly job: (run: Run, conference: StoredConference) => void | Promise<void>;
  /** What a person reads at the end; default: the report. */
  readonly text?: (report: RunReport) => string;
}

/** Runs a job on each named conference in turn and prints the report. */
export async function runOnTargets(
  io: Io,
  ended: Ended,
  { verb, names: typedNames, options, everything = false, job, text }: TargetJob,
): Promise<void> {
  const settings = settingsOf(options, io);
  // A password typed into an address is sent nowhere and kept nowhere.
  const names = typedNames.map(withoutCredentials);
  const targets = { names, flags: options, editions, everything };
  // What is no address and can be none is refused before there is an archive.
  const typed = namedAddresses(names);
  if (settings.dryRun) {
    const plan = await planOf(settings.data, targets, toInstant(clockOf(io).now()));
    print(io, settings, { plan }, () =>
      table(
        ['conference', 'platform', 'address', 'last read', 'links due'],
        plan.map((item) => [item.conference, item.platform, item.address, item.lastReadAt ?? 'never', item.linksDue]),
      ),
    );
    return;
  }
  // The same for a name that nobody knows.
  if (!existsSync(join(settings.data, ARCHIVE_FILE))) checkTargets(targets, null);
  const report = await execute(io, settings, {
    command: [verb, ...names].join(' '),
    mode: 'create',
    prepare: (archive) => {
      checkTargets(targets, archive);
      return [
        ...typed,
        ...archive.conferences
          .all()
          .filter((conference) => names.includes(conference.slug))
          .flatMap(addressesOf),
      ];
    },
    job: (run) => forEachName(run, names, async (name) => job(run, await rememberTarget(run, name, targets))),
  });
  print(io, settings, report, () => text?.(report) ?? reportText(report, settings.quiet));
  ended(report.exit);
}
