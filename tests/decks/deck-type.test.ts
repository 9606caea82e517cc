import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { judgeFile } from '../../src/decks/deck-type.ts';
import { corpusPath, describeCorpus } from '../setup/corpus.ts';

const PPTX = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';

type Case = readonly [
  fact: string,
  content: string | Uint8Array,
  address: string,
  contentType: string | null,
  verdict: string,
];

/** The verdict as `extension`, or the reason of a refusal in brackets. */
async function verdict(content: string | Uint8Array, url: string, contentType: string | null): Promise<string> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const hints = { url: `https://h.example/${url}`, name: null, contentType, label: null };
  const judgement = await judgeFile(bytes.subarray(0, 4100), bytes.byteLength, hints);
  return judgement.ok ? judgement.extension : `[${judgement.reason}]`;
}

const zip = (...names: string[]): Uint8Array =>
  zipSync(Object.fromEntries(names.map((name) => [name, strToU8(name === 'mimetype' ? ODP : 'x'.repeat(20))])), {
    level: 0,
  });
const ODP = 'application/vnd.oasis.opendocument.presentation';
const ole = Buffer.concat([Buffer.from('D0CF11E0A1B11AE1', 'hex'), Buffer.alloc(600)]);
const mp4 = Buffer.concat([Buffer.from('00000018', 'hex'), Buffer.from('ftypisom'), Buffer.alloc(64)]);
const mov = Buffer.concat([Buffer.from('00000014', 'hex'), Buffer.from('ftypqt  '), Buffer.alloc(64)]);
const png = Buffer.from('89504E470D0A1A0A0000000D49484452000000010000000108060000001F15C4890000000049454E44', 'hex');
const unknown = Buffer.from('0001020304050607', 'hex');
const page = '<!DOCTYPE html>\n<html><head><title>Not found</title></head><body>Sorry</body></html>';
const bom = Buffer.from('EFBBBF', 'hex');
const utf16 = Buffer.from('\ufeffWelcome back', 'utf16le');
const lfs = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n';

describe('a file is judged by its first bytes', () => {
  it.each<Case>([
    ['a PDF', '%PDF-1.4\n%âã', 'deck.pdf', 'application/pdf', 'pdf'],
    ['a PDF without a name', '%PDF-1.4\n', 'export/pdf', 'application/octet-stream', 'pdf'],
    ['a PDF called text/html', '%PDF-1.4\n', 'deck.pdf', 'text/html', 'pdf'],
    ['a PDF behind a warning', '<br />\n<b>Warning</b>: x in y.php\n%PDF-1.4\n', 'deck.pdf', 'text/html', 'pdf'],
    ['a PDF behind 1,000 blanks', `${' '.repeat(1000)}%PDF-1.4`, 'deck.pdf', null, 'pdf'],
    ['a PDF mark too late', `${'\u0001'.repeat(1030)}%PDF-1.4`, 'deck.pdf', null, '[mismatch]'],
    ['a PPTX that tells by its entries', zip('[Content_Types].xml', 'ppt/presentation.xml'), 'deck.bin', null, 'pptx'],
    ['an ODP by its mimetype entry', zip('mimetype', 'content.xml'), 'deck', null, 'odp'],
    [
      'a Keynote 2013 file, whatever is read first',
      zip('Index/Document.iwa', 'Index/Slide-1.iwa'),
      'deck',
      null,
      'key',
    ],
    ['a Keynote 09 file that starts with a picture', zip('cover.jpg', 'index.apxl'), 'deck', null, 'key'],
    ['a Keynote file known by its name only', zip('cover.jpg'), 'deck.key', null, 'key'],
    ['an archive', zip('a.pdf'), 'decks.zip', null, 'zip'],
    ['an archive under the name of a PDF', zip('a.pdf'), 'deck.pdf', null, 'zip'],
    ['a PowerPoint 97 file', ole, 'deck.ppt', null, 'ppt'],
    ['an old file under a new name', ole, 'deck.pptx', PPTX, 'ppt'],
    ['a Word 97 file', ole, 'paper.doc', null, 'doc'],
    ['a PowerPoint file under the name of a PDF', zip('ppt/presentation.xml'), 'x.pptx.pdf', null, 'pptx'],
    ['a film', mp4, 'talk.mp4', 'video/mp4', 'mp4'],
    ['a QuickTime film', mov, 'demo.mov', null, 'mov'],
    ['a film under the name of a PDF', mp4, 'talk.pdf', null, '[mismatch]'],
    ['a picture', png, 'diagram.png', null, 'png'],
    ['a picture under the name of a PDF', png, 'diagram.pdf', null, '[mismatch]'],
    ['unknown bytes without a claim', unknown, 'thing', null, 'bin'],
    ['unknown bytes under the name of a PDF', unknown, 'deck.pdf', null, '[mismatch]'],
    ['unknown bytes under the name of a text', unknown, 'transcript.txt', null, '[mismatch]'],
    ['a transcript', 'Welcome, everybody.\n', 'transcript.txt', 'text/plain', 'txt'],
    ['a transcript without extension', 'Welcome.', 'Plain_Text_Transcript_212_PIAO-1198', null, 'txt'],
    ['a transcript that begins like a bitmap', 'BMW on Kubernetes: welcome', 'transcript.txt', null, 'txt'],
    ['a transcript that begins like a program', 'MZ: welcome', 'Plain_Text_Transcript', null, 'txt'],
    ['a transcript in UTF-16', utf16, 'transcript.txt', null, 'txt'],
    ['a transcript in Latin-1', Buffer.from('K\u00e4ldstr\u00f6m', 'latin1'), 'transcript.txt', null, 'txt'],
    ['a transcript called text/html', 'Welcome.', 'transcript.txt', 'text/html', 'txt'],
    ['captions', 'WEBVTT\n\n00:00.000 --> 00:01.000\nHi', 'talk.vtt', null, 'vtt'],
    ['SubRip captions', '1\n00:00:00,000 --> 00:00:01,000\nHi', 'talk.srt', null, 'srt'],
    ['notes', '# Title', 'notes.md', null, 'md'],
    ['a version number is no extension', 'Welcome.', 'Kubernetes 1.10', null, 'txt'],
    ['text under the name of a PDF', 'quota exceeded', 'deck.pdf', null, '[mismatch]'],
    ['text under the type of a PDF', 'quota exceeded', 'deck', 'application/pdf', '[mismatch]'],
    ['an error in JSON under the name of a deck', '{"error":"expired"}', 'deck.pptx', 'application/json', '[mismatch]'],
    ['nothing', '', 'deck.pdf', 'application/pdf', '[empty]'],
    ['a Git LFS pointer', lfs, 'deck.pdf', 'text/plain', '[lfs_pointer]'],
    ['a Git LFS pointer under a text name', lfs, 'deck', null, '[lfs_pointer]'],
    ['a web page under the name of a deck', page, 'deck.pdf', 'text/html', '[web_page]'],
    ['a web page called a PDF', page, 'deck.pdf', 'application/pdf', '[web_page]'],
    ['a web page without a name', page, 'decks/42', 'text/html; charset=utf-8', '[web_page]'],
    ['a web page that mentions %PDF-', `${page}%PDF-1.4`, 'deck.pdf', null, '[web_page]'],
    ['a web page behind a byte order mark', Buffer.concat([bom, Buffer.from(page)]), 'deck.pdf', null, '[web_page]'],
    [
      'a web page behind comments',
      `<?xml version="1.0"?>\n<!-- a --><!-- b -->\n${page}`,
      'deck.pdf',
      null,
      '[web_page]',
    ],
    ['a page that is only a script', '<script>location="/"</script>', 'deck.pdf', null, '[web_page]'],
    ['plain words called a web page', 'Not found', 'deck', 'text/html', '[web_page]'],
    ['slides written in HTML', page, 'slides/index.html', 'text/html', 'html'],
    ['a bot check', '<!DOCTYPE html><title>Just a moment...</title>', 'deck.pdf', 'text/html', '[wall]'],
    [
      'a bot check in the place of HTML slides',
      '<html><title>Just a moment...</title>',
      'index.html',
      'text/html',
      '[wall]',
    ],
    ['a login form', '<html><form><input name="p" type="password"></form>', 'deck.pdf', 'text/html', '[wall]'],
    [
      'a Google login',
      '<html><base href="https://accounts.google.com/v3/signin/">',
      'export/pdf',
      'text/html',
      '[wall]',
    ],
  ])('%s', async (_, content, url, contentType, expected) => {
    expect(await verdict(content, url, contentType)).toBe(expected);
  });

  it('takes the name that the server or the label gives where the address has none', async () => {
    const hints = { url: 'https://h.example/42', contentType: null, label: null, name: null };
    const content = zip('cover.jpg');
    expect(await judgeFile(content, 99, { ...hints, name: 'deck.key' })).toMatchObject({ extension: 'key' });
    expect(await judgeFile(content, 99, { ...hints, label: 'My deck.key' })).toMatchObject({ extension: 'key' });
  });

  it('states the media type of the content', async () => {
    const hints = { url: 'https://h.example/x.pdf', contentType: 'application/pdf', label: null, name: null };
    const judgement = await judgeFile(zip('ppt/presentation.xml'), 99, hints);
    expect(judgement).toEqual({ ok: true, mediaType: PPTX, extension: 'pptx' });
  });

  it('never throws and never gives an extension that could leave a directory', async () => {
    const starts = [
      '',
      'PK\u0003\u0004',
      '%PDF-',
      '\u00d0\u00cf\u0011\u00e0',
      '<!--',
      '<?xml',
      '<!---->'.repeat(500),
      'ID3',
      'II*\0',
      '\u001f\u008b',
    ];
    const head = fc
      .tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 600 }))
      .map(([start, rest]) => Buffer.concat([Buffer.from(start, 'latin1'), rest]));
    const word = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('x.pdf', '../x.key', 'a.b/c', '.PDF', 'text/html', 'x.constructor'),
    );
    await fc.assert(
      fc.asyncProperty(head, word, word, fc.option(word), async (bytes, url, name, contentType) => {
        const judgement = await judgeFile(bytes, bytes.length, { url, name, contentType, label: name });
        if (judgement.ok) {
          expect(judgement.extension).toMatch(/^[a-z0-9]{1,10}$/);
          expect(judgement.mediaType).toMatch(/^[a-z]+\/[\w.+-]+$/i);
        } else {
          expect(judgement.detail).not.toBe('');
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describeCorpus('real decks', () => {
  it('are recognised by their first 4,100 bytes, LFS pointers refused', async () => {
    for (const file of readdirSync(corpusPath('decks'))) {
      const extension = file.split('.').at(-1) ?? '';
      const content = readFileSync(corpusPath('decks', file));
      const judgement = await judgeFile(content.subarray(0, 4100), content.byteLength, {
        url: `https://h.example/${file}`,
        name: file,
        contentType: null,
        label: null,
      });
      if (file.includes('LFS-POINTER')) expect(judgement, file).toMatchObject({ ok: false, reason: 'lfs_pointer' });
      else expect(judgement, file).toMatchObject({ ok: true, extension });
    }
  });
});
