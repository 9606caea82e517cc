import type { Page } from '../model/client.ts';
import { UsageError } from '../model/failure.ts';
import { agenda } from './agenda/agenda.ts';
import type { Platform, Recognition } from './platform.ts';
import { sched } from './sched/platform.ts';

/** Every platform there is. */
export const platforms: readonly Platform[] = [sched, agenda];

/** The platform of this name; throws a `UsageError` that lists the names there are. */
export function platformNamed(name: string): Platform {
  const platform = platforms.find((one) => one.name === name);
  if (platform !== undefined) return platform;
  throw new UsageError(
    'unknown_platform',
    `There is no platform "${name}". Known ones: ${platforms.map((one) => one.name).join(', ')}.`,
  );
}

/** A platform that knows an address. */
export interface Candidate {
  readonly platform: Platform;
  readonly recognition: Recognition<Record<string, unknown>>;
}

/** The platforms that know an address (and the page there), the surest first. */
export function candidates(url: URL, page?: Page): Candidate[] {
  return platforms
    .flatMap((platform) => {
      const recognition = platform.recognise(url, page);
      return recognition === null ? [] : [{ platform, recognition }];
    })
    .toSorted((a, b) => b.recognition.confidence - a.recognition.confidence);
}
