import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { editions } from '../../scrapers/index.ts';
import { look } from '../jobs/start.ts';
import type { Io } from './io.ts';
import { settingsOf, withCommonOptions } from './options.ts';
import { print, table } from './output.ts';

export function conferencesCommand(io: Io): Command {
  const command = new Command('conferences')
    .description('the conferences that are known by name, and those in the archive')
    .argument('[words...]', 'only those whose name has all these words');
  return withCommonOptions(command).action(async (words: string[], options: Parameters<typeof settingsOf>[0]) => {
    const settings = settingsOf(options, io);
    const stored = existsSync(join(settings.data, 'archive.sqlite'))
      ? await look(settings.data, (archive) => archive.conferences.all())
      : [];
    const known = editions.map((edition) => ({
      conference: edition.slug,
      name: edition.facts.name,
      series: edition.series as string | null,
      platform: edition.platform,
      url: edition.url as string | null,
      startsOn: edition.facts.startsOn ?? null,
      city: edition.facts.city ?? null,
      lastReadAt: stored.find((conference) => conference.slug === edition.slug)?.lastReadAt ?? null,
    }));
    const others = stored
      .filter((conference) => !editions.some((edition) => edition.slug === conference.slug))
      .map(({ slug, name, series, platform, url, startsOn, lastReadAt }) => ({
        conference: slug,
        name,
        series,
        platform,
        url,
        startsOn,
        city: null,
        lastReadAt,
      }));
    const wanted = words.map((word) => word.toLowerCase());
    const conferences = [...known, ...others]
      .filter((one) =>
        wanted.every((word) => `${one.conference} ${one.name} ${one.city ?? ''}`.toLowerCase().includes(word)),
      )
      .toSorted(
        (a, b) => (a.startsOn ?? '').localeCompare(b.startsOn ?? '') || a.conference.localeCompare(b.conference),
      );
    print(io, settings, { conferences }, () =>
      conferences.length === 0
        ? 'No conference has these words. An address works as well: deckhand archive https://…'
        : table(
            ['conference', 'starts', 'city', 'platform', 'name', 'in the archive'],
            conferences.map((one) => [one.conference, one.startsOn, one.city, one.platform, one.name, one.lastReadAt]),
          ),
    );
  });
}
