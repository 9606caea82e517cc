import { filePath } from '../../sites/sched/addresses.ts';
import { nightOfDay } from './days.ts';
import type { Reading } from './rhythm.ts';
import type { StorySite } from './site.ts';
import { listedIn, type SiteState } from './story.ts';

/** When decks are asked for, as DESIGN says, told a second time and in nights. */

/** Nights after the last day of an event in which each stored deck is asked once: from, to. */
const WINDOWS: readonly (readonly [from: number, to: number])[] = [
  [2, 2],
  [8, 11],
  [31, 38],
  [181, 195],
];

/** What became of one link, night by night. */
export interface DeckLife {
  readonly path: string;
  readonly state: 'stored' | 'not_yet' | 'gone' | 'due';
  /** The link is on the programme as it was last read. */
  readonly isListed: boolean;
  /** What is wrong with the nights on which it was asked for; empty where nothing is. */
  readonly faults: readonly string[];
  readonly asked: readonly number[];
}

/** The life of every deck of a site, from the script and the nights on which its programme was read. */
export function deckLives(site: StorySite, states: readonly SiteState[], readings: readonly Reading[]): DeckLife[] {
  const good = new Map(readings.filter(({ how }) => how === 'up').map(({ night }) => [night, true]));
  const lives = new Map<string, { listed: boolean; nights: Set<number> }>();
  const live = new Set<string>();
  states.forEach((state, night) => {
    if (good.has(night)) {
      const { conference } = state;
      const listed = listedIn(state);
      const links = new Set(listed.flatMap(({ files }) => files.map((file) => filePath(conference.event, file))));
      const own = new Set(listed.flatMap(({ shortId }) => `${shortId}.`));
      for (const path of live) {
        // A session that is no longer listed keeps its links.
        const isOfListed = [...own].some((id) => path.includes(`/${id}`) || path.includes(`/${id.slice(0, -1)}-`));
        if (!links.has(path) && isOfListed) live.delete(path);
      }
      for (const path of links) live.add(path);
    }
    for (const path of live) {
      const life = lives.get(path) ?? { listed: true, nights: new Set<number>() };
      life.nights.add(night);
      lives.set(path, life);
    }
  });
  return [...lives].map(([path, { nights }]) => lifeOf(site, states, path, nights, live.has(path)));
}

function lifeOf(
  site: StorySite,
  states: readonly SiteState[],
  path: string,
  nights: ReadonlySet<number>,
  isListed: boolean,
): DeckLife {
  const requests = site.asked.filter((one) => one.kind === 'deck' && one.path === path);
  const asked = [...new Set(requests.map(({ night }) => night))];
  const faults: string[] = requests.length === asked.length ? [] : ['asked for twice in a night'];
  const stored = requests.find(({ content }) => content !== null)?.night ?? null;
  const endOn = (night: number): number => nightOfDay(states[night]?.conference.endsOn ?? '');
  const isUp = (night: number): boolean => states[night]?.health === 'up' || states[night]?.health === 'bot_check';

  // Until it is there: every night, from the 31st after the event every week, to the 180th.
  let due = Math.min(...nights);
  let state: DeckLife['state'] = 'due';
  const expected: number[] = [];
  for (const night of [...nights].toSorted((a, b) => a - b)) {
    if (state === 'gone' || (stored !== null && night > stored)) break;
    if (night < due || !isUp(night)) continue;
    expected.push(night);
    const since = night - endOn(night);
    state = since > 180 ? 'gone' : 'not_yet';
    due = night + (since > 30 ? 7 : 1);
  }
  const until = asked.filter((night) => stored === null || night <= stored);
  if (JSON.stringify(until) !== JSON.stringify(expected))
    faults.push(`asked on ${until.join(' ')}, due on ${expected.join(' ')}`);
  if (stored === null) return { path, state, isListed, faults, asked };

  // From then on: once in each window.
  const later = asked.filter((night) => night > stored);
  const within = (night: number) =>
    WINDOWS.findIndex(([from, to]) => night >= endOn(night) + from && night <= endOn(night) + to);
  // A link that was gone for its turn has it when it is back.
  const isBack = (night: number): boolean => !nights.has(night - 1);
  for (const night of later)
    if (within(night) === -1 && !isBack(night))
      faults.push(`asked in night ${night}, ${night - endOn(night)} after the event`);
  const last = states.length - 1;
  WINDOWS.forEach(([from, to], index) => {
    const [begins, ends] = [endOn(last) + from, endOn(last) + to];
    const inIt = later.filter((night) => within(night) === index);
    const isWhole = begins > stored && ends <= last;
    const isLive = Array.from({ length: to - from + 1 }, (_, plus) => begins + plus).every(
      (night) => nights.has(night) && isUp(night),
    );
    if (inIt.length > 1) faults.push(`asked ${inIt.length} times around night ${begins}`);
    if (isWhole && isLive && inIt.length === 0) faults.push(`not asked around night ${begins}`);
  });
  return { path, state: 'stored', isListed, faults, asked };
}
