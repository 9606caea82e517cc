/** A replica site in a process of its own, for `bench/crawl.ts`: prints `{origin}` once it is up, and its request count when asked. */
import { createHash } from 'node:crypto';
import { movie } from '../tests/setup/decks.ts';
import { harbour } from '../tests/sites/harbour/conference.ts';
import type { SiteConference } from '../tests/sites/sched/conference.ts';
import { fromCorpus } from '../tests/sites/sched/from-corpus.ts';
import { startSite } from '../tests/sites/sched/site.ts';

const [what = 'harbour', latency = '50'] = process.argv.slice(2);
const conference = what === 'harbour' ? harbour : what === 'large' ? withLargeFiles(40, 50_000_000) : fromCorpus(what);
const site = await startSite(conference, { oneServer: true, latencyMs: Number(latency) });
process.send?.({ origin: site.origin });
process.on('message', () => {
  process.send?.({ requests: site.requests.length });
  site.requests.length = 0;
});
process.once('disconnect', () => void site.close());

/** `number` sessions with one file of `bytes` each, no two alike. */
function withLargeFiles(number: number, bytes: number): SiteConference {
  const template = harbour.sessions.find((session) => session.files.length > 0);
  if (template === undefined) throw new Error('no session to copy');
  const sessions = Array.from({ length: number }, (_, index) => {
    const shortId = `L${String(index).padStart(4, '0')}`;
    const name = `recording-${index}.mov`;
    const file = { folder: '4e', name, label: name, body: () => movie('mov', bytes, name) };
    return {
      ...template,
      shortId,
      md5: createHash('md5').update(shortId).digest('hex'),
      title: `Recording ${index}`,
      files: [file],
    };
  });
  return { ...harbour, sessions };
}
