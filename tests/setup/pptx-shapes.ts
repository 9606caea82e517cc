import { escaped } from './office.ts';

/** XML of shapes for a slide of `pptxEntries`, each as PowerPoint writes it, without what only the eye needs. */

/** A placeholder of a type (`title`, `body`, `ftr`, `sldNum` ...), or a text box where that is null. */
export function textShape(placeholder: string | null, lines: readonly string[], nonVisual = ''): string {
  const ph = placeholder === null ? '' : `<p:ph type="${placeholder}"/>`;
  return `<p:sp><p:nvSpPr><p:cNvPr id="20" name="Shape"${nonVisual}/><p:cNvSpPr/><p:nvPr>${ph}</p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="9144000" cy="914400"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>${textBody('p', lines)}</p:sp>`;
}

/** A text body whose lines are one run each; one that begins with `<` is XML of its own. */
export function textBody(prefix: string, lines: readonly string[]): string {
  const paragraphs = lines.map((line) => `<a:p>${line.startsWith('<') ? line : run(line)}</a:p>`);
  return `<${prefix}:txBody><a:bodyPr/><a:lstStyle/>${paragraphs.join('')}</${prefix}:txBody>`;
}

/** A run of text. */
export function run(text: string): string {
  return `<a:r><a:rPr lang="en-GB"/><a:t>${escaped(text)}</a:t></a:r>`;
}

/** A field with the text that it had when the file was saved. */
export function field(type: string, text: string): string {
  return `<a:fld id="{66E89589-8A2F-4677-AEF7-D51DC75CB045}" type="${type}"><a:rPr lang="en-GB"/><a:t>${text}</a:t></a:fld>`;
}

/** Shapes that move together. */
export function group(...shapes: readonly string[]): string {
  return `<p:grpSp><p:nvGrpSpPr><p:cNvPr id="30" name="Group"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>${shapes.join('')}</p:grpSp>`;
}

/** A table by rows of cells; a cell that is null is covered by the one before it. */
export function table(rows: readonly (readonly (string | null)[])[]): string {
  const columns = (rows[0] ?? []).map(() => '<a:gridCol w="1524000"/>');
  const cells = rows.map((row) => {
    const inRow = row.map((cell, index) => {
      if (cell === null) return `<a:tc hMerge="1">${textBody('a', ['covered'])}<a:tcPr/></a:tc>`;
      const span = row[index + 1] === null ? ' gridSpan="2"' : '';
      return `<a:tc${span}>${textBody('a', cell.split('\n'))}<a:tcPr/></a:tc>`;
    });
    return `<a:tr h="370840">${inRow.join('')}</a:tr>`;
  });
  return graphicFrame(
    'http://schemas.openxmlformats.org/drawingml/2006/table',
    `<a:tbl><a:tblPr/><a:tblGrid>${columns.join('')}</a:tblGrid>${cells.join('')}</a:tbl>`,
  );
}

/** A chart by its relationship. */
export function chartFrame(relationship: string): string {
  return graphicFrame(
    'http://schemas.openxmlformats.org/drawingml/2006/chart',
    `<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="${relationship}"/>`,
  );
}

/** SmartArt by the relationship of its data. */
export function diagramFrame(relationship: string): string {
  return graphicFrame(
    'http://schemas.openxmlformats.org/drawingml/2006/diagram',
    `<dgm:relIds xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" r:dm="${relationship}" r:lo="rId91" r:qs="rId92" r:cs="rId93"/>`,
  );
}

/** Two ways to draw one thing: the second for programs that do not know the first. */
export function alternateContent(choice: string, fallback: string): string {
  return `<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" Requires="a14">${choice}</mc:Choice><mc:Fallback>${fallback}</mc:Fallback></mc:AlternateContent>`;
}

/** A formula, as a paragraph's content. */
export function formula(...words: readonly string[]): string {
  const runs = words.map((word) => `<m:r><m:rPr/><m:t>${word}</m:t></m:r>`);
  return `<a14:m><m:oMathPara xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:oMath>${runs.join('')}</m:oMath></m:oMathPara></a14:m>`;
}

/** The part of a bar chart with a title, one series and its categories. */
export function chartPart(title: string, series: string, categories: readonly string[]): string {
  const points = (values: readonly string[]): string =>
    `<c:ptCount val="${values.length}"/>${values.map((value, index) => `<c:pt idx="${index}"><c:v>${value}</c:v></c:pt>`).join('')}`;
  const strings = (values: readonly string[]): string =>
    `<c:strRef><c:f>Sheet1!$A$1</c:f><c:strCache>${points(values)}</c:strCache></c:strRef>`;
  const numbers = `<c:numRef><c:f>Sheet1!$B$2</c:f><c:numCache><c:formatCode>General</c:formatCode>${points(categories.map((_, index) => `${index + 4711}`))}</c:numCache></c:numRef>`;
  return `<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p>${run(title)}</a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart><c:ser><c:idx val="0"/><c:tx>${strings([series])}</c:tx><c:cat>${strings(categories)}</c:cat><c:val>${numbers}</c:val></c:ser><c:ser><c:idx val="1"/><c:cat>${strings(categories)}</c:cat><c:val>${numbers}</c:val></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>`;
}

/** The data of SmartArt; `drawing` is the relationship of its drawing, where there is one. */
export function diagramPart(points: readonly string[], drawing: string | null): string {
  const items = points.map(
    (point, index) =>
      `<dgm:pt modelId="${index + 1}"><dgm:prSet phldrT="[Text]"/><dgm:spPr/><dgm:t><a:bodyPr/><a:lstStyle/><a:p>${run(point)}</a:p></dgm:t></dgm:pt>`,
  );
  const extension =
    drawing === null
      ? ''
      : `<dgm:extLst><a:ext uri="http://schemas.microsoft.com/office/drawing/2008/diagram"><dsp:dataModelExt xmlns:dsp="http://schemas.microsoft.com/office/drawing/2008/diagram" relId="${drawing}" minVer="http://schemas.openxmlformats.org/drawingml/2006/diagram"/></a:ext></dgm:extLst>`;
  return `<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst><dgm:pt modelId="0" type="doc"><dgm:prSet/><dgm:spPr/></dgm:pt>${items.join('')}</dgm:ptLst><dgm:cxnLst/><dgm:bg/><dgm:whole/>${extension}</dgm:dataModel>`;
}

/** How SmartArt was drawn last. */
export function diagramDrawingPart(shapes: readonly string[]): string {
  const items = shapes.map(
    (text) =>
      `<dsp:sp modelId="{1}"><dsp:nvSpPr><dsp:cNvPr id="0" name=""/><dsp:cNvSpPr/></dsp:nvSpPr><dsp:spPr/>${textBody('dsp', [text])}</dsp:sp>`,
  );
  return `<dsp:drawing xmlns:dsp="http://schemas.microsoft.com/office/drawing/2008/diagram" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dsp:spTree><dsp:nvGrpSpPr><dsp:cNvPr id="0" name=""/><dsp:cNvGrpSpPr/></dsp:nvGrpSpPr><dsp:grpSpPr/>${items.join('')}</dsp:spTree></dsp:drawing>`;
}

function graphicFrame(uri: string, content: string): string {
  return `<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="40" name="Frame"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="9144000" cy="3657600"/></p:xfrm><a:graphic><a:graphicData uri="${uri}">${content}</a:graphicData></a:graphic></p:graphicFrame>`;
}
