import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOle2 } from '../../../../src/decks/inspection/office/ole2.ts';
import { compoundFile, encryptedPackage, ppt } from '../../../setup/compound-file.ts';
import { withFile } from '../../../setup/zip-file.ts';

const stateOf = (bytes: Uint8Array): Promise<string> => withFile(bytes, readOle2);

/** Where the directory begins, as the header says. */
const directoryOf = (file: Buffer): number => (file.readUInt32LE(48) + 1) * 512;

describe('an OLE2 compound file', () => {
  it.each<[fact: string, file: Buffer, state: string]>([
    ['a PPTX that wants a password', encryptedPackage(), 'encrypted'],
    ['one whose package is a few bytes', encryptedPackage(16), 'encrypted'],
    ['one of many sectors', encryptedPackage(3 * 1024 ** 2), 'encrypted'],
    ['a PPT', ppt(), 'ppt'],
    ['a PPT that wants a password', ppt({ encrypted: true }), 'encrypted'],
    ['a PPT without a current user', compoundFile({ 'PowerPoint Document': Buffer.alloc(5_000) }), 'ppt'],
    ['names in other letters', compoundFile({ 'POWERPOINT DOCUMENT': Buffer.alloc(5_000) }), 'ppt'],
    [
      'a current user in sectors of its own',
      compoundFile({
        'PowerPoint Document': Buffer.alloc(5_000),
        'Current User': Buffer.concat([Buffer.alloc(12), Buffer.from('DFC4D1F3', 'hex'), Buffer.alloc(5_000)]),
      }),
      'encrypted',
    ],
    [
      'a current user of 12 bytes',
      compoundFile({ 'PowerPoint Document': Buffer.alloc(5_000), 'Current User': Buffer.alloc(12) }),
      'ppt',
    ],
    ['a letter', compoundFile({ WordDocument: Buffer.alloc(5_000) }), 'other'],
    [
      'a letter with slides inside',
      compoundFile({ WordDocument: Buffer.alloc(5_000), 'Object/PowerPoint Document': Buffer.alloc(5_000) }),
      'other',
    ],
    ['no streams', compoundFile({}), 'other'],
    ['no compound file', Buffer.from('%PDF-1.4\n'), 'other'],
    ['nothing', Buffer.alloc(0), 'other'],
    ['the signature alone', Buffer.from('D0CF11E0A1B11AE1', 'hex'), 'other'],
    ['a header that is all ones', Buffer.concat([ppt().subarray(0, 32), Buffer.alloc(5_000, 0xff)]), 'other'],
    ['a file cut before its directory', ppt().subarray(0, 2_000), 'other'],
  ])('%s', async (_, file, state) => {
    expect(await stateOf(file)).toBe(state);
  });

  it('is known by any of many streams, whose directory has many sectors', async () => {
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`Stream ${index}`, Buffer.alloc(70)]));
    expect(await stateOf(compoundFile({ ...many, EncryptedPackage: Buffer.alloc(70) }))).toBe('encrypted');
    const user = {
      'PowerPoint Document': Buffer.alloc(70),
      'Current User': Buffer.from(`${'0'.repeat(24)}DFC4D1F3`, 'hex'),
    };
    expect(await stateOf(compoundFile({ ...many, ...user }))).toBe('encrypted');
  });

  it('that is not there is an error of the disk', async () => {
    await expect(readOle2('/nowhere/at/all.ppt')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('a hostile compound file', () => {
  it('whose directory leads back to itself ends', async () => {
    const file = ppt();
    for (const [entry, field] of [
      [1, 68],
      [2, 72],
      [3, 72],
    ] as const) {
      file.writeUInt32LE(1, directoryOf(file) + entry * 128 + field);
    }
    expect(await stateOf(file)).toBe('ppt');
  });

  it.each([
    ['allocation table is a circle', (file: Buffer) => file.fill(0, file.length - 512)],
    ['first directory sector lies behind the end', (file: Buffer) => file.writeUInt32LE(0xfffffff0, 48)],
    ['allocation table lies behind the end', (file: Buffer) => file.writeUInt32LE(0x7fffffff, 76)],
    ['sectors have a size that no version has', (file: Buffer) => file.writeUInt16LE(31, 30)],
    ['root leads to an entry behind the end', (file: Buffer) => file.writeUInt32LE(0x7fffffff, directoryOf(file) + 76)],
    ['mini stream begins behind the end', (file: Buffer) => file.writeUInt32LE(0x7fffffff, directoryOf(file) + 116)],
    [
      'current user lies behind the end of the mini stream',
      (file: Buffer) => file.writeUInt32LE(0x7fffffff, directoryOf(file) + 3 * 128 + 116),
    ],
  ])('ends soon though its %s', async (_, spoil) => {
    const file = ppt({ encrypted: true });
    spoil(file);
    const started = performance.now();
    expect(['ppt', 'other', 'encrypted']).toContain(await stateOf(file));
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('never throws, wherever bytes were changed', async () => {
    const files = [ppt(), ppt({ encrypted: true }), encryptedPackage()];
    const change = fc.record({ at: fc.nat(), byte: fc.constantFrom(0, 1, 2, 0x7f, 0xfe, 0xff) });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(change, { maxLength: 40 }),
        fc.nat(),
        async (file, changes, end) => {
          const spoilt = Buffer.from(file);
          // The tables and the header, where a change matters, rather than the content between them.
          for (const { at, byte } of changes) {
            const places = [at % 512, directoryOf(file) + (at % 1_024), spoilt.length - 1 - (at % 512)];
            spoilt[places[at % 3] ?? 0] = byte;
          }
          const cut = end % 4 === 0 ? spoilt.subarray(0, end % spoilt.length) : spoilt;
          expect(['encrypted', 'ppt', 'other']).toContain(await stateOf(cut));
        },
      ),
      { numRuns: 300, interruptAfterTimeLimit: 20_000 },
    );
  });
});
