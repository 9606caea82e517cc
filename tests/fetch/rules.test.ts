import { describe, expect, it } from 'vitest';
import { checkedUrl, hostAndPort, isPublicAddress } from '../../src/fetch/addresses.ts';
import { decodeText } from '../../src/fetch/charset.ts';
import { losesEncryption, redirectTarget, Trail } from '../../src/fetch/redirects.ts';
import { type AttemptEnd, retryDelayMs } from '../../src/fetch/retry.ts';
import { retryAfterMs } from '../../src/fetch/retry-after.ts';
import { ruling } from '../../src/fetch/robots.ts';
import { isLoopback, serverOf } from '../../src/fetch/server-key.ts';
import { FetchError } from '../../src/model/failure.ts';

describe('an IP address is public', () => {
  it.each([
    '93.184.216.34',
    '8.8.8.8',
    '2606:2800:220:1:248:1893:25c8:1946',
    '::ffff:93.184.216.34',
    '64:ff9b::5db8:d822',
  ])('%s: yes', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:7f00:1::1',
    '2001::1',
    'not an address',
  ])('%s: no', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('an address may be asked', () => {
  it.each([
    ['http://127.0.0.1:8080/', ['127.0.0.1:8080']],
    ['http://[::1]:8080/', ['[::1]:8080']],
    ['https://127.0.0.1/', ['127.0.0.1:443']],
    ['https://example.org/x', []],
    ['http://93.184.216.34/', []],
  ])('%s with %j named', (url, named) => {
    expect(checkedUrl(url, named).href).toBe(url);
  });

  it.each([
    ['http://127.0.0.1:8081/', 'another port than the named one'],
    ['http://127.0.0.1/', 'no port, so 80'],
    ['http://127.0.0.2:8080/', 'another host'],
    ['http://0x7f.1:81/', 'hexadecimal'],
    ['http://2130706433/', 'one number'],
    ['http://0177.0.0.1/', 'octal'],
    ['http://127.1/', 'two parts'],
    ['http://127.0.0.1./', 'a dot at the end'],
    ['http://[::ffff:127.0.0.1]/', 'IPv4 in IPv6'],
    ['http://[::1]/', 'IPv6'],
    ['http://169.254.169.254/latest/meta-data/', 'the cloud'],
    ['ftp://example.org/deck.pdf', 'no http'],
    ['file:///etc/passwd', 'a file'],
    ['data:text/html,x', 'data'],
  ])('not %s: %s', (url) => {
    expect(() => checkedUrl(url, ['127.0.0.1:8080'])).toThrow(expect.objectContaining({ code: 'forbidden_address' }));
  });

  it('not when it is none, and no message shows a password', () => {
    expect(() => checkedUrl('::', [])).toThrow(expect.objectContaining({ code: 'malformed' }));
    expect(() => checkedUrl('ftp://me:secret@example.org/', [])).toThrow(/^ftp:\/\/example\.org\/ is refused/);
  });

  it('is named by host and port, with the port that its scheme implies', () => {
    const named = ['http://example.org/', 'https://example.org/', 'http://[::1]:81/'].map((url) =>
      hostAndPort(new URL(url)),
    );
    expect(named).toEqual(['example.org:80', 'example.org:443', '[::1]:81']);
  });
});

it.each([
  ['https://kccnceu18.sched.com/print', 'sched.com', false],
  ['https://static.sched.com/x', 'sched.com', false],
  ['https://www.example.co.uk/', 'example.co.uk', false],
  ['https://someone.github.io/slides/', 'github.io', false],
  ['http://127.0.0.1:8080/', '127.0.0.1:8080', true],
  ['http://127.8.9.1:80/', '127.8.9.1:80', true],
  ['http://[::1]:8080/', '[::1]:8080', true],
  ['http://localhost:3000/', 'localhost:3000', true],
  ['http://10.0.0.1/', '10.0.0.1:80', false],
])('the server of %s is %s', (url, server, loopback) => {
  expect(serverOf(new URL(url))).toBe(server);
  expect(isLoopback(new URL(url))).toBe(loopback);
});

describe('Retry-After', () => {
  const now = Date.UTC(2018, 4, 2, 9);
  it.each([
    ['120', null, 120_000],
    [' 0 ', null, 0],
    ['1.5', null, 1500],
    ['Wed, 02 May 2018 09:01:00 GMT', null, 60_000],
    ['Wednesday, 02-May-18 09:01:00 GMT', null, 60_000],
    ['Wed May  2 09:01:00 2018', null, 60_000],
    ['Wed, 02 May 2018 08:00:00 GMT', null, 0],
    ['Wed, 02 May 2018 12:01:00 GMT', 'Wed, 02 May 2018 12:00:00 GMT', 60_000],
    ['soon', null, null],
    ['-5', null, null],
    ['', null, null],
  ])('%j (server time %j) is %j ms', (value, date, expected) => {
    expect(retryAfterMs(value, now, date ?? undefined)).toBe(expected);
  });

  it('that is not there is nothing', () => {
    expect(retryAfterMs(undefined, now)).toBeNull();
  });
});

describe('another attempt', () => {
  const failed = (code: FetchError['code']): AttemptEnd => ({ error: new FetchError(code, 'x') });
  it.each<[string, number, AttemptEnd, number | null]>([
    ['after a 500', 1, { status: 500 }, 2000],
    ['after a second 502', 2, { status: 502 }, 4000],
    ['after a third failure: none', 3, { status: 500 }, null],
    ['after no connection', 1, failed('unreachable'), 2000],
    ['after a time-out', 1, failed('timed_out'), 2000],
    ['after half a body', 1, failed('cut_short'), 2000],
    ['after nonsense', 1, failed('malformed'), 2000],
    ['after too large a body: none', 1, failed('too_large'), null],
    ['after a forbidden address: none', 1, failed('forbidden_address'), null],
    ['after a parking: none', 1, failed('parked'), null],
    ['after a bug: none', 1, { error: new TypeError('x') }, null],
    ['after a 501: none', 1, { status: 501 }, null],
    ['after a 404: none', 1, { status: 404 }, null],
    ['after a 503: not counted here', 1, { status: 503 }, null],
  ])('%s', (_name, attempt, end, delay) => {
    expect(retryDelayMs(attempt, end, 0.5)).toBe(delay);
  });

  it('is spread by chance from half to one and a half times', () => {
    expect([0, 0.999].map((random) => Math.round(retryDelayMs(1, { status: 500 }, random) ?? 0))).toEqual([1000, 2998]);
  });
});

describe('a redirect', () => {
  const from = new URL('https://example.org/a/b');
  it.each([
    [302, '/c', 'https://example.org/c'],
    [301, 'c?d#e', 'https://example.org/a/c?d'],
    [308, 'http://user:pw@other.example/', 'http://other.example/'],
    [303, undefined, null],
    [302, ' ', null],
    [200, '/c', null],
    [304, '/c', null],
    [300, '/c', null],
  ])('%i to %j leads to %j', (status, location, expected) => {
    expect(redirectTarget(from, status, location)?.href ?? null).toBe(expected);
  });

  it('to nonsense is malformed', () => {
    expect(() => redirectTarget(from, 302, 'http://[')).toThrow(expect.objectContaining({ code: 'malformed' }));
  });

  it('from https to http loses encryption, the other way does not', () => {
    expect(losesEncryption(from, new URL('http://example.org/'))).toBe(true);
    expect(losesEncryption(new URL('http://example.org/'), from)).toBe(false);
  });

  it('in a circle or for the eleventh time is one too many', () => {
    const circle = new Trail();
    circle.step(from);
    expect(() => circle.step(new URL(from))).toThrow(expect.objectContaining({ code: 'too_many_redirects' }));
    const long = new Trail();
    for (let hop = 0; hop <= 10; hop += 1) long.step(new URL(`https://example.org/${hop}`));
    expect(() => long.step(new URL('https://example.org/11'))).toThrow(/more than 10 times/);
  });
});

describe('the text of a page', () => {
  const latin = Buffer.from('Björn', 'latin1');
  const japanese = Buffer.from([0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea]);
  it.each([
    ['the header says', latin, 'text/html; charset=ISO-8859-1', 'Björn'],
    ['the header says, in quotes', japanese, 'text/html; Charset="Shift_JIS"', '日本語'],
    [
      'the header wins over the page',
      Buffer.from('<meta charset="gbk">ö'),
      'text/html; charset=utf-8',
      '<meta charset="gbk">ö',
    ],
    ['a byte order mark wins over the header', Buffer.from('\uFEFFö'), 'text/html; charset=iso-8859-1', 'ö'],
    ['UTF-8 under a header that says ISO-8859-1', Buffer.from('Łódź'), 'text/html; charset=ISO-8859-1', 'Łódź'],
    [
      'UTF-8 under a page that says windows-1251',
      Buffer.from('<meta charset=windows-1251>Łódź'),
      '',
      '<meta charset=windows-1251>Łódź',
    ],
    ['plain bytes under a header that says UTF-16', Buffer.from('<p>ö'), 'text/html; charset=utf-16', '<p>ö'],
    ['UTF-16 under a header that says so', Buffer.from('<p>ö', 'utf16le'), 'text/html; charset=utf-16le', '<p>ö'],
    ['UTF-16 by its mark', Buffer.from('\uFEFFö', 'utf16le'), 'text/html', 'ö'],
    [
      'the page says',
      Buffer.concat([Buffer.from('<meta charset=shift_jis>'), japanese]),
      'text/html',
      '<meta charset=shift_jis>日本語',
    ],
    [
      'the page says, in the old way',
      Buffer.concat([Buffer.from('<meta http-equiv=Content-Type content="text/html; charset=windows-1252">'), latin]),
      'text/html',
      '<meta http-equiv=Content-Type content="text/html; charset=windows-1252">Björn',
    ],
    [
      'XML says',
      Buffer.concat([Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?>'), latin]),
      'application/xml',
      '<?xml version="1.0" encoding="ISO-8859-1"?>Björn',
    ],
    [
      'a page that claims UTF-16 in plain bytes',
      Buffer.from('<meta charset="utf-16">ö'),
      'text/html',
      '<meta charset="utf-16">ö',
    ],
    ['nobody says', Buffer.from('Björn 日本語'), 'text/html', 'Björn 日本語'],
    ['nobody says, and it is not UTF-8', latin, '', 'Björn'],
    ['the header says nonsense', Buffer.from('ö'), 'text/html; charset=binary-ish', 'ö'],
    ['a calendar', Buffer.from('SUMMARY:ö'), 'text/calendar', 'SUMMARY:ö'],
    ['a calendar with a broken byte', latin, 'text/calendar', 'Bj�rn'],
    [
      'JSON, where a meta is only text',
      Buffer.from('"<meta charset=gbk>ö"'),
      'application/json',
      '"<meta charset=gbk>ö"',
    ],
  ])('%s', (_name, bytes, contentType, expected) => {
    expect(decodeText(bytes, contentType)).toBe(expected);
  });
});

describe('robots.txt', () => {
  const agent = 'Deckhand/0.1.0 (+mailto:ops@example.org)';
  it.each([
    ['nothing', '', true, 0],
    ['everything forbidden to all', 'User-agent: *\nDisallow: /', false, 0],
    ['another robot forbidden', 'User-agent: GPTBot\nDisallow: /', true, 0],
    [
      'us forbidden by name, whatever the case',
      'User-agent: *\nAllow: /\n\nUser-agent: DECKHAND\nDisallow: /',
      false,
      0,
    ],
    ['us allowed by name', 'User-agent: *\nDisallow: /\n\nUser-agent: deckhand\nAllow: /', true, 0],
    ['the longer rule wins', 'User-agent: *\nDisallow: /event\nAllow: /event/1', true, 0],
    ['wildcards', 'User-agent: *\nDisallow: /*/1$', false, 0],
    ['a Crawl-delay', 'User-agent: *\nCrawl-delay: 10', true, 10_000],
    ['half a second', 'User-agent: *\nCrawl-delay: 0.5', true, 500],
    ['a Crawl-delay that is none', 'User-agent: *\nCrawl-delay: often', true, 0],
    ['a web page', '<html><body>Not found: Disallow</body></html>', true, 0],
  ])('with %s', (_name, text, allowed, crawlDelayMs) => {
    expect(ruling(new URL('https://example.org/event/1'), text, agent)).toEqual({ allowed, crawlDelayMs });
  });

  it('with more wildcards than can be looked for in a long address forbids it, and not a short one', () => {
    const text = `User-agent: *\n${`Disallow: /${'*a'.repeat(500)}b$\n`.repeat(50)}`;
    const allowed = (path: string): boolean => ruling(new URL(path, 'https://example.org'), text, agent).allowed;
    expect([allowed('/event/1'), allowed(`/${'a'.repeat(20_000)}`)]).toEqual([true, false]);
  });

  it.each(['User-agent: __proto__\nDisallow: /', 'User-agent: constructor\nCrawl-delay: 1\nDisallow: /'])(
    'made to break the parser does not break us: %j',
    (text) => {
      expect(() => ruling(new URL('https://example.org/'), text, agent)).not.toThrow();
      expect(({} as Record<string, unknown>)['crawlDelay']).toBeUndefined();
    },
  );
});
