import { Temporal } from 'temporal-polyfill';
import { inOrder, type SiteConference, type SiteSession, titleOf } from './conference.ts';
import { calendarTime, instantOf } from './times.ts';

/**
 * `/all.ics` as Sched writes it: CRLF, lines never folded, UTC without any zone, HTML stripped with its entities kept, types
 * in capitals, no people and no files. DTSTAMP is the moment of the export, the same in every entry (null: no DTSTAMP, as
 * in calendars of 2017), so two exports of one programme differ.
 */
export function calendar(conference: SiteConference, exportedAt: number | null): string {
  const stamp =
    exportedAt === null ? [] : [`DTSTAMP:${calendarTime(Temporal.Instant.fromEpochMilliseconds(exportedAt))}`];
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `X-WR-CALNAME:${conference.event}`,
    'X-WR-CALDESC:Event Calendar',
    'METHOD:PUBLISH',
    'CALSCALE:GREGORIAN',
    `PRODID:-//Sched.com ${conference.name}//EN`,
    'X-WR-TIMEZONE:UTC',
    ...inOrder(conference.sessions).flatMap((session) => entry(conference, session, stamp)),
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

function entry({ event, zone, city }: SiteConference, session: SiteSession, stamp: readonly string[]): string[] {
  const place = [session.room, session.address ?? city].filter((part) => part !== null).join(', ');
  return [
    'BEGIN:VEVENT',
    ...stamp,
    `DTSTART:${calendarTime(instantOf(session.start, zone))}`,
    `DTEND:${calendarTime(instantOf(session.end, zone))}`,
    `SUMMARY:${escaped(titleOf(session))}`,
    `DESCRIPTION:${escaped(session.descriptionHtml.replaceAll(/<[^>]*>/g, '')).replaceAll(';', String.raw`\;`)}`,
    `CATEGORIES:${escaped(session.type.toUpperCase())}`,
    `LOCATION:${escaped(place)}`,
    'SEQUENCE:0',
    `UID:${session.md5}`,
    `URL:http://${event}.sched.com/event/${session.md5}`,
    'END:VEVENT',
  ];
}

/** Commas and line feeds. A semicolon is escaped in descriptions alone (2026; in 2023 nowhere), whatever RFC 5545 says. */
function escaped(text: string): string {
  return text.replaceAll(',', String.raw`\,`).replaceAll(/\r?\n/g, String.raw`\n`);
}
