/**
 * Serves a replica until Ctrl-C, for people who want to look at one:
 *
 *     node tests/sites/serve.ts                          HarbourConf, on free ports
 *     node tests/sites/serve.ts harbour 8080 8081        the schedule on 8080, the decks on 8081
 *     node tests/sites/serve.ts .../kubecon-eu-2018.json a real edition (see from-corpus.ts for which)
 */
import { harbour } from './harbour/conference.ts';
import { fromCorpus } from './sched/from-corpus.ts';
import { startSite } from './sched/site.ts';

const [what = 'harbour', port = '0', filesPort = '0'] = process.argv.slice(2);
const conference = what === 'harbour' ? harbour : fromCorpus(what);
const site = await startSite(conference, { port: Number(port), filesPort: Number(filesPort) });

process.stdout.write(`${conference.name}: ${conference.sessions.length} sessions
  schedule  ${site.origin}/list/descriptions/
  calendar  ${site.origin}/all.ics
  decks     ${site.filesOrigin}
Ctrl-C ends it.
`);
process.once('SIGINT', () => void site.close());
