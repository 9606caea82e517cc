import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Archive, openArchive } from '../../src/archive/archive.ts';
import { stockThreeConferences } from '../setup/three-conferences.ts';
import { questions } from './questions.ts';

/** Values for the parameters of the questions. */
const GIVEN: Readonly<Record<string, string>> = {
  conference: '',
  words: 'istio',
  company: 'initech',
  since: '2018-05-01',
};

/** What each question comes to on the three conferences: values joined by bars, NULL as nothing, a SHA-256 by its repeated letter. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  'levels-per-track': [
    'harbour-2017|Networking|1|0|0|0|0',
    'harbour-2017|Storage|0|1|0|0|0',
    'harbour-2018||0|0|0|0|2',
    'harbour-2018|Networking|0|1|0|0|0',
    'harbour-2018|Storage|0|0|1|1|0',
    'lantern-2018||0|0|0|0|1',
  ],
  'companies-by-talks': ['Acme|4|3', 'INITECH|3|2', 'Hojo|1|1'],
  'decks-that-arrived-after-the-event': ['harbour-2017|Storage for boats|2017-05-15|4'],
  'who-spoke-at-several-editions': [
    'harbour|Ann Berg|2|harbour-2017, harbour-2018',
    'harbour|BO LIND|2|harbour-2017, harbour-2018',
  ],
  'first-time-speakers-per-edition': ['harbour|harbour-2017|2|2|100.0', 'harbour|harbour-2018|5|3|60.0'],
  'speakers-by-number-of-decks': ['Ann Berg|2|3', 'Bo Lind|1|1', 'Cy Roe|1|1', 'Em Ito|1|1'],
  'companies-that-share-a-stage': ['Acme|Initech|1'],
  'share-of-talks-with-a-deck': [
    'harbour-2017|2017-05-10|2|2|100.0',
    'harbour-2018|2018-05-02|5|2|40.0',
    'lantern-2018|2018-09-01|1|1|100.0',
  ],
  'sessions-without-slides': [
    'harbour-2018|Persistent storage|due|0|2018-04-01T02:00:00Z|https://slides.example/persistent',
    'harbour-2018|Knots|no_link|0||',
    'harbour-2018|Who owns the pager?|no_link|0||',
  ],
  'decks-that-were-replaced': ['harbour-2018|Service mesh at sea|2|2018-05-02|2018-05-06|1|4'],
  'decks-of-a-company': [
    'harbour-2017|Storage for boats|Bo Lind (Initech)|3|decks/bb/bb/<b>.pdf',
    'harbour-2018|Service mesh at sea|Ann Berg (Acme); Cy Roe (Initech)|4|decks/dd/dd/<d>.pdf',
  ],
  'the-longest-decks': [
    'harbour-2018|Service mesh at sea|Ann Berg (Acme); Cy Roe (Initech)|4|4000|decks/dd/dd/<d>.pdf',
    'lantern-2018|Service mesh, once more|Ann Berg (Acme)|4|4000|decks/dd/dd/<d>.pdf',
    'harbour-2017|Storage for boats|Bo Lind (Initech)|3|2000|decks/bb/bb/<b>.pdf',
    'harbour-2017|Istio in the harbour|Ann Berg (Acme)|2|1000|decks/aa/aa/<a>.pdf',
  ],
  'decks-without-text': [
    'harbour-2018|Sails|encrypted|It wants a password.|application/vnd.apple.keynote|decks/ee/ee/<e>.key',
  ],
  'one-deck-at-several-sessions': ['<d>|4|2|Service mesh at sea|harbour-2018,lantern-2018'],
  'talks-on-a-subject-by-year': ['2017|1|2|50.0', '2018|1|6|16.7'],
  'words-on-slides-over-the-years': ['2017|2|1|5', '2018|1|1|4'],
  'how-wordy-slides-are': ['harbour-2017|5|2.2', 'harbour-2018|3|2.3', 'lantern-2018|3|2.3'],
  'slides-that-name-a-company': [
    'harbour-2017|Istio in the harbour|2|Istio routes\nwhat Initech sends|pictures/a/2.webp',
    'harbour-2018|Service mesh at sea|3|Thanks to Initech|pictures/d/3.webp',
    'lantern-2018|Service mesh, once more|3|Thanks to Initech|pictures/d/3.webp',
  ],
  'rooms-by-day': [
    'harbour-2017|2017-05-10|A|2|09:00|10:45',
    'harbour-2017|2017-05-10|Quay|1|12:00|13:00',
    'harbour-2018|2018-05-02|A|2|09:00|10:45',
    'harbour-2018|2018-05-02|C|1|09:05|09:35',
    'harbour-2018|2018-05-03|A|1|11:00|11:30',
  ],
  'how-many-run-in-parallel': [
    'harbour-2017|2017-05-10|1|2',
    'harbour-2018|2018-05-02|2|3',
    'harbour-2018|2018-05-03|1|1',
  ],
  'talks-by-length': ['harbour-2017|30|1', 'harbour-2017|45|1', 'harbour-2018|30|3', 'harbour-2018|45|1'],
  languages: ['harbour-2017|en|2', 'harbour-2018|unknown|4', 'harbour-2018|ja|1', 'lantern-2018|unknown|1'],
  'sessions-that-changed-after-they-were-published': [
    'harbour-2018|Persistent storage|2|room,time|2018-05-01T02:00:00Z',
    'harbour-2018|Service mesh at sea|1|deck|2018-05-06T02:00:00Z',
    'harbour-2018|Ropes|1|state|2018-05-01T02:00:00Z',
  ],
  'moved-at-short-notice': [
    '2018-05-01T02:00:00Z|harbour-2018|Persistent storage|room|B|C',
    '2018-05-01T02:00:00Z|harbour-2018|Persistent storage|time|2018-05-02 09:00-09:35|2018-05-02 09:05-09:35',
  ],
  'new-since-a-day': [
    '2018-10-01T02:00:00Z|lantern-2018|Service mesh, once more|deck|<d>',
    '2018-05-06T02:00:00Z|harbour-2018|Service mesh at sea|deck|<d>',
    '2018-05-03T02:00:00Z|harbour-2018|Sails|deck|<e>',
    '2018-05-02T02:00:00Z|harbour-2018|Service mesh at sea|deck|<c>',
    '2018-05-01T02:00:00Z|harbour-2018|Knots|session|Knots',
  ],
  'cancelled-and-withdrawn': ['harbour-2018|Cranes|cancelled|Fay Kim|', 'harbour-2018|Ropes|withdrawn||'],
  'where-decks-are-hosted': ['files.harbour.example|4|4|0|0', 'lantern.example|1|1|0|0', 'slides.example|1|0|0|1'],
  'what-takes-the-space': [
    'harbour-2018|application/pdf|2|7000',
    'harbour-2018|application/vnd.apple.keynote|1|5000',
    'lantern-2018|application/pdf|1|4000',
    'harbour-2017|application/pdf|2|3000',
  ],
};

const SHA = /([0-9a-f])\1{63}/g;
const hasSqlite3 = spawnSync('sqlite3', ['--version']).status === 0;

describe('the questions of docs/queries.md', () => {
  let directory = '';
  let archive: Archive;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'deckhand-queries-'));
    stockThreeConferences(directory);
    archive = openArchive({ directory, mode: 'read' });
  });
  afterAll(() => {
    archive.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('are twenty at least, and each has an answer that is known and is not empty', () => {
    expect(questions().length).toBeGreaterThanOrEqual(20);
    expect(questions().map(({ name }) => name)).toEqual(Object.keys(ANSWERS));
    expect(Object.entries(ANSWERS).filter(([, rows]) => rows.length === 0)).toEqual([]);
  });

  it.each(questions())('$title: is answered right', ({ name, sql, parameters }) => {
    const values = Object.fromEntries(parameters.map((parameter) => [parameter, GIVEN[parameter] ?? '']));
    const rows = Array.from(archive.query(sql, values).rows, (row) =>
      row
        .map((value) => (value === null ? '' : typeof value === 'number' ? value.toFixed(1) : String(value)))
        .join('|')
        .replaceAll(SHA, '<$1>'),
    );
    expect(rows).toEqual(ANSWERS[name]);
  });

  it.skipIf(!hasSqlite3).each(questions())('$title: sqlite3 says the same', ({ name, sql, parameters }) => {
    const input = [
      '.bail on',
      ...parameters.map((parameter) => `.parameter set :${parameter} "'${GIVEN[parameter] ?? ''}'"`),
      `${sql};`,
    ].join('\n');
    const output = execFileSync('sqlite3', ['-batch', '-readonly', join(directory, 'archive.sqlite')], {
      input,
      encoding: 'utf8',
    });
    expect(output.replaceAll(SHA, '<$1>')).toBe(`${(ANSWERS[name] ?? []).join('\n')}\n`);
  });
});
