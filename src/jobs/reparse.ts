import { join } from 'node:path';
import type { Capture } from '../archive/captures.ts';
import type { StoredConference } from '../archive/conferences.ts';
import { RENDERED_MARK } from '../fetch/rendering.ts';
import { readWarcRecord } from '../fetch/warc.ts';
import type { Page } from '../model/client.ts';
import { UsageError } from '../model/failure.ts';
import { platformNamed } from '../platforms/registry.ts';
import { count, requestFor, withSettledKeys } from './reading.ts';
import type { Run } from './run.ts';

/**
 * Reads the accepted pages again from the captures, without the network. What comes out differently is a correction of our own reading, so
 * nothing of it is reported as a change of the conference, and nothing becomes withdrawn. Throws a `UsageError` for a conference without captures.
 */
export async function reparseConference(run: Run, conference: StoredConference): Promise<void> {
  const { archive } = run;
  const captures = archive.captures.pages(conference.id);
  if (captures.length === 0) {
    throw new UsageError(
      'nothing_captured',
      `There are no captured pages of ${conference.slug}. "deckhand crawl ${conference.slug}" reads it from the network.`,
    );
  }
  const platform = platformNamed(conference.platform);
  const pages: Page[] = [];
  // One by one: a deep conference has a thousand, and opening them all at once gains nothing.
  for (const capture of captures) pages.push(await pageOf(archive.directory, capture));
  const read = platform.assemble(requestFor(platform, conference, true), pages);
  const programme = withSettledKeys(read, archive.programmes.known(conference.id));
  if (programme.sessions.length === 0) {
    run.note(
      'suspect',
      conference.slug,
      `The captured pages of ${conference.slug} hold no sessions for this version; the archive stays as it is.`,
    );
    return;
  }
  count(
    run,
    conference.slug,
    archive.programmes.save({
      conferenceId: conference.id,
      runId: run.id,
      programme: { ...programme, scope: { kind: 'sessions' } },
      parserVersion: platform.parserVersion,
      captures: captures.map((capture) => capture.id),
      pages: 'same',
      reporting: false,
      at: conference.lastReadAt ?? run.at(),
    }),
  );
  run.report(conference.slug).sessions = programme.sessions.length;
}

async function pageOf(directory: string, capture: Capture): Promise<Page> {
  const { mediaType, text } = await readWarcRecord(join(directory, capture.warc), capture.offset, capture.length);
  return {
    requestedUrl: capture.url,
    url: capture.finalUrl.replace(RENDERED_MARK, ''),
    status: capture.status,
    mediaType,
    text,
    notModified: true,
    receivedAt: capture.at,
  };
}
