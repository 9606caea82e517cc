import { editions } from '../../scrapers/index.ts';
import type { StoredConference } from '../archive/conferences.ts';
import { forEachName, type Run } from '../jobs/run.ts';
import { archivedConference } from '../jobs/target.ts';
import { execute } from './execute.ts';
import type { Ended, Io } from './io.ts';
import { settingsOf } from './options.ts';
import { print } from './output.ts';
import { reportText } from './report-text.ts';

/** The action of a command that works on conferences the archive has, one after the other, and prints the report. */
export function runOnArchived(
  io: Io,
  ended: Ended,
  verb: string,
  job: (run: Run, conference: StoredConference) => void | Promise<void>,
) {
  return async (names: string[], options: Parameters<typeof settingsOf>[0]): Promise<void> => {
    const settings = settingsOf(options, io);
    const report = await execute(io, settings, {
      command: [verb, ...names].join(' '),
      mode: 'write',
      prepare: (archive) => {
        for (const name of names) archivedConference(name, archive, editions);
        return [];
      },
      job: (run) => forEachName(run, names, (name) => job(run, archivedConference(name, run.archive, editions))),
    });
    print(io, settings, report, () => reportText(report, settings.quiet));
    ended(report.exit);
  };
}
