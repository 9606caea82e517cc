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

type TreeAdapter = NonNullable<CheerioOptions['treeAdapter']>;

/** Builds cheerio's tree. Cheerio does not export it, but leaves it in its options. */
const TREE = load('', {}).root().options.treeAdapter as TreeAdapter;

class ExcessError extends Error {}

/** The document of a page, or null for one so deep or so large that parsing it would hold up everything else. */
export function parseHtml(html: string): CheerioAPI | null {
  const limits = new Limits();
  try {
    return load(html, { treeAdapter: limits.adapter });
  } catch (error) {
    if (error instanceof ExcessError) return null;
    throw error;
  } finally {
    limits.lift();
  }
}

/**
 * Counts what the parser makes, not the tags of the text: some tags make no element, some make thousands (an open `<b>` is opened
 * again in every paragraph), and `<path/>` is closed in a picture but open outside of one.
 */
class Limits {
  #depth = 0;
  #elements = 0;
  #lifted = false;

  readonly adapter: TreeAdapter = {
    ...TREE,
    createElement: (...element) => {
      this.#elements += 1;
      this.#check();
      return TREE.createElement(...element);
    },
    onItemPush: () => {
      this.#depth += 1;
      this.#check();
    },
    onItemPop: () => {
      this.#depth -= 1;
    },
  };

  /** The document keeps its adapter for what is put into it later: that is ours, and is not counted. */
  lift(): void {
    this.#lifted = true;
  }

  #check(): void {
    if (this.#lifted) return;
    if (this.#depth > DEEPEST || this.#elements > MOST_ELEMENTS) throw new ExcessError('The page is no real one.');
  }
}
