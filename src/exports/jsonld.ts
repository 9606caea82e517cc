import type { ExportConference } from '../archive/export-records.ts';
import type { StreamFormat } from './format.ts';
import { conferenceNode, type Node, sessionNode } from './jsonld-event.ts';

/**
 * JSON-LD in the words of https://schema.org: one document, a graph of one Event a conference with its sessions as `subEvent`, a line each.
 * Cancelled sessions are EventCancelled; withdrawn ones are left out, since nobody says any more that they take place or do not.
 */
export const jsonld: StreamFormat = {
  name: 'jsonld',
  description: 'JSON-LD in the words of schema.org: a conference, its sessions, people and works',
  extension: 'jsonld',
  mediaType: 'application/ld+json',
  async write(source, output) {
    await output.write('{"@context":"https://schema.org","@graph":[');
    const remaining = [...source.conferences()];
    let isFirstConference = true;
    let isOpen = false;
    let hasSessions = false;
    /** Ends the conference in hand and begins the next. */
    const begin = (conference: ExportConference): string => {
      const before = `${isOpen ? end() : ''}${isFirstConference ? '' : ','}\n`;
      [isFirstConference, isOpen, hasSessions] = [false, true, false];
      return `${before}${jsonOf(conferenceNode(conference)).slice(0, -1)}`;
    };
    const end = (): string => (hasSessions ? '\n]}' : '}');

    let slug: string | null = null;
    for (const session of source.sessions()) {
      while (slug !== session.conference.slug) {
        const next = remaining.shift() ?? session.conference;
        slug = next.slug;
        await output.write(begin(next));
      }
      if (session.state === 'withdrawn') continue;
      await output.write(`${hasSessions ? ',' : ',"subEvent":['}\n${jsonOf(sessionNode(session))}`);
      hasSessions = true;
    }
    for (const conference of remaining) await output.write(begin(conference));
    await output.write(`${isOpen ? end() : ''}\n]}\n`);
  },
};

/** JSON-LD mostly ends up in the `<script>` of a page, which a `</script>` in a title must not end. */
function jsonOf(node: Node): string {
  return JSON.stringify(node).replaceAll('<', String.raw`\u003c`);
}
