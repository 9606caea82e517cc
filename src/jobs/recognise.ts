import type { PageClient } from '../model/client.ts';
import { DeckhandError, UsageError } from '../model/failure.ts';
import type { Platform } from '../platforms/platform.ts';
import { candidates, platformNamed } from '../platforms/registry.ts';

/** From here on an address alone is enough, and its page need not be fetched to know whose it is. */
const SURE = 0.9;

export interface Recognised {
  readonly platform: Platform;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * Which platform an address belongs to: as named, else by the address, else by the page there. Throws a `UsageError` when two are equally
 * likely, and a suspect `DeckhandError` when the page is no schedule we can read.
 */
export async function recogniseAddress(url: URL, platformName: string | null, client: PageClient): Promise<Recognised> {
  if (platformName !== null) {
    const platform = platformNamed(platformName);
    return { platform, parameters: platform.at(url) };
  }
  const [sure] = candidates(url);
  if (sure !== undefined && sure.recognition.confidence >= SURE)
    return { platform: sure.platform, parameters: sure.recognition.parameters };

  const page = await client.page(url.href);
  const [best, second] = candidates(url, page);
  if (best === undefined) {
    throw new DeckhandError(
      'suspect',
      'no_schedule',
      `${url.href} (status ${page.status}) is no schedule of a kind we know. Name the page that lists the sessions, or say which it is with --platform.`,
    );
  }
  if (second !== undefined && second.recognition.confidence === best.recognition.confidence) {
    throw new UsageError(
      'ambiguous_platform',
      `${url.href} may be ${best.platform.name} or ${second.platform.name}. Say which with --platform.`,
    );
  }
  return { platform: best.platform, parameters: best.recognition.parameters };
}
