import { expect, it } from 'vitest';
import { webAddress } from '../../src/exports/web-address.ts';

it.each([
  ['https://example.org', 'https://example.org/'],
  ['HTTP://Example.ORG:80/a b', 'http://example.org/a%20b'],
  ['https://example.org/100%zz?q=%41%', 'https://example.org/100%25zz?q=%41%25'],
  ['https://example.org/x[1]|{2}?a[]=1', 'https://example.org/x%5B1%5D%7C%7B2%7D?a%5B%5D=1'],
  ['https://example.org/#a#b', 'https://example.org/#a%23b'],
  ['https://example.org/?', 'https://example.org/'],
  ['https://[2001:DB8::1]:8080/', 'https://[2001:db8::1]:8080/'],
  ['https://müller.example/straße', 'https://xn--mller-kva.example/stra%C3%9Fe'],
  ['https://user:secret@example.org/', 'https://example.org/'],
])('%s is written %s', (text, address) => {
  expect(webAddress(text)).toBe(address);
});

it.each([
  [null],
  [''],
  ['slides.pdf'],
  ['javascript:alert(1)'],
  ['ftp://example.org/'],
  ['https://a"b/'],
  ['https://a{b}/'],
])('%s is no address', (text) => {
  expect(webAddress(text)).toBeNull();
});
