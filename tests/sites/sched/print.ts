import { typePath, venuePath } from './addresses.ts';
import { dayOf, daysOf, inOrder, type SiteSession, titleOf, typesOf } from './conference.ts';
import { listed, type Presentation } from './frame.ts';
import { clockTime, weekdayAndDate } from './times.ts';

/** `/print` and `/print/all`: a table a day, md5 ids only, no files. The second adds the descriptions. */
export function print(presentation: Presentation, detailed: boolean): string {
  const { conference } = presentation;
  const days = Map.groupBy(inOrder(listed(presentation)), dayOf);
  return `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:fb="http://www.facebook.com/2008/fbml">
<head>
      <base href="/">
    <title>${conference.name}: Print Schedule</title>
  <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
  <meta name="googlebot" content="index,follow" />
  <meta name="robots" content="index,follow" />
</head>
<body>
${menu(presentation, detailed)}<div id="page-print">
  <div id="tableContainer">
    <div id="meta">
      <span class="meta-title">${conference.name}</span>
    </div>
${[...days].map(([day, sessions]) => dayTable(presentation, day, sessions, detailed)).join('')}
</div><!-- page-home -->

</body>
</html>
`;
}

function menu({ conference: { sessions } }: Presentation, detailed: boolean): string {
  const days = daysOf(sessions).map((day) => `<option value='${day}'>${dayName(day)}</option>`);
  const rooms = new Map(
    inOrder(sessions).flatMap(({ room, address }) =>
      room === null ? [] : [[venuePath(room, address).slice('venue/'.length), room] as const],
    ),
  );
  const types = typesOf(sessions).flatMap((type) => {
    const subtypes = new Set(
      sessions.flatMap((session) => (session.type === type && session.subtype !== undefined ? [session.subtype] : [])),
    );
    const value = (subtype?: string): string => typePath('', type, subtype).slice('/type/'.length);
    return [
      `<option value='${value()}'>${type}</option>`,
      ...[...subtypes].toSorted().map((subtype) => `<option value='${value(subtype)}'>${type}: ${subtype}</option>`),
    ];
  });
  return `  <div id="menu" class="hide-when-printing">
    <div id="filters">
              <div class="select-wrapper">
        <select onchange="document.location.href=this.value">
          <option value="print" ${detailed ? '' : ' selected '}>Simple</option>
          <option value="print/all" ${detailed ? ' selected ' : ''}>Detailed</option>
        </select>
      </div>
              <div class="select-wrapper">
          <select onchange="document.location.href=this.value+'/print'">
            <option value="">Date</option>
              ${days.join('')}          </select>
        </div>
              <div class="select-wrapper">
          <select id="menu-venues" onchange="document.location.href='venue/'+this.value+'/print'">
            <option value="">Venue</option>
              ${[...rooms].map(([value, room]) => `<option value="${value}">${room}</option>`).join('')}          </select>
        </div>
      <div class="select-wrapper">
        <select id="menu-types" onchange="document.location.href='type/'+this.value+'/print'">
          <option value="">Type</option>
          ${types.join('')}        </select>
      </div>
    </div>
    </div>
`;
}

function dayTable(
  presentation: Presentation,
  day: string,
  sessions: readonly SiteSession[],
  detailed: boolean,
): string {
  const all = typesOf(presentation.conference.sessions);
  const legend = typesOf(sessions).map(
    (type) =>
      `<li class="lev1 ev_${all.indexOf(type) + 1}"><a title="View ${type} Events" href="${typePath('', type).slice(1)}/print"><span class="box">${letterOf(type, all)}</span> ${type}</a></li>\n`,
  );
  return `<table><tr><td colspan='4'><ul class='menu-type'>${legend.join('')}</ul><br style='clear:both' /></td></tr><tr class="bar"><td colspan='4'><span id='${day}'>${dayName(day)}</span></td></tr>
${sessions.map((session) => row(presentation, session, letterOf(session.type, all), detailed)).join('')}
</table>`;
}

function row({ clock }: Presentation, session: SiteSession, letter: string, detailed: boolean): string {
  const address = session.address === undefined ? ' ' : ` (${session.address})`;
  const roles = [...Map.groupBy(session.people, ({ role }) => role)].map(
    ([role, people]) => `<br /><em class="sched-role-list">${role}: ${people.map(({ name }) => name).join(', ')}</em>`,
  );
  return `
      <tr >
        <td class="time"><span>${clockTime(session.start, clock)} &ndash; ${clockTime(session.end, clock)}</span></td>
        <td class="type"><span>${letter}</span></td>
        <td class="title">
                    <a href="event/${session.md5}" id="${session.md5}">${titleOf(session)}</a>
          <div class="venue" style="float:right;font-weight:400;font-size:10px">
            ${session.room === null ? '' : `${session.room}${address}`}          </div>

                    ${roles.join('')}                                        
                  ${detailed ? `<div class="tip-description">${session.descriptionHtml}</div>` : ''}</td>
      </tr>
`;
}

/** `March 22 &#8226; Sunday`. */
function dayName(day: string): string {
  const { weekday, date } = weekdayAndDate(day);
  return `${date} &#8226; ${weekday}`;
}

/** One letter a type, each used once while there are letters: the first letter of its name that is free. */
function letterOf(type: string, all: readonly string[]): string {
  const taken = new Map<string, string>();
  for (const name of all) {
    const letters = `${name.toUpperCase().replaceAll(/[^A-Z]/g, '')}ABCDEFGHIJKLMNOPQRSTUVWXYZ`.split('');
    const inUse = new Set(taken.values());
    taken.set(name, letters.find((letter) => !inUse.has(letter)) ?? '*');
  }
  return taken.get(type) ?? '*';
}
