import { Command } from 'commander';
import { editions } from '../../scrapers/index.ts';
import type { Archive } from '../archive/archive.ts';
import type { ConferenceStatus } from '../archive/overview.ts';
import type { LastRun } from '../archive/runs.ts';
import { isOverdue, nextReadAt } from '../jobs/night.ts';
import { look } from '../jobs/start.ts';
import { archivedConference } from '../jobs/target.ts';
import { counted, showBytes } from '../model/amounts.ts';
import { toInstant } from '../model/clock.ts';
import { type Phase, phaseOf } from '../model/phase.ts';
import { TEXT_STATES } from '../model/vocabulary.ts';
import { clockOf, type Io } from './io.ts';
import { settingsOf, withCommonOptions } from './options.ts';
import { print, table } from './output.ts';
import { TEXT_STATE_WORDS } from './report-text.ts';

export function statusCommand(io: Io): Command {
  const command = new Command('status')
    .description('how complete and how fresh each conference is, and what needs a person')
    .argument('[conference]', 'one conference (default: all)');
  return withCommonOptions(command).action(
    async (name: string | undefined, options: Parameters<typeof settingsOf>[0]) => {
      const settings = settingsOf(options, io);
      const now = clockOf(io).now();
      const seen = await look(settings.data, (archive) => ({
        conferences: archive.overview
          .status(name === undefined ? null : archivedConference(name, archive, editions).slug)
          .map((one) => withFreshness(one, now)),
        parked: archive.servers.parked(toInstant(now)),
        runs: archive.runs.last(),
      }));
      const needs = seen.conferences.flatMap(needsOf);
      const waits = [...seen.conferences.flatMap(waitsOf), ...seen.parked.map(waitOf)];
      print(io, settings, { ...seen, needs, waits }, () => {
        if (settings.quiet) return needs.map((need) => `! ${need}`).join('\n');
        const [only] = seen.conferences;
        if (only === undefined)
          return 'The archive is empty. "deckhand conferences" lists what is known by name; "deckhand archive <conference>" reads one.';
        const body = name === undefined ? overview(seen.conferences, seen.runs, now) : details(only);
        return [body, ...waits.map((wait) => `- ${wait}`), ...needs.map((need) => `! ${need}`)].join('\n');
      });
    },
  );
}

/** How a conference stands, and how fresh that is. */
interface Standing extends ConferenceStatus {
  readonly phase: Phase;
  /** When it is due to be read again; now or in the past where it is. */
  readonly nextReadAt: string;
  /** Its newest good reading is older than three of the readings that were due. */
  readonly overdue: boolean;
}

function withFreshness(one: ConferenceStatus, now: number): Standing {
  return {
    ...one,
    phase: phaseOf(one, now),
    nextReadAt: toInstant(nextReadAt(one, now)),
    overdue: isOverdue(one, now),
  };
}

function overview(conferences: readonly Standing[], runs: readonly LastRun[], now: number): string {
  const rows = conferences.map((one) => [
    one.conference,
    one.startsOn ?? 'unknown',
    one.phase,
    one.lastReadAt?.slice(0, 10) ?? 'never',
    nextRead(one, now),
    one.sessions,
    `${one.talksWithDeck} of ${one.talks}`,
    showBytes(one.bytes),
  ]);
  const sum = (count: (one: Standing) => number): number => conferences.reduce((total, one) => total + count(one), 0);
  const together = [
    counted(conferences.length, 'conference'),
    counted(
      sum((one) => one.sessions),
      'session',
    ),
    `decks of ${sum((one) => one.talksWithDeck).toLocaleString('en')} of ${counted(
      sum((one) => one.talks),
      'talk',
    )}`,
    `${counted(
      sum((one) => one.due + one.notYet + one.failed),
      'deck',
    )} waiting`,
    showBytes(sum((one) => one.bytes)),
  ].join(', ');
  const night = runs.find(({ command }) => command === 'nightly');
  return [
    table(['conference', 'begins', 'phase', 'last read', 'next read', 'sessions', 'decks', 'size'], rows),
    ...(conferences.length === 1 ? [] : [together]),
    ...(night === undefined ? [] : [`last nightly run: ${night.endedAt}, exit ${night.exitCode}`]),
  ].join('\n');
}

function nextRead({ overdue, nextReadAt: at }: Standing, now: number): string {
  if (overdue) return 'overdue';
  return Date.parse(at) <= now ? 'now' : at.slice(0, 10);
}

function details(one: Standing): string {
  const links = [
    ['stored', one.stored],
    ['due', one.due],
    ['not there yet', one.notYet],
    ['failed', one.failed],
    ['behind a wall', one.walls],
    ['not to be had', one.unavailable],
    ['gone', one.gone],
  ] as const;
  return [
    `${one.name} (${one.conference}), ${dates(one)}`,
    `last read   ${one.lastReadAt ?? 'never'}; ${one.phase}, to be read again from ${one.nextReadAt}`,
    `sessions    ${one.sessions} (${one.cancelled} cancelled, ${one.withdrawn} withdrawn)`,
    `talks       ${one.talks}, ${one.talksWithDeck} with a deck`,
    `links       ${one.links}: ${links
      .filter(([, number]) => number > 0)
      .map(([state, number]) => `${number} ${state}`)
      .join(', ')}`,
    `files       ${counted(one.files, 'file')}, ${showBytes(one.bytes)}`,
    `slides      ${counted(one.slides, 'slide')}; files: ${TEXT_STATES.filter((state) => one.texts[state] > 0)
      .map((state) => `${one.texts[state]} ${TEXT_STATE_WORDS[state]}`)
      .concat(one.texts.waiting > 0 ? [`${one.texts.waiting} not looked into yet`] : [])
      .join(', ')}`,
  ].join('\n');
}

function dates(one: ConferenceStatus): string {
  if (one.startsOn === null) return 'dates unknown';
  return one.endsOn === null || one.endsOn === one.startsOn ? one.startsOn : `${one.startsOn} to ${one.endsOn}`;
}

/** What a person has to do for a conference. */
function needsOf(one: Standing): string[] {
  const { conference } = one;
  const needs: string[] = [];
  if (one.heldBecause !== null) needs.push(`${conference} is held back: ${one.heldBecause}`);
  else if (one.lastProblem !== null) needs.push(one.lastProblem);
  if (one.overdue)
    needs.push(
      one.lastReadAt === null
        ? `${conference} has never been read; "deckhand crawl ${conference}" does it.`
        : `${conference} has not been read since ${one.lastReadAt}, though it is due; does "deckhand nightly" run every night?`,
    );
  if (one.walls > 0)
    needs.push(
      `${conference}: ${counted(one.walls, 'deck')} behind a wall. "deckhand missing ${conference}" lists them; deckhand attach <link> <file> stores what you fetch.`,
    );
  if (one.failing > 0)
    needs.push(
      `${conference}: ${counted(one.failing, 'download')} failed again and again; "deckhand missing ${conference}" lists them.`,
    );
  return needs;
}

/** What the next run makes good by itself. */
function waitsOf(one: Standing): string[] {
  const { conference } = one;
  const again = one.failed - one.failing;
  const waits: string[] = [];
  if (again > 0) waits.push(`${conference}: ${counted(again, 'download')} failed and will be tried again.`);
  if (one.texts.waiting > 0)
    waits.push(
      `${conference}: ${counted(one.texts.waiting, 'file')} not looked into yet; "deckhand inspect ${conference}" does it.`,
    );
  return waits;
}

function waitOf({ domain, parkedUntil, reason }: ReturnType<Archive['servers']['parked']>[number]): string {
  return `${domain} is left alone until ${parkedUntil}: ${reason ?? 'it asked for it'}.`;
}
