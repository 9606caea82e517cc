import { fileAt, type SlideHost, unavailable } from './slide-host.ts';

/**
 * Google Slides. `/presentation/d/<id>/edit`, `/view`, `/pub`, `/present` and the like become `/export/pdf`, which answers
 * without a login if the deck is shared with everybody who has the link, and with a login page (status 200) if it is not.
 */
export const googleSlides: SlideHost = {
  name: 'google-slides',
  recognise: ({ hostname, pathname }) => hostname === 'docs.google.com' && PRESENTATION.test(pathname),
  resolve: (url) => {
    const [, published, id] = PRESENTATION.exec(url.pathname) ?? [];
    // `/d/e/2PACX-.../pub` hides the id of the document: there is nothing to export.
    if (published !== undefined || id === undefined) {
      return Promise.resolve(unavailable('it is published to the web only, which offers no file'));
    }
    const file = new URL(`https://docs.google.com/presentation/d/${id}/export/pdf`);
    // Older documents do not open without it.
    const key = url.searchParams.get('resourcekey');
    if (key !== null) file.searchParams.set('resourcekey', key);
    return Promise.resolve(fileAt(file.href));
  },
};

/** With the account (`/u/0`) or the organisation (`/a/example.org`) that the link was copied from. */
const PRESENTATION = /^(?:\/a\/[^/]+)?\/presentation(?:\/u\/\d+)?\/d\/(e\/)?([\w-]+)/;
