import type { SiteSession } from './conference.ts';
import { titleOf } from './conference.ts';
import type { Presentation } from './frame.ts';
import { page } from './frame.ts';
import { details, link } from './listing.ts';
import { offsetTime } from './times.ts';

/** A session's own page: the listing's block, the whole biographies, the exact offset (JSON-LD) and the video. */
export function eventPage(presentation: Presentation, session: SiteSession): string {
  const { conference, origin } = presentation;
  const description = {
    '@context': 'https://schema.org',
    '@type': 'Event',
    name: titleOf(session),
    description: session.descriptionHtml.replaceAll(/<[^>]*>/g, ''),
    startDate: offsetTime(session.start, conference.zone),
    endDate: offsetTime(session.end, conference.zone),
    url: `${origin}/event/${session.shortId}`,
    ...(session.room === null
      ? {}
      : { location: { '@type': 'Place', name: session.room, address: session.address ?? conference.city } }),
  };
  return page(presentation, {
    path: `/event/${session.shortId}`,
    title: titleOf(session),
    view: 'overview',
    dayPath: (day) => `/${day}/list/simple`,
    head: `    <script type="application/ld+json">${JSON.stringify(description).replaceAll('<', '\\u003c')}</script>\n`,
    content: `        <div class="list-single">
          <div class="list-single__event">
            ${link(presentation, session)}
          </div>
          ${details(presentation, session, { cutBios: false, extra: video(session) })}
        </div>
`,
  });
}

/** The player, `iframe[src*=youtube]` as pages have had it since 2022. */
function video(session: SiteSession): string {
  if (session.video === undefined) return '';
  const address = new URL(session.video);
  const id = address.searchParams.get('v') ?? address.pathname.slice(1);
  return `<div class="sched-event-video"><iframe width="560" height="315" src="https://www.youtube.com/embed/${id}" frameborder="0" allowfullscreen></iframe></div>\n`;
}
