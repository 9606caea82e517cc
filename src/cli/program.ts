import { Command, CommanderError } from 'commander';
import { DeckhandError, EXIT_CODES, type ExitName } from '../model/failure.ts';
import { acceptCommand } from './accept.ts';
import { addCommand } from './add.ts';
import { archiveCommand } from './archive.ts';
import { attachCommand } from './attach.ts';
import { changesCommand } from './changes.ts';
import { conferencesCommand } from './conferences.ts';
import { configCommand } from './config-command.ts';
import { crawlCommand } from './crawl.ts';
import { doctorCommand } from './doctor.ts';
import { downloadCommand } from './download.ts';
import { VERSION } from './execute.ts';
import { exportCommand } from './export.ts';
import { forgetCommand } from './forget.ts';
import { inspectCommand } from './inspect.ts';
import type { Ended, Io } from './io.ts';
import { missingCommand } from './missing.ts';
import { nightlyCommand } from './nightly.ts';
import { reloadCommand } from './reload.ts';
import { reparseCommand } from './reparse.ts';
import { searchCommand } from './search.ts';
import { snapshotCommand } from './snapshot.ts';
import { sqlCommand } from './sql.ts';
import { statusCommand } from './status.ts';
import { verifyCommand } from './verify.ts';

/** Every command, in the order of the help text. Each takes the outside world and a way to say how it ended. */
const COMMANDS = [
  archiveCommand,
  crawlCommand,
  downloadCommand,
  inspectCommand,
  reloadCommand,
  nightlyCommand,
  addCommand,
  statusCommand,
  missingCommand,
  changesCommand,
  searchCommand,
  exportCommand,
  verifyCommand,
  reparseCommand,
  acceptCommand,
  attachCommand,
  forgetCommand,
  snapshotCommand,
  sqlCommand,
  conferencesCommand,
  configCommand,
  doctorCommand,
];

/** The whole command line, with its help; `ended` is told how the command that ran came out. */
export function createProgram(io: Io, ended: Ended): Command {
  const program = new Command('deckhand')
    .description('Keeps a complete, searchable, verifiable archive of conference programmes and slide decks.')
    .version(VERSION)
    .showSuggestionAfterError()
    .showHelpAfterError('("deckhand --help" lists the commands)')
    .addHelpText(
      'after',
      '\nExit codes: docs/exit-codes.md. First steps: deckhand archive kubecon-eu-2018; deckhand status',
    );
  for (const make of COMMANDS) {
    const command = make(io, ended);
    program.addCommand(command.showHelpAfterError(`("deckhand ${command.name()} --help" shows how)`));
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'deckhand: ')),
    });
  }
  return program;
}

/** Runs one command line (`argv` without the program's name) and returns its exit code. Never throws. */
export async function runCommandLine(argv: readonly string[], io: Io): Promise<number> {
  let exit: ExitName = 'ok';
  const program = createProgram(io, (name) => {
    exit = name;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return EXIT_CODES[exit];
  } catch (error) {
    return failure(error, argv, io);
  }
}

function failure(error: unknown, argv: readonly string[], io: Io): number {
  if (error instanceof CommanderError) {
    // Help and version are no errors; the message of the others is on stderr already.
    if (error.exitCode === 0) return EXIT_CODES.ok;
    printError(argv, io, 'bad_command_line', error.message.replace(/^error: /, ''), 'usage');
    return EXIT_CODES.usage;
  }
  const expected = error instanceof DeckhandError;
  const exit: ExitName = expected ? error.exit : 'internal';
  const code = expected ? error.code : 'internal';
  const message = error instanceof Error ? error.message : String(error);
  printError(argv, io, code, message, exit);
  io.stderr.write(
    expected
      ? `deckhand: ${message}\n`
      : `deckhand: this is a bug, please report it with what follows\n${error instanceof Error ? error.stack : message}\n`,
  );
  return EXIT_CODES[exit];
}

/** With `--json` there is a document in any case. */
function printError(argv: readonly string[], io: Io, code: string, message: string, exit: ExitName): void {
  if (!argv.includes('--json')) return;
  io.stdout.write(`${JSON.stringify({ error: { code, message, exit, exitCode: EXIT_CODES[exit] } }, null, 2)}\n`);
}
