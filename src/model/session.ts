import { z } from 'zod';
import { Link } from './link.ts';
import { AVAILABILITIES, LEVELS, ROLES, SESSION_FIELDS, SESSION_KINDS } from './vocabulary.ts';

/** When and where a session takes place. A time the source does not give is null; nothing is guessed. */
export const Slot = z.object({
  /** ISO-8601 UTC instant to the second, `2018-05-02T09:00:00Z`; null while neither an instant nor a zone is known. */
  startsAt: z.string().nullable(),
  endsAt: z.string().nullable(),
  /** Wall-clock time on site, `2018-05-02T11:00:00`, or the date alone, `2018-05-02`, where no time was published. */
  localStart: z.string().nullable(),
  localEnd: z.string().nullable(),
  /** `+02:00`, as in force at the start. */
  utcOffset: z.string().nullable(),
  room: z.string().nullable(),
});
export type Slot = z.infer<typeof Slot>;

/** One person on one session, in published order, with role, job title and company as of that session. */
export const Appearance = z.object({
  /** The platform's id of the person (a Sched username), or null: then the person is known by name within the conference. */
  speakerKey: z.string().nullable(),
  name: z.string().min(1),
  role: z.enum(ROLES),
  jobTitle: z.string().nullable(),
  company: z.string().nullable(),
  bio: z.string().nullable(),
  url: z.string().nullable(),
});
export type Appearance = z.infer<typeof Appearance>;

/** One entry of a programme, as one reading of the source has it. */
export const Session = z.object({
  /** The platform's stable id. For sources without ids (agenda lines) a slug of the title, settled against the archive later. */
  key: z.string().min(1),
  /** Every other id the platform uses for it. */
  aliases: z.array(z.string()),
  url: z.string().nullable(),
  /** The title alone: without people, level and state marks. */
  title: z.string(),
  /** The title as published, white space included. */
  publishedTitle: z.string(),
  kind: z.enum(SESSION_KINDS),
  cancelled: z.boolean(),
  availability: z.enum(AVAILABILITIES).nullable(),
  level: z.enum(LEVELS).nullable(),
  /** The level's published wording: `Intermediate Skill Level`. */
  publishedLevel: z.string().nullable(),
  track: z.string().nullable(),
  /** BCP 47, where the source says. */
  language: z.string().nullable(),
  /** Plain text; paragraphs are separated by a line feed. */
  abstract: z.string().nullable(),
  slots: z.array(Slot),
  people: z.array(Appearance),
  tags: z.array(z.string()),
  links: z.array(Link),
  /**
   * The fields this reading is authoritative for: they replace what is stored, even by nothing. A value outside this
   * list is an offer, taken only while no authoritative source has spoken of that field.
   */
  knows: z.array(z.enum(SESSION_FIELDS)),
});
export type Session = z.infer<typeof Session>;
