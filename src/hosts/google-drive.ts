import { fileAt, type SlideHost, unavailable } from './slide-host.ts';

/**
 * A file in Google Drive: `/file/d/<id>/view`, `/open?id=<id>`, `/uc?id=<id>`. The address is where `uc?export=download`
 * redirects to; `confirm=t` is what a person clicks when a file is too large for Google's virus scan.
 */
export const googleDrive: SlideHost = {
  name: 'google-drive',
  recognise: ({ hostname, pathname }) =>
    hostname === 'drive.google.com' ||
    hostname === 'drive.usercontent.google.com' ||
    (hostname === 'docs.google.com' && (FILE.test(pathname) || BY_QUERY.test(pathname))),
  resolve: (url) => {
    const id = FILE.exec(url.pathname)?.[1] ?? (BY_QUERY.test(url.pathname) ? url.searchParams.get('id') : null);
    if (id === null || !/^[\w-]+$/.test(id)) {
      return Promise.resolve(
        unavailable(FOLDER.test(url.pathname) ? 'it is a folder, not a file' : 'it names no file'),
      );
    }
    const file = new URL('https://drive.usercontent.google.com/download?export=download&confirm=t');
    file.searchParams.set('id', id);
    const key = url.searchParams.get('resourcekey');
    if (key !== null) file.searchParams.set('resourcekey', key);
    return Promise.resolve(fileAt(file.href));
  },
};

const FILE = /^(?:\/a\/[^/]+)?\/file(?:\/u\/\d+)?\/d\/([\w-]+)/;
const BY_QUERY = /^(?:\/a\/[^/]+)?\/(?:open|uc|download)$/;
const FOLDER = /\/(?:folders|folderview|drive)\b/;
