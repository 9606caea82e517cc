import type { ConferenceFacts } from './programme.ts';

/**
 * How an event writes its session titles, where that is known. `people`: whether titles end in ` - Speaker, Company`;
 * without it the parser decides title by title, and speaker blocks win in any case.
 */
export interface TitleConvention {
  readonly people: 'after_dash' | 'none' | 'unknown';
}

/** One edition of a conference series as its scraper states it: what that conference alone knows. */
export interface Edition {
  /** `kubecon-eu-2018`: unique among all editions, lower-case letters, digits and hyphens. */
  readonly slug: string;
  /** `kubecon`. */
  readonly series: string;
  /** Name of the platform that reads it. */
  readonly platform: string;
  /** The address a person would open; the platform makes its parameters of it. */
  readonly url: string;
  readonly facts: Partial<ConferenceFacts> & { readonly name: string };
  readonly titles?: TitleConvention;
  /** What only this platform understands (a CSS selector, a session id); checked by the platform. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}
