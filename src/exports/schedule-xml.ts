import Builder from 'fast-xml-builder';
import { Temporal } from 'temporal-polyfill';
import type { ExportConference, ExportSession } from '../archive/export-records.ts';
import { calendarDay } from '../model/day-span.ts';
import { UsageError } from '../model/failure.ts';
import type { ExportSource, StreamFormat } from './format.ts';
import { lineOf } from './printable.ts';
import { midnight, type ScheduleEvent, scheduleEvent } from './schedule-event.ts';
import { LARGEST_ID, numberOf } from './stable-id.ts';
import { dayOf, timingOf } from './timing.ts';
import { webAddress } from './web-address.ts';

/** A room called `true` has to be `name="true"`, not `name`, which is no XML: hence `suppressBooleanAttributes`. */
const builder = new Builder({
  ignoreAttributes: false,
  suppressBooleanAttributes: false,
  suppressEmptyNode: true,
  format: true,
});

/**
 * The schedule.xml of frab and pretalx (https://c3voc.de/wiki/schedule), valid by its schema: one conference, one event a slot, by local day
 * and room; slides and papers as attachments. Cancelled and withdrawn sessions are left out: the format has no word for them, and the
 * programs that read it show what is in it. So is what has no date at all. Memory holds one day, and second slots until theirs comes.
 */
export const scheduleXml: StreamFormat = {
  name: 'schedule-xml',
  description: 'schedule.xml of frab and pretalx, for one conference',
  extension: 'xml',
  mediaType: 'application/xml',
  async write(source, output) {
    const conference = onlyConference(source);
    let index = 0;
    for (const [date, events] of daysOf(source)) {
      index += 1;
      if (index === 1) await output.write(headOf(conference));
      await output.write(dayElement(conference, index, date, events));
    }
    if (index === 0) {
      // The schema wants a day, so it is looked for before anything is written.
      const day = firstDayOf(conference);
      await output.write(headOf(conference));
      await output.write(dayElement(conference, 1, day, []));
    }
    await output.write('</schedule>\n');
  },
};

function onlyConference(source: ExportSource): ExportConference {
  const [conference, ...others] = source.conferences();
  if (conference !== undefined && others.length === 0) return conference;
  const found = conference === undefined ? 'none is' : `${others.length + 1} are`;
  const example = conference?.slug ?? 'kubecon-eu-2018';
  throw new UsageError(
    'one_conference',
    `A schedule.xml holds one conference, and ${found} selected. Name the one you want: deckhand export schedule-xml ${example}`,
  );
}

function firstDayOf({ slug, startsOn }: ExportConference): string {
  const day = calendarDay(startsOn);
  if (day !== null) return day;
  throw new UsageError(
    'no_days',
    `A schedule.xml is made of days, and neither ${slug} nor any selected session of it has a date. Choose other sessions, or another format.`,
  );
}

function headOf(conference: ExportConference): string {
  const start = calendarDay(conference.startsOn);
  const end = calendarDay(conference.endsOn);
  const days = start === null || end === null || end < start ? null : daysBetween(start, end);
  const url = webAddress(conference.url);
  const zone = lineOf(conference.timeZone);
  // The schema's pattern; a shorter slug has no acronym rather than a made-up one.
  const acronym = /^[a-z0-9_-]{4,}$/u.test(conference.slug) ? conference.slug : null;
  const head = builder.build({
    generator: { '@_name': 'Deckhand' },
    version: conference.lastReadAt ?? '',
    conference: {
      ...(acronym === null ? {} : { acronym }),
      title: lineOf(conference.name) || conference.slug,
      ...(start === null ? {} : { start }),
      ...(end === null ? {} : { end }),
      ...(days === null ? {} : { days }),
      ...(url === null ? {} : { url }),
      ...(zone === '' ? {} : { time_zone_name: zone }),
    },
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<schedule>\n${head}`;
}

function daysBetween(start: string, end: string): number {
  return Temporal.PlainDate.from(start).until(end, { largestUnit: 'days' }).days + 1;
}

/**
 * The days with their events. A day is given out as soon as a session with a time begins on a later one. Only dates without a time, which
 * a source may name after the times, could come too late for it: they make another `day` of the same date, with an index of its own.
 */
function* daysOf(source: ExportSource): Generator<[date: string, events: ScheduleEvent[]]> {
  const waiting = new Map<string, ScheduleEvent[]>();
  const takeId = uniqueIds();
  for (const session of source.sessions()) {
    if (session.state !== 'scheduled') continue;
    for (const [index, slot] of session.slots.entries()) {
      const timing = timingOf(slot, session.conference.timeZone);
      if (timing === null) continue;
      const day = dayOf(timing.start);
      if (index === 0 && timing.start.kind !== 'day') yield* takeBefore(waiting, day);
      const event = scheduleEvent(session, slot, index, timing, takeId(session, index));
      const events = waiting.get(day);
      if (events === undefined) waiting.set(day, [event]);
      else events.push(event);
    }
  }
  yield* takeBefore(waiting, null);
}

function* takeBefore(
  waiting: Map<string, ScheduleEvent[]>,
  day: string | null,
): Generator<[date: string, events: ScheduleEvent[]]> {
  const over = [...waiting].filter(([date]) => day === null || date < day).toSorted(([a], [b]) => compare(a, b));
  for (const [date, events] of over) {
    waiting.delete(date);
    yield [date, events];
  }
}

/** The platform's own number where it has one, else one made of the key; each once, as the schema wants. */
function uniqueIds(): (session: ExportSession, index: number) => number {
  const taken = new Set<number>();
  return ({ conference, key }, index) => {
    const own = index === 0 && /^[1-9]\d{0,9}$/u.test(key) ? Number(key) : Infinity;
    let id = own <= LARGEST_ID ? own : numberOf(conference.slug, key, index + 1);
    while (taken.has(id)) id = (id % LARGEST_ID) + 1;
    taken.add(id);
    return id;
  };
}

function dayElement(
  { timeZone }: ExportConference,
  index: number,
  date: string,
  events: readonly ScheduleEvent[],
): string {
  const ordered = events.toSorted((a, b) => a.startsAt - b.startsAt);
  const rooms = [...Map.groupBy(ordered, ({ room }) => room)].toSorted(([a], [b]) => compare(a, b));
  const first = ordered[0];
  const last = ordered.toSorted((a, b) => b.endsAt - a.endsAt)[0];
  return builder.build({
    day: {
      '@_index': index,
      '@_date': date,
      '@_start': first?.starts ?? midnight(date, timeZone),
      '@_end': last?.ends ?? midnight(date, timeZone),
      room: rooms.map(([name, inRoom]) => ({ '@_name': name, event: inRoom.map(({ element }) => element) })),
    },
  });
}

/** By code unit: the same on every machine, whatever its language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
