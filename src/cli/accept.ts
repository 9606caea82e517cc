import { Command } from 'commander';
import { acceptConference } from '../jobs/accept.ts';
import { runOnArchived } from './archived.ts';
import type { Ended, Io } from './io.ts';
import { withCommonOptions } from './options.ts';

export function acceptCommand(io: Io, ended: Ended): Command {
  const command = new Command('accept')
    .description('take the programme that was held back as suspect')
    .argument('<conference...>', 'conferences of the archive');
  return withCommonOptions(command).action(runOnArchived(io, ended, 'accept', acceptConference));
}
