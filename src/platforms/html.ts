import { type CheerioAPI, type CheerioOptions, load } from 'cheerio';

/**
 * Deeper than any real page by far (browsers stop at 512); the parser's time grows with the square of the depth (16,000: 2 s,
 * 200,000: minutes).
 */
const DEEPEST = 5_000;

/**
 * Larger than any real page by far: KubeCon Europe 2018 lists its 359 sessions in 9,400 elements. A hostile page of a million takes
 * gigabytes of memory, or minutes where each is moved out of a table.
 */
const MOST_ELEMENTS = 200_000;

/**
 * Elements, each counted once for every element around it, and the parser's looks at open elements (for each end tag it searches those
 * from the inside): what any search of the document costs. KubeCon North America 2018 takes 190,000; 5,000 open elements and a million end
 * tags, or a hundred thousand elements in them, take minutes.
 */
const MOST_STEPS = 25_000_000;

/** More than any real tag has by far; the parser compares each attribute of a tag with all others (40,000: 5 s). */
const MOST_ATTRIBUTES = 5_000;

/** One attribute of a tag, with what stands before it. */
const ATTRIBUTE = /[\s/]*[^\s/>][^\s/>=]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"'][^\s>]*)?)?/uy;

type TreeAdapter = NonNullable<CheerioOptions['treeAdapter']>;

/** Builds cheerio's tree. Cheerio does not export it, but leaves it in its options. */
const TREE = load('', {}).root().options.treeAdapter as TreeAdapter;

/** `<html>` and `<body>`, whose ends may be left out (HTML standard, 13.1.2.4). */
const OPEN_AT_THE_END = 2;

const UNFINISHED = new WeakSet<CheerioAPI>();

/** Whether a document ended while other elements than `<html>` and `<body>` were open. */
export function isUnfinished($: CheerioAPI): boolean {
  return UNFINISHED.has($);
}

class ExcessError extends Error {}

/** The document of a page, or null for one so deep or so large that parsing it would hold up everything else. */
export function parseHtml(page: string): CheerioAPI | null {
  // The parser takes two low surrogates in a row for one character, which there is none of, and throws.
  const html = page.toWellFormed();
  if (hasExcessiveTag(html)) return null;
  const limits = new Limits();
  try {
    const $ = load(html, { treeAdapter: limits.adapter });
    if (limits.depth > OPEN_AT_THE_END) UNFINISHED.add($);
    return $;
  } catch (error) {
    if (error instanceof ExcessError) return null;
    throw error;
  } finally {
    limits.lift();
  }
}

function hasExcessiveTag(html: string): boolean {
  const tag = /<[a-z][^\s/>]*/giu;
  while (tag.exec(html) !== null) {
    ATTRIBUTE.lastIndex = tag.lastIndex;
    for (let count = 0; ATTRIBUTE.test(html); count += 1) {
      if (count > MOST_ATTRIBUTES) return true;
      tag.lastIndex = ATTRIBUTE.lastIndex;
    }
  }
  return false;
}

/**
 * Counts what the parser makes, not the tags of the text: some tags make no element, some make thousands (an open `<b>` is opened
 * again in every paragraph), and `<path/>` is closed in a picture but open outside of one.
 */
class Limits {
  #depth = 0;
  #elements = 0;
  #steps = 0;
  #lifted = false;

  readonly adapter: TreeAdapter = {
    ...TREE,
    createElement: (...element) => {
      this.#elements += 1;
      this.#steps += this.#depth;
      this.#check();
      return TREE.createElement(...element);
    },
    getNamespaceURI: (element) => {
      this.#steps += 1;
      this.#check();
      return TREE.getNamespaceURI(element);
    },
    onItemPush: () => {
      this.#depth += 1;
      this.#check();
    },
    onItemPop: () => {
      this.#depth -= 1;
    },
  };

  /** Elements that are open now. */
  get depth(): number {
    return this.#depth;
  }

  /** The document keeps its adapter for what is put into it later: that is ours, and is not counted. */
  lift(): void {
    this.#lifted = true;
  }

  #check(): void {
    if (this.#lifted) return;
    if (this.#depth > DEEPEST || this.#elements > MOST_ELEMENTS || this.#steps > MOST_STEPS)
      throw new ExcessError('The page is no real one.');
  }
}
