import { Command, InvalidArgumentError, Option } from 'commander';
import type { Answer, QueryParameters } from '../archive/query.ts';
import { look } from '../jobs/start.ts';
import { counted } from '../model/amounts.ts';
import { UsageError } from '../model/failure.ts';
import { answerJson, answerTable, writeCsv } from './answers.ts';
import type { Input, Io } from './io.ts';
import { settingsOf, withCommonOptions } from './options.ts';
import { promptForQueries } from './prompt.ts';
import { splitStatements } from './statements.ts';

export function sqlCommand(io: Io): Command {
  const command = new Command('sql')
    .description('ask the archive in SQL, read-only: one query, or a prompt; docs/queries.md has examples')
    .argument(
      '[query]',
      'one statement (default: standard input; on a terminal a prompt, where Ctrl-C ends a query that takes too long)',
    )
    .addOption(new Option('--csv', 'print CSV, row by row').conflicts('json'))
    .option('--param <name=value>', 'a value for :name in the query; may be repeated', collectParameter);
  type Flags = Parameters<typeof settingsOf>[0] & { readonly csv?: true; readonly param?: QueryParameters };
  return withCommonOptions(command).action(async (query: string | undefined, options: Flags) => {
    const settings = settingsOf(options, io);
    const parameters = options.param ?? {};
    // A terminal that does not know its width says 0.
    const width = io.stdout.isTTY === true ? io.stdout.columns || 80 : null;
    const isPrompt = query === undefined && io.stdin?.isTTY === true;
    if (isPrompt && (settings.json || options.csv === true)) {
      throw new UsageError(
        'no_query',
        'The prompt prints tables. For JSON or CSV give the query as an argument or on standard input.',
      );
    }
    const sql = isPrompt ? null : oneStatement(query ?? (await textOf(io.stdin)));
    await look(settings.data, async (archive) => {
      if (sql === null) {
        if (io.stdin === undefined) return;
        if (!settings.quiet) io.stdout.write(`${settings.data}, read-only. .help says how.\n`);
        await promptForQueries({
          input: io.stdin,
          output: io.stdout,
          archive,
          run: (statement) => readable(archive.query(statement, parameters), width),
        });
        return;
      }
      const answer = archive.query(sql, parameters);
      if (options.csv === true) await writeCsv(answer, io.stdout);
      else io.stdout.write(settings.json ? answerJson(answer) : readable(answer, width));
    });
  });
}

/** A table; on a terminal with the number of rows below it. */
function readable(answer: Answer, width: number | null): string {
  let rows = 0;
  const counting = (function* () {
    for (const row of answer.rows) {
      rows += 1;
      yield row;
    }
  })();
  const text = answerTable({ columns: answer.columns, rows: counting }, width);
  if (text === '') return '';
  return width === null ? `${text}\n` : `${text}\n(${counted(rows, 'row')})\n`;
}

function oneStatement(text: string): string {
  const { whole, rest } = splitStatements(text);
  const statements = rest === '' ? whole : [...whole, rest];
  const [only] = statements;
  if (only === undefined) {
    throw new UsageError(
      'no_query',
      'Say what to ask, as in: deckhand sql "SELECT title FROM session_overview LIMIT 5".',
    );
  }
  if (statements.length > 1) {
    throw new UsageError('bad_query', `One statement at a time; here are ${statements.length}.`);
  }
  return only;
}

async function textOf(input: Input | undefined): Promise<string> {
  if (input === undefined) return '';
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk as Uint8Array | string));
  return Buffer.concat(chunks).toString('utf8');
}

/** What is written as a whole number is bound as one: as text it would never equal a count. All else is text. */
function collectParameter(text: string, before: QueryParameters = {}): QueryParameters {
  const [, name, value] = /^[:@$]?(\w+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('It must be name=value, such as words=istio.');
  const number = Number(value);
  return { ...before, [name]: Number.isSafeInteger(number) && String(number) === value ? BigInt(number) : value };
}
