import SqliteDatabase from 'better-sqlite3';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { allWordsIn, anyOf, matchExpression } from '../../src/archive/match-expression.ts';
import { parseQuestion } from '../../src/archive/question.ts';
import { pairsOf, searchable, wordKey } from '../../src/archive/searchable.ts';
import { needlesOf, snippetOf, snippetText } from '../../src/archive/snippet.ts';
import { unifyPeople } from '../../src/archive/unify-people.ts';
import { UsageError } from '../../src/model/failure.ts';
import { anyText } from '../setup/any-text.ts';
import { FUZZ } from '../setup/page-fuzzer.ts';
import { person, session } from '../setup/programme.ts';

const RUNS = { numRuns: 300, seed: FUZZ.seed };
const text = anyText();
const term = fc.record({
  text: anyText(3).filter((one) => /[\p{L}\p{N}]/u.test(one.normalize('NFKC'))),
  isPrefix: fc.boolean(),
});
const terms = fc.array(term, { minLength: 1, maxLength: 4 });

const database = new SqliteDatabase(':memory:');
database.exec("CREATE VIRTUAL TABLE pages USING fts5(title, text, tokenize = 'unicode61 remove_diacritics 2')");
database.prepare('INSERT INTO pages VALUES (?, ?)').run('storage', searchable('日本語 storage'));
afterAll(() => database.close());

describe('text that is searched', () => {
  it('is at most some fifty times the text, and each run of letters in pairs is one letter shorter', () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(searchable(one).length).toBeLessThanOrEqual(54 * one.length);
        expect(wordKey(wordKey(one))).toBe(wordKey(one));
        const letters = Array.from(one).length;
        expect(pairsOf(one).length).toBe(letters < 2 ? letters : letters - 1);
      }),
      RUNS,
    );
  });
});

describe('the words of a question', () => {
  it('are an expression that SQLite takes, whatever they are', () => {
    const count = database.prepare<[string], { count: number }>(
      'SELECT count(*) AS count FROM pages WHERE pages MATCH ?',
    );
    fc.assert(
      fc.property(terms, fc.array(term, { maxLength: 2 }), (wanted, unwanted) => {
        for (const expression of [
          matchExpression(wanted, unwanted),
          anyOf(wanted),
          allWordsIn('title', `a ${wanted[0]?.text ?? ''}`),
        ])
          expect(count.get(expression ?? '')?.count).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });

  it('are understood or refused in words, and no field is called by the name of something else', () => {
    fc.assert(
      fc.property(text, (one) => {
        try {
          expect(parseQuestion(one).wanted.length).toBeLessThanOrEqual(24);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
          expect(String(error)).not.toMatch(/native code|\[object/);
        }
      }),
      { ...RUNS, examples: [['constructor:x'], ['toString:x'], ['__proto__:x']] },
    );
  });
});

describe('a snippet', () => {
  it('is a piece of the text of so many letters, whatever is looked for', () => {
    fc.assert(
      fc.property(anyText(60), terms, (one, wanted) => {
        const { parts, terms: found } = snippetOf(one, needlesOf(wanted));
        const shown = snippetText(parts, '', '').replace(/^… /u, '').replace(/ …$/u, '');
        expect(one.normalize('NFC').replaceAll(/\s+/gu, ' ')).toContain(shown.trim());
        expect(shown.length).toBeLessThan(1_000);
        expect(found).toBeLessThanOrEqual(wanted.length);
      }),
      RUNS,
    );
  });

  it('has the passage with the most different words, in a long text too', () => {
    const rare = 'quay';
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), (before) => {
        const one = `${'harbour '.repeat(before)}${'tide '.repeat(40)}harbour ${rare} ${'harbour '.repeat(300 - before)}`;
        const { parts, terms: found } = snippetOf(
          one,
          needlesOf([
            { text: 'harbour', isPrefix: false },
            { text: rare, isPrefix: false },
          ]),
        );
        expect(snippetText(parts)).toContain(`[${rare}]`);
        expect(found).toBe(2);
      }),
      { ...RUNS, numRuns: 50 },
    );
  });
});

describe('people of a programme', () => {
  const spelling = fc.constantFrom('Joy Zhang', 'JOY  ZHANG', 'Joy\u00A0Zhang');
  const someone = fc
    .record({
      name: fc.oneof(spelling, fc.constantFrom('Lee', '__proto__')),
      speakerKey: fc.constantFrom(null, 'joy', 'zhang', '__proto__'),
      bio: fc.constantFrom(null, 'A', 'B'),
    })
    // An id is one person's, however the name is spelt.
    .map(({ name, speakerKey, bio }) =>
      person(speakerKey === null || name.includes('oy') ? name : 'Joy Zhang', { speakerKey, bio }),
    );
  const sessions = fc
    .array(fc.array(someone, { maxLength: 4 }), { maxLength: 6 })
    .map((all) => all.map((people, index) => session({ key: `s${index}`, people })));

  it('are said the same of on every session, and the same again', () => {
    fc.assert(
      fc.property(sessions, (all) => {
        const once = unifyPeople(all);
        expect(unifyPeople(once)).toEqual(once);
        expect(once.map(({ people }) => people.length)).toEqual(all.map(({ people }) => people.length));
        const facts = new Map<string, string>();
        for (const { speakerKey, name, bio } of once.flatMap(({ people }) => people)) {
          if (speakerKey === null) continue;
          const said = JSON.stringify([name, bio]);
          expect(facts.get(speakerKey) ?? said).toBe(said);
          facts.set(speakerKey, said);
        }
      }),
      RUNS,
    );
  });
});
