import { describe, expect, it } from 'vitest';
import { answer, resource } from './answer.ts';

const found = resource('application/pdf', 'abcdefghij', {
  etag: '"v1"',
  lastModified: 'Fri, 04 May 2018 18:00:00 GMT',
  ranges: true,
});

describe('a file answers', () => {
  it.each([
    ['a plain request with all of it', {}, 200, 'abcdefghij'],
    ['its own tag with 304', { 'if-none-match': '"v1"' }, 304, ''],
    ['its own tag in weak form with 304', { 'if-none-match': 'W/"v1"' }, 304, ''],
    ['its own tag in a list with 304', { 'if-none-match': '"v0", "v1"' }, 304, ''],
    ['another tag with all of it, whatever the date says', conditions('"v0"'), 200, 'abcdefghij'],
    ['the date it was changed with 304', { 'if-modified-since': 'Fri, 04 May 2018 18:00:00 GMT' }, 304, ''],
    ['an earlier date with all of it', { 'if-modified-since': 'Fri, 04 May 2018 17:59:59 GMT' }, 200, 'abcdefghij'],
    ['a range with that part', { range: 'bytes=2-4' }, 206, 'cde'],
    ['an open range with the rest', { range: 'bytes=7-' }, 206, 'hij'],
    ['a suffix range with the end', { range: 'bytes=-2' }, 206, 'ij'],
    ['a range behind the end with 416', { range: 'bytes=10-' }, 416, ''],
    ['several ranges with all of it', { range: 'bytes=0-1,3-4' }, 200, 'abcdefghij'],
    ['a range if still this version with that part', { range: 'bytes=7-', 'if-range': '"v1"' }, 206, 'hij'],
    ['a range if still another version with all of it', { range: 'bytes=7-', 'if-range': '"v0"' }, 200, 'abcdefghij'],
    ['a range under a weak tag with all of it', { range: 'bytes=7-', 'if-range': 'W/"v1"' }, 200, 'abcdefghij'],
  ])('%s', (_, request, status, body) => {
    const given = answer(found, request);
    expect([given.status, given.body.toString()]).toEqual([status, body]);
  });

  it('a part with its place in the whole', () => {
    expect(answer(found, { range: 'bytes=2-4' }).headers['content-range']).toBe('bytes 2-4/10');
  });
});

function conditions(etag: string): Record<string, string> {
  return { 'if-none-match': etag, 'if-modified-since': 'Fri, 04 May 2018 18:00:00 GMT' };
}
