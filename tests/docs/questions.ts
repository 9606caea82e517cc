import { readFileSync } from 'node:fs';

/** A question of `docs/queries.md` with the SQL that answers it. */
export interface Question {
  /** The heading in lower case with hyphens: what the canned query of Datasette is called. */
  readonly name: string;
  readonly title: string;
  /** What it answers, and where the answer is a guess. */
  readonly description: string;
  readonly sql: string;
  /** Names after a colon in the SQL, in order. */
  readonly parameters: readonly string[];
}

/** The questions of `docs/queries.md`, in its order. Throws for a section of another form. */
export function questions(
  page: string = readFileSync(new URL('../../docs/queries.md', import.meta.url), 'utf8'),
): readonly Question[] {
  return page
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const match = /^([^\n]+)\n\n(.+?)\n\n```sql\n(.+?)\n```\s*$/s.exec(section);
      if (match === null) throw new Error(`docs/queries.md: this section has not one text and one query:\n${section}`);
      const [, title = '', description = '', sql = ''] = match;
      return {
        name: title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
        title,
        description: description.replaceAll(/\s+/g, ' '),
        sql,
        parameters: [...new Set([...sql.matchAll(/(?<!:):([a-z_]+)/g)].map((found) => found[1] ?? ''))],
      };
    });
}
