import { type DeckContents, MAX_SLIDES, UnreadableFile } from '../contents.ts';
import { openZipBytes, type Zip } from '../zip.ts';
import {
  isSlide,
  type KeynoteObject,
  type KeynoteObjects,
  readKeynoteObjects,
  referenceIn,
  referencesIn,
  TYPE,
} from './keynote-objects.ts';
import { wordsReader } from './keynote-text.ts';
import { firstNumber, firstPart, partsOf } from './protobuf.ts';

/** Identifiers that iWork gives to the two objects from which all others are found. */
const DOCUMENT = 1;
const PACKAGE_METADATA = 2;

/**
 * Reads a file of Keynote 2013 or later: a zip with `Index/*.iwa`, or with these in an inner `Index.zip`. No such file says who made it or what
 * it is called. Throws an `UnreadableFile` where it has no slides, or is broken.
 *
 * @param folder Of the document in the zip, with its slash: empty, or the package's name where a whole package was zipped.
 */
export async function readKeynote(zip: Zip, folder = ''): Promise<DeckContents> {
  const objects = await objectsOf(zip, folder);
  const shown = shownSlides(objects);
  const slides = shown.length > 0 ? shown : slidesByName(objects);
  if (slides.length === 0) throw new UnreadableFile('damaged', 'The Keynote file has no slides that can be found.');
  if (slides.length > MAX_SLIDES) {
    throw new UnreadableFile('damaged', `The Keynote file breaks a limit: it has ${slides.length} slides.`);
  }
  const pictures = picturesOf(slides, objects, zip, folder);
  const wordsOf = wordsReader(objects);
  return {
    title: null,
    author: null,
    slides: slides.map(({ slide }, index) => ({
      ...(slide === undefined ? { text: '', notes: null } : wordsOf(slide)),
      picture: pictures[index] ?? null,
    })),
  };
}

/** A slide and its place in the show; either may be missing in a file that is not whole. */
interface Place {
  readonly node?: KeynoteObject;
  readonly slide?: KeynoteObject;
}

async function objectsOf(zip: Zip, folder: string): Promise<KeynoteObjects> {
  const inner = `${folder}Index.zip`;
  if (!zip.has(inner)) return readKeynoteObjects(zip, folder);
  const index = await openZipBytes(await zip.read(inner));
  try {
    return await readKeynoteObjects(index, '');
  } finally {
    index.close();
  }
}

/**
 * The slides as the document orders them: document (2 show), show (3 tree, in place), tree (2 nodes; the first files of 2013 have 1 a root
 * instead), node (1 children, 2 slide). Empty where that leads nowhere.
 */
function shownSlides(objects: KeynoteObjects): Place[] {
  const document = ofType(objects.get(DOCUMENT), TYPE.document) ?? firstOfType(objects, TYPE.document);
  const show = document === undefined ? undefined : objects.get(referenceIn(document.payload, 2));
  const tree = show === undefined ? undefined : firstPart(show.payload, 3);
  if (tree === undefined) return [];
  const places: Place[] = [];
  const seen = new Set<number>();
  const roots = objects.all(referencesIn(tree, 2));
  const ahead = (roots.length > 0 ? roots : objects.all(referencesIn(tree, 1))).toReversed();
  for (let node = ahead.pop(); node !== undefined; node = ahead.pop()) {
    if (node.type !== TYPE.slideNode || seen.has(node.identifier)) continue;
    seen.add(node.identifier);
    for (const child of objects.all(referencesIn(node.payload, 1)).toReversed()) ahead.push(child);
    const identifier = referenceIn(node.payload, 2);
    if (identifier === undefined || seen.has(identifier)) continue;
    seen.add(identifier);
    const slide = objects.get(identifier);
    // A slide that is lost keeps its place: the others keep their numbers.
    places.push(slide !== undefined && isSlide(slide) ? { node, slide } : { node });
  }
  return places.some(({ slide }) => slide !== undefined) ? places : [];
}

/** In a file whose references lead nowhere: `Slide`, `Slide-1`, `Slide-2`, `Slide-10`. */
function slidesByName(objects: KeynoteObjects): Place[] {
  const { compare } = new Intl.Collator('en', { numeric: true });
  return objects.components
    .filter((component) => /^Slide(?:-\d+)*$/.test(component))
    .toSorted(compare)
    .flatMap((component) => {
      const held = objects.of(component);
      const slide = held.find(isSlide) ?? held[0];
      return slide === undefined ? [] : [{ slide }];
    });
}

/**
 * The zip entry of each slide's picture: the node names the data (16), the package's metadata (4 data: 1 identifier, 3 preferred and
 * 4 real name) its file. Other `st-` files are of slides that were deleted.
 */
function picturesOf(places: readonly Place[], objects: KeynoteObjects, zip: Zip, folder: string): (string | null)[] {
  const names = dataNames(objects);
  const named = places.map(({ node }) => {
    if (node === undefined) return null;
    for (const data of referencesIn(node.payload, 16)) {
      const entry = `${folder}Data/${names.get(data) ?? ''}`;
      if (zip.has(entry)) return entry;
    }
    return null;
  });
  return named.some((entry) => entry !== null) ? named : picturesByName(places.length, zip, folder);
}

function dataNames(objects: KeynoteObjects): Map<number, string> {
  const metadata =
    ofType(objects.get(PACKAGE_METADATA), TYPE.packageMetadata) ?? firstOfType(objects, TYPE.packageMetadata);
  const names = new Map<number, string>();
  if (metadata === undefined) return names;
  for (const data of partsOf(metadata.payload, 4)) {
    const identifier = firstNumber(data, 1);
    const name = firstPart(data, 4) ?? firstPart(data, 3);
    if (identifier !== undefined && name !== undefined) names.set(identifier, name.toString());
  }
  return names;
}

/** Where nothing names them: numbered pictures, if there is one for each slide. */
function picturesByName(slides: number, zip: Zip, folder: string): (string | null)[] {
  const { compare } = new Intl.Collator('en', { numeric: true });
  const start = `${folder}Data/st-`;
  const pictures = zip.names.filter((name) => name.startsWith(start)).toSorted(compare);
  const numbered = pictures.every((name) => /^\d+\.\w+$/.test(name.slice(start.length)));
  return numbered && pictures.length === slides ? pictures : [];
}

function ofType(object: KeynoteObject | undefined, type: number): KeynoteObject | undefined {
  return object?.type === type ? object : undefined;
}

function firstOfType(objects: KeynoteObjects, type: number): KeynoteObject | undefined {
  for (const component of objects.components) {
    const found = objects.of(component).find((object) => object.type === type);
    if (found !== undefined) return found;
  }
  return undefined;
}
