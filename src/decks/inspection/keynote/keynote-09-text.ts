import { MAX_SLIDES, UnreadableFile } from '../contents.ts';
import { MAX_SLIDE_TEXT, slideText } from '../slide-text.ts';

/** What the XML says of one slide. */
interface Slide09 {
  readonly text: string;
  readonly notes: string | null;
  /** Paths in the package, the first that exists is it. */
  readonly pictures: readonly string[];
}

/** What the XML says of the document. */
export interface Presentation09 {
  readonly title: string | null;
  readonly author: string | null;
  readonly slides: readonly Slide09[];
}

/** Takes the parts of a presentation's XML as a parser meets them. Names are taken without their prefix. */
interface PresentationReader {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text(text: string): void;
  close(): void;
  /** Null where elements are still open: the document was cut off. */
  end(): Presentation09 | null;
}

/** Parts of a slide whose texts are kept apart; any other text goes to `shapes`. */
type Part = 'title' | 'body' | 'shapes' | 'notes';

/** Elements that begin such a part, as children of `key:slide`. */
const PARTS: ReadonlyMap<string, Part> = new Map([
  ['title-placeholder', 'title'],
  ['body-placeholder', 'body'],
  ['notes', 'notes'],
]);

/** Their texts are shown on no slide: comments, styles, and what a text box says before anybody has written into it. */
const UNSHOWN: ReadonlySet<string> = new Set([
  'sticky-notes',
  'stylesheet',
  'ghost-text',
  'master-slide',
  'theme-list',
]);

/** Elements that break a line inside of a paragraph, and others that stand for a character. */
const CHARACTERS: ReadonlyMap<string, string> = new Map([
  ['br', '\n'],
  ['lnbr', '\n'],
  ['crbr', '\n'],
  ['pgbr', '\n'],
  ['tab', '\t'],
]);

/** Numbers of a table's cells and of results of formulas. */
const NUMBERS: ReadonlySet<string> = new Set(['n', 'rn']);

/** Elements inside of each other: 48 slides of shapes are 23 deep. */
const MAX_DEPTH = 500;

/** A slide while it is read. */
interface Draft {
  readonly texts: Record<Part, string>;
  /** Parts that the page draws: a placeholder that was switched off keeps its text and is drawn by nobody. */
  readonly drawn: Set<Part>;
  readonly pictures: string[];
  /** A page was seen, so what it does not draw is not shown. */
  paged: boolean;
}

/**
 * Collects the slides of iWork '09's `key:presentation`: in `key:slide-list` each `key:slide` has its placeholders for title and body, a
 * page with what is drawn (shapes, tables, references to the placeholders), thumbnails and notes. Text stands in `sf:p` of an
 * `sf:text-storage`; tables have it in attributes of their cells (`sf:ct sfa:s`, `sf:n sf:v`).
 * `open` throws an `UnreadableFile` where a limit is broken.
 */
export function presentationReader(): PresentationReader {
  const slides: Draft[] = [];
  const metadata = { title: '', authors: '' };
  const path: string[] = [];
  let slide: Draft | null = null;
  /** Length of `path` at the slide, at what is passed over, at the part and at the paragraph; 0 outside of one. */
  let slideDepth = 0;
  let unshown = 0;
  let part: Part = 'shapes';
  let partDepth = 0;
  let paragraph = 0;

  return {
    open(name, attributes) {
      const element = local(name);
      path.push(element);
      if (path.length > MAX_DEPTH) throw tooMuch('elements inside of each other');
      if (unshown > 0) return;
      if (UNSHOWN.has(element)) unshown = path.length;
      else if (slide === null) openOutside(element, attributes);
      else openInside(slide, element, attributes);
    },
    text(text) {
      if (slide !== null && paragraph > 0 && unshown === 0) add(slide, text);
    },
    close() {
      if (slide !== null && paragraph === path.length) add(slide, '\n');
      if (paragraph === path.length) paragraph = 0;
      if (unshown === path.length) unshown = 0;
      if (partDepth === path.length) {
        partDepth = 0;
        part = 'shapes';
      }
      if (slideDepth === path.length) {
        slideDepth = 0;
        slide = null;
      }
      path.pop();
    },
    end: () =>
      path.length > 0
        ? null
        : {
            title: slideText(metadata.title) || null,
            author: slideText(metadata.authors) || null,
            slides: slides.map(finished),
          },
  };

  function openOutside(element: string, attributes: Readonly<Record<string, string>>): void {
    if (element === 'slide' && path.at(-2) === 'slide-list') {
      if (slides.length === MAX_SLIDES) throw tooMuch('slides');
      slide = { texts: { title: '', body: '', shapes: '', notes: '' }, drawn: new Set(), pictures: [], paged: false };
      slideDepth = path.length;
      slides.push(slide);
      return;
    }
    if (element !== 'string' || path.at(-3) !== 'metadata') return;
    const value = valueOf(attributes, 'string').slice(0, MAX_SLIDE_TEXT);
    if (path.at(-2) === 'title') metadata.title ||= value;
    if (path.at(-2) === 'authors') metadata.authors ||= value;
  }

  function openInside(draft: Draft, element: string, attributes: Readonly<Record<string, string>>): void {
    const opened = path.length === slideDepth + 1 ? PARTS.get(element) : undefined;
    if (opened !== undefined) {
      part = opened;
      partDepth = path.length;
    } else if (element === 'page') draft.paged = true;
    else if (element === 'title-placeholder-ref') draft.drawn.add('title');
    else if (element === 'body-placeholder-ref') draft.drawn.add('body');
    else if (element === 'data' && path[slideDepth] === 'thumbnails') draft.pictures.push(valueOf(attributes, 'path'));
    else if (element === 'p' && paragraph === 0 && path.includes('text-storage')) paragraph = path.length;
    else if (element === 'ct') add(draft, `${valueOf(attributes, 's')}\n`);
    else if (NUMBERS.has(element) && path.includes('tabular-model')) add(draft, `${valueOf(attributes, 'v')}\n`);
    else if (paragraph > 0) add(draft, CHARACTERS.get(element) ?? '');
  }

  function add(draft: Draft, text: string): void {
    // A break at the end of a paragraph is written twice: as an element, and by the paragraph's own end.
    if (text === '\n' && draft.texts[part].endsWith('\n')) return;
    if (draft.texts[part].length < MAX_SLIDE_TEXT) draft.texts[part] += text;
  }
}

function finished({ texts, drawn, pictures, paged }: Draft): Slide09 {
  const shown = (['title', 'body', 'shapes'] as const).filter((part) => part === 'shapes' || !paged || drawn.has(part));
  return {
    text: slideText(shown.map((part) => texts[part].trim()).join('\n')),
    notes: slideText(texts.notes) || null,
    pictures,
  };
}

function tooMuch(what: string): UnreadableFile {
  return new UnreadableFile('damaged', `The Keynote file breaks a limit: it has too many ${what}.`);
}

/** An attribute by its name without prefix; empty where there is none. */
function valueOf(attributes: Readonly<Record<string, string>>, name: string): string {
  for (const [key, value] of Object.entries(attributes)) if (local(key) === name) return value;
  return '';
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
