import { z } from 'zod';
import { UsageError } from '../../model/failure.ts';

/** What has to be known to read an agenda. */
export const AgendaParameters = z.strictObject({
  /** The page. */
  url: z.url({ protocol: /^https?$/u }),
  /**
   * CSS selector of the element that holds the agenda; the whole page without it, or where the page has no such element.
   */
  selector: z.string().min(1).optional(),
  /** Local calendar day of all its times; without it the conference's first day. */
  day: z.iso.date().optional(),
});
export type AgendaParameters = z.infer<typeof AgendaParameters>;

/** Checks parameters as an edition or the archive states them; throws a `UsageError` that names the bad one. */
export function checkedParameters(value: unknown): AgendaParameters {
  const result = AgendaParameters.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const name = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue?.path.join('.') || 'value';
  throw new UsageError(
    'bad_parameters',
    `The parameter "${name}" of an agenda page is wrong: ${issue?.message ?? 'unreadable'}. Known are url, selector (CSS) and day (2018-05-01).`,
  );
}
