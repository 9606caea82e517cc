import { describe, expect, it } from 'vitest';
import { deckFor } from '../setup/decks.ts';
import { deck } from '../sites/harbour/decks.ts';
import { altered, withdrawn } from '../sites/sched/programme-changes.ts';
import { archived, DAY_MS, night, same } from './a-night.ts';
import { filesOf, HARBOUR, trialConference } from './trial-conference.ts';

const KEYNOTE = '/harbourconf2024/4e/The%20Harbour%20That%20Never%20Sleeps.pdf';

interface Document {
  readonly conferences: readonly { readonly total: number }[];
}

describe('`changes`', () => {
  it('tells of a first night its decks alone, and of a new link only its deck', async () => {
    const trial = await trialConference();
    await trial.archive();
    const { stdout } = await trial.run('changes', '--limit', '3');
    expect(stdout).toMatch(
      /^Changes since 2024-05-15T02:0\d:\d\dZ \(the last 7 days; --since goes further back\):\n\nharbourconf-2024 \(HarbourConf 2024\): 13 new decks, 2 new files\n {2}\S.*\n {4}2024-05-22 {2}new \w+.*: \S.*\n/,
    );
    expect(stdout).toMatch(/\n {2}and 12 more changes \(--limit 15 shows all\)\n$/);
    expect((await trial.run('changes', '--limit', '15')).stdout).not.toMatch(/more/);
  });

  it('tells of a session that was withdrawn, came back and is new', async () => {
    const trial = await trialConference();
    trial.site.switches.programme = withdrawn('1cQb9');
    await trial.crawl();
    await night(trial, 'crawl', withdrawn('1cQb9', '1cQb8'));
    expect(await night(trial, 'crawl', altered('1cQb8', { cancelled: true }))).toEqual([
      'harbourconf-2024 (HarbourConf 2024): 1 new session, 1 session back',
      'Mirrors in the Lighthouse: A Registry That Works Offline',
      'back in the programme, cancelled',
      'Closing Remarks',
      'new session',
    ]);
    expect(await night(trial, 'crawl', same)).toEqual([
      'harbourconf-2024 (HarbourConf 2024): 1 session changed',
      'Mirrors in the Lighthouse: A Registry That Works Offline',
      'no longer cancelled',
    ]);
  });

  it('tells of a deck that was replaced, and of one that was put back', async () => {
    const trial = await archived();
    const download = async (): Promise<string> => {
      expect((await trial.run('download', ...filesOf(trial))).code).toBe(0);
      const { stdout } = await trial.run('changes', '--since', '1h', '--quiet');
      trial.clock.advance(30 * DAY_MS);
      return stdout;
    };
    trial.clock.advance(3 * DAY_MS);
    const body = deckFor('keynote-2.pdf', ['The Harbour That Never Sleeps, second edition']);
    const mend = trial.site.fault(KEYNOTE, { kind: 'replaced', body });
    expect(await download()).toMatch(
      /^harbourconf-2024 \(HarbourConf 2024\): 1 deck replaced\n {2}The Harbour That Never Sleeps\n {4}2024-05-26 {2}deck replaced: The Harbour That Never Sleeps\.pdf \(\S+ \w+, version 2\)\n$/,
    );
    mend();
    expect(await download()).toMatch(
      /deck replaced: The Harbour That Never Sleeps\.pdf \(\S+ \w+, version 3, again what version 1 was\)\n$/,
    );
    expect(trial.rows("SELECT version, is_current FROM deck_overview WHERE url LIKE '%4e/%' ORDER BY version")).toEqual(
      [
        { version: 1, is_current: 0 },
        { version: 2, is_current: 0 },
        { version: 3, is_current: 1 },
      ],
    );
    expect(trial.rows("SELECT count(DISTINCT path) AS n FROM deck_overview WHERE url LIKE '%4e/%'")).toEqual([
      { n: 2 },
    ]);
    expect(await download()).toBe('');
  });

  it('knows a file that was moved when its download comes a night later', async () => {
    const trial = await archived();
    const moved = altered('1cQa5', { files: [deck('0b', 'tide-final.pdf', 'tide')] });
    expect(await night(trial, 'crawl', moved)).toHaveLength(4);
    await trial.run('download', ...filesOf(trial));
    const renamed = 'file renamed, same content: slides.pdf -> tide-final.pdf';
    const told = async (since: string): Promise<string[]> =>
      (await trial.run('changes', '--since', since)).stdout.split('\n').slice(4, -1);
    expect(await told('12h')).toEqual([`    2024-05-24  ${renamed}`]);
    expect(await told('2024-05-23')).toEqual([`    2024-05-24  ${renamed}`]);
    // What was told of the night before is still told of it.
    expect((await told('2024-05-22')).length).toBeGreaterThan(1);
    expect(
      (await trial.json<Document>('changes', '--since', '2024-05-23', '--until', '2024-05-23')).conferences,
    ).toMatchObject([{ total: 2, changes: [{ kind: 'link_added' }, { kind: 'link_removed' }] }]);
  });

  it('keeps to days, instants, ages and conferences', async () => {
    const trial = await trialConference();
    await trial.crawl();
    trial.clock.advance(DAY_MS);
    await night(trial, 'crawl', altered('1cQa5', { room: 'Dock 1' }));
    const total = async (...flags: string[]): Promise<number> =>
      (await trial.json<Document>('changes', ...flags)).conferences.reduce((sum, each) => sum + each.total, 0);
    expect(await total('--since', '2024-05-23')).toBe(1);
    expect(await total('--since', '2024-05-24')).toBe(0);
    expect(await total('--until', '2024-05-23')).toBe(1);
    expect(await total('--until', '2024-05-22')).toBe(0);
    expect(await total('--since', '2024-05-23T01:00:00Z', '--until', '2024-05-23T05:00:00+02:00')).toBe(1);
    expect(await total('--since', '2d', '--until', '1h')).toBe(1);
    expect(await total('--since', '999999w')).toBe(1);
    expect(await total(HARBOUR)).toBe(1);
    trial.clock.advance(30 * DAY_MS);
    expect((await trial.run('changes')).stdout).toMatch(
      /^Nothing changed since 2024-06-16T\S+ \(the last 7 days; --since goes further back\)\. The last thing before that was on 2024-05-23: --since 2024-05-23 shows it\.\n$/,
    );
    expect(await trial.run('changes', '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it.each([
    [['--since', 'yesterday'], /a day, 2026-11-01, an instant, .* or an age such as 12h, 7d or 2w/],
    [['--since', '2024-02-30'], /a day/],
    [['--since', '2024-05-20T10:00'], /an instant, 2026-11-01T03:00:00Z/],
    [['--since', '2024-05-20', '--until', '2024-05-19'], /Nothing lies between/],
    [['--limit', '0'], /1 or more/],
    [['harbourconf'], /The nearest is harbourconf-2024\./],
  ])('refuses %j and says what it takes', async (args, said) => {
    const trial = await trialConference();
    await trial.crawl();
    const { code, stderr } = await trial.run('changes', ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(said);
  });

  it('gives a document in which every change is a whole', async () => {
    const trial = await archived();
    await night(trial, 'archive', altered('1cQa5', { room: 'Dock 1', files: [deck('0b', 'tide-final.pdf', 'tide')] }));
    const document = await trial.json<Document>('changes', '--since', '2024-05-23');
    const origin = `${trial.site.filesOrigin}/harbourconf2024`;
    const session = { sessionKey: expect.any(String), title: 'Reading the Tide: An Introduction to Service Meshes' };
    expect(document).toEqual({
      since: '2024-05-23T00:00:00Z',
      until: null,
      conferences: [
        {
          conference: HARBOUR,
          name: 'HarbourConf 2024',
          summary: '1 file moved, 1 session changed',
          total: 2,
          changes: [
            {
              ...{
                at: expect.stringMatching(/^2024-05-23T/),
                run: 2,
                ...session,
                kind: 'session_changed',
                field: 'room',
              },
              ...{ before: 'Dock 2', after: 'Dock 1', link: null, file: null },
            },
            {
              ...{ at: expect.stringMatching(/^2024-05-23T/), run: 2, ...session, kind: 'deck_moved', field: null },
              before: `${origin}/66/slides.pdf`,
              after: `${origin}/0b/tide-final.pdf`,
              link: { url: `${origin}/0b/tide-final.pdf`, kind: 'slides', label: 'tide final' },
              file: {
                sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
                bytes: expect.any(Number),
                name: 'tide-final.pdf',
                path: expect.stringMatching(/^decks\//),
                version: 1,
                firstVersion: null,
              },
            },
          ],
        },
      ],
    });
  });

  it('lets no text of strangers steer the terminal', async () => {
    const trial = await trialConference();
    await trial.crawl();
    trial.clock.advance(DAY_MS);
    await night(trial, 'crawl', altered('1cQa8', { room: 'Foyer', title: 'Lunch \u001b[31m\u202e\u0007 now' }));
    const { stdout } = await trial.run('changes', '--since', '3d');
    expect(stdout).toContain('title: Lunch (Provided) -> Lunch [31m now\n');
    // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
