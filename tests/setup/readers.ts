import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const READER = fileURLToPath(new URL('./reader.ts', import.meta.url));

/** A process that reads an archive, over and over. */
export interface Reader {
  readonly pid: number;
  /** Ends it: how many transactions it read in, and what it wrote to standard error. */
  stop(): Promise<{ readonly reads: number; readonly error: string }>;
}

/** Starts a reader and waits until its first transaction is open. */
export async function reader(
  path: string,
  given: { readonly holdMs: number; readonly delayMs?: number; readonly sql?: string },
): Promise<Reader> {
  await wait(given.delayMs ?? 0);
  const args = [READER, path, String(given.holdMs), ...(given.sql === undefined ? [] : [given.sql])];
  const child = spawn(process.execPath, args, { env: { ...process.env, NODE_NO_WARNINGS: '1' } });
  onTestFinished(() => void child.kill('SIGKILL'));
  let out = '';
  let error = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text));
  const exited = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), exited]);
  return {
    pid: child.pid ?? 0,
    stop: async () => {
      child.stdin.end();
      await exited;
      return { reads: Number(out.replace('ready\n', '')), error };
    },
  };
}
