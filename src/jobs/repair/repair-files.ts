import type { DueLink } from '../../archive/decks.ts';
import { blobPath } from '../../decks/blob-store.ts';
import { byFile, downloadLinks } from '../download.ts';
import { inspectFiles } from '../inspect.ts';
import type { Run } from '../run.ts';
import { restoreAdvice } from './repair-plan.ts';
import { left, mended, type RepairBy, type Result } from './repair-result.ts';

/** A lost file, the links that may give it, and those of them that were asked. */
interface Lost {
  readonly repair: RepairBy<'fetch'>;
  /** Links of one address are asked once. */
  readonly addresses: DueLink[][];
  readonly asked: DueLink[];
  /** Where the damaged bytes lie now. */
  readonly aside: string | null;
}

/**
 * Fetches lost files again. What lies in a file's place is moved to `damaged/` first: a request is conditional where something is stored. Of several
 * addresses that gave a file the next is asked only where the one before did not give it.
 */
export async function fetchFiles(
  run: Run,
  repairs: readonly RepairBy<'fetch'>[],
  done: (repair: RepairBy<'fetch'>, result: Result) => void,
): Promise<void> {
  const { archive, store } = run;
  let waiting: Lost[] = [];
  for (const repair of repairs) {
    const { file, linkIds } = repair.step;
    const isBad = file.kind === 'damaged' && !run.isOver();
    const aside = isBad ? await store.setAside(file.sha256, file.extension, 'damaged') : null;
    waiting.push({ repair, addresses: byFile(archive.decks.byIds(linkIds)), asked: [], aside });
  }
  while (waiting.length > 0) {
    const links = waiting.flatMap(({ addresses }) => addresses[0] ?? []);
    for (const { addresses, asked } of waiting) asked.push(...(addresses.shift() ?? []));
    await downloadLinks(run, links);
    const still: Lost[] = [];
    for (const file of waiting) {
      const { sha256, extension } = file.repair.step.file;
      const isBack = (await store.verify(sha256, extension)) === 'ok';
      if (!isBack && file.addresses.length > 0 && !run.isOver()) still.push(file);
      else done(file.repair, isBack ? back(file) : gone(run, file));
    }
    waiting = still;
  }
}

/** Asks links whose version is lost with its file's name, or that have none and say they had. */
export async function askLinks(
  run: Run,
  repairs: readonly RepairBy<'ask'>[],
  done: (repair: RepairBy<'ask'>, result: Result) => void,
): Promise<void> {
  const { archive } = run;
  for (const { step } of repairs) {
    if (step.version !== null) archive.mending.removeRow(step.version);
    archive.mending.settleLink(step.linkId, run.at());
  }
  await downloadLinks(run, archive.decks.byIds(repairs.map(({ step }) => step.linkId)));
  for (const repair of repairs) {
    const { linkId, version } = repair.step;
    const [link] = archive.decks.byIds([linkId]);
    const url = link?.url ?? `link ${linkId}`;
    const attempt = archive.decks.attemptOf(linkId, run.id);
    const row = version === null ? '' : `Removed row ${version.rowid} of deck_versions, whose file is not known. `;
    const isBack = attempt !== null && ['stored', 'new_version', 'unchanged'].includes(attempt.outcome);
    if (isBack) done(repair, mended(`${row}Fetched ${url} again.`));
    else if (attempt === null) done(repair, left(`${row}${url} could not be asked in this run, and stays due.`));
    else done(repair, left(`${row}${url} did not give its file: ${attempt.detail ?? attempt.outcome}`));
  }
}

/** Looks into what these repairs stored and nobody has looked into yet: a file that is back has its slides again. */
export async function inspectFetched(run: Run, repairs: readonly RepairBy<'fetch' | 'ask'>[]): Promise<void> {
  const { decks, inspections } = run.archive;
  const linkIds = repairs.flatMap(({ step }) => (step.do === 'ask' ? [step.linkId] : step.linkIds));
  const stored = new Set(decks.byIds(linkIds).map(({ current }) => current?.sha256));
  const files = [...stored]
    .map((sha256) => (sha256 === undefined ? null : inspections.named(sha256)))
    .filter((file) => file !== null)
    .filter(({ state }) => state === null);
  if (files.length > 0) await inspectFiles(run, files);
}

function back({ repair, asked, aside }: Lost): Result {
  const { sha256, extension } = repair.step.file;
  const place = aside === null ? '' : `; the damaged bytes lie at ${aside}`;
  return mended(
    `Fetched ${blobPath(sha256, extension)} again from ${asked.at(-1)?.url ?? ''}: the same content${place}.`,
  );
}

function gone(run: Run, { repair, asked, aside }: Lost): Result {
  const { file } = repair.step;
  const reasons = asked.map((link) => {
    const attempt = run.archive.decks.attemptOf(link.id, run.id);
    if (attempt === null)
      return `${link.url} could not be asked in this run, and "deckhand verify --repair" asks it the next time`;
    if (attempt.outcome === 'new_version' || attempt.outcome === 'stored')
      return `${link.url} gives other content now, which was stored as its newest version`;
    return `${link.url}: ${(attempt.detail ?? attempt.outcome).replace(/\.$/, '')}`;
  });
  const place = aside === null ? '' : ` The damaged bytes lie at ${aside}.`;
  return left(
    `${blobPath(file.sha256, file.extension)} is lost here: ${[...new Set(reasons)].join('; ')}.${place} ${restoreAdvice(file)}`,
  );
}
