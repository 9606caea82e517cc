import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { trialConference } from '../cli/trial-conference.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

it('the transcript of the README is what the demonstration prints', async () => {
  const [, words = '', printed = ''] =
    /```\n\$ deckhand search (.*) --data data\/demo\n([\s\S]*?)```/.exec(readme) ?? [];
  const trial = await trialConference();
  await trial.archive();
  expect((await trial.run('search', ...words.split(' '))).stdout).toBe(printed);
});

it('the README counts the questions that there are', () => {
  const queries = readFileSync(new URL('../../docs/queries.md', import.meta.url), 'utf8');
  expect(readme).toContain('Twenty-eight questions');
  expect(queries.match(/^## /gm)?.length).toBe(28);
});
