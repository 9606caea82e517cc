import { resolve } from 'node:path';
import { Command } from 'commander';
import { attachFile } from '../jobs/attach.ts';
import { counted } from '../model/amounts.ts';
import { execute } from './execute.ts';
import type { Ended, Io } from './io.ts';
import { settingsOf, withCommonOptions } from './options.ts';
import { print } from './output.ts';
import { reportText } from './report-text.ts';

export function attachCommand(io: Io, ended: Ended): Command {
  const command = new Command('attach')
    .description('store a deck that you fetched yourself (from behind a wall, out of an e-mail)')
    .argument('<link>', 'the address of the link as "deckhand missing" shows it')
    .argument('<file>', 'the file to store as its newest version');
  return withCommonOptions(command).action(
    async (link: string, file: string, options: Parameters<typeof settingsOf>[0]) => {
      const settings = settingsOf(options, io);
      const result: { attached: Awaited<ReturnType<typeof attachFile>> | null } = { attached: null };
      const report = await execute(io, settings, {
        command: `attach ${link}`,
        mode: 'write',
        job: async (run) => {
          result.attached = await attachFile(run, link, resolve(io.workingDirectory, file));
        },
      });
      const { attached } = result;
      print(io, settings, { ...report, attached }, () =>
        attached === null
          ? reportText(report, true)
          : `Stored ${attached.sha256} for ${counted(attached.links, 'link')}.`,
      );
      ended(report.exit);
    },
  );
}
