import { Command } from 'commander';
import { addressOf } from '../jobs/reading.ts';
import type { Ended, Io } from './io.ts';
import { withCommonOptions, withNetworkOptions } from './options.ts';
import { reportText } from './report-text.ts';
import { runOnTargets, type TargetOptions, withAddressOptions } from './targets.ts';

export function addCommand(io: Io, ended: Ended): Command {
  const command = new Command('add')
    .description('remember a conference without reading it: the next "deckhand nightly" does')
    .argument('<conference|url...>', 'names ("deckhand conferences" lists them) or addresses of schedules');
  withNetworkOptions(withAddressOptions(withCommonOptions(command)));
  return command.action(async (names: string[], options: TargetOptions) => {
    const remembered: string[] = [];
    await runOnTargets(io, ended, {
      verb: 'add',
      names,
      options,
      job: (run, conference) => {
        const { slug, platform, lastReadAt } = conference;
        run.report(slug).sessions = run.archive.programmes.known(conference.id).length;
        const read = lastReadAt === null ? 'never read yet' : `last read on ${lastReadAt.slice(0, 10)}`;
        remembered.push(`${slug} is remembered (${platform}, ${addressOf(conference)}), ${read}.`);
      },
      text: (report) => {
        if (remembered.length === 0 || options.quiet === true) return reportText(report, options.quiet ?? false);
        const notes = report.notes.map(({ message }) => `! ${message}`);
        return [...remembered, ...notes, '"deckhand nightly" reads what is due.'].join('\n');
      },
    });
  });
}
