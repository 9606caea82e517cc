import { Command } from 'commander';
import { editions } from '../../scrapers/index.ts';
import type { SessionHit } from '../archive/search.ts';
import { look } from '../jobs/start.ts';
import { archivedConference } from '../jobs/target.ts';
import type { Io } from './io.ts';
import { settingsOf, withCommonOptions } from './options.ts';
import { print } from './output.ts';
import { parseCount } from './quantities.ts';

export function searchCommand(io: Io): Command {
  const command = new Command('search')
    .description('find sessions by words in titles, abstracts, speakers and companies')
    .argument('<words...>', 'all must occur; "a phrase", stor* for a beginning, -word to leave out (after --)')
    .option('--conference <name>', 'one conference (default: all)')
    .option('--limit <number>', 'how many at most', parseCount(1), 20);
  type Flags = Parameters<typeof settingsOf>[0] & { readonly conference?: string; readonly limit: number };
  return withCommonOptions(command).action(async (words: string[], options: Flags) => {
    const settings = settingsOf(options, io);
    // A phrase in quotation marks reaches us as one word with spaces: the shell has taken the marks.
    const question = words.map((word) => (/\s/.test(word) && !word.includes('"') ? `"${word}"` : word)).join(' ');
    const sessions = await look(settings.data, (archive) =>
      archive.search(question, {
        conference:
          options.conference === undefined ? null : archivedConference(options.conference, archive, editions).slug,
        limit: options.limit,
      }),
    );
    print(io, settings, { question, sessions }, () =>
      sessions.length === 0 ? 'Nothing found.' : sessions.map(hitText).join('\n\n'),
    );
  });
}

function hitText(hit: SessionHit): string {
  const facts = [
    hit.conference,
    hit.day,
    hit.level === null ? null : `level ${hit.level}`,
    hit.state === 'scheduled' ? null : hit.state,
  ];
  return [
    hit.speakers === null ? hit.title : `${hit.title} - ${hit.speakers}`,
    `  ${facts.filter((fact) => fact !== null).join(', ')}`,
    `  ${hit.snippet.replaceAll(/\s+/g, ' ').trim()}`,
    ...hit.decks.map((deck) => `  ${deck}`),
  ].join('\n');
}
