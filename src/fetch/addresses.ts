import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import ipaddr from 'ipaddr.js';
import { FetchError } from '../model/failure.ts';

/**
 * Pages, links and redirects come from strangers, so no request may reach the operator's own network. A name is checked
 * where it is resolved for the connection (a name that answers differently the second time gains nothing); a literal
 * address is never looked up, so it is checked before.
 */

interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Every address of a name. Rejects as `dns.lookup` does. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

export const resolveWithSystem: Resolve = (hostname) => systemLookup(hostname, { all: true });

/** Whether an IP address belongs to the public internet: neither private, local, shared, reserved nor a tunnel's. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  // DNS64 (RFC 6147) answers with 64:ff9b::/96 for every IPv4-only server; what counts is the IPv4 address within.
  if (parsed.range() === 'rfc6052') return isPublicAddress(parsed.toByteArray().slice(-4).join('.'));
  // Of IPv6 only 2000::/3 is given out (IANA); `::7f00:1`, an old way to write 127.0.0.1, counts as unicast otherwise.
  if (parsed.kind() === 'ipv6' && ((parsed.toByteArray()[0] ?? 0) & 0xe0) !== 0x20) return false;
  return parsed.range() === 'unicast';
}

/** `127.0.0.1:8080`, `[::1]:443`: how addresses are named by the operator and compared; the port is always there. */
export function hostAndPort(url: URL): string {
  return `${url.hostname}:${url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port}`;
}

/**
 * Parses an address that may be asked: http or https, and no literal private address unless it was named. The URL
 * parser turns odd spellings (`0x7f.1`, `2130706433`) into plain ones. Throws `forbidden_address`, or `malformed` where
 * it is no address at all.
 */
export function checkedUrl(text: string, allowedAddresses: readonly string[]): URL {
  if (!URL.canParse(text)) throw new FetchError('malformed', `${text} is not an address`);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new FetchError('forbidden_address', `${text} is refused: only http and https are asked`);
  }
  const literal = literalOf(url);
  if (literal !== null && !isPublicAddress(literal) && !isNamed(url, allowedAddresses)) {
    throw refused(hostAndPort(url));
  }
  return url;
}

/** Whether the operator named exactly this host and port. */
export function isNamed(url: URL, allowedAddresses: readonly string[]): boolean {
  return allowedAddresses.includes(hostAndPort(url));
}

/** Resolves a host and demands that all of it is public: for proxies, which choose and connect out of our sight. */
export async function checkName(url: URL, resolve: Resolve): Promise<void> {
  if (literalOf(url) !== null) return;
  const found = await resolve(url.hostname);
  if (found.length === 0 || !found.every(({ address }) => isPublicAddress(address))) throw refused(hostAndPort(url));
}

/** A `lookup` for `net.connect` that hands out public addresses only. */
export function guardedLookup(resolve: Resolve): LookupFunction {
  return lookupWith(async (hostname) => publicOnes(hostname, await resolve(hostname)));
}

/** A `lookup` for `net.connect` without a guard, for hosts that the operator named. */
export function lookupWith(resolve: Resolve): LookupFunction {
  const resolved = callbackify(resolve);
  return (hostname, options, callback) =>
    resolved(hostname, (error, found) => {
      const first = found?.[0];
      if (error !== null) callback(error, '');
      else if (first === undefined) callback(new Error(`${hostname} has no address`), '');
      else if (options.all === true) callback(null, [...found]);
      else callback(null, first.address, first.family);
    });
}

function publicOnes(hostname: string, found: readonly ResolvedAddress[]): readonly ResolvedAddress[] {
  const usable = found.filter(({ address }) => isPublicAddress(address));
  if (usable.length === 0) throw refused(hostname);
  return usable;
}

function literalOf(url: URL): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? null : host;
}

/** What a refusal asks the operator for. */
const ADVICE = 'If that is right, add --allow-host';

/** Whether this is what was said of an address that may not be asked unless the operator names it. */
export function isRefusedAddress(message: string): boolean {
  return message.includes(ADVICE);
}

function refused(host: string): FetchError {
  const named = host.includes(':') ? host : `${host}:PORT`;
  const message = `${host} is not asked: it lies in a private or special network. ${ADVICE} ${named}.`;
  return new FetchError('forbidden_address', message);
}
