import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConferenceReport } from '../../src/jobs/run.ts';
import { filesOf, HARBOUR, messages, type Trial, trialConference } from '../cli/trial-conference.ts';
import { dumpOf, untried } from '../setup/trial-archive.ts';
import { FILES, HTML_PAGES } from '../sites/faults.ts';
import { fjordcamp } from '../sites/fjordcamp.ts';
import { harbour } from '../sites/harbour/conference.ts';
import { emptied, type ProgrammeChange, shrunkTo } from '../sites/sched/programme-changes.ts';

/** What a person sees at the end: the notes of the last run on these conferences, and the "!" lines of `status`. */
async function needs(trial: Trial): Promise<string> {
  return (await trial.json<{ needs: string[] }>('status')).needs.join('\n');
}

/** Everything of the programme that is stored. */
function programmeOf({ rows }: Trial): unknown {
  const tables = ['conferences', 'sessions', 'slots', 'appearances', 'tags', 'links', 'programme_pages', 'changes'];
  return tables.map((table) => rows(`SELECT * FROM ${table} ORDER BY id`).map(untried));
}

describe('a bot check in front of the schedule', () => {
  it('costs nothing that is stored, says what to do, and is over when it is over', async () => {
    const trial = await trialConference();
    await trial.archive();
    const before = dumpOf(trial.rows);
    trial.asked();

    const mend = trial.site.fault(HTML_PAGES, { kind: 'bot_check' });
    const report = await trial.json('crawl', HARBOUR);
    expect(report.exitCode).toBe(4);
    expect(trial.asked()).toEqual(['/list/descriptions/ 403', '/all.ics 304']);
    expect(messages(report)).toBe(
      `${HARBOUR} was read in part: A bot check answered instead of the schedule (status 403). Open ${trial.site.origin}/list/descriptions/ in a browser, save the page, and run: deckhand crawl ${HARBOUR} --from saved.html`,
    );
    expect(dumpOf(trial.rows)).toBe(before);
    const inPart = `! ${messages(report)}\n`;
    expect((await trial.run('status')).stdout).toContain(inPart);

    mend();
    expect(await trial.json('crawl', HARBOUR)).toMatchObject({ exitCode: 0, notes: [] });
    expect(dumpOf(trial.rows)).toBe(before);
    expect((await trial.run('status')).stdout).not.toContain(inPart);
  });

  it('on the first day leaves what the calendar has, and the page that a person saves brings the rest', async () => {
    const trial = await trialConference();
    const mend = trial.site.fault(HTML_PAGES, { kind: 'bot_check' });
    expect(await trial.archive()).toMatchObject({ exitCode: 4, conferences: [{ sessions: 23, linksAdded: 0 }] });

    mend();
    const saved = join(trial.data, 'saved.html');
    writeFileSync(saved, await (await fetch(`${trial.site.origin}/list/descriptions/`)).text());
    const report = await trial.json('archive', HARBOUR, '--from', saved, ...filesOf(trial));
    expect(report).toMatchObject({
      exitCode: 0,
      conferences: [{ sessions: 23, added: 0, withdrawn: 0, linksAdded: 16 }],
    });
    expect(report.conferences[0]?.decks.stored).toBe(15);
  });

  it('and no calendar either holds an empty programme back, and `status` says what to do', async () => {
    const trial = await trialConference({ site: { calendar: false } });
    trial.site.fault(HTML_PAGES, { kind: 'bot_check' });
    expect((await trial.archive()).exitCode).toBe(4);
    expect((await trial.run('accept', HARBOUR)).stdout).toMatch(/^! There is nothing to accept: /);
    expect(await needs(trial)).toBe(
      `${HARBOUR} is held back: A bot check answered instead of the schedule (status 403). Open ${trial.site.origin}/list/descriptions/ in a browser, save the page, and run: deckhand crawl ${HARBOUR} --from saved.html`,
    );
  });
});

describe('a programme that cannot be true', () => {
  const becomes = (change: ProgrammeChange) => (trial: Trial) => void (trial.site.switches.programme = change);
  it.each<[string, (trial: Trial) => void, RegExp, Partial<ConferenceReport>]>([
    [
      'empty',
      becomes(emptied),
      /held back: The page holds no sessions\. Open .* save the page.*\. If it is empty for good, run: deckhand accept/,
      { withdrawn: 23 },
    ],
    [
      'shrunk by half',
      becomes(shrunkTo(11)),
      /held back: 12 of 23 known sessions are gone from the page\. If the page is right, run: deckhand accept/,
      { withdrawn: 12 },
    ],
    [
      'another conference’s',
      (trial) => void (trial.site.switches.insteadOf = fjordcamp),
      /held back: 23 of 23 known sessions are gone from the page\. If the page is right, run: deckhand accept/,
      { added: 30, withdrawn: 23 },
    ],
  ])('(%s) is held back, changes nothing, and is taken when a person says so', async (_, change, said, accepted) => {
    const trial = await trialConference();
    await trial.archive();
    const before = programmeOf(trial);
    change(trial);

    const report = await trial.json('crawl', HARBOUR);
    expect(report.exitCode).toBe(4);
    expect(messages(report)).toMatch(said);
    expect(await needs(trial)).toMatch(said);
    expect(programmeOf(trial)).toEqual(before);

    // Held back once, it is asked for again: what looks wrong leaves no validators behind.
    trial.asked();
    await trial.json('crawl', HARBOUR);
    expect(trial.asked()[0]).toBe('/list/descriptions/ 200');

    expect(await trial.json('accept', HARBOUR)).toMatchObject({ exitCode: 0, conferences: [accepted] });
    expect(await needs(trial)).toBe('');
    const again = await trial.run('accept', HARBOUR);
    expect(again.code).toBe(2);
    expect(again.stdout).toMatch(/No programme of harbourconf-2024 is held back\./);
  });

  it('is forgotten when the next reading is good', async () => {
    const trial = await trialConference();
    await trial.archive();
    trial.site.switches.programme = emptied;
    await trial.crawl();
    trial.site.switches.programme = (sessions) => sessions;
    expect(await trial.crawl()).toMatchObject({ exitCode: 0, notes: [] });
    expect(await needs(trial)).toBe('');
  });
});

describe('a listing', () => {
  it.each([
    ['of one day, with links to the other', { onlyDay: '2024-05-14' }],
    ['that leaves out a day which its menu has', { hiddenDays: ['2024-05-15'] }],
  ])('%s gives all sessions', async (_, site) => {
    const trial = await trialConference({ site });
    expect(await trial.crawl()).toMatchObject({ exitCode: 0, conferences: [{ sessions: 23, linksAdded: 16 }] });
  });

  it('that loses one session withdraws it, and takes it back when it returns', async () => {
    const trial = await trialConference();
    await trial.crawl();
    trial.site.switches.programme = (sessions) => sessions.filter(({ shortId }) => shortId !== '1cQb8');
    expect(await trial.crawl()).toMatchObject({ exitCode: 0, conferences: [{ sessions: 22, withdrawn: 1 }] });
    trial.site.switches.programme = (sessions) => sessions;
    expect(await trial.crawl()).toMatchObject({ exitCode: 0, conferences: [{ sessions: 23, added: 0, changed: 1 }] });
    expect(trial.rows('SELECT field, before, after FROM recent_changes')).toHaveLength(2);
  });
});

describe('a server that asks us to slow down', () => {
  it('in the midst of the decks gets the time it asks for, and then every deck is stored', async () => {
    const trial = await trialConference();
    trial.site.fault(FILES, { kind: 'refused', status: 429, retryAfter: '30' }, { skip: 5, times: 2 });
    const report = await trial.archive();
    expect(report).toMatchObject({ exitCode: 0, notes: [], conferences: [{ decks: { stored: 15, failed: 0 } }] });
    expect(trial.clock.waits).toContain(30_000);
    // Twice as far apart after each refusal, and back to the usual pace little by little.
    expect(trial.clock.waits.filter((ms) => ms > 500 && ms < 2_000).length).toBeGreaterThan(4);
  });

  it('for hours is left alone, by the next run too, and asked when the time is over', async () => {
    const trial = await trialConference();
    const mend = trial.site.fault(FILES, { kind: 'refused', status: 503, retryAfter: '7200' }, { skip: 5 });
    const report = await trial.archive();
    expect(report).toMatchObject({ exit: 'limited', exitCode: 5 });
    expect(messages(report)).toMatch(
      /^127\.0\.0\.1:\d+ is left alone until 2024-05-22T04:00:\d\dZ: it answered 503, asking for 7200 s\. The rest stays due\.$/,
    );
    const { waits } = await trial.json<{ waits: string[] }>('status');
    expect(waits.join('\n')).toMatch(/^127\.0\.0\.1:\d+ is left alone until 2024-05-22T04:00/);
    const stored = report.conferences[0]?.decks.stored ?? 0;
    mend();

    trial.asked();
    expect(await trial.json('download', ...filesOf(trial))).toMatchObject({ exitCode: 5 });
    expect(trial.asked()).toEqual([]);

    // The archive keeps whole seconds, rounded up: never too early, and less than a second too late.
    trial.clock.advance(7_201_000);
    expect(await trial.json('download', ...filesOf(trial))).toMatchObject({
      exitCode: 0,
      conferences: [{ decks: { stored: 15 - stored } }],
    });
  });
});

describe('robots.txt', () => {
  it('that forbids everything is obeyed, and a person is told what is left to do', async () => {
    const trial = await trialConference({ site: { robots: { disallow: ['/'] } } });
    const report = await trial.archive();
    expect(report.exitCode).toBe(3);
    expect(trial.asked()).toEqual([]);
    expect(messages(report)).toMatch(
      /forbids it\. Pages that you save yourself can be read: deckhand crawl harbourconf-2024 --from FILE$/,
    );
  });

  it('that forbids the decks leaves the programme', async () => {
    const trial = await trialConference({ site: { robots: { disallow: ['/harbourconf2024/'] } } });
    expect(await trial.archive()).toMatchObject({
      exitCode: 0,
      conferences: [{ sessions: 23, decks: { unavailable: 15 } }],
    });
    expect(trial.asked()).toHaveLength(2);
  });
});

describe('a postponed conference', () => {
  it('has the dates that its page has now', async () => {
    const trial = await trialConference();
    await trial.crawl();
    const facts = 'SELECT name, starts_on, ends_on, time_zone FROM conferences';
    const before = {
      name: 'HarbourConf 2024',
      time_zone: 'Europe/Copenhagen',
      starts_on: '2024-05-14',
      ends_on: '2024-05-15',
    };
    expect(trial.rows(facts)).toEqual([before]);
    trial.site.switches.insteadOf = { ...harbour, startsOn: '2024-09-03', endsOn: '2024-09-04' };
    trial.site.switches.programme = (sessions) =>
      sessions.map((session) => ({
        ...session,
        start: session.start.replace('2024-05-14', '2024-09-03').replace('2024-05-15', '2024-09-04'),
        end: session.end.replace('2024-05-14', '2024-09-03').replace('2024-05-15', '2024-09-04'),
      }));
    expect(await trial.crawl()).toMatchObject({ exitCode: 0, conferences: [{ added: 0, changed: 23, withdrawn: 0 }] });
    expect(trial.rows(facts)).toEqual([{ ...before, starts_on: '2024-09-03', ends_on: '2024-09-04' }]);
  });
});
