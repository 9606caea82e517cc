import { type CheerioAPI, load } from 'cheerio';

/** Deeper than any real page by far; the parser's time grows with the square of the depth (16,000: 2 s, 200,000: minutes). */
const DEEPEST = 5_000;

/** Elements that need no end tag: they do not nest by being left open. */
const UNCLOSED = new Set(
  'area base br col embed hr img input link meta param source track wbr p li dt dd td th tr thead tbody option'.split(
    ' ',
  ),
);

/** The document of a page, or null for one that is nested so deep that parsing it would hold up everything else. */
export function parseHtml(html: string): CheerioAPI | null {
  return isTooDeep(html) ? null : load(html);
}

function isTooDeep(html: string): boolean {
  let depth = 0;
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)/giu)) {
    if (UNCLOSED.has(name.toLowerCase())) continue;
    depth = Math.max(0, depth + (slash === '' ? 1 : -1));
    if (depth > DEEPEST) return true;
  }
  return false;
}
