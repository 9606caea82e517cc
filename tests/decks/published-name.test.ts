import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanName, extensionOf, MAX_NAME_BYTES, publishedName } from '../../src/decks/published-name.ts';

const AT = 'https://static.sched.com/hosted_files/demo/4e/deck.pdf';

describe('the published name', () => {
  it.each([
    ['the last segment of the address', null, AT, 'deck.pdf'],
    ['a literal percent, decoded once', null, 'https://h.example/66/80%25.pdf', '80%.pdf'],
    ['a double encoding, decoded once', null, 'https://h.example/a%2520b.pdf', 'a%20b.pdf'],
    ['a percent that was never encoded', null, 'https://h.example/100%.pdf', '100%.pdf'],
    ['an apostrophe as %27', null, 'https://h.example/What%27s%20new.pdf', "What's new.pdf"],
    ['a name in Japanese', null, 'https://h.example/%E6%A6%82%E8%A6%81.pdf', '概要.pdf'],
    ['an address that ends in a slash', null, 'https://h.example/decks/kubecon.pdf/', 'kubecon.pdf'],
    ['an encoded slash', null, 'https://h.example/o/decks%2Fkubecon.pdf?alt=media', 'kubecon.pdf'],
    ['a quoted filename', 'attachment; filename="My deck.pdf"', AT, 'My deck.pdf'],
    ['filename* over filename', `attachment; filename="EURO.pdf"; filename*=UTF-8''%e2%82%ac.pdf`, AT, '€.pdf'],
    [
      'raw UTF-8 read as Latin-1',
      `attachment; filename="${Buffer.from('Käldström.pdf').toString('latin1')}"`,
      AT,
      'Käldström.pdf',
    ],
    ['real Latin-1', 'attachment; filename="K\u00e4ldstr\u00f6m.pdf"', AT, 'Käldström.pdf'],
    ['a way out of the directory', 'attachment; filename="../../../etc/cron.d/x.pdf"', AT, 'x.pdf'],
    ['a way out of the directory on Windows', String.raw`attachment; filename*=UTF-8''..%5C..%5Cx.pdf`, AT, 'x.pdf'],
    ['a header without a name', 'inline', AT, 'deck.pdf'],
    ['a header whose name is nothing', 'attachment; filename=".."', AT, 'deck.pdf'],
    ['a header that is nonsense', '=;;==filename', AT, 'deck.pdf'],
    ['no path', null, 'https://h.example/', null],
    ['no address', null, 'not an address', null],
  ])('%s', (_, header, url, name) => {
    expect(publishedName(header, url)).toBe(name);
  });
});

describe('a cleaned name', () => {
  it.each([
    ['a bidi override', 'deck\u202Efdp.exe', 'deckfdp.exe'],
    ['a zero-width space', 'Kube\u200Bcon.pdf', 'Kubecon.pdf'],
    ['control characters', 'a\u0000b\r\nc\u001b[31m.pdf', 'a b c [31m.pdf'],
    ['curly quotes and dashes stay', '“It’s” – m³.pdf', '“It’s” – m³.pdf'],
    ['trailing white space', 'deck .pptx ', 'deck .pptx'],
    ['dots only', '...', null],
    ['nothing', ' ', null],
    ['long names keep their extension', `${'a'.repeat(300)}.pdf`, `${'a'.repeat(251)}.pdf`],
    ['long names are cut between characters', `${'界'.repeat(100)}.pdf`, `${'界'.repeat(83)}.pdf`],
  ])('%s', (_, published, name) => {
    expect(cleanName(published)).toBe(name);
  });

  it('is always short, on one line, without directories, and stays the same when cleaned again', () => {
    const published = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({ unit: fc.constantFrom('.', '/', '\\', '\u202e', '\n', '界', 'a', '\ud800', ' ') }),
    );
    fc.assert(
      fc.property(published, published, (header, path) => {
        for (const name of [
          cleanName(header),
          publishedName(`attachment; filename="${header}"`, `https://h/${path}`),
        ]) {
          if (name === null) continue;
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(MAX_NAME_BYTES);
          expect(name).not.toMatch(/[/\\\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]|^\.*$/u);
          expect(name.isWellFormed()).toBe(true);
          expect(cleanName(name)).toBe(name);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the extension', () => {
  it.each([
    ['x.pptx.pdf', 'pdf'],
    ['deck .PPTX', 'pptx'],
    ['https://h.example/a/Deck%2Epdf?download=1#page=2', 'pdf'],
    ['Plain_Text_Transcript_212_PIAO-1198', null],
    ['https://h.example/', null],
    ['https://slides.example', null],
    ['.', null],
  ])('of %s is %s', (name, extension) => {
    expect(extensionOf(name)).toBe(extension);
  });
});
