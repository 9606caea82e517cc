import { Command } from 'commander';
import { editions } from '../../scrapers/index.ts';
import { look } from '../jobs/start.ts';
import { archivedConference } from '../jobs/target.ts';
import type { Io } from './io.ts';
import { settingsOf, withCommonOptions } from './options.ts';
import { print, table } from './output.ts';

export function missingCommand(io: Io): Command {
  const command = new Command('missing')
    .description('sessions without a deck, and why')
    .argument('[conference]', 'one conference (default: all)');
  return withCommonOptions(command).action(
    async (name: string | undefined, options: Parameters<typeof settingsOf>[0]) => {
      const settings = settingsOf(options, io);
      const missing = await look(settings.data, (archive) =>
        archive.overview.missing(name === undefined ? null : archivedConference(name, archive, editions).slug),
      );
      print(io, settings, { missing }, () =>
        missing.length === 0
          ? 'Every session has its deck.'
          : table(
              ['conference', 'reason', 'title', 'link'],
              missing.map((one) => [one.conference, one.reason.replaceAll('_', ' '), one.title, one.link_url]),
            ),
      );
    },
  );
}
