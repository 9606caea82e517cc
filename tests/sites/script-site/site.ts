import { type Resource, resource } from '../answer.ts';
import { sessionPath } from '../sched/addresses.ts';
import { inOrder, type SiteConference, titleOf } from '../sched/conference.ts';
import { type LoggedRequest, serve } from '../serving.ts';

/** A running site whose programme only a browser can see. */
export interface ScriptSite {
  readonly origin: string;
  readonly requests: readonly LoggedRequest[];
  close(): Promise<void>;
}

/**
 * A conference's own site: its programme page is an empty `<div>`, a script fetches `/programme.json` and builds the
 * listing's markup (`.sched-container`, `a.name[id]`) after `delayMs` (150), so that a client that does not wait sees
 * nothing. Its picture does not exist: pages have such things.
 */
export async function startScriptSite(
  conference: SiteConference,
  { port = 0, delayMs = 150 }: { port?: number; delayMs?: number } = {},
): Promise<ScriptSite> {
  const requests: LoggedRequest[] = [];
  const pages: Readonly<Record<string, Resource>> = {
    '/': resource('text/html; charset=utf-8', shell(conference)),
    '/programme': resource('text/html; charset=utf-8', shell(conference)),
    '/programme.js': resource('text/javascript; charset=utf-8', script(delayMs)),
    '/programme.json': resource('application/json', JSON.stringify(rows(conference))),
    '/robots.txt': resource('text/plain', 'User-agent: *\nAllow: /\n'),
  };
  const missing = resource('text/html', '<h1>Not Found</h1>', { status: 404 });
  const server = await serve({
    name: 'script-site',
    port,
    log: requests,
    gzip: () => true,
    find: (path) => pages[path] ?? missing,
  });
  return { origin: server.origin, requests, close: () => server.close() };
}

/** What the script makes a session's block of. */
interface Row {
  readonly id: string;
  readonly href: string;
  readonly title: string;
  readonly day: string;
  readonly time: string;
  readonly room: string;
}

function rows(conference: SiteConference): Row[] {
  return inOrder(conference.sessions).map((session) => ({
    id: session.md5,
    href: sessionPath(session),
    title: titleOf(session),
    day: session.start.slice(0, 10),
    time: `${session.start.slice(11)} - ${session.end.slice(11)}`,
    room: session.room ?? '',
  }));
}

function shell({ name }: SiteConference): string {
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><base href="/"><title>${name}: Programme</title></head>
<body>
<h1>${name}</h1>
<div id="programme"></div>
<noscript>Please switch JavaScript on to see the programme.</noscript>
<img src="pixel.png" alt="">
<script src="programme.js"></script>
</body>
</html>
`;
}

function script(delayMs: number): string {
  return `const element = (tag, className, text) => {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};
setTimeout(async () => {
  const sessions = await (await fetch('/programme.json')).json();
  for (const session of sessions) {
    const container = element('div', 'sched-container');
    const link = element('a', 'name');
    link.id = session.id;
    link.href = session.href;
    link.append(element('span', 'session-title', session.title));
    container.append(link, element('div', 'list-single__date', session.day + ' ' + session.time));
    container.append(element('div', 'list-single__location', session.room));
    document.getElementById('programme').append(container);
  }
}, ${delayMs});
`;
}
