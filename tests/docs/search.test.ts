import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MAX_PREFIXES, MAX_QUESTION_LENGTH, MAX_TERMS, MAX_WORDS } from '../../src/archive/question.ts';
import { FIELDS, POSSESSIONS } from '../../src/archive/query-fields.ts';
import { RANKED_AT_MOST } from '../../src/archive/search-slides.ts';
import { LEVELS, SESSION_KINDS, SESSION_STATES } from '../../src/model/vocabulary.ts';
import { searchedArchive } from '../archive/searched-archive.ts';

const page = readFileSync(new URL('../../docs/search.md', import.meta.url), 'utf8');

describe('docs/search.md', () => {
  it('has SQL that finds sessions, slides, and Japanese by its pairs', () => {
    const trial = searchedArchive();
    trial.deck('mesh', 'b', ['Service mesh: latency', 'Persistent storage']);
    trial.deck('storage', 'c', ['日本語の文書\nKubernetes入門']);
    const recipes = [...page.matchAll(/```sql\n([^]*?)```/g)].map((match) => trial.rows(match[1] ?? ''));
    expect(recipes).toEqual([
      [expect.objectContaining({ conference: 'trial-2018', title: 'Service Mesh in Production', level: 'beginner' })],
      [
        expect.objectContaining({
          session_key: 'mesh',
          number: 1,
          snippet: 'Service [mesh]: [latency]',
          picture: 'pictures/b/1.webp',
        }),
      ],
      [{ conference: 'trial-2018', session_key: 'storage', number: 1, text: '日本語の文書\nKubernetes入門' }],
    ]);
  });

  it('names every field, every word of a closed field and every bound', () => {
    const rows = [...page.matchAll(/^\| `(\w+):` \| (.*) \|$/gm)];
    expect(rows.map((row) => row[1])).toEqual([...FIELDS]);
    const words = (field: string): string[] => {
      const row = rows.find(([, name]) => name === field)?.[2] ?? '';
      return [...row.matchAll(/`(\w+)`/g)].map((match) => match[1] ?? '');
    };
    expect(words('level')).toEqual([...LEVELS]);
    expect(words('kind')).toEqual([...SESSION_KINDS]);
    expect(words('state')).toEqual([...SESSION_STATES]);
    expect(words('has')).toEqual([...POSSESSIONS]);
    expect(page).toContain(
      `${MAX_QUESTION_LENGTH.toLocaleString('en')} characters, ${MAX_TERMS} words, phrases and fields, ${MAX_WORDS} words in these, and ${MAX_PREFIXES} beginnings`,
    );
    expect(page).toContain(`the newest ${RANKED_AT_MOST.toLocaleString('en')} (stored last) are ranked`);
  });
});
