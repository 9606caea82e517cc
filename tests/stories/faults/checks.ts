import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Trial } from '../../cli/trial-conference.ts';

/** The run slept so long, milliseconds. */
export function waited(ms: number): (trial: Trial) => void {
  return ({ clock }) => expect(clock.waits).toContain(ms);
}

/** All of the data directory takes no more than so many bytes, and no unfinished download is left. */
export function takesAtMost(bytes: number): (trial: Trial) => void {
  return ({ data }) => {
    const files = readdirSync(data, { recursive: true, encoding: 'utf8' });
    expect(files.filter((path) => path.endsWith('.part'))).toEqual([]);
    expect(files.reduce((sum, path) => sum + statSync(join(data, path)).size, 0)).toBeLessThan(bytes);
  };
}

/** None of the requests for the deck asked for a part of it. */
export function askedForTheWhole({ site }: Trial): void {
  const asked = site.requests.filter(({ path }) => path.endsWith('/keynote.pdf'));
  expect(asked.map(({ headers }) => headers['range'])).toEqual(asked.map(() => undefined));
}

/** What is known as the published names of the stored files, and what `export decks` calls the files of that session by their labels. */
export function called(published: readonly string[], exported: readonly string[]): (trial: Trial) => Promise<void> {
  return async (trial) => {
    const rows = trial.rows(
      "SELECT v.published_name AS name FROM deck_versions v JOIN links l ON l.id = v.link_id WHERE l.url NOT LIKE '%tide.pdf' ORDER BY l.id",
    );
    expect(rows.map(({ name }) => name)).toEqual(published);
    const directory = join(trial.data, 'tree');
    const ended = await trial.run('export', 'decks', '--output', directory, '--template', '{label}.{ext}');
    expect(ended.code, ended.stderr).toBe(0);
    const files = readdirSync(directory).filter((name) => name !== 'tide.pdf');
    expect(files.toSorted()).toEqual([...exported].toSorted());
  };
}
