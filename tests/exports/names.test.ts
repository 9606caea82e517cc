import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExportFile, ExportLink, ExportSession } from '../../src/archive/export-records.ts';
import { collisionKey, fileName, nameText } from '../../src/exports/file-name.ts';
import { DEFAULT_TEMPLATE, parseTemplate, TEMPLATE_FIELDS } from '../../src/exports/name-template.ts';

describe('a file name', () => {
  it.each([
    ['CI/CD for Kubernetes', 'CI-CD for Kubernetes'],
    ['../../etc/passwd', 'etc-passwd'],
    ['Jenkins X: Easy CI/CD', 'Jenkins X - Easy CI-CD'],
    ['What\'s "next"? <b>*|', "What's 'next' b"],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['a\u0000b\nc\td', 'a b c d'],
    ['...hidden', 'hidden'],
    ['dots and blanks. . .', 'dots and blanks'],
    ['A\u030Angstro\u0308m', 'Ångström'],
    ['x - ', 'x'],
    [' - x', 'x'],
    ['a -  - b ()', 'a - b'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['LPT1', '_LPT1'],
    ['Console', 'Console'],
    ['\uD800', '�'],
    ['???', 'untitled'],
    ['Keynote: ? a', 'Keynote - a'],
    ['a ? b', 'a b'],
    ['a?.'.padEnd(9, ' .'), 'a'],
  ])('of %j is %j', (text, expected) => {
    expect(fileName(nameText(text), '', 'untitled')).toBe(expected);
  });

  it('is cut at 255 bytes, between characters as a reader sees them, with its ending', () => {
    const name = fileName(nameText('存储 👩‍👩‍👧 '.repeat(40)), ' (v1).pdf', 'untitled');
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    expect(Buffer.byteLength(name)).toBeGreaterThan(225);
    expect(name).toMatch(/(?:存储|👩‍👩‍👧)… \(v1\)\.pdf$/u);
  });

  it('of any text is safe everywhere', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 400 }), (text) => {
        const name = fileName(nameText(text), '.pdf', 'untitled');
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        expect(name).not.toMatch(/[/\\:"<>|?*\p{Cc}\p{Bidi_Control}]/u);
        expect(name).not.toMatch(/^[. ]|[. ]\.pdf$|^(?:con|prn|aux|nul|com\d|lpt\d)\./i);
        expect(name.length).toBeGreaterThan(4);
        expect(name).toBe(name.normalize('NFC'));
      }),
    );
  });

  it.each([
    ['A.pdf', 'a.pdf'],
    ['STRASSE.pdf', 'straße.pdf'],
    ['STRAẞE.pdf', 'straße.pdf'],
    ['\u00C5.pdf', 'A\u030A.pdf'],
    ['İ.pdf', 'i\u0307.pdf'],
  ])('%j collides with %j', (one, other) => {
    expect(collisionKey(one)).toBe(collisionKey(other));
  });
});

describe('a template', () => {
  const of = (given: Partial<ExportSession> = {}) => ({
    session: {
      conference: { slug: 'trial-2018', series: 'trial' },
      key: 'k',
      title: 'A/B: C',
      kind: 'talk',
      level: 'any',
      track: null,
      slots: [{ localStart: '2018-05-02T11:05:00', startsAt: null, room: 'A1' }],
      people: [
        { name: 'Ann', company: 'X' },
        { name: 'Bo', company: 'X' },
      ],
      ...given,
    } as unknown as ExportSession,
    link: { label: 'Slides.pdf' } as ExportLink,
    file: { version: 2, sha256: 'abcdef0123'.padEnd(64, '0'), extension: 'pdf', publishedName: 'p.pdf' } as ExportFile,
  });

  it.each([
    [DEFAULT_TEMPLATE, 'trial-2018/2018-05-02 A-B - C - Ann, Bo.pdf'],
    [
      '{series}/{track}/{day}/{start} {room} {companies} {kind} {level}.{ext}',
      'trial/unknown/2018-05-02/1105 A1 X talk any.pdf',
    ],
    ['{key} v{version} {sha}.{ext}', 'k v2 abcdef01.pdf'],
    ['{label}.{ext}', 'Slides.pdf'],
    ['{track}.{ext}', 'untitled.pdf'],
  ])('%s names a file %s', (template, expected) => {
    expect(parseTemplate(template).path(of(), '')).toBe(expected);
  });

  it('leaves no trace of what is not known', () => {
    expect(parseTemplate(DEFAULT_TEMPLATE).path(of({ slots: [], people: [] }), ' (v1)')).toBe(
      'trial-2018/A-B - C (v1).pdf',
    );
  });

  it('bounds the whole path as well', () => {
    const path = parseTemplate('{title}/{title}/{title}/{title}/{title}.{ext}').path(
      of({ title: 'x'.repeat(900) }),
      '',
    );
    expect(Buffer.byteLength(path)).toBeLessThanOrEqual(800);
  });

  it.each<[string, number, RegExp]>([
    ['{title}', 7, /a file's name ends in \.\{ext\}/],
    ['{titel}.{ext}', 0, /there is no field \{titel\}\. Did you mean \{title\}\? There are: conference, /],
    ['{day}/{speaker}.{ext}', 6, /there is no field \{speaker\}\. Did you mean \{speakers\}\?/],
    ['{day/x.{ext}', 0, /this brace has no other/],
    ['a}.{ext}', 1, /this brace has no other/],
    ['/{title}.{ext}', 0, /begins with no "\/"/],
    ['a//{title}.{ext}', 2, /a name is missing here/],
    ['../{title}.{ext}', 0, /a name is missing here/],
    ['{day}/.{ext}', 6, /a name is missing here/],
    ['{title}?.{ext}', 7, /not every system takes this character/],
    [`${'{key}/'.repeat(20)}{title}.{ext}`, 0, /20 directories are too many/],
  ])('%s is refused, and the place is shown', (template, place, message) => {
    expect(() => parseTemplate(template)).toThrow(message);
    expect(() => parseTemplate(template)).toThrow(new RegExp(`\\n {${2 + place}}\\^$`));
  });

  it('has these fields', () => {
    expect(Object.keys(TEMPLATE_FIELDS).join(' ')).toBe(
      'conference series day start title speakers companies track level kind room key version label sha ext',
    );
  });
});
