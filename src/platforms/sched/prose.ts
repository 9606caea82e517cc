import type { CheerioAPI } from 'cheerio';
import { canonicalUrl, type Link, linkKind } from '../../model/link.ts';
import { tidy } from '../../model/text.ts';
import type { LinkOrigin } from '../../model/vocabulary.ts';
import { type LeftOut, linesOf as linesIn, type Node, outermost, partOf, textOf } from '../nodes.ts';
import { eventOf, webAddress } from './addresses.ts';

/** Elements that begin and end a line. */
const BLOCKS = new Set(
  'p div li ul ol dl dt dd tr table h1 h2 h3 h4 h5 h6 blockquote pre section article hr br'.split(' '),
);

/** Elements whose content is not text. */
const UNREAD = new Set(['script', 'style', 'template']);

/**
 * Organiser's HTML as plain text: `<br>` and paragraphs are line feeds, empty lines are dropped, white space of the source
 * is nothing. Null for a text without words: an empty description is published as `<strong></strong> <br>`.
 */
export function proseOf(nodes: Iterable<Node>, leftOut: LeftOut = () => false): string | null {
  return linesOf(linesIn(nodes, BLOCKS, (element) => UNREAD.has(element.name) || leftOut(element)));
}

/** Lines of plain text, tidied, without the empty ones; null for none. */
export function linesOf(lines: readonly string[]): string | null {
  const text = lines
    .map(tidy)
    .filter((line) => line !== '')
    .join('\n');
  return text === '' ? null : text;
}

/** A link as every part of a page makes it. */
export function linkOf(url: string, label: string | null, origin: LinkOrigin): Link {
  const text = label === null ? '' : tidy(label);
  const named = text === '' ? null : text;
  return { url, canonicalUrl: canonicalUrl(url), label: named, kind: linkKind({ url, label: named, origin }), origin };
}

/** Anchors are links already. */
const LINKED = new Set(['a', 'script', 'style']);

/**
 * Links of a text that an organiser or a speaker wrote: anchors, embedded frames and addresses typed out as text. Relative
 * ones and pages of the schedule itself are left out; a file on Sched's hosts is a link like any other.
 */
export function linksIn(nodes: readonly Node[], $: CheerioAPI, origin: string, kind: LinkOrigin): Link[] {
  const links: Link[] = [];
  const add = (href: string | undefined, label: string | null): void => {
    if (!/^(?:https?:)?\/\//iu.test(href?.trim() ?? '')) return;
    const url = webAddress(href, origin);
    if (url !== null && eventOf(url) === null && !url.startsWith(`${origin}/event/`))
      links.push(linkOf(url, label, kind));
  };
  const part = partOf($, nodes);
  for (const anchor of outermost(part.all('a[href]'))) add(anchor.attribs['href'], textOf([anchor]));
  for (const { attribs } of part.all('iframe[src], iframe[data-src], video source[src]'))
    add(attribs['src'] ?? attribs['data-src'], null);
  const text = linesIn(nodes, BLOCKS, ({ name }) => LINKED.has(name)).join(' ');
  for (const address of addressesIn(text)) add(address, null);
  return distinct(links);
}

/** Punctuation that belongs to the sentence, not to the address before it. */
const AFTER_ADDRESS = new Set(".,;:!?'’*•|]");

/** Web addresses in running text, without the punctuation that follows them. */
export function addressesIn(text: string): string[] {
  return (text.match(/\bhttps?:\/\/[^\s<>"“”]+/giu) ?? []).map((address) => {
    // By hand, because `[...]+$` takes quadratic time on a hostile row of dots.
    let end = address.length;
    while (end > 0 && AFTER_ADDRESS.has(address.charAt(end - 1))) end -= 1;
    const bare = address.slice(0, end);
    return bare.endsWith(')') && !bare.includes('(') ? bare.slice(0, -1) : bare;
  });
}

/** One link for each file; the first address stays, with the first label. */
export function distinct(links: readonly Link[]): Link[] {
  const byKey = new Map<string, Link>();
  for (const link of links) {
    const known = byKey.get(link.canonicalUrl);
    if (known === undefined) byKey.set(link.canonicalUrl, link);
    else if (known.label === null && link.label !== null) byKey.set(link.canonicalUrl, { ...known, label: link.label });
  }
  return [...byKey.values()];
}
