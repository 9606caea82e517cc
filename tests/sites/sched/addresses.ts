import type { SiteFile, SiteSession } from './conference.ts';

/** Room, type and field names in paths: a space is `+`, and all but letters, digits, `-`, `_`, `.` is percent-encoded. */
export function formEncoded(text: string): string {
  return percentEncoded(text).replaceAll('%20', '+').replaceAll('~', '%7E');
}

/** `event/2RBFQ/keynote-building-...`: relative, for the page's `<base href="/">`. */
export function sessionPath(session: SiteSession): string {
  return `event/${session.shortId}/${session.slug ?? slugOf(session.title)}`;
}

/**
 * Sched's slug: lower case without accents, punctuation and tabs. `#` and `+` stay in pages of 2026 (scrapes of 2024 lack
 * them), so a slug that begins with `#` reads as a fragment, and nothing but the short id matters.
 */
export function slugOf(title: string): string {
  return title
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[łøđıæœß]/g, (letter) => PLAIN_LETTERS[letter] ?? letter)
    .replaceAll(/[^a-z0-9#+_ -]/g, '')
    .trim()
    .replaceAll(/[ -]+/g, '-');
}

/** Letters that have no accent to take off. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ı: 'i',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
};

/** `venue/Strandzuid/Europaplein+22`: an address is a second segment. */
export function venuePath(room: string, address?: string): string {
  return `venue/${formEncoded(room)}${address === undefined ? '' : `/${formEncoded(address)}`}`;
}

/** `list/descriptions/type/BoF/case+studies`: the sub-type is in lower case. */
export function typePath(view: string, type: string, subtype?: string): string {
  return `${view}/type/${formEncoded(type)}${subtype === undefined ? '' : `/${formEncoded(subtype.toLowerCase())}`}`;
}

/** `/kccnceu18/4e/how%20to.pdf`: the path on the file host. */
export function filePath(event: string, { folder, name }: Pick<SiteFile, 'folder' | 'name'>): string {
  return `/${event}/${folder}/${percentEncoded(name)}`;
}

/** RFC 3986: unlike `encodeURIComponent`, also `!'()*`. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
