import { getDomain } from 'tldts';
import { hostAndPort } from './addresses.ts';

/**
 * What we are polite to: the registrable domain (`kccnceu18.sched.com` and `www.sched.com` are one `sched.com`), or host
 * and port where there is none (IP addresses, `localhost`).
 */
export function serverOf(url: URL): string {
  return getDomain(url.hostname) ?? hostAndPort(url);
}

/** Whether requests stay on this machine: then the operator may go faster than the floor. */
export function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d+){3}$/.test(url.hostname);
}
