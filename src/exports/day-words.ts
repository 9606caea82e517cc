const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

interface Day {
  readonly year: string;
  readonly month: string;
  readonly day: string;
}

/** `2018-05-02` as `2 May 2018`; what is no day is returned as it is. */
export function dayInWords(text: string): string {
  const day = parts(text);
  return day === null ? text : `${day.day} ${day.month} ${day.year}`;
}

/** `2 to 4 May 2018`, `30 April to 4 May 2018`, `31 December 2018 to 1 January 2019`; null where neither day is known. */
export function daysInWords(startsOn: string | null, endsOn: string | null): string | null {
  const [first, last] = [startsOn ?? endsOn, endsOn ?? startsOn];
  if (first === null || last === null) return null;
  const [from, to] = [parts(first), parts(last)];
  if (from === null || to === null || first === last) return dayInWords(first);
  const year = from.year === to.year ? '' : ` ${from.year}`;
  const month = from.month === to.month && year === '' ? '' : ` ${from.month}`;
  return `${from.day}${month}${year} to ${dayInWords(last)}`;
}

/** The day's number within a conference, 1 for its first; null outside of it or where its days are not known. */
export function dayNumber(day: string, startsOn: string | null, endsOn: string | null): number | null {
  if (startsOn === null || day < startsOn || day > (endsOn ?? startsOn)) return null;
  const days = (Date.parse(day) - Date.parse(startsOn)) / 86_400_000;
  return Number.isInteger(days) ? days + 1 : null;
}

function parts(text: string): Day | null {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  const name = MONTHS[Number(month) - 1];
  return year === undefined || day === undefined || name === undefined
    ? null
    : { year, month: name, day: String(Number(day)) };
}
