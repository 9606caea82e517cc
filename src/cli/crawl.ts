import { Command } from 'commander';
import { crawlConference } from '../jobs/crawl.ts';
import type { Ended, Io } from './io.ts';
import { withCommonOptions, withNetworkOptions } from './options.ts';
import { runOnTargets, type TargetOptions, withTargetOptions } from './targets.ts';

export function crawlCommand(io: Io, ended: Ended): Command {
  const command = new Command('crawl')
    .description('read a conference, without its decks')
    .argument('<conference|url...>', 'names ("deckhand conferences" lists them) or addresses of schedules');
  withNetworkOptions(withTargetOptions(withCommonOptions(command)));
  return command.action(async (names: string[], options: TargetOptions) => {
    await runOnTargets(io, ended, 'crawl', names, options, (run, conference) =>
      crawlConference(run, conference, { deep: options.deep ?? false, from: options.from ?? [] }),
    );
  });
}
