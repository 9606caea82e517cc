import { Command } from 'commander';
import { editions } from '../../scrapers/index.ts';
import type { ConferenceStatus } from '../archive/overview.ts';
import { isOverdue, readAgainAt } from '../jobs/night.ts';
import { look } from '../jobs/start.ts';
import { archivedConference } from '../jobs/target.ts';
import { toInstant } from '../model/clock.ts';
import { type Phase, phaseOf } from '../model/phase.ts';
import { TEXT_STATES } from '../model/vocabulary.ts';
import { clockOf, type Io } from './io.ts';
import { settingsOf, withCommonOptions } from './options.ts';
import { print, table } from './output.ts';
import { counted, showBytes } from './quantities.ts';
import { TEXT_STATE_WORDS } from './report-text.ts';

export function statusCommand(io: Io): Command {
  const command = new Command('status')
    .description('how complete and how fresh each conference is, and what needs a person')
    .argument('[conference]', 'one conference (default: all)');
  return withCommonOptions(command).action(
    async (name: string | undefined, options: Parameters<typeof settingsOf>[0]) => {
      const settings = settingsOf(options, io);
      const now = clockOf(io).now();
      const status = await look(settings.data, (archive) => ({
        conferences: archive.overview
          .status(name === undefined ? null : archivedConference(name, archive, editions).slug)
          .map((one) => withFreshness(one, now)),
        parked: archive.servers.parked(toInstant(now)),
      }));
      const needs = status.conferences.flatMap(needsOf);
      for (const server of status.parked)
        needs.push(
          `${server.domain} is left alone until ${server.parkedUntil}: ${server.reason ?? 'it asked for it'}.`,
        );
      print(io, settings, { ...status, needs }, () => {
        if (settings.quiet) return needs.join('\n');
        if (status.conferences.length === 0)
          return 'The archive is empty. "deckhand conferences" lists what is known by name; "deckhand archive <conference>" reads one.';
        const [only] = status.conferences;
        const body = name !== undefined && only !== undefined ? details(only) : overview(status.conferences);
        return [body, ...needs.map((need) => `! ${need}`)].join('\n');
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
    nextReadAt: toInstant(Math.max(readAgainAt(one, now), Date.parse(one.addedAt))),
    overdue: isOverdue(one, now),
  };
}

function overview(conferences: readonly Standing[]): string {
  return table(
    ['conference', 'dates', 'phase', 'last read', 'sessions', 'talks with a deck', 'files', 'size'],
    conferences.map((one) => [
      one.conference,
      dates(one),
      one.phase,
      one.lastReadAt?.slice(0, 10) ?? 'never',
      one.sessions,
      `${one.talksWithDeck} of ${one.talks}`,
      one.files,
      showBytes(one.bytes),
    ]),
  );
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

function needsOf(one: Standing): string[] {
  const needs: string[] = [];
  if (one.heldBecause !== null) needs.push(`${one.conference} is held back: ${one.heldBecause}`);
  else if (one.lastProblem !== null) needs.push(one.lastProblem);
  if (one.overdue)
    needs.push(
      one.lastReadAt === null
        ? `${one.conference} has never been read; "deckhand crawl ${one.conference}" does it.`
        : `${one.conference} has not been read since ${one.lastReadAt}, though it is due; does "deckhand nightly" run every night?`,
    );
  if (one.walls > 0)
    needs.push(
      `${one.conference}: ${counted(one.walls, 'deck')} behind a wall. "deckhand missing ${one.conference}" lists them; deckhand attach <link> <file> stores what you fetch.`,
    );
  if (one.texts.waiting > 0)
    needs.push(
      `${one.conference}: ${counted(one.texts.waiting, 'file')} not looked into yet; "deckhand inspect ${one.conference}" does it.`,
    );
  if (one.failed > 0)
    needs.push(
      `${one.conference}: ${counted(one.failed, 'download')} failed and will be tried again; "deckhand missing ${one.conference}" says why.`,
    );
  return needs;
}
