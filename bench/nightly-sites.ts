/**
 * Replica sites in a process of their own, for `bench/nightly.ts`: as many as the first argument says, each on an origin of its own. Prints
 * `{origins}` once they are up, and what was asked since the last time when it gets a message.
 */
import { createHash } from 'node:crypto';
import { deckFor } from '../tests/setup/decks.ts';
import type { SiteConference, SiteSession } from '../tests/sites/sched/conference.ts';
import { fromCorpus } from '../tests/sites/sched/from-corpus.ts';
import { harbour } from '../tests/sites/harbour/conference.ts';
import { type Site, startSite } from '../tests/sites/sched/site.ts';

const [count = '20', sessions = '120', corpus = ''] = process.argv.slice(2);
const DAY_MS = 24 * 3_600_000;

const sites: Site[] = [];
for (let index = 0; index < Number(count); index += 1) {
  const conference = corpus === '' ? conferenceOf(index) : { ...fromCorpus(corpus), event: `replica${index}` };
  sites.push(await startSite(conference, { oneServer: true, pageValidators: true }));
}
process.send?.({ origins: sites.map(({ origin }) => origin) });
process.on('message', () => {
  const asked = sites.flatMap((site) => site.requests.splice(0));
  const kinds = Map.groupBy(asked, ({ path, status }) => (path === '/robots.txt' ? 'robots.txt' : `status ${status}`));
  process.send?.({
    requests: asked.length,
    kinds: Object.fromEntries([...kinds].map(([kind, some]) => [kind, some.length])),
  });
});
process.once('disconnect', () => sites.forEach((site) => void site.close()));

/** A conference that ended yesterday, so that it and its decks are due: sessions after the model of HarbourConf's, every third with a deck. */
function conferenceOf(index: number): SiteConference {
  const day = new Date(Date.now() - DAY_MS).toISOString().slice(0, 10);
  const templates = harbour.sessions.filter(({ people }) => people.length > 0);
  return {
    ...harbour,
    event: `replica${index}`,
    name: `Replica ${index}`,
    startsOn: day,
    endsOn: day,
    sessions: Array.from({ length: Number(sessions) }, (_, number) => sessionOf(templates, day, index, number)),
  };
}

function sessionOf(templates: readonly SiteSession[], day: string, index: number, number: number): SiteSession {
  const template = templates[number % templates.length];
  if (template === undefined) throw new Error('no session to copy');
  const shortId = `R${index}x${number}`;
  const hour = String(9 + (number % 8)).padStart(2, '0');
  const name = `${shortId}.pdf`;
  return {
    ...template,
    shortId,
    md5: createHash('md5').update(shortId).digest('hex'),
    title: `Talk ${number} of replica ${index}`,
    start: `${day}T${hour}:00`,
    end: `${day}T${hour}:30`,
    descriptionHtml: template.descriptionHtml.replaceAll(/https?:\/\/[^\s"<]*/g, ''),
    files:
      number % 3 === 0
        ? [{ folder: '4e', name, body: () => deckFor(name, [`Deck ${number} of replica ${index}`]) }]
        : [],
  };
}
