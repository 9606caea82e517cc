import type { AuthorName } from './author-name.ts';
import { type Citation, citationsOf } from './citation.ts';
import type { StreamFormat } from './format.ts';

/**
 * BibTeX in UTF-8 (for biber, or BibTeX with `inputenc`): `@inproceedings` where a paper was published with the talk, `@misc` for all others.
 * Only what can be cited is in it: cancelled and withdrawn sessions are left out, and so are breaks, meetings and sessions without people.
 */
export const bibtex: StreamFormat = {
  name: 'bibtex',
  description: 'BibTeX entries, to cite talks with LaTeX',
  extension: 'bib',
  mediaType: 'application/x-bibtex',
  async write(source, output) {
    let separator = '';
    for (const citation of citationsOf(source.sessions())) {
      await output.write(`${separator}${entryOf(citation)}`);
      separator = '\n';
    }
  },
};

/** Macros that every style defines, in its own language. */
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function entryOf(citation: Citation): string {
  const { hasPaper, genre, event, day } = citation;
  const [year, month] = day?.split('-') ?? [];
  const place = citation.place || citation.venue;
  const fields: readonly (readonly [name: string, value: string | null])[] = [
    ['author', braced(citation.authors.map(nameOf).join(' and '))],
    // The second pair of braces keeps the capitals: a style that writes titles small would make `kubernetes` of Kubernetes.
    ['title', braced(`{${escaped(citation.title)}}`)],
    ...(hasPaper
      ? ([['booktitle', braced(`{${escaped(event)}}`)]] as const)
      : ([['howpublished', braced(`${escaped(genre)} at {${escaped(event)}}`)]] as const)),
    ['address', place === '' ? null : braced(escaped(place))],
    ['year', year === undefined ? null : braced(year)],
    ['month', MONTHS[Number(month) - 1] ?? null],
    ['url', citation.url === null ? null : braced(citation.url)],
    ['abstract', citation.abstract === '' ? null : braced(escaped(citation.abstract))],
    ['keywords', citation.keywords.length === 0 ? null : braced(citation.keywords.map(escaped).join(', '))],
    ['note', noteOf(citation)],
  ];
  const lines = fields.flatMap(([name, value]) => (value === null ? [] : [`  ${name} = ${value},\n`]));
  return `@${hasPaper ? 'inproceedings' : 'misc'}{${citation.key},\n${lines.join('')}}\n`;
}

/** Addresses in `\url`, which takes `%`, `#` and `_` as they are. */
function noteOf({ papers, slides, videos }: Citation): string | null {
  const words = [
    ...papers.map((url) => `Paper: \\url{${url}}`),
    ...slides.map((url) => `Slides: \\url{${url}}`),
    ...videos.map((url) => `Video: \\url{${url}}`),
  ];
  return words.length === 0 ? null : braced(words.join('; '));
}

/** `van der Veer, Ad`; `Smith, Jr., John`; `{CNCF Team}`. */
function nameOf(name: AuthorName): string {
  if (name.kind === 'literal') return braced(escaped(name.name));
  const family = escaped([name.particle, name.family].filter((part) => part !== '').join(' '));
  return [family, name.suffix, name.given]
    .filter((part) => part !== '')
    .map((part, index) => (index === 0 ? part : escaped(part)))
    .join(', ');
}

function braced(text: string): string {
  return `{${text}}`;
}

/**
 * Braces by name: BibTeX counts braces before it looks at backslashes, so that `\{` alone would open one that nothing closes. All other
 * characters are UTF-8 as they are.
 */
const SPECIAL: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\textbraceleft{}',
  '}': '\\textbraceright{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

function escaped(text: string): string {
  return text.replace(/[\\{}~^$&#%_]/gu, (character) => SPECIAL[character] ?? `\\${character}`);
}
