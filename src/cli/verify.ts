import { Command } from 'commander';
import { createProgress } from '../jobs/progress.ts';
import { look } from '../jobs/start.ts';
import { verifyArchive } from '../jobs/verify.ts';
import type { Ended, Io } from './io.ts';
import { settingsOf, withCommonOptions } from './options.ts';
import { print } from './output.ts';
import { counted, showBytes } from './quantities.ts';
import { drawProgress } from './terminal-progress.ts';

export function verifyCommand(io: Io, ended: Ended): Command {
  const command = new Command('verify').description(
    'read every stored file and compare its SHA-256; check the captures, the pictures and the database',
  );
  return withCommonOptions(command).action(async (options: Parameters<typeof settingsOf>[0]) => {
    const settings = settingsOf(options, io);
    const drawing = io.stderr.isTTY === true && !settings.quiet ? drawProgress(io.stderr, Date.now) : null;
    const verification = await look(settings.data, (archive, store, pictureStore) =>
      verifyArchive(archive, store, pictureStore, createProgress(drawing?.listener ?? (() => undefined))),
    ).finally(() => drawing?.clear());
    // An orphan is a file too many, not one too few.
    const damaged = verification.defects.filter((defect) => defect.kind !== 'orphan');
    print(io, settings, verification, () => {
      const defects = verification.defects.map((defect) => `! ${defect.message}`);
      if (settings.quiet) return defects.join('\n');
      const { files, bytes, captures, pictures } = verification;
      const verdict = damaged.length === 0 ? 'all as they were written' : counted(damaged.length, 'defect');
      return [
        ...defects,
        `${counted(files, 'file')} (${showBytes(bytes)}), ${counted(captures, 'captured page')} and ${counted(pictures, 'picture')} read, the database checked: ${verdict}`,
      ].join('\n');
    });
    ended(damaged.length === 0 ? 'ok' : 'damaged');
  });
}
