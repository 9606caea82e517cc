import type { CheerioAPI } from 'cheerio';
import { parseHtml } from '../html.ts';

/** A node of the document tree, of any kind. */
type Nodes = ReturnType<ReturnType<CheerioAPI>['contents']>;
type Node = Nodes[number];

/** Elements that stand on lines of their own. */
const BLOCKS = new Set(
  `address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr
  legend li main menu nav ol option p pre section select summary table tbody tfoot thead tr ul`.split(/\s+/u),
);

/** Elements whose content nobody reads. */
const UNREAD = new Set(['script', 'style', 'noscript', 'template', 'svg', 'iframe', 'head', 'textarea', 'title']);

/** `Node.TEXT_NODE` of the DOM standard. */
const TEXT_NODE = 3;

/** What stands between the cells of a table row: a row `10:00 | Title | Name, Company` reads as an agenda line. */
const CELL = ' – ';

/**
 * The lines of a page as a reader sees them, untidied: block elements and `<br>` end a line, cells of a table row are
 * joined by dashes. Only of the elements that `selector` names, where it is given and names any, else of the whole
 * body. Pure and total; an impossible selector names nothing, and a page nested deeper than any real one has no lines.
 */
export function agendaText(html: string, selector?: string): readonly string[] {
  const $ = parseHtml(html);
  if ($ === null) return [];
  const chosen = selector === undefined ? null : selected($, selector);
  const roots = chosen === null || chosen.length === 0 ? $('body') : chosen;
  let text = '';
  // A stack of our own: hostile pages nest deeper than calls may.
  const open: (Node | string)[] = roots.toArray().toReversed();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node === 'string') text += node;
    else if (node.nodeType === TEXT_NODE && 'data' in node) text += node.data.replace(/\s+/gu, ' ');
    else if ('name' in node && 'children' in node && !UNREAD.has(node.name)) {
      const edge = BLOCKS.has(node.name) ? '\n' : '';
      const after = node.name === 'td' || node.name === 'th' ? CELL : edge;
      if (node.name === 'br') text += '\n';
      text += edge;
      open.push(after);
      // One by one: a call takes no hundred thousand arguments.
      for (const child of node.children.toReversed()) open.push(child);
    }
  }
  return text.split('\n').map(withoutEmptyCells);
}

/**
 * A row's last cells may be empty: their dashes go. By hand, because `[\s–]+$` takes quadratic time on hostile rows.
 */
function withoutEmptyCells(line: string): string {
  let end = line.length;
  while (end > 0 && ' –'.includes(line.charAt(end - 1))) end -= 1;
  return line.slice(0, end);
}

function selected($: CheerioAPI, selector: string): Nodes | null {
  try {
    return $(selector).contents();
  } catch {
    return null;
  }
}
