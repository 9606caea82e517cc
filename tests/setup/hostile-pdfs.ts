import { constants, deflateRawSync } from 'node:zlib';
import PdfKit from 'pdfkit';

/** PDFs that a reader must survive: each is small on disk and asks for much, or is not what it says. */

/** Wants a password before it shows anything (AES-256, PDF 1.7 extension level 3). */
export function encryptedPdf(): Buffer {
  const document = new PdfKit({
    compress: false,
    pdfVersion: '1.7ext3',
    userPassword: 'sesame',
    ownerPassword: 'open',
  });
  document.text('Nobody reads this');
  document.end();
  return document.read() as Buffer;
}

/** One page whose content is so many MiB of blanks, some thousand times smaller in the file. Never makes them: a fully flushed block may be repeated. */
export function streamBomb(mebibytes: number): Buffer {
  const mebibyte = deflateRawSync(Buffer.alloc(1024 ** 2, 0x20), { finishFlush: constants.Z_FULL_FLUSH });
  const blocks = Array.from({ length: mebibytes }, () => mebibyte);
  // The header of zlib, the blocks, an empty last one; readers do without the checksum.
  const packed = Buffer.concat([Buffer.from([0x78, 0x9c]), ...blocks, Buffer.from([3, 0])]);
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 720 405] /Contents 4 0 R >>',
    [`<< /Length ${packed.length} /Filter /FlateDecode >>`, packed],
  ]);
}

/** Empty pages in a flat tree: every one a child of the root. */
export function flatPages(count: number): Buffer {
  const kids = Array.from({ length: count }, (_, index) => `${index + 3} 0 R`).join(' ');
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${count} /MediaBox [0 0 720 405] >>`,
    ...Array.from({ length: count }, () => '<< /Type /Page /Parent 2 0 R >>'),
  ]);
}

/** A page that says it is its own parent's parent. */
export function pageTreeCycle(): Buffer {
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>',
  ]);
}

/** A page of `width` by `height` points with one word in each of `lines` lines. */
export function pdfOfSize(width: number, height: number, words: readonly string[]): Buffer {
  const document = new PdfKit({ compress: false, size: [width, height], margin: Math.min(width, height) / 20 });
  for (const word of words) document.text(word);
  document.end();
  return document.read() as Buffer;
}

/** A file of numbered objects, the first of which is the catalogue. */
function pdfOf(objects: readonly (string | readonly [head: string, stream: Buffer])[]): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.5\n')];
  const offsets: number[] = [];
  let length = parts[0]?.length ?? 0;
  const add = (part: Buffer): void => {
    parts.push(part);
    length += part.length;
  };
  for (const [index, object] of objects.entries()) {
    offsets.push(length);
    const [head, stream] = typeof object === 'string' ? [object, null] : object;
    add(Buffer.from(`${index + 1} 0 obj\n${head}\n`));
    if (stream !== null) add(Buffer.concat([Buffer.from('stream\n'), stream, Buffer.from('\nendstream\n')]));
    add(Buffer.from('endobj\n'));
  }
  const start = length;
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  add(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}
