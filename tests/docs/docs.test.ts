import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Config } from '../../src/cli/config.ts';
import { EXIT_CODES } from '../../src/model/failure.ts';
import { commandsPage } from './documents.ts';

const root = new URL('../..', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'data/README.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
].filter((path) => path.endsWith('.md'));

describe('the documents', () => {
  it('describe every command and option, and no other', () => {
    expect(read('docs/commands.md')).toBe(commandsPage());
  });

  it('describe every exit code, and no other', () => {
    const rows = [...read('docs/exit-codes.md').matchAll(/^\| (\d+) \| (\w+) \|/gm)].map((row) => [
      row[2],
      Number(row[1]),
    ]);
    expect(Object.fromEntries(rows)).toEqual(EXIT_CODES);
  });

  it('describe every setting of the configuration file, and no other', () => {
    const settings = read('docs/configuration.md').split('| variable |')[0] ?? '';
    const described = [...settings.matchAll(/^\| `(\w+)` \|/gm)].map((row) => row[1]);
    expect(described).toEqual(Object.keys(Config.shape));
  });

  it.each(pages)('%s links only to what is there', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map((match) => match[1] ?? '');
    const broken = links.filter((link) => !existsSync(join(root, dirname(page), link)));
    expect(broken).toEqual([]);
  });

  it.each(pages)('%s names only npm scripts and commands that exist', (page) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const text = read(page);
    const named = [...text.matchAll(/npm run ([a-z:]+)/g)].map((match) => match[1] ?? '');
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
    const commands = new Set([...commandsPage().matchAll(/^## deckhand (\w+)/gm)].map((match) => match[1]));
    const used = [...text.matchAll(/(?:^ {4}|`|npx )deckhand ([a-z]+)/gm)].map((match) => match[1]);
    expect(used.filter((name) => !commands.has(name))).toEqual([]);
  });
});
