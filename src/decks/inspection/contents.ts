import type { TextState } from '../../model/vocabulary.ts';

/** What a reader found in a document: the text of each slide and, in a zip, the entry that holds its picture. */
export interface DeckContents {
  readonly title: string | null;
  readonly author: string | null;
  /** In the order in which they are shown; hidden ones included. */
  readonly slides: readonly {
    readonly text: string;
    readonly notes: string | null;
    /** Name of a zip entry, or null. */
    readonly picture: string | null;
  }[];
}

/** A file that cannot be read, and what that makes of its text; `message` is one sentence for a person. */
export class UnreadableFile extends Error {
  readonly state: Exclude<TextState, 'ok' | 'empty'>;

  constructor(state: UnreadableFile['state'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnreadableFile';
    this.state = state;
  }
}

/** Most slides of one document: nobody shows a hundredth of them. A reader of a format that can lie about it gives up there. */
export const MAX_SLIDES = 20_000;
