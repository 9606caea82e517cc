import type { CheerioAPI } from 'cheerio';
import { idsOf } from './addresses.ts';
import { namedBy } from './details.ts';
import { BLANK, type Entry } from './reading.ts';
import { parseSpan } from './when.ts';

const SELECT = {
  session: 'a.name',
  /** The date with its year stands only in the id of an empty anchor before the day. */
  day: 'a.sched-container-anchor[id], [id^="20"].sched-container-anchor',
  time: 'h3',
  zone: '.tz',
} as const;

/** Whether a page lists sessions at all; the other views are recognised before this one. */
export function isSimple($: CheerioAPI): boolean {
  return $(SELECT.session).length > 0;
}

/**
 * Sessions of `/list/simple`, `/overview` and most landing pages: start, title, room and names. A heading gives the time
 * of all the sessions up to the next one.
 */
export function readSimple($: CheerioAPI): Entry[] {
  const entries: Entry[] = [];
  let day = '';
  let time = '';
  $(`${SELECT.day}, ${SELECT.time}, ${SELECT.session}`).each((_, element) => {
    const node = $(element);
    if (node.is(SELECT.session)) {
      const ids = idsOf(node.attr('id'), node.attr('href'));
      const named = namedBy(node, $);
      if (named === null || (ids.md5 === null && ids.short === null)) return;
      const when = day === '' ? null : parseSpan(day, time);
      entries.push({
        ...BLANK,
        ...ids,
        ...named,
        localStart: when?.localStart ?? null,
        localEnd: when?.localEnd ?? null,
      });
    } else if (node.is(SELECT.day)) {
      day = /^\d{4}-\d{2}-\d{2}$/u.exec(node.attr('id') ?? '')?.[0] ?? day;
      time = '';
    } else {
      const copy = node.clone();
      copy.find(SELECT.zone).remove();
      time = copy.text().trim();
    }
  });
  return entries;
}
