import { gzipSync, strToU8, type Zippable } from 'fflate';
import { jpeg } from './jpeg.ts';
import type { KeynoteSlide } from './keynote.ts';

/** How a file of iWork '09 is packed; by default a plain `index.apxl` at the top of the zip. */
interface Packing {
  /** With its slash: the package's own folder, where a whole package was zipped. */
  readonly folder?: string;
  readonly gzip?: boolean;
}

/** Facts that iWork keeps of a document. */
interface Metadata {
  readonly title: string;
  readonly author: string;
}

/**
 * The entries of a Keynote file of iWork '09: an index in XML with a theme, whose master has texts of its own, and the slides. Pictures are
 * numbered against the order of the slides, one is of no slide, and a slide without a body has kept that of another, switched off.
 */
export function keynote09Entries(
  slides: readonly KeynoteSlide[],
  { title, author }: Metadata = { title: '', author: '' },
  { folder = '', gzip = false }: Packing = {},
): Zippable {
  const xml = strToU8(index(slides, { title, author }));
  const thumbs = slides.map(({ heading }, at): [string, Uint8Array] => [
    `${folder}${thumbOf(at, slides.length)}`,
    jpeg(heading),
  ]);
  return {
    [`${folder}thumbs/mt0-0.jpg`]: jpeg('Title Text'),
    [`${folder}thumbs/st99.jpg`]: jpeg('a deleted slide'),
    ...Object.fromEntries(thumbs),
    [`${folder}QuickLook/Thumbnail.jpg`]: jpeg('preview'),
    ...(gzip ? { [`${folder}index.apxl.gz`]: gzipSync(xml, { mtime: 0 }) } : { [`${folder}index.apxl`]: xml }),
  };
}

const thumbOf = (at: number, slides: number): string => `thumbs/st${slides - at}-${at * 7}.jpg`;

function index(slides: readonly KeynoteSlide[], { title, author }: Metadata): string {
  return [
    '<?xml version="1.0"?>\n',
    '<key:presentation xmlns:sfa="http://developer.apple.com/namespaces/sfa" xmlns:sf="http://developer.apple.com/namespaces/sf"',
    ' xmlns:key="http://developer.apple.com/namespaces/keynote2" key:version="92008102400">',
    '<key:theme-list><key:theme key:name="Theme"><key:master-slides><key:master-slide>',
    placeholder('title', 'Title Text'),
    placeholder('body', 'Body Level One'),
    '</key:master-slide></key:master-slides></key:theme></key:theme-list>',
    '<key:slide-list>',
    ...slides.map((slide, at) => slideXml(slide, thumbOf(at, slides.length))),
    '</key:slide-list>',
    `<key:metadata>${fact('authors', author)}${fact('title', title)}</key:metadata>`,
    '</key:presentation>\n',
  ].join('');
}

function fact(name: string, value: string): string {
  return value === '' ? '' : `<key:${name}><key:string sfa:string="${escaped(value)}"/></key:${name}>`;
}

function slideXml({ heading, body, notes, cells = [], skipped = false }: KeynoteSlide, thumb: string): string {
  const hasBody = body.length > 0;
  return [
    `<key:slide key:depth="0"${skipped ? ' key:hidden="true"' : ''}>`,
    '<key:stylesheet><sf:styles><sf:paragraphstyle sf:name="Free Form"/></sf:styles></key:stylesheet>',
    placeholder('title', heading),
    placeholder('body', hasBody ? body.join('\n') : 'Left over from another slide'),
    '<sf:page><sf:layers><sf:layer><sf:drawables>',
    cells.length === 0 ? '' : table(cells),
    '<key:title-placeholder-ref sfa:IDREF="1"/>',
    hasBody ? '<key:body-placeholder-ref sfa:IDREF="2"/>' : '',
    '</sf:drawables></sf:layer></sf:layers></sf:page>',
    `<key:thumbnails><key:binary><sf:data sf:path="${thumb}" sf:displayname="thumbs/st0.jpg"/></key:binary></key:thumbnails>`,
    '<key:sticky-notes><sf:sticky-note>',
    text('textbox', 'A comment of a colleague'),
    '</sf:sticky-note></key:sticky-notes>',
    `<key:notes>${text('note', notes)}</key:notes>`,
    '</key:slide>',
  ].join('');
}

function placeholder(kind: 'title' | 'body', content: string): string {
  return `<key:${kind}-placeholder><sf:text>${text('textbox', content)}</sf:text></key:${kind}-placeholder>`;
}

/** Paragraphs, each but the last with a break at its end, the words in spans, as iWork writes them. */
function text(kind: 'textbox' | 'note', content: string): string {
  const paragraphs = content.split('\n').map((line) => `<sf:span sf:style="s">${escaped(line)}</sf:span>`);
  const body = paragraphs.map((line, at) => `<sf:p>${line}${at < paragraphs.length - 1 ? '<sf:br/>' : ''}</sf:p>`);
  return `<sf:text-storage sf:kind="${kind}"><sf:text-body>${body.join('')}</sf:text-body></sf:text-storage>`;
}

/** A cell of digits is a number, any other a text. */
function table(cells: readonly string[]): string {
  const written = cells.map((cell) =>
    /^\d+$/.test(cell) ? `<sf:n sf:v="${cell}"/>` : `<sf:t><sf:ct sfa:s="${escaped(cell)}"/></sf:t>`,
  );
  return `<sf:tabular-info><sf:tabular-model><sf:grid><sf:datasource>${written.join('')}</sf:datasource></sf:grid></sf:tabular-model></sf:tabular-info>`;
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
