import type { CheerioAPI } from 'cheerio';

/**
 * Walks over a document by hand. Cheerio's own `find`, `remove`, `before` and their like take time by the square of an element's children
 * (css-select looks for each child among all others), and its `clone` and `text` go as deep into the stack as a page is nested.
 */

/** A selection of nodes of a page. */
export type Nodes = ReturnType<ReturnType<CheerioAPI>['contents']>;

/** A node of the document tree, of any kind. */
export type Node = Nodes[number];

/** An element of the document tree. */
export type Element = Extract<Node, { readonly attribs: unknown }>;

/** Which elements to pass over, with all that is in them. */
export type LeftOut = (element: Element) => boolean;

/** Whether an element bears a class. */
export function hasClass(element: Element, name: string): boolean {
  return (element.attribs['class'] ?? '').split(/\s+/u).includes(name);
}

/** Whether a node is an element. */
export function isElement(node: Node): node is Element {
  return 'attribs' in node;
}

/** The elements inside of these nodes, and those among them that are elements themselves, each once, in the order of the page. */
export function elementsOf(roots: Iterable<Node>, leftOut?: LeftOut): Element[] {
  const found = new Set<Element>();
  walk(roots, leftOut, {
    enter: (element) => {
      // What was met below another root is in already, with all that is in it.
      if (found.has(element)) return false;
      found.add(element);
      return true;
    },
  });
  return [...found];
}

/** A part of a page, walked once and searched as often as one likes. */
export interface Part {
  /** The elements that a selector names, in the order of the page. */
  all(selector: string): Element[];
  /** The first of them. */
  first(selector: string): Element | undefined;
}

/** The part that these nodes make with all that is in them. */
export function partOf($: CheerioAPI, roots: Iterable<Node>, leftOut?: LeftOut): Part {
  const elements = elementsOf(roots, leftOut);
  const all = (selector: string): Element[] => {
    const named = elements.length === 0 ? NONE : namedBy($, selector);
    return elements.filter((element) => named.has(element));
  };
  return { all, first: (selector) => all(selector)[0] };
}

const NONE: ReadonlySet<Node> = new Set();

/** Each selector is looked for once in a document; a part takes from that what is its own. */
const FOUND = new WeakMap<CheerioAPI, Map<string, ReadonlySet<Node>>>();

function namedBy($: CheerioAPI, selector: string): ReadonlySet<Node> {
  const selectors = FOUND.get($) ?? new Map<string, ReadonlySet<Node>>();
  FOUND.set($, selectors);
  const named = selectors.get(selector) ?? new Set($(selector).toArray());
  selectors.set(selector, named);
  return named;
}

/** The text of these nodes and of all in them, white space as it is. */
export function textOf(roots: Iterable<Node>, leftOut?: LeftOut): string {
  let text = '';
  walk(roots, leftOut, { text: (piece) => void (text += piece) });
  return text;
}

/** The same, cut where an element named in `lines` begins or ends. */
export function linesOf(roots: Iterable<Node>, lines: ReadonlySet<string>, leftOut?: LeftOut): string[] {
  const all: string[] = [];
  let line = '';
  const cut = (element: Element): true => {
    if (lines.has(element.name)) {
      all.push(line);
      line = '';
    }
    return true;
  };
  walk(roots, leftOut, { enter: cut, leave: cut, text: (piece) => void (line += piece) });
  return [...all, line];
}

/** Those of the elements that lie in no other of them: what is nested in its like is a part of it. */
export function outermost(elements: Iterable<Element>): Element[] {
  const all = new Set<Node>(elements);
  return [...(all as ReadonlySet<Element>)].filter((element) => !isInside(element, all));
}

/** Whether a node lies in one of these. */
export function isInside(node: Node, others: ReadonlySet<Node>): boolean {
  for (let outer = node.parent; outer !== null; outer = outer.parent) if (others.has(outer)) return true;
  return false;
}

interface Visitor {
  /** False: not into this one. */
  readonly enter?: (element: Element) => boolean;
  readonly leave?: (element: Element) => void;
  readonly text?: (text: string) => void;
}

/** `Node.TEXT_NODE` of the DOM standard. */
const TEXT_NODE = 3;

/** In the order of the page, with a stack of its own: hostile pages nest deeper than calls may. A function on it is what happens on leaving. */
function walk(roots: Iterable<Node>, leftOut: LeftOut | undefined, { enter, leave, text }: Visitor): void {
  const open: (Node | (() => void))[] = [...roots].toReversed();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'function') next();
    else if (next.nodeType === TEXT_NODE && 'data' in next) text?.(next.data);
    else if (isElement(next)) {
      const element = next;
      if (leftOut?.(element) === true || enter?.(element) === false) continue;
      if (leave !== undefined) open.push(() => leave(element));
      // One by one: a call takes no hundred thousand arguments.
      for (const child of element.children.toReversed()) open.push(child);
    } else if ('children' in next) for (const child of next.children.toReversed()) open.push(child);
  }
}
