import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { columnsOf, EXPORT_TABLES } from '../../src/archive/export-tables.ts';
import { createProgram } from '../../src/cli/program.ts';
import { FORMATS } from '../../src/exports/formats.ts';
import { DEFAULT_TEMPLATE, TEMPLATE_FIELDS } from '../../src/exports/name-template.ts';
import { HARBOUR, trialConference } from '../cli/trial-conference.ts';
import { trialDirectory } from '../setup/trial-archive.ts';

const page = readFileSync(new URL('../../docs/exports.md', import.meta.url), 'utf8');

/** Headings within examples are none of the page's. */
const prose = page.replaceAll(/```[\s\S]*?```/g, (fence) => fence.replaceAll(/^#/gm, '\\#'));

/** The section of a format. */
const section = (name: string): string =>
  (prose.split(/^## /m).find((text) => text.startsWith(`${name}\n`)) ?? '').replaceAll('\\#', '#');

/** The lines of the example of a format. */
const example = (name: string): string[] =>
  (/```\w+\n([\s\S]*?)\n```/.exec(section(name))?.[1] ?? '').split('\n').filter((line) => line !== '');

describe('docs/exports.md', () => {
  it('has a section for every format, and for no other', () => {
    const general = new Set(['What is exported', 'Where it goes']);
    const sections = [...prose.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);
    expect(sections.filter((heading) => !general.has(heading))).toEqual(FORMATS.map(({ name }) => name));
  });

  it('shows how each format is asked for, and what comes out', () => {
    for (const { name } of FORMATS)
      expect(section(name), name).toMatch(new RegExp(`^ {4}deckhand export ${name} `, 'm'));
  });

  it('describes every option of the command but those that all commands have, and no other', () => {
    const io = { stdout: process.stdout, stderr: process.stderr, env: {}, workingDirectory: '/', signals: process };
    const command = createProgram(io, () => undefined).commands.find((each) => each.name() === 'export');
    const common = new Set(['--data', '--json', '--log-level', '--quiet']);
    const options = command?.options.map((option) => option.long ?? '').filter((flag) => !common.has(flag)) ?? [];
    const described = new Set([...page.matchAll(/--[a-z][a-z-]+/g)].map(([flag]) => flag));
    expect([...described].filter((flag) => flag !== '--json').toSorted()).toEqual(options.toSorted());
  });

  it('describes every table with its columns, and no other', () => {
    const rows = [...section('csv').matchAll(/^\| `(\w+)` \|[^|]*\| (.*) \|$/gm)];
    expect(rows.map(([, table]) => table)).toEqual([...EXPORT_TABLES]);
    for (const [, table, columns = ''] of rows) {
      const names = EXPORT_TABLES.filter((each) => each === table).flatMap((each) =>
        columnsOf(each).map(({ name }) => name),
      );
      expect(columns).toBe(names.map((name) => `\`${name}\``).join(' '));
    }
  });

  it('names every field of a template and the template that is used without one', () => {
    const fields = /Fields: ([\s\S]*?)\. A field/.exec(section('decks'))?.[1] ?? '';
    expect([...fields.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)).toEqual(Object.keys(TEMPLATE_FIELDS));
    expect(section('decks')).toContain(`(default: \`${DEFAULT_TEMPLATE}\`)`);
  });
});

describe('the examples of docs/exports.md', () => {
  it.each([
    'csv --table people --day 2024-05-14',
    'ndjson --key 1cQa5',
    'ics --key 1cQa5',
    'schedule-xml --key 1cQa5',
    'jsonld --key 1cQa5',
    'csl --key 1cQa5',
    'bibtex --key 1cQa5',
    'markdown --level beginner',
    'atom',
    'decks',
    'warc --with-decks',
  ])('are what comes out: %s', async (typed) => {
    const trial = await trialConference();
    await trial.archive();
    const [format = '', ...flags] = typed.split(' ');
    const output = join(trialDirectory(), 'x');
    const { code, stderr } = await trial.run('export', format, HARBOUR, '--output', output, ...flags);
    expect([code, stderr]).toEqual([0, '']);
    const bytes = format === 'decks' ? Buffer.from('') : readFileSync(output);
    const text =
      format === 'decks'
        ? readdirSync(output, { recursive: true, encoding: 'utf8' }).join('\n')
        : (format === 'warc' ? gunzipSync(bytes) : bytes).toString('utf8');
    const published = text
      .replaceAll(trial.site.origin, 'https://harbourconf2024.sched.com')
      .replaceAll(trial.site.filesOrigin, 'https://static.sched.com');
    for (const line of example(format)) expect(published).toContain(line);
    expect(example(format).length).toBeGreaterThan(0);
  });

  it('are what comes out: parquet, asked by DuckDB', async () => {
    const trial = await trialConference();
    await trial.archive();
    const output = join(trialDirectory(), 'sessions.parquet');
    await trial.run('export', 'parquet', '--output', output);
    const query = /-c "(SELECT .*)"/.exec(section('parquet'))?.[1] ?? '';
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const found = await connection.runAndReadAll(query.replace('sessions.parquet', output));
    const lines = [
      found.columnNames(),
      ...found.getRowsJson().map((row) => row.map((value) => (typeof value === 'string' ? value : 'NULL'))),
    ];
    expect(lines.map((line) => line.join(','))).toEqual(example('parquet'));
    connection.closeSync();
    instance.closeSync();
  });
});
