import { dirname, join } from 'node:path';
import { refuseOwnPart } from '../archive/own-parts.ts';
import { collisionKey } from './file-name.ts';
import type { FilesFormat, FilesReport, StoredSource } from './format.ts';
import { type NamedFile, type NameTemplate, parseTemplate } from './name-template.ts';
import { type Placed, type Placing, placeFile } from './placing.ts';

/**
 * A readable tree of the stored files, whatever their kind. A file's name depends on the archive, the selection and the template only; two files that would
 * share one, by letter case and accents too, both get the first digits of their SHA-256. What lies in the directory is never
 * removed, and nothing is overwritten but an older version of the same link. Withdrawn sessions are left out.
 */
export const decks: FilesFormat = {
  kind: 'files',
  name: 'decks',
  description: 'the stored files in a readable tree of directories',
  async write(source, { directory, template, allVersions, by }) {
    const placings = namesOf(source, parseTemplate(template), allVersions);
    // A tree that is made in the data directory may have a branch that is called `decks`.
    for (const branch of new Set(['.', ...placings.map(({ path }) => dirname(path))]))
      refuseOwnPart(source.directory, join(directory, branch));
    const counts: Record<Placed['outcome'], number> = {
      copied: 0,
      linked: 0,
      unchanged: 0,
      replaced: 0,
      missing: 0,
      taken: 0,
    };
    const beside: { taken: string; path: string | null }[] = [];
    const missing: string[] = [];
    let bytes = 0;
    for (const placing of placings) {
      const placed = await placeFile(placing, { directory, store: source.directory, by });
      counts[placed.outcome] += 1;
      bytes += placed.bytes;
      if (placed.outcome === 'missing') missing.push(placing.source);
      if (placed.outcome === 'taken') beside.push({ taken: placing.path, path: null });
      else if (placed.path !== placing.path) beside.push({ taken: placing.path, path: placed.path });
    }
    const { copied, linked, unchanged, replaced } = counts;
    return { copied, linked, unchanged, replaced, beside, missing, bytes } satisfies FilesReport;
  },
};

/** Every file with its path, in the order of the export; a content that would lie twice under one name is there once. */
function namesOf(source: StoredSource, template: NameTemplate, allVersions: boolean): Placing[] {
  const named: { placing: Placing; short: string }[] = [];
  const contents = new Map<string, Set<string>>();
  for (const session of source.sessions()) {
    if (session.state === 'withdrawn') continue;
    const present = new Set(session.links.flatMap(({ files }) => files.map(({ sha256 }) => sha256)));
    for (const link of allVersions ? [...session.links, ...session.removedLinks] : session.links) {
      for (const file of link.files) {
        if (!file.isCurrent && !allVersions) continue;
        // A file that was only moved to another link is there already.
        if (present.has(file.sha256) && session.removedLinks.includes(link)) continue;
        const placing = placingOf({ session, link, file }, template);
        const key = collisionKey(placing.path);
        const known = contents.get(key);
        if (known?.has(file.sha256) === true) continue;
        contents.set(key, (known ?? new Set()).add(file.sha256));
        named.push({ placing, short: ` (${file.sha256.slice(0, 8)})` });
      }
    }
  }
  return named.map(({ placing }) =>
    (contents.get(collisionKey(placing.path))?.size ?? 0) > 1 ? { ...placing, path: placing.otherPath } : placing,
  );
}

function placingOf(of: NamedFile, template: NameTemplate): Placing {
  const { session, file, link } = of;
  const version = file.isCurrent || template.uses.has('version') ? '' : ` (v${file.version})`;
  return {
    path: template.path(of, version),
    otherPath: template.path(of, `${version} (${file.sha256.slice(0, 8)})`),
    source: file.path,
    sha256: file.sha256,
    bytes: file.bytes,
    modifiedAt: Date.parse(file.fetchedAt),
    // A link may have taken the place of another, and its file the name of the other's.
    replaces: [link, ...session.removedLinks]
      .flatMap(({ files }) => files)
      .filter(({ sha256 }) => sha256 !== file.sha256)
      .map(({ sha256, bytes }) => ({ sha256, bytes })),
  };
}
