import { isBotCheck } from '../../model/bot-check.ts';
import type { Page, PageClient } from '../../model/client.ts';
import { calendarDay, dayAfter } from '../../model/day-span.ts';
import { FetchError } from '../../model/failure.ts';
import { usedKeys } from '../../model/identity.ts';
import { kindOf } from '../../model/kind.ts';
import { type Doubt, type MissedPage, missedPages, NO_FACTS, type Programme } from '../../model/programme.ts';
import type { Session, Slot } from '../../model/session.ts';
import { slug } from '../../model/text.ts';
import { parseTitle } from '../../model/title.ts';
import { momentOfWall } from '../../model/zone.ts';
import type { Platform, ReadRequest } from '../platform.ts';
import { type AgendaItem, agendaItems, FEWEST_LINES } from './agenda-items.ts';
import { agendaText } from './agenda-text.ts';
import { type AgendaParameters, checkedParameters } from './parameters.ts';

/** Lower than that of any platform that knows a page by its markup. */
const CONFIDENCE = { listed: 0.1, timed: 0.2 } as const;

/**
 * A page that is no schedule software's: an agenda of lines such as `10:00-10:45 Title – Name, Company` or `Title (by
 * Name, Company)`, as mini summits and meetups write them. It has no ids, so sessions are recognised by time, then by
 * title and people.
 */
export const agenda: Platform<AgendaParameters> = {
  name: 'agenda',
  parserVersion: 1,
  requests: 1,
  recognise(url, page) {
    if (page === undefined || page.status >= 400) return null;
    const items = agendaItems(agendaText(page.text));
    if (items.length < FEWEST_LINES) return null;
    const timed = items.filter(({ startTime }) => startTime !== null).length;
    return { parameters: { url: url.href }, confidence: timed >= FEWEST_LINES ? CONFIDENCE.timed : CONFIDENCE.listed };
  },
  at: (url) => ({ url: url.href }),
  parameters: checkedParameters,
  async read(request, client) {
    const { url } = request.parameters;
    const page = await client.page(url);
    const programme = assemble(request, [page]);
    const isEmpty = programme.doubts.some(({ reason }) => reason === 'no_sessions');
    return isEmpty && page.status < 400 ? drawnByScript(request, programme, client) : programme;
  },
  assemble,
};

/** A page without agenda lines may draw them by script: what a browser makes of it, or the empty programme. */
async function drawnByScript(
  request: ReadRequest<AgendaParameters>,
  empty: Programme,
  client: PageClient,
): Promise<Programme> {
  try {
    return assemble(request, [await client.render(request.parameters.url)]);
  } catch (error) {
    // Without a browser the page is what it was: empty.
    if (!(error instanceof FetchError) || error.code !== 'unreachable') throw error;
    return { ...empty, warnings: [...empty.warnings, error.message] };
  }
}

function assemble(request: ReadRequest<AgendaParameters>, pages: readonly Page[]): Programme {
  const { parameters, facts } = request;
  const doubts: Doubt[] = [];
  const sessions: Session[] = [];
  const warnings: string[] = [];
  const missed: MissedPage[] = [];
  for (const page of pages) {
    const items = agendaItems(agendaText(page.text, parameters.selector));
    const doubt = items.length > 0 && page.status < 400 ? null : doubtOf(page);
    if (doubt === null) sessions.push(...sessionsOf(items, request, page.url));
    else {
      doubts.push(doubt);
      if (doubt.reason !== 'no_sessions' || page.status >= 500) missed.push({ url: page.url, message: doubt.message });
    }
  }
  if (sessions.some(({ slots }) => slots.length === 0) && sessions.some(({ slots }) => slots.length > 0)) {
    warnings.push('Some lines of the agenda have no time.');
  }
  const day = dayOf(request);
  if (day === null && pages.length > doubts.length)
    warnings.push('The day of the agenda is not known, so its times are left out.');
  return {
    conference: { ...NO_FACTS, url: parameters.url, startsOn: day, endsOn: day, ...facts },
    sessions: withKeys(sessions),
    scope: { kind: 'conference' },
    identity: 'matched',
    doubts: sessions.length > 0 ? [] : doubts,
    warnings,
    missed: sessions.length > 0 ? missedPages(missed) : [],
  };
}

function dayOf({ parameters, facts }: ReadRequest<AgendaParameters>): string | null {
  return calendarDay(parameters.day ?? facts.startsOn ?? null);
}

/**
 * Why a page without agenda lines has none. A page with some is believed: Cloudflare leaves its scripts on real pages
 * too.
 */
function doubtOf(page: Page): Doubt {
  const { status, url } = page;
  if (isBotCheck(page.text) || [403, 429, 503].includes(status)) {
    return { reason: 'bot_check', url, message: `A bot check answered instead of the agenda (status ${status}).` };
  }
  if (status === 401) return { reason: 'login', url, message: 'The agenda asks for a login.' };
  if (status >= 500) return { reason: 'no_sessions', url, message: `The server answered with status ${status}.` };
  const message = status >= 400 ? `There is no such page (status ${status}).` : 'The page holds no agenda lines.';
  return { reason: 'no_sessions', url, message };
}

function sessionsOf(items: readonly AgendaItem[], request: ReadRequest<AgendaParameters>, url: string): Session[] {
  return items.map((item) => {
    // The line's people are cut off already; what is left are marks and the word for the kind.
    const title = { ...parseTitle(item.title, { people: 'none' }), people: item.people };
    const slot = slotOf(item, request);
    return {
      key: slug(title.title) || 'session',
      aliases: [],
      url,
      title: title.title,
      publishedTitle: item.published,
      kind: kindOf({ title, type: null }),
      cancelled: title.cancelled,
      availability: title.availability,
      level: title.level,
      publishedLevel: title.publishedLevel,
      track: null,
      language: null,
      abstract: null,
      slots: slot === null ? [] : [slot],
      people: item.people.map((person) => ({ speakerKey: null, bio: null, url: null, ...person })),
      tags: [],
      links: [],
      knows: slot === null ? ['title', 'kind', 'people'] : ['title', 'kind', 'people', 'slots'],
    };
  });
}

function slotOf({ startTime, endTime }: AgendaItem, request: ReadRequest<AgendaParameters>): Slot | null {
  const day = dayOf(request);
  if (day === null || startTime === null) return null;
  const localStart = `${day}T${startTime}:00`;
  const endDay = endTime !== null && endTime < startTime ? dayAfter(day) : day;
  const localEnd = endTime === null || endDay === null ? null : `${endDay}T${endTime}:00`;
  const zone = request.facts.timeZone ?? null;
  const start = zone === null ? null : momentOfWall(localStart, zone);
  const end = zone === null || localEnd === null ? null : momentOfWall(localEnd, zone);
  return {
    startsAt: start?.instant ?? null,
    endsAt: end?.instant ?? null,
    localStart,
    localEnd,
    utcOffset: start?.offset ?? null,
    room: null,
  };
}

/** Keys are unique in the order of the page: the second `Coffee Break` is `coffee-break-2`. */
function withKeys(sessions: readonly Session[]): Session[] {
  const keys = usedKeys();
  return sessions.map((session) => ({ ...session, key: keys.free(session.key) }));
}
