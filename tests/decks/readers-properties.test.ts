import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPpmReader } from '../../src/decks/inspection/pdf/ppm.ts';
import { MAX_SLIDE_TEXT, slideText } from '../../src/decks/inspection/slide-text.ts';
import { cleanName, extensionOf, MAX_NAME_BYTES, publishedName } from '../../src/decks/published-name.ts';
import { afterAttempt } from '../../src/decks/recheck.ts';
import { isLfsPointer, isText, isWall, isWebPage } from '../../src/decks/web-page.ts';
import { resolveShareLink } from '../../src/hosts/share-link.ts';
import { FetchError } from '../../src/model/failure.ts';
import { anyText } from '../setup/any-text.ts';
import { FUZZ } from '../setup/page-fuzzer.ts';
import { trialDirectory } from '../setup/trial-archive.ts';

const RUNS = { numRuns: 300, seed: FUZZ.seed };
const text = anyText();

describe('a published name', () => {
  it('is clean, or none; cleaning it again changes nothing', () => {
    fc.assert(
      fc.property(anyText(60), (one) => {
        const name = cleanName(one);
        if (name === null) return;
        expect(cleanName(name)).toBe(name);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(MAX_NAME_BYTES);
        expect(name).not.toMatch(/[/\\\p{Cc}\p{Bidi_Control}]|^\.{1,2}$/u);
      }),
      RUNS,
    );
  });

  it('is found in any header and any address, or nothing is', () => {
    const header = fc.oneof(
      text,
      fc
        .tuple(fc.constantFrom('filename=', 'filename="', "filename*=UTF-8''", "filename*=x'y'"), text)
        .map(([name, value]) => `attachment; ${name}${value}`),
    );
    fc.assert(
      fc.property(fc.option(header), fc.oneof(text, fc.webUrl()), (one, url) => {
        const name = publishedName(one, url);
        if (name !== null) expect(cleanName(name)).toBe(name);
        expect(extensionOf(name ?? url) ?? 'pdf').toMatch(/^[a-z0-9]{1,10}$/);
      }),
      RUNS,
    );
  });
});

describe('the first bytes of a file', () => {
  it('are judged, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          text.map((one) => Buffer.from(one)),
        ),
        (head) => {
          for (const judge of [isText, isWebPage, isWall, isLfsPointer]) expect(typeof judge(head)).toBe('boolean');
        },
      ),
      RUNS,
    );
  });

  it('are a page behind any blanks and comments', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(' ', '\n', '<!-- x -->', '<?xml version="1.0"?>'), { maxLength: 9 }),
        (before) => {
          expect(isWebPage(Buffer.from(`${before.join('')}<!DOCTYPE html><html>`))).toBe(true);
        },
      ),
      RUNS,
    );
  });
});

describe('what is on a slide', () => {
  it('is text without control characters, and the same when it is cleaned again', () => {
    fc.assert(
      fc.property(anyText(40), (one) => {
        const once = slideText(one);
        expect(slideText(once)).toBe(once);
        expect(once.isWellFormed()).toBe(true);
        expect(once.length).toBeLessThanOrEqual(Math.min(MAX_SLIDE_TEXT, 18 * one.length));
      }),
      RUNS,
    );
  });

  it('is drawn in as many bytes as its header says, or not at all', () => {
    const path = join(trialDirectory(), 'page.ppm');
    const read = createPpmReader();
    const size = fc.constantFrom('0', '1', '2', '3', '999999', '-1', 'x');
    const file = fc.tuple(
      fc.constantFrom('P6', 'P5', ''),
      size,
      size,
      fc.constantFrom('255', '65535'),
      fc.uint8Array({ maxLength: 40 }),
    );
    fc.assert(
      fc.property(file, ([magic, width, height, depth, pixels]) => {
        writeFileSync(path, Buffer.concat([Buffer.from(`${magic}\n${width} ${height}\n${depth}\n`), pixels]));
        const picture = read(path);
        if (picture === null) return;
        expect(picture.pixels.length).toBe(picture.width * picture.height * 3);
        expect(picture.pixels).toEqual(Buffer.from(pixels.subarray(0, picture.pixels.length)));
        picture.release();
      }),
      RUNS,
    );
  });
});

describe('a link', () => {
  it('whatever it is, is a file or a reason why not, or nobody could be asked', async () => {
    const unreachable = (): Promise<never> => Promise.reject(new FetchError('unreachable', 'nobody answers'));
    const client = { page: unreachable, render: unreachable };
    const shared = fc.oneof(
      text,
      fc.webUrl(),
      text.map((one) => `https://docs.google.com/presentation/d/${one}/edit`),
      text.map((one) => `https://drive.google.com/file/d/${one}/view`),
    );
    await fc.assert(
      fc.asyncProperty(shared, fc.constantFrom('attachment', 'field', 'description'), async (url, origin) => {
        const answer = await resolveShareLink(
          { url, kind: 'slides', origin, label: null } as never,
          client as never,
        ).catch((error: unknown) => {
          expect(error).toBeInstanceOf(FetchError);
        });
        expect(JSON.stringify(answer ?? '').length).toBeLessThan(12 * url.length + 1_000);
      }),
      RUNS,
    );
  });

  it('is asked again later, or never of itself', () => {
    const day = fc.oneof(fc.constantFrom(null, '2018-05-04', '9999-12-31', '0000-01-01'), text);
    const outcome = fc.constantFrom(
      'stored',
      'new_version',
      'unchanged',
      'not_yet',
      'gone',
      'wall',
      'unavailable',
      'too_large',
      'failed',
    );
    fc.assert(
      fc.property(
        outcome,
        day,
        fc.nat(2_000),
        fc.boolean(),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (kind, endsOn, failures, stored, place) => {
          const now = Date.parse('2018-05-02T09:00:00Z');
          const after = afterAttempt({ kind, refused: failures % 2 === 0 } as never, {
            now,
            endsOn,
            failures,
            stored,
            place,
          });
          if (after.nextCheckAt !== null) expect(Date.parse(after.nextCheckAt)).toBeGreaterThan(now);
          if (stored) expect(after.state).toBe('stored');
        },
      ),
      RUNS,
    );
  });
});
