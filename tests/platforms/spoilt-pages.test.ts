import { describe, expect, it } from 'vitest';
import { withSettledKeys } from '../../src/jobs/reading.ts';
import { judgeProgramme } from '../../src/jobs/suspicion.ts';
import { calendarDay } from '../../src/model/day-span.ts';
import { Programme } from '../../src/model/programme.ts';
import { agenda } from '../../src/platforms/agenda/agenda.ts';
import { sched } from '../../src/platforms/sched/platform.ts';
import { type Chance, chanceOf, FUZZ, spoilt } from '../setup/page-fuzzer.ts';
import { type TrialArchive, trialArchive } from '../setup/trial-archive.ts';
import { realPages } from './real-pages.ts';
import { pageOf } from './sched/pages.ts';

/** What a programme may take as JSON: so many times its pages, and so much more. A bare entry of a calendar is a tenth of its session. */
const MOST_TIMES = 32;
const MOST_MORE = 20_000;

/** An archive in which sessions pile up is slow: another one after so many pages. */
const PAGES_AN_ARCHIVE = 60;

const ORIGIN = 'https://trial18.sched.com';
const ZONES = [undefined, 'Europe/Copenhagen', 'America/Los_Angeles', 'Nowhere/None'];

function anyOf<T>(choices: readonly T[], chance: Chance): T {
  return choices[chance(choices.length)] as T;
}

function factsOf(chance: Chance) {
  const timeZone = anyOf(ZONES, chance);
  return { ...(timeZone === undefined ? {} : { timeZone }), ...(chance(2) === 0 ? {} : { startsOn: '2018-05-02' }) };
}

function readAsSched(texts: readonly string[], chance: Chance): Programme {
  const pages = texts.map((text) =>
    pageOf(
      `${ORIGIN}${anyOf(['/', '/list/descriptions/', '/print', '/event/AbCd', '/2018-05-02/list/simple', '/all.ics'], chance)}`,
      text,
      {
        status: anyOf([200, 200, 200, 200, 403, 404, 500], chance),
      },
    ),
  );
  for (const page of pages) sched.recognise(new URL('https://example.org/'), page);
  const titles = { people: anyOf(['after_dash', 'none', 'unknown'] as const, chance) };
  const parameters = { origin: ORIGIN, ...(chance(2) === 0 ? { event: 'trial18' } : {}) };
  return sched.assemble({ parameters, facts: factsOf(chance), titles, deep: false }, pages);
}

function readAsAgenda(text: string, chance: Chance): Programme {
  const page = pageOf('https://example.org/', text);
  agenda.recognise(new URL(page.url), page);
  const parameters = { url: page.url, ...(chance(2) === 0 ? {} : { day: '2018-05-01' }) };
  return agenda.assemble({ parameters, facts: factsOf(chance), titles: { people: 'unknown' }, deep: false }, [page]);
}

/** What holds for whatever was read. */
function check(programme: Programme, texts: readonly string[], archive: TrialArchive): void {
  expect(Programme.parse(programme)).toEqual(programme);
  // What a reader threw is caught at the page, which is lost by it.
  const told = [...programme.warnings, ...programme.missed, ...programme.doubts.map(({ message }) => message)].join(
    '\n',
  );
  expect(told).not.toContain('The page could not be read');
  const read = texts.reduce((sum, text) => sum + text.length, 0);
  expect(JSON.stringify(programme).length).toBeLessThan(MOST_TIMES * read + MOST_MORE);
  expect(new Set(programme.sessions.map(({ key }) => key)).size).toBe(programme.sessions.length);
  for (const { localStart, localEnd, startsAt, endsAt } of programme.sessions.flatMap(({ slots }) => slots)) {
    for (const local of [localStart, localEnd]) {
      expect(local ?? '2018-05-02').toMatch(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d)?$/u);
      expect(calendarDay(local?.slice(0, 10) ?? '2018-05-02')).not.toBeNull();
    }
    for (const instant of [startsAt, endsAt])
      expect(instant ?? '2018-05-02T00:00:00Z').toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u);
  }
  const known = archive.archive.programmes.known(archive.conferenceId);
  judgeProgramme(programme, known);
  archive.save(withSettledKeys(programme, known));
}

describe('spoilt pages', () => {
  it('of a schedule are read, judged and stored, never an error, and give no more than a few times what they hold', () => {
    const pages = realPages();
    let archive = trialArchive();
    for (let run = 0; run < FUZZ.runs(120); run += 1) {
      const chance = chanceOf(FUZZ.seed * 1_000_003 + run);
      if (run % PAGES_AN_ARCHIVE === PAGES_AN_ARCHIVE - 1) archive = trialArchive();
      const texts = Array.from({ length: 1 + chance(3) }, () =>
        spoilt(anyOf(pages, chance), anyOf(pages, chance), chance),
      );
      const kept = { seed: FUZZ.seed, run };
      try {
        check(readAsSched(texts, chance), texts, archive);
        const [first = ''] = texts;
        check(readAsAgenda(first, chance), [first], archive);
      } catch (error) {
        throw new Error(`page ${JSON.stringify(kept)}: ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      }
    }
  });
});
