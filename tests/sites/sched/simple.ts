import { sessionPath } from './addresses.ts';
import { dayOf, inOrder, type SiteSession, titleOf } from './conference.ts';
import { listed, type Presentation, page } from './frame.ts';
import { typeNumber, zoneMark } from './listing.ts';
import { headingTime, weekdayAndDate } from './times.ts';

/**
 * `/list/simple`, also `/`, `/overview` and `/<date>`: the sessions of one time share a container. No end, no description,
 * no file; the year stands in the day's anchor alone.
 */
export function simple(presentation: Presentation, path: string): string {
  const days = Map.groupBy(inOrder(listed(presentation)), dayOf);
  return page(presentation, {
    path,
    title: 'Schedule',
    view: 'overview',
    dayPath: (day) => `/${day}/list/simple`,
    content: `${viewMenu()}
  <div class="list-simple">
    ${[...days].map(([day, sessions]) => dayPart(presentation, day, sessions)).join('')}  </div>
`,
  });
}

function dayPart(presentation: Presentation, day: string, sessions: readonly SiteSession[]): string {
  const { weekday, date } = weekdayAndDate(day);
  const times = Map.groupBy(sessions, ({ start }) => start);
  return `
          <a class="sched-container-anchor" id="${day}"></a>
          <div class="sched-container-header ">
                                  
                                          <div class="sched-container-dates">


         <div class="sched-current-date"><b>${weekday}</b>, ${date}</div>
     </div>                                      
             </div>             <div class="sched-container-top">&nbsp;</div>
${[...times.values()].map((together) => timePart(presentation, together)).join('')}      <div class="sched-container-bottom">&nbsp;</div>
`;
}

function timePart(presentation: Presentation, together: readonly SiteSession[]): string {
  const [first] = together;
  if (first === undefined) return '';
  return `      <h3>${headingTime(first.start, presentation.clock)} ${zoneMark(presentation, first)}</h3>
      <div class="sched-container"><div class='sched-container-inner'>
${together.map((session) => row(presentation, session)).join('')}</div></div>
`;
}

function row({ conference, markup }: Presentation, session: SiteSession): string {
  const names = session.people.map(({ name }) => name);
  const people = names.length === 0 ? '' : `<span class="sched-event-evpeople">${names.join(' &bull; ')}</span>`;
  const room = session.room === null ? '' : ` <span class="vs">${session.room}</span>`;
  const title = markup === '2026' ? `<span class="session-title">${titleOf(session)}</span>` : titleOf(session);
  return `<span class='event ev_${typeNumber(conference.sessions, session)} event-role-attendee'><a href='${markup === '2026' ? '' : '/'}${sessionPath(session)}' class='name' id='${session.md5}'>${title}${room}${people}</a></span>
`;
}

function viewMenu(): string {
  return `                    <div class="session__view" id="sched-menu-session-view">
                        <div class="session__view-dropdown-wrap">
                          <div class="sched-menu-link-simple active">
                                                            <a href="/list/simple">Simple</a>
                                                      </div>
                          <div class="sched-menu-link-expanded">
                                                      <a href="list/descriptions">Expanded</a>
                                                      </div>
                                                      <div class="sched-menu-link-grid">
                                                                <a href="grid">Grid</a>
                                                            </div>
                            <div class="sched-menu-link-venues">
                                                                <a href="venues">By Venue</a>
                                                            </div>
                        </div>
                    </div>
`;
}
