import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Blob, blobPath, openBlobStore, safeExtension } from '../../src/decks/blob-store.ts';
import { DamagedError, NoSpaceError } from '../../src/model/failure.ts';

const VALIDATORS = { etag: '"one"', lastModified: 'Wed, 02 May 2018 09:00:00 GMT' };
const DECK = Buffer.from('%PDF-1.4 a deck '.repeat(1000));
const SHA256 = createHash('sha256').update(DECK).digest('hex');
const PATH = `decks/${SHA256.slice(0, 2)}/${SHA256.slice(2, 4)}/${SHA256}.pdf`;

async function dataDirectory(): Promise<string> {
  const data = await mkdtemp(join(tmpdir(), 'deckhand-blobs-'));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  return data;
}

async function listed(data: string): Promise<Blob[]> {
  const blobs: Blob[] = [];
  for await (const blob of openBlobStore(data).list()) blobs.push(blob);
  return blobs;
}

/** What a process leaves behind that is killed after some bytes. */
async function killedAfter(data: string, bytes: Uint8Array): Promise<void> {
  const part = await openBlobStore(data).part('17');
  await part.restart(VALIDATORS);
  await part.append(bytes);
  await part.close();
}

describe('a part', () => {
  it('is empty at first', async () => {
    const part = await openBlobStore(await dataDirectory()).part('17');
    expect([part.bytes, part.validators]).toEqual([0, null]);
  });

  it('that a killed process left behind goes on where it stopped, and hashes what was there', async () => {
    const data = await dataDirectory();
    await killedAfter(data, DECK.subarray(0, 5000));
    const part = await openBlobStore(data).part('17');
    expect([part.bytes, part.validators]).toEqual([5000, VALIDATORS]);
    await part.append(DECK.subarray(5000));
    const finished = await part.finish();
    expect(finished).toEqual({ sha256: SHA256, bytes: DECK.length, head: DECK.subarray(0, 4100) });
    expect(await part.finish()).toBe(finished);
  });

  it('that is complete already only has to be hashed', async () => {
    const data = await dataDirectory();
    await killedAfter(data, DECK);
    const part = await openBlobStore(data).part('17');
    expect(await part.finish()).toMatchObject({ sha256: SHA256, bytes: DECK.length });
  });

  it.each([
    ['missing', null],
    ['empty', ''],
    ['cut off', '{"etag":"\\"one'],
    ['of another shape', '{"etag":7}'],
  ])('starts again when its sidecar is %s', async (_, sidecar) => {
    const data = await dataDirectory();
    await killedAfter(data, DECK.subarray(0, 5000));
    const path = join(data, 'decks/.parts/17.json');
    await (sidecar === null ? rm(path) : writeFile(path, sidecar));
    const part = await openBlobStore(data).part('17');
    expect([part.bytes, part.validators]).toEqual([0, null]);
    await part.append(DECK);
    expect(await part.finish()).toMatchObject({ sha256: SHA256, bytes: DECK.length });
  });

  it('forgets everything on restart', async () => {
    const data = await dataDirectory();
    await killedAfter(data, Buffer.from('an older and longer version '.repeat(5000)));
    const store = openBlobStore(data);
    const part = await store.part('17');
    await part.restart({ etag: '"two"', lastModified: null });
    expect((await store.part('17')).validators).toBeNull();
    await part.append(DECK);
    expect(await part.finish()).toMatchObject({ sha256: SHA256, bytes: DECK.length });
    expect((await store.part('17')).validators).toEqual({ etag: '"two"', lastModified: null });
  });

  it('keeps its validators on disk before the first byte', async () => {
    const data = await dataDirectory();
    const part = await openBlobStore(data).part('17');
    await part.restart(VALIDATORS);
    expect(JSON.parse(await readFile(join(data, 'decks/.parts/17.json'), 'utf8'))).toEqual(VALIDATORS);
    await part.close();
  });

  it('has the same hash and head however its bytes arrive', async () => {
    const data = await dataDirectory();
    const store = openBlobStore(data);
    const cuts = fc.array(fc.integer({ min: 0, max: DECK.length }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(cuts, fc.nat({ max: 6 }), async (places, reopenAt) => {
        let part = await store.part('cuts');
        await part.restart(VALIDATORS);
        const at = [0, ...places.toSorted((a, b) => a - b), DECK.length];
        for (let index = 1; index < at.length; index += 1) {
          if (index === reopenAt) {
            await part.close();
            part = await store.part('cuts');
          }
          await part.append(DECK.subarray(at[index - 1], at[index]));
        }
        expect(await part.finish()).toEqual({ sha256: SHA256, bytes: DECK.length, head: DECK.subarray(0, 4100) });
      }),
      { numRuns: 50 },
    );
  });

  it.each(['', '../17', '17/..', 'a.b', 'x'.repeat(65)])('never has the id %j', async (id) => {
    await expect(openBlobStore(await dataDirectory()).part(id)).rejects.toThrow(RangeError);
  });

  it('is listed until it is taken or discarded', async () => {
    const data = await dataDirectory();
    const store = openBlobStore(data);
    await killedAfter(data, DECK.subarray(0, 10));
    const [stale] = await store.staleParts();
    expect(stale).toMatchObject({ id: '17', bytes: 10 });
    await store.discard({ id: '17' });
    await store.discard({ id: '17' });
    expect(await readdir(join(data, 'decks/.parts'))).toEqual([]);
    expect(await store.staleParts()).toEqual([]);
  });
});

describe('the blob store', () => {
  it('keeps a file under its SHA-256', async () => {
    const data = await dataDirectory();
    const store = openBlobStore(data);
    const put = await store.put(DECK, 'pdf');
    expect(put).toMatchObject({ sha256: SHA256, extension: 'pdf', path: PATH, bytes: DECK.length, existed: false });
    expect(await readFile(join(data, PATH))).toEqual(DECK);
    expect(await store.localPath(SHA256, 'pdf')).toBe(join(data, PATH));
    expect(Buffer.concat(await (await store.get(SHA256, 'pdf')).toArray())).toEqual(DECK);
    expect(await readdir(join(data, 'decks/.parts'))).toEqual([]);
  });

  it('copies a file of this machine and leaves it where it is', async () => {
    const data = await dataDirectory();
    const original = join(data, 'from-an-e-mail.pdf');
    await writeFile(original, DECK);
    expect(await openBlobStore(data).put(original, 'pdf')).toMatchObject({ sha256: SHA256 });
    expect(await readFile(original)).toEqual(DECK);
  });

  it('leaves nothing behind when the file to copy is not there', async () => {
    const data = await dataDirectory();
    await expect(openBlobStore(data).put(join(data, 'none.pdf'), 'pdf')).rejects.toThrow(/ENOENT/);
    expect(await readdir(join(data, 'decks/.parts'))).toEqual([]);
  });

  it('stores the same content once, even under another extension', async () => {
    const data = await dataDirectory();
    const store = openBlobStore(data);
    await store.put(DECK, 'pdf');
    expect(await store.put(DECK, 'key')).toMatchObject({ existed: true, extension: 'pdf', path: PATH });
    expect(await listed(data)).toEqual([{ sha256: SHA256, extension: 'pdf', path: PATH, bytes: DECK.length }]);
  });

  it('stores the same content once when several parts are taken at the same time', async () => {
    const data = await dataDirectory();
    const store = openBlobStore(data);
    const taken = await Promise.all(Array.from({ length: 5 }, () => store.put(DECK, 'pdf')));
    expect(taken.filter(({ existed }) => !existed)).toHaveLength(1);
    expect(await listed(data)).toHaveLength(1);
    expect(await store.staleParts()).toEqual([]);
  });

  it('takes one part after another failed', async () => {
    const data = await dataDirectory();
    const store = openBlobStore(data);
    const part = await store.part('17');
    await expect(store.take(part, { sha256: SHA256, bytes: 1, head: DECK }, 'pdf')).rejects.toThrow(/ENOENT/);
    expect(await store.put(DECK, 'pdf')).toMatchObject({ existed: false });
  });

  it.each([
    ['was cut off', 'x'],
    ['rotted without changing its size', DECK.toString('latin1').replaceAll(/[a-z]/g, '?')],
  ])('replaces a copy that %s by a good one', async (_, spoilt) => {
    const data = await dataDirectory();
    const store = openBlobStore(data);
    await store.put(DECK, 'pdf');
    await writeFile(join(data, PATH), spoilt, 'latin1');
    expect(await store.verify(SHA256, 'pdf')).toBe('damaged');
    expect(await store.put(DECK, 'pdf')).toMatchObject({ existed: true, path: PATH });
    expect(await store.verify(SHA256, 'pdf')).toBe('ok');
  });

  it('tells a good file from a damaged and a missing one', async () => {
    const data = await dataDirectory();
    const store = openBlobStore(data);
    expect(await store.verify(SHA256, 'pdf')).toBe('missing');
    await store.put(DECK, 'pdf');
    expect(await store.verify(SHA256, 'pdf')).toBe('ok');
    await writeFile(join(data, PATH), Buffer.alloc(DECK.length));
    expect(await store.verify(SHA256, 'pdf')).toBe('damaged');
    expect(await store.remove(SHA256, 'pdf')).toBe(true);
    expect(await store.remove(SHA256, 'pdf')).toBe(false);
    expect(await store.has(SHA256, 'pdf')).toBe(false);
    await expect(store.get(SHA256, 'pdf')).rejects.toThrow(DamagedError);
  });

  it('lists every blob and nothing else', async () => {
    const data = await dataDirectory();
    const store = openBlobStore(data);
    const texts = ['one', 'two', 'three', 'four'];
    const put = await Promise.all(texts.map((text) => store.put(Buffer.from(text), 'txt')));
    await killedAfter(data, DECK);
    await writeFile(join(data, 'decks/.DS_Store'), '');
    await writeFile(join(data, `${put[0]?.path ?? ''}.bak`), '');
    const paths = (await listed(data)).map(({ path }) => path);
    expect(paths).toEqual(put.map(({ path }) => path).toSorted());
  });

  it('is not made by looking at it', async () => {
    const data = join(await dataDirectory(), 'none');
    const store = openBlobStore(data);
    expect(await listed(data)).toEqual([]);
    expect(await store.staleParts()).toEqual([]);
    expect(await store.has(SHA256, 'pdf')).toBe(false);
    await expect(readdir(data)).rejects.toThrow(/ENOENT/);
  });

  // The tests may run as root, whom no permission bit stops; the kernel's own file system does.
  it.skipIf(process.platform !== 'linux')('says that a directory cannot be written', async () => {
    const failure = await openBlobStore('/sys')
      .put(DECK, 'pdf')
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NoSpaceError);
    expect(failure).toMatchObject({ exit: 'no_space', message: expect.stringContaining('/sys') as string });
  });
});

describe('the path of a blob', () => {
  it.each([
    ['pdf', 'pdf'],
    ['.PDF', 'pdf'],
    ['../../etc/passwd', 'etcpasswd'],
    ['tar.gz', 'targz'],
    ['', 'bin'],
    ['\u202e/..', 'bin'],
    ['abcdefghijklm', 'abcdefghij'],
  ])('has of the extension %j only %s', (extension, safe) => {
    expect(blobPath(SHA256, extension)).toBe(`${PATH.slice(0, -3)}${safe}`);
  });

  it('never leaves the directory', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (extension) => {
        expect(safeExtension(extension)).toMatch(/^[a-z0-9]{1,10}$/);
      }),
    );
  });

  it.each(['', 'ab', `../${SHA256.slice(3)}`, SHA256.toUpperCase()])('is refused for the hash %j', (sha256) => {
    expect(() => blobPath(sha256, 'pdf')).toThrow(RangeError);
  });
});
