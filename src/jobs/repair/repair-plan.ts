import type { BrokenReference } from '../../archive/integrity.ts';
import type { TextTable } from '../../archive/search-texts.ts';
import { blobPath } from '../../decks/blob-store.ts';
import { DATABASE_ADVICE } from '../database-defects.ts';
import type { Defect, FileDefect } from '../defect.ts';

/** What is done about a row that refers to a row that is not there. */
export type ReferenceRule =
  /** It is nothing without the other: it goes, as `ON DELETE CASCADE` would have had it. */
  | 'remove'
  /** The reference alone goes. */
  | 'clear'
  /** A run is made again as far as it can be told. */
  | 'stand_in'
  /** It goes, and the captured pages of the conference are read again, which know it better. */
  | 'reread'
  /** A version whose file is unknown goes, and its link is asked again. */
  | 'ask'
  /** It holds what nothing else has (decks, sessions, people, pages): a person decides. */
  | 'keep';

/** By table and column; a test holds it to the schema, both ways. */
export const REFERENCE_RULES: Readonly<Record<string, ReferenceRule>> = {
  'session_aliases.conference_id': 'remove',
  'session_aliases.session_id': 'remove',
  'sessions.conference_id': 'keep',
  'slots.session_id': 'remove',
  'speakers.conference_id': 'keep',
  'appearances.session_id': 'remove',
  'appearances.speaker_id': 'reread',
  'tags.session_id': 'remove',
  'links.session_id': 'keep',
  'deck_versions.link_id': 'keep',
  'deck_versions.file_id': 'ask',
  'attempts.link_id': 'remove',
  'attempts.run_id': 'stand_in',
  'slides.file_id': 'remove',
  'pictures.file_id': 'remove',
  'changes.run_id': 'stand_in',
  'changes.session_id': 'remove',
  'changes.link_id': 'clear',
  'captures.conference_id': 'keep',
  'captures.run_id': 'stand_in',
  'programme_pages.conference_id': 'remove',
  'programme_pages.capture_id': 'remove',
  'held_programmes.conference_id': 'keep',
  'held_programmes.run_id': 'stand_in',
  'session_texts.id': 'remove',
};

/** One thing to do. */
export type Step =
  | { readonly do: 'reindex' }
  | { readonly do: 'rebuild'; readonly table: string }
  | {
      readonly do: 'mend_reference';
      readonly reference: BrokenReference;
      readonly rule: 'remove' | 'clear' | 'stand_in';
    }
  | { readonly do: 'reread'; readonly reference: BrokenReference }
  /** `version` is a row of `deck_versions` whose file is not known, and is removed before. */
  | { readonly do: 'ask'; readonly linkId: number; readonly version: BrokenReference | null }
  | { readonly do: 'settle_link'; readonly linkId: number }
  | { readonly do: 'correct_size'; readonly sha256: string; readonly bytes: number }
  | { readonly do: 'rewrite_texts'; readonly table: TextTable }
  | { readonly do: 'fetch'; readonly file: FileDefect; readonly linkIds: readonly number[] }
  | { readonly do: 'inspect'; readonly sha256: string }
  | { readonly do: 'ask_anew'; readonly captureId: number; readonly url: string; readonly warc: string }
  | { readonly do: 'set_aside'; readonly sha256: string; readonly extension: string }
  | { readonly do: 'remove_pictures'; readonly sha256: string }
  /** `why` says what a person can do. */
  | { readonly do: 'nothing'; readonly why: string };

/** A step, what it is about, and what `--dry-run` says of it. */
export interface Repair {
  /** The `what` of the defects that it is to mend. */
  readonly whats: readonly string[];
  readonly step: Step;
  readonly would: string;
}

/**
 * The order matters: indexes first, because every later change goes through them; full-text indexes before the rows that write to them; texts after
 * the rows that they are made of; pictures after the files that they are made of; orphans last, because a link that is asked again may take one.
 */
const ORDER: readonly Step['do'][] = [
  'nothing',
  'reindex',
  'rebuild',
  'mend_reference',
  'settle_link',
  'correct_size',
  'reread',
  'rewrite_texts',
  'ask',
  'fetch',
  'inspect',
  'ask_anew',
  'set_aside',
  'remove_pictures',
];

/** Steps that change the database otherwise than every run does: a copy of it is made before the first. */
const REWRITING = new Set<Step['do']>([
  'reindex',
  'rebuild',
  'mend_reference',
  'settle_link',
  'correct_size',
  'reread',
  'rewrite_texts',
  'ask',
  'ask_anew',
  'set_aside',
]);

export function needsBackup(plan: readonly Repair[]): boolean {
  return plan.some(({ step }) => REWRITING.has(step.do));
}

/** Decides what is done about each defect, in the order in which it is to be done. With damaged pages nothing is: each write could cost more. */
export function repairPlan(defects: readonly Defect[]): readonly Repair[] {
  const isBroken = defects.some(({ kind }) => kind === 'database');
  const kept = keptParents(defects);
  const plan: Repair[] = [];
  for (const defect of defects) {
    const repair = isBroken && defect.kind !== 'database' ? untouched(defect) : repairOf(defect, kept);
    if (repair === null) continue;
    const same = plan.find((other) => isSame(other.step, repair.step));
    if (same === undefined) plan.push(repair);
    else plan[plan.indexOf(same)] = { ...same, whats: [...same.whats, ...repair.whats] };
  }
  return plan.toSorted((a, b) => ORDER.indexOf(a.step.do) - ORDER.indexOf(b.step.do));
}

function untouched({ what }: Defect): Repair {
  const why = 'Nothing is repaired in an archive whose database has damaged pages.';
  return { whats: [what], step: { do: 'nothing', why }, would: why };
}

function repairOf(defect: Defect, kept: ReadonlySet<string>): Repair | null {
  const { what } = defect;
  const repair = (step: Step, would: string): Repair => ({ whats: [what], step, would });
  const nothing = (why: string): Repair => repair({ do: 'nothing', why }, why);
  switch (defect.kind) {
    case 'database':
      return nothing(DATABASE_ADVICE);
    case 'row':
      return nothing(defect.message);
    case 'index':
      return repair({ do: 'reindex' }, 'make the indexes of the tables again');
    case 'search':
      return repair({ do: 'rebuild', table: defect.table }, `make the full-text index ${defect.table} again`);
    case 'text':
      return repair({ do: 'rewrite_texts', table: defect.table }, `write the stale texts of ${defect.table} again`);
    case 'reference':
      return referenceRepair(defect.reference, what, kept);
    case 'link': {
      const { linkId, url, versions } = defect.link;
      return versions > 0
        ? repair({ do: 'settle_link', linkId }, `say of ${url} that it is stored`)
        : repair({ do: 'ask', linkId, version: null }, `ask for ${url} again`);
    }
    case 'size':
      return repair(
        { do: 'correct_size', sha256: defect.sha256, bytes: defect.bytes },
        `say that ${what} has ${defect.bytes} bytes`,
      );
    case 'missing':
    case 'damaged':
      return fileRepair(defect, what);
    case 'picture':
      return repair({ do: 'inspect', sha256: defect.sha256 }, `look into the file ${defect.sha256} again`);
    case 'capture': {
      const { captureId, url, warc } = defect;
      return repair(
        { do: 'ask_anew', captureId, url, warc },
        `have the next reading ask for ${url} without conditions`,
      );
    }
    case 'orphan':
      return defect.extension === null
        ? repair({ do: 'remove_pictures', sha256: defect.sha256 }, `remove the ${what}`)
        : repair({ do: 'set_aside', sha256: defect.sha256, extension: defect.extension }, `move ${what} to orphans/`);
    case 'lost':
      return null;
  }
}

/** Only a link that gave this content last can be expected to give it again, and a file that a person attached was not the link's to give. */
function fileRepair(file: FileDefect, what: string): Repair {
  const linkIds = file.sources.filter((source) => source.isCurrent && !source.isAttached).map(({ linkId }) => linkId);
  const [first] = file.sources;
  if (linkIds.length > 0) {
    const from = file.sources.find(({ linkId }) => linkId === linkIds[0])?.url ?? '';
    return { whats: [what], step: { do: 'fetch', file, linkIds }, would: `fetch ${what} again from ${from}` };
  }
  const reason =
    first === undefined
      ? 'its links are not there any more'
      : first.isAttached
        ? 'a person attached it'
        : `${first.url} has a newer version since`;
  const why = `${what} cannot be fetched again: ${reason}. ${restoreAdvice(file)}`;
  return { whats: [what], step: { do: 'nothing', why }, would: why };
}

/** What a person can do about a file that is lost here. */
export function restoreAdvice({ sha256, extension, sources }: FileDefect): string {
  const attach =
    sources[0] === undefined ? '' : `, or, if you have the same file: deckhand attach ${sources[0].url} FILE`;
  return `Put a copy from a backup at ${blobPath(sha256, extension)}${attach}`;
}

function referenceRepair(reference: BrokenReference, what: string, kept: ReadonlySet<string>): Repair {
  const { table, column } = reference;
  const rule = kept.has(parentOf(reference)) ? 'keep' : ruleOf(reference);
  if (rule === 'keep') {
    const why = `${what}: it is kept, because it may hold what nothing else has. Put the row of ${reference.parent} with id ${reference.parentId ?? 'unknown'} back from a copy in backups/, or remove what is not wanted in sqlite3.`;
    return { whats: [what], step: { do: 'nothing', why }, would: why };
  }
  const row = `row ${reference.rowid} of ${table}`;
  const would = {
    remove: `remove ${row}`,
    clear: `clear ${column} in ${row}`,
    stand_in: `make run ${reference.parentId ?? ''} again as far as it can be told`,
    reread: `remove ${row}, and read the captured pages of its conference again`,
    ask: `remove ${row}, and ask its link again`,
  }[rule];
  const step: Step =
    rule === 'ask'
      ? askStep(reference)
      : rule === 'reread'
        ? { do: rule, reference }
        : { do: 'mend_reference', reference, rule };
  return { whats: [what], step, would };
}

function askStep(reference: BrokenReference): Step {
  return { do: 'ask', linkId: reference.linkId ?? 0, version: reference };
}

/** Rows that are gone and of which something is kept: all that is left of them is, because together it tells what they were. */
function keptParents(defects: readonly Defect[]): ReadonlySet<string> {
  const references = defects.flatMap((defect) => (defect.kind === 'reference' ? [defect.reference] : []));
  return new Set(references.filter((reference) => ruleOf(reference) === 'keep').map(parentOf));
}

function ruleOf({ table, column }: BrokenReference): ReferenceRule {
  return REFERENCE_RULES[`${table}.${column}`] ?? 'keep';
}

function parentOf({ parent, parentId }: BrokenReference): string {
  return `${parent} ${parentId ?? 'unknown'}`;
}

/** One inspection mends all pictures of a file, one REINDEX all indexes. */
function isSame(a: Step, b: Step): boolean {
  if (a.do === 'reindex') return b.do === 'reindex';
  return a.do === 'inspect' && b.do === 'inspect' && a.sha256 === b.sha256;
}
