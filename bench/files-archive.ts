import { type Archive, openArchive } from '../src/archive/archive.ts';
import type { InspectionToSave } from '../src/archive/inspections.ts';
import type { Inspection } from '../src/decks/inspection/inspector.ts';
import { link, programme, session } from '../tests/setup/programme.ts';

const AT = '2026-01-02T03:04:05Z';

/** A real archive whose one conference has a session for each file. */
export function archiveOfFiles(
  directory: string,
  files: readonly { readonly name: string; readonly sha256: string }[],
): {
  readonly archive: Archive;
  /** Stores what was found in the file with this index. */
  save(index: number, found: Inspection & { readonly version: number }): void;
  close(): void;
} {
  const archive = openArchive({ directory, mode: 'create', now: () => Date.parse(AT) });
  const conference = archive.conferences.remember(
    {
      slug: 'files-2026',
      name: 'Files 2026',
      series: 'files',
      platform: 'sched',
      parameters: { origin: 'https://files.example' },
      stated: {},
      titles: { people: 'none' },
      addedBy: 'operator',
    },
    AT,
  );
  const runId = archive.runs.start('bench', AT);
  const url = (index: number): string => `https://files.example/${index}.pdf`;
  archive.programmes.save({
    conferenceId: conference.id,
    runId,
    programme: programme(
      files.map(({ name }, index) =>
        session({ key: String(index), title: name.split('/').at(-1) ?? name, links: [link(url(index))] }),
      ),
    ),
    parserVersion: 1,
    captures: [],
    pages: 'all',
    reporting: false,
    at: AT,
  });
  const attempt = { httpStatus: 200, detail: null, failures: 0, nextCheckAt: null, etag: null, lastModified: null };
  for (const [index, { sha256 }] of files.entries()) {
    const [due] = archive.decks.find(url(index));
    const file = { sha256, bytes: 1, mediaType: 'application/pdf', extension: 'pdf', publishedName: null };
    archive.decks.record({ ...attempt, linkId: due?.id ?? 0, runId, at: AT, outcome: 'stored', state: 'stored', file });
  }
  const ids = new Map(
    archive.inspections.due({ slug: null, version: 1, programs: [], all: false }).map(({ sha256, id }) => [sha256, id]),
  );
  return {
    archive,
    save(index, found) {
      const fileId = ids.get(files[index]?.sha256 ?? '');
      // Two files with the same content are one.
      if (fileId === undefined) return;
      const inspection: InspectionToSave = { ...found, fileId, at: AT, pictures: [] };
      archive.inspections.save(inspection);
    },
    close: () => archive.close(),
  };
}
