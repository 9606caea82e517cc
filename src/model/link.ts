import { z } from 'zod';
import { LINK_KINDS, LINK_ORIGINS } from './vocabulary.ts';

/** An address found on a session. */
export const Link = z.object({
  /** Absolute address as published; the one that is requested. */
  url: z.string(),
  /** The same for every address of the same file (see `canonicalUrl`): what a stored link is recognised by. */
  canonicalUrl: z.string(),
  label: z.string().nullable(),
  kind: z.enum(LINK_KINDS),
  origin: z.enum(LINK_ORIGINS),
});
export type Link = z.infer<typeof Link>;
