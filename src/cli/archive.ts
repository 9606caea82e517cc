import { Command } from 'commander';
import { crawlConference } from '../jobs/crawl.ts';
import { downloadDue } from '../jobs/download.ts';
import { inspectBeside } from '../jobs/inspect.ts';
import type { Ended, Io } from './io.ts';
import { withCommonOptions, withNetworkOptions } from './options.ts';
import { runOnTargets, type TargetOptions, withAddressOptions, withReadingOptions } from './targets.ts';

export function archiveCommand(io: Io, ended: Ended): Command {
  const command = new Command('archive')
    .description('read a conference, download its decks and look into them: the main job')
    .argument('<conference|url...>', 'names ("deckhand conferences" lists them) or addresses of schedules');
  withNetworkOptions(withReadingOptions(withAddressOptions(withCommonOptions(command))));
  return command.action(async (names: string[], options: TargetOptions) => {
    await runOnTargets(io, ended, {
      verb: 'archive',
      names,
      options,
      job: async (run, conference) => {
        await crawlConference(run, conference, { deep: options.deep ?? false, from: options.from ?? [] });
        await inspectBeside(run, conference.slug, (stored) => downloadDue(run, conference.slug, stored));
      },
    });
  });
}
