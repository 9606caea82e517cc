import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkedUrl, hostAndPort, isPublicAddress } from '../../src/fetch/addresses.ts';
import { decodeText, mediaTypeOf } from '../../src/fetch/charset.ts';
import { codingsOf, decoded } from '../../src/fetch/decoding.ts';
import { redirectTarget } from '../../src/fetch/redirects.ts';
import { retryAfterMs } from '../../src/fetch/retry-after.ts';
import { ruling } from '../../src/fetch/robots.ts';
import { isLoopback, serverOf } from '../../src/fetch/server-key.ts';
import { openWarcWriter, readWarcFile, readWarcRecord } from '../../src/fetch/warc.ts';
import { DamagedError, FetchError } from '../../src/model/failure.ts';
import { anyText } from '../setup/any-text.ts';
import { chanceOf, FUZZ } from '../setup/page-fuzzer.ts';
import { temporaryDirectory } from './trial-client.ts';

const RUNS = { numRuns: 300, seed: FUZZ.seed };
const text = anyText();
const bytes = fc.uint8Array({ maxLength: 300 });
const AGENT = 'Deckhand/0.1.0 (+https://example.org/)';

/** What the reading gives, or the code of the one kind of error that it may end in. */
function answered<T>(read: () => T): T | FetchError {
  try {
    return read();
  } catch (error) {
    if (error instanceof FetchError) return error;
    throw error;
  }
}

describe('a robots.txt', () => {
  const line = fc.oneof(
    text,
    fc
      .tuple(
        fc.constantFrom('User-agent', 'user-agent ', 'Disallow', 'Allow', 'Crawl-delay', 'Sitemap', 'Host', '#'),
        fc.oneof(fc.constantFrom('*', 'deckhand', 'Other/1', '/', '/a*b$', '__proto__', '1e999', '-5', ''), text),
      )
      .map(([name, value]) => `${name}: ${value}`),
  );
  const robots = fc.array(line, { maxLength: 20 }).map((lines) => lines.join('\n'));

  it('of any text rules, with a pause that is none or longer', () => {
    fc.assert(
      fc.property(robots, fc.webUrl(), (one, url) => {
        const { allowed, crawlDelayMs } = ruling(new URL(url), one, AGENT);
        expect(typeof allowed).toBe('boolean');
        expect(crawlDelayMs).toBeGreaterThanOrEqual(0);
      }),
      RUNS,
    );
  });

  it.each([
    ['ours among others', 'User-agent: a\nUser-agent: deckhand\nUser-agent: b\nDisallow: /', false],
    ['another group', 'User-agent: a\nUser-agent: b\nDisallow: /\n', true],
    ['a group behind another', 'User-agent: a\nDisallow: /\nUser-agent: *\nDisallow: /b', true],
    ['all, behind a name', 'User-agent: a\nUser-agent: *\nDisallow: /', false],
    ['two groups, ours the second', 'User-agent: *\nDisallow:\n\nUser-agent: Deckhand/2\nDisallow: /a', false],
    ['a comment between names', 'User-agent: deckhand\n# of us: all\nUser-agent: b\nDisallow: /', false],
  ])('means %s as without the names of others', (_, one, allowed) => {
    expect(ruling(new URL('https://h.example/a'), one, AGENT).allowed).toBe(allowed);
  });

  it('says the same whoever else is named beside', () => {
    const rules = fc.array(fc.constantFrom('Disallow: /a', 'Allow: /a/b', 'Crawl-delay: 3', 'Disallow: /*c$'), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(
        rules,
        fc.constantFrom('/', '/a', '/a/b', '/xc'),
        fc.stringMatching(/^[e-z]{1,9}$/),
        (lines, path, other) => {
          const url = new URL(path, 'https://h.example');
          const alone = ['User-agent: deckhand', ...lines].join('\n');
          expect(ruling(url, `User-agent: ${other}\n${alone}`, AGENT)).toEqual(ruling(url, alone, AGENT));
        },
      ),
      RUNS,
    );
  });
});

describe('headers and addresses of strangers', () => {
  it('Retry-After asks for a time or for none', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
        ),
        text,
        fc.nat(),
        (value, date, now) => {
          expect(retryAfterMs(value, now, date) ?? 0).toBeGreaterThanOrEqual(0);
        },
      ),
      RUNS,
    );
  });

  it('a target of a redirect is one that may be asked for, without password and fragment, or an error that says so', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.webUrl()), (location) => {
        const target = answered(() => redirectTarget(new URL('https://h.example/a/b'), 302, location));
        if (target instanceof URL) expect([target.username, target.password, target.hash]).toEqual(['', '', '']);
      }),
      RUNS,
    );
  });

  it('an address is http or https and public, or refused', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          fc.webUrl(),
          fc.ipV4().map((ip) => `http://${ip}/`),
          fc.ipV6().map((ip) => `http://[${ip}]/`),
        ),
        (one) => {
          const url = answered(() => checkedUrl(one, []));
          if (!(url instanceof URL)) return;
          expect(url.protocol).toMatch(/^https?:$/);
          expect(isLoopback(url) && url.hostname !== 'localhost').toBe(false);
          expect(serverOf(url)).not.toBe('');
          expect(serverOf(new URL(url.href))).toBe(serverOf(url));
          expect(hostAndPort(url)).toMatch(/:\d+$/);
        },
      ),
      RUNS,
    );
    fc.assert(
      fc.property(text, (one) => {
        expect(typeof isPublicAddress(one)).toBe('boolean');
      }),
      RUNS,
    );
  });
});

describe('a body', () => {
  it('of any bytes and any charset is text without halves of characters, of so many letters at most', () => {
    const label = fc.constantFrom(
      'utf-8',
      'utf-16',
      'utf-16be',
      'iso-2022-kr',
      'replacement',
      'x-user-defined',
      'gb18030',
      'big5',
      'shift_jis',
      'iso-2022-jp',
      'windows-1252',
      'ibm866',
      'none',
    );
    fc.assert(
      fc.property(
        bytes,
        fc.oneof(
          label.map((charset) => `text/html; charset=${charset}`),
          text,
        ),
        (body, type) => {
          const read = decodeText(body, type);
          expect(read.isWellFormed()).toBe(true);
          expect(read.length).toBeLessThanOrEqual(2 * body.length + 2);
          expect(mediaTypeOf(type)).toBe(mediaTypeOf(mediaTypeOf(type)));
        },
      ),
      RUNS,
    );
  });

  const CODERS = { gzip: gzipSync, br: brotliCompressSync, zstd: zstdCompressSync, deflate: deflateSync };
  const coding = fc.constantFrom('gzip', 'br', 'zstd', 'deflate');
  const plain = async (body: Uint8Array, codings: readonly string[]): Promise<Buffer> => {
    const chunks: Uint8Array[] = [];
    const source = (async function* (): AsyncGenerator<Uint8Array> {
      yield body;
    })();
    for await (const chunk of decoded(source, codings)) chunks.push(chunk);
    return Buffer.concat(chunks);
  };

  it('comes back from its codings as it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.array(coding, { maxLength: 3 }),
        async (body, codings) => {
          const encoded = codings.reduce<Buffer>((all, name) => CODERS[name](all), Buffer.from(body));
          expect(await plain(encoded, codingsOf(codings.join(', ')))).toEqual(Buffer.from(body));
          expect(await plain(deflateRawSync(body), ['deflate'])).toEqual(Buffer.from(body));
        },
      ),
      { ...RUNS, numRuns: 60 },
    );
  });

  it('of any bytes in any coding is read, or an error that says why not', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, fc.array(fc.oneof(coding, text), { maxLength: 3 }), async (body, codings) => {
        await plain(body, codingsOf(codings.join(','))).catch((error: unknown) => {
          expect(error).toBeInstanceOf(FetchError);
        });
      }),
      { ...RUNS, numRuns: 150 },
    );
  });
});

describe('a WARC file', () => {
  it('that is spoilt gives pages or is told to be torn, and a place in it a page or a damage', async () => {
    const directory = temporaryDirectory();
    const places: { offset: number; length: number }[] = [];
    const writer = openWarcWriter(
      { directory, name: 'demo.warc.gz', software: 'Deckhand/0.1.0' },
      (row) => void places.push(row),
    );
    for (const path of ['a', 'b', 'c']) {
      const url = `https://h.example/${path}`;
      await writer.keep({
        requestedUrl: url,
        url,
        at: 0,
        status: 200,
        statusText: 'OK',
        rawHeaders: [['Content-Type', 'text/html']],
        raw: Buffer.from(`page ${path} `.repeat(50)),
        etag: null,
        lastModified: null,
        stableSha256: '',
        detail: false,
        rendered: false,
      });
    }
    await writer.close();
    const whole = readFileSync(join(directory, 'demo.warc.gz'));
    const path = join(directory, 'spoilt.warc.gz');
    for (let run = 0; run < FUZZ.runs(80); run += 1) {
      const chance = chanceOf(FUZZ.seed * 1_000_003 + run);
      const spoilt = Buffer.from(whole.subarray(0, chance(3) === 0 ? chance(whole.length) : whole.length));
      for (let count = chance(6); count > 0 && spoilt.length > 0; count -= 1)
        spoilt[chance(spoilt.length)] = chance(256);
      writeFileSync(path, spoilt);
      let pages = 0;
      for await (const { text: read } of readWarcFile(path, () => {})) {
        expect(read.length).toBeLessThan(2 * whole.length * 50);
        pages += 1;
      }
      expect(pages).toBeLessThanOrEqual(3);
      const [place] = places.slice(chance(places.length));
      await readWarcRecord(path, place?.offset ?? 0, place?.length ?? 0).catch((error: unknown) => {
        expect(error).toBeInstanceOf(DamagedError);
      });
    }
  });
});
