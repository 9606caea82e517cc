import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PlanItem } from '../../src/jobs/target.ts';
import { configure } from '../reports/night-of.ts';
import { startServer } from '../setup/server.ts';
import { HARBOUR, trialConference } from './trial-conference.ts';

describe('`add`', () => {
  it('recognises the schedule at an address by a look at it, reads no sessions, and the next night does', async () => {
    const trial = await trialConference();
    configure(trial);
    const ended = await trial.run('add', trial.site.origin, '--as', HARBOUR, '--zone', 'Europe/Copenhagen');
    expect(ended).toMatchObject({
      code: 0,
      stdout: `${HARBOUR} is remembered (sched, ${trial.site.origin}), never read yet.\n"deckhand nightly" reads what is due.\n`,
    });
    expect(trial.asked()).toEqual(['/ 200']);
    expect(trial.rows('SELECT count(*) AS n FROM sessions')).toEqual([{ n: 0 }]);
    expect((await trial.run('status')).stdout).toMatch(
      /\nharbourconf-2024 +unknown +announced +never +now +0 +0 of 0 /,
    );
    expect(await trial.json('nightly', '--max-files', '0')).toMatchObject({
      conferences: [{ conference: HARBOUR, added: 23 }],
    });
  });

  it('twice is as good as once, and says when the conference was read', async () => {
    const trial = await trialConference();
    await trial.crawl();
    const before = trial.rows('SELECT * FROM conferences');
    trial.asked();
    const flags = ['--as', HARBOUR, '--platform', 'sched', '--zone', 'Europe/Copenhagen'];
    expect((await trial.run('add', trial.site.origin, ...flags)).stdout).toMatch(
      /^harbourconf-2024 is remembered \(sched, http:\S+\), last read on 2024-05-22\.\n/,
    );
    expect(await trial.json('add', HARBOUR)).toMatchObject({
      exitCode: 0,
      requests: 0,
      conferences: [{ conference: HARBOUR, read: false, sessions: 23 }],
    });
    expect(trial.asked()).toEqual([]);
    expect(trial.rows('SELECT * FROM conferences')).toEqual(before);
  });

  it('of names asks nobody, several at a time', async () => {
    const trial = await trialConference();
    const ended = await trial.run('add', 'kubecon-eu-2018', 'kubecon-na-2018');
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stdout).toMatch(
      /^kubecon-eu-2018 is remembered \(sched, https:\S+\), never read yet\.\nkubecon-na-2018 is remembered \(sched, https:\S+\), never read yet\.\n"deckhand nightly" reads/,
    );
    expect(trial.rows('SELECT slug, added_by FROM conferences ORDER BY slug')).toEqual([
      { slug: 'kubecon-eu-2018', added_by: 'scraper' },
      { slug: 'kubecon-na-2018', added_by: 'scraper' },
    ]);
    expect(await trial.run('add', 'kubecon-eu-2018', '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('of an address at which there is no schedule says so, and the others are remembered', async () => {
    const trial = await trialConference();
    const server = await startServer({ '/': '<h1>It works!</h1>' });
    const { code, stdout } = await trial.run('add', server.url('/'));
    expect(code).toBe(4);
    expect(stdout).toMatch(/^! http:\S+ \(status 200\) is no schedule of a kind we know\. .*--platform\.\n/);
    expect(trial.rows('SELECT count(*) AS n FROM conferences')).toEqual([{ n: 0 }]);
    const both = await trial.run('add', 'kubecon-eu-2018', server.url('/'));
    expect(both.code).toBe(4);
    expect(both.stdout).toMatch(/^kubecon-eu-2018 is remembered .*\n! http:\S+ .* is no schedule/);
  });

  it('--dry-run says what it would be called, asks nothing and makes nothing', async () => {
    const trial = await trialConference();
    const { plan } = await trial.json<{ plan: PlanItem[] }>('add', trial.site.origin, '--as', HARBOUR, '--dry-run');
    expect(plan).toEqual([
      {
        ...{ conference: HARBOUR, platform: 'to be recognised', address: `${trial.site.origin}/` },
        ...{ lastReadAt: null, linksDue: 0 },
      },
    ]);
    expect(trial.asked()).toEqual([]);
    expect(existsSync(join(trial.data, 'archive.sqlite'))).toBe(false);
  });
});
