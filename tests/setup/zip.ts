import { type Zippable, zipSync } from 'fflate';
import { openZipBytes, type Zip } from '../../src/decks/inspection/zip.ts';

/** A zip file with these entries, opened as the readers of decks get it. */
export function zipOf(entries: Zippable): Promise<Zip> {
  return openZipBytes(Buffer.from(zipSync(entries, { level: 0, mtime: new Date(2018, 4, 2, 9) })));
}

/** All entries moved into a folder, as when a whole package was zipped. */
export function inFolder(folder: string, entries: Zippable): Zippable {
  return Object.fromEntries(Object.entries(entries).map(([name, content]) => [`${folder}/${name}`, content]));
}
