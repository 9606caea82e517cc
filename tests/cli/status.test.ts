import { describe, expect, it } from 'vitest';
import { openArchive } from '../../src/archive/archive.ts';
import type { LastRun } from '../../src/archive/runs.ts';
import { MOORING, smallTrial } from '../reports/night-of.ts';
import { deckhand } from '../setup/command-line.ts';
import { programme, session } from '../setup/programme.ts';
import { trialDirectory } from '../setup/trial-archive.ts';
import { HARBOUR } from './trial-conference.ts';

const DAY = 24 * 3_600_000;

interface Status {
  readonly conferences: readonly Record<string, unknown>[];
  readonly runs: readonly LastRun[];
  readonly needs: readonly string[];
  readonly waits: readonly string[];
}

describe('`status` says how fresh a conference is', () => {
  it('before and after it is read, when it is due, and when it is overdue', async () => {
    const trial = await smallTrial();
    const line = async (): Promise<string> => (await trial.run('status')).stdout.split('\n')[1] ?? '';
    expect(await line()).toMatch(/^harbourconf-2024 +unknown +announced +never +now +0 +0 of 0 +0 bytes$/);
    await trial.run('nightly');
    expect(await line()).toMatch(
      /^harbourconf-2024 +2024-05-14 +running +2024-05-22 +2024-05-22 +23 +2 of 16 +[\d.]+ kB$/,
    );
    trial.clock.advance(DAY);
    expect(await line()).toMatch(/ +2024-05-22 +now +23 /);
    trial.clock.advance(4 * DAY);
    expect(await line()).toMatch(/ +2024-05-22 +overdue +23 /);
    const { needs } = await trial.json<Status>('status');
    expect(needs).toEqual([
      expect.stringMatching(
        /^harbourconf-2024 has not been read since 2024-05-22T02:00:\d\dZ, though it is due; does "deckhand nightly" run every night\?$/,
      ),
    ]);
    expect(await trial.json<Status>('status', HARBOUR)).toMatchObject({
      conferences: [{ phase: 'running', overdue: true, nextReadAt: expect.stringMatching(/^2024-05-22T22:00/) }],
    });
  });

  it('and how the last night ended', async () => {
    const trial = await smallTrial();
    expect((await trial.run('status')).stdout).not.toContain('nightly run');
    const { endedAt } = await trial.json('nightly');
    expect((await trial.run('status')).stdout).toContain(`\nlast nightly run: ${endedAt}, exit 0\n`);
    expect((await trial.json<Status>('status')).runs.map(({ command, exitCode }) => [command, exitCode])).toEqual([
      ['add', 0],
      ['nightly', 0],
    ]);
  });
});

describe('`status` tells what the next run makes good from what needs a person', () => {
  it('a deck that failed once from one that failed three times', async () => {
    const trial = await smallTrial();
    trial.site.fault(MOORING, { kind: 'status', status: 500 });
    await trial.run('nightly');
    expect(await trial.json<Status>('status')).toMatchObject({
      conferences: [{ failed: 1, failing: 0 }],
      needs: [],
      waits: [`${HARBOUR}: 1 download failed and will be tried again.`],
    });
    expect((await trial.run('status', '--quiet')).stdout).toBe('');
    expect((await trial.run('status')).stdout).toMatch(
      /\n- harbourconf-2024: 1 download failed and will be tried again\.\n$/,
    );
    for (const days of [1, 2]) {
      trial.clock.advance(days * DAY);
      await trial.run('nightly');
    }
    expect(await trial.json<Status>('status')).toMatchObject({
      conferences: [{ failed: 1, failing: 1 }],
      needs: [`${HARBOUR}: 1 download failed again and again; "deckhand missing ${HARBOUR}" lists them.`],
      waits: [],
    });
  });

  it('a deck that is too large at once', async () => {
    const trial = await smallTrial();
    await trial.run('nightly', '--max-file-bytes', '100');
    expect(await trial.json<Status>('status')).toMatchObject({ conferences: [{ failed: 2, failing: 2 }], waits: [] });
  });
});

describe('`status` of 40 conferences', () => {
  const stocked = (): string => {
    const directory = trialDirectory();
    const now = (): number => Date.parse('2026-11-24T02:00:00Z');
    const archive = openArchive({ directory, mode: 'create', now });
    try {
      for (let year = 0; year < 40; year += 1) {
        const startsOn = `${1987 + year}-05-02`;
        const { id } = archive.conferences.remember(
          {
            ...{ slug: `kubecon-region-${1987 + year}`, name: 'KubeCon', series: 'kubecon', platform: 'sched' },
            ...{ parameters: { origin: 'https://x.example' }, stated: { startsOn, endsOn: startsOn } },
            ...{ titles: { people: 'none' }, addedBy: 'scraper' },
          },
          '2026-11-24T02:00:00Z',
        );
        archive.programmes.save({
          ...{ conferenceId: id, runId: archive.runs.start('test', '2026-11-24T02:00:00Z'), parserVersion: 1 },
          ...{ captures: [], pages: 'all', reporting: true, at: '2026-11-24T02:00:00Z' },
          programme: programme([session({ key: 'a', title: 'A' }), session({ key: 'b', title: 'B', kind: 'break' })]),
        });
      }
    } finally {
      archive.close();
    }
    return directory;
  };

  it('is a line each, of 100 characters at most, and a line for all', async () => {
    const { stdout } = await deckhand(['status', '--data', stocked()]);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    expect(lines[1]).toMatch(/^kubecon-region-1987 +1987-05-02 +archived +2026-11-24 +/);
    expect(lines[41]).toBe('40 conferences, 80 sessions, decks of 0 of 40 talks, 0 decks waiting, 0 bytes');
  });
});
