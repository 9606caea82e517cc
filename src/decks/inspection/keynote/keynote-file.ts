import { type DeckContents, UnreadableFile } from '../contents.ts';
import type { Zip } from '../zip.ts';
import { readKeynote } from './keynote.ts';
import { readKeynote09 } from './keynote-09.ts';

/** What tells the two formats; a package that was zipped whole has them in one folder (`Talk.key/index.apxl`). */
const SINCE_2013 = /^([^/]+\/)?(?:Index\/Document\.iwa|Index\.zip)$/;
const UNTIL_2009 = /^([^/]+\/)?index\.apxl(?:\.gz)?$/;

/** Beside encrypted parts: a verifier of the password, and its hint. */
const PASSWORD = /(?:^|\/)\.iwp[hv]\d*$/;

/**
 * Reads a Keynote file of any year since 2008. Throws an `UnreadableFile`: `encrypted` where it wants a password, `unsupported` where the zip is
 * no Keynote file or an older one, `damaged` where it is broken.
 */
export async function readKeynoteFile(zip: Zip): Promise<DeckContents> {
  if (zip.names.some((name) => PASSWORD.test(name))) {
    throw new UnreadableFile('encrypted', 'The Keynote file wants a password.');
  }
  const modern = folderOf(zip, SINCE_2013);
  if (modern !== null) return readKeynote(zip, modern);
  const old = folderOf(zip, UNTIL_2009);
  if (old !== null) return readKeynote09(zip, old);
  throw new UnreadableFile('unsupported', 'The zip archive is no Keynote file of 2008 or later.');
}

/** With its slash; empty for the zip itself, which goes first. */
function folderOf(zip: Zip, mark: RegExp): string | null {
  const folders = zip.names.flatMap((name) => {
    const found = mark.exec(name);
    return found === null ? [] : [found[1] ?? ''];
  });
  return folders.toSorted((one, other) => one.length - other.length)[0] ?? null;
}
