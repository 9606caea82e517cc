import type { StoredConference } from '../archive/conferences.ts';
import { type CrawlOptions, crawlConference } from './crawl.ts';
import { downloadDue } from './download.ts';
import { inspectBeside } from './inspect.ts';
import type { Run } from './run.ts';

/**
 * Everything of a conference again, due or not: every session (on its own page too, where it was read like that before), and every link, conditionally where its file is stored; links that were not
 * there, are gone or failed have a new beginning. Killed half-way, what was not asked yet stays due.
 */
export async function reloadConference(run: Run, conference: StoredConference, options: CrawlOptions): Promise<void> {
  const { archive } = run;
  archive.decks.makeAllDue(conference.slug, run.at());
  const deep = options.deep || archive.captures.pages(conference.id).some(({ detail }) => detail);
  await crawlConference(run, conference, { ...options, deep });
  await inspectBeside(run, conference.slug, (stored) => downloadDue(run, conference.slug, stored));
}
