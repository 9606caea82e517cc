/**
 * A run, as far as the lock knows, as a process of its own: `node lock-taker.ts <directory>`. For each line `take <instant in ms>` on its standard input
 * it takes the lock at that instant and says `won`, or the sentence that turned it away; for `drop` it gives it back and says `dropped`.
 */
import { createInterface } from 'node:readline';
import { takeWriterLock, type WriterLock } from '../../src/archive/lock.ts';

const [directory = ''] = process.argv.slice(2);
let lock: WriterLock | null = null;
process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'drop') {
    lock?.release();
    lock = null;
    process.stdout.write('dropped\n');
    continue;
  }
  const instant = Number(line.split(' ')[1]);
  while (performance.timeOrigin + performance.now() < instant);
  try {
    lock = takeWriterLock(directory, 'trial', '2018-05-02T09:00:00Z');
    process.stdout.write('won\n');
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
}
