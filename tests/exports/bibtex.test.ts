import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExportSession } from '../../src/archive/export-records.ts';
import { bibtex } from '../../src/exports/bibtex.ts';
import { csl } from '../../src/exports/csl.ts';
import { describeCorpus } from '../setup/corpus.ts';
import { anySessions } from './any-session.ts';
import { realProgramme } from './real-programme.ts';
import { exportLink, exportPerson, exportSession, sourceOf, written } from './records.ts';

const bibtexOf = (...sessions: ExportSession[]): Promise<string> => written(bibtex, sourceOf(sessions));

const talk = (given: Partial<ExportSession> = {}): ExportSession =>
  exportSession({ title: 'Introduction to Storage', people: [exportPerson('Wei Zhang')], ...given });

interface Entry {
  readonly type: string;
  readonly key: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Reads entries as BibTeX does: a value ends where its braces do, whatever backslashes stand before them. Throws where it cannot. */
function entriesOf(text: string): Entry[] {
  const entries: Entry[] = [];
  let rest = text;
  const take = (pattern: RegExp): RegExpExecArray => {
    const match = pattern.exec(rest);
    if (match?.index !== 0) throw new Error(`${String(pattern)} expected at ${rest.slice(0, 60)}`);
    rest = rest.slice(match[0].length);
    return match;
  };
  while (rest.trim() !== '') {
    const [, type = '', key = ''] = take(/\s*@([a-z]+)\{([^\s,{}]+),\n/u);
    const fields: Record<string, string> = {};
    while (!rest.startsWith('}')) {
      const [, name = ''] = take(/ {2}([a-z]+) = /u);
      fields[name] = rest.startsWith('{') ? valueOf() : (take(/[a-z]{3}/u)[0] ?? '');
      take(/,\n/u);
    }
    take(/\}\n/u);
    entries.push({ type, key, fields });
  }
  return entries;

  function valueOf(): string {
    let depth = 0;
    for (let at = 0; at < rest.length; at += 1) {
      if (rest[at] === '{') depth += 1;
      if (rest[at] === '}') depth -= 1;
      if (depth > 0) continue;
      const value = rest.slice(1, at);
      rest = rest.slice(at + 1);
      return value;
    }
    throw new Error('A brace is never closed');
  }
}

describe('BibTeX', () => {
  it('tells of a talk all that a style asks for', async () => {
    const session = talk({
      title: 'Kubernetes & 100% {safe}',
      track: 'C#_Storage',
      abstract: 'How \\ to ~ a^2.\nNext.',
      people: [
        exportPerson('Wei Zhang'),
        exportPerson('Ad van der Veer'),
        exportPerson('Red Hat'),
        exportPerson('草間 一人'),
      ],
      links: [exportLink('https://hosted.sched.com/a_b%20c.pdf')],
    });
    expect(await bibtexOf(session)).toBe(`@misc{zhang2018kubernetes,
  author = {Zhang, Wei and van der Veer, Ad and {Red Hat} and {草間 一人}},
  title = {{Kubernetes \\& 100\\% \\textbraceleft{}safe\\textbraceright{}}},
  howpublished = {Conference talk at {Trial 2018}},
  address = {Copenhagen, Denmark},
  year = {2018},
  month = may,
  url = {https://trial18.sched.com/event/EQCm},
  abstract = {How \\textbackslash{} to \\textasciitilde{} a\\textasciicircum{}2.
Next.},
  keywords = {C\\#\\_Storage},
  note = {Slides: \\url{https://hosted.sched.com/a_b%20c.pdf}},
}
`);
  });

  it('has an @inproceedings where a paper was published with the talk', async () => {
    const text = await bibtexOf(talk({ links: [exportLink('https://arxiv.org/abs/1', { kind: 'paper' })] }));
    expect(entriesOf(text)).toMatchObject([{ type: 'inproceedings', fields: { booktitle: '{Trial 2018}' } }]);
  });

  it('puts a suffix between family and given name', async () => {
    const text = await bibtexOf(talk({ people: [exportPerson('Martin Luther King, Jr.')] }));
    expect(entriesOf(text)[0]?.fields['author']).toBe('King, Jr., Martin Luther');
  });

  it('leaves out what is cancelled, withdrawn, a break or without people', async () => {
    const sessions = [
      talk({ state: 'cancelled' }),
      talk({ state: 'withdrawn' }),
      talk({ kind: 'break' }),
      talk({ people: [] }),
    ];
    expect(await bibtexOf(...sessions)).toBe('');
  });

  it('has the keys of CSL-JSON', async () => {
    const sessions = [talk(), talk({ kind: 'break' }), talk({ title: 'Introduction' })];
    const items = JSON.parse(await written(csl, sourceOf(sessions))) as { id: string }[];
    expect(entriesOf(await bibtexOf(...sessions)).map(({ key }) => key)).toEqual(items.map(({ id }) => id));
    expect(items).toHaveLength(2);
  });

  it('can be read whatever the sessions hold: braces balance, keys are unique', async () => {
    await fc.assert(
      fc.asyncProperty(anySessions, async (sessions) => {
        const entries = entriesOf(await bibtexOf(...sessions));
        const items = JSON.parse(await written(csl, sourceOf(sessions))) as unknown[];
        expect(entries).toHaveLength(items.length);
        expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
      }),
      { numRuns: 200 },
    );
  });
});

describeCorpus('KubeCon EU 2026 as BibTeX', () => {
  it('has an entry for every talk', async () => {
    const entries = entriesOf(await bibtexOf(...realProgramme()));
    expect(entries.length).toBeGreaterThan(380);
    expect(entries.every(({ fields }) => fields['year'] === '2026' && fields['month'] === 'mar')).toBe(true);
  });
});
