/**
 * How well titles alone give away their people: `DECKHAND_CORPUS=... node bench/titles.ts`. Prints the measures, every
 * miss, and the strangest parses.
 */
import { type ParsedTitle, parseTitle } from '../src/model/title.ts';
import { heldAgainstBlocks, kubeconTitles } from '../tests/model/title-measures.ts';

const EDITIONS = ['kubecon-eu-2018', 'kubecon-na-2018', 'kubecon-eu-2019', 'kubecon-eu-2020'];
const STRANGEST = Number(process.argv[2] ?? 30);

const lines: string[] = [];
const started = performance.now();
const measures = heldAgainstBlocks();
lines.push(`${measures.sessions} sessions with speaker blocks, ${(performance.now() - started).toFixed(0)} ms`);
tell('people in titles found', measures.people);
tell('found people who are people of that session', measures.true);
tell('companies in titles found', measures.companies);
for (const edition of EDITIONS) {
  const parsed = kubeconTitles(edition).map((published) => ({
    published,
    ...parseTitle(published, { people: 'after_dash' }),
  }));
  lines.push(
    '',
    `${edition}: ${parsed.length} titles, ${parsed.filter(({ people }) => people.length > 0).length} with people. The strangest:`,
  );
  for (const each of parsed.toSorted((a, b) => strangeness(b) - strangeness(a)).slice(0, STRANGEST)) {
    const people = each.people.map(({ name, role, jobTitle, company }) =>
      [name, role === 'speaker' ? '' : role, jobTitle, company].join('|'),
    );
    lines.push(`  ${each.published}`, `    => ${each.kind ?? '-'} | ${each.title} :: ${people.join(' ;; ')}`);
  }
}
process.stdout.write(`${lines.join('\n')}\n`);

function tell(what: string, { found, of, missed }: ReturnType<typeof heldAgainstBlocks>['people']): void {
  lines.push(
    `${what}: ${found} of ${of} (${((100 * found) / of).toFixed(1)} %)`,
    ...missed.map((miss) => `    not: ${miss}`),
  );
}

/** How odd the parse of a title is; a person looks at the oddest. */
function strangeness(parsed: ParsedTitle): number {
  const people = parsed.people.reduce(
    (sum, { name, company, jobTitle }) =>
      sum +
      (name.split(' ').length > 4 ? 2 : 0) +
      (name.split(' ').length < 2 ? 2 : 0) +
      (/[\p{N}:/]|\p{Lu}{3}/u.test(name) ? 2 : 0) +
      (company === null ? 2 : 0) +
      (company !== null && /,|&| and /u.test(company) ? 1 : 0) +
      ((company?.length ?? 0) > 40 ? 1 : 0) +
      ((jobTitle?.length ?? 0) > 50 ? 1 : 0),
    0,
  );
  const names = parsed.people.map(({ name }) => name).join(', ').length;
  return (
    people +
    (/\s[-–—]|[-–—]\s/u.test(parsed.title) ? 1 : 0) +
    (names > parsed.title.length ? 1 : 0) +
    (parsed.title.length < 8 ? 1 : 0)
  );
}
