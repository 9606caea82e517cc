/**
 * A replica site in a process of its own, for `bench/politeness.ts`: as many sessions as the plan says, each with a small deck. Tells
 * its addresses once it is up, and what was asked so far whenever it gets a message.
 */
import { createHash } from 'node:crypto';
import { deckFor } from '../tests/setup/decks.ts';
import type { Fault, Lasting } from '../tests/sites/faults.ts';
import { harbour } from '../tests/sites/harbour/conference.ts';
import type { SiteConference } from '../tests/sites/sched/conference.ts';
import { startSite } from '../tests/sites/sched/site.ts';

/** What a replica serves and what goes wrong there. */
export interface SitePlan {
  /** Sessions with a deck each. */
  readonly decks: number;
  /** Sub-domain and beginning of every title, so that two sites are two conferences. */
  readonly event?: string;
  readonly oneServer?: boolean;
  readonly robots?: { readonly crawlDelaySeconds?: number; readonly disallow?: readonly string[] };
  readonly faults?: readonly { readonly path: string; readonly fault: Fault; readonly lasting?: Lasting }[];
}

const {
  decks,
  event = 'harbour',
  oneServer = false,
  robots = {},
  faults = [],
} = JSON.parse(process.argv[2] ?? '{}') as SitePlan;
const site = await startSite(conference(), { oneServer, robots });
for (const { path, fault, lasting } of faults) site.fault(new RegExp(path), fault, lasting);
process.send?.({ origin: site.origin, filesOrigin: site.filesOrigin });
process.on('message', () =>
  process.send?.(site.requests.map(({ headers, ...rest }) => ({ ...rest, agent: headers['user-agent'] }))),
);
process.once('disconnect', () => void site.close());

/** Half of the files lie in the folder `4e`, half in `5d`, which a plan may forbid. */
function conference(): SiteConference {
  const template = harbour.sessions.find((session) => session.files.length > 0);
  if (template === undefined) throw new Error('no session to copy');
  const sessions = Array.from({ length: decks }, (_, index) => {
    const title = `${event} ${index}`;
    const name = `${event}-${index}.pdf`;
    return {
      ...template,
      shortId: `P${String(index).padStart(4, '0')}`,
      md5: createHash('md5').update(title).digest('hex'),
      title,
      files: [
        { folder: index % 2 === 0 ? '4e' : '5d', name, label: name, body: () => deckFor(name, [title, 'One slide']) },
      ],
    };
  });
  return { ...harbour, event, name: `${event} 2024`, sessions };
}
