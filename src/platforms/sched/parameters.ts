import { z } from 'zod';
import { UsageError } from '../../model/failure.ts';
import { eventOf } from './addresses.ts';

/** What has to be known to read an event: where it is, and the sub-domain that its pages name. */
export const SchedParameters = z.strictObject({
  /** `https://kccnceu18.sched.com`; another host for a custom domain or a replica. */
  origin: z.url({ protocol: /^https?$/u }).transform((url) => new URL(url).origin),
  /** `kccnceu18`: a page that names another event is not read. Follows from the origin on Sched's own domain. */
  event: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/u)
    .optional(),
});
export type SchedParameters = z.infer<typeof SchedParameters>;

/** Checks parameters as an edition or the archive states them; throws a `UsageError` that names the bad one. */
export function checkedParameters(value: unknown): SchedParameters {
  const result = SchedParameters.safeParse(value);
  if (result.success) {
    const event = result.data.event ?? eventOf(result.data.origin);
    return { origin: result.data.origin, ...(event === null ? {} : { event }) };
  }
  const issue = result.error.issues[0];
  const name = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue?.path.join('.') || 'value';
  throw new UsageError(
    'bad_parameters',
    `The parameter "${name}" of a Sched event is wrong: ${issue?.message ?? 'unreadable'}. Known are origin (https://<event>.sched.com) and event.`,
  );
}
