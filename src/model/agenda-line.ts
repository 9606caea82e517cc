import { parsePeople, type TitlePerson } from './people.ts';
import { tidy } from './text.ts';

/** One line of an agenda: `10:00-10:45 Title – Name, Company`. */
export interface AgendaLine {
  /** Wall-clock time, `HH:MM`. */
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly title: string;
  readonly people: readonly TitlePerson[];
}

/** Takes one line of an agenda apart; null for a line without words. */
export function parseAgendaLine(line: string): AgendaLine | null {
  const title = tidy(line);
  if (title === '') return null;
  return { startTime: null, endTime: null, title, people: parsePeople(title)?.people ?? [] };
}
