import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { partId } from '../decks/download.ts';
import { UsageError } from '../model/failure.ts';
import { canonicalUrl } from '../model/link.ts';
import type { Run } from './run.ts';

/** What was removed. */
export interface ForgetReport {
  readonly links: number;
  readonly sessions: number;
  readonly files: number;
}

/**
 * Removes a conference (by slug) or a link (by address or id) on request: rows, stored files that nothing else uses with the pictures
 * of their slides, a conference's captures. A tombstone keeps the next reading from bringing it back. Throws a `UsageError` for what is not there.
 */
export async function forget(run: Run, name: string): Promise<ForgetReport> {
  const { archive, store } = run;
  const conference = archive.conferences.find(name);
  const links = conference === null ? archive.decks.find(URL.canParse(name) ? canonicalUrl(name) : name) : [];
  const [link] = links;
  if (conference === null && link === undefined) {
    throw new UsageError(
      'unknown_item',
      `"${name}" is neither a conference nor a link of this archive. "deckhand status" lists the conferences.`,
    );
  }
  const removed =
    conference === null && link !== undefined
      ? archive.forgetting.link(link.canonicalUrl, run.at())
      : archive.forgetting.conference(name, run.at());
  for (const file of removed.files) {
    await store.remove(file.sha256, file.extension);
    await run.pictures.remove(file.sha256);
  }
  for (const url of removed.urls) await store.discard({ id: partId(url) });
  for (const warc of removed.warcs) await rm(join(archive.directory, warc), { force: true });
  return { links: removed.links, sessions: removed.sessions, files: removed.files.length };
}
