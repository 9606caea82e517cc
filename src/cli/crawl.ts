import { Command } from 'commander';
import { crawlConference } from '../jobs/crawl.ts';
import type { Ended, Io } from './io.ts';
import { withCommonOptions, withNetworkOptions } from './options.ts';
import { runOnTargets, type TargetOptions, withAddressOptions, withReadingOptions } from './targets.ts';

export function crawlCommand(io: Io, ended: Ended): Command {
  const command = new Command('crawl')
    .description('read a conference, without its decks')
    .argument('<conference|url...>', 'names ("deckhand conferences" lists them) or addresses of schedules');
  withNetworkOptions(withReadingOptions(withAddressOptions(withCommonOptions(command))));
  return command.action(async (names: string[], options: TargetOptions) => {
    await runOnTargets(io, ended, {
      verb: 'crawl',
      names,
      options,
      job: (run, conference) =>
        crawlConference(run, conference, { deep: options.deep ?? false, from: options.from ?? [] }),
    });
  });
}
