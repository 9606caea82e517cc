import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAgendaLine, splitTime } from '../../src/model/agenda-line.ts';
import { isBotCheck } from '../../src/model/bot-check.ts';
import { DeckhandError, withoutCredentials } from '../../src/model/failure.ts';
import { kindOf } from '../../src/model/kind.ts';
import { isLevelLabel, levelFromField, levelFromText } from '../../src/model/level.ts';
import { canonicalUrl, linkKind } from '../../src/model/link.ts';
import { normalForm } from '../../src/model/normal-form.ts';
import { parsePeople } from '../../src/model/people.ts';
import { isName, nameDoubt } from '../../src/model/person-name.ts';
import { splitPosition } from '../../src/model/position.ts';
import { missedPages } from '../../src/model/programme.ts';
import { nameKey, slug, tidy } from '../../src/model/text.ts';
import { parseTitle } from '../../src/model/title.ts';
import { splitMarks } from '../../src/model/title-marks.ts';
import { splitPeople } from '../../src/model/title-people.ts';
import { LEVELS, LINK_KINDS, SESSION_KINDS, wordIn } from '../../src/model/vocabulary.ts';
import { anyText } from '../setup/any-text.ts';
import { FUZZ } from '../setup/page-fuzzer.ts';

const RUNS = { numRuns: 400, seed: FUZZ.seed };
const text = anyText();
/** Each case that was found, tried first. */
const tried = (...texts: readonly string[]) => ({ ...RUNS, examples: texts.map((one): [string] => [one]) });

describe('a normaliser changes nothing the second time', () => {
  it.each<[string, (text: string) => string, readonly string[]]>([
    // A joiner before a control character, between two blanks, and at the end of what is left.
    ['tidy', tidy, ['a\u200D\u0000', 'a \u200D b', '\u0000\u200Ca', '\u200D\u00AD']],
    ['nameKey', nameKey, ['İ', 'Dr Dr. A']],
    ['canonicalUrl', canonicalUrl, []],
    ['slug', slug, []],
    ['withoutCredentials', withoutCredentials, ['https://u:p@q@h/']],
    [
      'the normal form NFKC',
      (one) => normalForm(one, 'NFKC'),
      [`a${'\u0301'.repeat(50)}`, `a${'\u0327'.repeat(31)}\u0301`],
    ],
    ['the normal form NFC', (one) => normalForm(one, 'NFC'), []],
  ])('%s', (_, normalise, found) => {
    fc.assert(
      fc.property(text, (one) => {
        const once = normalise(one);
        expect(normalise(once)).toBe(once);
      }),
      tried(...found),
    );
  });
});

describe('a normaliser gives', () => {
  it('one line that is no longer than the text: tidy', () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(tidy(one).length).toBeLessThanOrEqual(one.length);
        // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
        expect(tidy(one)).not.toMatch(/[\u0000-\u001F\u007F-\u009F]| {2}|^ | $/u);
      }),
      RUNS,
    );
  });

  it('keys and normal forms of a few times the length', () => {
    fc.assert(
      fc.property(text, (one) => {
        // The longest that Unicode makes of one letter is eighteen; an encoded letter is nine.
        expect(nameKey(one).length).toBeLessThanOrEqual(18 * one.length);
        expect(normalForm(one, 'NFKD').length).toBeLessThanOrEqual(18 * one.length);
        expect(canonicalUrl(one).length).toBeLessThanOrEqual(12 * one.length + 100);
      }),
      tried(`https://\uFDFA/${'\uFDFA'.repeat(9)}`),
    );
  });

  it('no password: a message', () => {
    fc.assert(
      fc.property(fc.constantFrom('http', 'https', 'ftp'), fc.stringMatching(/^[a-z@:]{1,9}$/), (scheme, secret) => {
        const shown = new DeckhandError('usage', 'x', `${scheme}://user:${secret}@host/ is wrong`).message;
        expect(shown).toBe(`${scheme}://host/ is wrong`);
      }),
      RUNS,
    );
  });
});

describe('a parser answers whatever it is asked', () => {
  it('titles, and what they are made of', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('people', 'name'), (one, before) => {
        const marks = splitMarks(one, before);
        expect(marks.title.length).toBeLessThanOrEqual(one.length);
        const parsed = parseTitle(one, { people: 'unknown' });
        expect(parsed.title.length).toBeLessThanOrEqual(one.length + 3);
        expect(SESSION_KINDS).toContain(kindOf({ title: parsed, type: one }));
        expect(splitPeople(one)?.title.length ?? 0).toBeLessThanOrEqual(one.length);
        for (const { name, jobTitle, company } of parsePeople(one)?.people ?? []) {
          expect(name).not.toBe('');
          expect([jobTitle, company]).not.toContain('');
        }
        expect(isName(one)).toBe(nameDoubt(one) <= 0.5);
      }),
      RUNS,
    );
  });

  it('a title says the same when its blanks are others', () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(parseTitle(tidy(one), { people: 'after_dash' })).toEqual(parseTitle(one, { people: 'after_dash' }));
      }),
      RUNS,
    );
  });

  it('levels, which are of the list or none', () => {
    fc.assert(
      fc.property(text, text, (label, value) => {
        expect([...LEVELS, null]).toContain(levelFromText(value));
        const found = levelFromField(label, value);
        if (found !== null) expect(found.published).toBe(tidy(value));
        if (isLevelLabel(label) && tidy(value) !== '') expect(found).not.toBeNull();
      }),
      RUNS,
    );
  });

  it('links, positions, agenda lines and pages of bot checks', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(LINK_KINDS).toContain(linkKind({ url: one, label: other, type: other, origin: 'attachment' }));
        const { jobTitle, company } = splitPosition(one);
        expect((jobTitle ?? '').length + (company ?? '').length).toBeLessThanOrEqual(2 * one.length);
        const line = parseAgendaLine(one);
        if (line !== null) expect(line.title.length).toBeLessThanOrEqual(one.length);
        expect(one.endsWith(splitTime(one).rest)).toBe(true);
        expect(typeof isBotCheck(one)).toBe('boolean');
      }),
      RUNS,
    );
  });

  it('a link has one key for all slashes behind it', () => {
    fc.assert(
      fc.property(fc.nat(20), (slashes) => {
        const url = `https://h.example/a/talk.mp4${'/'.repeat(slashes)}`;
        expect(linkKind({ url, label: null, origin: 'field' })).toBe('video');
      }),
    );
  });

  it('words of a closed list, in any case and with any blanks', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SESSION_KINDS), fc.constantFrom('_', ' ', '-', ' - '), (kind, blank) => {
        expect(wordIn(SESSION_KINDS, ` ${kind.toUpperCase().replaceAll('_', blank)} `)).toBe(kind);
      }),
    );
    fc.assert(
      fc.property(text, (one) => {
        expect([...SESSION_KINDS, null]).toContain(wordIn(SESSION_KINDS, one));
      }),
      RUNS,
    );
  });
});

it('missed pages are told in ten sentences and one, however many they are', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ url: text, message: text }), { maxLength: 30 }), (pages) => {
      expect(missedPages(pages).length).toBe(Math.min(11, pages.length));
    }),
    { numRuns: 100, seed: FUZZ.seed },
  );
});
