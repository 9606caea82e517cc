import type { CheerioAPI } from 'cheerio';
import { calendarDay } from '../../model/day-span.ts';
import { hasClass, isElement, type Node, outermost, textOf } from '../nodes.ts';
import { idsOf } from './addresses.ts';
import { namedBy } from './details.ts';
import { BLANK, type Entry } from './reading.ts';
import { parseSpan, type When } from './when.ts';

const SELECT = {
  session: 'a.name',
  /** The date with its year stands only in the id of an empty anchor before the day. */
  day: 'a.sched-container-anchor[id], [id^="20"].sched-container-anchor',
  time: 'h3',
} as const;

/** The class of what stands behind a time and is not read. */
const ZONE = 'tz';

/** Whether a page lists sessions at all; the other views are recognised before this one. */
export function isSimple($: CheerioAPI): boolean {
  return $(SELECT.session).length > 0;
}

/**
 * Sessions of `/list/simple`, `/overview` and most landing pages: start, title, room and names. A heading gives the time
 * of all the sessions up to the next one.
 */
export function readSimple($: CheerioAPI): Entry[] {
  const days = new Set<Node>($(SELECT.day).toArray());
  const sessions = new Set<Node>(outermost($(SELECT.session).toArray().filter(isElement)));
  const entries: Entry[] = [];
  let day = '';
  let when: When | null = null;
  for (const element of $(`${SELECT.day}, ${SELECT.time}, ${SELECT.session}`).toArray().filter(isElement)) {
    if (sessions.has(element)) {
      const ids = idsOf(element.attribs['id'], element.attribs['href']);
      const named = namedBy(element);
      if (named === null || (ids.md5 === null && ids.short === null)) continue;
      entries.push({
        ...BLANK,
        ...ids,
        ...named,
        localStart: when?.localStart ?? null,
        localEnd: when?.localEnd ?? null,
      });
    } else if (days.has(element)) {
      day = calendarDay(element.attribs['id'] ?? null) ?? day;
      when = parseSpan(day, '');
    } else if (element.name === SELECT.time) {
      when = day === '' ? null : parseSpan(day, textOf([element], (inner) => hasClass(inner, ZONE)).trim());
    }
  }
  return entries;
}
