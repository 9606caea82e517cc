/** A host as RFC 3986 has it, after the URL parser made it ASCII; the parser alone lets quotes and braces through. */
const HOST = /^(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::\d+)?$/u;

/** Everything that may not stand in a path, a query or a fragment (RFC 3986, 3.3 to 3.5), and per cent signs that encode nothing. */
const NOT_ALLOWED = /%(?![0-9a-f]{2})|[^a-z0-9\-._~!$&'()*+,;=:@/?%]/giu;

/**
 * An `http` or `https` address in the strict form of RFC 3986, or null where the text is none. Browsers are lenient and so are published
 * links; the schema of schedule.xml (`xs:anyURI`), a calendar's URI values and BibTeX's braces are not. A password in it stays at home.
 */
export function webAddress(text: string | null): string | null {
  const url = text === null ? null : URL.parse(text);
  if (url === null || !/^https?:$/u.test(url.protocol) || !HOST.test(url.host)) return null;
  const query = url.search === '' ? '' : `?${encoded(url.search.slice(1))}`;
  const fragment = url.hash === '' ? '' : `#${encoded(url.hash.slice(1))}`;
  return `${url.protocol}//${url.host}${encoded(url.pathname)}${query}${fragment}`;
}

function encoded(part: string): string {
  return part.replace(NOT_ALLOWED, encodeURIComponent);
}
