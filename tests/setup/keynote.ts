import { strToU8, type Zippable } from 'fflate';
import type { SlideText } from './decks.ts';

/** A grey pixel: stands for the picture that Keynote keeps of each slide. */
const JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q==',
  'base64',
);
/** Type numbers of the archives inside an .iwa file, as iWork since 2013 writes them. */
const SLIDE_ARCHIVE = 5;
const TEXT_ARCHIVE = 2001;

/**
 * The entries of a Keynote file. Enough to be told from any other zip and to hold each slide's words where Keynote keeps
 * them (`Index/Slide*.iwa`); Keynote itself would want more.
 */
export function keynoteEntries(slides: readonly SlideText[]): Zippable {
  const entries: Zippable = {
    'Index/Document.iwa': archive([[1, new Uint8Array(0)]]),
    'Index/DocumentStylesheet.iwa': archive([[401, new Uint8Array(0)]]),
    'Index/MasterSlide.iwa': archive([[SLIDE_ARCHIVE, new Uint8Array(0)]]),
  };
  for (const [index, { heading, body, notes }] of slides.entries()) {
    const texts = [heading, body.join('\n'), notes].filter((text) => text !== '');
    entries[`Index/Slide${index === 0 ? '' : `-${index}`}.iwa`] = archive([
      [SLIDE_ARCHIVE, new Uint8Array(0)],
      ...texts.map((text): [number, Uint8Array] => [TEXT_ARCHIVE, field(3, strToU8(text))]),
    ]);
    entries[`Data/st-${String(index + 1).padStart(8, '0')}.jpg`] = JPEG;
  }
  entries['Metadata/Properties.plist'] = strToU8('bplist00');
  entries['preview.jpg'] = JPEG;
  return entries;
}

/** Archives one after another, each behind its description, in one Snappy chunk without a stream header. */
function archive(objects: readonly (readonly [type: number, payload: Uint8Array])[]): Uint8Array {
  const plain = Buffer.concat(
    objects.flatMap(([type, payload], index) => {
      const message = Buffer.concat([number(1, type), number(3, payload.length)]);
      const information = Buffer.concat([number(1, index + 1), field(2, message)]);
      return [varint(information.length), information, payload];
    }),
  );
  const packed = Buffer.concat([varint(plain.length), ...literals(plain)]);
  const head = Buffer.alloc(4);
  head.writeUIntLE(packed.length, 1, 3);
  return Buffer.concat([head, packed]);
}

/** Snappy that does not compress: runs of at most 60 bytes, each behind its tag. */
function literals(bytes: Buffer): Buffer[] {
  const runs: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += 60) {
    const run = bytes.subarray(from, from + 60);
    runs.push(Buffer.from([(run.length - 1) << 2]), run);
  }
  return runs;
}

function number(tag: number, value: number): Buffer {
  return Buffer.concat([Buffer.from([tag << 3]), varint(value)]);
}

function field(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([(tag << 3) | 2]), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}
