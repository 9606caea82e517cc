/** Runs cases in a process of its own, for what does not come to an end can only be killed from outside. Names come in, names go out when done. */
import { createInterface } from 'node:readline';
import { CASES } from './cases.ts';

for await (const name of createInterface({ input: process.stdin })) {
  const { size, run } = CASES[name] ?? { size: 0, run: () => {} };
  let failure: string | null = null;
  try {
    run(Math.ceil(size / 8));
    run(size);
  } catch (error) {
    failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  process.stdout.write(`${JSON.stringify({ name, failure })}\n`);
}
