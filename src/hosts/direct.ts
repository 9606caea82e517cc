import { fileAt, type SlideHost } from './slide-host.ts';

/** An address that is its own file: it ends in the extension of one, or it lies on one of Sched's file hosts. */
export const direct: SlideHost = {
  name: 'direct',
  recognise: (url) =>
    /^https?:$/.test(url.protocol) && (isSchedFile(url) || (FILE.test(url.pathname) && !isViewer(url))),
  resolve: (url) => Promise.resolve(fileAt(url.href)),
};

/** Decks, papers, captions and what they are packed in; `.html` for slides that are web pages. */
const FILE =
  /\.(?:pdf|ppt|pptx|pptm|pps|ppsx|potx|odp|otp|key|doc|docx|odt|ps|djvu|epub|txt|vtt|srt|md|zip|7z|tar|t?gz|html?|mp4|m4v|mov|webm)\/?$/i;

/** Sched's three generations of file hosts. Names there may have no extension (`Plain_Text_Transcript_212_PIAO-1198`). */
function isSchedFile({ hostname, pathname }: URL): boolean {
  if (hostname === 'hosted-files.sched.co') return /^\/[^/]+\/[0-9a-f]{2}\/[^/]+$/i.test(pathname);
  return (
    (hostname === 'static.sched.com' || hostname === 'schd.ws' || hostname.endsWith('.schd.ws')) &&
    pathname.startsWith('/hosted_files/')
  );
}

/** Addresses that end like a file and answer with a page around it. */
function isViewer({ hostname, pathname }: URL): boolean {
  const host = hostname.replace(/^www\./, '');
  if (host === 'github.com' || host === 'gitlab.com') return /\/blob\//.test(pathname);
  return host === 'dropbox.com';
}
