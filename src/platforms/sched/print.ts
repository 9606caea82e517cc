import type { CheerioAPI } from 'cheerio';
import { calendarDay } from '../../model/day-span.ts';
import { tidy } from '../../model/text.ts';
import { elementsOf, hasClass, isElement, type LeftOut, outermost, partOf, textOf } from '../nodes.ts';
import { idsOf } from './addresses.ts';
import { BLANK, type Entry } from './reading.ts';
import { parseSpan } from './when.ts';

const SELECT = {
  row: 'tr',
  title: 'td.title a[href*="event/"]',
  time: 'td.time',
  code: 'td.type',
  room: '.venue',
  names: '.sched-role-list',
  legend: '.menu-type li a',
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
  for (const row of $(SELECT.row).toArray().filter(isElement)) {
    // Rows of nested tables would be met twice: a session belongs to its innermost row.
    const cells = partOf($, row.children, ({ name }) => name === SELECT.row);
    const text = (selector: string): string => tidy(textOf(cells.all(selector).slice(0, 1)));
    day =
      cells
        .all('span[id]')
        .map(({ attribs }) => calendarDay(attribs['id'] ?? null))
        .find((found) => found !== null) ?? day;
    const anchor = cells.first(SELECT.title);
    const ids = idsOf(anchor?.attribs['id'], anchor?.attribs['href']);
    const publishedTitle = anchor === undefined ? '' : textOf([anchor]).trim();
    if (publishedTitle === '' || (ids.md5 === null && ids.short === null)) continue;
    const when = day === '' ? null : parseSpan(day, text(SELECT.time));
    const room = text(SELECT.room);
    entries.push({
      ...BLANK,
      ...ids,
      publishedTitle,
      localStart: when?.localStart ?? null,
      localEnd: when?.localEnd ?? null,
      room: room === '' ? null : withoutAddress(room, rooms),
      names: namesOf(tidy(textOf(outermost(cells.all(SELECT.names))))),
      type: legend.get(text(SELECT.code)) ?? null,
    });
  }
  return entries;
}

/** Letters of the legends with their types; a letter that stands for two types explains nothing. */
function legendOf($: CheerioAPI): Map<string, string> {
  const types = new Map<string, string>();
  const ambiguous = new Set<string>();
  const isBox: LeftOut = (element) => hasClass(element, 'box');
  for (const item of outermost($(SELECT.legend).toArray().filter(isElement))) {
    const [code, type] = [tidy(textOf(elementsOf(item.children).filter(isBox))), tidy(textOf([item], isBox))];
    if (code === '' || type === '') continue;
    if (types.has(code) && types.get(code) !== type) ambiguous.add(code);
    types.set(code, type);
  }
  for (const code of ambiguous) types.delete(code);
  return types;
}

function roomsOf($: CheerioAPI): Set<string> {
  return new Set(
    $(SELECT.rooms)
      .toArray()
      .map((option) => tidy(textOf([option]))),
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
