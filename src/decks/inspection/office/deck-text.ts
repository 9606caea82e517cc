import type { DeckContents } from '../contents.ts';
import { MAX_SLIDE_TEXT, slideText } from '../slide-text.ts';
import { brokenLimit } from './xml.ts';

/** The longest decks that were ever shown have some 1,000. */
const MAX_SLIDES = 5_000;

/** Text and notes of all slides, in UTF-16 units: a dense book of 1,000 pages has some 5 million. */
const MAX_DECK_TEXT = 20_000_000;

/** Takes text until no more of it would be kept. */
export interface TextSink {
  /** Of what was written so far. */
  readonly length: number;
  write(text: string): void;
  toString(): string;
}

/** An empty `TextSink` that holds as much as one slide may have. */
export function textSink(): TextSink {
  const pieces: string[] = [];
  let length = 0;
  return {
    get length() {
      return length;
    },
    write(text) {
      const piece = text.slice(0, MAX_SLIDE_TEXT - length);
      if (piece === '') return;
      pieces.push(piece);
      length += piece.length;
    },
    toString: () => pieces.join(''),
  };
}

/** What was found on one slide, before the slides are compared. */
export interface SlideDraft {
  /** Title first, as it was written. */
  readonly text: string;
  readonly footer: string;
  readonly notes: string;
}

/** Slides as they are added, within limits that hold for all of them together. */
export interface SlideList {
  /** Throws an `UnreadableFile` where there are too many slides, or too much text. */
  add(draft: SlideDraft): void;
  /**
   * A footer that stands on several slides is furniture (a company, a conference) and would make each of them an answer to the same
   * question; one that no other slide has is a source or a remark, and ends the slide's text.
   */
  finished(): DeckContents['slides'];
}

/** An empty `SlideList`. */
export function slideList(): SlideList {
  const drafts: SlideDraft[] = [];
  let total = 0;
  return {
    add(draft) {
      checkSlideCount(drafts.length + 1);
      const tidy = { text: slideText(draft.text), footer: slideText(draft.footer), notes: slideText(draft.notes) };
      total += tidy.text.length + tidy.footer.length + tidy.notes.length;
      if (total > MAX_DECK_TEXT) throw brokenLimit(`its slides have more than ${MAX_DECK_TEXT} characters`);
      drafts.push(tidy);
    },
    finished() {
      const seen = Map.groupBy(drafts, ({ footer }) => footer);
      return drafts.map(({ text, footer, notes }) => ({
        text: seen.get(footer)?.length === 1 ? slideText(`${text}\n${footer}`) : text,
        notes: notes === '' ? null : notes,
        picture: null,
      }));
    },
  };
}

/** Throws an `UnreadableFile` where a deck has more slides than any that was shown. */
export function checkSlideCount(slides: number): void {
  if (slides > MAX_SLIDES) throw brokenLimit(`it has more than ${MAX_SLIDES} slides`);
}

/** A title or an author as one line; null where there is nothing in it. */
export function oneLine(text: string): string | null {
  return slideText(text).replaceAll('\n', ' ') || null;
}
