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

it('the plan of a night in the README is what the program prints on the second night of a conference', async () => {
  const [, printed = ''] = /```\n\$ deckhand nightly --dry-run\n([\s\S]*?)```/.exec(readme) ?? [];
  const trial = await trialConference({ now: Date.UTC(2024, 4, 14, 2) });
  trial.site.fault(/mooring/, { kind: 'status', status: 404 });
  trial.site.fault(/Never%20Sleeps/, { kind: 'status', status: 500 });
  await trial.archive();
  trial.clock.advance(24 * 3_600_000);
  expect((await trial.run('nightly', '--dry-run')).stdout).toBe(printed);
});

it('the README counts the questions that there are', () => {
  const queries = readFileSync(new URL('../../docs/queries.md', import.meta.url), 'utf8');
  expect(readme).toContain('Twenty-eight questions');
  expect(queries.match(/^## /gm)?.length).toBe(28);
});
