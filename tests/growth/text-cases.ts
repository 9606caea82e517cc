import { allWordsIn } from '../../src/archive/match-expression.ts';
import { parseQuestion } from '../../src/archive/question.ts';
import { searchable } from '../../src/archive/searchable.ts';
import { needlesOf, snippetOf } from '../../src/archive/snippet.ts';
import { splitStatements } from '../../src/cli/statements.ts';
import { slideText } from '../../src/decks/inspection/slide-text.ts';
import { cleanName, publishedName } from '../../src/decks/published-name.ts';
import { isWall, isWebPage } from '../../src/decks/web-page.ts';
import { fileName, nameText } from '../../src/exports/file-name.ts';
import { markdownText } from '../../src/exports/markdown-text.ts';
import { decodeText } from '../../src/fetch/charset.ts';
import { ruling } from '../../src/fetch/robots.ts';
import { parseAgendaLine } from '../../src/model/agenda-line.ts';
import { isBotCheck } from '../../src/model/bot-check.ts';
import { withoutCredentials } from '../../src/model/failure.ts';
import { settleKeys } from '../../src/model/identity.ts';
import { kindOf } from '../../src/model/kind.ts';
import { levelFromField } from '../../src/model/level.ts';
import { canonicalUrl, linkKind } from '../../src/model/link.ts';
import { splitPosition } from '../../src/model/position.ts';
import { nameKey, slug, tidy } from '../../src/model/text.ts';
import { parseTitle } from '../../src/model/title.ts';
import { parseWhen } from '../../src/platforms/sched/when.ts';
import { session } from '../setup/programme.ts';
import { type Case, times } from './growing.ts';
import { agendaOf, described, schedule } from './page-cases.ts';

const texts: Readonly<Record<string, (text: string) => unknown>> = {
  'a name': nameKey,
  'a slug': slug,
  'a title': (text) => parseTitle(text, { people: 'unknown' }),
  'a kind': (text) => kindOf({ title: { ...parseTitle('x', { people: 'none' }), title: text }, type: text }),
  'a level': (text) => levelFromField(text, text),
  'a position': splitPosition,
  'an agenda line': parseAgendaLine,
  'a time': parseWhen,
  'a key of a link': canonicalUrl,
  'a kind of link': (text) => linkKind({ url: `https://h/${text}`, label: text, type: text, origin: 'attachment' }),
  'a message': withoutCredentials,
  'a bot check': isBotCheck,
  'text to be searched': searchable,
  'a slide': slideText,
  'a file name': (text) => fileName(text, '.pdf', 'untitled'),
  'a part of a name': nameText,
  'a published name': cleanName,
  'a disposition': (text) => publishedName(`attachment; filename="${text}`, 'https://h/'),
  'a web page': (text) => isWebPage(Buffer.from(text)) || isWall(Buffer.from(text)),
  'a page of some charset': (text) => decodeText(Buffer.from(text), `text/html;${text}`),
  SQL: splitStatements,
  Markdown: markdownText,
  'words of a field': (text) => allWordsIn('title', text),
  'an agenda': (text) => agendaOf(text),
  'a schedule': (text) => schedule(described(text)),
};

/** What is repeated, a hundred thousand characters long, with a letter behind it so that nothing is trimmed. */
const PIECES = [
  ' ',
  '\t\n',
  '\u200D',
  '-',
  ' - ',
  '- ',
  ',',
  ', ',
  ';',
  ':',
  '.',
  '/',
  '\\',
  '%',
  '%E9',
  '&',
  '&amp;',
  '(',
  ')',
  '((',
  '[',
  '"',
  "'",
  '<',
  '<!--',
  '<a ',
  '</x>',
  '<b>',
  '<p>',
  '<title>',
  '=',
  '_',
  '*',
  '?',
  '@',
  'a',
  'A ',
  'Aa & ',
  'aB',
  'a@',
  'a://',
  '1:00-',
  '09:00-10:00 A (by B, C) ',
  'bof ',
  'pre ',
  ' (by ',
  '漢',
  'é',
] as const;
const LENGTH = 100_000;

/** Everything that reads a text, of everything repeated. */
export const REPEATED: Readonly<Record<string, Case>> = Object.fromEntries(
  Object.entries(texts).map(([name, read]) => [
    `${name} of anything repeated`,
    {
      size: LENGTH,
      run: (size: number) => {
        for (const piece of PIECES) read(`${piece.repeat(Math.ceil(size / piece.length))}x`);
      },
    },
  ]),
);

/** Marks of two classes that Unicode sorts. */
const MARKS = (size: number): string => `a${'\u0301'.repeat(size)}${'\u0327'.repeat(size)}`;

/** What was found to take time by the square of a text. */
export const TEXTS: Readonly<Record<string, Case>> = {
  'joiners behind which no word ends': { size: 400_000, run: (size) => tidy(`a${'\u200D'.repeat(size)}a`) },
  'marks on one letter of a name': { size: 400_000, run: (size) => nameKey(MARKS(size)) },
  'marks on one letter of an address': { size: 100_000, run: (size) => canonicalUrl(`https://h/${MARKS(size)}`) },
  'marks on one letter of a text to be searched': { size: 400_000, run: (size) => searchable(MARKS(size)) },
  'marks on one letter of a slide': { size: 400_000, run: (size) => slideText(MARKS(size)) },
  'slashes in the midst of an address': {
    size: 1_000_000,
    run: (size) => linkKind({ url: `https://h/${'/'.repeat(size)}a`, label: null, origin: 'field' }),
  },
  'dots in the midst of a title': { size: 1_000_000, run: (size) => fileName(`x${'.'.repeat(size)}x`, '.pdf', 'x') },
  'a message without an address': { size: 1_000_000, run: (size) => withoutCredentials('a'.repeat(size)) },
  'one word of a question all over a text': {
    size: 50_000,
    run: (size) =>
      snippetOf('a '.repeat(size), needlesOf(Array.from({ length: 24 }, () => ({ text: 'a', isPrefix: false })))),
  },
  'a question as long as it may be': {
    size: 1000,
    run: (size) =>
      ['"', 'a"', '-', 'a:', '* ', '漢', '\uFDFA'].map((piece) => refused(() => parseQuestion(piece.repeat(size)))),
  },
  'a robots.txt of names and rules': {
    size: 20_000,
    run: (size) =>
      ruling(
        new URL('https://h/a'),
        times(size, (number) => `User-agent: a${number}\n`) + 'Disallow: /b\n'.repeat(size),
        'D/1',
      ),
  },
  'sessions of one title': {
    size: 50_000,
    run: (size) =>
      settleKeys(
        [],
        Array.from({ length: size }, () => session({ key: 'coffee-break' })),
      ),
  },
};

function refused(read: () => unknown): string {
  try {
    read();
    return '';
  } catch (error) {
    return error instanceof Error ? error.name : '';
  }
}
