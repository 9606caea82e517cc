import type { StoredConference } from '../archive/conferences.ts';
import { type CrawlOptions, crawlConference } from './crawl.ts';
import { downloadDue } from './download.ts';
import { inspectBeside } from './inspect.ts';
import type { Run } from './run.ts';

/**
 * Everything of a conference again, due or not: every session, whether its page changed or not (and on its own page, where it was
 * read like that before), and every link, conditionally where its file is stored. Links that were not there, are gone or failed have a
 * new beginning. Killed half-way, what was not asked yet stays due.
 */
export async function reloadConference(run: Run, conference: StoredConference, options: CrawlOptions): Promise<void> {
  const { archive } = run;
  archive.decks.makeAllDue(conference.slug, run.at());
  const deep = options.deep || archive.captures.pages(conference.id).some(({ detail }) => detail);
  await crawlConference(run, conference, { ...options, deep, anew: true });
  await inspectBeside(run, conference.slug, (stored) => downloadDue(run, conference.slug, stored));
}
