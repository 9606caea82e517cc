import { typePath } from './addresses.ts';
import { type Clock, daysOf, type SiteConference, type SiteField, typesOf } from './conference.ts';
import { dateRange, weekdayAndDate } from './times.ts';

/**
 * Generations of the markup. Sched renders old events with today's templates, so the older ones are met in pages that
 * somebody saved at the time. `2018`: the title is the link's first text, no `list-single__*`, hrefs begin with `/`.
 * `2016`: the same, and the link holds nothing but the title.
 */
export type Markup = '2026' | '2018' | '2016';

/** What a view is drawn from. */
export interface Presentation {
  readonly conference: SiteConference;
  /** Where the decks lie, `http://127.0.0.1:8081`. */
  readonly filesOrigin: string;
  readonly origin: string;
  readonly markup: Markup;
  readonly clock: Clock;
  /** The local day of a view of one day, or null for all. */
  readonly day: string | null;
  /** Days of which an undated view lists nothing, though its menus link them. */
  readonly hiddenDays: readonly string[];
}

interface PageParts {
  /** Path of the view, `/list/descriptions/`. */
  readonly path: string;
  /** The part of `<title>` behind the conference's name. */
  readonly title: string;
  readonly content: string;
  /** What a day's link in the menu is, of `2017-10-22`. */
  readonly dayPath: (day: string) => string;
  /** The view that type links stay in: `list/descriptions`, `overview`. */
  readonly view: string;
  readonly head?: string;
}

/** A whole schedule page around its content. Titles are as unescaped as Sched leaves them. */
export function page(presentation: Presentation, parts: PageParts): string {
  const { conference, origin, markup } = presentation;
  const older = markup !== '2026';
  return `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
  "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:fb="http://www.facebook.com/2008/fbml" lang="en">
  <head>
        <base href="/">
      <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
    <title>${conference.name}: ${parts.title}</title>
        <meta name="title" content="${conference.name} Schedule" />
    <meta property="og:title" content="${conference.name} Schedule" />
    <meta name="description" content="Check out the schedule for ${conference.name}" />
    <meta property="og:url" content="${origin}${parts.path}" />
    <meta name="googlebot" content="index,follow" />
    <meta name="robots" content="index,follow" />
        <meta name="twitter:title" content="${conference.name} Schedule & Directory" />
                <meta name="twitter:description" content="${conference.city} - See the full schedule of events happening ${dateRange(conference.startsOn, conference.endsOn)} and explore the directory of Speakers." />
${parts.head ?? ''}  </head>
<body id="schedorg" class="schedorg-body-list schedorg-showheader">
  <div id="schedorg-header">
    <div id="schedorg-header-inner">
      <div id="schedorg-header-official">
                 <a rel="nofollow" href="${conference.website}" title="Visit the website for this event">${conference.name}</a>
                       ${conference.ended ? 'has ended' : ''}
             </div>
          </div>  </div>
    <div id="sched-content-outer">
      <div id="sched-content" class="col-md-9">

      <div id="sched-content-inner">
${older ? `<div id="sched-page-home">\n${parts.content}</div>` : parts.content}      </div></div></div>
${older ? datesMenu(conference, parts) : filterModal(conference, parts)}</body>
</html>
`;
}

/** The sidebar that the filter modal took the place of. */
function datesMenu({ sessions }: SiteConference, { dayPath }: PageParts): string {
  const days = daysOf(sessions).map((day) => {
    const { weekday, date } = weekdayAndDate(day);
    return `<li><a href="${dayPath(day)}"><b>${weekday}</b>, ${date}</a></li>`;
  });
  return `<div id="sched-sidebar"><ul class="sched-dates-menu">${days.join('\n')}</ul></div>\n`;
}

function filterModal(conference: SiteConference, { dayPath, view }: PageParts): string {
  const { sessions } = conference;
  const days = daysOf(sessions).map((day) => {
    const { weekday, date } = weekdayAndDate(day);
    return `<div class="ui-modal__item"><a href="${dayPath(day)}"><b>${weekday}</b>, ${date}</a></div>`;
  });
  const types = typesOf(sessions).map((type, index) => {
    const count = sessions.filter((session) => session.type === type).length;
    const number = index + 1;
    return `<li id="sched-type-${number}" class="lev1 ev_${number}"><a title="View ${count} ${type} Events" href="${typePath(view, type)}"><span class="box"></span> ${type}</a></li>`;
  });
  return `
<div id="filter-sessions" class="ui-modal">
  <div class="ui-modal__content">
    <div id="sched-search-message">
      <form action="/" method="get">
        <input type="text" class="sched-input search-box" name="searchstring" value="" placeholder="Find schedule or people" />
        <input class="button button__gray" type="submit" value="Search" />
              </form>
    </div>
    <div class="ui-modal__widget">
      <label class="ui-modal__label">Dates</label>
      <div class="ui-modal__list">
          ${days.join('\n')}
      </div>
    </div>
          <div class="ui-modal__widget">
        <label class="ui-modal__label">Session Type</label>
        <div class="ui-modal__list ui-modal__list--types">
            ${types.join('\n')}
        </div>
      </div>
${otherFilters(sessions.flatMap(({ fields }) => fields))}  </div>
</div>
`;
}

/** The legend of the custom fields: which slot carries which label and which values occur. */
function otherFilters(fields: readonly SiteField[]): string {
  if (fields.length === 0) return '';
  const items = [...Map.groupBy(fields, ({ slot }) => slot)].map(([slot, ofSlot]) => {
    const label = ofSlot[0]?.label ?? slot;
    const values = [...new Set(ofSlot.map(({ value }) => value))].toSorted();
    return `<li class="lev1 ev_tags" id="sched-filter-menutag-${slot}"><a href="#" rel="${slot}" title="${label}"><span class="box"></span>${label}</a>${values.map((value) => `<li><a href='/${slot}/${value}'>${value}</a></li>`).join('')}</li>`;
  });
  return `          <div class="ui-modal__widget">
        <label class="ui-modal__label">Other Filters</label>
          <div class="ui-modal__list ui-modal__list--custom">
            ${items.join('')}
          </div>
      </div>
`;
}

/** The sessions that a view lists, in order. */
export function listed({ conference, day, hiddenDays }: Presentation): SiteConference['sessions'] {
  return conference.sessions.filter(({ start }) =>
    day === null ? !hiddenDays.includes(start.slice(0, 10)) : start.startsWith(day),
  );
}
