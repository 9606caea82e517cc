import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchExpression } from '../../src/archive/match-expression.ts';
import { POSSESSIONS } from '../../src/archive/query-fields.ts';
import { MAX_PREFIXES, MAX_QUESTION_LENGTH, MAX_TERMS, MAX_WORDS, parseQuestion } from '../../src/archive/question.ts';
import { searchable, wordKey } from '../../src/archive/searchable.ts';
import { UsageError } from '../../src/model/failure.ts';
import { LEVELS, SESSION_KINDS, SESSION_STATES } from '../../src/model/vocabulary.ts';
import { searchedArchive } from './searched-archive.ts';

/** A question as text again: words in `<>`, with what was made of them. */
function shown(question: string): string {
  const { wanted, unwanted, fields } = parseQuestion(question);
  return [
    ...wanted.map(({ text, isPrefix }) => `<${text}>${isPrefix ? '*' : ''}`),
    ...unwanted.map(({ text, isPrefix }) => `-<${text}>${isPrefix ? '*' : ''}`),
    ...fields.map(({ field, value, isExcluded }) => `${isExcluded ? '-' : ''}${field}=<${value}>`),
  ].join(' ');
}

/** The message of the error that a question is. */
function refusal(question: string): string {
  try {
    parseQuestion(question);
  } catch (error) {
    if (error instanceof UsageError && error.code === 'bad_query') return error.message;
    throw error;
  }
  return 'understood';
}

describe('a question', () => {
  it.each([
    ['service mesh', '<service> <mesh>'],
    ['"service mesh" stor*', '<service mesh> <stor>*'],
    ['"service me"*', '<service me>*'],
    ['istio -latency -"at rest"', '<istio> -<latency> -<at rest>'],
    ['level:beginner COMPANY:Google x', '<x> level=<beginner> company=<Google>'],
    ['speaker:"Saad Ali"', 'speaker=<Saad Ali>'],
    ['-kind:Lightning-Talk x', '<x> -kind=<lightning_talk>'],
    ['day:2018-05-02..2018-05-04', 'day=<2018-05-02..2018-05-04>'],
    ['company:O’Reilly', 'company=<O’Reilly>'],
    ['company:goo*', 'company=<goo*>'],
    ['http://x.org/a', '<http://x.org/a>'],
    ['C++: std::vector NodeJS: 10:30', '<C++:> <std::vector> <NodeJS:> <10:30>'],
    ['title:istio', '<title:istio>'],
    ['key:value way:out', '<key:value> <way:out>'],
    ['"level:beginner"', '<level:beginner>'],
    ['a"b"', '<a> <b>'],
    ['NEAR(istio mesh) OR {x}', '<NEAR(istio> <mesh)> <OR> <{x}>'],
    ['日本語 日*', '<日本語> <日>*'],
    ['e-mail*', '<e-mail>*'],
  ])('%s', (question, expected) => {
    expect(shown(question)).toBe(expected);
  });

  it.each<[string, number, RegExp]>([
    ['istio "service mesh', 6, /a quotation mark that is never closed/],
    ['istio speaker:"Saad', 14, /never closed/],
    ['istio & storage', 6, /nothing here is a word/],
    ['istio - storage', 6, /nothing here is a word/],
    ['istio ""', 6, /nothing here is a word/],
    ['mesh compny:google', 5, /no field "compny:"\. Did you mean company:\?/],
    ['mesh levels:any', 5, /Did you mean level:\?/],
    ['mesh days:2018', 5, /Did you mean day:\?/],
    ['mesh author:x', 5, /Did you mean speaker:\?/],
    [
      'mesh level:expert',
      11,
      /level: takes one of beginner intermediate advanced any; "level:expert" in quotation marks/,
    ],
    ['mesh kind:Deployment', 10, /kind: takes one of keynote talk/],
    ['mesh level:', 5, /takes one of/],
    ['mesh company: google', 5, /which company you mean, as in company:google/],
    ['mesh day:yesterday', 9, /day: takes a day/],
    ['mesh day:2018-02-30', 9, /day: takes a day/],
    ['mesh day:2018-05-04..2018-05-02', 9, /the first day of the span is after the last/],
    ['mesh day:..', 9, /day: takes/],
    ['mesh s*', 5, /two letters at least/],
    ['日本語 &', 4, /nothing here is a word/],
  ])('%s is refused, and the place shown', (question, place, what) => {
    const message = refusal(question);
    expect(message).toMatch(what);
    const [, typed, pointer] = message.split('\n');
    expect(typed).toBe(`  ${question}`);
    expect(pointer?.indexOf('^')).toBe(place + 2);
  });

  it.each([
    ['  ', /Say what to look for/],
    ['-istio', /at least one word or field/],
    ['x'.repeat(MAX_QUESTION_LENGTH + 1), /1000 characters at most/],
    ['word '.repeat(MAX_TERMS + 1), /too many words, phrases and fields; 24/],
    [`"${'a '.repeat(MAX_WORDS + 1)}"`, /a word too many; 64/],
    [`x ${'日本'.repeat(MAX_WORDS)}`, /a word too many; 64 can be asked for at once\.\n {2}x 日本.*\n {4}\^/],
    ['ab* '.repeat(MAX_PREFIXES + 1), /one \* too many; 3/],
  ])('%j is refused', (question, what) => {
    expect(refusal(question)).toMatch(what);
  });

  it('lists the words of each closed field in its refusal', () => {
    for (const [field, words] of Object.entries({
      level: LEVELS,
      kind: SESSION_KINDS,
      state: SESSION_STATES,
      has: POSSESSIONS,
    })) {
      expect(refusal(`${field}:nonsense`)).toContain(words.join(' '));
      for (const word of words) expect(refusal(`${field}:${word}`)).toBe('understood');
    }
  });

  it('of whatever characters has an answer or a refusal that points, and soon', () => {
    const trial = searchedArchive();
    const piece = fc.oneof(
      fc.constantFrom(
        'level:',
        'day:',
        'has:',
        '"',
        '-',
        '*',
        ':',
        '^',
        '(',
        ')',
        'NOT ',
        'AND',
        '日本',
        'ß',
        ' ',
        '\u0000',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          trial.archive.search(pieces.join(''), { conference: null, limit: 3 });
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
      { numRuns: 500, seed: 20180502 },
    );
  });
});

describe('the index', () => {
  it('is asked with every word in quotation marks', () => {
    const expression = (question: string): string | null => {
      const { wanted, unwanted } = parseQuestion(question);
      return matchExpression(wanted, unwanted);
    };
    expect(expression('istio OR mesh')).toBe('"istio" AND "OR" AND "mesh"');
    expect(expression('stor* -x -y')).toBe('"stor" * NOT "x" NOT "y"');
    expect(expression('a b -c')).toBe('("a" AND "b") NOT "c"');
    expect(expression('日本語')).toBe('"日本 本語"');
    expect(expression('level:any')).toBe(null);
  });

  it('has runs of Chinese, Japanese and Korean as pairs, letters without a base as their base letters, and nothing else changed', () => {
    expect(searchable('日本語 and Kubernetes 한국어').replaceAll(/\s+/g, ' ').trim()).toBe(
      '日本 本語 and Kubernetes 한국 국어',
    );
    expect(searchable('naïve café')).toBe('naïve café');
    expect(searchable('Søren Łuß Ærø')).toBe('Soren Luss Aero');
    // Half-width letters, ligatures and letters written as two are those that everyone types.
    expect(searchable('ﾃﾞｰﾀ ﬁle Ｋ８ｓ か\u3099').replaceAll(/\s+/g, ' ').trim()).toBe('デー ータ file K8s が');
  });

  it('is not changed by doing it twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const once = searchable(text);
        expect(searchable(once).split(/\s+/)).toEqual(once.split(/\s+/));
      }),
    );
  });

  it('knows a word whatever its case, accents and letters', () => {
    for (const word of ['SØREN', 'søren', 'Sôren', 'So\u0308ren']) expect(wordKey(word)).toBe('soren');
  });
});
