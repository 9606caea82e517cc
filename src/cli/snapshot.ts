import { resolve } from 'node:path';
import { Command } from 'commander';
import { takeSnapshot } from '../jobs/snapshot.ts';
import { counted, showBytes } from '../model/amounts.ts';
import { clockOf, type Io } from './io.ts';
import { settingsOf, withCommonOptions } from './options.ts';
import { print } from './output.ts';
import { showDuration } from './quantities.ts';

export function snapshotCommand(io: Io): Command {
  const command = new Command('snapshot')
    .description('make a checked, consistent copy of the database for readers, also while a run writes')
    .argument('<file>', 'the copy; an older snapshot of that name is replaced at once')
    .option('--force', 'also replace a file that is no snapshot; never an archive')
    .option('--dry-run', 'say whether it can be done and how large it would be; no write');
  type Flags = Parameters<typeof settingsOf>[0] & { readonly force?: true };
  return withCommonOptions(command).action(async (name: string, options: Flags) => {
    const settings = settingsOf(options, io);
    const clock = clockOf(io);
    const began = clock.now();
    const { file, replaced, bytes, contents } = await takeSnapshot({
      data: settings.data,
      file: resolve(io.workingDirectory, name),
      force: options.force ?? false,
      dryRun: settings.dryRun,
    });
    const seconds = Math.round((clock.now() - began) / 100) / 10;
    if (contents === null) {
      const plan = { file, replaces: replaced, bytes };
      print(io, settings, { plan }, () =>
        settings.quiet ? '' : `${file} would be ${replaced ? 'replaced' : 'made'}: about ${showBytes(bytes)}`,
      );
      return;
    }
    const { rows, tables } = contents;
    print(io, settings, { file, replaced, bytes, rows, tables, seconds }, () =>
      settings.quiet
        ? ''
        : `${file}: ${showBytes(bytes)}, ${counted(rows, 'row')} in ${counted(tables.length, 'table')}, checked, in ${showDuration(seconds)}`,
    );
  });
}
