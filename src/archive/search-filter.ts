import type { Database } from 'better-sqlite3';
import { distance } from 'fastest-levenshtein';
import { nameKey } from '../model/text.ts';
import { allWordsIn } from './match-expression.ts';
import { FIELDS, type FieldName, type FieldTerm } from './query-fields.ts';
import { CJK_RUN } from './searchable.ts';

/** What sessions must be like: an SQL condition on `sessions s`, and the values of its parameters. */
export interface SessionFilter {
  /** `1` where every session will do. */
  readonly where: string;
  readonly values: Readonly<Record<string, string>>;
}

/** The newest stored version of a link that is still on its session. */
const CURRENT_FILES = `FROM links l
  JOIN deck_versions v ON v.link_id = l.id AND v.version = (SELECT max(w.version) FROM deck_versions w WHERE w.link_id = l.id)
  WHERE l.session_id = s.id AND l.removed_at IS NULL`;

const HAS: Readonly<Record<string, string>> = {
  slides: "EXISTS (SELECT 1 FROM links l WHERE l.session_id = s.id AND l.kind = 'slides' AND l.removed_at IS NULL)",
  deck: `EXISTS (SELECT 1 ${CURRENT_FILES} AND l.kind = 'slides')`,
  video: "EXISTS (SELECT 1 FROM links l WHERE l.session_id = s.id AND l.kind = 'video' AND l.removed_at IS NULL)",
  text: `EXISTS (SELECT 1 ${CURRENT_FILES} AND EXISTS (SELECT 1 FROM files f WHERE f.id = v.file_id AND f.text_state = 'ok'))`,
  picture: `EXISTS (SELECT 1 ${CURRENT_FILES} AND EXISTS (SELECT 1 FROM pictures p WHERE p.file_id = v.file_id))`,
};

/**
 * The condition that the fields of a question make: values of one field are alternatives, different fields all hold, excluded values must
 * not. `slug` keeps to one conference besides. `fail` points at a conference or series that the archive does not have.
 */
export function sessionFilter(
  database: Database,
  fields: readonly FieldTerm[],
  slug: string | null,
  fail: (term: FieldTerm, what: string) => never,
): SessionFilter {
  const values: Record<string, string> = {};
  const value = (of: unknown): string => {
    const name = `field${Object.keys(values).length}`;
    values[name] = typeof of === 'string' ? of : JSON.stringify(of);
    return `@${name}`;
  };
  const oneOf = (expression: string, list: readonly unknown[]): string =>
    `${expression} IN (SELECT value FROM json_each(${value(list)}))`;

  const condition = (term: FieldTerm): string => {
    switch (term.field) {
      case 'level':
      case 'kind':
      case 'state':
        return `s.${term.field} = ${value(term.value)}`;
      case 'has':
        return HAS[term.value] ?? '0';
      case 'conference':
      case 'series':
        return oneOf('s.conference_id', conferencesOf(database, term, fail));
      case 'track':
        return oneOf('s.track', tracksOf(database, term.value));
      case 'company':
      case 'speaker':
        return oneOf('s.id', sessionsOf(database, term.field, term.value));
      case 'day':
        if (term.days === null) return '0';
        return `s.id IN (SELECT session_id FROM slots
          WHERE substr(local_start, 1, 10) BETWEEN ${value(term.days.from)} AND ${value(term.days.to)})`;
    }
  };

  const conditions = FIELDS.flatMap((field: FieldName) => {
    const terms = fields.filter((term) => term.field === field);
    const anyOf = terms.filter((term) => !term.isExcluded).map(condition);
    const noneOf = terms.filter((term) => term.isExcluded).map((term) => `(${condition(term)}) IS NOT TRUE`);
    return [...(anyOf.length === 0 ? [] : [`(${anyOf.join(' OR ')})`]), ...noneOf];
  });
  if (slug !== null) {
    conditions.unshift(`s.conference_id = (SELECT id FROM conferences WHERE slug = ${value(slug)})`);
  }
  return { where: conditions.length === 0 ? '1' : conditions.join(' AND '), values };
}

/** Ids of the conferences with this slug or name, or of this series. */
function conferencesOf(database: Database, term: FieldTerm, fail: (term: FieldTerm, what: string) => never): number[] {
  const { field, value } = term;
  const rows = database
    .prepare<[], { id: number; slug: string; name: string; series: string | null }>(
      'SELECT id, slug, name, series FROM conferences',
    )
    .all();
  const namesOf = (row: (typeof rows)[number]): string[] =>
    field === 'series' ? [row.series ?? ''] : [row.slug, row.name];
  const wanted = nameKey(value);
  const found = rows.filter((row) => namesOf(row).some((name) => nameKey(name) === wanted));
  if (found.length > 0) return found.map(({ id }) => id);
  const near = [...new Set(rows.map((row) => namesOf(row)[0] ?? ''))]
    .map((name) => ({ name, edits: distance(wanted, nameKey(name)) }))
    .filter(({ name, edits }) => name !== '' && edits <= Math.max(3, wanted.length / 3))
    .toSorted((a, b) => a.edits - b.edits)
    .slice(0, 3)
    .map(({ name }) => name);
  const advice = near.length === 0 ? '"deckhand status" lists what it has' : `Did you mean ${near.join(', ')}?`;
  return fail(term, `this archive has no ${field} "${value}". ${advice}`);
}

function tracksOf(database: Database, value: string): string[] {
  const has = containing(value);
  return database
    .prepare<[], string>('SELECT DISTINCT track FROM sessions WHERE track IS NOT NULL')
    .pluck()
    .all()
    .filter(has);
}

/** Ids of the sessions with a person or company whose name has all these words. */
function sessionsOf(database: Database, field: 'company' | 'speaker', value: string): number[] {
  const column = field === 'company' ? 'companies' : 'speakers';
  const candidates = database
    .prepare<[string], number>('SELECT rowid FROM sessions_fts WHERE sessions_fts MATCH ?')
    .pluck()
    .all(allWordsIn(column, value));
  // The index holds all people of a session in one text: words of several may belong to different ones.
  if (!/\S\s+\S/u.test(value.trim())) return candidates;
  const names = database
    .prepare<[string], { id: number; name: string }>(
      `SELECT a.session_id AS id, ${field === 'company' ? 'a.company' : 'p.name'} AS name
       FROM json_each(?) c JOIN appearances a ON a.session_id = c.value JOIN speakers p ON p.id = a.speaker_id
       WHERE a.company IS NOT NULL OR ${field === 'company' ? '0' : '1'}`,
    )
    .all(JSON.stringify(candidates));
  const has = containing(value);
  return [...new Set(names.filter(({ name }) => has(name)).map(({ id }) => id))];
}

/** Whether a name has all words of a value, whatever case, accents and order; CJK words anywhere in it. */
function containing(value: string): (name: string) => boolean {
  const isPrefix = value.trim().endsWith('*');
  const words = nameKey(value).split(' ');
  const wanted = words.map((word, index) => {
    if (word.search(CJK_RUN) >= 0) return word;
    return ` ${word}${isPrefix && index === words.length - 1 ? '' : ' '}`;
  });
  return (name) => {
    const key = ` ${nameKey(name)} `;
    return wanted.every((word) => key.includes(word));
  };
}
