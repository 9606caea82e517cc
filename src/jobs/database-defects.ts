import type { Archive } from '../archive/archive.ts';
import { referenceSentence } from '../archive/integrity.ts';
import { DamagedError } from '../model/failure.ts';
import type { Defect } from './defect.ts';

/** What a person does about damaged pages, which nothing can be made again from. */
export const DATABASE_ADVICE =
  'Restore the newest copy from backups/ (or from your own backup) as archive.sqlite, or save what can be read: sqlite3 archive.sqlite .recover | sqlite3 recovered.sqlite';

/**
 * What is wrong in the database itself. Pages and indexes are SQLite's to judge; a full-text index is compared with its text, and the text with the words it
 * was made of. Where pages are damaged the rest is not asked: it could only repeat that.
 */
export function databaseDefects({ integrity }: Pick<Archive, 'integrity'>): Defect[] {
  const pages = integrity.pages();
  const damaged = pages.filter(({ kind }) => kind === 'database');
  if (damaged.length > 0) {
    return damaged.map(({ what }) => ({
      kind: 'database',
      what,
      message: `The database says: ${what}. ${DATABASE_ADVICE}`,
    }));
  }
  const named = (kind: 'row' | 'index' | 'search'): string[] =>
    pages.filter((problem) => problem.kind === kind).map(({ what }) => what);
  const stale = integrity.staleTexts();
  return [
    ...named('row').map(
      (what): Defect => ({
        kind: 'row',
        what,
        message: `The database says: ${what}. Correct the row in sqlite3, or restore a copy from backups/.`,
      }),
    ),
    ...[...new Set(named('index'))].map(
      (what): Defect => ({
        kind: 'index',
        what,
        message: `The index ${what} does not agree with its table. "deckhand verify --repair" makes it again.`,
      }),
    ),
    ...[...new Set([...named('search'), ...integrity.search()])].map(
      (table): Defect => ({
        kind: 'search',
        what: table,
        table,
        message: `The full-text index ${table} is damaged, or does not agree with the text it indexes: a search may miss what is there. "deckhand verify --repair" makes it again.`,
      }),
    ),
    ...(['session_texts', 'slides'] as const)
      .filter((table) => stale[table] > 0)
      .map(
        (table): Defect => ({
          kind: 'text',
          what: table,
          table,
          message: `${stale[table]} ${table === 'slides' ? (stale[table] === 1 ? 'slide is' : 'slides are') : stale[table] === 1 ? 'session is' : 'sessions are'} not searched for by the words of today. "deckhand verify --repair" writes their texts again.`,
        }),
      ),
    ...integrity.references().map(
      (reference): Defect => ({
        kind: 'reference',
        what: referenceSentence(reference),
        reference,
        message: `The database says: ${referenceSentence(reference)}. "deckhand verify --repair" mends what it can.`,
      }),
    ),
    ...integrity.contradictions().map(
      (link): Defect => ({
        kind: 'link',
        what: `link ${link.linkId}`,
        link,
        message:
          link.versions === 0
            ? `The link ${link.url} says that it is stored, and has no file. "deckhand verify --repair" asks for it again.`
            : `The link ${link.url} has a file, and says that it is ${link.state}. "deckhand verify --repair" corrects it.`,
      }),
    ),
  ];
}

/** Throws a `DamagedError` where pages of the database are damaged: nothing may be written there any more, or it could cost more. */
export function refuseDamagedPages({ integrity }: Pick<Archive, 'integrity'>): void {
  const damaged = integrity.pages().filter(({ kind }) => kind === 'database');
  if (damaged.length === 0) return;
  const said = damaged.slice(0, 3).map(({ what }) => what);
  throw new DamagedError(
    `Nothing is repaired, because pages of the database itself are damaged (${said.join('; ')}). ${DATABASE_ADVICE}`,
  );
}
