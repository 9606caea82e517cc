import type { Platform } from '../platform.ts';
import { eventOf, originOfEvent } from './addresses.ts';
import { assemble } from './assemble.ts';
import { checkedParameters, type SchedParameters } from './parameters.ts';
import { read } from './read.ts';
import { schedEventOf } from './view.ts';

/**
 * Sched (sched.com, earlier sched.org). Every event is a sub-domain; old events are served with today's pages, so one set of
 * parsers reads all years, and older markup is met only in pages that somebody saved.
 */
export const sched: Platform<SchedParameters> = {
  name: 'sched',
  parserVersion: 1,
  requests: 2,
  recognise(url, page) {
    const event = eventOf(url);
    if (event !== null) return { parameters: { origin: originOfEvent(event), event }, confidence: 1 };
    const shown = page === undefined ? null : schedEventOf(page);
    if (shown === null || page === undefined) return null;
    // A page that names its event is read at the event, not at the site that embeds it or the short link that led there.
    const origin = originOfPage(url, page.url, page.text, shown);
    return { parameters: { origin, ...(shown === '' ? {} : { event: shown }) }, confidence: 0.9 };
  },
  at(url) {
    const event = eventOf(url);
    return event === null ? { origin: url.origin } : { origin: originOfEvent(event), event };
  },
  parameters: checkedParameters,
  read,
  assemble,
};

/**
 * Where a schedule met on another host is read: at its event where it is only embedded or redirected to; else on the host itself
 * (a custom domain, a replica).
 */
function originOfPage(url: URL, answered: string, text: string, event: string): string {
  const elsewhere = eventOf(answered) !== null || /id=["']?sched-embed\b/u.test(text);
  if (event !== '' && (elsewhere || !/^https?:$/u.test(url.protocol))) return originOfEvent(event);
  return URL.canParse(answered) && /^https?:/u.test(answered) ? new URL(answered).origin : url.origin;
}
