import { describe, expect, it } from 'vitest';
import { resource } from './answer.ts';
import { ALL_BUT_ROBOTS, FaultList, FILES, faulty, HTML_PAGES, type Target } from './faults.ts';

const found = resource('application/pdf', 'abcdefghij', { etag: '"v1"', lastModified: 'then', ranges: true });

describe('a fault changes', () => {
  it.each([
    [
      { kind: 'status', status: 404 },
      { status: 404, mediaType: 'text/html; charset=UTF-8', etag: null },
    ],
    [
      { kind: 'refused', status: 429, retryAfter: '9' },
      { status: 429, headers: { 'retry-after': '9' } },
    ],
    [
      { kind: 'refused', status: 503, retryAfter: null },
      { status: 503, headers: {} },
    ],
    [{ kind: 'bot_check' }, { status: 403, headers: { 'cf-mitigated': 'challenge' } }],
    [
      { kind: 'redirect', status: 301, location: '/there' },
      { status: 301, headers: { location: '/there' } },
    ],
    [{ kind: 'web_page' }, { status: 200, mediaType: 'text/html; charset=UTF-8' }],
    [
      { kind: 'web_page', asFile: true },
      { status: 200, mediaType: 'application/pdf' },
    ],
    [
      { kind: 'replaced', body: 'new', lastModified: 'now' },
      { body: Buffer.from('new'), lastModified: 'now' },
    ],
    [
      { kind: 'short', bytes: 3 },
      { body: Buffer.from('abc'), etag: '"v1"' },
    ],
    [
      { kind: 'cut', bytes: 3 },
      { delivery: { kind: 'cut', bytes: 3 }, body: found.body },
    ],
    [{ kind: 'stalled', bytes: 0 }, { delivery: { kind: 'stall', bytes: 0 } }],
    [{ kind: 'dragging', ms: 40 }, { delivery: { kind: 'drag', ms: 40 } }],
    [{ kind: 'reset' }, { delivery: { kind: 'reset' } }],
    [{ kind: 'unsized' }, { delivery: { kind: 'unsized' } }],
    [
      { kind: 'slow', ms: 40 },
      { delayMs: 40, status: 200 },
    ],
    [{ kind: 'weak_etag' }, { etag: 'W/"v1"' }],
    [{ kind: 'no_validators' }, { etag: null, lastModified: null }],
    [{ kind: 'no_range' }, { ranges: false, etag: '"v1"' }],
    [{ kind: 'careless_range' }, { ranges: 'careless' }],
    [{ kind: 'refused_range' }, { ranges: 'refused' }],
    [{ kind: 'date_alone' }, { etag: null, lastModified: 'then' }],
    [
      { kind: 'date_alone', lastModified: 'now' },
      { etag: null, lastModified: 'now' },
    ],
    [{ kind: 'disposition', value: 'inline' }, { headers: { 'content-disposition': 'inline' } }],
    [
      { kind: 'media_type', value: 'text/plain' },
      { mediaType: 'text/plain', body: found.body },
    ],
    [{ kind: 'endless_redirect' }, { status: 302, headers: { location: '?hop=1' } }],
    [{ kind: 'silent' }, { delivery: { kind: 'silent' } }],
    [{ kind: 'half_header' }, { delivery: { kind: 'raw', close: false } }],
    [{ kind: 'drip', everyMs: 9 }, { delivery: { kind: 'drip', everyMs: 9 } }],
    [{ kind: 'wrong_length', by: -2 }, { delivery: { kind: 'mis_sized', by: -2 } }],
    [{ kind: 'garbage_chunks' }, { delivery: { kind: 'raw', close: true } }],
    [{ kind: 'no_http' }, { delivery: { kind: 'raw', close: true } }],
    [{ kind: 'bomb', bytes: 99 }, { headers: { 'content-encoding': 'gzip' } }],
    [{ kind: 'endless', bytes: 9, announced: true }, { delivery: { kind: 'endless', bytes: 9, announced: true } }],
    [{ kind: 'bot_check', status: 200 }, { status: 200 }],
  ] as const)('%o', (fault, expected) => {
    expect(faulty(found, fault, 1)).toMatchObject(expected);
  });
});

describe('a target is', () => {
  it.each<[string, Target, boolean, string]>([
    ['a page', HTML_PAGES, true, '/list/descriptions/'],
    ['the landing page', HTML_PAGES, true, '/'],
    ['not the calendar', HTML_PAGES, false, '/all.ics'],
    ['not a deck', HTML_PAGES, false, '/kccnceu18/4e/a.pdf'],
    ['a deck', FILES, true, '/kccnceu18/4e/a.pdf'],
    ['a deck at its older address', FILES, true, '/hosted_files/kccnceu18/4e/a.pdf'],
    ['not a session', FILES, false, '/event/4e/a'],
    ['anything', ALL_BUT_ROBOTS, true, '/all.ics'],
    ['not robots.txt', ALL_BUT_ROBOTS, false, '/robots.txt'],
    ['one path', '/a', true, '/a'],
    ['a pattern, the same each time', /a$/g, true, '/a'],
  ])('%s', (_, target, expected, path) => {
    const faults = new FaultList();
    faults.add(target, { kind: 'status', status: 418 });
    const statuses = [faults.apply(path, found, 'files').status, faults.apply(path, found, 'files').status];
    expect(statuses).toEqual(expected ? [418, 418] : [200, 200]);
  });
});

it('a fault spares the first requests and ends after some', () => {
  const faults = new FaultList();
  faults.add('/a', { kind: 'status', status: 500 }, { skip: 1, times: 2 });
  expect(Array.from({ length: 5 }, () => faults.apply('/a', found, 'files').status)).toEqual([200, 500, 500, 200, 200]);
});

it('a fault of one server spares the other', () => {
  const faults = new FaultList();
  faults.add('/robots.txt', { kind: 'status', status: 500 }, { server: 'files' });
  expect(['schedule', 'files'].map((server) => faults.apply('/robots.txt', found, server).status)).toEqual([200, 500]);
});
