import { UnreadableFile } from '../contents.ts';
import type { Zip } from '../zip.ts';
import { type Archive, archivesOf, unpackIwa } from './iwa.ts';
import { firstNumber, partsOf } from './protobuf.ts';

/** An object of a Keynote document and the component that holds it: `Slide-3` for `Index/Slide-3.iwa`. */
export interface KeynoteObject extends Archive {
  readonly component: string;
}

/** The objects of a Keynote document as far as they are read. */
export interface KeynoteObjects {
  get(identifier: number | undefined): KeynoteObject | undefined;
  /** Those that exist, each once, in the order in which they are named: a file may name one a million times. */
  all(identifiers: Iterable<number>): readonly KeynoteObject[];
  /** In the order in which they stand in the component. */
  of(component: string): readonly KeynoteObject[];
  readonly components: readonly string[];
}

/**
 * Types of the archives that a reader of slides needs, as Keynote's own registry numbers them (`TSPRegistryMapping` in psobot/keynote-parser;
 * the same from Keynote 6 of 2013 to 14).
 */
export const TYPE = {
  document: 1,
  show: 2,
  slideNode: 4,
  slide: 5,
  /** A second slot for slides; no file is known that uses it. */
  otherSlide: 6,
  note: 15,
  /** `TSWP.StorageArchive`, and the numbers of its kin. */
  texts: [2001, 2005, 2022],
  table: 6000,
  packageMetadata: 11_006,
} as const;

/**
 * Components that can hold words of a slide, its place or its picture. Tables stand outside of the slide, with what computes them. The
 * templates (`MasterSlide`, later `TemplateSlide`) are not read at all, so that their "Title Text" can get onto no slide; nor are the
 * styles, which refer to everything.
 */
const READ = /^(?:Document|Metadata|CalculationEngine|Slide|Tables\/DataList)(?:-\d+)*$/;

/** All components that are read, in bytes once unpacked: a deck of 37 slides has 142 kB. */
const MAX_PLAIN_BYTES = 128 * 1024 ** 2;

/** The same deck has 620 objects. */
const MAX_OBJECTS = 1_000_000;

/** Reads the components of the document in `folder` of a zip; throws an `UnreadableFile` where one is broken or they break a limit. */
export async function readKeynoteObjects(zip: Zip, folder: string): Promise<KeynoteObjects> {
  const objects = new Map<number, KeynoteObject>();
  const components = new Map<string, KeynoteObject[]>();
  let room = MAX_PLAIN_BYTES;
  let count = 0;
  for (const name of zip.names) {
    const component = componentOf(name, folder);
    if (component === null || !READ.test(component)) continue;
    const plain = unpackIwa(await zip.read(name), room, name);
    room -= plain.length;
    const held: KeynoteObject[] = [];
    for (const archive of archivesOf(plain, name)) {
      if (++count > MAX_OBJECTS)
        throw new UnreadableFile('damaged', 'The Keynote file breaks a limit: it has too many objects.');
      const object = { ...archive, component };
      held.push(object);
      objects.set(object.identifier, object);
    }
    components.set(component, held);
  }
  return {
    get: (identifier) => (identifier === undefined ? undefined : objects.get(identifier)),
    all: (identifiers) => {
      const found = new Set<KeynoteObject>();
      for (const identifier of identifiers) {
        const object = objects.get(identifier);
        if (object !== undefined) found.add(object);
      }
      return [...found];
    },
    of: (component) => components.get(component) ?? [],
    components: [...components.keys()],
  };
}

export function isSlide({ type }: KeynoteObject): boolean {
  return type === TYPE.slide || type === TYPE.otherSlide;
}

/** Identifiers in the `TSP.Reference` messages (1 identifier) of a field; `TSP.DataReference` is built alike. */
export function* referencesIn(message: Buffer, field: number): Generator<number> {
  for (const reference of partsOf(message, field)) {
    const identifier = firstNumber(reference, 1);
    if (identifier !== undefined) yield identifier;
  }
}

/** The first of them. */
export function referenceIn(message: Buffer, field: number): number | undefined {
  for (const identifier of referencesIn(message, field)) return identifier;
  return undefined;
}

function componentOf(name: string, folder: string): string | null {
  const start = `${folder}Index/`;
  return name.startsWith(start) && name.endsWith('.iwa') ? name.slice(start.length, -'.iwa'.length) : null;
}
