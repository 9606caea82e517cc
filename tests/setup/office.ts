import { strToU8, type Zippable } from 'fflate';
import type { SlideText } from './decks.ts';

/** What PPTX and ODP are made of. */
export interface OfficeText {
  readonly title: string;
  readonly author: string;
  readonly slides: readonly OfficeSlide[];
  /** More parts, or others in the place of those that are made, by name; null takes one out. */
  readonly parts?: Readonly<Record<string, string | null>>;
}

/** A slide with shapes that lines of text cannot describe. */
interface OfficeSlide extends SlideText {
  /** XML behind the title and the body, see `pptx-shapes.ts` and `odp-shapes.ts`. */
  readonly shapes?: string;
  /** PPTX: relationships that the shapes use. */
  readonly relations?: readonly Relation[];
  readonly hidden?: boolean;
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OPEN_XML = 'http://schemas.openxmlformats.org';
const NAMESPACES = [
  `xmlns:a="${OPEN_XML}/drawingml/2006/main"`,
  `xmlns:r="${OPEN_XML}/officeDocument/2006/relationships"`,
  `xmlns:p="${OPEN_XML}/presentationml/2006/main"`,
].join(' ');
const COLOUR_MAP =
  '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>';

/**
 * The entries of a PowerPoint file (ECMA-376). The slides' file numbers run backwards, as they do once somebody has moved
 * slides about: the order stands in `presentation.xml` and its relationships alone.
 */
export function pptxEntries({ title, author, slides, parts: others = {} }: OfficeText): Zippable {
  const fileNumber = (index: number): number => slides.length - index;
  const parts: Record<string, string> = {
    'ppt/presentation.xml': `<p:presentation ${NAMESPACES}><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst><p:notesMasterIdLst><p:notesMasterId r:id="rId2"/></p:notesMasterIdLst><p:sldIdLst>${slides
      .map((_, index) => `<p:sldId id="${256 + index}" r:id="rId${10 + index}"/>`)
      .join(
        '',
      )}</p:sldIdLst><p:sldSz cx="12192000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relationships([
      ['rId1', 'slideMaster', 'slideMasters/slideMaster1.xml'],
      ['rId2', 'notesMaster', 'notesMasters/notesMaster1.xml'],
      ...slides.map((_, index): Relation => [`rId${10 + index}`, 'slide', `slides/slide${fileNumber(index)}.xml`]),
    ]),
    'ppt/slideMasters/slideMaster1.xml': `<p:sldMaster ${NAMESPACES}><p:cSld>${shapes([])}</p:cSld>${COLOUR_MAP}<p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst></p:sldMaster>`,
    'ppt/slideMasters/_rels/slideMaster1.xml.rels': relationships([
      ['rId1', 'slideLayout', '../slideLayouts/slideLayout1.xml'],
      ['rId2', 'theme', '../theme/theme1.xml'],
    ]),
    'ppt/slideLayouts/slideLayout1.xml': `<p:sldLayout ${NAMESPACES} type="obj"><p:cSld name="Title and Content">${shapes([])}</p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>`,
    'ppt/slideLayouts/_rels/slideLayout1.xml.rels': relationships([
      ['rId1', 'slideMaster', '../slideMasters/slideMaster1.xml'],
    ]),
    'ppt/notesMasters/notesMaster1.xml': `<p:notesMaster ${NAMESPACES}><p:cSld>${shapes([])}</p:cSld>${COLOUR_MAP}</p:notesMaster>`,
    'ppt/notesMasters/_rels/notesMaster1.xml.rels': relationships([['rId1', 'theme', '../theme/theme2.xml']]),
    'ppt/theme/theme1.xml': theme(),
    'ppt/theme/theme2.xml': theme(),
    'docProps/core.xml': `<cp:coreProperties xmlns:cp="${OPEN_XML}/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${escaped(title)}</dc:title><dc:creator>${escaped(author)}</dc:creator></cp:coreProperties>`,
  };
  for (const [index, slide] of slides.entries()) {
    const number = fileNumber(index);
    const placeholders: Placeholder[] = [['title', [slide.heading]]];
    if (slide.body.length > 0) placeholders.push(['body', slide.body]);
    const related: Relation[] = [
      ['rId1', 'slideLayout', '../slideLayouts/slideLayout1.xml'],
      ...(slide.relations ?? []),
    ];
    if (slide.notes !== '') {
      related.push(['rId2', 'notesSlide', `../notesSlides/notesSlide${number}.xml`]);
      parts[`ppt/notesSlides/notesSlide${number}.xml`] =
        `<p:notes ${NAMESPACES}><p:cSld>${shapes([['body', slide.notes.split('\n')]])}</p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:notes>`;
      parts[`ppt/notesSlides/_rels/notesSlide${number}.xml.rels`] = relationships([
        ['rId1', 'notesMaster', '../notesMasters/notesMaster1.xml'],
        ['rId2', 'slide', `../slides/slide${number}.xml`],
      ]);
    }
    parts[`ppt/slides/slide${number}.xml`] =
      `<p:sld ${NAMESPACES}${slide.hidden === true ? ' show="0"' : ''}><p:cSld>${shapes(placeholders, slide.shapes)}</p:cSld><p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>`;
    parts[`ppt/slides/_rels/slide${number}.xml.rels`] = relationships(related);
  }
  return {
    '[Content_Types].xml': strToU8(XML + contentTypes(Object.keys(parts))),
    ...packed({
      '_rels/.rels': relationships([
        ['rId1', 'officeDocument', 'ppt/presentation.xml'],
        ['rId2', 'metadata/core-properties', 'docProps/core.xml'],
      ]),
      ...parts,
      ...others,
    }),
  };
}

/** The entries of an OpenDocument presentation (OASIS ODF 1.2, part 3: `mimetype` first and not compressed). */
export function odpEntries({ title, author, slides, parts = {} }: OfficeText): Zippable {
  const mediaType = 'application/vnd.oasis.opendocument.presentation';
  const paragraphs = (lines: readonly string[]): string =>
    lines.map((line) => `<text:p>${escaped(line)}</text:p>`).join('');
  const frame = (role: string, y: number, lines: readonly string[]): string =>
    `<draw:frame presentation:class="${role}" svg:width="25cm" svg:height="${role === 'title' ? 3 : 10}cm" svg:x="1.5cm" svg:y="${y}cm"><draw:text-box>${paragraphs(lines)}</draw:text-box></draw:frame>`;
  const pages = slides.map(
    ({ heading, body, notes, shapes = '', hidden = false }, index) =>
      `<draw:page draw:name="page${index + 1}" draw:master-page-name="Default"${hidden ? ' draw:style-name="hidden"' : ''}>${frame('title', 1, [heading])}${frame('outline', 5, body)}${shapes}<presentation:notes>${frame('notes', 14, notes.split('\n'))}</presentation:notes></draw:page>`,
  );
  const root = ['office', 'text', 'style', 'drawing', 'presentation', 'table', 'chart'].map(
    (name) => `xmlns:${name === 'drawing' ? 'draw' : name}="${urn(name)}"`,
  );
  const attributes = `${root.join(' ')} xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:svg="${urn('svg-compatible')}" xmlns:fo="${urn('xsl-fo-compatible')}" office:version="1.2"`;
  return {
    mimetype: [strToU8(mediaType), { level: 0 }],
    ...packed({
      'content.xml': `<office:document-content ${attributes}><office:automatic-styles><style:style style:name="hidden" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style></office:automatic-styles><office:body><office:presentation>${pages.join('')}</office:presentation></office:body></office:document-content>`,
      'styles.xml': `<office:document-styles ${attributes}><office:automatic-styles><style:page-layout style:name="PM1"><style:page-layout-properties fo:page-width="28cm" fo:page-height="15.75cm"/></style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="Default" style:page-layout-name="PM1"/></office:master-styles></office:document-styles>`,
      'meta.xml': `<office:document-meta xmlns:office="${urn('office')}" xmlns:meta="${urn('meta')}" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2"><office:meta><dc:title>${escaped(title)}</dc:title><meta:initial-creator>${escaped(author)}</meta:initial-creator></office:meta></office:document-meta>`,
      'META-INF/manifest.xml': `<manifest:manifest xmlns:manifest="${urn('manifest')}" manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:media-type="${mediaType}"/>${['content', 'styles', 'meta'].map((name) => `<manifest:file-entry manifest:full-path="${name}.xml" manifest:media-type="text/xml"/>`).join('')}</manifest:manifest>`,
      ...parts,
    }),
  };
}

const urn = (name: string): string => `urn:oasis:names:tc:opendocument:xmlns:${name}:1.0`;

/** A relationship; one whose target begins with a scheme is external. */
export type Relation = [id: string, type: string, target: string];
type Placeholder = [type: 'title' | 'body', lines: readonly string[]];

/** The relationships part of some part (ECMA-376 part 2, 9.3). */
export function relationships(relations: readonly Relation[]): string {
  const items = relations.map(([id, type, target]) => {
    const family = type.startsWith('metadata/') ? 'package' : 'officeDocument';
    const mode = /^[a-z]+:/.test(target) ? ' TargetMode="External"' : '';
    return `<Relationship Id="${id}" Type="${OPEN_XML}/${family}/2006/relationships/${type}" Target="${target}"${mode}/>`;
  });
  return `<Relationships xmlns="${OPEN_XML}/package/2006/relationships">${items.join('')}</Relationships>`;
}

function packed(parts: Readonly<Record<string, string | null>>): Zippable {
  return Object.fromEntries(
    Object.entries(parts).flatMap(([name, text]) => (text === null ? [] : [[name, strToU8(XML + text)]])),
  );
}

function shapes(placeholders: readonly Placeholder[], more = ''): string {
  const items = placeholders.map(([type, lines], index) => {
    const paragraphs = lines.map((line) => `<a:p><a:r><a:rPr lang="en-GB"/><a:t>${escaped(line)}</a:t></a:r></a:p>`);
    const position = `<a:xfrm><a:off x="838200" y="${365_125 + index * 1_460_500}"/><a:ext cx="10515600" cy="${type === 'title' ? 1_325_563 : 4_351_338}"/></a:xfrm>`;
    return `<p:sp><p:nvSpPr><p:cNvPr id="${index + 2}" name="${type} ${index + 1}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="${type}"${type === 'body' ? ' idx="1"' : ''}/></p:nvPr></p:nvSpPr><p:spPr>${position}</p:spPr><p:txBody><a:bodyPr/><a:lstStyle/>${paragraphs.join('')}</p:txBody></p:sp>`;
  });
  return `<p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>${items.join('')}${more}</p:spTree>`;
}

function contentTypes(names: readonly string[]): string {
  const overrides = names.flatMap((name) => {
    const type = contentType(name);
    return type === null
      ? []
      : [`<Override PartName="/${name}" ContentType="application/vnd.openxmlformats-${type}+xml"/>`];
  });
  return `<Types xmlns="${OPEN_XML}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`;
}

function contentType(name: string): string | null {
  if (name === 'ppt/presentation.xml') return 'officedocument.presentationml.presentation.main';
  if (name === 'docProps/core.xml') return 'package.core-properties';
  const part = /\/(slide|slideMaster|slideLayout|notesSlide|notesMaster|theme)\d+\.xml$/.exec(name)?.[1];
  if (part === undefined) return null;
  return part === 'theme' ? 'officedocument.theme' : `officedocument.presentationml.${part}`;
}

/** The smallest theme that offices accept: twelve colours, two fonts, three of each fill, line and effect. */
function theme(): string {
  const colours = ['dk1', 'lt1', 'dk2', 'lt2', ...[1, 2, 3, 4, 5, 6].map((n) => `accent${n}`), 'hlink', 'folHlink'];
  const font = '<a:latin typeface="Arial"/><a:ea typeface=""/><a:cs typeface=""/>';
  const fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>';
  return `<a:theme xmlns:a="${OPEN_XML}/drawingml/2006/main" name="Plain"><a:themeElements><a:clrScheme name="Plain">${colours
    .map((name) => `<a:${name}><a:srgbClr val="${name.startsWith('lt') ? 'FFFFFF' : '1F3A5F'}"/></a:${name}>`)
    .join(
      '',
    )}</a:clrScheme><a:fontScheme name="Plain"><a:majorFont>${font}</a:majorFont><a:minorFont>${font}</a:minorFont></a:fontScheme><a:fmtScheme name="Plain"><a:fillStyleLst>${fill.repeat(3)}</a:fillStyleLst><a:lnStyleLst>${`<a:ln w="6350">${fill}</a:ln>`.repeat(3)}</a:lnStyleLst><a:effectStyleLst>${'<a:effectStyle><a:effectLst/></a:effectStyle>'.repeat(3)}</a:effectStyleLst><a:bgFillStyleLst>${fill.repeat(3)}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>`;
}

/** Text as it stands between tags. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
