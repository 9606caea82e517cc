import type { ExportConference, ExportLink, ExportSession } from '../archive/export-records.ts';
import { dayInWords, dayNumber, daysInWords } from './day-words.ts';
import type { StreamFormat } from './format.ts';
import { markdownLink, markdownText } from './markdown-text.ts';
import { reportLine } from './report-line.ts';

/**
 * A trip report: a heading for each conference that has selected sessions, one for each day, and a line for each session with links to its decks and
 * video. Withdrawn sessions are left out, cancelled ones say so.
 */
export const markdown: StreamFormat = {
  name: 'markdown',
  description: 'a trip report: the sessions by day, with links to decks and videos',
  extension: 'md',
  mediaType: 'text/markdown; charset=utf-8',
  async write(source, output) {
    let conference: string | null = null;
    let day: string | null | undefined;
    for (const session of source.sessions()) {
      if (session.state === 'withdrawn') continue;
      if (session.conference.slug !== conference) {
        await output.write(`${conference === null ? '' : '\n'}${conferenceHeading(session.conference)}`);
        conference = session.conference.slug;
        day = undefined;
      }
      const own = dayOf(session);
      if (own !== day) {
        await output.write(`\n## ${dayHeading(own, session.conference)}\n\n`);
        day = own;
      }
      await output.write(`- ${[markdownText(reportLine(session)), ...linksOf(session)].join(' ')}\n`);
    }
  },
};

function conferenceHeading({ name, startsOn, endsOn, city, country }: ExportConference): string {
  const facts = [daysInWords(startsOn, endsOn), city, country].filter((fact) => fact !== null);
  return `# ${markdownText(name)}\n${facts.length === 0 ? '' : `\n${markdownText(facts.join(', '))}\n`}`;
}

/** `Day 1 (2 May 2018)`; a day beside the conference has no number. */
function dayHeading(day: string | null, { startsOn, endsOn }: ExportConference): string {
  if (day === null) return 'Day not known';
  const number = dayNumber(day, startsOn, endsOn);
  return number === null ? dayInWords(day) : `Day ${number} (${dayInWords(day)})`;
}

function dayOf({ slots: [slot] }: ExportSession): string | null {
  return (slot?.localStart ?? slot?.startsAt)?.slice(0, 10) ?? null;
}

/** Links to every deck and to the first video, by their own addresses: a report is read where the archive is not. */
function linksOf({ links }: ExportSession): string[] {
  const decks = links.filter((link) => link.kind === 'slides' && isWorthALink(link));
  const video = links.find((link) => link.kind === 'video' && link.origin !== 'attachment');
  return [
    ...decks.map(({ url }, index) => markdownLink(index === 0 ? 'deck' : `deck ${index + 1}`, url)),
    video === undefined ? null : markdownLink('video', video.url),
  ].filter((link) => link !== null);
}

/** An address without a file behind it leads nowhere. One that was stored once may work again. */
function isWorthALink({ state, files }: ExportLink): boolean {
  return files.length > 0 || (state !== 'gone' && state !== 'not_yet');
}
