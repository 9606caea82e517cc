import { EventEmitter } from 'node:events';
import { runCommandLine } from '../../src/cli/program.ts';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line in this process, as a shell without a terminal would. */
export async function deckhand(
  args: readonly string[],
  given: { env?: Record<string, string>; workingDirectory?: string } = {},
): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const code = await runCommandLine(args, {
    stdout: { write: (text) => void (written.stdout += text) },
    stderr: { write: (text) => void (written.stderr += text) },
    env: given.env ?? {},
    workingDirectory: given.workingDirectory ?? '/',
    signals: new EventEmitter(),
  });
  return { code, ...written };
}
