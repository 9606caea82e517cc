import type { CheerioAPI } from 'cheerio';
import { tidy } from '../../model/text.ts';
import { idsOf } from './addresses.ts';
import { BLANK, type Entry } from './reading.ts';
import { parseSpan } from './when.ts';

const SELECT = {
  row: 'tr',
  day: 'tr.bar span[id]',
  title: 'td.title a[href*="event/"]',
  time: 'td.time',
  code: 'td.type',
  room: '.venue',
  names: '.sched-role-list',
  legend: '.menu-type li a',
  legendCode: '.box',
  rooms: '#menu-venues option[value]',
  types: '#menu-types option[value]',
} as const;

/** Whether a page is a print view. */
export function isPrint($: CheerioAPI): boolean {
  return $(SELECT.title).length > 0;
}

/** Whether a print view was narrowed by one of its menus: then it lists a selection. */
export function isFilteredPrint($: CheerioAPI): boolean {
  return $(SELECT.rooms)
    .add(SELECT.types)
    .filter('[selected]')
    .toArray()
    .some((option) => $(option).attr('value') !== '');
}

/** Sessions of `/print`: day, times, title, room and names; the type is a letter that a legend before each day explains. */
export function readPrint($: CheerioAPI): Entry[] {
  const legend = legendOf($);
  const rooms = roomsOf($);
  const entries: Entry[] = [];
  let day = '';
  $(SELECT.row).each((_, element) => {
    const row = $(element);
    day = /^\d{4}-\d{2}-\d{2}$/u.exec(row.find('span[id]').first().attr('id') ?? '')?.[0] ?? day;
    const anchor = row.find(SELECT.title).first();
    const ids = idsOf(anchor.attr('id'), anchor.attr('href'));
    const publishedTitle = anchor.text().trim();
    // Rows of nested tables would be met twice: a session belongs to its innermost row.
    if (publishedTitle === '' || (ids.md5 === null && ids.short === null) || !anchor.closest('tr').is(row)) return;
    const when = day === '' ? null : parseSpan(day, tidy(row.find(SELECT.time).first().text()));
    const room = tidy(row.find(SELECT.room).first().text());
    entries.push({
      ...BLANK,
      ...ids,
      publishedTitle,
      localStart: when?.localStart ?? null,
      localEnd: when?.localEnd ?? null,
      room: room === '' ? null : withoutAddress(room, rooms),
      names: namesOf(tidy(row.find(SELECT.names).text())),
      type: legend.get(tidy(row.find(SELECT.code).first().text())) ?? null,
    });
  });
  return entries;
}

/** Letters of the legends with their types; a letter that stands for two types explains nothing. */
function legendOf($: CheerioAPI): Map<string, string> {
  const types = new Map<string, string>();
  const ambiguous = new Set<string>();
  $(SELECT.legend).each((_, element) => {
    const item = $(element).clone();
    const box = item.find(SELECT.legendCode).remove();
    const [code, type] = [tidy(box.text()), tidy(item.text())];
    if (code === '' || type === '') return;
    if (types.has(code) && types.get(code) !== type) ambiguous.add(code);
    types.set(code, type);
  });
  for (const code of ambiguous) types.delete(code);
  return types;
}

function roomsOf($: CheerioAPI): Set<string> {
  return new Set(
    $(SELECT.rooms)
      .toArray()
      .map((option) => tidy($(option).text())),
  );
}

/** A room's address follows it in brackets; the menu knows which brackets belong to the room (`Forum (Ground Floor)`). */
function withoutAddress(text: string, rooms: ReadonlySet<string>): string {
  if (rooms.has(text)) return text;
  const open = [...text.matchAll(/ \(/gu)].map((match) => match.index);
  const cut = open.find((index) => rooms.has(text.slice(0, index)));
  return cut === undefined ? text : text.slice(0, cut);
}

/** `Speakers: A, B` and, after it, other roles. */
function namesOf(text: string): string[] {
  return text
    .split(/(?:^|[\s;•])(?:Speakers?|Moderators?|Panell?ists?|Hosts?|Artists?|Sponsors?|Exhibitors?|Volunteers?): /u)
    .flatMap((part) => part.split(', '))
    .map(tidy)
    .filter((name) => name !== '');
}
