import type { TitleConvention } from './edition.ts';
import { levelFromText } from './level.ts';
import { parsePeople, type TitlePerson } from './people.ts';
import { tidy } from './text.ts';
import type { Availability, Level, SessionKind } from './vocabulary.ts';

/** What a published title says, apart. */
export interface ParsedTitle {
  /** The talk's name alone, never empty. */
  readonly title: string;
  readonly kind: SessionKind | null;
  readonly level: Level | null;
  readonly publishedLevel: string | null;
  readonly cancelled: boolean;
  readonly availability: Availability | null;
  readonly people: readonly TitlePerson[];
}

/** Takes a published title apart. */
export function parseTitle(published: string, convention: TitleConvention): ParsedTitle {
  let title = tidy(published).replace(/ ?\(Slides Attached\)/iu, '');
  const mark = /\(([^()]* Skill Level)\)/iu.exec(title);
  const publishedLevel = mark?.[1] ?? null;
  title = title.replace(mark?.[0] ?? '\u0000', '').trim();
  const cancelled = /^\[?cancell?ed\b/iu.test(title);
  let people: readonly TitlePerson[] = [];
  const dash = Math.max(title.lastIndexOf(' - '), title.lastIndexOf(' – '));
  if (convention.people !== 'none' && dash > 0) {
    people = parsePeople(title.slice(dash + 3)) ?? [];
    if (people.length > 0) title = title.slice(0, dash);
  }
  return {
    title: title === '' ? published : title,
    kind: /^keynote:/iu.test(title) ? 'keynote' : null,
    level: publishedLevel === null ? null : levelFromText(publishedLevel),
    publishedLevel,
    cancelled,
    availability: null,
    people,
  };
}
