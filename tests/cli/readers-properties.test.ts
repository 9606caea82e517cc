import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseQuestion } from '../../src/archive/question.ts';
import { CONFIG_FILE, readConfig } from '../../src/cli/config.ts';
import { parseBytes, parseCount, parseDuration, showDuration } from '../../src/cli/quantities.ts';
import { questionOf } from '../../src/cli/search-words.ts';
import { splitStatements } from '../../src/cli/statements.ts';
import { counted, showBytes } from '../../src/model/amounts.ts';
import { UsageError } from '../../src/model/failure.ts';
import { anyText } from '../setup/any-text.ts';
import { FUZZ } from '../setup/page-fuzzer.ts';

const RUNS = { numRuns: 300, seed: FUZZ.seed };
const text = anyText();

/** A value, or the one kind of error that is for the person who typed. */
function answered<T>(read: () => T, refusal: new (...given: never[]) => Error): T | null {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(refusal);
    return null;
  }
}

describe('quantities', () => {
  const typed = fc.oneof(
    text,
    fc.tuple(fc.double({ min: 0, noNaN: true }), text).map(([number, unit]) => `${number}${unit}`),
  );

  it.each<[string, (text: string) => number, readonly string[]]>([
    ['bytes', parseBytes, ['5constructor', '9'.repeat(400), '1e5', '0x10']],
    ['a time', parseDuration, ['5constructor', `${'9'.repeat(400)}h`]],
    ['a count', parseCount(1), ['1e400', 'Infinity']],
  ])('of any text are whole numbers or refused: %s', (_, parse, found) => {
    fc.assert(
      fc.property(typed, (one) => {
        const value = answered(() => parse(one), InvalidArgumentError);
        if (value !== null) expect(Number.isSafeInteger(value) && value >= 0).toBe(true);
      }),
      { ...RUNS, examples: found.map((one): [string] => [one]) },
    );
  });

  it('are shown in a few letters', () => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (number) => {
        for (const shown of [showBytes(number), showDuration(number), counted(number, 'page')]) {
          expect(shown.length).toBeLessThan(40);
          expect(shown).not.toMatch(/NaN|undefined|Infinity/);
        }
      }),
      RUNS,
    );
  });

  it('are read as they are shown', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), fc.constantFrom('B', 'kB', 'MB', 'GB'), (number, unit) => {
        const bytes = number * 1000 ** ['B', 'kB', 'MB', 'GB'].indexOf(unit);
        expect(parseBytes(`${number} ${unit}`)).toBe(bytes);
        expect(showBytes(parseBytes(showBytes(bytes).replace('bytes', '')))).toBe(showBytes(bytes));
      }),
      RUNS,
    );
  });
});

describe('SQL as typed', () => {
  const sql = fc
    .array(
      fc.oneof(
        fc.constantFrom(';', "'", '"', '`', '[', ']', '--', '\n', '/*', '*/', 'SELECT 1', "'a;b'", ' ', "''"),
        text,
      ),
      { maxLength: 14 },
    )
    .map((pieces) => pieces.join(''));

  it('is cut without losing anything, and a whole statement is one', () => {
    fc.assert(
      fc.property(sql, (one) => {
        const { whole, rest } = splitStatements(one);
        const kept = whole.reduce((sum, statement) => sum + statement.length, rest.length);
        expect(kept).toBeLessThanOrEqual(one.length);
        for (const statement of whole) expect(splitStatements(`${statement}\n;`).whole).toEqual([statement]);
        expect(splitStatements(`${one}\n;`).whole.length).toBeGreaterThanOrEqual(whole.length);
      }),
      RUNS,
    );
  });
});

describe('words of a command line', () => {
  it('make a question, or are refused in words', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), (words) => {
        const question = answered(() => questionOf(words, ['--json', '--limit']), UsageError);
        if (question !== null) answered(() => parseQuestion(question), UsageError);
      }),
      RUNS,
    );
  });
});

describe('a configuration', () => {
  const directory = mkdtempSync(join(tmpdir(), 'deckhand-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('of any JSON or none is one, or refused in words', () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom('contact', 'data', 'allowHosts', 'chromium', '__proto__'), fc.jsonValue()),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          value.map((json) => JSON.stringify(json)),
          text,
          fc.constant('['.repeat(10_000)),
        ),
        (one) => {
          writeFileSync(join(directory, CONFIG_FILE), one);
          answered(() => readConfig(directory, {}), UsageError);
        },
      ),
      { ...RUNS, numRuns: 200 },
    );
  });
});
