import { Temporal } from 'temporal-polyfill';

/** Local days, both included: `2018-05-02`. An open end is the first or last day that can be written so. */
export interface DaySpan {
  readonly from: string;
  readonly to: string;
}

/**
 * What a person means by `2018-05-02`, `2018-05`, `2018`, or by two of them with `..` between, one of which may be left out: the same in a
 * question and in the options of an export. `no_days` for anything else, `backwards` where the first day is after the last.
 */
export function daySpan(text: string): DaySpan | 'no_days' | 'backwards' {
  const [first = '', last = first, ...more] = text.trim().split('..');
  const from = first === '' ? '0000-01-01' : boundary(first, 'from');
  const to = last === '' ? '9999-12-31' : boundary(last, 'to');
  if (from === null || to === null || more.length > 0 || (first === '' && last === '')) return 'no_days';
  return from > to ? 'backwards' : { from, to };
}

/** The first or last day of a day, a month or a year that the calendar has. */
function boundary(text: string, end: 'from' | 'to'): string | null {
  const [, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text) ?? [];
  if (year === undefined) return null;
  // The 31st of every month: days are compared as text.
  const whole = [year, month ?? (end === 'from' ? '01' : '12'), day ?? (end === 'from' ? '01' : '31')].join('-');
  const date = new Date(`${year}-${month ?? '01'}-${day ?? '01'}T00:00:00Z`);
  const isDay = !Number.isNaN(date.getTime()) && (day === undefined || date.toISOString().slice(0, 10) === whole);
  return isDay ? whole : null;
}

/** The day, where the text is one that the calendar has (1000 to 2999), else null. */
export function calendarDay(text: string | null): string | null {
  if (text === null || !/^[12]\d{3}-\d{2}-\d{2}$/u.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text).toString();
  } catch {
    return null;
  }
}

/** The day after a day that the calendar has; null behind the last that can be told. */
export function dayAfter(day: string): string | null {
  return calendarDay(Temporal.PlainDate.from(day).add({ days: 1 }).toString());
}
