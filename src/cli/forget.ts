import { Command } from 'commander';
import { type ForgetReport, forget } from '../jobs/forget.ts';
import { counted } from '../model/amounts.ts';
import { execute } from './execute.ts';
import type { Ended, Io } from './io.ts';
import { settingsOf, withCommonOptions } from './options.ts';
import { print } from './output.ts';
import { reportText } from './report-text.ts';

export function forgetCommand(io: Io, ended: Ended): Command {
  const command = new Command('forget')
    .description('remove a link or a whole conference on request; it does not come back')
    .argument('<link|conference>', 'the address of a link, or the name of a conference');
  return withCommonOptions(command).action(async (name: string, options: Parameters<typeof settingsOf>[0]) => {
    const settings = settingsOf(options, io);
    const result: { forgotten: ForgetReport | null } = { forgotten: null };
    const report = await execute(io, settings, {
      command: `forget ${name}`,
      mode: 'write',
      job: async (run) => {
        result.forgotten = await forget(run, name);
      },
    });
    const { forgotten } = result;
    print(io, settings, { ...report, forgotten }, () => {
      if (forgotten === null) return reportText(report, true);
      return `Removed ${counted(forgotten.sessions, 'session')}, ${counted(forgotten.links, 'link')} and ${counted(forgotten.files, 'stored file')}. Backups of the archive still have them.`;
    });
    ended(report.exit);
  });
}
