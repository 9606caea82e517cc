import { z } from 'zod';
import { Session } from './session.ts';

/** What a source says of the conference itself. Null is "this source does not say" and never erases what is stored. */
export const ConferenceFacts = z.object({
  name: z.string().nullable(),
  url: z.string().nullable(),
  city: z.string().nullable(),
  country: z.string().nullable(),
  venue: z.string().nullable(),
  /** IANA zone, `Europe/Copenhagen`; null while only an offset is known. */
  timeZone: z.string().nullable(),
  /** Local calendar days, `2018-05-02`. */
  startsOn: z.string().nullable(),
  endsOn: z.string().nullable(),
});
export type ConferenceFacts = z.infer<typeof ConferenceFacts>;

/** A source that says nothing of the conference. */
export const NO_FACTS: ConferenceFacts = {
  name: null,
  url: null,
  city: null,
  country: null,
  venue: null,
  timeZone: null,
  startsOn: null,
  endsOn: null,
};

/**
 * Which sessions the source would have listed if they existed. Only a stored session inside the scope can become
 * withdrawn: `conference` is all of them, `days` those whose first slot lies on one of the local days, `sessions` none.
 */
export const Scope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('conference') }),
  z.object({ kind: z.literal('days'), days: z.array(z.string()) }),
  z.object({ kind: z.literal('sessions') }),
]);
export type Scope = z.infer<typeof Scope>;

/** Whether a source of this scope would have listed a session on these local days, the first of which counts. */
export function covers(scope: Scope, days: readonly string[]): boolean {
  const [first] = days;
  switch (scope.kind) {
    case 'conference':
      return true;
    case 'days':
      return first !== undefined && scope.days.includes(first);
    case 'sessions':
      return false;
  }
}

/** Why a source could not be read as it should: a person has to act, so the run ends as suspect. */
export const Doubt = z.object({
  reason: z.enum(['bot_check', 'login', 'no_sessions', 'other_conference', 'missing_days']),
  url: z.string().nullable(),
  /** One sentence: what was seen. What to do about it is said by the job. */
  message: z.string(),
});
export type Doubt = z.infer<typeof Doubt>;

/** What a source says of one conference at one moment. */
export const Programme = z.object({
  conference: ConferenceFacts,
  sessions: z.array(Session),
  scope: Scope,
  /**
   * `stable`: keys are the platform's ids. `matched`: the source has none, so a session is recognised by its time, then
   * by title and people.
   */
  identity: z.enum(['stable', 'matched']),
  doubts: z.array(Doubt),
  /** Oddities of the page that lost nothing a person must fetch; one sentence each. */
  warnings: z.array(z.string()),
  /**
   * The pages that were asked for and could not be read this time (a server error, a refusal, no answer) and of which no doubt
   * tells: one sentence each, with its address; see `missedPages`. What they hold is unknown, so the run is partial.
   */
  missed: z.array(z.string()).default([]),
  /**
   * Addresses of pages that came and were not what they should be (cut in the middle, a bot check); absent for none. Their validators
   * must not be asked with: a server may give half a page the ETag of the whole, and would call it unchanged for ever.
   */
  unusable: z.array(z.string()).optional(),
});
export type Programme = z.infer<typeof Programme>;

/** A page that could not be read, and why. */
export interface MissedPage {
  readonly url: string;
  readonly message: string;
}

/** A server that fails on a thousand pages is told by so many of them. */
const MOST_MISSED = 10;

/** `Programme.missed` of pages: a sentence each, of which the last stands for all that are too many to name. */
export function missedPages(pages: readonly MissedPage[]): string[] {
  const named = pages
    .slice(0, MOST_MISSED)
    .map(({ url, message }) => (message.includes(url) ? message : `${url}: ${message}`));
  const more = pages.length - named.length;
  return more === 0 ? named : [...named, `${more} more ${more === 1 ? 'page' : 'pages'} could not be read.`];
}
