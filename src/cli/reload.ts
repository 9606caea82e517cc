import { Command } from 'commander';
import { editions } from '../../scrapers/index.ts';
import { reloadConference } from '../jobs/reload.ts';
import { look } from '../jobs/start.ts';
import { archivedConference } from '../jobs/target.ts';
import type { Ended, Io } from './io.ts';
import { settingsOf, withCommonOptions, withNetworkOptions } from './options.ts';
import { runOnTargets, type TargetOptions, withReadingOptions } from './targets.ts';

export function reloadCommand(io: Io, ended: Ended): Command {
  const command = new Command('reload')
    .description('ask again for every session and every deck of a conference, due or not; versions are kept')
    .argument('<conference...>', 'conferences of the archive');
  withNetworkOptions(withReadingOptions(withCommonOptions(command)));
  return command.action(async (names: string[], options: TargetOptions) => {
    // An address is no name here, and what was never archived cannot be reloaded.
    await look(settingsOf(options, io).data, (archive) => {
      for (const name of names) archivedConference(name, archive, editions);
    });
    await runOnTargets(io, ended, {
      verb: 'reload',
      names,
      options,
      everything: true,
      job: (run, conference) =>
        reloadConference(run, conference, { deep: options.deep ?? false, from: options.from ?? [] }),
    });
  });
}
