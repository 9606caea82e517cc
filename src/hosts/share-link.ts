import type { PageClient } from '../model/client.ts';
import type { LinkOrigin } from '../model/vocabulary.ts';
import { direct } from './direct.ts';
import { googleDrive } from './google-drive.ts';
import { googleSlides } from './google-slides.ts';
import { type FileAddress, fileAt, type SlideHost, type Unavailable, unavailable } from './slide-host.ts';

/** Every slide host; the first that recognises an address reads it. */
export const SLIDE_HOSTS: readonly SlideHost[] = [googleSlides, googleDrive, direct];

/** A link as far as its file's address depends on it. */
export interface ShareLink {
  readonly url: string;
  readonly origin: LinkOrigin;
}

/**
 * The address of the file behind a link, or why there is none. What the platform itself hosts is its own file, whatever
 * its name; any other address must belong to a host that we can read, so that no web page is asked for in vain.
 */
export function resolveShareLink(link: ShareLink, client: PageClient): Promise<FileAddress | Unavailable> {
  if (!URL.canParse(link.url)) return Promise.resolve(unavailable('it is no web address'));
  const url = new URL(link.url);
  if (!/^https?:$/.test(url.protocol)) return Promise.resolve(unavailable(`${url.protocol} is no web address`));
  const host = SLIDE_HOSTS.find((candidate) => candidate.recognise(url));
  if (host !== undefined) return host.resolve(url, client);
  return Promise.resolve(
    link.origin === 'attachment' ? fileAt(url.href) : unavailable(`no reader for ${url.hostname} yet`),
  );
}
