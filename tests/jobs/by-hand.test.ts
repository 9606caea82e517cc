import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HARBOUR, linkState, trialConference } from '../cli/trial-conference.ts';
import { deckFor } from '../setup/decks.ts';
import { altered } from '../sites/sched/programme-changes.ts';

const DAY_MS = 24 * 3_600_000;
const KEYNOTE = '/harbourconf2024/4e/The%20Harbour%20That%20Never%20Sleeps.pdf';
const MOORING = '/harbourconf2024/61/mooring-stateful-workloads.pdf';

describe('a deck that a person fetched', () => {
  it('is stored for its link as a download would be, and nothing but a deck is', async () => {
    const trial = await trialConference();
    trial.site.fault(MOORING, { kind: 'status', status: 403 });
    await trial.archive();
    const url = `${trial.site.filesOrigin}${MOORING}`;
    const [deck, page] = [join(trial.data, 'fetched.pdf'), join(trial.data, 'login.pdf')];
    writeFileSync(deck, deckFor('fetched.pdf', ['Fetched by hand']));
    writeFileSync(page, '<!doctype html><title>Please log in</title>');

    for (const [args, said] of [
      [['attach', url, page], /login\.pdf is not stored: /],
      [['attach', url, join(trial.data, 'none.pdf')], /none\.pdf cannot be read: /],
      [
        ['attach', 'https://example.org/other.pdf', deck],
        /There is no link "https:\/\/example\.org\/other\.pdf" in this archive/,
      ],
    ] as const) {
      const refused = await trial.run(...args);
      expect(refused.code).toBe(2);
      expect(refused.stdout).toMatch(said);
    }
    expect(linkState(trial, MOORING)).toBe('wall');
    expect((await trial.run('attach', url, deck)).stdout).toMatch(/^Stored [0-9a-f]{64} for 1 link\.\n$/);
    expect(linkState(trial, MOORING)).toBe('stored');
    expect(
      trial.rows("SELECT count(*) AS n FROM deck_overview WHERE path LIKE 'decks/%' AND url LIKE '%/61/%'"),
    ).toEqual([{ n: 1 }]);
    expect((await trial.run('verify')).code).toBe(0);
  });
});

describe('what is removed on request', () => {
  const filesOnDisk = (data: string): string[] =>
    readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.(?:pdf|pptx|key|odp|zip|mov|warc\.gz)$/.test(name),
    );

  it('is gone from the disk and does not come back: a link', async () => {
    const trial = await trialConference();
    await trial.archive();
    const before = filesOnDisk(trial.data).length;
    const [deck] = trial.rows("SELECT url, path FROM deck_overview WHERE url LIKE '%4e/%'");
    expect((await trial.run('forget', String(deck?.['url']))).stdout).toBe(
      'Removed 0 sessions, 1 link and 1 stored file. Backups of the archive still have them.\n',
    );
    expect(existsSync(join(trial.data, String(deck?.['path'])))).toBe(false);
    expect(filesOnDisk(trial.data)).toHaveLength(before - 1);

    // Even when the page changes, so that it is read as new.
    trial.site.switches.programme = altered('1cQa1', { room: 'Small Hall' });
    trial.clock.advance(60 * DAY_MS);
    trial.asked();
    expect(await trial.archive()).toMatchObject({ exitCode: 0, conferences: [{ changed: 1, linksAdded: 0 }] });
    expect(trial.asked().filter((line) => line.startsWith(KEYNOTE))).toEqual([]);
  });

  it('is gone from the disk and does not come back: a conference', async () => {
    const trial = await trialConference();
    await trial.archive();
    expect((await trial.run('forget', HARBOUR)).stdout).toMatch(
      /^Removed 23 sessions, 1\d links and 14 stored files\./,
    );
    expect(filesOnDisk(trial.data)).toEqual([]);
    trial.asked();
    for (const name of [HARBOUR, trial.site.origin]) {
      const refused = await trial.run('archive', name, ...(name === HARBOUR ? [] : ['--as', HARBOUR]));
      expect(refused.code).toBe(2);
      expect(refused.stderr).toMatch(
        /harbourconf-2024 was removed from this archive on request \(2024-05-22T\S+\) and is not read again\./,
      );
    }
    expect(trial.asked()).toEqual([]);
    expect((await trial.run('status')).stdout).toMatch(/^The archive is empty\./);
    expect((await trial.run('verify')).code).toBe(0);
  });

  it('leaves a file that another session still needs', async () => {
    const trial = await trialConference();
    await trial.archive();
    const [first] = trial.rows("SELECT url, path FROM deck_overview WHERE url LIKE '%7c/buoy%'");
    expect((await trial.run('forget', String(first?.['url']))).stdout).toMatch(
      /^Removed 0 sessions, 1 link and 0 stored files\./,
    );
    expect(existsSync(join(trial.data, String(first?.['path'])))).toBe(true);
    expect((await trial.run('verify')).code).toBe(0);
  });
});
