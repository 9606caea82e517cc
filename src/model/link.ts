import { z } from 'zod';
import { normalForm } from './normal-form.ts';
import { LINK_KINDS, LINK_ORIGINS, type LinkKind, type LinkOrigin } from './vocabulary.ts';

/** An address found on a session. */
export const Link = z.object({
  /** Absolute address as published; the one that is requested. */
  url: z.string(),
  /** The same for every address of the same file (see `canonicalUrl`): what a stored link is recognised by. */
  canonicalUrl: z.string(),
  label: z.string().nullable(),
  kind: z.enum(LINK_KINDS),
  origin: z.enum(LINK_ORIGINS),
});
export type Link = z.infer<typeof Link>;

/** What is known of an address before anybody has asked for it. */
export interface LinkFacts {
  readonly url: string;
  readonly label: string | null;
  /** The platform's own word for what it is, where it has one: `slides` (frab), `Paper`. */
  readonly type?: string | null;
  readonly origin: LinkOrigin;
}

/** Extensions that leave no doubt, whatever the label says: a `.mov` called "Slides" is a film. */
const PLAIN_EXTENSIONS: Readonly<Record<string, LinkKind>> = {
  ...Object.fromEntries(
    'mp4 m4v mov webm mkv avi ogv mpg mpeg wmv'.split(' ').map((extension) => [extension, 'video'] as const),
  ),
  vtt: 'transcript',
  srt: 'transcript',
  sbv: 'transcript',
  ipynb: 'code',
};

/** Extensions of decks, where nothing better is known. */
const DECK_EXTENSIONS = new Set('pdf ppt pptx pptm pps ppsx pot potx odp otp fodp sxi key keynote gslides'.split(' '));

/** Words of a label, a type or a file name, in the order in which they are tried. */
const WORDS: readonly (readonly [LinkKind, RegExp])[] = [
  ['transcript', /\b(?:transcripts?|captions?|subtitles?|closed captioning)\b/iu],
  [
    'slides',
    /\b(?:slides?|slide ?decks?|decks?|presentations?|pr[aä]sentation(?:en)?|folien|pitch)\b|スライド|幻灯片/iu,
  ],
  ['paper', /\b(?:white ?papers?|papers?|preprints?|article|proceedings|publication)\b/iu],
  ['video', /\b(?:videos?|recordings?|youtube|vimeo|watch)\b|\blive ?streams?\b/iu],
  ['code', /\b(?:source code|code(?! of conduct)|repo|repository|github|gitlab|notebook)\b/iu],
];

/** Hosts (with their sub-domains) and, where the host alone does not tell, the paths that do. */
const HOSTS: readonly (readonly [LinkKind, string, RegExp?])[] = [
  ['slides', 'docs.google.com', /^\/(?:a\/[^/]+\/)?presentation\//u],
  ['slides', 'speakerdeck.com'],
  ['slides', 'slideshare.net'],
  ['slides', 'slides.com'],
  ['slides', 'slid.es'],
  ['slides', 'prezi.com'],
  ['slides', 'pitch.com'],
  ['slides', 'noti.st'],
  ['slides', 'figma.com', /^\/(?:deck|slides)\//u],
  ['slides', 'canva.com', /^\/design\//u],
  ['slides', 'f1000research.com', /^\/slides\//u],
  ['paper', 'arxiv.org'],
  ['paper', 'doi.org', /^\/(?!10\.5281\/zenodo)/u],
  ['paper', 'dl.acm.org'],
  ['paper', 'openreview.net'],
  ['paper', 'ieeexplore.ieee.org'],
  ['video', 'youtube.com'],
  ['video', 'youtu.be'],
  ['video', 'youtube-nocookie.com'],
  ['video', 'vimeo.com'],
  ['video', 'media.ccc.de'],
  ['video', 'twitch.tv'],
  ['video', 'dailymotion.com'],
  ['video', 'bilibili.com'],
  ['video', 'loom.com'],
  ['video', 'wistia.com'],
  ['code', 'github.com'],
  ['code', 'gist.github.com'],
  ['code', 'gitlab.com'],
  ['code', 'codeberg.org'],
  ['code', 'bitbucket.org'],
];

/**
 * What an address leads to, from its extension, the platform's own type, its host and its label, in that order; nothing
 * is asked of the network. A file without an extension is known by its name (`Plain_Text_Transcript_212_PIAO-1198`,
 * KubeCon 2020), a `.txt` that a platform hosts is a caption file. A video by kind that is an attachment is still a file
 * to be downloaded: that is decided by its origin, not here.
 */
export function linkKind(link: LinkFacts): LinkKind {
  const address = parse(link.url);
  const name = lastSegment(address, link.url);
  const extension = /\.([a-z0-9]{2,7})$/iu.exec(name)?.[1]?.toLowerCase() ?? '';

  const plain = Object.hasOwn(PLAIN_EXTENSIONS, extension) ? PLAIN_EXTENSIONS[extension] : undefined;
  if (plain !== undefined) return plain;

  const typed = fromWords(link.type ?? '');
  if (typed !== null) return typed;

  const isDeck = DECK_EXTENSIONS.has(extension);
  const host = address === null ? null : fromHost(address);
  // A repository is full of decks: the address of one is a deck, not code.
  if (host !== null && !(isDeck && host === 'code')) return host;

  const named = fromWords(name.replace(/[-_.]+/gu, ' '));
  if (extension === 'txt' && (link.origin === 'attachment' || named === 'transcript')) return 'transcript';
  const labelled = fromWords(link.label ?? '');
  if (isDeck) return labelled === 'paper' || labelled === 'transcript' ? labelled : 'slides';
  if (labelled !== null) return labelled;
  return named === 'transcript' || (named !== null && link.origin === 'attachment') ? named : 'other';
}

function fromWords(text: string): LinkKind | null {
  return text === '' ? null : (WORDS.find(([, pattern]) => pattern.test(text))?.[0] ?? null);
}

function fromHost(address: URL): LinkKind | null {
  const found = HOSTS.find(
    ([, host, path]) => isWithin(address.hostname, host) && (path === undefined || path.test(address.pathname)),
  );
  return found?.[0] ?? (address.hostname.startsWith('slides.') ? 'slides' : null);
}

/** Whether a host is the named one or one of its sub-domains. */
function isWithin(hostname: string, domain: string): boolean {
  return hostname === domain || hostname.endsWith(`.${domain}`);
}

/**
 * The key by which a link is recognised when it is met again: one for all addresses of the same file.
 *
 * - The three generations of Sched's file hosts have one key, `sched-file:<event>/<hex>/<name>`: the same file was
 *   served byte for byte by `static.sched.com` and `hosted-files.sched.co`, and old events were moved.
 * - All forms of a YouTube address are `https://www.youtube.com/watch?v=<id>`.
 * - Anything else is normalised: https for http, lower-case host, no default port, no credentials, no fragment unless it
 *   routes a page (`#!/talk`, `#/talk`), no `utm_` parameters, percent-encoding decoded once and written in one way, NFC.
 *
 * The key is for comparing and is never requested. Any text is accepted; what is no web address stays as it is.
 * `canonicalUrl(canonicalUrl(x)) === canonicalUrl(x)`.
 */
export function canonicalUrl(url: string): string {
  const text = normalForm(url.toWellFormed().trim(), 'NFC');
  const address = parse(text);
  if (address === null || !/^https?:$/u.test(address.protocol)) return text;
  return schedFileKey(address) ?? youtubeKey(address) ?? normalised(address);
}

function schedFileKey({ hostname, pathname }: URL): string | null {
  let path: string | null = null;
  if (hostname === 'hosted-files.sched.co') path = pathname.replace(/^\/hosted_files(?=\/)/u, '');
  else if (isWithin(hostname, 'schd.ws') || hostname === 'static.sched.com' || hostname === 'static.sched.co') {
    path = /^\/hosted_files(\/.*)$/u.exec(pathname)?.[1] ?? null;
  }
  const [, event, folder, name] = /^\/([^/]+)\/([0-9a-f]{2})\/([^/]+)$/iu.exec(path ?? '') ?? [];
  if (event === undefined || folder === undefined || name === undefined) return null;
  return `sched-file:${event.toLowerCase()}/${folder.toLowerCase()}/${recoded(name)}`;
}

function youtubeKey(address: URL): string | null {
  const { hostname, pathname, searchParams } = address;
  let id: string | null | undefined = null;
  if (hostname === 'youtu.be') id = pathname.slice(1).split('/', 1)[0];
  else if (isWithin(hostname, 'youtube.com') || isWithin(hostname, 'youtube-nocookie.com')) {
    id = pathname === '/watch' ? searchParams.get('v') : /^\/(?:embed|v|live|shorts)\/([^/]+)/u.exec(pathname)?.[1];
  }
  // Embeds of a play list are called `videoseries`.
  if (id === null || id === undefined || id === 'videoseries' || !/^[\w-]{6,20}$/u.test(id)) return null;
  return `https://www.youtube.com/watch?v=${id}`;
}

function normalised(address: URL): string {
  const path = address.pathname.split('/').map(recoded).join('/');
  const query = address.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !/^utm_/iu.test(pair))
    .map((pair) => {
      const [, name = '', value] = /^([^=]*)(?:=(.*))?$/su.exec(pair) ?? [];
      // In a query `+` is a space; in a path it is a plus.
      return [name, value]
        .flatMap((part) => (part === undefined ? [] : [recoded(part.replaceAll('+', '%20'))]))
        .join('=');
    })
    .join('&');
  const fragment = /^#[!/]/u.test(address.hash) ? address.hash : '';
  return `https://${address.host}${path}${query === '' ? '' : `?${query}`}${fragment}`;
}

/**
 * A part of an address decoded once and encoded in the one way of `encodeURIComponent`. A stray percent sign is itself
 * (`80%.pdf` is `80%25.pdf`); bytes that are no UTF-8 stay encoded as they are.
 */
function recoded(part: string): string {
  let out = '';
  let plain = '';
  const flush = (): void => {
    out += encodeURIComponent(normalForm(plain, 'NFC'));
    plain = '';
  };
  for (const piece of part.split(/((?:%[0-9a-f]{2})+)/iu)) {
    const decoded = /^%[0-9a-f]{2}/iu.test(piece) ? decodedBytes(piece) : piece;
    if (decoded === null) {
      flush();
      out += piece.toUpperCase();
    } else plain += decoded;
  }
  flush();
  return out;
}

function decodedBytes(bytes: string): string | null {
  try {
    return decodeURIComponent(bytes);
  } catch {
    return null;
  }
}

function parse(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}

/** The last part of the path, decoded where it can be: what a person would call the file's name. */
function lastSegment(address: URL | null, url: string): string {
  const path = address?.pathname ?? url.split(/[?#]/u, 1)[0] ?? '';
  const segment = path.split('/').findLast((part) => part !== '') ?? '';
  return decodedBytes(segment) ?? segment;
}
