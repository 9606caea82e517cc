import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuestion } from '../../src/archive/question.ts';
import { needlesOf, snippetOf, snippetText } from '../../src/archive/snippet.ts';

const snippet = (text: string, question: string): string =>
  snippetText(snippetOf(text, needlesOf(parseQuestion(question).wanted)).parts);

const filler = (words: number): string => Array.from({ length: words }, (_, index) => `word${index}`).join(' ');

describe('a snippet', () => {
  it.each([
    ['a word, whatever its case and accents', 'A Naïve mesh', 'naive MESH', 'A [Naïve] [mesh]'],
    ['no part of a word', 'meshes and mesh', 'mesh', 'meshes and [mesh]'],
    ['a beginning', 'Storage stores, restores', 'stor*', '[Storage] [stores], restores'],
    ['a phrase, over a line’s end', 'service\n  mesh; mesh service', '"service mesh"', '[service mesh]; mesh service'],
    ['a phrase whose last word is a beginning', 'service meshes', '"service me"*', '[service meshes]'],
    ['Japanese inside a run', '永続的な日本語の文書', '日本語', '永続的な[日本語]の文書'],
    ['Japanese next to Latin letters', 'Kubernetes入門', '入門', 'Kubernetes[入門]'],
    ['letters without a base letter', 'Größe in Øresund', 'grosse oresund', '[Größe] in [Øresund]'],
    ['brackets of its own', 'a[0] = mesh', 'mesh', 'a[0] = [mesh]'],
    ['nothing, where nothing is found', 'other words', 'mesh', 'other words'],
    ['an accent that is a letter of its own', 'cafe\u0301 noir', 'café', '[café] noir'],
  ])('marks %s', (_what, text, question, expected) => {
    expect(snippet(text, question)).toBe(expected);
  });

  it('is of the place where most of the words stand, cut between words', () => {
    const text = `mesh ${filler(100)} storage then mesh and more ${filler(100)}`;
    const found = snippet(text, 'mesh storage');
    expect(found).toMatch(/^… word\d+ .*\[storage\] then \[mesh\] and more .* word\d+ …$/);
    expect(found.length).toBeLessThan(200);
    expect(snippet(`mesh ${filler(100)}`, 'mesh')).toMatch(/^\[mesh\] word0 .* word\d+ …$/);
    expect(snippet(`${filler(100)} mesh`, 'mesh')).toMatch(/^… word\d+ .* \[mesh\]$/);
    expect(snippet('日本'.repeat(400), '本日')).toHaveLength(180 + 2 * 2 + 2);
  });

  it('loses nothing of a short text but white space', () => {
    const needles = needlesOf(parseQuestion('a 日本 ab* "b a"').wanted);
    const letters = fc.constantFrom('a', 'b', 'ab', ' ', '\n', '日', '本', 'é', '[', '𝒳', '𠮷');
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        const { parts } = snippetOf(text, needles);
        expect(parts.map((part) => part.text).join('')).toBe(text.normalize('NFC').replaceAll(/\s+/g, ' ').trim());
      }),
    );
  });

  it('cuts no letter in halves and takes no time for a huge text', () => {
    const huge = '𠮷 '.repeat(200) + '𠮷'.repeat(50_000) + ' mesh '.repeat(20_000);
    const started = performance.now();
    const found = snippet(huge, 'mesh');
    expect(performance.now() - started).toBeLessThan(3000);
    expect(found.isWellFormed()).toBe(true);
    expect(snippet('𠮷'.repeat(500), '𠮷𠮷').isWellFormed()).toBe(true);
  });
});
