import { Command } from 'commander';
import { editions } from '../../scrapers/index.ts';
import { downloadDue } from '../jobs/download.ts';
import { look } from '../jobs/start.ts';
import { addressesOf, archivedConference } from '../jobs/target.ts';
import { toInstant } from '../model/clock.ts';
import { execute } from './execute.ts';
import { clockOf, type Ended, type Io } from './io.ts';
import { settingsOf, withCommonOptions, withNetworkOptions } from './options.ts';
import { print, table } from './output.ts';
import { reportText } from './report-text.ts';

export function downloadCommand(io: Io, ended: Ended): Command {
  const command = new Command('download')
    .description('download the decks that are due')
    .argument('[conference...]', 'conferences of the archive (default: all)');
  withNetworkOptions(withCommonOptions(command));
  return command.action(async (names: string[], options: Parameters<typeof settingsOf>[0]) => {
    const settings = settingsOf(options, io);
    if (settings.dryRun) {
      const due = await look(settings.data, (archive) =>
        (names.length === 0 ? [null] : names.map((name) => archivedConference(name, archive, editions).slug)).flatMap(
          (slug) => archive.decks.due(slug, toInstant(clockOf(io).now())),
        ),
      );
      const shown = due.map(({ conference, sessionTitle, state, url }) => ({
        conference,
        session: sessionTitle,
        state,
        url,
      }));
      print(io, settings, { due: shown }, () =>
        table(
          ['conference', 'state', 'session', 'url'],
          shown.map((link) => [link.conference, link.state, link.session, link.url]),
        ),
      );
      return;
    }
    const report = await execute(io, settings, {
      command: ['download', ...names].join(' '),
      mode: 'write',
      prepare: (archive) => {
        const named = names.map((name) => archivedConference(name, archive, editions));
        return (named.length === 0 ? archive.conferences.all() : named).flatMap(addressesOf);
      },
      job: async (run) => {
        for (const slug of names.length === 0 ? [null] : names) await downloadDue(run, slug);
      },
    });
    print(io, settings, report, () => reportText(report, settings.quiet));
    ended(report.exit);
  });
}
