import { describe, expect, it } from 'vitest';
import type { BrokenReference } from '../../../src/archive/integrity.ts';
import type { Defect } from '../../../src/jobs/defect.ts';
import { needsBackup, REFERENCE_RULES, repairPlan } from '../../../src/jobs/repair/repair-plan.ts';
import { shippedSchema } from '../../docs/shipped-schema.ts';

const SHA = 'ab'.repeat(32);

const source = (linkId: number, given: object = {}) => ({
  linkId,
  url: `https://x.org/${linkId}.pdf`,
  conference: 'trial-2018',
  isCurrent: true,
  isAttached: false,
  ...given,
});
const file = (...sources: ReturnType<typeof source>[]): Defect => ({
  kind: 'damaged',
  what: 'decks/ab/ab/x.pdf',
  message: '',
  sha256: SHA,
  extension: 'pdf',
  sources,
});
const reference = (column: string, parentId: number, parent: string): Defect => {
  const [table = '', name = ''] = column.split('.');
  const broken: BrokenReference = { table, column: name, rowid: 5, parent, parentId, linkId: null };
  return { kind: 'reference', what: `row 5 of ${table}.${name}`, message: '', reference: broken };
};
const of = (kind: 'database' | 'index', what: string): Defect => ({ kind, what, message: '' });
const search: Defect = { kind: 'search', what: 'slides_fts', message: '', table: 'slides_fts' };
const text: Defect = { kind: 'text', what: 'slides', message: '', table: 'slides' };
const picture = (what: string): Defect => ({ kind: 'picture', what, message: '', sha256: SHA });

describe('the rules for references', () => {
  it('name every reference of the database, and no other', () => {
    const references = shippedSchema().flatMap(({ name, columns }) =>
      columns.flatMap((column) => (column.references === null ? [] : [`${name}.${column.name}`])),
    );
    expect(Object.keys(REFERENCE_RULES).toSorted()).toEqual(references.toSorted());
  });

  it('let nothing go that has decks, sessions, people or pages of its own', () => {
    const kept = Object.entries(REFERENCE_RULES).filter(([, rule]) => rule === 'keep');
    expect(kept.map(([column]) => column)).toEqual([
      'sessions.conference_id',
      'speakers.conference_id',
      'links.session_id',
      'deck_versions.link_id',
      'captures.conference_id',
      'held_programmes.conference_id',
    ]);
  });
});

describe('the plan of a repair', () => {
  it.each<[string, readonly Defect[], readonly object[]]>([
    ['nothing for nothing', [], []],
    [
      'one reindexing for all indexes',
      [of('index', 'a'), of('index', 'b')],
      [{ whats: ['a', 'b'], step: { do: 'reindex' } }],
    ],
    [
      'one inspection for all pictures of a file',
      [picture('1.webp'), picture('2.webp')],
      [{ whats: ['1.webp', '2.webp'], step: { do: 'inspect', sha256: SHA } }],
    ],
    [
      'indexes before the texts that they index, and pictures after the files that they are made of',
      [picture('1.webp'), file(source(1)), text, search, of('index', 'a')],
      ['reindex', 'rebuild', 'rewrite_texts', 'fetch', 'inspect'].map((step) => ({ step: { do: step } })),
    ],
    [
      'a file from the links that gave it last, and were not given it by a person',
      [file(source(1, { isCurrent: false }), source(2, { isAttached: true }), source(3), source(4))],
      [
        {
          step: { do: 'fetch', linkIds: [3, 4] },
          would: expect.stringMatching(/ again from https:\/\/x\.org\/3\.pdf$/),
        },
      ],
    ],
    [
      'nobody is asked for a file of no link',
      [file()],
      [{ step: { do: 'nothing', why: expect.stringContaining('its links are not there any more') } }],
    ],
    [
      'nobody is asked for a file that a person attached',
      [file(source(1, { isAttached: true }))],
      [{ step: { do: 'nothing', why: expect.stringContaining('a person attached it') } }],
    ],
    [
      'nobody is asked for what was replaced',
      [file(source(1, { isCurrent: false }))],
      [{ step: { do: 'nothing', why: expect.stringContaining('https://x.org/1.pdf has a newer version since') } }],
    ],
    [
      'damaged pages: nothing is done about anything',
      [search, of('database', 'Tree 5'), file(source(1))],
      ['Nothing', 'Restore', 'Nothing'].map((why) => ({
        step: { do: 'nothing', why: expect.stringMatching(new RegExp(`^${why}`)) },
      })),
    ],
    [
      'what is left of a session without decks goes',
      [reference('slots.session_id', 7, 'sessions'), reference('tags.session_id', 7, 'sessions')],
      [{ step: { do: 'mend_reference', rule: 'remove' } }, { step: { do: 'mend_reference', rule: 'remove' } }],
    ],
    [
      'what is left of a session with links stays, all of it, and that of another goes',
      [
        reference('slots.session_id', 7, 'sessions'),
        reference('links.session_id', 7, 'sessions'),
        reference('slots.session_id', 8, 'sessions'),
      ],
      [{ step: { do: 'nothing' } }, { step: { do: 'nothing' } }, { step: { do: 'mend_reference' } }],
    ],
    ['what was given up is left alone', [{ kind: 'lost', what: 'captures/x.warc.gz', message: '' }], []],
  ])('%s', (_, defects, expected) => {
    expect(repairPlan(defects)).toMatchObject(expected as object[]);
    expect(repairPlan(defects)).toHaveLength(expected.length);
  });

  it('copies the database first only where rows are changed', () => {
    expect(needsBackup(repairPlan([file(source(1)), picture('1.webp')]))).toBe(false);
    expect(needsBackup(repairPlan([file(source(1)), search]))).toBe(true);
  });
});
