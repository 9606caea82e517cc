import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { CASES } from './cases.ts';

/** What nothing here takes on any machine, and time by the square of the input takes on all. */
const HANGS = 30_000;

/** Heavier than any of the cases should be; a programme of gigabytes is a failure as well. */
const MEGABYTES = 1_500;

let child: ChildProcess | null = null;

function running(): ChildProcess {
  if (child === null || child.exitCode !== null || child.signalCode !== null) {
    const script = fileURLToPath(new URL('child.ts', import.meta.url));
    child = spawn(process.execPath, ['--no-warnings', `--max-old-space-size=${MEGABYTES}`, script], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  }
  return child;
}

/** Null, or why the case failed. A process that hangs is killed. */
async function outcomeOf(name: string): Promise<string | null> {
  const process = running();
  const { stdin, stdout } = process;
  if (stdin === null || stdout === null) return 'there is no process';
  const lines = createInterface({ input: stdout });
  const hung = setTimeout(() => process.kill('SIGKILL'), HANGS);
  const settled = new AbortController();
  const { signal } = settled;
  try {
    stdin.write(`${name}\n`);
    const line = await Promise.race([
      once(lines, 'line', { signal }).then(([text]: unknown[]) => String(text)),
      once(process, 'exit', { signal }).then(() => null),
    ]);
    if (line === null) return 'it did not come to an end, or took all memory';
    return (JSON.parse(line) as { failure: string | null }).failure;
  } finally {
    clearTimeout(hung);
    settled.abort();
    lines.close();
  }
}

afterAll(() => {
  child?.kill('SIGKILL');
});

describe('hostile input, eight times as much of it', () => {
  it.each(Object.keys(CASES))('comes to an end: %s', async (name) => {
    expect(await outcomeOf(name)).toBeNull();
  });
});
