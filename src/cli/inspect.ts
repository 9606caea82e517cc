import { Command } from 'commander';
import { editions } from '../../scrapers/index.ts';
import { findPrograms } from '../decks/inspection/programs.ts';
import { dueInspections, inspectDue } from '../jobs/inspect.ts';
import { forEachName } from '../jobs/run.ts';
import { look } from '../jobs/start.ts';
import { archivedConference } from '../jobs/target.ts';
import { showBytes } from '../model/amounts.ts';
import { execute } from './execute.ts';
import type { Ended, Io } from './io.ts';
import { settingsOf, withCommonOptions } from './options.ts';
import { print, table } from './output.ts';
import { parseDuration } from './quantities.ts';
import { reportText } from './report-text.ts';

const NOTHING_DUE = 'Nothing is due: every stored file has been looked into. --all does it again.';

export function inspectCommand(io: Io, ended: Ended): Command {
  const command = new Command('inspect')
    .description('look into the stored files that are due: text and a picture of each slide')
    .argument('[conference...]', 'conferences of the archive (default: all)')
    .option('--all', 'also the files that were looked into already')
    .option('--dry-run', 'say what would be done; no write')
    .option('--max-time <time>', 'stop after this long, such as 30m', parseDuration);
  type Flags = Parameters<typeof settingsOf>[0] & { readonly all?: true };
  return withCommonOptions(command).action(async (names: string[], options: Flags) => {
    const settings = settingsOf(options, io);
    const all = options.all ?? false;
    if (settings.dryRun) {
      const due = await look(settings.data, (archive) => {
        const slugs = names.map((name) => archivedConference(name, archive, editions).slug);
        const parts = { archive, programs: findPrograms(io.env) };
        return (slugs.length === 0 ? [null] : slugs).flatMap((slug) => dueInspections(parts, { slug, all }));
      });
      const shown = due.map(({ conference, sha256, extension, bytes }) => ({ conference, sha256, extension, bytes }));
      print(io, settings, { due: shown }, () =>
        shown.length === 0
          ? NOTHING_DUE
          : table(
              ['conference', 'file', 'size'],
              shown.map((file) => [file.conference, `${file.sha256}.${file.extension}`, showBytes(file.bytes)]),
            ),
      );
      return;
    }
    const report = await execute(io, settings, {
      command: ['inspect', ...names].join(' '),
      mode: 'write',
      prepare: (archive) => {
        for (const name of names) archivedConference(name, archive, editions);
        return [];
      },
      job: async (run) => {
        if (names.length === 0) await inspectDue(run, { slug: null, all });
        else await forEachName(run, names, (slug) => inspectDue(run, { slug, all }));
      },
    });
    const isIdle = report.conferences.length + report.notes.length === 0;
    print(io, settings, report, () => (isIdle && !settings.quiet ? NOTHING_DUE : reportText(report, settings.quiet)));
    ended(report.exit);
  });
}
