import { parsePeople, type TitlePerson } from './people.ts';
import { tidy } from './text.ts';
import { splitPeople } from './title-people.ts';

/** One line of an agenda: `10:00-10:45 Title – Name, Company`. */
export interface AgendaLine {
  /** Wall-clock time as `HH:MM`, 24 hours; null where the line has none. */
  readonly startTime: string | null;
  readonly endTime: string | null;
  /** Without time and people. */
  readonly title: string;
  readonly people: readonly TitlePerson[];
}

/**
 * A time in front of a line: `09:00-09:30`, `9.00 – 9.30`, `9:00 am to 10:30 am`, `9-10am`, `09:00`, `9am`. A single
 * time needs a colon or am/pm: `1.14 in Code` is a version.
 */
const TIME =
  /^[([]?(?<startHour>\d{1,2})(?:(?<mark>[:.h])(?<startMinute>\d{2}))?(?!\d) ?(?<startHalf>[ap]\.?m\.?(?!\p{L}))?(?: ?(?:[-–—]|to|until|bis) ?(?<endHour>\d{1,2})(?:[:.h](?<endMinute>\d{2}))?(?!\d) ?(?<endHalf>[ap]\.?m\.?(?!\p{L}))?)?(?: ?(?:uhr|hrs?)(?!\p{L}))?[)\]]?(?: ?[|:–—-])?(?= |$|\p{Lu})/iu;

const BULLET = /^(?:[•◦▪·‣*–-]|\d{1,2}\)) +/u;

/** Bodies that close or open a meeting and are no people: `Closing – OpenSDS TSC`. */
const BODY = /\b(?:tsc|toc|sig|wg|board|committee|council|organi[sz]ers?|staff|team|all)$/iu;

/** A longer line is running text. */
const LONGEST_LINE = 1000;

/** Longest part after a dash that is taken for a body. */
const LONGEST_BODY = 60;

/**
 * Takes one line of an agenda apart: an optional time, then `Title (by Name, Role, Company)`, `Title (Name, Company)`,
 * `Title – Name, Company` or a title alone. Null for a line without words. Pure and total.
 */
export function parseAgendaLine(line: string): AgendaLine | null {
  const text = tidy(line).replace(BULLET, '');
  if (!/\p{L}/u.test(text)) return null;
  const time = splitTime(text);
  const title = time.rest;
  if (!/\p{L}/u.test(title)) return null;
  if (title.length > LONGEST_LINE) return { ...time.times, title, people: [] };
  const split = splitBrackets(title) ?? splitPeople(title);
  if (split !== null && split.title !== '') return { ...time.times, ...split };
  return { ...time.times, title: withoutBody(title), people: [] };
}

interface Times {
  readonly startTime: string | null;
  readonly endTime: string | null;
}

const NO_TIMES: Times = { startTime: null, endTime: null };

/** The time in front of a line, and what follows it. */
export function splitTime(line: string): { readonly times: Times; readonly rest: string } {
  const none = { times: NO_TIMES, rest: line };
  const groups = TIME.exec(line)?.groups;
  if (groups === undefined) return none;
  const start = { hour: groups['startHour'], minute: groups['startMinute'], half: groups['startHalf'] };
  const end = { hour: groups['endHour'], minute: groups['endMinute'], half: groups['endHalf'] };
  const ranged = end.hour !== undefined;
  const clear =
    start.half !== undefined ||
    end.half !== undefined ||
    (start.minute !== undefined && (ranged ? end.minute !== undefined : groups['mark'] === ':'));
  if (!clear) return none;
  const endTime = ranged ? clockTime(end) : null;
  // `9-10:30 am`: one am or pm at the end holds for both, unless that would turn the range round (`11-1 pm`).
  const shared = clockTime({ ...start, half: start.half ?? end.half });
  const startTime =
    end.half !== undefined && start.half === undefined && shared !== null && endTime !== null && shared > endTime
      ? clockTime({ ...start, half: 'am' })
      : shared;
  if (startTime === null || (ranged && endTime === null)) return none;
  return { times: { startTime, endTime }, rest: line.slice(TIME.exec(line)?.[0].length ?? 0).trimStart() };
}

interface Clock {
  readonly hour: string | undefined;
  readonly minute: string | undefined;
  readonly half: string | undefined;
}

function clockTime({ hour, minute, half }: Clock): string | null {
  const hours = Number(hour);
  const minutes = Number(minute ?? 0);
  if (half !== undefined && (hours < 1 || hours > 12)) return null;
  const inDay = half === undefined ? hours : (hours % 12) + (/^p/iu.test(half) ? 12 : 0);
  if (inDay > 24 || minutes > 59 || (inDay === 24 && minutes > 0)) return null;
  return `${String(inDay % 24).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

/** `Title (Name, Company)`; brackets that hold anything else belong to the title. */
function splitBrackets(text: string): { title: string; people: readonly TitlePerson[] } | null {
  const open = text.lastIndexOf(' (');
  if (open <= 0 || !text.endsWith(')') || text.startsWith('by ', open + 2)) return null;
  const list = parsePeople(text.slice(open + 2, -1));
  return list?.attributed === true ? { title: text.slice(0, open).trimEnd(), people: list.people } : null;
}

/** `Closing – OpenSDS TSC` is a closing; the body is no person and no part of its name. */
function withoutBody(text: string): string {
  const dash = / [-–—] (?!.* [-–—] )/u.exec(text);
  if (dash === null) return text;
  const tail = text.slice(dash.index + dash[0].length);
  return tail.length <= LONGEST_BODY && /^\p{Lu}/u.test(tail) && BODY.test(tail)
    ? text.slice(0, dash.index).trimEnd()
    : text;
}
