import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Archive } from '../archive/archive.ts';
import { DESCRIPTIONS } from '../archive/descriptions/all.ts';
import type { SchemaTable } from '../archive/schema.ts';
import { DeckhandError } from '../model/failure.ts';
import type { Input, Output } from './io.ts';
import { table } from './output.ts';
import { splitStatements } from './statements.ts';

const HELP = `Type a query and end it with a semicolon; it may have several lines. The archive is only read.
.tables          the tables and views, and what their rows are
.schema [name]   the columns of one, or the statements that make all of them
.help            this
.quit            the end, as Ctrl-D is
Ctrl-C takes back what is typed; while a query runs it ends the program.`;

/** What a prompt works with. */
export interface Prompt {
  readonly input: Input;
  readonly output: Output;
  readonly archive: Archive;
  /** Runs one statement and says what comes of it; what it throws is shown, and the prompt goes on. */
  readonly run: (sql: string) => string;
}

/** Asks for statements until the input ends or `.quit`. */
export async function promptForQueries({ input, output, archive, run }: Prompt): Promise<void> {
  const schema = archive.schema();
  const isTerminal = input.isTTY === true && output.isTTY === true;
  const names = [...new Set(schema.flatMap((one) => [one.name, ...one.columns.map((column) => column.name)]))];
  const lines = createInterface({
    input,
    output: output as NodeJS.WritableStream,
    terminal: isTerminal,
    prompt: 'deckhand> ',
    completer: (line: string): [string[], string] => {
      const word = /[\w.]*$/.exec(line)?.[0] ?? '';
      const all = /^\.\w*$/.test(line) ? ['.tables', '.schema', '.help', '.quit'] : names;
      return [all.filter((name) => name.startsWith(word)), word];
    },
  });
  const say = (text: string): void => void output.write(text === '' || text.endsWith('\n') ? text : `${text}\n`);
  // What is nobody's typing error ends the command, once the prompt is closed.
  const failures: unknown[] = [];
  const attempt = (work: () => string): void => {
    // In raw mode Ctrl-C is a letter that waits its turn; a query that takes too long has to hear it as a signal.
    if (isTerminal) input.setRawMode?.(false);
    try {
      say(work());
    } catch (error) {
      const explained = archive.explain(error);
      if (explained instanceof DeckhandError) return say(explained.message);
      failures.push(explained);
      lines.close();
    } finally {
      if (isTerminal && failures.length === 0) input.setRawMode?.(true);
    }
  };

  let typed = '';
  let isOver = false;
  const ask = (): void => {
    lines.setPrompt(typed === '' ? 'deckhand> ' : '     ...> ');
    lines.prompt();
  };
  const closed = once(lines, 'close');
  lines.on('line', (line) => {
    // What came in one piece with .quit is still handed over.
    if (isOver || failures.length > 0) return;
    if (typed === '' && line.trim().startsWith('.')) {
      const [command = '', name] = line.trim().replace(/;$/, '').split(/\s+/);
      if (command === '.quit' || command === '.exit') {
        isOver = true;
        lines.close();
        return;
      }
      attempt(() => dotCommand(command, name, schema));
    } else {
      const { whole, rest } = splitStatements(`${typed}${line}\n`);
      for (const statement of whole) attempt(() => run(statement));
      typed = rest === '' ? '' : `${rest}\n`;
    }
    if (failures.length === 0) ask();
  });
  lines.on('SIGINT', () => {
    say(typed === '' && lines.line === '' ? '\n.quit or Ctrl-D ends this.' : '\n');
    typed = '';
    lines.write(null, { ctrl: true, name: 'u' });
    ask();
  });
  ask();
  await closed;
  if (failures.length > 0) throw failures[0];
  if (isTerminal) say('\n');
}

function dotCommand(command: string, name: string | undefined, schema: readonly SchemaTable[]): string {
  if (command === '.help') return HELP;
  if (command === '.tables') {
    return table(
      ['name', 'one row is'],
      schema.map((one) => [one.name, DESCRIPTIONS[one.name]?.row ?? '']),
    );
  }
  if (command !== '.schema') return `There is no ${command}; .help lists what there is.`;
  if (name === undefined) return schema.map((one) => `${one.sql};`).join('\n');
  const found = schema.find((one) => one.name === name);
  if (found === undefined) return `There is no table or view ${name}; .tables lists them.`;
  const description = DESCRIPTIONS[name];
  const columns = found.columns.map((column) => [
    column.name,
    column.type,
    column.nullable ? '' : 'not NULL',
    [description?.columns[column.name], column.words === null ? null : `One of ${column.words.join(' ')}.`]
      .filter((part) => part !== null && part !== undefined)
      .join(' '),
  ]);
  return [
    `${name}: one row is ${description?.row ?? 'not described'}.`,
    ...(description?.note === undefined ? [] : [description.note]),
    found.kind === 'table'
      ? table(['column', 'type', '', 'what'], columns)
      : table(
          ['column', 'what'],
          columns.map(([column = '', , , what = '']) => [column, what]),
        ),
  ].join('\n');
}
