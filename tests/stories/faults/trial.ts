import { expect } from 'vitest';
import type { Exchange } from '../../../src/fetch/exchange.ts';
import { createExchange } from '../../../src/fetch/undici-exchange.ts';
import type { RunReport } from '../../../src/jobs/run.ts';
import { EXIT_CODES, FetchError, worstOf } from '../../../src/model/failure.ts';
import { filesOf, HARBOUR, messages, type Trial, trialConference } from '../../cli/trial-conference.ts';
import { harbour } from '../../sites/harbour/conference.ts';
import { deck } from '../../sites/harbour/decks.ts';
import type { SiteConference } from '../../sites/sched/conference.ts';
import type { SiteOptions } from '../../sites/sched/site.ts';
import { type Asked, DECK_DUE, type FaultRow, FIRST, LATER, placeOf, REASKED, strike } from './row.ts';

/** HarbourConf with two decks: what happens to one must cost the other nothing. */
const twoDecks: SiteConference = {
  ...harbour,
  sessions: harbour.sessions.map((session) => ({
    ...session,
    descriptionHtml: session.shortId === '1cQb1' ? 'No link to another host.' : session.descriptionHtml,
    files:
      session.shortId === '1cQa1'
        ? [deck('4e', 'keynote.pdf', 'harbour')]
        : session.shortId === '1cQa5'
          ? [deck('66', 'tide.pdf', 'tide')]
          : [],
  })),
};

const DAY = 24 * 3_600_000;
/** Two weeks after the event: stored decks are asked again in 18 to 25 days. */
const NOW = Date.UTC(2024, 4, 28, 2);

/** A trial whose every request is written down, with limits that a row can shorten. */
async function faultTrial(site: SiteOptions = {}, conference = twoDecks) {
  const sent: { url: URL; end: string }[] = [];
  let hurry: FaultRow['hurry'];
  const connect = (): Exchange => {
    const real = createExchange();
    return {
      close: () => real.close(),
      send: async (request, parts) => {
        const entry = { url: new URL(request.url), end: '' };
        sent.push(entry);
        const limits =
          placeOf(trial, entry.url) === hurry?.place ? { ...request.limits, ...hurry.limits } : request.limits;
        try {
          const answer = await real.send({ ...request, limits }, parts);
          entry.end = answer.body.kind === 'too_large' ? 'too_large' : String(answer.status);
          return answer;
        } catch (error) {
          entry.end = error instanceof FetchError ? error.code : 'bug';
          throw error;
        }
      },
    };
  };
  const trial: Trial = await trialConference({ conference, now: NOW, connect, site });
  return {
    trial,
    setHurry: (given: FaultRow['hurry']) => {
      hurry = given;
    },
    /** What was sent since the last call. */
    sent: (): Asked => {
      const asked: Record<string, string> = {};
      for (const { url, end } of sent.splice(0)) {
        const place = placeOf(trial, url);
        asked[place] = asked[place] === undefined ? end : `${asked[place]} ${end}`;
      }
      return asked;
    },
  };
}

/** What a disturbed run must come to. */
function expected(row: FaultRow) {
  const base = { nothing: FIRST, half: { ...LATER, ...DECK_DUE }, archive: LATER, 'old archive': REASKED }[
    row.before ?? 'nothing'
  ];
  const asked = withoutEmpty({ ...base, ...row.asked });
  return {
    exit: row.exit,
    asked,
    heard: countOf(asked) - (row.unheard ?? 0),
    counted: countOf(asked),
    sessions: row.sessions ?? 23,
    deck: row.deck ?? 'stored stored',
    otherDeck: row.otherDeck ?? 'stored stored',
    said: row.says === null ? '' : (expect.stringMatching(row.says) as string),
  };
}

/** Plays a row: what was before, the disturbed run, the mended one, and what is left in the end. */
export async function play(row: FaultRow): Promise<void> {
  const { trial, sent, setHurry } = await faultTrial(row.site);
  const { site, clock } = trial;
  const { before = 'nothing', looksInside = false, next = {} } = row;
  await row.always?.(trial);
  if (before === 'half') {
    const mend = strike('deck', { kind: 'cut', bytes: 1000 })(trial);
    await night(trial, looksInside);
    mend();
  } else if (before !== 'nothing') await night(trial, looksInside);
  if (before !== 'nothing') clock.advance(before === 'old archive' ? 26 * DAY : DAY);
  sent();
  const heardBefore = site.requests.length;

  setHurry(row.hurry);
  const mend = await row.fault(trial);
  const { exit, said, requests } = await night(
    trial,
    looksInside,
    typeof row.flags === 'function' ? row.flags() : row.flags,
  );
  setHurry(undefined);
  expect({
    exit,
    asked: sent(),
    heard: site.requests.length - heardBefore,
    counted: requests,
    sessions: Number(trial.rows("SELECT count(*) AS n FROM sessions WHERE state <> 'withdrawn'")[0]?.['n']),
    deck: linkOf(trial, 'keynote.pdf'),
    otherDeck: linkOf(trial, 'tide.pdf'),
    said,
  }).toEqual(expected(row));
  await row.check?.(trial);

  if (row.stays !== true) {
    if (typeof mend === 'function') await (mend as () => unknown)();
    site.mend();
  }
  clock.advance((next.days ?? 1) * DAY);
  const mended = await night(trial, looksInside, next.flags);
  expect({ exit: mended.exit, asked: sent(), said: mended.said }).toEqual({
    exit: 0,
    asked: withoutEmpty({ ...LATER, ...next.asked }),
    said: '',
  });
  if (row.endsWhole !== false) expect(stateOf(trial)).toEqual(await undisturbed(looksInside));
  expect(await trial.run('verify')).toMatchObject({ code: 0 });
}

/** What a cron job would run, and how it came out. */
async function night(trial: Trial, looksInside: boolean, flags: readonly string[] = []) {
  const reports: RunReport[] = [];
  if (looksInside) reports.push(await trial.archive(...flags));
  else {
    reports.push(await trial.crawl(...flags));
    reports.push(await trial.json('download', HARBOUR, ...filesOf(trial), ...flags));
  }
  return {
    exit: EXIT_CODES[worstOf(reports.map(({ exit }) => exit))],
    said: reports.map(messages).filter(Boolean).join('\n'),
    requests: reports.reduce((sum, report) => sum + report.requests, 0),
  };
}

function linkOf(trial: Trial, name: string): string {
  const [link] = trial.rows(
    `SELECT l.state || ' ' || coalesce((SELECT a.outcome FROM attempts a WHERE a.link_id = l.id ORDER BY a.id DESC LIMIT 1), 'never asked') AS found
     FROM links l WHERE l.url LIKE '%${name}'`,
  );
  return link === undefined ? 'none' : String(link['found']);
}

function withoutEmpty(asked: Asked): Asked {
  return Object.fromEntries(Object.entries(asked).filter(([, ends]) => ends !== ''));
}

function countOf(asked: Asked): number {
  return Object.values(asked).reduce((sum, ends) => sum + (ends ?? '').split(' ').length, 0);
}

/** All that is known of the conference, told by keys: two archives with the same state differ in nothing that matters. */
function stateOf({ rows, site }: Trial): unknown {
  const servers = [new URL(site.origin).host, new URL(site.filesOrigin).host];
  const anywhere = (value: unknown): unknown =>
    typeof value === 'string'
      ? servers.reduce(
          (text, host, index) => text.replaceAll(new RegExp(`https?://${host}`, 'g'), `SERVER ${index}`),
          value,
        )
      : value;
  const plain = (sql: string): string[] =>
    rows(sql)
      .map((row) => JSON.stringify(Object.values(row).map(anywhere)))
      .toSorted();
  return {
    conference: plain('SELECT name, url, city, country, venue, time_zone, starts_on, ends_on FROM conferences'),
    sessions: plain(
      'SELECT key, url, title, published_title, kind, state, availability, level, published_level, track, language, abstract, withdrawn_at FROM sessions',
    ),
    aliases: plain('SELECT s.key, a.alias FROM session_aliases a JOIN sessions s ON s.id = a.session_id'),
    slots: plain(
      'SELECT s.key, t.position, starts_at, ends_at, local_start, local_end, utc_offset, room FROM slots t JOIN sessions s ON s.id = t.session_id',
    ),
    people: plain(
      'SELECT s.key, p.name, p.bio, p.url, a.position, role, job_title, company FROM appearances a JOIN sessions s ON s.id = a.session_id JOIN speakers p ON p.id = a.speaker_id',
    ),
    tags: plain('SELECT s.key, g.name FROM tags g JOIN sessions s ON s.id = g.session_id'),
    links: plain(
      'SELECT s.key, l.url, canonical_url, label, l.kind, origin, l.state, failures, removed_at FROM links l JOIN sessions s ON s.id = l.session_id',
    ),
    decks: plain(
      `SELECT l.url, sha256, bytes, media_type, extension, pages, f.title, author, text_state, published_name
       FROM links l JOIN deck_versions v ON v.link_id = l.id JOIN files f ON f.id = v.file_id
       WHERE v.version = (SELECT max(version) FROM deck_versions w WHERE w.link_id = l.id)`,
    ),
    slides: plain(
      `SELECT sha256, number, text, notes FROM slides s JOIN files f ON f.id = s.file_id
       WHERE f.id IN (SELECT file_id FROM deck_versions v WHERE v.version = (SELECT max(version) FROM deck_versions w WHERE w.link_id = v.link_id))`,
    ),
    held: plain('SELECT reason FROM held_programmes'),
  };
}

const known = new Map<boolean, Promise<unknown>>();

/** The state of an archive of the same site that nothing ever went wrong with. */
function undisturbed(looksInside: boolean): Promise<unknown> {
  const found = known.get(looksInside) ?? undisturbedState(looksInside);
  known.set(looksInside, found);
  return found;
}

async function undisturbedState(looksInside: boolean): Promise<unknown> {
  const { trial } = await faultTrial();
  await night(trial, looksInside);
  return stateOf(trial);
}
