import { Command, Option } from 'commander';
import { editions } from '../../scrapers/index.ts';
import type { SearchAnswer } from '../archive/search.ts';
import type { SessionHit } from '../archive/search-sessions.ts';
import type { SlideHit } from '../archive/search-slides.ts';
import { type SnippetPart, snippetText } from '../archive/snippet.ts';
import { look } from '../jobs/start.ts';
import { archivedConference } from '../jobs/target.ts';
import { counted } from '../model/amounts.ts';
import type { Io } from './io.ts';
import { settingsOf, withCommonOptions } from './options.ts';
import { print } from './output.ts';
import { parseCount } from './quantities.ts';
import { questionOf } from './search-words.ts';

export function searchCommand(io: Io): Command {
  const command = new Command('search')
    .description('find sessions, then slides, by words and fields')
    .argument(
      '<words...>',
      'all must occur; "a phrase", stor* for a beginning, -word to leave out, fields such as level:beginner company:google (docs/search.md)',
    )
    .option('--conference <name>', 'one conference (default: all)')
    .option('--limit <number>', 'how many sessions and how many slides at most', parseCount(1), 20)
    .addOption(new Option('--sessions', 'only sessions').conflicts('slides'))
    .addOption(new Option('--slides', 'only slides'))
    // "-word" is a word to leave out; questionOf refuses what looks like a misspelt option.
    .allowUnknownOption();
  type Flags = Parameters<typeof settingsOf>[0] & {
    readonly conference?: string;
    readonly limit: number;
    readonly sessions?: true;
    readonly slides?: true;
  };
  return withCommonOptions(command).action(async (words: string[], options: Flags) => {
    const settings = settingsOf(options, io);
    const question = questionOf(
      words,
      command.options.map((option) => option.long ?? ''),
    );
    const answer = await look(settings.data, (archive) =>
      archive.search(question, {
        conference:
          options.conference === undefined ? null : archivedConference(options.conference, archive, editions).slug,
        limit: options.limit,
        lists: options.sessions ? ['sessions'] : options.slides ? ['slides'] : ['sessions', 'slides'],
      }),
    );
    print(io, settings, { question, ...answer }, () => answerText(answer, options.limit, marksOf(io)));
  });
}

/** What stands before and after a found word: bold on a terminal that shows it (https://no-color.org), brackets elsewhere. */
function marksOf({ stdout, env }: Io): readonly [string, string] {
  const isPlain = stdout.isTTY !== true || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return isPlain ? ['[', ']'] : ['\u001B[1m', '\u001B[22m'];
}

function answerText(
  { sessions, slides, onlyNewest }: SearchAnswer,
  limit: number,
  marks: readonly [string, string],
): string {
  if (sessions.length + slides.length === 0) return 'Nothing found.';
  const more =
    onlyNewest === null
      ? []
      : [
          `More than ${onlyNewest.toLocaleString('en')} slides match: only the newest of them were ranked. Another word or a field finds the others.`,
        ];
  return [
    ...(sessions.length === 0 ? [] : [heading(counted(sessions.length, 'session'), sessions.length === limit)]),
    ...sessions.map((hit) => sessionText(hit, marks)),
    ...(slides.length === 0 ? [] : [heading(counted(slides.length, 'slide'), slides.length === limit)]),
    ...slides.map((hit) => slideText(hit, marks)),
    ...more,
  ].join('\n\n');
}

/** A list as long as the limit may have been cut there. */
function heading(what: string, isCut: boolean): string {
  return isCut ? `The first ${what} (--limit shows more):` : `${what}:`;
}

function sessionText(hit: SessionHit, marks: readonly [string, string]): string {
  const facts = [
    hit.conference,
    hit.day,
    hit.level === null ? null : `level ${hit.level}`,
    hit.state === 'scheduled' ? null : hit.state,
  ];
  return [
    named(hit),
    `  ${facts.filter((fact) => fact !== null).join(', ')}`,
    ...passage(hit.parts, marks),
    ...hit.decks.map((deck) => `  ${deck}`),
  ].join('\n');
}

function slideText(hit: SlideHit, marks: readonly [string, string]): string {
  const place = `slide ${hit.number}${hit.pages === null ? '' : ` of ${hit.pages}`}`;
  return [
    named(hit),
    `  ${hit.conference}, ${place}${hit.in === 'notes' ? ', in the notes' : ''}`,
    ...passage(hit.parts, marks),
    `  ${hit.path}`,
    ...(hit.picture === null ? [] : [`  ${hit.picture}`]),
    ...hit.alsoIn.map((path) => `  also in ${path}`),
  ].join('\n');
}

function named({ title, speakers }: { readonly title: string; readonly speakers: string | null }): string {
  return speakers === null ? title : `${title} - ${speakers}`;
}

function passage(parts: readonly SnippetPart[], [open, close]: readonly [string, string]): string[] {
  return parts.length === 0 ? [] : [`  ${snippetText(parts, open, close)}`];
}
