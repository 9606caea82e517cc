import { escaped } from './office.ts';

/** XML of shapes for a slide of `odpEntries`, each as Impress writes it, without what only the eye needs. */

/** A text frame; a class (`title`, `footer`, `page-number` ...) where it is one of the layout's. A line that begins with `<` is XML. */
export function odpFrame(role: string | null, lines: readonly string[], attributes = ''): string {
  const named = role === null ? '' : ` presentation:class="${role}"`;
  return `<draw:frame${named} svg:width="5cm" svg:height="2cm" svg:x="1cm" svg:y="1cm"${attributes}><draw:text-box>${odpParagraphs(lines)}</draw:text-box></draw:frame>`;
}

/** A paragraph for each line. */
export function odpParagraphs(lines: readonly string[]): string {
  return lines.map((line) => `<text:p>${line.startsWith('<') ? line : escaped(line)}</text:p>`).join('');
}

/** A list in a list for each line after the first. */
export function odpList(lines: readonly string[]): string {
  const [first = '', ...rest] = lines;
  const inner = rest.length === 0 ? '' : odpList(rest);
  return `<text:list><text:list-item>${odpParagraphs([first])}${inner}</text:list-item></text:list>`;
}

/** A table by rows of cells; a cell that is null is covered by the one before it. */
export function odpTable(rows: readonly (readonly (string | null)[])[]): string {
  const lines = rows.map((row) => {
    const cells = row.map((cell, index) => {
      if (cell === null) return `<table:covered-table-cell>${odpParagraphs(['covered'])}</table:covered-table-cell>`;
      const span = row[index + 1] === null ? ' table:number-columns-spanned="2"' : '';
      return `<table:table-cell${span}>${odpParagraphs(cell.split('\n'))}</table:table-cell>`;
    });
    return `<table:table-row>${cells.join('')}</table:table-row>`;
  });
  const columns = '<table:table-column/>'.repeat(rows[0]?.length ?? 0);
  return `<draw:frame svg:width="20cm" svg:height="5cm"><table:table>${columns}${lines.join('')}</table:table><draw:image xlink:href="Pictures/table.svm"/></draw:frame>`;
}

/** A chart or another document inside this one. */
export function odpObject(address: string): string {
  return `<draw:frame svg:width="20cm" svg:height="5cm"><draw:object xlink:href="${address}" xlink:type="simple"/><draw:image xlink:href="./ObjectReplacements/Object 1"/></draw:frame>`;
}

/** `content.xml` of a chart with a title, one series and its categories. */
export function odpChart(title: string, series: string, categories: readonly string[]): string {
  const cell = (text: string): string =>
    `<table:table-cell office:value-type="string">${odpParagraphs([text])}</table:table-cell>`;
  const number = `<table:table-cell office:value-type="float" office:value="4711">${odpParagraphs(['4711'])}</table:table-cell>`;
  const rows = categories.map((category) => `<table:table-row>${cell(category)}${number}</table:table-row>`);
  const namespaces = ['office', 'text', 'table', 'chart'].map(
    (name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`,
  );
  return `<office:document-content ${namespaces.join(' ')}><office:body><office:chart><chart:chart><chart:title>${odpParagraphs([title])}</chart:title><chart:plot-area/><table:table table:name="local-table"><table:table-header-rows><table:table-row>${cell('')}${cell(series)}</table:table-row></table:table-header-rows><table:table-rows>${rows.join('')}</table:table-rows></table:table></chart:chart></office:chart></office:body></office:document-content>`;
}

/** The manifest of a file that wants a password (ODF 1.3 part 2, 3.4): the entries are there, and none can be read. */
export function encryptedManifest(): string {
  return `<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd"><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml" manifest:size="4711"><manifest:encryption-data manifest:checksum-type="SHA1/1K" manifest:checksum="MDEyMw=="><manifest:algorithm manifest:algorithm-name="Blowfish CFB" manifest:initialisation-vector="MDEyMw=="/></manifest:encryption-data></manifest:file-entry></manifest:manifest>`;
}
