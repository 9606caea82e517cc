import { type Resource, resource, strongTag } from '../answer.ts';
import { calendar } from './calendar.ts';
import { daysOf, type SiteConference } from './conference.ts';
import { eventPage } from './event-page.ts';
import type { Presentation } from './frame.ts';
import { descriptions } from './listing.ts';
import { print } from './print.ts';
import { simple } from './simple.ts';

/** What an address of a schedule stands for. */
export type View =
  | { readonly kind: 'simple' | 'descriptions'; readonly day: string | null }
  | { readonly kind: 'print'; readonly day: string | null; readonly detailed: boolean }
  | { readonly kind: 'event'; readonly id: string }
  | { readonly kind: 'calendar' };

const HTML = 'text/html; charset=UTF-8';
const WHOLE = /^\/(?:(?<day>\d{4}-\d{2}-\d{2})(?:\/|$))?(?<rest>.*)$/;

/** The view at a path without its query, or null where Sched has none (or the replica does not draw it: grids, people). */
export function viewOf(path: string): View | null {
  const event = /^\/event\/(?<id>[A-Za-z0-9]+)(?:\/|$)/.exec(path)?.groups?.['id'];
  if (event !== undefined) return { kind: 'event', id: event };
  const { day = null, rest = '' } = WHOLE.exec(path)?.groups ?? {};
  switch (rest.replace(/\/$/, '')) {
    case '':
    case 'list':
    case 'list/simple':
    case 'overview':
      return { kind: 'simple', day };
    case 'list/descriptions':
      return { kind: 'descriptions', day };
    case 'print':
      return { kind: 'print', day, detailed: false };
    case 'print/all':
      return { kind: 'print', day, detailed: true };
    case 'all.ics':
      return day === null ? { kind: 'calendar' } : null;
    default:
      return null;
  }
}

/** The view, drawn. Null for days and sessions that the conference does not have. */
export function draw(
  view: View,
  presentation: Omit<Presentation, 'day'>,
  path: string,
  exportedAt: number,
): Resource | null {
  const { conference } = presentation;
  if (view.kind === 'calendar') {
    // A tag of the whole would change with every export's DTSTAMP.
    const etag = `W/${strongTag(calendar(conference, null))}`;
    return resource('text/calendar; charset=utf-8', calendar(conference, exportedAt), {
      etag,
      headers: { 'content-disposition': `attachment; filename="${conference.event}.ics"` },
    });
  }
  if (view.kind === 'event') {
    const session = conference.sessions.find(({ md5, shortId }) => md5 === view.id || shortId === view.id);
    return session === undefined ? null : tagged(eventPage({ ...presentation, day: null }, session));
  }
  if (view.day !== null && !isDayOf(conference, view.day)) return null;
  const ofDay = { ...presentation, day: view.day };
  switch (view.kind) {
    case 'simple':
      return tagged(simple(ofDay, path));
    case 'descriptions':
      return tagged(descriptions(ofDay));
    case 'print':
      return tagged(print(ofDay, view.detailed));
  }
}

function isDayOf({ sessions, startsOn, endsOn }: SiteConference, day: string): boolean {
  return (day >= startsOn && day <= endsOn) || daysOf(sessions).includes(day);
}

function tagged(text: string): Resource {
  return resource(HTML, text, { etag: strongTag(text) });
}
