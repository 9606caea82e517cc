import type { Command, Option } from 'commander';
import { createProgram } from '../../src/cli/program.ts';

/** The command line's own help as one Markdown page: what `docs/commands.md` must be. */
export function commandsPage(): string {
  const program = createProgram(
    {
      stdout: { write: () => undefined },
      stderr: { write: () => undefined },
      env: {},
      workingDirectory: '/',
      signals: { on: () => undefined, off: () => undefined } as never,
    },
    () => undefined,
  );
  const commands = program.commands.map((command) => section(command));
  return `# Commands\n\n<!-- Made by "npm run docs" from the command line's own help; a test holds the two together. -->\n\nDecks are files of any kind that a session offers. Exit codes: [exit-codes.md](exit-codes.md). JSON: [json.md](json.md).\n\n${commands.join('\n\n')}\n`;
}

function section(command: Command): string {
  const usage = `deckhand ${command.name()} ${command.usage()}`;
  const args = command.registeredArguments.map((argument) => `| \`${argument.name()}\` | ${argument.description} |`);
  const options = command.options.map((option) => `| \`${option.flags}\` | ${describe(option)} |`);
  const table = (heading: string, rows: readonly string[]): string =>
    rows.length === 0 ? '' : `\n\n| ${heading} | |\n| --- | --- |\n${rows.join('\n')}`;
  return `## deckhand ${command.name()}\n\n${command.description()}\n\n    ${usage}${table('argument', args)}${table('option', options)}`;
}

function describe(option: Option): string {
  const choices = option.argChoices === undefined ? '' : ` (${option.argChoices.join(', ')})`;
  const standard = typeof option.defaultValue === 'number' ? ` (default: ${option.defaultValue})` : '';
  return `${option.description}${choices}${standard}`;
}
