import { MAX_SLIDE_TEXT, slideText } from '../slide-text.ts';
import { referencesOf } from './iwa.ts';
import {
  isSlide,
  type KeynoteObject,
  type KeynoteObjects,
  referenceIn,
  referencesIn,
  TYPE,
} from './keynote-objects.ts';
import { firstNumber, firstPart, partsOf } from './protobuf.ts';

/** Fields of `KN.SlideArchive`. */
const TITLE = 5;
const BODY = 6;
const DRAWABLES = 7;
const NOTE = 27;
/** The drawables again, from the lowest to the uppermost. */
const STACKED = 42;

/** `kind` of a text storage (field 1) that holds speaker notes. */
const KIND_NOTE = 4;

/** Longest text in bytes of UTF-8 that can matter. */
const MAX_TEXT_BYTES = 4 * MAX_SLIDE_TEXT;

/** Cells of one table that are read: on a slide nobody could tell a hundredth of them apart. */
const MAX_CELLS = 100_000;

/** What a slide says, and what its speaker is told. */
interface Words {
  readonly text: string;
  readonly notes: string | null;
}

/**
 * Reads the words of one slide after another. An object gives its words to the first slide that shows it, so that no file can have the
 * same table read a million times, and references that run in a circle end.
 */
export function wordsReader(objects: KeynoteObjects): (slide: KeynoteObject) => Words {
  const seen = new Set<KeynoteObject>();
  const readWhole = new Set<string>();

  return (slide) => {
    const first = objects.all([...named(slide, TITLE), ...named(slide, BODY)]);
    const shown = objects.all([...named(slide, STACKED), ...named(slide, DRAWABLES)]);
    // A slide that names nothing: all texts that lie beside it are its own.
    if (first.length === 0 && shown.length === 0) return wordsBeside(slide.component);
    const notes = textsFrom(objects.all(named(slide, NOTE)), slide.component);
    // A placeholder that was switched off keeps its text, often that of the slide this one was copied from.
    const drawn = new Set(shown);
    const texts = textsFrom([...first.filter((object) => drawn.has(object)), ...shown], slide.component);
    return words(texts, notes);
  };

  function wordsBeside(component: string): Words {
    const storages = readWhole.has(component) ? [] : objects.of(component).filter(isText).filter(unseen);
    readWhole.add(component);
    return words(storages.filter((storage) => !isNote(storage)).map(textIn), storages.filter(isNote).map(textIn));
  }

  /** Texts on the way down from some objects, as deep as the component goes; tables wherever they lie. */
  function textsFrom(roots: readonly KeynoteObject[], component: string): string[] {
    const texts: string[] = [];
    const ahead = roots.toReversed();
    for (let object = ahead.pop(); object !== undefined; object = ahead.pop()) {
      const isTable = object.type === TYPE.table;
      if (isSlide(object) || (object.component !== component && !isTable) || !unseen(object)) continue;
      if (isTable) {
        for (const text of cellTexts(object)) texts.push(text);
        continue;
      }
      if (isText(object)) texts.push(textIn(object));
      // A text goes on: it names the shapes that flow with it.
      for (const next of objects.all(referencesOf(object)).toReversed()) ahead.push(next);
    }
    return texts;
  }

  /** True once for each object. */
  function unseen(object: KeynoteObject): boolean {
    if (seen.has(object)) return false;
    seen.add(object);
    return true;
  }

  /**
   * Texts of a table's cells, in the order in which they were entered: `TST.TableInfoArchive` (2 model), `TST.TableModelArchive` (4 data
   * store), `TST.DataStore` (4 list of strings, 17 list of formatted texts). Numbers and dates lie elsewhere, in the format of the program's
   * year.
   */
  function cellTexts(table: KeynoteObject): string[] {
    const model = objects.get(referenceIn(table.payload, 2));
    const store = model === undefined ? undefined : firstPart(model.payload, 4);
    if (store === undefined) return [];
    return [
      ...entriesOf(referenceIn(store, 4)).map((entry) => decoded(firstPart(entry, 3))),
      ...entriesOf(referenceIn(store, 17)).map((entry) => formatted(referenceIn(entry, 9))),
    ];
  }

  /** Entries (field 3) of a `TST.TableDataList`, by their key (field 1 of each). */
  function entriesOf(identifier: number | undefined): Buffer[] {
    const list = objects.get(identifier);
    if (list === undefined || !unseen(list)) return [];
    return Array.from(partsOf(list.payload, 3).take(MAX_CELLS), (entry) => ({ entry, key: firstNumber(entry, 1) ?? 0 }))
      .toSorted((one, other) => one.key - other.key)
      .map(({ entry }) => entry);
  }

  /** The text of a `TST.RichTextPayloadArchive` (1 storage). */
  function formatted(identifier: number | undefined): string {
    const payload = objects.get(identifier);
    const storage = payload === undefined ? undefined : objects.get(referenceIn(payload.payload, 1));
    return storage === undefined || !unseen(storage) ? '' : textIn(storage);
  }
}

function named(slide: KeynoteObject, field: number): Generator<number> {
  return referencesIn(slide.payload, field);
}

function isText({ type }: KeynoteObject): boolean {
  return TYPE.texts.some((text) => text === type);
}

function isNote(storage: KeynoteObject): boolean {
  return firstNumber(storage.payload, 1) === KIND_NOTE;
}

/** Field 3 of a `TSWP.StorageArchive`; newer programs may write it in several parts. */
function textIn(storage: KeynoteObject): string {
  let text = '';
  for (const part of partsOf(storage.payload, 3)) {
    text += decoded(part);
    if (text.length > MAX_SLIDE_TEXT) break;
  }
  return text;
}

function decoded(bytes: Buffer | undefined): string {
  return bytes === undefined ? '' : bytes.toString('utf8', 0, MAX_TEXT_BYTES);
}

function words(texts: readonly string[], notes: readonly string[]): Words {
  return { text: tidy(texts), notes: tidy(notes) || null };
}

/** Each text on lines of its own; without the characters that stand for what hangs in a text (a picture, the slide's number). */
function tidy(texts: readonly string[]): string {
  return slideText(
    texts
      .map((text) => text.replaceAll('\uFFFC', '').trim())
      .filter((text) => text !== '')
      .join('\n'),
  );
}
