import { Command } from 'commander';
import { reparseConference } from '../jobs/reparse.ts';
import { runOnArchived } from './archived.ts';
import type { Ended, Io } from './io.ts';
import { withCommonOptions } from './options.ts';

export function reparseCommand(io: Io, ended: Ended): Command {
  const command = new Command('reparse')
    .description('read the captured pages again, without the network')
    .argument('<conference...>', 'conferences of the archive');
  return withCommonOptions(command).action(runOnArchived(io, ended, 'reparse', reparseConference));
}
