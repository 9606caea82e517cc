import { tidy } from './text.ts';

/** What a person is, and where. */
export interface Position {
  readonly jobTitle: string | null;
  readonly company: string | null;
}

/** `Position, Company` of a speaker block, split at the last comma. */
export function splitPosition(text: string): Position {
  const whole = tidy(text);
  if (whole === '') return { jobTitle: null, company: null };
  const comma = whole.lastIndexOf(', ');
  if (comma < 0) return { jobTitle: null, company: whole };
  return { jobTitle: whole.slice(0, comma), company: whole.slice(comma + 2) };
}
