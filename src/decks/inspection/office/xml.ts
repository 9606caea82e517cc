import { SaxesParser } from 'saxes';
import { UnreadableFile } from '../contents.ts';
import { MAX_SLIDE_TEXT } from '../slide-text.ts';
import type { Zip } from '../zip.ts';

/** PowerPoint and Impress come to some 20; a group in a group adds one. Beyond it, a parser's stack is all that a file is about. */
const MAX_DEPTH = 256;

/** Elements and attributes of all parts of one file: a slide has some 500, so that a thousand full slides have 500,000. */
const MAX_NODES = 5_000_000;

/** Attributes of one element: the root of an OpenDocument file, which names all its vocabularies, has some 50. */
const MAX_ATTRIBUTES = 1_000;

/** Parts that are read of one file: three for each of 5,000 slides (itself, its relationships, its notes), and as many charts. */
const MAX_PARTS = 20_000;

/** What is decoded at once, in bytes, so that a large part never stands in memory as one string. */
const CHUNK_BYTES = 64 * 1024;

/**
 * An element by its local name. Prefixes are free and namespaces come in two families (ISO 29500 strict and transitional), while within one
 * place of these formats a local name means one thing; so readers go by place and local name.
 */
export interface XmlElement {
  readonly name: string;
  /** By name as written, prefix included. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What is told of one element's content. */
export interface XmlVisitor {
  /** Who is told of the child's content; null leaves the child out, with all that is in it. */
  child?(element: XmlElement): XmlVisitor | null;
  /** Text directly in the element; may come in pieces, and none is longer than what is kept of a slide. */
  text?(text: string): void;
  end?(): void;
}

/** A part that is not well-formed, so that a reader can do without it where it matters little. */
export class MalformedXml extends UnreadableFile {
  constructor(part: string, options: ErrorOptions) {
    super('damaged', `The file's part ${part} is no well-formed XML.`, options);
    this.name = 'MalformedXml';
  }
}

/** Reads the XML parts of one zip file within limits that hold for all of them together. */
export interface XmlParts {
  /**
   * Tells `visit` of the root element, and whom it returns of the rest. Entities are never expanded: XML's own five are known, a document
   * that uses others is malformed. Throws an `UnreadableFile`.
   */
  read(part: string, visit: (root: XmlElement) => XmlVisitor | null): Promise<void>;
}

/** An `XmlParts` of an open zip file. */
export function xmlParts(zip: Zip): XmlParts {
  let parts = 0;
  let nodes = 0;
  const countNode = (): void => {
    nodes += 1;
    if (nodes > MAX_NODES) throw brokenLimit(`its XML has more than ${MAX_NODES} elements and attributes`);
  };
  return {
    async read(part, visit) {
      parts += 1;
      if (parts > MAX_PARTS) throw brokenLimit(`it has more than ${MAX_PARTS} parts`);
      parse(part, await zip.read(part), visit, countNode);
    },
  };
}

/** The error of a file that breaks a limit; `what` is a clause about the file. */
export function brokenLimit(what: string): UnreadableFile {
  return new UnreadableFile('damaged', `The file breaks a limit: ${what}.`);
}

/** An attribute without prefix: in Open XML, one of the element's own vocabulary. */
export function plainAttribute(element: XmlElement, name: string): string | null {
  return element.attributes[name] ?? null;
}

/** An attribute with a prefix, whichever: all of OpenDocument's, and in Open XML those of relationships (`r:id` beside `id`). */
export function prefixedAttribute(element: XmlElement, name: string): string | null {
  for (const [key, value] of Object.entries(element.attributes)) {
    if (key.endsWith(`:${name}`) && !key.startsWith('xmlns:')) return value;
  }
  return null;
}

/** A visitor that goes along a path of element names and hands what lies at its end to `visit`. */
export function along(path: readonly string[], visit: (element: XmlElement) => XmlVisitor | null): XmlVisitor {
  const [first, ...rest] = path;
  return {
    child: (element) => (element.name !== first ? null : rest.length === 0 ? visit(element) : along(rest, visit)),
  };
}

function parse(
  part: string,
  bytes: Buffer,
  visit: (root: XmlElement) => XmlVisitor | null,
  countNode: () => void,
): void {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const open: XmlVisitor[] = [];
  let leftOut = 0;
  let attributes = 0;

  // Only what the parser says becomes `MalformedXml`: an error of a visitor is a bug, or a limit.
  parser.on('error', (cause) => {
    throw new MalformedXml(part, { cause });
  });
  // Counted while the tag is read, before the parser compares a million attributes with each other.
  parser.on('attribute', () => {
    countNode();
    attributes += 1;
    if (attributes > MAX_ATTRIBUTES)
      throw brokenLimit(`${part} has an element of more than ${MAX_ATTRIBUTES} attributes`);
  });
  parser.on('opentag', (tag) => {
    countNode();
    attributes = 0;
    if (open.length + leftOut >= MAX_DEPTH) throw brokenLimit(`${part} nests elements more than ${MAX_DEPTH} deep`);
    const parent = open.at(-1);
    const element = { name: localName(tag.name), attributes: tag.attributes };
    const visitor = leftOut > 0 ? null : parent === undefined ? visit(element) : (parent.child?.(element) ?? null);
    if (visitor === null) leftOut += 1;
    else open.push(visitor);
  });
  parser.on('closetag', () => {
    if (leftOut > 0) leftOut -= 1;
    else open.pop()?.end?.();
  });
  const tell = (text: string): void => {
    if (leftOut === 0) open.at(-1)?.text?.(text.slice(0, MAX_SLIDE_TEXT));
  };
  parser.on('text', tell);
  parser.on('cdata', tell);

  const decoder = new TextDecoder(encodingOf(bytes));
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    parser.write(decoder.decode(bytes.subarray(at, at + CHUNK_BYTES), { stream: true }));
  }
  parser.write(decoder.decode());
  parser.close();
}

/** Both formats ask for UTF-8 or UTF-16, which has a mark (ECMA-376 part 2, 8.1.4). */
function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
