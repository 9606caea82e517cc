import { createHash } from 'node:crypto';
import { httpDate, type Resource, resource, strongTag } from '../../sites/answer.ts';
import { FILES, faulty, HTML_PAGES } from '../../sites/faults.ts';
import { filePath } from '../../sites/sched/addresses.ts';
import { draw, viewOf } from '../../sites/sched/views.ts';
import { type LoggedRequest, type Serving, serve } from '../../sites/serving.ts';
import { startOf } from './days.ts';
import { listedIn, type SiteState, type Story } from './story.ts';

/** Some hours less than two days: the night after next is late enough. */
const RETRY_AFTER = String(47 * 3_600 - 1_800);

/** One request of one night. */
export interface Asked {
  readonly night: number;
  readonly kind: 'robots' | 'schedule' | 'deck';
  readonly path: string;
  readonly request: LoggedRequest;
  /** Of a deck: SHA-256 of the content that was there; null for none. */
  readonly content: string | null;
}

/** A conference's site for a year. Between two nights its state is another. */
export interface StorySite {
  readonly story: Story;
  readonly origin: string;
  readonly filesOrigin: string;
  readonly asked: readonly Asked[];
  turnTo(night: number, state: SiteState): Promise<void>;
  close(): Promise<void>;
}

/** Serves one story over HTTP, on an origin of its own. */
export async function startStorySite(story: Story): Promise<StorySite> {
  const asked: Asked[] = [];
  const log: LoggedRequest[] = [];
  const drawn = new Map<string, Resource | null>();
  let now: { readonly night: number; readonly state: SiteState } = { night: 0, state: story.first };

  const find = (path: string): Resource => {
    const found = resourceAt(path) ?? resource('text/html; charset=UTF-8', '<h1>Not Found</h1>', { status: 404 });
    const kind = path === '/robots.txt' ? 'robots' : FILES.test(path) ? 'deck' : 'schedule';
    const content =
      kind === 'deck' && found.status === 200 ? createHash('sha256').update(found.body).digest('hex') : null;
    const request = log.at(-1);
    if (request !== undefined) asked.push({ night: now.night, kind, path, request, content });
    return found;
  };
  const resourceAt = (path: string): Resource | null => {
    const { state } = now;
    if (path === '/robots.txt') return resource('text/plain', 'User-agent: *\nAllow: /\n');
    const found = FILES.test(path) ? file(state, path) : page(path);
    const any = found ?? resource('text/html', '', { status: 404 });
    if (state.health === 'refusing') return faulty(any, { kind: 'refused', status: 429, retryAfter: RETRY_AFTER }, 1);
    if (state.health === 'unpublished') return null;
    return state.health === 'bot_check' && typeof HTML_PAGES === 'function' && HTML_PAGES(path)
      ? faulty(any, { kind: 'bot_check' }, 1)
      : found;
  };
  const page = (path: string): Resource | null => {
    const known = drawn.get(path);
    if (known !== undefined) return known;
    const made = drawPage(path);
    drawn.set(path, made);
    return made;
  };
  const drawPage = (path: string): Resource | null => {
    const view = viewOf(path);
    if (view === null) return null;
    const { night, state } = now;
    const conference = { ...state.conference, sessions: listedIn(state) };
    const presentation = {
      conference,
      origin: schedule.origin,
      filesOrigin: filesOrigin(),
      markup: '2026' as const,
      clock: conference.clock,
      hiddenDays: [],
    };
    const found = draw(view, presentation, path, startOf(night));
    return found === null || story.validators ? found : { ...found, etag: null };
  };

  const server = { log, gzip: () => true, find };
  const schedule = await serve({ ...server, name: 'schedule' });
  const files: Serving | null = story.filesApart ? await serve({ ...server, name: 'files' }) : null;
  const filesOrigin = (): string => (files ?? schedule).origin;
  let open = true;
  const close = async (): Promise<void> => {
    if (!open) return;
    open = false;
    await schedule.close();
    await files?.close();
  };
  return {
    story,
    origin: schedule.origin,
    filesOrigin: filesOrigin(),
    asked,
    async turnTo(night, state) {
      // An export without validators is another one each night; the others are known by their tags.
      if (state !== now.state || !story.validators) drawn.clear();
      log.length = 0;
      now = { night, state };
      if (state.health === 'dead') await close();
    },
    close,
  };
}

function file({ conference, missing, hidden }: SiteState, path: string): Resource | null {
  const listed = conference.sessions.filter(({ md5 }) => !hidden.has(md5));
  const found = [...listed, ...conference.sessions]
    .flatMap(({ files }) => files)
    .find((one) => filePath(conference.event, one) === path);
  if (found === undefined || missing.has(found.name)) return null;
  const body = found.body();
  return resource('application/pdf', body, { etag: strongTag(body), lastModified: httpDate(startOf(0)), ranges: true });
}
