import * as fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { authorName } from '../../src/exports/author-name.ts';
import { dayInWords, dayNumber, daysInWords } from '../../src/exports/day-words.ts';
import { collisionKey, fileName, nameText } from '../../src/exports/file-name.ts';
import { contentLine } from '../../src/exports/ics-lines.ts';
import { markdownLink, markdownText } from '../../src/exports/markdown-text.ts';
import { parseTemplate } from '../../src/exports/name-template.ts';
import { distinct, lineOf, proseOf } from '../../src/exports/printable.ts';
import { numberOf, uuidOf } from '../../src/exports/stable-id.ts';
import { webAddress } from '../../src/exports/web-address.ts';
import { UsageError } from '../../src/model/failure.ts';
import { anyText } from '../setup/any-text.ts';
import { FUZZ } from '../setup/page-fuzzer.ts';

const RUNS = { numRuns: 300, seed: FUZZ.seed };
const text = anyText();

describe('a text for other programs', () => {
  it.each<[string, (text: string) => string]>([
    ['of several lines', proseOf],
    ['of one line', lineOf],
    ['of a name', nameText],
    ['of a file name', (one) => fileName(nameText(one), '', 'untitled')],
    ['of an address', (one) => webAddress(one) ?? ''],
    ['to compare paths by', collisionKey],
  ])('%s changes nothing the second time', (_, write) => {
    fc.assert(
      fc.property(text, (one) => {
        const once = write(one);
        expect(write(once)).toBe(once);
      }),
      RUNS,
    );
  });

  it('is well-formed and hardly longer than it was', () => {
    fc.assert(
      fc.property(text, (one) => {
        for (const written of [proseOf(one), lineOf(one), nameText(one), markdownText(one.toWellFormed())]) {
          expect(written.isWellFormed()).toBe(true);
          expect(written.length).toBeLessThanOrEqual(3 * one.length + 1);
        }
        expect(distinct([one, one, null]).length).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });

  it('is one line of a report, and a link of it leads to the web', () => {
    fc.assert(
      fc.property(text, fc.oneof(text, fc.webUrl()), (label, address) => {
        expect(markdownText(label)).not.toMatch(/[\n\r]/);
        expect(markdownLink(label, address) ?? '[](http://h)').toMatch(/\]\(https?:[^()<>\\\s]*\)$/);
      }),
      RUNS,
    );
  });
});

describe('a line of a calendar', () => {
  it('is folded at 75 octets, unfolds to itself and comes back as the text it was', () => {
    fc.assert(
      fc.property(anyText(40).map(proseOf), (one) => {
        const folded = contentLine(['summary', {}, 'text', one]);
        const lines = folded.split('\r\n');
        expect(lines.at(-1)).toBe('');
        for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        const unfolded = folded.slice(0, -2).replaceAll('\r\n ', '');
        expect(ICAL.Property.fromString(unfolded).getFirstValue()).toBe(one);
      }),
      RUNS,
    );
  });
});

describe('names', () => {
  it('of authors hold every word but titles, once', () => {
    fc.assert(
      fc.property(text, (one) => {
        const name = authorName(one);
        const written =
          name.kind === 'literal' ? name.name : [name.given, name.particle, name.family, name.suffix].join(' ');
        expect(written.length).toBeLessThanOrEqual(one.length + 4);
        if (name.kind === 'person') expect([name.given, name.family]).not.toContain('');
      }),
      RUNS,
    );
  });

  it('of files are read from a template, or the template is refused in words', () => {
    const template = fc
      .array(
        fc.oneof(
          fc.constantFrom('{title}', '{ext}', '.{ext}', '{', '}', '/', '..', '{constructor}', '{__proto__}'),
          text,
        ),
        { maxLength: 6 },
      )
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(
        fc.oneof(
          template,
          template.map((one) => `${one}.{ext}`),
        ),
        (one) => {
          try {
            expect(parseTemplate(one).uses.has('ext')).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(UsageError);
          }
        },
      ),
      RUNS,
    );
  });

  it('that are made of names are the same for the same, and of their form', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(text, fc.integer())), (names) => {
        expect(uuidOf(...names)).toBe(uuidOf(...names));
        expect(uuidOf(...names)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(numberOf(...names)).toBeGreaterThan(0);
        expect(uuidOf(...names, 'x')).not.toBe(uuidOf(...names));
      }),
      RUNS,
    );
  });
});

it('days of any text are told in words, or as they are', () => {
  fc.assert(
    fc.property(text, fc.option(text), (one, other) => {
      expect(dayInWords(one).length).toBeLessThanOrEqual(one.length + 20);
      expect(daysInWords(one, other)?.length ?? 0).toBeLessThanOrEqual(one.length + (other?.length ?? 0) + 50);
      const number = dayNumber(one, other, one);
      if (number !== null) expect(Number.isSafeInteger(number) && number > 0).toBe(true);
    }),
    RUNS,
  );
});
