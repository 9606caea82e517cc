import { basename } from 'node:path';
import { ATTACHED } from '../archive/decks.ts';
import { judgeFile } from '../decks/deck-type.ts';
import { fileHead } from '../decks/file-head.ts';
import { cleanName } from '../decks/published-name.ts';
import { UsageError } from '../model/failure.ts';
import { canonicalUrl } from '../model/link.ts';
import { inspectDue } from './inspect.ts';
import type { Run } from './run.ts';

/**
 * Stores a file that a person fetched (from behind a wall, out of an e-mail) as the newest version of a link. Held to the same rules as a
 * download: throws a `UsageError` for a file that is no deck, for an unknown link, and where the address fits links of several sessions
 * it stores it for all of them. Then looks into whatever is due of the first one's conference.
 */
export async function attachFile(run: Run, name: string, path: string): Promise<{ sha256: string; links: number }> {
  const { archive, store } = run;
  const links = archive.decks.find(URL.canParse(name) ? canonicalUrl(name) : name);
  const [first] = links;
  if (first === undefined) {
    throw new UsageError(
      'unknown_link',
      `There is no link "${name}" in this archive. "deckhand missing" lists the links without a file.`,
    );
  }
  const { head, bytes } = await beginningOf(path);
  const judgement = await judgeFile(head, bytes, {
    url: first.url,
    name: basename(path),
    contentType: null,
    label: first.label,
  });
  if (!judgement.ok) throw new UsageError('no_deck', `${basename(path)} is not stored: ${judgement.detail}`);
  const blob = await store.put(path, judgement.extension);
  for (const link of links) {
    if (link.current?.sha256 === blob.sha256) continue;
    archive.decks.record({
      linkId: link.id,
      runId: run.id,
      at: run.at(),
      outcome: link.current === null ? 'stored' : 'new_version',
      httpStatus: null,
      detail: `${ATTACHED} from ${basename(path)}`,
      state: 'stored',
      failures: 0,
      nextCheckAt: null,
      etag: null,
      lastModified: null,
      file: {
        sha256: blob.sha256,
        bytes: blob.bytes,
        mediaType: judgement.mediaType,
        extension: judgement.extension,
        publishedName: cleanName(basename(path)),
      },
    });
  }
  await inspectDue(run, { slug: first.conference, all: false });
  return { sha256: blob.sha256, links: links.length };
}

async function beginningOf(path: string): Promise<{ head: Uint8Array; bytes: number }> {
  try {
    return await fileHead(path);
  } catch (error) {
    throw new UsageError(
      'unreadable_file',
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}
