import type { Page, PageClient } from '../model/client.ts';
import type { TitleConvention } from '../model/edition.ts';
import type { ConferenceFacts, Programme } from '../model/programme.ts';

/** What a platform makes of an address it knows. */
export interface Recognition<Parameters> {
  readonly parameters: Parameters;
  /** 0 to 1. An own domain is 1, a tell-tale in the page's markup 0.9, "could be anything" 0.1. The highest wins; a tie asks for `--platform`. */
  readonly confidence: number;
}

/** What to read, and what is known beforehand. */
export interface ReadRequest<Parameters> {
  readonly parameters: Parameters;
  /** Facts stated by the conference's scraper or its operator; they win over the page's. */
  readonly facts: Partial<ConferenceFacts>;
  readonly titles: TitleConvention;
  /** Also read each session's own page. */
  readonly deep: boolean;
}

/**
 * The software behind a schedule. `recognise` and `assemble` are pure and total: any text in, records and warnings out,
 * never an exception. Only `read` talks to the client.
 */
export interface Platform<Parameters = Record<string, unknown>> {
  readonly name: string;
  /** Raised whenever the same pages would give other records: the archive then reads its captures again. */
  readonly parserVersion: number;
  /** Requests that reading a conference usually takes, each session's own page not counted. */
  readonly requests: number;
  /** `page` is the page at the address, where somebody has already fetched it. */
  recognise(url: URL, page?: Page): Recognition<Parameters> | null;
  /** What to read when a person says that this address is of this platform: no page is needed to know. */
  at(url: URL): Parameters;
  /** Parameters as stored or as an edition states them, checked; throws a `UsageError` that names the bad one. */
  parameters(value: unknown): Parameters;
  /** Asks for the pages it needs, in as few requests as it can, and assembles them. */
  read(request: ReadRequest<Parameters>, client: PageClient): Promise<Programme>;
  /** The programme that these pages make: fetched now, captured before, or saved by a person. Each is known by its content. */
  assemble(request: ReadRequest<Parameters>, pages: readonly Page[]): Programme;
}
