import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The command line's own file. */
export const BIN = fileURLToPath(new URL('../../src/cli/bin.ts', import.meta.url));

/** A process that talks in lines. */
export interface Child {
  readonly pid: number;
  /** The next line that it writes to standard output; null when it has ended. */
  line(): Promise<string | null>;
  say(line: string): void;
  /** Kills it as a power cut would, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Starts a TypeScript file, or source text, as a process of its own that is gone when the test is. */
export function startChild(script: { readonly file: string } | { readonly source: string }, ...args: string[]): Child {
  const code =
    'file' in script
      ? [fileURLToPath(new URL(script.file, import.meta.url))]
      : ['--input-type=module-typescript', '-e', script.source];
  const child = spawn(process.execPath, ['--no-warnings', ...code, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    pid: child.pid ?? 0,
    line: async () => {
      const { done, value } = await lines.next();
      return done === true ? null : value;
    },
    say: (line) => void child.stdin.write(`${line}\n`),
    kill: async () => {
      child.kill('SIGKILL');
      await gone(child);
    },
  };
}

/** Resolves when a process has ended, however. */
export async function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** Runs the command line as a process of its own. */
export async function deckhandProcess(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(process.execPath, ['--no-warnings', BIN, ...args], { env });
  onTestFinished(() => void child.kill('SIGKILL'));
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text));
  await once(child, 'close');
  return { code: child.exitCode, ...written };
}
