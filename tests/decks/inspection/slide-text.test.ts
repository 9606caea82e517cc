import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_SLIDE_TEXT, slideText } from '../../../src/decks/inspection/slide-text.ts';

describe('the text of a slide', () => {
  it.each<[string, string, string]>([
    ['takes ligatures apart', 'eﬃcient ﬁles', 'efficient files'],
    ['joins a word that was hyphenated at a line’s end', 'persis-\ntent volumes', 'persistent volumes'],
    ['keeps the hyphen before a capital or a digit', 'Cloud-\nNative, 2018-\n05', 'Cloud-\nNative, 2018-\n05'],
    ['makes full-width letters plain', 'Ｋｕｂｅ　２０１８', 'Kube 2018'],
    ['has one line feed a line, whatever the file had', 'a\r\nb\rc\u2028d\u000Be', 'a\nb\nc\nd\ne'],
    ['has no blanks at the ends of lines and one between words', '  a \t b  \n  c ', 'a b\nc'],
    ['has at most one empty line in a row', 'a\n\n\n\n\nb', 'a\n\nb'],
    ['drops what cannot be seen', 'a\u0000b\u00ADc\u200Bd\uFEFFe\uFFFDf', 'abcdef'],
    ['keeps the joiners that shape letters', 'می\u200Cخواهم', 'می\u200Cخواهم'],
    ['keeps Japanese, Chinese and Korean as they are', '日本語の文書 容器 저장소', '日本語の文書 容器 저장소'],
    ['of half a surrogate pair is none', 'a\uD800b', 'ab'],
    ['of nothing is empty', ' \n\n ', ''],
  ])('%s', (_what, raw, text) => expect(slideText(raw)).toBe(text));

  it('of a page that never ends is cut', () => {
    expect(slideText('x'.repeat(MAX_SLIDE_TEXT + 5)).length).toBe(MAX_SLIDE_TEXT);
    // One letter that NFKC makes eighteen of.
    expect(slideText('\uFDFA'.repeat(MAX_SLIDE_TEXT)).length).toBe(MAX_SLIDE_TEXT);
  });

  it('stays as it is when it is made again, and is always well-formed', () => {
    assert(
      property(string({ unit: 'binary' }), (raw) => {
        const text = slideText(raw);
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toMatch(/ $|^ |\n\n\n/m);
      }),
    );
  });
});
