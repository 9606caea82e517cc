import { createHash } from 'node:crypto';
import { filePath, formEncoded, sessionPath, typePath, venuePath } from './addresses.ts';
import { inOrder, type SiteFile, type SitePerson, type SiteSession, titleOf, typesOf } from './conference.ts';
import { listed, type Presentation, page } from './frame.ts';
import { headingTime, span, zoneAbbreviation } from './times.ts';

/** Characters after which the listing cuts a biography. */
const BIO_LENGTH = 280;

/** `/list/descriptions/`: one block a session, with everything but the zone's name and the video. */
export function descriptions(presentation: Presentation): string {
  const path = presentation.day === null ? '/list/descriptions/' : `/${presentation.day}/list/descriptions/`;
  return page(presentation, {
    path,
    title: 'Full Schedule',
    view: 'list/descriptions',
    dayPath: (day) => `/${day}`,
    content: inOrder(listed(presentation))
      .map((session) => block(presentation, session))
      .join(''),
  });
}

/** One session's block: heading with its time, container, link, details. */
function block(presentation: Presentation, session: SiteSession): string {
  return `              \t    

                                    <h3>${headingTime(session.start, presentation.clock)} ${zoneMark(presentation, session)}</h3>
                    <div class="sched-container">
            <div class="sched-container-inner">
              
                                          ${link(presentation, session)}
                            
                        <div class="sched-event-details-container">
                                          ${details(presentation, session, { cutBios: true })}

                                      
            </div>
            
      </div><!-- container-inner -->
    </div><!-- container -->
`;
}

/** The session's title as the link that carries both of its ids. */
export function link({ conference, markup }: Presentation, session: SiteSession): string {
  const title = {
    '2026': `<span class="session-title">${titleOf(session)}</span>`,
    '2018': `${titleOf(session)} <span class="vs">${session.room ?? ''}</span><span class="sched-event-evpeople"></span>`,
    '2016': titleOf(session),
  }[markup];
  return `<span class="event ev_${typeNumber(conference.sessions, session)}">
                              
                                    <a href="${markup === '2026' ? '' : '/'}${sessionPath(session)}" id="${session.md5}" class="name">
                                      ${title}
                    
                                
                  </a>
                  
              </span>`;
}

/** When, where, description, people, files, type and custom fields: the same in the listing and on the session's own page. */
export function details(
  presentation: Presentation,
  session: SiteSession,
  { cutBios, extra = '' }: { cutBios: boolean; extra?: string },
): string {
  const { conference, filesOrigin, clock, markup } = presentation;
  const when = `${span(session.start, session.end, clock)} ${zoneMark(presentation, session)}`;
  return `<div class="sched-event-details">
                ${markup === '2026' ? whenAndWhere(session, when) : ''}
                
                <div class='sched-scrollable-details'>
<div class="tip-description">
<strong></strong>  ${session.descriptionHtml}
</div>
</div>
${people(session.people, cutBios)}${session.files.map((file) => attachment(`${filesOrigin}${filePath(conference.event, file)}`, file)).join('')}${extra}<div class="sched-event-details-timeandplace">
${when}
${place(session)}</div>
<div class="sched-event-type">
 ${typeLinks(conference.sessions, session)} 
${customFields(session)}                </div>
                </div>`;
}

/** `<span class='tz'>CEST</span>`. */
export function zoneMark({ conference }: Presentation, { start }: SiteSession): string {
  return `<span class='tz'>${zoneAbbreviation(start.slice(0, 10), conference.zone)}</span>`;
}

/** The number in the class `ev_8`, which stands for the session's type. */
export function typeNumber(sessions: readonly SiteSession[], { type }: SiteSession): number {
  return typesOf(sessions).indexOf(type) + 1;
}

function whenAndWhere({ room, address }: SiteSession, when: string): string {
  const location =
    room === null
      ? ''
      : `        <div class="list-single__location">
      <a target="_blank" href="${venuePath(room, address)}">
        ${room}      </a>
      ${address === undefined ? '' : `<em>${address}</em>`}    </div>
`;
  return `<div class="list-single__details">
    <div class="list-single__date">
    ${when}  </div>

${location}  
</div>`;
}

function place({ room, address }: SiteSession): string {
  if (room === null) return '';
  const where = address === undefined ? '' : `<br /><em>${address}</em>\n`;
  return `<br /><a href='${venuePath(room, address)}'>${room}</a>\n${where}`;
}

function people(all: readonly SitePerson[], cutBios: boolean): string {
  if (all.length === 0) return '';
  const groups = [...Map.groupBy(all, ({ role }) => role)].map(
    ([role, ofRole]) =>
      `<strong>${role}</strong>  <div class="sched-event-details-roles has-avatars">${ofRole.map((person) => personBlock(person, cutBios)).join('')}</div>\n`,
  );
  return `<div class="tip-roles">\n${groups.join('')}</div>\n`;
}

function personBlock({ username, name, position, bio }: SitePerson, cutBios: boolean): string {
  const mark = createHash('md5').update(username).digest('hex');
  const picture = `//avatars.sched.co/${mark.slice(0, 1)}/${mark.slice(1, 3)}/${Number.parseInt(mark.slice(0, 7), 16)}/avatar.jpg?${mark.slice(-3)}`;
  const cut = cutBios && bio.length > BIO_LENGTH;
  const text = cut
    ? `${bio.slice(0, bio.lastIndexOf(' ', BIO_LENGTH))}... <a href="speaker/${username}" title="${name}">Read More &rarr;</a>`
    : bio || '<br>';
  return `<div class="sched-person-session"><a class='sched-avatar' href='speaker/${username}' ><span><img src="${picture}"  alt="avatar for ${name}" onError="this.onerror=null;this.src='//cdn.sched.co/common/img/avatar-empty.png';" /></span></a>
<div><h2><a href="speaker/${username}" title="${name}">${name}</a></h2><div class="sched-event-details-role-company">${position}</div><div class="sched-person-session-role">${text}</div></div></div>`;
}

function attachment(address: string, { name, label }: SiteFile): string {
  const extension = /\.([^./]+)$/.exec(name)?.[1] ?? '';
  const kind = extension.toLowerCase() === 'pdf' ? ' file-uploaded-pdf' : '';
  const text = label ?? name.slice(0, extension === '' ? undefined : -extension.length - 1).replaceAll(/[-_]/g, ' ');
  return `<div class="sched-file">
<a class="file-uploaded${kind}" href="${address}" target="_blank">${text} </a>
<span class="sched-file-extension">${extension}</span>
</div>
`;
}

function typeLinks(sessions: readonly SiteSession[], session: SiteSession): string {
  const { type, subtype } = session;
  const view = 'list/descriptions';
  const box = `<span style="float: none; display: inline-block; margin-right: 0px; line-height: 14px;" class="box  ev_${typeNumber(sessions, session)}">&nbsp;</span>`;
  const first = `<a href="${typePath(view, type)}">${box} ${type}</a>`;
  return subtype === undefined ? first : `${first}, <a href="${typePath(view, type, subtype)}">${subtype}</a>`;
}

function customFields({ fields }: SiteSession): string {
  if (fields.length === 0) return '';
  const items = fields.map(
    ({ label, slot, value }) =>
      `<li><strong>${label}</strong>  <a href="/${slot}/${formEncoded(value)}">${value}</a></li>\n`,
  );
  return `<ul class='tip-custom-fields'>\n${items.join('')}</ul>\n`;
}
