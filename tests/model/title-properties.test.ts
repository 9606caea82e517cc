import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAgendaLine } from '../../src/model/agenda-line.ts';
import { splitPosition } from '../../src/model/position.ts';
import { tidy } from '../../src/model/text.ts';
import { parseTitle } from '../../src/model/title.ts';

/** Strings that look like titles: the pieces that the parsers look for, in any order. */
const titleLike = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ' - ',
        ' – ',
        '- ',
        ' -',
        ', ',
        ' & ',
        ' and ',
        '; ',
        ': ',
        ' | ',
        '(',
        ')',
        '[',
        ']',
        '"',
        ' ',
        '\t',
        '\u00A0',
      ),
      fc.constantFrom(
        'Joy Zhang',
        'Lucas Käldström',
        'Google',
        'Red Hat',
        'Inc.',
        'Founder',
        'CEO',
        'Moderated by ',
        'by ',
        'of',
        '09:00-09:30',
        'a Cisco company',
      ),
      fc.constantFrom(
        'Keynote:',
        'Lightning Talk:',
        'CANCELLED',
        'SOLD OUT',
        'Skill Level',
        'Beginner',
        'Slides Attached',
        'FULL',
        'Tututorial:',
      ),
      fc.string({ unit: 'grapheme', maxLength: 8 }),
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(''));

const CONVENTIONS = ['after_dash', 'none', 'unknown'] as const;

/** What would be exponential or cubic in a careless parser, each some 10,000 characters long. */
const HOSTILE = [
  ' - ',
  ' -',
  '- ',
  ', ',
  ' & ',
  '; ',
  'and ',
  '(',
  ')',
  '[',
  '(by ',
  'A',
  'Aa ',
  'Joy Zhang, Google & ',
  'Joy Zhang & ',
  'Founder, ',
  'X - Joy Zhang, Google ',
  '(Any Skill Level) ',
  '[CANCELLED] ',
  '- SOLD OUT ',
  'tu',
  'Keynote: ',
  ' | ',
  ' l ',
  '⚡',
  '09:00-',
  '09:00-09:30 ',
  '\u00A0',
  '\u200D',
  '"',
  ': ',
  'Moderated by ',
  'McMcMc',
];

describe('taking texts apart', () => {
  it('keeps a title for whatever is published, and names nobody without a name', () => {
    fc.assert(
      fc.property(titleLike, fc.constantFrom(...CONVENTIONS), (published, people) => {
        const parsed = parseTitle(published, { people });
        expect(parsed.title === '').toBe(tidy(published) === '');
        expect(parsed.title).toBe(tidy(parsed.title));
        for (const person of parsed.people) {
          expect(person.name.trim()).not.toBe('');
          expect(person.jobTitle?.trim()).not.toBe('');
          expect(person.company?.trim()).not.toBe('');
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps a title for whatever line of an agenda has words', () => {
    fc.assert(
      fc.property(titleLike, (line) => {
        const parsed = parseAgendaLine(line);
        if (parsed === null) return;
        expect(parsed.title.trim()).not.toBe('');
        for (const time of [parsed.startTime, parsed.endTime])
          if (time !== null) expect(time).toMatch(/^(?:[01]\d|2[0-3]):[0-5]\d$/u);
        expect(parsed.people.every(({ name }) => name.trim() !== '')).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(HOSTILE)('takes a moment for 10,000 characters of %j', (piece) => {
    for (const text of [
      piece.repeat(Math.ceil(10_000 / piece.length)),
      `X - ${piece.repeat(400)}`,
      `${piece.repeat(120)}- Joy Zhang, Google`,
    ]) {
      const started = performance.now();
      parseTitle(text, { people: 'after_dash' });
      parseTitle(text.slice(0, 1_990), { people: 'after_dash' });
      splitPosition(text);
      parseAgendaLine(text);
      parseAgendaLine(text.slice(0, 990));
      expect(performance.now() - started).toBeLessThan(500);
    }
  });
});
