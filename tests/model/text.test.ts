import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameKey, SLUG_LENGTH, slug, tidy } from '../../src/model/text.ts';

describe('tidy', () => {
  it.each([
    ['a tab inside a name is a space', 'Waldemar\tQuevedo', 'Waldemar Quevedo'],
    ['NBSP is a space', 'Pipelines –\u00A0Andrew Martin', 'Pipelines – Andrew Martin'],
    ['runs of blanks are one space', '  Podcast:  Securing \r\n Kubernetes ', 'Podcast: Securing Kubernetes'],
    ['marks without width are gone', 'ab\u200Bc\uFEFF\u00ADd \u200E', 'abcd'],
    ['a joiner at the edge of a word is debris', 'StackOverflow\u200D - Javier', 'StackOverflow - Javier'],
    ['a joiner inside a word or emoji shapes it', 'می\u200Cخواهم 👩\u200D💻', 'می\u200Cخواهم 👩\u200D💻'],
    ['a joiner between blanks is debris', 'a \u200D b', 'a b'],
    ['a joiner before a control character is at an edge', 'a\u200D\u0000b', 'a b'],
    ['an ideographic space is a space', '佐藤\u3000太郎', '佐藤 太郎'],
    ['nothing stays nothing', ' \u00A0\t', ''],
  ])('%s', (_, text, expected) => {
    expect(tidy(text)).toBe(expected);
  });
});

describe('nameKey', () => {
  it.each([
    ['Łukasz  Gryglicki', 'lukasz gryglicki'],
    ['Øyvind Ingebrigtsen Øvergaard', 'oyvind ingebrigtsen overgaard'],
    ['Dr. Jennifer Akullian', 'jennifer akullian'],
    ['Megan O’Keefe', 'megan o keefe'],
    ['Erica\u00A0Hughberg', 'erica hughberg'],
    ['Jean-François Hubert', 'jean francois hubert'],
    ['山田 太郎', '山田 太郎'],
    ['ガギグ', 'ガギグ'],
    ['Dr.', 'dr'],
    ['…', ''],
  ])('makes %s the key %s', (name, expected) => {
    expect(nameKey(name)).toBe(expected);
  });

  it('is the same whatever case and white space a name is written in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(nameKey(` ${name}\u00A0`)).toBe(nameKey(name));
        expect(nameKey(nameKey(name))).toBe(nameKey(name));
      }),
    );
  });
});

describe('slug', () => {
  it.each([
    ['Storage Design & Operations for Hyperscale Environment', 'storage-design-operations-for-hyperscale-environment'],
    ['What’s in the Box?', 'whats-in-the-box'],
    ['#dlfLAC-HBCU plenary', 'dlflac-hbcu-plenary'],
    ['コンテナ入門', 'コンテナ入門'],
    ['☕', ''],
  ])('makes of %s %s', (text, expected) => {
    expect(slug(text)).toBe(expected);
  });

  it('never has more characters than a file name bears, and ends with a word', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), (text) => {
        expect(slug(text).length).toBeLessThanOrEqual(SLUG_LENGTH);
        expect(slug(text)).not.toMatch(/^-|-$|--|[\s/\\.]/u);
      }),
    );
    expect(slug('word '.repeat(40))).toMatch(/^(?:word-)+word$/u);
  });
});
