import { match } from 'node:assert/strict';
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
import type { Programme } from '../../src/model/programme.ts';
import { splitPosition } from '../../src/model/position.ts';
import { nameKey, slug, tidy } from '../../src/model/text.ts';
import { parseTitle } from '../../src/model/title.ts';
import { agenda } from '../../src/platforms/agenda/agenda.ts';
import { sched } from '../../src/platforms/sched/platform.ts';
import { parseWhen } from '../../src/platforms/sched/when.ts';
import { session } from '../setup/programme.ts';

/** A hostile input of so many pieces, and what reads it. What it returns is checked by the case itself. */
interface Case {
  /** Pieces: as many as time by their square would take minutes for. */
  readonly size: number;
  readonly run: (size: number) => unknown;
}

const key = (number: number): string => String(number).padStart(32, '0');
const times = (count: number, make: (number: number) => string): string =>
  Array.from({ length: count }, (_, number) => make(number)).join('');

function page(text: string) {
  const url = 'https://trial18.sched.com/';
  return { requestedUrl: url, url, status: 200, mediaType: 'text/html', text, notModified: false, receivedAt: '' };
}

const ASKED = { facts: {}, titles: { people: 'unknown' }, deep: false } as const;

function schedule(...texts: readonly string[]): Programme {
  const programme = sched.assemble({ ...ASKED, parameters: { origin: 'https://trial18.sched.com' } }, texts.map(page));
  bounded(programme, texts);
  return programme;
}

function agendaOf(text: string): Programme {
  const programme = agenda.assemble({ ...ASKED, parameters: { url: 'https://example.org/' } }, [page(text)]);
  bounded(programme, [text]);
  return programme;
}

/** However a page is made, its programme is a few times as long. */
function bounded(programme: Programme, texts: readonly string[]): void {
  const most = 32 * texts.join('').length + 20_000;
  const length = JSON.stringify(programme).length;
  match(length > most ? `${length} of ${most}` : 'bounded', /^bounded$/);
}

const anchor = (number: number): string =>
  `<a class="name" id="${key(number)}" href="event/a${number}">T ${number}</a>`;
/** One session, and what follows it. */
const one = (after: string): string => `<span class="event">${anchor(1)}</span>${after}`;
const described = (html: string): string => one(`<div class="tip-description">${html}</div>`);
const detailed = (html: string): string => one(`<div class="sched-event-details">${html}</div>`);
const calendar = (entries: string): string => `BEGIN:VCALENDAR\n${entries}END:VCALENDAR`;
const entry = (more: string, number = 1): string =>
  `BEGIN:VEVENT\nUID:${key(number)}\nSUMMARY:T\n${more}\nEND:VEVENT\n`;

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

const repeated: Readonly<Record<string, Case>> = Object.fromEntries(
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

const found: Readonly<Record<string, Case>> = {
  // Text.
  'joiners behind which no word ends': { size: 400_000, run: (size) => tidy(`${'\u200D'.repeat(size)}a`) },
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
  // An agenda.
  'an agenda of coffee breaks': { size: 100_000, run: (size) => agendaOf('09:00-10:00 Coffee<br>'.repeat(size)) },
  'an agenda of people': { size: 100_000, run: (size) => agendaOf('Storage (by Joy Zhang, Google)<br>'.repeat(size)) },
  // A page.
  'end tags in many open elements': {
    size: 1_000_000,
    run: (size) => schedule('<span>'.repeat(4_900) + '</x>'.repeat(size) + one('')),
  },
  'elements in many open elements': {
    size: 100_000,
    run: (size) => schedule('<div>'.repeat(4_900) + '<li></li>'.repeat(size) + one('')),
  },
  'nested tables of sessions': {
    size: 20_000,
    run: (size) =>
      schedule(
        '<table><tr><td>'.repeat(1_200) +
          times(size, (n) => `<table><tr><td class="title">${anchor(n)}</td></tr></table>`),
      ),
  },
  'lines of a description': { size: 60_000, run: (size) => schedule(described('x<br>'.repeat(size))) },
  'paragraphs of a description': { size: 60_000, run: (size) => schedule(described('<p>x</p>'.repeat(size))) },
  'links of a description': {
    size: 24_000,
    run: (size) => schedule(described(times(size, (n) => `<a href="https://h/${n}">x</a>`))),
  },
  'nested descriptions': {
    size: 4_900,
    run: (size) => schedule(detailed('<div class="tip-description">x'.repeat(size))),
  },
  'sessions in one heading, and the details behind it': {
    size: 12_000,
    run: (size) => schedule(`<div>${times(size, anchor)}</div>${'<div class="tip-description">x</div>'.repeat(size)}`),
  },
  'sessions in one heading, and one long description': {
    size: 12_000,
    run: (size) =>
      schedule(`<div>${times(size, anchor)}</div><div class="tip-description">${'x'.repeat(10 * size)}</div>`),
  },
  'sessions in sessions': {
    size: 4_000,
    run: (size) => schedule(`<svg>${times(size, (n) => anchor(n).replace('</a>', ''))}`),
  },
  'pieces of one title': {
    size: 30_000,
    run: (size) =>
      schedule(`<a class="name" id="${key(1)}">${'<b>x</b>y'.repeat(size)}</a><div class="tip-description">`),
  },
  'frames in many open elements': {
    size: 4_000,
    run: (size) =>
      schedule(
        described('') + '<div>'.repeat(4_000) + '<iframe src="https://youtu.be/abcdefgh"></iframe>'.repeat(size),
      ),
  },
  'links of one long label': {
    size: 3_000,
    run: (size) =>
      schedule(
        detailed(
          `<ul class="tip-custom-fields"><li><strong>${'L'.repeat(10 * size)}</strong>${times(size, (n) => `<a href="https://h/${n}">x</a>`)}</li></ul>`,
        ),
      ),
  },
  'nested fields': {
    size: 2_400,
    run: (size) =>
      schedule(detailed(`<ul class="tip-custom-fields">${'<li><ul>'.repeat(size)}${'x'.repeat(100 * size)}</ul>`)),
  },
  'people of a session': {
    size: 10_000,
    run: (size) =>
      schedule(
        detailed(
          `<div class="tip-roles">${times(size, (n) => `<div class="sched-person-session"><h2><a href="speaker/p${n}">P ${n}</a></h2></div>`)}</div>`,
        ),
      ),
  },
  'people in people': {
    size: 2_000,
    run: (size) =>
      schedule(
        detailed(
          `<div class="tip-roles">${times(size, (n) => `<div class="sched-person-session"><h2><a href="speaker/p${n}">P</a></h2>`)}</div>`,
        ),
      ),
  },
  'people of an old page': {
    size: 12_000,
    run: (size) =>
      schedule(detailed(`<div>${times(size, (n) => `<h2><a href="speaker/p${n}">P ${n}</a></h2>`)}</div>`)),
  },
  'rows of one long type': {
    size: 10_000,
    run: (size) =>
      schedule(
        `<ul class="menu-type"><li><a><span class="box">A</span>${'T'.repeat(10 * size)}</a></li></ul><table>${times(size, (n) => `<tr><td class="type">A</td><td class="title">${anchor(n)}</td></tr>`)}</table>`,
      ),
  },
  'sessions after one long time': {
    size: 20_000,
    run: (size) =>
      schedule(
        `<a class="sched-container-anchor" id="2025-01-01"></a><h3>${'x'.repeat(10 * size)}</h3>${times(size, anchor)}`,
      ),
  },
  // A calendar.
  'days of a menu beside a calendar': {
    size: 12_000,
    run: (size) =>
      schedule(
        times(size, (n) => `<a href="/${1000 + (n % 1900)}-0${1 + (n % 9)}-11">d</a>`) + described('x'),
        calendar(times(size, (n) => entry('DTSTART:20250101T090000Z', n + 2))),
      ),
  },
  'sessions half of which have an instant': {
    size: 8_000,
    run: (size) =>
      schedule(
        times(
          size,
          (n) => `<span class="event">${anchor(n)}</span><div class="list-single__date">September 17, 2026 09:07</div>`,
        ),
        calendar(times(size / 2, (n) => entry('DTSTART:20260917T070700Z', n * 2))),
      ),
  },
  'a calendar of different entities': {
    size: 200_000,
    run: (size) => schedule(calendar(entry(`DESCRIPTION:${times(size, (n) => `&#${n + 1}\\;`)}`))),
  },
  'folded lines': { size: 100_000, run: (size) => schedule(calendar(entry(`DESCRIPTION:x${'\n x'.repeat(size)}`))) },
  'components in an entry': {
    size: 50_000,
    run: (size) => schedule(calendar(entry('BEGIN:X\n'.repeat(size) + 'END:X\n'.repeat(size)))),
  },
  'parameters and values of an entry': {
    size: 50_000,
    run: (size) =>
      schedule(
        calendar(
          entry(`X-A${';B="c"'.repeat(size)}:${'d,'.repeat(size)}\nRRULE:FREQ=DAILY;BYDAY=${'MO,'.repeat(size)}MO`),
        ),
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

/** By what they are. */
export const CASES: Readonly<Record<string, Case>> = { ...repeated, ...found };
