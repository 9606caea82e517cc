import { match } from 'node:assert/strict';
import type { Programme } from '../../src/model/programme.ts';
import { agenda } from '../../src/platforms/agenda/agenda.ts';
import { sched } from '../../src/platforms/sched/platform.ts';
import { type Case, times } from './growing.ts';

const key = (number: number): string => String(number).padStart(32, '0');
function page(text: string) {
  const url = 'https://trial18.sched.com/';
  return { requestedUrl: url, url, status: 200, mediaType: 'text/html', text, notModified: false, receivedAt: '' };
}

const ASKED = { facts: {}, titles: { people: 'unknown' }, deep: false } as const;

export function schedule(...texts: readonly string[]): Programme {
  const programme = sched.assemble({ ...ASKED, parameters: { origin: 'https://trial18.sched.com' } }, texts.map(page));
  bounded(programme, texts);
  return programme;
}

export function agendaOf(text: string): Programme {
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
export const described = (html: string): string => one(`<div class="tip-description">${html}</div>`);
const detailed = (html: string): string => one(`<div class="sched-event-details">${html}</div>`);
const calendar = (entries: string): string => `BEGIN:VCALENDAR\n${entries}END:VCALENDAR`;
const entry = (more: string, number = 1): string =>
  `BEGIN:VEVENT\nUID:${key(number)}\nSUMMARY:T\n${more}\nEND:VEVENT\n`;

/** What was found to take time by the square of a page, or to give a programme by it. */
export const PAGES: Readonly<Record<string, Case>> = {
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
