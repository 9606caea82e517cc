import type { Run } from './run.ts';

/** From so many files of one conference, or conferences, on that ask the same of a person, one sentence stands for all: a server that is down must not fill a mail. */
export const TOGETHER_FROM = 6;

/** Why a file needs a person. */
type Why = 'failed' | 'wall';

/** A file that needs a person: its address, and the sentence that says so. */
interface Need {
  readonly url: string;
  readonly message: string;
}

/** Files of a run that need a person, told at its end: one by one where they are few, in a sentence where they are many. */
export interface Attention {
  ask(why: Why, conference: string, need: Need): void;
  tell(): void;
}

export function createAttention(run: Run): Attention {
  const asked = new Map<string, { readonly why: Why; readonly conference: string; readonly needs: Need[] }>();
  return {
    ask(why, conference, need) {
      const key = `${conference}\n${why}`;
      const group = asked.get(key) ?? { why, conference, needs: [] };
      group.needs.push(need);
      asked.set(key, group);
    },
    tell() {
      for (const { why, conference, needs } of asked.values()) {
        const exit = why === 'failed' ? 'partial' : 'ok';
        const together = needs.length >= TOGETHER_FROM;
        for (const { message } of needs) run.note(exit, conference, message, !together);
        if (together) run.note(exit, conference, inOne(why, conference, needs), true);
      }
    },
  };
}

function inOne(why: Why, conference: string, needs: readonly Need[]): string {
  const many = `${conference}: ${needs.length} files`;
  const such = `such as ${needs[0]?.url ?? ''}`;
  const lists = `"deckhand missing ${conference}" lists them`;
  return why === 'failed'
    ? `${many} were not stored in three tries each, or are too large, ${such}. ${lists}, with the reasons.`
    : `${many} are behind a wall, ${such}. ${lists}; fetch them in a browser and run: deckhand attach LINK FILE`;
}
