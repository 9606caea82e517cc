import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { ownCertificate } from '../../setup/certificate.ts';
import { startServer, type TestServer } from '../../setup/server.ts';
import { DECK_DUE, type FaultRow, strike } from './row.ts';

const tls = ownCertificate();
// Everything in this process trusts it, as it would a certificate of the operator's own.
setDefaultCACertificates([...getCACertificates('default'), tls.cert]);

let plain: TestServer | null = null;

/** A site that is served over https, and sends us away to where nothing is encrypted. */
export const faultsOfEncryption: readonly FaultRow[] = [
  {
    name: 'a site over https is read as any other',
    site: { tls },
    fault: () => undefined,
    exit: 0,
    asked: {},
    says: null,
  },
  {
    name: 'a deck that redirects from https to http is not taken from there',
    site: { tls },
    fault: strike('deck', { kind: 'redirect', status: 302, location: 'http://127.0.0.1:1/keynote.pdf' }),
    exit: 3,
    asked: { deck: '302' },
    deck: 'failed failed',
    says: /redirects to http:\/\/127\.0\.0\.1:1\/keynote\.pdf: a file is not taken without https$/,
    next: { asked: DECK_DUE },
  },
  {
    name: 'a listing that redirects from https to http is read there',
    site: { tls },
    fault: async (trial) => {
      plain = await startServer({
        '/listing': (_request, response) => {
          response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
          fetch(`${trial.site.origin}/list/descriptions`)
            .then(async (page) => response.end(await page.text()))
            .catch(() => response.destroy());
        },
      });
      strike('listing', { kind: 'redirect', status: 301, location: plain.url('/listing') })(trial);
    },
    flags: () => ['--allow-host', plain?.address ?? ''],
    exit: 0,
    // The robots.txt of the plain server is asked for as well, and the page is fetched once more by it.
    asked: { listing: '301', 'file robots': '404 200', '/listing': '200' },
    unheard: 1,
    says: null,
    next: { asked: { listing: '200' } },
  },
];
