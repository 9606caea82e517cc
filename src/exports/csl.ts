import type { AuthorName } from './author-name.ts';
import { type Citation, citationsOf } from './citation.ts';
import type { StreamFormat } from './format.ts';

/**
 * CSL-JSON (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html) for Zotero, pandoc and citeproc: an array of talks, a line
 * each. Only what can be cited is in it: cancelled and withdrawn sessions are left out, and so are breaks, meetings and sessions without people.
 */
export const csl: StreamFormat = {
  name: 'csl',
  description: 'CSL-JSON, to cite talks with Zotero, pandoc or citeproc',
  extension: 'json',
  mediaType: 'application/vnd.citationstyles.csl+json',
  async write(source, output) {
    await output.write('[');
    let separator = '\n';
    for (const citation of citationsOf(source.sessions())) {
      await output.write(`${separator}${JSON.stringify(itemOf(citation))}`);
      separator = ',\n';
    }
    await output.write('\n]\n');
  },
};

function itemOf(citation: Citation): Readonly<Record<string, unknown>> {
  const day = citation.day === null ? undefined : { 'date-parts': [citation.day.split('-').map(Number)] };
  const place = citation.place || citation.venue || undefined;
  const keywords = citation.keywords.join(', ');
  return {
    id: citation.key,
    type: citation.hasPaper ? 'paper-conference' : 'speech',
    title: citation.title,
    author: citation.authors.map(nameOf),
    chair: citation.chairs.length === 0 ? undefined : citation.chairs.map(nameOf),
    genre: citation.genre,
    // Older processors call it `event`.
    event: citation.event,
    'event-title': citation.event,
    'event-place': place,
    'publisher-place': place,
    'container-title': citation.hasPaper ? citation.event : undefined,
    'event-date': day,
    issued: day,
    language: citation.language || undefined,
    URL: citation.url ?? undefined,
    abstract: citation.abstract || undefined,
    keyword: keywords || undefined,
    note: noteOf(citation) || undefined,
  };
}

/** `Slides: https://...`: CSL has one address for all of an item. */
function noteOf({ papers, slides, videos }: Citation): string {
  return [
    ...papers.map((url) => `Paper: ${url}`),
    ...slides.map((url) => `Slides: ${url}`),
    ...videos.map((url) => `Video: ${url}`),
  ].join('; ');
}

function nameOf(name: AuthorName): Readonly<Record<string, string | undefined>> {
  if (name.kind === 'literal') return { literal: name.name };
  return {
    family: name.family,
    given: name.given,
    'non-dropping-particle': name.particle || undefined,
    suffix: name.suffix || undefined,
  };
}
